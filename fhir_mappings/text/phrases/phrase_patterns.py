"""Patterns that stand for many phrases, as tables write them: `no [treatment|therapy] [yet|so far|]` stands for six."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, product
from math import prod

from fhir_mappings.text.words import keys

_CHOICE = re.compile(r"\[([^\]]*)\]")
_CLASS = re.compile(r"(<[a-z ]+>)")
_MANY = 40
"""A pattern that stands for more phrases is cut into words choice by choice, so that no term may begin in one and end in the
next; one that stands for fewer is cut phrase by phrase."""

Path = tuple[str, ...]
"""Words and sets of words (`<arm>`), one after another."""
Pattern = tuple[tuple[Path, ...], ...]
"""The choices of a pattern, one after another; an empty path where a choice can be left out."""


def phrases_of(written: str) -> Iterator[str]:
    """The phrases that a pattern stands for, its sets left as they are."""
    for chosen in product(*_choices(written)):
        yield " ".join("".join(chosen).split())


def sets_in(written: str) -> list[str]:
    """The sets that a pattern names."""
    return _CLASS.findall(written)


def patterns_of(written: str) -> Iterator[Pattern]:
    """A written pattern, its words cut: as one pattern where it stands for many phrases, else each of its phrases."""
    choices = _choices(written)
    if prod(len(each) for each in choices) > _MANY:
        paths = (tuple(dict.fromkeys(map(_path, each))) for each in choices)
        yield tuple(choice for choice in paths if any(choice))
    else:
        yield from (((_path(phrase),),) for phrase in phrases_of(written))


def words_of(patterns: Iterable[Pattern]) -> frozenset[str]:
    """The words and sets that stand in patterns."""
    choices = frozenset(chain.from_iterable(patterns))
    return frozenset(chain.from_iterable(frozenset(chain.from_iterable(choices))))


def _choices(written: str) -> list[Sequence[str]]:
    parts = _CHOICE.split(written)  # at odd places what was in brackets
    return [part.split("|") if place % 2 else [part] for place, part in enumerate(parts) if part or place % 2]


@cache
def _path(written: str) -> Path:
    if "<" not in written:
        return keys(written)
    parts = _CLASS.split(written)  # at odd places what stood in angle brackets
    return tuple(chain.from_iterable([part] if place % 2 else keys(part) for place, part in enumerate(parts)))
