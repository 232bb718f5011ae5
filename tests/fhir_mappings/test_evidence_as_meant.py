"""What is shown of the record says what it means: what was suspected or ruled out, and of a date no more than is known."""

from __future__ import annotations

import pytest
from fhir_records import ICD, LOINC, RXNORM, SNOMED, Resource, chart, concept, condition, observation, resource, the

from cds_service.order_record import record_for
from fhir_mappings.chart.indication import read_indication
from fhir_mappings.order.drafts import read_order
from imaging_rules.facts import RECORD_PARTS, Evidence


def verified(status: str, text: str = "Multiple sclerosis") -> Resource:
    return {**condition(verificationStatus={"coding": [{"code": status}]}), "code": concept(ICD, "G35", text)}


def quotes(name: str, *resources: Resource) -> list[str]:
    return [each.evidence.quote for each in the(name, *resources)]


@pytest.mark.parametrize(
    ("status", "quote"),
    [
        ("provisional", "suspected: Multiple sclerosis"),
        ("differential", "suspected: Multiple sclerosis"),
        ("refuted", "ruled out: Multiple sclerosis"),
        ("confirmed", "Multiple sclerosis"),
    ],
)
def test_a_diagnosis_that_is_not_confirmed_is_shown_as_such(status: str, quote: str) -> None:
    assert quotes("multiple_sclerosis", verified(status)) == [quote]


@pytest.mark.parametrize(("status", "text"), [("provisional", "? MS"), ("refuted", "No evidence of multiple sclerosis")])
def test_words_that_say_it_themselves_are_shown_as_they_stand(status: str, text: str) -> None:
    assert set(quotes("multiple_sclerosis", verified(status, text))) <= {text}


def test_a_complaint_that_the_patient_feels_is_there_whatever_its_diagnosis_is() -> None:
    felt = {**verified("provisional"), "code": concept(ICD, "M54.2", "Neck pain")}
    assert quotes("neck_pain", felt) == ["Neck pain"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [("2026-10-03", "2026-10-03"), ("2026-10", "2026-10"), ("2025", "2025"), (None, "")],
)
def test_of_a_date_that_is_known_in_part_that_part_is_shown(written: str | None, shown: str) -> None:
    dated = {} if written is None else {"onsetDateTime": written}
    assert [each.evidence.day for each in the("neck_pain", condition(**dated))] == [shown]


def test_an_onset_told_as_an_age_is_shown_by_its_years() -> None:
    at_ten = condition(onsetAge={"value": 10, "unit": "a", "system": "http://unitsofmeasure.org", "code": "a"})
    born = {"resourceType": "Patient", "id": "p1", "birthDate": "2004-05-06"}
    assert [each.evidence.day for each in the("neck_pain", at_ten, born)] == ["2014 to 2015"]


def test_a_partial_day_of_a_study_is_no_day() -> None:
    cpt = "http://www.ama-assn.org/go/cpt"
    film = resource("DiagnosticReport", status="final", code=concept(cpt, "72100", "X-ray lumbar"), effectiveDateTime="2026-10",
                    conclusion="Normal lumbar spine radiographs.")  # fmt: skip
    order = resource("ServiceRequest", intent="order", status="draft", code=concept(cpt, "72131"), reasonCode=[{"text": "LBP"}])
    record = record_for(read_order(order), chart(film), RECORD_PARTS)
    assert {each.evidence.day for each in record.findings if each.name == "spine_film"} == {"2026-10"}


def evidence_of_the_order(name: str, reason: str) -> list[Evidence]:
    draft = resource("ServiceRequest", intent="order", status="draft", code=concept("http://www.ama-assn.org/go/cpt", "72141"),
                     reasonCode=[{"text": reason}])  # fmt: skip
    return [each.evidence for each in read_indication(draft, chart()) if each.name == name]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("prior_cervical_surgery", "left arm pain, two years after C5/6 ACDF"),
        ("malignancy_active", "arm weakness, breast cancer treated with radiation in 2019"),
        ("spine_injury", "neck pain, fell off a ladder 3 weeks ago"),
    ],
)
def test_a_day_worked_out_from_words_is_told_by_the_words_alone(name: str, reason: str) -> None:
    told = evidence_of_the_order(name, reason)
    assert [(each.day, each.date is None) for each in told if each.kind == "text"] == [("", False)]


def test_denied_words_of_an_order_are_shown_as_denied_and_read_as_before() -> None:
    (told,) = evidence_of_the_order("red_flags", "neck pain, no red flags")
    assert (told.text, told.quote) == ("red flags", "no red flags")


def test_a_text_in_anothers_place_is_shown_as_it_stands() -> None:
    assert Evidence("Observation/1", "Red flags: none", meant="no red flags").quote == "Red flags: none"


@pytest.mark.parametrize(
    ("display", "text", "called"),
    [
        ("apixaban", "apixaban 5 mg bid", "apixaban 5 mg bid"),
        ("Apixaban 5 MG Oral Tablet", "Eliquis", "Eliquis Apixaban 5 MG Oral Tablet"),
        ("apixaban", "Apixaban", "Apixaban"),
    ],
)
def test_a_medicine_is_named_once(display: str, text: str, called: str) -> None:
    medicine = {"coding": [{"system": RXNORM, "code": "1364430", "display": display}], "text": text}
    taken = resource("MedicationRequest", status="active", intent="order", medicationCodeableConcept=medicine)
    assert quotes("anticoagulated", taken) == [called]


def test_a_value_in_two_spellings_is_shown_once() -> None:
    value = {"coding": [{"system": SNOMED, "code": "77386006", "display": "Pregnant"}]}
    status = {**observation("82810-3", valueCodeableConcept=value), "code": concept(LOINC, "82810-3", "Pregnancy status")}
    assert quotes("pregnancy", status) == ["Pregnancy status: Pregnant"]
