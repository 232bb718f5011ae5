"""Operations and injections of the spine that a text tells to be of these weeks."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.kinds import kinds_of_time, recent_procedure_days
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrase_table import Hit
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text_course")
_NEAR = 3
"""Words before a procedure among which it is called recent."""
RECENT = "recent_spine_procedure"
"""A procedure that has no finding of its own, such as a lumbar puncture, is read as a past one of these."""
_HAPPENED = frozenset({Meant.AFFIRMED, Meant.PAST})


def recent_procedures(made: Text, when: Owned) -> Iterator[Said]:
    """An operation or an injection of the spine that the text dates within the weeks that count as recent."""
    limit = recent_procedure_days()
    for hit in () if _WORDS["recently"].isdisjoint(made.words.named) else _told(made):
        called = not _WORDS["recently"].isdisjoint(made.words.keys[max(0, hit.first - _NEAR) : hit.first])
        if called and kinds_of_time().is_procedure(hit):
            yield Said(RECENT, State.PRESENT, made.slice(hit.first, hit.last))
    for time, owner in when:
        if owner is None or not _lies_back(made, time) or time.days > limit:
            continue
        if made.meant[owner] not in _HAPPENED:
            continue
        hit = made.hits[owner]
        if kinds_of_time().is_procedure(hit):
            words = made.slice(min(hit.first, time.first), max(hit.last, time.last))
            yield Said(RECENT, State.PRESENT, words)


def _told(made: Text) -> Iterator[Hit]:
    """The phrases that say what is or was."""
    return (hit for hit, how in zip(made.hits, made.meant, strict=True) if how in _HAPPENED)


def _lies_back(made: Text, time: Time) -> bool:
    """Whether something happened a time ago: '3 weeks ago', 'post op 3 weeks'."""
    return time.ago or (time.first > 0 and made.words.keys[time.first - 1] in _WORDS["after an operation"])
