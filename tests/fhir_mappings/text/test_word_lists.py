"""Every word of a list can stand in a text, and no list names one twice: what is cut otherwise would never be found."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import LEVEL, keys
from imaging_rules.yaml_files import packaged_yaml

_CALL = re.compile(r'word_lists\("(\w+)"\)')
_READ = sorted({name for file in Path("fhir_mappings").rglob("*.py") for name in _CALL.findall(file.read_text())})
_WHOLE_CUT_ONLY_IN_A_TEXT = frozenset({"\n"})


def _is_cut_so(word: str) -> bool:
    return keys(word) == (word,) or word in _WHOLE_CUT_ONLY_IN_A_TEXT or (word.endswith(LEVEL) and len(word) == 2)


def test_the_check_can_fail() -> None:
    assert not _is_cut_so("symptoms")
    assert not _is_cut_so("weight loss")
    assert _is_cut_so("c#")


@pytest.mark.parametrize("name", _READ)
def test_every_word_of_a_list_can_stand_in_a_text(name: str) -> None:
    assert [(kind, word) for kind, words in word_lists(name).items() for word in words if not _is_cut_so(word)] == []


@pytest.mark.parametrize("name", _READ)
def test_no_word_stands_twice_in_a_list_and_every_table_names_its_source(name: str) -> None:
    content = packaged_yaml("fhir_mappings", f"tables/{name}.yaml")
    lists = {kind: words for kind, words in content.items() if isinstance(words, list)}
    assert [(kind, word) for kind, words in lists.items() for word, times in Counter(words).items() if times > 1] == []
    written = (files("fhir_mappings") / "tables" / f"{name}.yaml").read_text(encoding="utf-8")
    assert content.get("source") or "compilation" in written
