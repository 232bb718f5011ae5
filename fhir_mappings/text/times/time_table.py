"""The words that times are told in, from `tables/text/times.yaml`: numbers, units, weekdays, months, seasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import filterfalse
from typing import Any

from fhir_mappings.text.words import Words, keys
from fhir_mappings.time_units import time_units
from fhir_mappings.vocabulary import vocabulary
from imaging_rules.yaml_files import packaged_yaml

DIGITS = frozenset("0123456789")
DAY_BEGINS = frozenset({"day", "pod"})
HALVES = (("½",), ("1", "/", "2"), ("and", "a", "half"), ("&", "a", "half"), ("and", "half"), ("and", "½"))
HALF_BEGINS = frozenset(half[0] for half in HALVES)
_WITHIN_A_TIME = frozenset({"to", "or", "+", "plus", "a", "an"})
"""Words between a number and its unit."""
_AFTER_FIGURES = frozenset({"/", "of", "st", "nd", "rd", "th"})
"""In a date."""
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TimeTable:
    """The rows of the table as they are looked up."""

    numbers: Mapping[str, float]
    units: Mapping[str, str]
    days_in: Mapping[str, float]
    """By the letter of a unit."""
    shorthand: Mapping[str, str]
    so_many_of: frozenset[str]
    """What is counted out of as many: `10/12 sessions`."""
    such_as: frozenset[str]
    """What may stand between: `10/12 physio sessions`."""
    few: Mapping[str, float]
    vague: Mapping[str, float]
    one: Mapping[str, float]
    vague_phrases: Mapping[tuple[str, ...], float]
    days_ago: Mapping[tuple[str, ...], int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    parts_of_a_month: Mapping[str, int]
    weeks_of_a_month: Mapping[str, int]
    parts_of_a_year: Mapping[str, int]
    vague_begins: frozenset[str]
    vague_seconds: frozenset[str]
    ago_begins: frozenset[str]
    date_begins: frozenset[str]
    """The words, apart from numbers in digits, that a weekday, a date or a season can begin with."""
    season_begins: frozenset[str]
    today: frozenset[str]
    seasons: Mapping[tuple[str, ...], tuple[int, int, int]]
    after_numbers: frozenset[str]
    """The words, apart from numbers in digits, that can follow a number of a time: its unit, a second number."""
    after_figures: frozenset[str]
    """The words, apart from numbers, that can follow a number in digits with which a time begins."""
    begins: Mapping[str, frozenset[str] | None]
    """By the words, apart from numbers in digits, that a time can begin with those that can follow; None for one that may be a
    time alone."""


def is_digits(key: str, most: int) -> bool:
    """Whether a word is a number of so many digits at most."""
    return len(key) <= most and key.isascii() and key.isdigit()


def figures(words: Words) -> frozenset[str]:
    """The words of a text that begin with a digit."""
    return frozenset([key for key in filterfalse(str.isalpha, words.named) if key[0].isdigit()])


@cache
def time_table() -> TimeTable:
    """The table, read once."""
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/times.yaml")
    durations = vocabulary()["vague_durations"]
    vague = {phrase: float(str(days).split(",")[0]) for phrase, days in durations.items()}
    ago = {keys(words): int(days) for words, days in content["phrases ago"].items()}
    ago |= {(word,): int(days) for word, days in content["days ago"].items()}
    vague_phrases = {keys(phrase): days for phrase, days in vague.items() if " " in phrase}
    vague_words = {_only(word): vague[phrase] for word, phrase in content["vague"].items()}
    seasons = {keys(words): (int(day[0]), int(day[1]), int(day[2])) for words, day in content["seasons"].items()}
    units = {_only(name): unit for unit, names in content["units"].items() for name in names}
    after_numbers = HALF_BEGINS.union(units, content["numbers"], _WITHIN_A_TIME)
    alone = (content["days ago"], content["weekdays"], content["months"], content["vague"], content["one"], DAY_BEGINS)
    begins = _seconds((*ago, *seasons, *map(keys, durations), *((_only(word),) for words in alone for word in words)))
    for words, after in ((content["numbers"], after_numbers), (content["few"], frozenset({"of", *units}))):
        for word in map(_only, words):
            known = begins.get(word, _NONE)
            begins[word] = None if known is None else known | after
    return TimeTable(
        after_numbers=after_numbers,
        after_figures=after_numbers.union(content["months"], _AFTER_FIGURES, *(words[1:2] for words in seasons)),
        begins=begins,
        vague_begins=frozenset({*vague_words, *content["one"], *(phrase[0] for phrase in vague_phrases)}),
        vague_seconds=frozenset(phrase[1] for phrase in vague_phrases),
        ago_begins=frozenset(phrase[0] for phrase in ago),
        date_begins=frozenset({*content["weekdays"], *content["months"], *(words[0] for words in seasons)}),
        season_begins=frozenset(words[0] for words in seasons),
        today=frozenset(content["days ago"]),
        numbers={word: float(number) for word, number in content["numbers"].items()},
        units=units,
        days_in={letter: unit.days for letter, unit in time_units().items()},
        shorthand=content["shorthand"],
        so_many_of=frozenset(content["so many of"]),
        such_as=frozenset(content["such as"]),
        few={word: float(number) for word, number in content["few"].items()},
        vague=vague_words,
        one={word: float(time_units()[unit].counted) for word, unit in content["one"].items()},
        vague_phrases=vague_phrases,
        days_ago=ago,
        weekdays={word: int(number) for word, number in content["weekdays"].items()},
        months={word: int(number) for word, number in content["months"].items()},
        parts_of_a_month={word: int(day) for word, day in content["parts of a month"].items()},
        parts_of_a_year={word: int(month) for word, month in content["parts of a year"].items()},
        weeks_of_a_month={word: int(day) for word, day in content["weeks of a month"].items()},
        seasons=seasons,
    )


def _seconds(phrases: Iterable[tuple[str, ...]]) -> dict[str, frozenset[str] | None]:
    """By the first words of some phrases those that come second; None for a word that is a phrase alone."""
    found: dict[str, frozenset[str] | None] = {}
    for first, *rest in phrases:
        known = found.get(first, _NONE)
        found[first] = known | {rest[0]} if rest and known is not None else None
    return found


def _only(word: str) -> str:
    return " ".join(keys(word))
