"""A treatment that made it worse, or was stopped because it got worse: 'PT aggravated the symptoms'."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.treatments.told_worse import WORSE, is_denied, is_of_the_neck
from fhir_mappings.text.treatments.treatment_kinds import is_given
from fhir_mappings.text.treatments.worse_words import worse_words
from imaging_rules.facts import State

_BEFORE, _AFTER = 7, 3
"""Words after the treatment in which it is told what it did, and in which a symptom stands that it did it to."""
_FAR = 40
"""Words of a sentence that are looked at around one."""


def worse_by_treatment(made: Text) -> Iterator[Said]:
    """A treatment that made it worse, or was stopped because it got worse."""
    words, spelled = worse_words(), made.words.keys
    for at in made.words.where(words.makes | words.harms | words.stopped):
        key = spelled[at]
        first, end = made.sentence(at)
        near = spelled[max(first, at - _FAR) : min(end, at + _FAR)]
        if not _ends_with_treatment(made, at, first) or not words.not_so.isdisjoint(near):
            continue
        end = next((place for place in range(at, min(end, at + 1 + _BEFORE)) if spelled[place] == ","), end)
        after = spelled[at + 1 : min(end, at + 1 + _BEFORE)]
        if not words.others.isdisjoint(after) or is_denied(made, at, first):
            continue
        if key in words.makes:
            harmed = not words.worse.isdisjoint(after)
        elif key in words.harms:
            harmed = not words.symptoms.isdisjoint(after[:_AFTER])
        else:
            why = [place for place, word in enumerate(after) if word in words.because]
            rest = after[why[0] :] if why else ()
            worse = not words.worse.isdisjoint(rest) or not words.more.isdisjoint(rest)
            harmed = worse and (not words.symptoms.isdisjoint(rest) or "worse" in rest)
        if harmed and words.denies.isdisjoint(after) and is_of_the_neck(made, at, min(end, at + 1 + _BEFORE) - 1):
            yield Said(WORSE, State.PRESENT, made.slice(max(first, at - 1), min(end, at + 1 + _BEFORE) - 1))


def _ends_with_treatment(made: Text, at: int, first: int) -> bool:
    """Whether a treatment stands just before a place, as who does what follows: 'PT actually made'."""
    words, spelled, place = worse_words(), made.words.keys, at - 1
    while place > first and (spelled[place] in words.adverbs or spelled[place] in words.who_stops):
        place -= 1
    if place < first:
        return False
    beside = made.phrase_at.get(place)
    return (beside is not None and is_given(*beside)) or spelled[place] in words.treatments
