"""Rows of an examination that call a sign new. The order's day is 2026-11-20."""

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
        ("Neurologic examination", "Hoffmann positive, gait normal in clinic", set()),
        ("Motor exam", "4/5 right triceps, new patient", set()),
        ("Hoffmann sign", "positive, known", set()),
        ("Hoffmann sign", "positive", set()),
        ("Hoffmann sign", "positive, not new", set()),
    ],
)
def test_a_row_is_new_by_its_own_words(label: str, answer: str, expected: set[str]) -> None:
    assert new(row(label, answer)) == expected


@pytest.mark.parametrize("day", ["2019-01-01", "2026-05-01"])
def test_a_row_of_long_ago_that_says_new_is_new_no_more(day: str) -> None:
    assert new({**row("Hoffmann sign", "positive, new"), "effectiveDateTime": day}) == set()


@pytest.mark.parametrize("code", ["R33.0", "R33.9", "R32", "M62.81"])
def test_a_code_with_a_day_makes_no_sign_new(code: str) -> None:
    assert new(problem(code, "", "2026-11-08")) == set()
