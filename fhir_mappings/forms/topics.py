"""What questions of other people's forms ask for, in their many wordings.

A wording matches whole or not at all: a question with one word more may ask for something else. A question may list what other
questions ask for one by one: `Fever, sweats or weight loss`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fhir_mappings.forms.table import Asked, Topic, form_table
from fhir_mappings.forms.wordings import LONGEST, plain, words_of
from fhir_mappings.remembered import remembered

_MOST_MEMBERS = 8
_SPACE = re.compile(" ")
_BETWEEN = re.compile(r"\s*(?:,|;|/|\bor\b)\s*")


@remembered
def topic_of(question: str) -> Topic | None:
    """The topic that a question asks for by its whole wording; None for any other, and for one that asks of a time."""
    return _asked_for(question, (each for each in topics() if not each.times))


@remembered
def time_topic_of(question: str) -> Topic | None:
    """The topic of a question that asks since when something is there, or how it goes; None for any other."""
    return _asked_for(question, (each for each in topics() if each.times))


def _asked_for(question: str, among: Iterable[Topic]) -> Topic | None:
    words = plain(question) if len(question) <= LONGEST else ""
    if not words or not form_table().words.issuperset(words.split()):
        return None
    asked = _without_frame(words)
    return next((each for each in among if each.asked_in(asked)), None)


def asked_below(question: str, among: Iterable[Topic]) -> Topic | None:
    """The same of a question under another one, of these topics alone, and without a frame: `Which side?`."""
    words = plain(question)
    asked = Asked(words, frozenset(words.split()), ((0, len(words)),))
    return next((each for each in among if words and each.asked_in(asked)), None)


def _without_frame(words: str) -> Asked:
    """A question, with all ways to leave out what frames it."""
    table, places = form_table(), [0, *(found.end() for found in _SPACE.finditer(words))]
    firsts = [at for at in places if not at or table.begin.fullmatch(words, 0, at)]
    ends = [at for at in places if at == len(words) or table.end.fullmatch(words, at)]
    cores = tuple((first, end) for first in firsts for end in ends if first < end)
    return Asked(words, frozenset(words.split()), cores)


@remembered
def listed_in(question: str) -> tuple[Topic, ...]:
    """The topics that a question lists: `Fever, sweats or weight loss`; none where any member asks for something unknown."""
    if len(question) > LONGEST:
        return ()
    pieces = [plain(each) for each in _BETWEEN.split(question.lower()) if each.strip()]
    if not 2 <= len(pieces) <= _MOST_MEMBERS or not all(form_table().words.issuperset(each.split()) for each in pieces):
        return ()
    found = [_member(_without_frame(each)) for each in pieces]
    return tuple(each for each in found if each is not None) if None not in found else ()


@remembered
def member_topic(member: str) -> Topic | None:
    """The topic that a member of a list asks for, also said in short."""
    words = plain(member)
    return _member(_without_frame(words)) if words and form_table().words.issuperset(words.split()) else None


def _member(asked: Asked) -> Topic | None:
    return next((each for each in topics() if each.asked_in(asked, of_a_list=True)), None)


def names_the_complaint(question: str) -> bool:
    """Whether a question of when something began, or how it goes, names a complaint of ours."""
    return not form_table().complaint.isdisjoint(plain(question).split())


def beside_words() -> frozenset[str]:
    """Words of complaints and illnesses that no rule asks about: as members of a list they change nothing of the others."""
    return form_table().beside


def topics() -> tuple[Topic, ...]:
    """All topics of the table, in its order."""
    return form_table().topics


@remembered
def opened_by(question: str) -> frozenset[str]:
    """What a question that is not understood may be about, by single words of it."""
    words = frozenset(words_of(question[:LONGEST]))
    return frozenset[str]().union(*(each.opens for each in topics() if each.near & words))
