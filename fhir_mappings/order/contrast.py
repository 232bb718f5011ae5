"""What a text says about contrast: `w/o`, `WO & W`, `with and without gad`, `non-contrast`, and where it says so.

A with or without counts only where it speaks of contrast: right before a contrast word, at the end, before the reason
for the order. 'With sedation' or 'w flexion' says nothing on contrast; 'with or without', 'if needed' leave it open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fhir_mappings.order.name_words import Phrase
from imaging_rules.study import STATED, Phase

_MARKS = {
    "with": Phase.WITH,
    "without": Phase.WITHOUT,
    "with before contrast": Phase.WITH,
    "without before contrast": Phase.WITHOUT,
}
_JOINS = frozenset({"join", "comma"})
_ALONE = {
    "stated with": frozenset({Phase.WITH}),
    "stated without": frozenset({Phase.WITHOUT}),
    "stated both": frozenset({Phase.WITH, Phase.WITHOUT}),
}


@dataclass(frozen=True, slots=True)
class ContrastStatement:
    """One statement: characters `start` to `end` of the text, what it says is given, and whether it leaves a choice."""

    start: int
    end: int
    says: frozenset[Phase]
    open: bool = False


def contrast_statements(phrases: Sequence[Phrase]) -> list[ContrastStatement]:
    """The statements on contrast in a cut text, in order."""
    return list(_statements(phrases))


def possible_phases(phrases: Sequence[Phrase]) -> frozenset[Phase]:
    """The contrast phases that a cut text leaves possible; empty where it says nothing about contrast."""
    statements = contrast_statements(phrases)
    says = frozenset(phase for statement in statements for phase in statement.says)
    if not says:
        return frozenset()
    if any(statement.open for statement in statements) or any(_is(phrase, "open") for phrase in phrases):
        return frozenset(STATED)
    if _asks(phrases, statements) or _each_its_own(phrases, statements):
        return frozenset(STATED)
    return says if len(says) == 1 else frozenset({Phase.WITHOUT_AND_WITH})


def _asks(phrases: Sequence[Phrase], statements: Sequence[ContrastStatement]) -> bool:
    """Whether a question mark hangs on a statement: 'with contrast?', but not 'with contrast ?abscess'."""
    ends = {statement.end for statement in statements}
    return any(phrase.value == "?" and phrase.start in ends for phrase in phrases)


def _each_its_own(phrases: Sequence[Phrase], statements: Sequence[ContrastStatement]) -> bool:
    """Whether two parts of the body are named each with a phase of its own."""
    return any(
        one.says != other.says and any(phrase.kind == "region" and one.end < phrase.start < other.start for phrase in phrases)
        for one, other in pairwise(statements)
    )


def _statements(phrases: Sequence[Phrase]) -> Iterator[ContrastStatement]:
    at = 0
    while at < len(phrases):
        phrase = phrases[at]
        if phrase.kind == "contrast" and phrase.value in _ALONE:
            yield ContrastStatement(phrase.start, phrase.end, _ALONE[phrase.value])
        elif phrase.kind == "contrast" and phrase.value in _MARKS:
            last, statement = _chain(phrases, at)
            if statement:
                yield statement
            at = last
        at += 1


def _chain(phrases: Sequence[Phrase], first: int) -> tuple[int, ContrastStatement | None]:
    """The marks from `first` on that stand together, up to their contrast word; and the place of the last phrase."""
    marks, last, closed, choice = [phrases[first].value], first, False, first > 0 and _is(phrases[first - 1], "either")
    for at in range(first + 1, len(phrases)):
        phrase = phrases[at]
        if _is(phrase, "contrast") and not closed:
            closed, last = True, at
        elif _is(phrase, "route"):
            last = at if closed else last
        elif closed or phrase.kind != "contrast":
            break
        elif phrase.value in _MARKS:
            marks.append(phrase.value)
            last = at
        elif phrase.value == "either":
            choice = True
        elif phrase.value not in _JOINS:
            break
    if not closed and not _stands_alone(marks, phrases[last + 1 : last + 2]):
        return last, None
    says = frozenset(_MARKS[mark] for mark in marks)
    return last, ContrastStatement(phrases[first].start, phrases[last].end, says, choice)


def _stands_alone(marks: list[str], following: Sequence[Phrase]) -> bool:
    """Whether marks without a contrast word still speak of contrast, by what follows them."""
    if any(mark.endswith("before contrast") for mark in marks):
        return False
    if not following or following[0].kind == "indication" or following[0].value in _JOINS:
        return True
    return "without" in marks and following[0].kind in ("region", "modality")


def _is(phrase: Phrase, value: str) -> bool:
    return phrase.kind == "contrast" and phrase.value == value
