"""The words that lead to a time: `for`, `over the past`, `since early`."""

from __future__ import annotations

from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_before

_WORDS = word_lists("text/around_times")
_PARTS_OF_A_TIME = 4


def lead_words() -> frozenset[str]:
    """Words that lead to a time: `for`, `x`, `over the past`."""
    return _WORDS["leads"]


def is_asked(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a word stands just before a time without which its words need be no time: `for weeks`, `x 5 m`."""
    return word_before(spelled, at) in _WORDS["asks"]


def follows(spelled: tuple[str, ...], at: int, listed: str) -> bool:
    """Whether one of the words of a list stands just before a time, with only leading words between."""
    place, leads = at - 1, _WORDS["leads"]
    while place >= 0 and spelled[place] in leads:
        place -= 1
    if place == at - 1 and place >= 0 and spelled[place] == "in":
        place -= 1  # 'MRI in June'
    if place < 0 or spelled[place] not in _WORDS[listed]:
        return False
    return spelled[place + 1] != "until" and not _began_with(spelled, place)  # 'well until 3 months ago'


def _began_with(spelled: tuple[str, ...], at: int) -> bool:
    """Whether something began with what stands at a place: 'since her delivery 5 weeks ago'."""
    before = at - 1 if word_before(spelled, at) in _WORDS["of whom"] else at
    return word_before(spelled, before) == "since"


def lead_of(spelled: tuple[str, ...], at: int) -> str:
    """The word before a date and the words that belong to it."""
    return word_before(spelled, led_from(spelled, at))


def led_from(spelled: tuple[str, ...], at: int) -> int:
    """Where a date begins with the words that belong to it: `early`, `the end of`. A word that leads to a date is none."""
    first, parts = at, _WORDS["part of a time"]
    while first and spelled[first - 1] in parts and at - first < _PARTS_OF_A_TIME:
        first -= 1
        if word_before(spelled, first) in _WORDS["dates"]:
            return first
    return at
