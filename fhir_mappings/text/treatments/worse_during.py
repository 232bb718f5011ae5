"""What got worse, or did not, while a treatment went on: 'symptoms progressed during therapy', 'worse despite PT'."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.quoted import denied_elsewhere
from fhir_mappings.text.said import PARTS, Said, Text
from fhir_mappings.text.treatments.told_worse import WORSE, is_of_the_neck, told_at
from fhir_mappings.text.treatments.treatment_kinds import kinds_in
from fhir_mappings.text.treatments.worse_words import worse_words
from imaging_rules.facts import State

_BEFORE, _AFTER = 7, 3
"""Words before a treatment in which it is told that something got worse, and after that in which its subject stands."""
_LEAD = 8
_FAR = 40
"""Words of a sentence that are looked at around one."""


def worse_during(made: Text) -> Iterator[Said]:
    """What got worse, or did not, while a treatment went on: 'symptoms progressed during 3 weeks of therapy'."""
    words, spelled = worse_words(), made.words.keys
    for at in made.words.where(words.first_during):
        for phrase in words.during:
            if spelled[at : at + len(phrase)] != phrase or not (end := _treated(made, at + len(phrase))):
                continue
            if _is_something_else(made, phrase, end):
                continue
            first = made.sentence(at)[0]
            near = range(at - 1, max(first, at - _BEFORE) - 1, -1)
            place = next((each for before in near if (each := told_at(made, before, first))), None)
            if (
                place is None
                or "," in spelled[place.at : at]
                or not words.not_so.isdisjoint(spelled[max(first, at - _FAR) : end])
            ):
                continue
            if not words.denies.isdisjoint(spelled[place.at + 1 : end]) or "?" in spelled[max(0, place.at - 1) : end + 1]:
                continue  # 'worse despite no treatment', 'worse despite PT?'
            ours = not place.worse or _is_of_the_complaint(made, place.at, first, at)
            if ours and is_of_the_neck(made, place.at, end - 1):
                told = made.slice(place.at, end - 1)
                denial = denied_elsewhere(told) if not place.worse and spelled[place.at] in words.worse else ""
                yield Said(WORSE, State.PRESENT if place.worse else State.REFUTED, told, denial=denial)


def _is_something_else(made: Text, during: tuple[str, ...], end: int) -> bool:
    """Whether it hurts on moving ('worse with exercise'), for a day ('worse on therapy days'), or the treatment is that of
    something else ('treatment for breast cancer')."""
    words, spelled = worse_words(), made.words.keys
    if spelled[end - 1] in words.movements and during not in words.in_spite_of:
        return True
    after = spelled[end : end + 1 + _AFTER]
    if not after:
        return False
    return after[0] in words.no_course or (after[0] in words.of_something and words.neck.isdisjoint(after[1:]))


def _is_of_the_complaint(made: Text, at: int, first: int, end: int) -> bool:
    """Whether it is the complaint that got worse: a symptom is named beside the word, or nothing else is."""
    words, spelled = worse_words(), made.words.keys
    begin = max(first, at - _BEFORE)
    near = spelled[begin:at], spelled[at + 1 : min(end, at + 1 + _AFTER)]
    beside = {*near[0], *near[1]}
    if not words.others.isdisjoint(beside):
        return False
    if not words.symptoms.isdisjoint(beside):
        return True
    if spelled[at] in words.more:
        return False
    if not words.subjects.isdisjoint(beside):
        return True
    begins = at
    while begins > first and spelled[begins - 1] in words.adverbs:
        begins -= 1
    return begins == 0 or spelled[begins - 1] in PARTS


def _treated(made: Text, at: int) -> int:
    """The place after a treatment that stands there, or after little words; 0 where none does."""
    words, spelled = worse_words(), made.words.keys
    for place in range(at, min(len(spelled), at + _LEAD)):
        hit, how = made.phrase_at.get(place, (None, None))
        if hit is not None and how is Meant.AFFIRMED and kinds_in(made, hit):
            return hit.last + 1
        if spelled[place] in words.treatments:
            return place + 1
        if spelled[place] not in words.between and not spelled[place][0].isdigit():
            return 0
    return 0
