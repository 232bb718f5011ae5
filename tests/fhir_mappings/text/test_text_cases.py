"""Indications in the words of clinicians are read as they are meant, and the table of phrases is sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fhir_mappings.codes.findings import table_value
from fhir_mappings.tables_csv import table
from fhir_mappings.text.reader import Said, read_text
from fhir_mappings.text.words import keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import read_yaml

_ORDERED = date(2026, 11, 20)
_STATES = {state.value for state in State}
_CASES = read_yaml(Path(__file__).with_name("text_cases.yaml"))
_FINDINGS = read_yaml(Path("imaging_rules") / "library" / "vocabulary.yaml")["findings"]
_ROWS = [row for row in table("text/phrases") if row["finding"]]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["text"][:60])
def test_an_indication_is_read_as_it_is_meant(case: dict[str, Any]) -> None:
    assert case.keys() <= {"text", "says", "not", "mentions"}
    read = read_text(case["text"], _ORDERED)
    for finding, expected in case.get("says", {}).items():
        assert _is_said(read.said, finding, expected), (finding, expected, read.said)
    for finding in case.get("not", ()):
        assert finding not in {each.finding for each in read.said}, (finding, read.said)
    assert read.mentioned.issuperset(case.get("mentions", ())), read.mentioned


def _is_said(said: tuple[Said, ...], finding: str, expected: Any) -> bool:
    ours = [each for each in said if each.finding == finding]
    if isinstance(expected, list):
        members = {value for each in ours if isinstance(each.value, tuple) for value in each.value}
        return members == set(expected)
    if expected in _STATES:
        return any(each.state == expected for each in ours)
    return any(str(each.value) == expected and each.state is State.PRESENT for each in ours)


def test_every_phrase_says_a_finding_of_the_vocabulary_with_one_of_its_values() -> None:
    for row in _ROWS:
        finding = _FINDINGS[row["finding"]]
        value = table_value(row["value"])
        members = value if isinstance(value, tuple) else (value,)
        allowed = {str(each) for each in finding.get("values") or ()} if finding["kind"] != "boolean" else {None}
        assert set(members) <= allowed, row
        assert row["state"] in _STATES, row


def test_no_phrase_says_two_values_of_one_finding() -> None:
    told: dict[tuple[tuple[str, ...], str], set[tuple[str, str]]] = {}
    for row in _ROWS:
        told.setdefault((keys(row["phrase"]), row["finding"]), set()).add((row["state"], row["value"]))
    sets = {name for name, finding in _FINDINGS.items() if finding["kind"] == "code set"}
    assert not {place: says for place, says in told.items() if len(says) > 1 and place[1] not in sets}


@pytest.mark.parametrize(
    "denial", ["no focal neurology", "no gait disturbance", "no radiation", "no bowel or bladder symptoms", "no cancer"]
)
def test_a_phrase_that_begins_with_a_denial_denies_the_list_after_it_as_well(denial: str) -> None:
    said = read_text(f"Back pain, {denial}, fever or weight loss", _ORDERED).said
    assert {"fever", "weight_loss"} <= {each.finding for each in said if each.state is State.REFUTED}
