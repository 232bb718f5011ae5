"""What a year that has passed, or a word such as 'after', says is over: 'optic neuritis 2016', 'XRT 2017', 'after XRT'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, SENTENCE, Text
from fhir_mappings.text.times.time_table import time_table
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words

_WORDS = word_lists("text/past_years")

_SOON, _A_YEAR = 5, 4
_CENTURIES = ("19", "20")
"""A year of somebody's life begins with these."""
_ATTACKS = findings_of_kind("attack")
_COMPLICATIONS = frozenset({"spine_infection", "infection_after_spine_procedure"})
_CAME_OF = (("c", "/", "b"), ("complicated", "by"), ("with",), ("then",))
_OF_A_YEAR = (
    _ATTACKS
    | {"spine_infection", "sepsis_or_bacteraemia", "infection_elsewhere", "infection_after_spine_procedure"}
    | {"cauda_equina_syndrome", "cord_compression", "fever"}
)
MONTHS = frozenset(time_table().months)
"""January, jan, ..."""
_TO_A_YEAR = MONTHS | _WORDS["to a year"]
_NEAR, _FAR = 6, 8
_SHOWN = 2
"""A word at least stands between the year of a study and what it showed."""
_LITTLE = frozenset({"a", "after", "the", "in", "following"})


def of_their_years(words: Words, hits: Sequence[Hit], meant: Sequence[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant where some may name an attack, an event or an infection of a past year: 'optic neuritis 2016',
    'last relapse (2021)', 'whiplash 1998', 'discitis 2019'."""
    made = list(meant)
    if not may_tell_a_year(words):
        return made
    of_a_year = _OF_A_YEAR | kinds_of_time().events
    for place in [place for place, hit in enumerate(hits) if not of_a_year.isdisjoint(hit.findings)]:
        if made[place] is Meant.AFFIRMED and _is_of_a_past_year(words, hits[place], as_of):
            made[place] = Meant.PAST
    return made


def of_recent_events(words: Words, hits: Sequence[Hit], meant: list[Meant], when: Sequence[Time]) -> list[Meant]:
    """How phrases are meant where a history tells of an event of these weeks: 'h/o fall from a tree 2 hours back'."""
    past, events = Meant.PAST, kinds_of_time().events
    if past not in meant or not when:
        return meant
    recent = {time.first: time for time in when if time.ago and time.days <= text_limits().new_injury}
    for place in [place for place, how in enumerate(meant) if how is past] if recent else ():
        if not events.isdisjoint(hits[place].findings) and _is_dated(words, hits[place], recent):
            meant[place] = Meant.AFFIRMED
    return meant


def _is_dated(words: Words, hit: Hit, recent: Mapping[int, Time]) -> bool:
    """Whether one of some times stands in a phrase or just after it."""
    after = range(hit.first, hit.last + 1 + _NEAR)
    return any(at in recent and PARTS.isdisjoint(words.keys[hit.last + 1 : at]) for at in after)


def _is_of_a_past_year(words: Words, hit: Hit, as_of: date) -> bool:
    limits = text_limits()
    came_over = not kinds_of_time().events.isdisjoint(hit.findings)
    settled = as_of - timedelta(days=limits.new_injury if came_over else limits.treated_infection)
    if _ATTACKS.isdisjoint(hit.findings) and _ends_with_a_year(words.keys, hit.last + 1, settled):
        return True
    inside = words.keys[hit.first : hit.last + 1]
    told_inside = inside[0] in _WORDS["studies"] and any(is_past_year(key, settled) for key in inside)
    if not _COMPLICATIONS.isdisjoint(hit.findings) and (  # a cord that was pressed then may be pressed still
        told_inside or _was_shown_in_a_past_year(words.keys, hit.first, settled)
    ):
        return _WORDS["is back"].isdisjoint(words.keys[hit.last + 1 : hit.last + 1 + _NEAR])
    if came_over and _is_in_brackets_behind_a_year(words.keys, hit.first, settled):
        return True
    if not _COMPLICATIONS.isdisjoint(hit.findings) and _came_of_a_year(words.keys, hit.first, settled):
        return True
    after = words.keys[hit.last + 1 : hit.last + 1 + _NEAR]
    year = next((key for key in after if key not in _TO_A_YEAR), "")
    if not _ATTACKS.isdisjoint(hit.findings):
        return is_past_year(year, as_of) or _is_of_the_year_before_it(words.keys, hit.first, as_of)
    return is_past_year(year, settled)


def _is_of_the_year_before_it(spelled: Sequence[str], first: int, as_of: date) -> bool:
    """Whether an attack is that of the past year just before it: 'from her 2016 relapse'."""
    told = first > 1 and is_past_year(spelled[first - 1], as_of)
    return told and spelled[first - 2] in _WORDS["before the year"]


def _came_of_a_year(spelled: Sequence[str], first: int, as_of: date) -> bool:
    """Whether an infection is told as what came of something of a past year: 'fusion 2021 complicated by wound infection'."""
    for came in _CAME_OF:
        at = first - len(came)
        if at > 0 and spelled[at:first] == came:
            return any(is_past_year(key, as_of) for key in spelled[max(0, at - 2) : at])
    return False


def _was_shown_in_a_past_year(spelled: Sequence[str], first: int, as_of: date) -> bool:
    """Whether a study of a past year showed what is named: 'the MRI of 2020 showed discitis'."""
    at = first - 1
    while at > 1 and spelled[at] in _WORDS["showed"] | _WORDS["to a study"]:
        at -= 1
    if at < 1 or first - at < _SHOWN or not is_past_year(spelled[at], as_of):
        return False
    at -= 1
    while at > 0 and (spelled[at] in _WORDS["to a study"] or spelled[at] in MONTHS):
        at -= 1
    return spelled[at] in _WORDS["studies"]


def _is_in_brackets_behind_a_year(spelled: Sequence[str], first: int, as_of: date) -> bool:
    """Whether an event begins a bracket behind a past year, of which it tells the cause: 'paraplegia since 2009 (fall)'."""
    at = first - 1
    while at > 0 and spelled[at] in _LITTLE:
        at -= 1
    return at > 0 and spelled[at] == "(" and is_past_year(spelled[at - 1], as_of)


def _ends_with_a_year(spelled: Sequence[str], first: int, as_of: date) -> bool:
    """Whether a past year ends the words on an injury or an infection: 'fell from a scaffold at work in 1998'."""
    for at in range(first, min(len(spelled) - 1, first + _FAR)):
        if spelled[at] in PARTS:
            return False
        if spelled[at] == "in" and is_past_year(spelled[at + 1], as_of):
            return True
    return False


def is_over(made: Text, hit: Hit) -> bool:
    """Whether what is named is only what something came after, or of a past year: '3 months after radiotherapy', 'XRT 2017'."""
    later = made.words.keys[hit.last + 1 : hit.last + _SOON]
    later = later[: next((at for at, key in enumerate(later) if key in SENTENCE or key == ","), _SOON)]
    past_year = any(is_past_year(key, made.as_of) for key in later)
    return (past_year and "since" not in later) or (hit.first > 0 and made.words.keys[hit.first - 1] in _WORDS["over"])


def may_tell_a_year(words: Words) -> bool:
    """Whether a year of somebody's life may stand in a text at all."""
    return any(century in words.text for century in _CENTURIES)


def is_past_year(key: str, as_of: date) -> bool:
    """Whether a word is a year before the day's that somebody may still speak of: '1200' is none."""
    if len(key) != _A_YEAR or not (key.isascii() and key.isdigit()):
        return False
    return as_of.year - text_limits().year_of_past < int(key) < as_of.year
