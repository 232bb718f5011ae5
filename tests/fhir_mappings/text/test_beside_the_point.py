"""What stands beside the point, before or after an indication, changes nothing of what is read of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fhir_mappings.text.reader import read_text
from imaging_rules.yaml_files import read_yaml

_AS_OF = date(2026, 11, 20)
_TABLE: dict[str, Any] = read_yaml(Path(__file__).with_name("beside_the_point.yaml"))
_OF_A_LABEL = {"order_reason", "weakness_new"}
"""A label says that there is a reason, and 'Presenting complaint' that the patient tells it: no finding of an examination."""


def _read(text: str) -> set[tuple[str, str, object]]:
    said = read_text(text, _AS_OF).said
    return {(each.finding, each.state.value, each.value) for each in said if each.finding not in _OF_A_LABEL}


@pytest.mark.parametrize("indication", _TABLE["indications"])
def test_sentences_beside_the_point_change_nothing(indication: str) -> None:
    told = _read(indication)
    for sentence in _TABLE["sentences"]:
        assert _read(f"{sentence} {indication}.") == told, sentence
        assert _read(f"{indication}. {sentence}") == told, sentence


@pytest.mark.parametrize("indication", _TABLE["indications"])
def test_a_label_changes_nothing(indication: str) -> None:
    told = _read(indication)
    for label in _TABLE["labels"]:
        assert _read(f"{label} {indication}.") == told, label


@pytest.mark.parametrize("indication", _TABLE["indications"])
def test_lines_and_capitals_change_nothing(indication: str) -> None:
    told = _read(indication)
    assert _read(indication.upper()) == told
    assert _read(f"- {indication}\n- {_TABLE['sentences'][0]}") == told
    assert _read(indication.replace(" ", "  ")) == told
