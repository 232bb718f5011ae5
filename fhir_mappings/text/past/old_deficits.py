"""Deficits of long ago beside a suspected infection of the spine: 'discitis? Weak left leg from a stroke in 2019, unchanged'.

Such a deficit is no sign of the infection: it is of the past. Where the sentence tells of a change or a doubt it stays. The
words stand in `tables/text/old_deficits.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.past_years import is_past_year
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_INFECTIONS = frozenset({"spine_infection", "epidural_abscess"})
_AFFIRMED, _PAST = Meant.AFFIRMED, Meant.PAST
_BEHIND, _BEFORE = 14, 6
"""So many words behind a deficit, and before it, are heeded."""


def of_old_deficits(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant where some may name a deficit of long ago."""
    if all(_INFECTIONS.isdisjoint(hit.findings) for hit in hits):
        return meant
    made = meant
    for at, hit in enumerate(hits):
        if made[at] is _AFFIRMED and kinds_of_time().is_deficit(hit) and _is_old(words.keys, hit, as_of):
            made = list(made) if made is meant else made
            made[at] = _PAST
    return made


def _is_old(spelled: Sequence[str], hit: Hit, as_of: date) -> bool:
    """Whether the sentence of a deficit calls it old, and tells of no change."""
    low, high = max(0, hit.first - _BEFORE), min(len(spelled), hit.last + 1 + _BEHIND)
    begins = next((at + 1 for at in range(hit.first - 1, low - 1, -1) if spelled[at] in SENTENCE), low)
    ends = next((at for at in range(hit.last + 1, high) if spelled[at] in SENTENCE), high)
    listed = word_lists("text/old_deficits")
    if not listed["changed"].isdisjoint(spelled[begins:ends]):
        return False
    before = hit.first - 1
    while before >= begins and spelled[before] in listed["between"]:
        before -= 1
    return (before >= begins and spelled[before] in listed["old"]) or _is_called_old(spelled, hit, ends, as_of)


def _is_called_old(spelled: Sequence[str], hit: Hit, ends: int, as_of: date) -> bool:
    """Whether the part of the sentence that a deficit stands in calls it old."""
    ends = next((at for at in range(hit.last + 1, ends) if spelled[at] in PARTS), ends)
    phrases, since = _after(), word_lists("text/old_deficits")["since"]
    settled = as_of - timedelta(days=text_limits().past_symptom)
    for at in range(hit.first, ends):
        if spelled[at] in phrases.firsts and phrases.ends(spelled, at, ends):
            return True
        if spelled[at] in since and at + 1 < ends and is_past_year(spelled[at + 1], settled):
            return True
    return False


@cache
def _after() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/old_deficits.yaml")["after"]["phrases"])
