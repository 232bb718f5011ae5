"""Lists of words from the tables, each under its name, cut as the words of a text are: 'films' is found where a text says
'film'.

A list is knowledge and stands in a table, with what its words do there; the mechanism that asks for it names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from fhir_mappings.text.words import LEVEL, keys
from imaging_rules.yaml_files import packaged_yaml

_TILDE = "~"


@cache
def word_lists(table: str) -> Mapping[str, frozenset[str]]:
    """The lists of words of `tables/<table>.yaml` by their names; what else stands there, such as its source, is left out.
    Raises FileNotFoundError for a table that is not there."""
    content = packaged_yaml("fhir_mappings", f"tables/{table}.yaml")
    return {name: frozenset(map(_word, words)) for name, words in content.items() if isinstance(words, list)}


def _word(written: str | None) -> str:
    """A word as texts hold it; of several words it makes none that stands in a text, which a test forbids. A lone tilde, which
    YAML takes for nothing, is one, and so is the sign of a spinal level (`c#`)."""
    if written is None:
        return _TILDE
    return written if written.endswith(LEVEL) else " ".join(keys(written))
