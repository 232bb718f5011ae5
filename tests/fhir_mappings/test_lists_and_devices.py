"""Entries that speak of a whole list, implants that only their profile or their label gives away, medicines by brand."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.whole_chart import read_chart
from tests.fhir_mappings.fhir_records import SNOMED, TODAY, Resource, chart, concept, resource, said, the

IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
CONTRAST = {
    "contrast_allergy_agent_unknown",
    "gadolinium_reaction",
    "gbca_reaction",
    "iodinated_reaction",
    "iodinated_reaction_severity",
}


def allergy(code: Resource, **more: Any) -> Resource:
    return resource("AllergyIntolerance", clinicalStatus={"coding": [{"code": "active"}]}, code=code, **more)


def device(text: str, **more: Any) -> Resource:
    return resource("Device", **{"status": "active", "type": {"text": text}, **more})


@pytest.mark.parametrize(
    "code",
    [
        concept(SNOMED, "716186003"),
        concept(IPS, "no-known-allergies"),
        {"text": "No known allergies"},
        {"text": "NKA"},
        {"text": "No contrast allergy"},
    ],
)
def test_no_known_allergy_refutes_a_reaction_of_every_class_of_contrast(code: Resource) -> None:
    assert said(allergy(code)) == {(name, "refuted") for name in CONTRAST}


@pytest.mark.parametrize(
    "code",
    [
        concept(SNOMED, "409137002", "No known drug allergy"),
        concept(SNOMED, "429625007"),
        concept(IPS, "no-known-food-allergies"),
        {"text": "NKDA"},
        {"text": "No known latex allergy"},
    ],
)
def test_no_known_allergy_of_another_kind_says_nothing_of_contrast(code: Resource) -> None:
    read = chart(allergy(code))
    assert read.findings == ()
    assert read.delivered == {"allergy"}


@pytest.mark.parametrize(
    "code", [concept(IPS, "no-allergy-info"), {"text": "No information about allergies"}, {"text": "Not asked"}]
)
def test_no_information_is_not_no_allergy(code: Resource) -> None:
    read = chart(allergy(code))
    assert (read.findings, read.delivered) == ((), frozenset())


@pytest.mark.parametrize(
    ("kind", "code", "part"),
    [
        ("Condition", "no-problem-info", "condition"),
        ("Procedure", "no-procedure-info", "procedure"),
        ("Device", "no-device-info", "device"),
        ("MedicationStatement", "no-medication-info", "medication"),
    ],
)
def test_a_list_of_which_nothing_is_known_was_not_delivered(kind: str, code: str, part: str) -> None:
    element = {"Device": "type", "MedicationStatement": "medicationCodeableConcept"}.get(kind, "code")
    status = {"MedicationStatement": "active", "Procedure": "completed", "Device": "active"}.get(kind)
    nothing_known = resource(kind, **{element: concept(IPS, code)}, **({"status": status} if status else {}))
    assert part not in chart(nothing_known).delivered
    known = {**nothing_known, element: concept(IPS, code.replace("-info", "s").replace("no-", "no-known-"))}
    assert part in chart(known).delivered
    assert (
        part
        in chart({**nothing_known, "subject": {"reference": "Patient/p2"}, "patient": {"reference": "Patient/p2"}}).delivered
    )


def test_an_empty_list_of_statements_says_nothing_of_the_medicines() -> None:
    assert "medication" not in read_chart({"MedicationStatement": []}, "p1", TODAY).delivered
    assert "medication" in read_chart({"MedicationRequest": [], "MedicationStatement": []}, "p1", TODAY).delivered
    assert "medication" in read_chart({"MedicationRequest": [], "MedicationStatement": None}, "p1", TODAY).delivered


def test_a_medicine_that_is_only_stated_counts_as_one_that_is_prescribed() -> None:
    taken = {"status": "active", "medicationCodeableConcept": {"text": "apixaban 5 mg"}, "effectiveDateTime": "2026-10-01"}
    assert the("anticoagulated", resource("MedicationStatement", **taken))


def test_a_known_reaction_stands_beside_no_known_allergy() -> None:
    both = (allergy({"text": "gadolinium"}, id="a"), allergy(concept(SNOMED, "716186003"), id="b"))
    assert {each.state for each in the("gadolinium_reaction", *both)} == {"present", "refuted"}


def test_no_known_allergy_that_is_refuted_or_in_error_says_nothing() -> None:
    for status in ("refuted", "entered-in-error"):
        assert said(allergy(concept(SNOMED, "716186003"), verificationStatus={"coding": [{"code": status}]})) == set()


@pytest.mark.parametrize("text", ["Iodine", "Povidone-iodine", "Shellfish", "Penicillin"])
def test_what_is_no_contrast_is_no_contrast_reaction(text: str) -> None:
    assert said(allergy({"text": text})) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Intervertebral cage C5/6", "spinal_hardware"),
        ("Retained bullet, thigh", "retained_metal"),
        ("Magnetic sphincter augmentation device", "other_implant"),
        ("Implanted bone growth stimulator", "other_implant"),
        ("External bone growth stimulator", ""),
    ],
)
def test_an_implant_is_told_by_its_name(text: str, name: str) -> None:
    assert {found for found, _ in said(device(text))} == ({name} if name else set())


def test_an_unknown_device_is_an_implant_where_its_profile_says_so() -> None:
    profile = {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-implantable-device"]}
    assert said(device("Model XT 4100", meta=profile)) == {("other_implant", "present")}
    assert said(device("Model XT 4100")) == set()
    assert said(device("Walking frame", meta=profile)) == set()


MARKS = [
    {"udiCarrier": [{"carrierHRF": "(01)00643169007222"}]},
    {"serialNumber": "RNB123"},
    {"distinctIdentifier": "A9999"},
    {"manufacturer": "Biotronik SE"},
    {"extension": [{"url": "https://ehr.example/implanted-on", "valueDate": "2019-02-02"}]},
]


@pytest.mark.parametrize("mark", MARKS, ids=str)
def test_an_unknown_device_with_the_marks_of_an_implant_is_one_of_unknown_safety(mark: Resource) -> None:
    assert said(device("Model XT 4100", **mark)) == {("other_implant", "present")}
    assert said(device("Model XT 4100", **mark, status="inactive")) == set()
    assert said(device("Model XT 4100", **mark, patient={})) == set(), "an apparatus that nobody bears"
    for worn in ("Blood glucose meter", "CPAP unit", "Hearing aid", "Insulin pump", "Rollator", "Pulse oximeter"):
        assert said(device(worn, **mark)) == set(), worn


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Medtronic Azure XT DR", "pacemaker"),
        ("Abbott Ellipse VR", "icd_defibrillator"),
        ("Boston Scientific Precision Spectra", "neurostimulator"),
        ("Magnetic growth rod (MAGEC)", "other_implant"),
        ("Implantable insulin pump", "infusion_pump"),
        ("LINQ II insertable cardiac monitor", "other_cardiac_device"),
        ("Boston Scientific model 4100", "other_implant"),
        ("FreeStyle Libre 3, Abbott", ""),
        ("MiniMed 780G insulin pump, Medtronic", ""),
        ("Pacemaker programmer", ""),
    ],
)
def test_an_implant_is_told_by_its_trade_name_and_its_maker(words: str, name: str) -> None:
    assert {found for found, _ in said(device(words))} == ({name} if name else set())


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Complete removal of pacemaker generator and leads", False),
        ("Explantation of spinal cord stimulator generator and leads", False),
        ("Removal of pacemaker generator", True),
        ("Removal of pacemaker generator, leads left in situ", True),
        ("Removal of ICD generator and leads, lead fragment retained", True),
        ("Removal and replacement of pacemaker generator and leads", True),
    ],
)
def test_an_implant_that_is_wholly_taken_out_is_asked_about_no_more(words: str, asked: bool) -> None:
    taken_out = resource("Procedure", status="completed", code={"text": words}, performedDateTime="2026-01-26")
    assert ("other_implant", "present") in said(taken_out) if asked else said(taken_out) == set()


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Magnetic Resonance Unsafe", "unsafe"),
        ("Magnetic Resonance (MR) Conditional", "conditional"),
        ("Labeling does not contain MRI Safety Information", ""),
    ],
)
def test_a_label_in_full_words_is_read(words: str, label: str) -> None:
    labels = [each.value for each in the("device_mr_label", device("Pacemaker", safety=[{"text": words}]))]
    assert labels == ([label] if label else [])


@pytest.mark.parametrize(
    ("brand", "ingredient"),
    [
        ("Humira 40 MG/0.8 ML", "adalimumab"),
        ("Tysabri", "natalizumab"),
        ("Ocrevus", "ocrelizumab"),
        ("Prograf 1 MG Oral Capsule", "tacrolimus"),
        ("Keytruda", "pembrolizumab"),
        ("Lupron Depot", "leuprolide"),
        ("Celebrex 200 MG", "celecoxib"),
        ("Coumadin", "warfarin"),
    ],
)
def test_a_medicine_says_the_same_by_its_brand_as_by_its_ingredient(brand: str, ingredient: str) -> None:
    by_brand, by_ingredient = (
        said(resource("MedicationRequest", status="active", intent="order", medicationCodeableConcept={"text": name}))
        for name in (brand, ingredient)
    )
    assert by_brand
    assert by_brand == by_ingredient
