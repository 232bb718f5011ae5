"""A gait that one place calls spastic and another by its pattern: the pattern that says more counts.

`Spastic gait` as the reason of an order, and `bilateral spastic (diplegic) gait, scissoring` in its note, are one gait. Which
word gives way to which pattern stands in `tables/gait_patterns.csv`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.tables_csv import table
from fhir_mappings.word_match import has_word
from imaging_rules.facts import Finding, State

_GAIT = "gait_pattern"


def as_the_named_gait(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, without a gait that is told only in a general word where its pattern is told as well."""
    told = {each.value for each in found if each.name == _GAIT and each.state is State.PRESENT}
    if len(told) < 2:
        return tuple(found)
    rows = [row for row in table("gait_patterns") if row["gives_way_to"] in told]
    return tuple(each for each in found if not any(_is_general(each, row["pattern"], row["said_by"]) for row in rows))


def _is_general(each: Finding, pattern: str, word: str) -> bool:
    return each.name == _GAIT and each.value == pattern and each.evidence.kind == "text" and has_word(word, each.evidence.text)
