"""What a text tells of somebody else at the end of a sentence: 'the stroke in the file is his father's'. The words stand in
`tables/text/somebody_elses.yaml`."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.context.whose import OWNING
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.hits_between import hits_between
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words

_WORDS = word_lists("text/somebody_elses")

_BACK = 4
"""Words at most between 'is' and whose it is."""
_FAR = 20
"""Words before that in which what is somebody else's stands."""


def of_somebody_else(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, none of the patient where their sentence ends with whose they are."""
    places = words.where(_WORDS["somebody"])
    if not places or not hits:
        return meant
    made = list(meant)
    for at in places:
        told = _told_before(words, at)
        if told is None:
            continue
        begins = next(
            (word for word in range(told - 1, max(-1, told - _FAR), -1) if words.keys[word] in _WORDS["begins"]), None
        )
        first = max(0, told - _FAR) if begins is None else begins + 1
        if not _WORDS["told by somebody"].isdisjoint(words.keys[first:told]):
            continue
        for place in hits_between(hits, first, told):
            if hits[place].last < told and made[place] is not Meant.DENIED:
                made[place] = Meant.NOT_OF_THE_PATIENT
    return made


def _told_before(words: Words, at: int) -> int | None:
    """The place before which what is somebody's is told; None where the words do not say so."""
    spelled = words.keys
    if at + 1 < len(spelled) and spelled[at + 1] not in _WORDS["ends"]:
        return None
    before = at - 1
    while before > 0 and at - before <= _BACK and spelled[before] in _WORDS["whose"]:
        before -= 1
    if before < 1 or before == at - 1:
        return None
    if spelled[before] in _WORDS["to"] or spelled[before] in _WORDS["belongs"]:
        verb = before - 1 if spelled[before] in _WORDS["to"] else before
        return verb if spelled[verb] in _WORDS["belongs"] else None
    if not words.written(at).lower().endswith(OWNING):
        return None
    first = before
    while first > 0 and at - first <= 2 * _BACK and spelled[first] in _WORDS["be"]:
        first -= 1
    return first + 1 if not _WORDS["is"].isdisjoint(spelled[first + 1 : before + 1]) else None
