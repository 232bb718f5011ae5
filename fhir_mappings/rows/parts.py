"""A row that holds several rows: `Jerks, plantars: normal, down` is `reflexes: normal` and `plantars: down`.

A label that lists as many things as its answer gives answers is cut into pairs. Tests of an examination are called by the
name that our tables know (`tables/row_tests.csv`): `Power and feeling: intact in all four limbs` says that strength and
sensation are normal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from fhir_mappings.remembered import remembered
from fhir_mappings.tables_csv import column, table

_LONGEST = 200
_MOST = 8
_SIDES = frozenset({"left", "right"})
_NORMAL = "normal"
_WORD = re.compile(r"[a-z0-9+/'’-]+")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+/\s+|(?<=[a-z)])/(?=[a-z(])", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)

Row = tuple[str, str]


def rows_in(label: str, answer: str) -> tuple[Row, ...]:
    """The rows, each a label and an answer, that a row holds; none where it is one row, called as our tables call it."""
    if len(label) > _LONGEST or len(answer) > _LONGEST or not answer.strip() or "?" in answer:
        return ()
    pieces = _pieces(answer)
    return _of_tests(label, answer, pieces) or _in_pairs(label, pieces)


def test_of(label: str) -> str:
    """The name by which our tables know the one test that a label names; "" for any other label."""
    named = tests_in(label)
    return named[0] if len(named) == 1 else ""


@remembered
def tests_in(label: str) -> tuple[str, ...]:
    """The tests that a label names and nothing else, each with the limbs that the label names for all of them."""
    low = _IN_BRACKETS.sub(" ", label.lower()).replace(":", ",").rstrip(" ,?")
    if (whole := _test(_words_of(low))) is not None:
        return (whole,)
    cut = (each for piece in _BETWEEN.split(low) for each in _AND.split(piece))
    members = [_words_of(each) for each in cut if each.strip()]
    if not 2 <= len(members) <= _MOST:
        return ()
    shared = _limb(members[0]) or _limb(members[-1])
    if members[0] in _limbs():
        members = members[1:]
    found = [_test(each) for each in members]
    return tuple(_with_limb(each, shared) for each in found if each) if all(found) else ()


def _of_tests(label: str, answer: str, pieces: Sequence[str]) -> tuple[Row, ...]:
    """The tests of a label with an answer each, or with the one answer that all of them are normal."""
    named = tests_in(label)
    if not named:
        return ()
    if len(named) == 1:
        same = named[0] == _words_of(_IN_BRACKETS.sub(" ", label.lower()))
        return () if same else ((named[0], _with_side(answer, label)),)
    answers = _pieces(answer, also_and=True) if len(pieces) != len(named) else pieces
    if len(answers) == len(named) and not _go_on(answers):
        return tuple(zip(named, answers, strict=True))
    return tuple((each, _NORMAL) for each in named) if all(_is_normal(each) for each in pieces) else ()


def _with_side(answer: str, label: str) -> str:
    """The answer with the one side that the label names: `Hoffmann, right: negative` denies none on the left."""
    sides = _SIDES.intersection(_WORD.findall(label.lower()))
    return f"{answer} {next(iter(sides))}" if len(sides) == 1 else answer


def _in_pairs(label: str, pieces: Sequence[str]) -> tuple[Row, ...]:
    """The members of a list, each with its own answer."""
    before, colon, listed = label.rpartition(":")
    members = _pieces(listed.rstrip("? "))
    if len(members) != len(pieces) or len(members) < 2 or _go_on(pieces) or any(_only_a_place(each) for each in members):
        return ()
    members = [f"{before}: {each}" if colon else each for each in members]
    return tuple(zip(members, pieces, strict=True))


def _only_a_place(member: str) -> bool:
    """Whether a member of a label names a place and nothing that is examined there: the 'LE' of `Reflexes UE/LE`."""
    used = _words_of(member).split()
    return bool(used) and _words("place").issuperset(used)


def _go_on(pieces: Sequence[str]) -> bool:
    """Whether a piece goes on with the one before it: `no, but sweats at night`."""
    return any(each.lower().split()[0] in _words("goes on") for each in pieces)


def _pieces(text: str, *, also_and: bool = False) -> list[str]:
    cut = [each.strip(" .") for each in _BETWEEN.split(text)]
    if also_and:
        cut = [each.strip(" .") for piece in cut for each in _AND.split(piece)]
    found = [each for each in cut if each]
    return found if len(found) <= _MOST else []


def _words_of(text: str) -> str:
    """A label in small letters without the signs between its words."""
    return " ".join(_WORD.findall(text.lower()))


@cache
def _by_name() -> dict[str, str]:
    return {row["name"]: row["test"] for row in table("row_tests") if row["role"] == "test"}


def _test(member: str) -> str | None:
    """A member of a label as a test of the table, with the limbs that it names itself before it."""
    if member in _by_name():
        return _by_name()[member]
    found = _by_bare_name().get(_bare(member))
    return _with_limb(found, _limb(member)) if found else None


def _bare(member: str) -> str:
    return " ".join(each for each in member.split() if each not in _words("place"))


@cache
def _by_bare_name() -> dict[str, str]:
    return {bare: test for name, test in _by_name().items() if (bare := _bare(name))}


def _with_limb(test: str, limb: str) -> str:
    """`leg reflexes`; what is of one place by itself as it is."""
    return f"{limb} {test}" if limb and test in _words("of a limb") else test


@cache
def _limbs() -> dict[str, str]:
    return {row["name"]: row["test"] for row in table("row_tests") if row["role"] == "limb"}


def _limb(member: str) -> str:
    """The one pair of limbs that words name; "" where they name none or both."""
    found = {_limbs()[each] for each in member.split() if each in _limbs()}
    return found.pop() if len(found) == 1 else ""


def _is_normal(piece: str) -> bool:
    """Whether an answer says of everything that it is normal, wherever."""
    low = piece.lower()
    if low in _words("normal"):
        return True
    used = _WORD.findall(low)
    left = [each for each in used if each not in _words("place")]
    return bool(left) and " ".join(left) in _words("normal")


@cache
def _words(role: str) -> frozenset[str]:
    return column("row_tests", "name", role=role)
