"""The pain of a broken vertebra.

What began after a vertebral augmentation is a new pain, by the order of their days alone; a fracture that the order names hurts
where the spine is tender.
"""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, condition, resource

PAIN = concept(ICD, "M54.50")
RESOLVED = {"coding": [{"code": "resolved"}]}


def pain(onset: str, name: str = "pain", code: str = "M54.50", **more: Any) -> Resource:
    return {**condition(ICD, code, onsetDateTime=onset, recordedDate="2026-11-18", **more), "id": name}


def kyphoplasty(day: str | None = "2025-03-10") -> Resource:
    code = concept("http://www.ama-assn.org/go/cpt", "22514")
    dated = {"performedDateTime": day} if day else {}
    return resource("Procedure", status="completed", code=code, **dated)


def trajectory(*record: Resource, reason: Resource = PAIN) -> list[object]:
    found = read_indication(resource("ServiceRequest", reasonCode=[reason]), chart(*record))
    return [each.value for each in found if each.name == "trajectory"]


def test_pain_that_began_after_a_kyphoplasty_is_new() -> None:
    assert trajectory(pain("2026-11-10"), kyphoplasty()) == ["new"]


def test_so_is_pain_whose_duration_only_words_tell() -> None:
    assert trajectory(kyphoplasty(), reason={"text": "low back pain for 10 days"}) == ["new"]


def test_the_evidence_names_both_days() -> None:
    order = resource("ServiceRequest", reasonCode=[PAIN])
    found = {each.name: each for each in read_indication(order, chart(pain("2026-11-10"), kyphoplasty()))}
    assert "2026-11-10" in found["trajectory"].evidence.text
    assert "2025-03-10" in found["trajectory"].evidence.text


@pytest.mark.parametrize("record", [
    [pain("2025-01-01"), kyphoplasty()],                                    # there before it
    [pain("2025-06-01"), kyphoplasty("2025")],                              # perhaps there before it
    [pain("2025"), kyphoplasty()],
    [pain("2026-11-10")],                                                   # nothing was treated
    [pain("2026-11-10"), kyphoplasty(None)],
    [pain("2026-11-10"), kyphoplasty(), pain("2020", "older", "M54.59")],   # an older pain is there too
    [pain("2026-11-18"), kyphoplasty()],                                    # an onset that only repeats the day of recording
    [pain("2026-11-10", code="M54.2"), kyphoplasty()],                      # another complaint
])  # fmt: skip
def test_of_any_other_pain_nothing_is_concluded(record: list[Resource]) -> None:
    assert trajectory(*record) == []


def test_an_older_pain_that_has_ended_is_another_one() -> None:
    ended = pain("2020", "older", "M54.59", clinicalStatus=RESOLVED)
    assert trajectory(pain("2026-11-10"), kyphoplasty(), ended) == ["new"]


def test_what_the_order_says_of_the_pain_stands() -> None:
    assert trajectory(pain("2026-11-10"), kyphoplasty(), reason={"text": "low back pain, worsening"}) == ["worsening"]


def hurting(code: str, *record: Resource) -> list[str]:
    """The states of a fracture that hurts, where an order gives a code as its reason."""
    found = read_indication(resource("ServiceRequest", reasonCode=[concept(ICD, code)]), chart(*record))
    return [str(each.state) for each in found if each.name == "vcf_symptomatic"]


@pytest.mark.parametrize(
    ("told", "day", "hurts"),
    [
        ("Tender exactly over T12.", "2026-11-17", True),
        ("Midline tenderness at T12, legs strong.", "2026-11-17", True),
        ("Tender exactly over T12.", "2026-08-17", False),
        ("Not tender over T12.", "2026-11-17", False),
        ("Chronic thoracic back pain.", "2026-11-17", False),
    ],
)
def test_a_compression_fracture_of_the_order_hurts_where_the_spine_is_tender(told: str, day: str, hurts: bool) -> None:
    note = resource(
        "Observation", status="final", code={"text": "Progress note"}, effectiveDateTime=day, valueString=told, id="n"
    )
    assert (hurting("M80.08XA", note) == ["present"]) is hurts
    assert hurting("M54.6", note) == []
