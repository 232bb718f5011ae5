"""How fast a deficit came on, where the text gives its time: 'leg weakness over 3 days', 'numb since yesterday'."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.known_of_findings import fast_tempo_days, kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/tempo")

TEMPO, FAST = "cord_tempo_stated", "hours_to_days"
_NEAR = 5


def tempo(made: Text, when: Owned) -> Iterator[Said]:
    """The tempo of each deficit that came on over days, or since yesterday."""
    for time, owner in when:
        if owner is None or made.meant[owner] is not Meant.AFFIRMED or not kinds_of_time().is_deficit(made.hits[owner]):
            continue
        if _is_over_days(made, time) or _is_since_yesterday(made, time):
            hit = made.hits[owner]
            yield Said(TEMPO, State.PRESENT, made.slice(min(hit.first, time.first), max(hit.last, time.last)), FAST)


def _is_over_days(made: Text, time: Time) -> bool:
    spelled, at = made.words.keys, time.first - 1
    while at >= 0 and time.first - at <= _NEAR and spelled[at] in _WORDS["leading"]:
        at -= 1
    short = spelled[time.last] in _WORDS["days"] and time.days <= fast_tempo_days()
    return at >= 0 and spelled[at] in _WORDS["over"] and not time.ago and short


def _is_since_yesterday(made: Text, time: Time) -> bool:
    spelled = made.words.keys
    since = time.first > 0 and spelled[time.first - 1] in _WORDS["since"]
    return since and time.days <= 1 and spelled[time.last] in _WORDS["at once"]
