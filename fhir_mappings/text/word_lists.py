"""Lists of words from the tables: each under its name, as words are cut from a text.

A list is knowledge and stands in a table, with what its words do there; the mechanism that asks for it names it. A word that
no text can hold ('symptoms', which is cut to 'symptom') would never be found: a test says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from imaging_rules.yaml_files import packaged_yaml

_TILDE = "~"


def word_lists(table: str) -> Mapping[str, frozenset[str]]:
    """The lists of words of `tables/<table>.yaml` by their names; what else stands there, such as its source, is left out.
    Raises FileNotFoundError for a table that is not there."""
    content = packaged_yaml("fhir_mappings", f"tables/{table}.yaml")
    return {name: frozenset(map(_word, words)) for name, words in content.items() if isinstance(words, list)}


def _word(written: str | None) -> str:
    """YAML takes a lone tilde for nothing; among words it is one."""
    return _TILDE if written is None else written
