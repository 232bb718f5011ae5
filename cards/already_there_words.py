"""How a study is there already, in words: drafted, ordered, scheduled, done."""

from __future__ import annotations

from collections.abc import Sequence

from cards.days_in_words import day_words
from cards.grouping import DraftGroup, studies_name
from imaging_rules.past.imaging_before import AlreadyThere

_VERBS = {"drafted": "is already drafted", "ordered": "is already ordered", "scheduled": "is already scheduled",
          "done": "was already done"}  # fmt: skip
_JOINED = {"scheduled": "for", "done": "on", "ordered": "since"}


def already_there(group: DraftGroup) -> list[AlreadyThere]:
    """What is there of all drafts of a group, each once."""
    return list(dict.fromkeys(each for draft in group.members for each in draft.assessment.already_there))


def first_of_a_kind(there: Sequence[AlreadyThere]) -> list[AlreadyThere]:
    """The first, and those that are there in the same way and from the same day."""
    return [each for each in there if (each.how, each.day) == (there[0].how, there[0].day)]


def there_sentence(there: Sequence[AlreadyThere]) -> str:
    """`MRI cervical spine without IV contrast was already done on 3 Nov 2026`, of those that are there in one way."""
    first = there[0]
    since = f" {_JOINED[first.how]} {day_words(first.day)}" if first.day and first.how in _JOINED else ""
    return f"{studies_name(each.study for each in there)} {_VERBS[first.how]}{since}"


def there_line(there: Sequence[AlreadyThere]) -> list[str]:
    """One line of a card's detail, or none."""
    if not there:
        return []
    if all(each.how == "drafted" for each in there):
        return [f"**Already drafted:** {studies_name(each.study for each in there)}."]
    ways = list(dict.fromkeys((each.how, each.day) for each in there))
    return [f"**Already there:** {'; '.join(there_sentence([e for e in there if (e.how, e.day) == way]) for way in ways)}."]
