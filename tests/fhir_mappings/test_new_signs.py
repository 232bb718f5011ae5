"""Rows of an examination, and problems with a day, that call a sign new. The order's day is 2026-11-20."""

from __future__ import annotations

import pytest

from fhir_mappings.chart.indication import read_indication
from imaging_rules.facts import State
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, resource

_NEW = {"weakness_new", "pathologic_reflex_new", "tendon_reflexes_new", "sphincter_loss_new"}


def row(label: str, answer: str) -> Resource:
    return resource("Observation", status="final", code={"text": label}, valueString=answer, effectiveDateTime="2026-11-19")


def problem(code: str, words: str, since: str) -> Resource:
    active = {"coding": [{"code": "active"}]}
    return resource("Condition", clinicalStatus=active, code=concept(ICD, code, words), onsetDateTime=since)


def new(*on_file: Resource) -> set[str]:
    order = resource("ServiceRequest", status="draft", intent="order", reasonCode=[{"text": "Neck pain getting worse."}])
    found = read_indication(order, chart(*on_file))
    return {each.name for each in found if each.name in _NEW and each.state is State.PRESENT}


@pytest.mark.parametrize(
    ("label", "answer", "expected"),
    [
        ("Hoffmann sign", "positive on the right, new", {"pathologic_reflex_new"}),
        ("Manual muscle testing, left biceps", "4/5, was 5/5 in May", {"weakness_new"}),
        ("Hoffmann sign", "positive, known", set()),
        ("Hoffmann sign", "positive", set()),
        ("Hoffmann sign", "positive, not new", set()),
    ],
)
def test_a_row_is_new_by_its_own_words(label: str, answer: str, expected: set[str]) -> None:
    assert new(row(label, answer)) == expected


@pytest.mark.parametrize(
    ("code", "words", "since", "expected"),
    [
        ("R33.8", "Other retention of urine", "2026-11-08", {"sphincter_loss_new"}),
        ("R33.8", "Other retention of urine", "2024-03-01", set()),
        ("M62.81", "Muscle weakness (generalized)", "2026-11-08", set()),  # a code tells of no examination
    ],
)
def test_a_problem_is_new_by_its_day_where_it_needs_no_examination(
    code: str, words: str, since: str, expected: set[str]
) -> None:
    assert new(problem(code, words, since)) == expected
