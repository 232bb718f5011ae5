"""What a text says: its findings with their words, and a text on the way to that."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.times.written_dates import WrittenDate, written_dates
from fhir_mappings.text.words import Words
from imaging_rules.facts import State, Value

SENTENCE = frozenset({".", ";", "\n"})
"""These end a thought."""
PARTS = SENTENCE | {","}
"""These end a part of one."""
BREAKS = PARTS | {"(", ")"}
"""A study, its place and its result stand together between two of these."""
_STROKES = 4
"""A date has two strokes, each between two numbers."""
_STROKE = "/"
_DANGLING = SENTENCE | {",", ":", "after", "following", "and", "with", "since", "(", "&"}
"""Nothing that is quoted begins or ends with these."""
_FAR = 12
_NONE: frozenset[str] = frozenset()


class Said(NamedTuple):
    """One finding of a text. `day` is the day it is about where the text says one, `words` what says it, `beside` the same with
    the word of doubt or of the past just beside it, `denial` with what denies it; `in_words` is true where the words tell the
    day as well, and `dated` is a value that is a day as it is told, where that is no single day: `2022`."""

    finding: str
    state: State
    words: str
    value: Value | None = None
    day: date | None = None
    beside: str = ""
    denial: str = ""
    in_words: bool = False
    dated: str = ""

    @property
    def quote(self) -> str:
        """The words to show: '?discitis', not 'discitis'."""
        return self.beside or self.words


@dataclass(eq=False)
class Text:
    """A text with its phrases and how each of them is meant; `findings` are all that its phrases name, `elsewhere`
    complaints whose times are not those of the order."""

    words: Words
    hits: Sequence[Hit]
    meant: Sequence[Meant]
    as_of: date
    regions: frozenset[str]
    elsewhere: frozenset[str] = _NONE
    findings: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.findings = _NONE.union(*[hit.findings for hit in self.hits])

    def slice(self, first: int, last: int) -> str:
        """Its words from one to another, without what dangles at their ends, and with the whole of a date or a grade: '11/19',
        not '/19'."""
        spelled = self.words.keys
        while first < last and spelled[last] in _DANGLING:
            last -= 1
        while first < last and spelled[first] in _DANGLING:
            first += 1
        for _ in range(_STROKES):
            first -= first > 0 and self._is_one_number(first - 1)
            last += last + 1 < len(spelled) and self._is_one_number(last)
        return self.words.slice(first, last)

    def _is_one_number(self, at: int) -> bool:
        """Whether a word and the next are parts of one number with strokes, such as a date."""
        spelled, words = self.words.keys, self.words
        one, other = spelled[at], spelled[at + 1]
        strokes = (one == _STROKE and other.isdigit()) or (other == _STROKE and one.isdigit())
        return strokes and words.ends[at] == words.starts[at + 1]

    def sentence(self, at: int) -> tuple[int, int]:
        """The place where the sentence of a word begins, and the place after its last word."""
        ends = self.sentence_ends
        place = bisect_right(ends, at)
        return (ends[place - 1] + 1 if place else 0), (ends[place] if place < len(ends) else len(self.words))

    @cached_property
    def lasts(self) -> list[int]:
        """The last word of each of its phrases."""
        return [hit.last for hit in self.hits]

    @cached_property
    def sentence_ends(self) -> Sequence[int]:
        """The places where its sentences end."""
        return self.words.where(SENTENCE)

    @cached_property
    def breaks(self) -> list[int]:
        """The places of all that parts its thoughts, from -1 to the place behind its last word."""
        return [-1, *self.words.where(BREAKS), len(self.words)]

    @cached_property
    def days(self) -> Sequence[WrittenDate]:
        """The days written in it, from left to right."""
        return written_dates(self.words, self.as_of)

    @cached_property
    def places_of_days(self) -> frozenset[int]:
        """The words of the days written in it."""
        return frozenset(at for day in self.days for at in range(day.first, day.last + 1))

    @cached_property
    def phrase_at(self) -> Mapping[int, tuple[Hit, Meant]]:
        """By each word of a phrase the phrase, and how it is meant."""
        both = zip(self.hits, self.meant, strict=True)
        return {at: (hit, how) for hit, how in both for at in range(hit.first, hit.last + 1)}

    def apart(self, one: Hit, other: Hit) -> bool:
        """Whether a comma or the end of a sentence stands between two phrases."""
        return not PARTS.isdisjoint(self.words.keys[one.last + 1 : other.first])

    @cached_property
    def speaks_of_others(self) -> bool:
        """Whether any of its words makes something a relative's, or only imagined."""
        return not context_words().of_others.isdisjoint(self.words.named)

    def is_of_patient(self, at: int) -> bool:
        """Whether no word before a place, in its sentence, makes what stands there a relative's, or only imagined."""
        if not self.speaks_of_others:
            return True
        of_others = context_words().of_others
        for place in range(at - 1, max(-1, at - _FAR), -1):
            key = self.words.keys[place]
            if key in SENTENCE:
                return True
            if key in of_others:
                return False
        return True
