"""Procedures of the spine that only words name: what goes into the spine or its canal, and when, and operations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import Resource, chart, resource, said

RECENT = "recent_spine_procedure"
LEVELS = {"prior_cervical_surgery", "prior_thoracic_surgery", "prior_lumbar_surgery", "prior_spine_surgery_level_unknown"}


def procedure(name: str, day: str | None = "2026-10-20", **more: Any) -> Resource:
    when = {"performedDateTime": day} if day else {}
    return resource("Procedure", **{"status": "completed", "code": {"text": name}, **when, **more})


def problem(text: str, clinical: str) -> Resource:
    return resource("Condition", code={"text": text}, clinicalStatus={"coding": [{"code": clinical}]})


def is_recent(name: str, day: str = "2026-10-20") -> bool:
    return (RECENT, "present") in said(procedure(name, day))


@pytest.mark.parametrize(
    "name",
    [
        "Insertion of SCS leads T9-10",
        "Spinal cord stimulator implant, second stage",
        "Dorsal column stimulator trial",
        "Intrathecal drug pump insertion",
        "Lumbar puncture, 3 passes",
        "Epidural for labour",
        "Spinal anaesthetic",
        "Medial branch block, left L3-5",
        "Radiofrequency denervation L4/5 and L5/S1",
        "Nerve root injection S1",
        "Discogram L4-S1",
        "CT-guided biopsy of T8 vertebra",
        "Aspiration of L3/4 disc",
        "CT myelogram",
        "Washout of spinal wound",
        "Removal of pedicle screws",
        "Evacuation of epidural haematoma, lumbar",
    ],
)
def test_what_goes_into_the_spine_is_a_recent_procedure_for_some_weeks(name: str) -> None:
    assert is_recent(name)
    assert not is_recent(name, "2026-05-02")


@pytest.mark.parametrize(
    "name",
    [
        "Total knee replacement",
        "Spinal manipulation",
        "Lumbar stabilisation exercises",
        "Trigger point injection, lumbar paraspinal muscles",
        "Sacroiliac joint injection",
        "Spinal cord stimulator reprogramming",
        "Intrathecal pump refill",
        "Lumbar brace fitting",
        "Bone marrow biopsy, iliac spine",
        "Resection of T3 bladder tumour",
        "Cervical biopsy at colposcopy",
        "Burr hole evacuation of epidural haematoma",
        "Debridement of lumbar pressure ulcer",
        "Excision of lipoma, lumbar region",
        "MR myelogram",
        "No lumbar puncture done",
    ],
)
def test_what_is_done_elsewhere_or_from_without_is_none(name: str) -> None:
    assert not is_recent(name)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Removal of lumbar hardware", {"prior_lumbar_surgery"}),
        ("Pedicle screw fixation T10-T12", {"prior_thoracic_surgery"}),
        ("Spinal cord stimulator implantation, lumbar", set()),
        ("Lumbar puncture", set()),
        ("Incision and drainage of lumbar wound", set()),
    ],
)
def test_an_operation_is_one_of_its_level_and_an_injection_is_none(name: str, level: set[str]) -> None:
    assert {found for found, _ in said(procedure(name))} & LEVELS == level


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"performedDateTime": "2026"},
        {"performedDateTime": "2026-08"},
        {"performedString": "some weeks ago"},
    ],
)
@pytest.mark.parametrize("name", ["Lumbar laminectomy", "Epidural steroid injection"])
def test_one_that_may_be_of_these_weeks_is_asked_about(name: str, when: Resource) -> None:
    read = chart(procedure(name, None, **when))
    assert RECENT in read.mentioned
    assert RECENT not in {found.name for found in read.findings}


@pytest.mark.parametrize(
    "when",
    [
        {"performedDateTime": "2025"},
        {"performedString": "about 2019"},
        {"performedDateTime": "2026-03"},
        {"status": "preparation"},
        {"status": "not-done"},
    ],
)
def test_one_that_is_old_or_was_not_made_is_not(when: Resource) -> None:
    assert RECENT not in chart(procedure("Lumbar laminectomy", None, **when)).mentioned


@pytest.mark.parametrize("clinical", ["active", "inactive", "resolved", "remission"])
@pytest.mark.parametrize("text", ["Fusion L4-S1 in 2011", "Previous lumbar discectomy"])
def test_an_operation_stays_though_its_problem_is_closed(text: str, clinical: str) -> None:
    assert ("prior_lumbar_surgery", "present") in said(problem(text, clinical))


@pytest.mark.parametrize(
    ("clinical", "state"), [("active", "present"), ("inactive", "present"), ("remission", "present"), ("resolved", "history")]
)
def test_a_lifelong_disease_is_only_quiet_and_one_called_resolved_is_history(clinical: str, state: str) -> None:
    assert ("ankylosing_spondylitis", state) in said(problem("Ankylosing spondylitis", clinical))


def test_a_pain_that_is_over_is_history() -> None:
    assert ("low_back_pain", "history") in said(problem("Low back pain", "resolved"))
