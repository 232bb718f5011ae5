"""A dated treatment that was never given: 'PT 8/3/26-9/28/26 denied by insurance', 'PT since 9/1/26, missed all visits'.

Its days alone would make it a course, so that one word of this kind anywhere in their sentence leaves the treatment open: it is
neither given nor denied. The words stand in `tables/text/treatment_not_given.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.times.written_dates import WrittenDate, written_dates
from fhir_mappings.text.words import Words, has_phrase, keys, word_at, word_before
from imaging_rules.yaml_files import packaged_yaml

_ENDS = SENTENCE | {",", "(", ")"}
_BEFORE, _FAR, _NEXT = 3, 12, 8
"""Words before one in which it is taken back, around it in which something else is named, and of a short sentence after it."""
_NONE: frozenset[str] = frozenset()
_HOME, _KIND = "supervised_home_exercise", "conservative_kind"
_SETTLED = frozenset({Meant.AFFIRMED, Meant.PAST, Meant.DENIED})


def of_what_was_not_given(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant, dated treatments of which the sentence says that they were not given as left open."""
    known, treatments = _words(), kinds_of_time().treatments
    treated = [hit for hit in hits if not treatments.isdisjoint(hit.findings)]
    if not treated or known.first.isdisjoint(words.named):
        return meant
    days = written_dates(words, as_of)
    if not days:
        return meant
    open_ones = TreatedSentences(words, treated, days)
    return [
        Meant.LEFT_OPEN if treatments & hit.findings and how in _SETTLED and open_ones.leave_open(hit) else how
        for hit, how in zip(hits, meant, strict=True)
    ]


class TreatedSentences:
    """The sentences of a text, and which of them say that a dated treatment was not given; each is looked at once."""

    def __init__(self, words: Words, treated: Sequence[Hit], days: Sequence[WrittenDate]) -> None:
        self._words, self._days = words, [day.first for day in days]
        self._ends = words.where(SENTENCE)
        self._stops = {day.first for day in days} | {hit.first for hit in treated} | {day.last for day in days}
        self._inside = frozenset(at for hit in treated for at in range(hit.first, hit.last + 1))
        """The words of the treatments themselves: of 'no Rx tried' none says that it was not given."""
        self._known: dict[tuple[int, bool], bool] = {}

    def leave_open(self, hit: Hit) -> bool:
        """Whether a treatment was not given, or is a clotting time: 'PT 4.1'."""
        first, end = self._sentence(hit.first)
        place = bisect_left(self._days, first)
        if place == len(self._days) or self._days[place] >= end:
            return False
        if _is_a_value(self._words, hit) and hit.last + 1 not in self._stops:
            return True
        return self.not_given(hit.first, home=_HOME in _kinds_of(hit))

    def not_given(self, at: int, *, home: bool = False) -> bool:
        """Whether the sentence of a place says that a treatment, or exercises at home, were not given."""
        first, end = self._sentence(at)
        if (first, home) not in self._known:
            self._known[first, home] = self._is_not_given(first, end, home) or self._is_taken_back_next(end)
        return self._known[first, home]

    def _sentence(self, at: int) -> tuple[int, int]:
        place = bisect_right(self._ends, at)
        end = self._ends[place] if place < len(self._ends) else len(self._words)
        return (self._ends[place - 1] + 1 if place else 0), end

    def _is_not_given(self, first: int, end: int, home: bool) -> bool:
        known = _words()
        if any(self._counts(at, first, end, known.taken_back) for at in self._where(known.not_done, first, end)):
            return True
        asked = (
            at
            for at in self._where(known.to_be_done, first, end)
            if self._counts(at, first, end, known.as_asked) and not self._is_on_paper(at)
        )
        of_a_plan = known.prescribed if home else _NONE  # to prescribe exercises at home is to give their plan
        return any(self._words.keys[at] not in of_a_plan for at in asked) and not self._was_done(first, end)

    def _is_taken_back_next(self, end: int) -> bool:
        """Whether a short sentence that follows says so: 'PT 8/3/26-9/28/26. He never went.'"""
        if end + 1 >= len(self._words):
            return False
        first, last = self._sentence(end + 1)
        told = last - first <= _NEXT and self._stops.isdisjoint(range(first, last))
        return told and any(
            self._counts(at, first, last, _words().taken_back) for at in self._where(_words().not_done, first, last)
        )

    def _where(self, phrases: frozenset[tuple[str, ...]], first: int, end: int) -> Iterator[int]:
        begins = _first_words(phrases)
        for at in range(first, end):
            known = self._words.keys[at] in begins and at not in self._inside
            if known and has_phrase(self._words.keys, phrases, at, at + 1):
                yield at

    def _counts(self, at: int, first: int, end: int, taken_back: frozenset[str]) -> bool:
        """Whether a word is about the treatment, and is not taken back."""
        spelled, known = self._words.keys, _words()
        after = spelled[at + 1 : min(end, at + 1 + known.within)]
        before = spelled[max(first, at - _BEFORE) : at]
        if spelled[at] in known.denied and after and after[0] not in known.after_denied and after[0] not in _ENDS:
            return False
        if not taken_back.isdisjoint(before[-2:]):
            return False
        if spelled[at] in known.verbs and not known.results.isdisjoint(spelled[at : min(end, at + 2 + known.within)]):
            return False
        return not self._is_of_something_else(at, first, end)

    def _is_of_something_else(self, at: int, first: int, end: int) -> bool:
        spelled, known = self._words.keys, _words()
        for place in range(at - 1, max(first - 1, at - _FAR), -1):
            if spelled[place] in known.others:
                return True
            if spelled[place] in _ENDS or place in self._stops:
                break
        for place in range(at + 1, min(end, at + _FAR)):
            if spelled[place] in known.others:
                return True
            if spelled[place] not in known.little:
                break
        return False

    def _is_on_paper(self, at: int) -> bool:
        """Whether a word is the plan of exercises that somebody gets, not what is intended: 'written plan given'."""
        spelled, known = self._words.keys, _words()
        if spelled[at] not in known.on_paper or word_at(spelled, at + 1) == "to":
            return False  # 'home exercise plan to be provided'
        after = at + 2 if word_at(spelled, at + 1) in known.was else at + 1
        return word_before(spelled, at) in known.of_exercises or word_at(spelled, after) in known.was_given

    def _was_done(self, first: int, end: int) -> bool:
        spelled, known = self._words.keys, _words()
        return any(
            spelled[at] in known.done and known.not_done_before.isdisjoint(spelled[max(first, at - _BEFORE) : at])
            for at in range(first, end)
        )


def _kinds_of(hit: Hit) -> frozenset[str]:
    """The kinds of treatment that a phrase says by its meanings."""
    told = (each.value for each in hit.meanings if each.finding == _KIND and isinstance(each.value, tuple))
    return frozenset(kind for value in told for kind in value)


def _is_a_value(words: Words, hit: Hit) -> bool:
    """Whether a number with decimals follows 'PT' at once."""
    spelled = words.keys
    return spelled[hit.last] in _words().lab and "." in "".join(spelled[hit.last + 1 : hit.last + 2])[1:]


@dataclass(frozen=True)
class _Words:
    not_done: frozenset[tuple[str, ...]]
    to_be_done: frozenset[tuple[str, ...]]
    first: frozenset[str]
    verbs: frozenset[str]
    denied: frozenset[str]
    after_denied: frozenset[str]
    results: frozenset[str]
    within: int
    taken_back: frozenset[str]
    as_asked: frozenset[str]
    others: frozenset[str]
    little: frozenset[str]
    done: frozenset[str]
    not_done_before: frozenset[str]
    lab: frozenset[str]
    prescribed: frozenset[str]
    on_paper: frozenset[str]
    of_exercises: frozenset[str]
    was_given: frozenset[str]
    was: frozenset[str]


@cache
def _first_words(phrases: frozenset[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(each[0] for each in phrases)


@cache
def _words() -> _Words:
    content: Mapping[str, Any] = packaged_yaml("fhir_mappings", "tables/text/treatment_not_given.yaml")

    def phrases(name: str) -> frozenset[tuple[str, ...]]:
        return frozenset(keys(str(each)) for each in content[name])

    def cut(name: str) -> frozenset[str]:
        return frozenset(" ".join(each) for each in phrases(name))

    not_done, to_be_done = phrases("not done"), phrases("to be done")
    return _Words(
        not_done=not_done,
        to_be_done=to_be_done,
        first=_first_words(not_done) | _first_words(to_be_done) | cut("a test"),
        verbs=cut("verbs"),
        denied=cut("denied"),
        after_denied=cut("after denied"),
        results=cut("about the result"),
        within=int(content["result within"]),
        taken_back=cut("taken back"),
        as_asked=cut("taken back of what was to be done"),
        others=cut("other things"),
        little=cut("little"),
        done=cut("done"),
        not_done_before=cut("not done before"),
        lab=cut("a test"),
        prescribed=cut("gives a plan"),
        on_paper=cut("on paper"),
        of_exercises=cut("of exercises"),
        was_given=cut("was given"),
        was=cut("was"),
    )
