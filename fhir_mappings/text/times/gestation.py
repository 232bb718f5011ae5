"""Weeks of a pregnancy, which are no onset: 'pregnant (12 wks), back pain since Friday', 'G2P1 31w'."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.words import Words

_PREGNANCY = frozenset({"pregnancy"})
_NEAR = 4
_LEADS = frozenset({"for", "x", "since", "over", "past", "last", "history"})


def without_weeks_of_pregnancy(words: Words, hits: Sequence[Hit], when: list[Time]) -> list[Time]:
    """The times of a text without those that tell how far a pregnancy has come."""
    if not when or _PREGNANCY not in [hit.findings for hit in hits]:
        return when
    ends = [hit.last for hit in hits if hit.findings == _PREGNANCY]
    inside = frozenset(at for hit in hits if hit.findings == _PREGNANCY for at in range(hit.first, hit.last + 1))
    when = [time for time in when if inside.isdisjoint(range(time.first, time.last + 1))]  # '14 weeks along'
    begins = frozenset(hit.first for hit in hits)
    before = ((time, bisect_left(ends, time.first) - 1) for time in when)
    return [time for time, place in before if place < 0 or not _is_of(words, begins, time, ends[place])]


def _is_of(words: Words, begins: frozenset[int], time: Time, end: int) -> bool:
    """Whether a time stands after a pregnancy, with only little words between and no complaint that it could be of."""
    between = words.keys[end + 1 : time.first]
    if not 0 <= time.first - end - 1 <= _NEAR or time.ago or not 1 < time.days <= text_limits().pregnancy:
        return False
    if any(at in begins for at in range(end + 1, time.first)) or not (_LEADS | SENTENCE).isdisjoint(between):
        return False
    return not ("," in between and (time.ahead or time.last + 1 in begins))
