"""Any JSON value in any place of a real resource: nothing escapes a reader, and nothing is found without evidence.

Hypothesis takes a resource as EHRs send them (the saved requests of this project, and the published ones where they are),
and puts other values into some of its places: any JSON, or a piece of FHIR that belongs somewhere else. The long round
runs by `pytest -m slow`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published_fixtures import shared_fixtures

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import READERS, Chart, read_chart
from fhir_mappings.order.drafts import read_order
from fhir_mappings.order.texts import order_mentions
from fhir_mappings.questions.own_responses import QUESTIONNAIRES
from fhir_mappings.resource.fhir_validity import refused_elements
from imaging_rules.facts import Finding
from tests.fhir_mappings.fhir_records import ICD, LOINC, RXNORM, SNOMED, concept, condition, observation, quantity, resource

TODAY = date(2026, 11, 20)
QUICK, LONG = 400, 100_000
Json = Any


def places(value: Json, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every member of a JSON value."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in rows for place in ((*way, key), *places(inner, (*way, key)))]


def resources_in(value: Json) -> Iterator[dict[str, Any]]:
    """Every resource in a request, a Bundle or a resource, the contained ones within theirs."""
    if isinstance(value, dict):
        if isinstance(value.get("resourceType"), str) and value["resourceType"] != "Bundle":
            yield value
            return
        for inner in value.values():
            yield from resources_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from resources_in(inner)


WORDED = [{"url": "x", "valueString": "y"}]
OWN = (
    condition(
        ICD, "S13.4XXA", verificationStatus={"coding": [{"code": "confirmed"}]}, category=[concept(SNOMED, "439401001", "x")],
        bodySite=[{"text": "Cervical spine"}], onsetPeriod={"start": "2026-11-01"}, abatementPeriod={"end": "2027-01-01"},
        recordedDate="2026-11-02", note=[{"text": "after a fall"}], meta={"lastUpdated": "2026-11-02T10:00:00Z"},
        evidence=[{"code": [concept(ICD, "G95.20")]}], extension=WORDED,
    ),
    {**condition(onsetAge={"value": 40, "code": "a"}, abatementString="ongoing"), "clinicalStatus": "active"},
    observation(
        "33914-3", interpretation=[{"coding": [{"code": "L"}]}], referenceRange=[{"high": {"value": 60, "unit": "x"}}],
        focus=[{"reference": "Patient/p1"}], issued="2026-11-10T10:00:00Z", **quantity(25, "mL/min/1.73m2", comparator="<"),
    ),
    observation("1988-5", **quantity(35, "mg/L"), interpretation=[{"coding": [{"code": "H"}]}]),
    observation("82810-3", valueCodeableConcept=concept(SNOMED, "77386006", "Pregnant")),
    resource(
        "Observation", status="final", code={"text": "Neuro exam"}, effectivePeriod={"start": "2026-11-10"},
        component=[{"code": {"text": "Hoffmann sign"}, "valueString": "positive"},
                   {"code": concept(LOINC, "32385-7"), "dataAbsentReason": {"text": "refused"}},
                   {"code": {"text": "Sensory level"}, "valueString": "T6"},
                   {"code": {"text": "Clonus"}, "valueBoolean": True}],
    ),
    resource(
        "Procedure", status="completed", code=concept(SNOMED, "50172003", "Lumbar fusion"), bodySite=[{"text": "L4-L5"}],
        performedPeriod={"start": "2026-11-01", "end": "2026-11-01"},
    ),
    resource(
        "Device", status="active", type=concept(SNOMED, "14106009", "Cardiac pacemaker"), deviceName=[{"name": "Pulse X"}],
        safety=[{"text": "MR Conditional"}], note=[{"text": "MR Unsafe"}], udiCarrier=[{"carrierHRF": "(01)0"}],
        property=[{"type": {"text": "MRI"}, "valueCode": [{"text": "MR safe"}]}], statusReason=[{"text": "online"}],
    ),
    resource(
        "AllergyIntolerance", clinicalStatus={"coding": [{"code": "active"}]}, code={"text": "gadobutrol"}, criticality="high",
        verificationStatus={"coding": [{"code": "confirmed"}]}, onsetDateTime="2020-01-01", recordedDate="2020-02-01",
        reaction=[{"substance": {"text": "iohexol"}, "severity": "mild", "manifestation": [{"text": "Anaphylaxis"}]}],
    ),
    resource("AllergyIntolerance", substance={"text": "iohexol"}, status="confirmed", onset="2020-01-01"),
    resource(
        "MedicationRequest", status="active", intent="order", authoredOn="2026-01-01",
        medicationReference={"reference": "#m", "display": "prednisone"}, dosageInstruction=[{"route": {"text": "oral"}}],
        contained=[{"resourceType": "Medication", "id": "m", "code": concept(RXNORM, "11289", "warfarin")}],
    ),
    resource(
        "MedicationStatement", status="active", medicationCodeableConcept={"text": "Eliquis 5 mg"}, dateAsserted="2026-10-01",
        effectivePeriod={"start": "2026-01-01"}, dosage=[{"route": {"text": "oral"}}],
    ),
    resource("MedicationOrder", status="active", medicationCodeableConcept={"text": "warfarin"}, dateWritten="2026-10-01"),
    resource(
        "DiagnosticReport", status="final", code=concept(LOINC, "24935-9", "MRI cervical spine"), issued="2026-10-02",
        effectiveDateTime="2026-10-01", conclusion="Severe stenosis with cord compression at C5-6. No syrinx.",
        conclusionCode=[concept(ICD, "G95.20", "Cord compression")], category=[{"text": "Radiology"}],
    ),
    resource(
        "ImagingStudy", status="available", description="CT cervical spine", started="2026-10-01T09:00:00Z",
        procedureCode=[concept(LOINC, "24932-6", "CT cervical spine")],
        series=[{"modality": {"code": "CT"}, "bodySite": {"code": "122494005", "display": "Cervical spine"}}],
    ),
    {"resourceType": "Patient", "id": "p1", "birthDate": "1962-05-01", "gender": "female"},
    resource(
        "QuestionnaireResponse", status="completed", questionnaire=QUESTIONNAIRES, authored="2026-11-15",
        source={"reference": "Practitioner/1"},
        item=[{"linkId": "neck_pain", "answer": [{"valueBoolean": True}]},
              {"linkId": "symptom_onset", "answer": [{"valueInteger": 12}], "item": [{"linkId": "fever", "answer": []}]}],
    ),
    resource(
        "ServiceRequest", status="draft", intent="order", priority="urgent", note=[{"text": "known pacemaker"}],
        code={"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "72141", "display": "MRI cervical spine"}],
              "text": "MRI cervical spine without contrast"},
        bodySite=[concept(SNOMED, "122494005", "Cervical spine")], orderDetail=[{"text": "with contrast"}],
        reasonCode=[concept(ICD, "M54.2", "Neck pain, r/o MS")], reasonReference=[{"reference": "Condition/condition-1"}],
        category=[concept(SNOMED, "363679005", "Imaging")], patientInstruction="bring your films", supportingInfo=[],
    ),
)  # fmt: skip
"""Resources with every element that a reader looks at, for where the published ones are not at hand."""


@cache
def corpus() -> tuple[dict[str, Any], ...]:
    """Resources of every type that is read, and orders, all of patient p1; of each shape one."""
    root = Path(__file__).parents[2]
    files = sorted((root / "sandbox_config" / "requests").glob("*.json"))
    published = shared_fixtures()
    files += sorted((published / "fixtures").rglob("*.json")) if published else []
    known: dict[str, dict[str, Any]] = {f"own {number}": each for number, each in enumerate(OWN)}
    for file in files:
        for each in resources_in(json.loads(file.read_text(encoding="utf-8"))):
            if each["resourceType"] in (*READERS, "ServiceRequest", "ProcedureRequest"):
                ours = _of_our_patient(each)
                shape = "|".join(sorted(str(place) for place in places(ours)))
                known.setdefault(f"{ours['resourceType']} {shape}", ours)
    return tuple(known.values())


def _of_our_patient(each: dict[str, Any]) -> dict[str, Any]:
    ours = {name: {"reference": "Patient/p1"} for name in ("subject", "patient") if name in each}
    return {**each, **ours, **({"id": "p1"} if each["resourceType"] == "Patient" else {})}


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["", " ", "2026-11-10", "2027-06-01", "2026-02-30", "0001-01-01", "9999-12-31", "Patient/p2", "#x", "MS",
                       "entered-in-error", "active", "No known allergy", "M54.2", "\ud800", "2026-11-10T08:30:00+14:00"])
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PIECES = st.sampled_from(
    [
        concept(ICD, "G35", "MS"), concept(SNOMED, "60001007"), concept(LOINC, "33914-3"), {"text": "pacemaker"},
        {"coding": [{"system": ICD, "code": "S13.4XXS"}, {"system": SNOMED, "code": 24700007}]},
        {"value": 25, "unit": "mL/min/1.73m2"}, {"value": 1e308, "unit": "mg/dL", "comparator": "<"},
        {"value": 10**400, "code": "a"}, {"start": "2026-01-01", "end": "2025-01-01"}, {"reference": "Condition/condition-1"},
        {"reference": "Patient/p2"}, [{"reference": "#x"}], {"value": -5000, "code": "a"}, [[[[]]]],
    ]
)  # fmt: skip
HOW = st.sampled_from(["replace", "replace", "remove", "wrap"])
CHANGES = st.lists(st.tuples(st.integers(0, 10**6), HOW, JSON | PIECES), min_size=1, max_size=4)


def mutated(original: dict[str, Any], changes: list[tuple[int, str, Json]]) -> dict[str, Any]:
    """The resource with other values in some of its places; its type stays, so that its reader is asked."""
    changed = copy.deepcopy(original)
    for number, how, value in changes:
        ways = [way for way in places(changed) if way != ("resourceType",)]
        if ways:
            *way, last = ways[number % len(ways)]
            _change(changed, way, last, how, value)
    return changed


def _change(changed: dict[str, Any], way: list[Any], last: Any, how: str, value: Json) -> None:
    target: Any = changed
    for step in way:
        target = target[step]
    if how == "remove":
        del target[last]
    else:
        target[last] = [target[last]] if how == "wrap" else copy.deepcopy(value)


@dataclass(frozen=True)
class Read:
    """What was delivered and what was found in it."""

    delivered: list[dict[str, Any]]
    findings: tuple[Finding, ...]


def read_everywhere(one: dict[str, Any]) -> Read:
    """Read a resource in the chart, as an order, and as the reason of an order."""
    neighbour = condition(onsetDateTime="2026-11-01")
    parts: dict[str, Any] = {"Condition": [neighbour]}
    parts[one["resourceType"]] = [*parts.get(one["resourceType"], []), one]
    chart = read_chart(parts, "p1", TODAY)
    order = resource("ServiceRequest", id="o1", reasonReference=[{"reference": "#inside"}], contained=[{**one, "id": "inside"}])
    findings = [*chart.findings]
    for draft in (one, order):
        findings += read_indication(draft, chart)
        findings += order_mentions(draft, frozenset(), TODAY).findings
        assert read_order(draft).problems is not None
    refused_elements(one) if one["resourceType"] == "ServiceRequest" else None
    return Read([one, neighbour, order, {**one, "id": "inside"}], tuple(findings))


def named(each: dict[str, Any]) -> str:
    own_id = each.get("id")
    return f"{each['resourceType']}/{own_id.strip()}" if isinstance(own_id, str) and own_id.strip() else each["resourceType"]


ORDER_ELEMENTS = ("reasonCode", "reasonReference", "note", "patientInstruction", "code", "priority")
"""What an order says itself is named by its element."""


def assert_evidence(read: Read) -> None:
    """Every finding stands in a resource that was delivered, in words, on a day that has come."""
    sources = {named(each) for each in read.delivered} | {"ServiceRequest"}  # an order whose id cannot be read
    for found in read.findings:
        evidence = found.evidence
        assert evidence.source in sources | {f"{name}.{element}" for name in sources for element in ORDER_ELEMENTS}, evidence
        assert evidence.text.strip(), found
        for day in (evidence.date, evidence.recorded):
            assert day is None or day <= TODAY + timedelta(days=1), found


def check_any_json(number: int, changes: list[tuple[int, str, Json]]) -> None:
    assert_evidence(read_everywhere(mutated(corpus()[number % len(corpus())], changes)))


def rounds(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A round of so many examples."""
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, deadline=None, suppress_health_check=health)


def test_the_resources_are_of_every_type_that_is_read_and_say_something() -> None:
    kinds = {each["resourceType"] for each in corpus()}
    assert {*READERS, "ServiceRequest"} <= kinds
    found = [read_everywhere(each).findings for each in corpus()]
    assert sum(len(each) for each in found) > len(corpus())


@rounds(QUICK)
@given(st.integers(0, 10**6), CHANGES)
def test_any_json_in_any_place_is_read_and_nothing_found_without_evidence(number: int, changes: list[Any]) -> None:
    check_any_json(number, changes)


@pytest.mark.slow
@rounds(LONG)
@given(st.integers(0, 10**6), CHANGES)
def test_any_json_in_any_place_in_the_long_run(number: int, changes: list[Any]) -> None:
    check_any_json(number, changes)


SAYS_NOTHING = {
    "Condition": {"verificationStatus": "entered-in-error"},
    "AllergyIntolerance": {"verificationStatus": "entered-in-error"},
    **{kind: {"status": "entered-in-error"} for kind in READERS if kind not in ("Patient", "Condition", "AllergyIntolerance")},
}


def chart_of(one: dict[str, Any]) -> Chart:
    return read_chart({one["resourceType"]: [one]}, "p1", TODAY)


@rounds(QUICK // 2)
@given(st.integers(0, 10**6), CHANGES)
def test_what_was_entered_in_error_says_nothing_whatever_else_is_wrong_with_it(number: int, changes: list[Any]) -> None:
    one = mutated(corpus()[number % len(corpus())], changes)
    if one["resourceType"] in SAYS_NOTHING:
        assert chart_of({**one, **SAYS_NOTHING[one["resourceType"]]}).findings == ()


@rounds(QUICK // 2)
@given(st.integers(0, 10**6), CHANGES)
def test_what_is_of_another_patient_says_nothing_whatever_else_is_wrong_with_it(number: int, changes: list[Any]) -> None:
    one = mutated(corpus()[number % len(corpus())], changes)
    other = {"reference": "Patient/p2"}
    whose = {"id": "p2"} if one["resourceType"] == "Patient" else {"subject": other, "patient": other}
    assert chart_of({**one, **whose}).findings == ()


@rounds(QUICK // 4)
@given(st.dictionaries(st.sampled_from([*READERS, "ProcedureRequest", "x"]), JSON, max_size=4), st.text(max_size=8))
def test_any_json_in_place_of_a_whole_list_is_read(parts: dict[str, Any], patient_id: str) -> None:
    read = read_chart(parts, patient_id, TODAY)
    assert read.findings == ()
    assert (read_indication({}, read), order_mentions({}, frozenset(), TODAY).findings) == ((), ())


def test_a_value_nested_very_deep_is_survived() -> None:
    deep: Json = []
    for _ in range(100_000):
        deep = [deep]
    for one in corpus():
        assert_evidence(read_everywhere({**one, "code": deep, "extension": deep, "birthDate": deep}))
