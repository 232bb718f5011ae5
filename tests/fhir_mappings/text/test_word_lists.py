"""Lists of words: each word can stand in a text, none stands twice in a list, and every table names its source."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

import fhir_mappings
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.yaml_files import packaged_yaml

_CALL = re.compile(r'word_lists\("([\w/]+)"\)')
_READ = sorted({name for file in Path(fhir_mappings.__file__).parent.rglob("*.py") for name in _CALL.findall(file.read_text())})


def test_words_are_cut_as_those_of_a_text_are() -> None:
    assert {"reading", "hx"}.isdisjoint(word_lists("text/old_notes")["heads"])
    assert "film" in word_lists("text/around_times")["of a date"]
    assert "~" in word_lists("text/around_times")["about"]


@pytest.mark.parametrize("name", _READ)
def test_every_word_of_a_list_can_stand_in_a_text(name: str) -> None:
    assert [(kind, word) for kind, words in word_lists(name).items() for word in words if not word or " " in word] == []


@pytest.mark.parametrize("name", _READ)
def test_no_word_stands_twice_in_a_list(name: str) -> None:
    content = packaged_yaml("fhir_mappings", f"tables/{name}.yaml")
    lists = {kind: words for kind, words in content.items() if isinstance(words, list)}
    assert [(kind, word) for kind, words in lists.items() for word, times in Counter(words).items() if times > 1] == []


@pytest.mark.parametrize("name", _READ)
def test_every_table_of_lists_names_its_source(name: str) -> None:
    written = (files("fhir_mappings") / "tables" / f"{name}.yaml").read_text(encoding="utf-8")
    assert re.search(r"(?m)^source: \S", written)
