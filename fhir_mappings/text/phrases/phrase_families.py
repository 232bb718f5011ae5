"""Families of phrases that differ in a limb, a quality or a little word, from `tables/families/common.yaml`
and the tables of single parts beside it.

`no [treatment|therapy] [yet|so far|]` stands for six phrases; `<arm>` stands for any word of that set, `{lost}` in brackets for
the choice of that name. The single words of a longer choice become a set of their own, so that a family takes little room
however many phrases it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from typing import Any

from fhir_mappings.codes.findings import table_value
from fhir_mappings.text.phrases.phrase_trie import Meaning
from fhir_mappings.text.words import keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_CHOICE = re.compile(r"\[([^\]]*)\]")
_NAMED = re.compile(r"\{([a-z ]+)\}")
_CLASS = re.compile(r"(<[a-z ]+>)")
_STATES = frozenset(state.value for state in State)
_NUMBER = "<number>"
_MANY = 40
"""A pattern that stands for more phrases keeps its choices as sets."""
_A_SET = 3
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
"""The families of one part are a table of their own; those of the first win."""

Path = tuple[str, ...]
"""The words and sets of a phrase, one after another."""


@dataclass(frozen=True)
class Families:
    """Phrases with what they say, families in their order; and the sets that each word belongs to."""

    phrases: tuple[tuple[Path, tuple[Meaning, ...]], ...]
    classes: Mapping[str, frozenset[str]]


def families() -> Families:
    """All families; of a phrase that two hold, the first one's. Raises KeyError for a set or choice that is not there,
    ValueError for a set with a member of several words."""
    contents: list[dict[str, Any]] = [packaged_yaml("fhir_mappings", f"tables/{name}") for name in _TABLES]
    named = {name: members for content in contents for name, members in content["sets"].items()}
    sets = {f"<{name}>": tuple(_one_word(name, str(member)) for member in members) for name, members in named.items()}
    choices = {name: each for content in contents for name, each in content.get("choices", {}).items()}
    known, found = {*sets, _NUMBER}, dict[Path, tuple[Meaning, ...]]()
    for family in (family for content in contents for family in content["families"]):
        says = tuple(_said(finding, written) for finding, written in (family["says"] or {}).items())
        for pattern in (_NAMED.sub(lambda name: choices[name[1]], written) for written in family["phrases"]):
            if not known.issuperset(_CLASS.findall(pattern)):
                raise KeyError(f"no such set: {pattern!r}")
            for path in _paths(pattern, sets):
                found.setdefault(path, says)
    classes: dict[str, frozenset[str]] = {}
    for name, members in sets.items():
        for member in members:
            also = {name, _NUMBER} if member[0].isdigit() else {name}  # '3' of a set of digits is still a number
            classes[member] = classes.get(member, frozenset()) | also
    return Families(tuple(found.items()), classes)


def phrases_of(pattern: str) -> Iterator[str]:
    """The phrases that a pattern stands for, its sets left as they are."""
    for chosen in product(*_choices(pattern)):
        yield " ".join("".join(chosen).split())


def _choices(pattern: str) -> list[Sequence[str]]:
    parts = _CHOICE.split(pattern)  # at odd places what was in brackets
    return [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]


def _paths(pattern: str, sets: dict[str, tuple[str, ...]]) -> Iterator[Path]:
    choices = _choices(pattern)
    if prod(len(each) for each in choices) <= _MANY:
        yield from (tuple(_path(phrase)) for phrase in phrases_of(pattern))
        return
    for chosen in product(*(_shortened(each, sets) for each in choices)):
        yield tuple(part for parts in chosen for part in parts)


def _shortened(choice: Sequence[str], sets: dict[str, tuple[str, ...]]) -> list[Path]:
    """A choice with its single words as one set, which is added to the sets."""
    paths = list(dict.fromkeys(tuple(_path(each)) for each in choice))
    single = sorted(path[0] for path in paths if len(path) == 1 and path[0] not in sets and path[0] != _NUMBER)
    if len(single) < _A_SET:
        return paths
    name = f"<{'|'.join(single)}>"
    sets[name] = tuple(single)
    return [(name,), *(path for path in paths if not (len(path) == 1 and path[0] in single))]


def _path(phrase: str) -> Iterator[str]:
    for place, part in enumerate(_CLASS.split(phrase)):
        if place % 2:  # what stood in angle brackets
            yield part
        elif part:
            yield from _keys(part)


_keys = cache(keys)
"""Most parts stand in many phrases."""


def _one_word(name: str, member: str) -> str:
    words = keys(member)
    if len(words) != 1:
        raise ValueError(f"a member of <{name}> is not one word: {member!r}")
    return words[0]


def _said(finding: str, written: str) -> Meaning:
    if written in _STATES:
        return Meaning(finding, State(written))
    return Meaning(finding, State.PRESENT, table_value(written))
