"""No change beside a treatment: 'PT 8/3-9/28, pain unchanged', 'six weeks of physio: no better, no worse'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.treatments.told_worse import WORSE, is_of_the_neck, told_at
from fhir_mappings.text.treatments.treatment_kinds import is_given
from fhir_mappings.text.treatments.worse_words import worse_words
from imaging_rules.facts import State

_COURSE, _DEFICIT = "trajectory", "neuro_symptoms_new_or_worse"
_AFTER = 3
"""Words around one of change in which a symptom stands that it is told of."""
_FAR = 40
"""Words of a sentence that are looked at around one."""


def not_worse(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """The denial of `conservative_worse`, unless the text tells of something that got worse. `found` is what it says else."""
    if not any(_says_a_change(each) for each in found) and not _some_symptom_is_worse(made):
        yield from _calm_beside(made)


def _calm_beside(made: Text) -> Iterator[Said]:
    """'PT 8/3-9/28, pain unchanged', 'six weeks of physio: no better, no worse': nothing got worse in the sentence of the
    treatment."""
    words, spelled = worse_words(), made.words.keys
    both = zip(made.hits, made.meant, strict=True)
    treated = {made.sentence(hit.first)[0] for hit, how in both if is_given(hit, how)}
    for at in made.words.where(words.calm | words.worse) if treated else ():
        first, end = made.sentence(at)
        place = told_at(made, at, first)
        if place is None or place.worse or first not in treated:
            continue
        if spelled[at] in words.calm and words.pains.isdisjoint(spelled[max(first, at - _AFTER) : at]):
            continue
        begin, after = max(first, at - _FAR), min(end, at + _FAR)
        if any((each := told_at(made, other, first)) and each.worse for other in range(begin, after)):
            continue  # 'pain unchanged but numbness increased'
        near = spelled[begin:after]
        if words.others.isdisjoint(near) and words.not_so.isdisjoint(near) and is_of_the_neck(made, at, at):
            yield Said(WORSE, State.REFUTED, made.slice(max(first, at - _AFTER), at))
            return


def _some_symptom_is_worse(made: Text) -> bool:
    """Whether a symptom is told to be worse anywhere: 'pain unchanged. Arm numbness increased'."""
    words, spelled = worse_words(), made.words.keys
    for at in made.words.where(words.worse | words.more):
        first, end = made.sentence(at)
        near = {*spelled[max(first, at - _AFTER) : at], *spelled[at + 1 : min(end, at + 1 + _AFTER)]}
        place = None if words.symptoms.isdisjoint(near) else told_at(made, at, first)
        if place is not None and place.worse:
            return True
    return False


def _says_a_change(said: Said) -> bool:
    return said.state is State.PRESENT and (said.finding == _DEFICIT or (said.finding == _COURSE and said.value == "worsening"))
