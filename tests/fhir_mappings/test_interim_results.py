"""Results that are not final: what they affirm is asked, what bounds safety counts, what they deny says nothing."""

from __future__ import annotations

import pytest

from tests.fhir_mappings.fhir_records import LOINC, SNOMED, Resource, chart, concept, observation, quantity, resource, said, the

INTERIM = ["preliminary", "registered", "unknown"]
GFR, HCG, TEMPERATURE, CULTURE, INR, PLATELETS = "98979-8", "2106-3", "8310-5", "600-7", "6301-6", "777-3"
GFR_UNIT = "mL/min/{1.73_m2}"


def interim(code: str, status: str = "preliminary", day: str = "2026-11-18", **elements: object) -> Resource:
    return observation(code, day=day, status=status, **elements)


@pytest.mark.parametrize("status", INTERIM)
def test_an_interim_low_filtration_rate_counts_and_is_called_preliminary(status: str) -> None:
    (found,) = the("egfr", interim(GFR, status, **quantity(14, GFR_UNIT)))
    assert found.value == 14
    assert found.evidence.text.endswith("(preliminary)")


def test_an_interim_rate_in_order_clears_nothing() -> None:
    low = observation(GFR, day="2026-11-02", **quantity(21, GFR_UNIT))
    assert [each.value for each in the("egfr", low, {**interim(GFR, **quantity(75, GFR_UNIT)), "id": "later"})] == [21]


@pytest.mark.parametrize(
    ("code", "value", "name", "counts"),
    [
        (INR, quantity(2.4, "{INR}"), "inr", True),
        (INR, quantity(1.1, "{INR}"), "inr", False),
        (PLATELETS, quantity(31, "10*9/L"), "platelets", True),
        (PLATELETS, quantity(210, "10*9/L"), "platelets", False),
    ],
)
def test_an_interim_number_counts_on_its_unsafe_side(code: str, value: Resource, name: str, counts: bool) -> None:
    assert bool(the(name, interim(code, **value))) is counts


def test_an_interim_pregnancy_test_counts_where_it_is_positive() -> None:
    assert said(interim(HCG, valueString="Positive")) == {("pregnancy", "present")}
    assert said(interim(HCG, valueString="Negative")) == set()


@pytest.mark.parametrize("status", INTERIM)
@pytest.mark.parametrize(
    ("code", "value", "name"),
    [
        (CULTURE, {"valueCodeableConcept": concept(SNOMED, "3092008", "Staphylococcus aureus")}, "sepsis_or_bacteraemia"),
        (TEMPERATURE, quantity(39.2, "Cel"), "fever"),
        ("32385-7", {"valueString": "positive"}, "pathologic_reflex"),
    ],
)
def test_what_an_interim_result_affirms_is_no_fact_and_not_absent(status: str, code: str, value: Resource, name: str) -> None:
    named = concept(LOINC, code, "Blood culture" if code == CULTURE else "")
    read = chart({**interim(code, status, **value), "code": named})
    assert name not in {each.name for each in read.findings}
    assert name in read.mentioned


@pytest.mark.parametrize(
    "one",
    [
        interim(CULTURE, valueString="No growth"),
        interim(TEMPERATURE, **quantity(36.8, "Cel")),
        interim(CULTURE, "registered"),
        interim(GFR, "cancelled", **quantity(14, GFR_UNIT)),
        interim(GFR, "entered-in-error", **quantity(14, GFR_UNIT)),
        interim(GFR, subject={"reference": "Patient/p2"}, **quantity(14, GFR_UNIT)),
        interim(GFR, day="2027-03-01", **quantity(14, GFR_UNIT)),
    ],
)
def test_a_denial_and_a_result_that_is_none_say_nothing(one: Resource) -> None:
    read = chart(one)
    assert (read.findings, read.mentioned) == ((), frozenset())
    assert "observation" in read.delivered


@pytest.mark.parametrize("status", ["preliminary", "partial"])
def test_an_interim_report_of_a_growing_blood_culture_is_asked_about(status: str) -> None:
    def told(conclusion: str) -> frozenset[str]:
        culture = {"code": {"text": "Blood culture"}, "effectiveDateTime": "2026-11-17", "conclusion": conclusion}
        read = chart(resource("DiagnosticReport", status=status, **culture))
        assert read.findings == ()
        return read.mentioned

    assert "sepsis_or_bacteraemia" in told("Enterococcus faecalis in both bottles")
    assert told("No growth after 24 hours") == frozenset()


def test_a_raised_marker_that_is_not_final_is_asked_about_like_a_final_one() -> None:
    assert said(interim("2857-1", **quantity(40, "ng/mL"))) == {("possible_cancer_sign", "present")}
