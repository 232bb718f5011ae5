"""A sign that is absent does not deny the syndrome that is asked about, wherever it stands; the syndrome's own name does."""

from __future__ import annotations

import pytest

from imaging_rules.facts import State
from tests.fhir_mappings.fhir_records import chart, resource

CAUDA_EQUINA = "cauda_equina_syndrome"


def states(**observation: object) -> set[State]:
    read = chart(Observation=[resource("Observation", status="final", effectiveDateTime="2026-11-19", **observation)])
    return {each.state for each in read.findings if each.name == CAUDA_EQUINA}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Saddle anesthesia", "absent"),
        ("Saddle anaesthesia", "no"),
        ("Loss of anal tone", "no"),
        ("Perineal numbness", "absent"),
        ("Neurological examination", "no saddle anaesthesia"),
        ("Nursing note", "No saddle anaesthesia, no fever"),
    ],
)
def test_an_absent_sign_denies_no_syndrome(name: str, answer: str) -> None:
    assert states(code={"text": name}, valueString=answer) == set()


def test_a_boolean_no_is_no_other() -> None:
    assert states(code={"text": "Saddle anesthesia"}, valueBoolean=False) == set()


def test_the_name_of_the_syndrome_denies_it() -> None:
    assert states(code={"text": "Impression"}, valueString="no cauda equina syndrome") == {State.REFUTED}


def test_a_sign_that_is_there_still_says_it() -> None:
    assert states(code={"text": "Saddle anesthesia"}, valueString="present") == {State.PRESENT}
