"""Families of phrases that differ in a limb, a quality or a little word, from `tables/families/common.yaml`
and the tables of single parts beside it.

A family is written in patterns (`phrase_patterns`); in these `<arm>` stands for any word of that set, `{lost}` in brackets for
the choice of that name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fhir_mappings.codes.findings import table_value
from fhir_mappings.text.phrases.phrase_patterns import Pattern, patterns_of, sets_in
from fhir_mappings.text.phrases.phrase_trie import NUMBER, Meaning
from fhir_mappings.text.words import keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_NAMED = re.compile(r"\{([a-z ]+)\}")
_STATES = frozenset(state.value for state in State)
_TABLES = (
    "families/common.yaml",
    "families/injury.yaml",
    "families/vertebral_fractures.yaml",
    "families/spine.yaml",
    "families/cord.yaml",
    "families/safety.yaml",
    "families/elsewhere.yaml",
    "families/follow_up.yaml",
    "families/lost.yaml",
    "families/lesions.yaml",
    "families/infections.yaml",
    "families/spine_infection.yaml",
    "families/brain.yaml",
    "families/signs.yaml",
    "families/complaints.yaml",
    "families/cancer.yaml",
    "families/spondyloarthritis.yaml",
    "families/children.yaml",
    "families/treatment.yaml",
)
"""The families of one part are a table of their own, in the order in which they count (`the_one_that_counts`)."""


@dataclass(frozen=True)
class Families:
    """Patterns with what they say, families in their order; and the sets that each word belongs to."""

    patterns: tuple[tuple[Pattern, tuple[Meaning, ...]], ...]
    classes: Mapping[str, frozenset[str]]


def families() -> Families:
    """All families. Raises KeyError for a set or choice that is not there, ValueError for a set with a member of several
    words."""
    contents: list[dict[str, Any]] = [packaged_yaml("fhir_mappings", f"tables/{name}") for name in _TABLES]
    named = {name: members for content in contents for name, members in content["sets"].items()}
    sets = {f"<{name}>": tuple(_one_word(name, str(member)) for member in members) for name, members in named.items()}
    choices = {name: each for content in contents for name, each in content.get("choices", {}).items()}
    known, found = {*sets, NUMBER}, list[tuple[Pattern, tuple[Meaning, ...]]]()
    for family in (family for content in contents for family in content["families"]):
        says = tuple(_said(finding, written) for finding, written in (family["says"] or {}).items())
        for pattern in (_NAMED.sub(lambda name: choices[name[1]], written) for written in family["phrases"]):
            if not known.issuperset(sets_in(pattern)):
                raise KeyError(f"no such set: {pattern!r}")
            found += [(each, says) for each in patterns_of(pattern)]
    classes: dict[str, frozenset[str]] = {}
    for name, members in sets.items():
        for member in members:
            also = {name, NUMBER} if member[0].isdigit() else {name}  # '3' of a set of digits is still a number
            classes[member] = classes.get(member, frozenset()) | also
    return Families(tuple(found), classes)


def _one_word(name: str, member: str) -> str:
    words = keys(member)
    if len(words) != 1:
        raise ValueError(f"a member of <{name}> is not one word: {member!r}")
    return words[0]


def _said(finding: str, written: str) -> Meaning:
    if written in _STATES:
        return Meaning(finding, State(written))
    return Meaning(finding, State.PRESENT, table_value(written))
