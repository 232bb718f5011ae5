"""Times that are none of a complaint, an operation or a treatment: `MRI 3 months ago`, `review in 6 weeks`, `a roof, 5 m`."""

from __future__ import annotations

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.times.time_leads import follows, is_asked, led_from
from fhir_mappings.text.times.time_table import DIGITS, TimeTable, time_table
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at, word_before

_WORDS = word_lists("text/around_times")
_NEAR_A_FALL = 6
"""Words before a number in which what somebody fell from makes it a height."""
_NEAR_A_FILM = 4
_GIVEN_WITHIN = 5
"""Words from a length of time to the drug whose it is."""
_CARE_WITHIN = 4
"""Words behind 'course' in which it is said what it is of."""
_PLANNED_WITHIN = 9
"""Words before a day in which it is said that something is planned for then."""
_GIVEN = frozenset({"given", "taken"})
_DRUGS_AHEAD = _WORDS["given for an illness"] | _WORDS["how it is given"]
_DRUGS_BEHIND = _WORDS["given for an illness"] | _WORDS["leads"] | _GIVEN
_PAUSES = frozenset({"", ".", ",", ";", "\n"})
_A_DAY = frozenset((each, unit) for each in _WORDS["each"] for unit in _WORDS["rounds"])


def is_of_something_else(spelled: tuple[str, ...], at: int, last: int, days: float, table: TimeTable) -> bool:
    """Whether the words around a length of time make it that of something else."""
    before, after = word_before(spelled, at), word_at(spelled, last + 1)
    if before in _WORDS["not after"] and not is_asked(spelled, at) and not _goes_on(spelled, at):
        return True
    if (
        _is_of_an_acquaintance(spelled, at)
        or _is_of_a_spell(spelled, at, last, days)
        or _looks_back(spelled, at)
        or _is_a_height(spelled, at, last)
    ):
        return True
    counted = at > 0 and spelled[at : last + 1] in _A_DAY and _is_counted(spelled[at - 1], table)
    if counted or spelled[last + 1 : last + 3] in _A_DAY:
        return True  # 'works 12 hours a day'
    if after == "from" and word_at(spelled, last + 2) not in _WORDS["causes"]:
        return True  # '3 months from now', '6 weeks from surgery'
    if after == "of" and at and spelled[at - 1] in _WORDS["ordinals"]:
        return True  # 'second year of adalimumab'
    if before == "of" and word_before(spelled, at - 1) in _WORDS["ends of a time"]:
        return True  # 'worse by end of day'
    if spelled[at : at + 1] == ("a",) and before == "half":
        return True  # 'in half a year'
    if (after in _DRUGS_AHEAD or before in _DRUGS_BEHIND) and _is_of_a_drug(spelled, at, last):
        return True
    if after == "course" and word_at(spelled, last + 2) in _PAUSES:
        return False  # '2 year course.', not '2 week course of tablets'
    if after in _WORDS["courses of care"] and not _WORDS["care"].isdisjoint(spelled[last + 2 : last + 2 + _CARE_WITHIN]):
        return False  # '12 week course of physio'
    if after == "per" and word_at(spelled, last + 2) in _WORDS["told per"]:
        return False  # 'for many months per pt'
    return after in _WORDS["not before"] or (after in ("on", "into") and _is_drug(spelled, last + 2))


def is_of_what_stands_before(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a point in time stands just after something that is no complaint: `MRI yesterday`, but not `at school today`."""
    if _is_of_an_acquaintance(spelled, at):
        return True
    return follows(spelled, led_from(spelled, at), "not of the complaint after") and not _is_at_a_place(spelled, at)


def is_of_something_over(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a date is that of an earlier film or visit: 'fracture new since 3/2025', 'unchanged from October'; or that up to
    which a drug was taken."""
    lead = led_from(spelled, at) - 1
    while lead > 0 and spelled[lead] in _WORDS["of a date"]:
        lead -= 1
    if lead < 1:
        return False
    if spelled[lead] == "until":
        before = spelled[max(0, lead - _NEAR_A_FALL) : lead]
        return not _WORDS["taken until"].isdisjoint(before) and _WORDS["well until"].isdisjoint(before)
    if spelled[lead] == "from" and spelled[lead - 1] in _WORDS["no different"]:
        return True
    if spelled[lead] not in ("since", "from") or spelled[lead - 1] != "new":
        return False
    return not _WORDS["seen on films"].isdisjoint(spelled[max(0, lead - _NEAR_A_FILM) : lead - 1])


def is_still_to_come(spelled: tuple[str, ...], at: int, last: int) -> bool:
    """Whether a month or a day is that of something planned, and ends what is told of it: 'listed for a discectomy in
    January', but 'scheduled injection in February made it worse'."""
    if word_at(spelled, last + 1) not in _PAUSES or word_before(spelled, at) in _WORDS["since then"]:
        return False
    for place in range(at - 1, max(-1, at - 1 - _PLANNED_WITHIN), -1):
        key = spelled[place]
        if key in _PAUSES or key in _WORDS["began"] or key in _WORDS["since then"]:
            return False
        if key in _WORDS["still to come"]:
            return word_at(spelled, place + 1) != "to"  # 'due to a fall in March'
    return False


def _is_of_an_acquaintance(spelled: tuple[str, ...], at: int) -> bool:
    """`carers have known him for 10 weeks only`."""
    whom = at - 1
    while whom > 0 and at - whom <= _NEAR_A_FILM and spelled[whom] in _WORDS["leads"]:
        whom -= 1
    return whom > 0 and spelled[whom] in _WORDS["whom"] and spelled[whom - 1] in _WORDS["known"]


def _is_at_a_place(spelled: tuple[str, ...], at: int) -> bool:
    """`at school today`."""
    at_a_place = spelled[max(0, at - 1)] in _WORDS["places"] and word_before(spelled, at - 1) == "at"
    return at_a_place and spelled[at] in time_table().today


def _is_a_height(spelled: tuple[str, ...], at: int, last: int) -> bool:
    """`off a roof, 5 m`: metres, not months."""
    if spelled[last] != "m" or is_asked(spelled, at):
        return False
    near = spelled[max(0, at - _NEAR_A_FALL) : at]
    next_to_it = spelled[last + 1 : last + 2]  # '4 m fall from scaffold'
    return not _WORDS["heights"].isdisjoint(near) or not _WORDS["heights after"].isdisjoint(next_to_it)


def _is_counted(word: str, table: TimeTable) -> bool:
    """Whether a word before 'a day' says how much of something: `20 a day`, `twice a week`."""
    return word[:1] in DIGITS or word in table.units or word in _WORDS["counted"]


def _goes_on(spelled: tuple[str, ...], at: int) -> bool:
    """`going on two years`, `came on 5 days ago`."""
    return spelled[at - 1] == "on" and word_before(spelled, at - 1) in _WORDS["on"]


def _is_drug(spelled: tuple[str, ...], at: int) -> bool:
    """Whether what stands after 'on' is likely a drug: '12 months on secukinumab', not '2 weeks on the left'."""
    return at < len(spelled) and spelled[at] not in _WORDS["no drug after on"]


def _is_of_a_drug(spelled: tuple[str, ...], at: int, last: int) -> bool:
    """Whether a length of time is that of a drug for another illness: '12 weeks of IV antibiotics', 'fluclox x 6 weeks'."""
    drugs, between = _WORDS["given for an illness"], _WORDS["how it is given"]
    place = last + 1
    while place < min(len(spelled), last + _GIVEN_WITHIN) and spelled[place] in between:
        place += 1
    if word_at(spelled, place) in drugs:
        return True
    given = at - 1 if word_before(spelled, at) in _GIVEN else at
    return follows(spelled, given, "given for an illness")


def _looks_back(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a time is only a span that is looked at ('no relapse in the past year', but not 'worse in the past week'), or
    of something else: 'MRI 3 months ago', 'helped for a month'."""
    place = at - 1
    while place >= 0 and spelled[place] in ("the", "past", "last", "previous", "preceding"):
        place -= 1
    if place != at - 1 and place >= 0 and spelled[place] in ("in", "within", "during"):
        return place == 0 or spelled[place - 1] not in _WORDS["change"]
    if place > 0 and spelled[place] in ("episode", "attack", "bout") and spelled[place - 1] in _WORDS["earlier"]:
        return True  # 'last episode 2 years ago'
    return follows(spelled, at, "not of the complaint after") and not _is_of_meetings_of_care(spelled, at)


def _is_of_meetings_of_care(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a time tells over how long somebody was treated: '14 PT visits over 7 wks', 'physio x 12 visits in 8 weeks'."""
    place = led_from(spelled, at) - 1
    while place > 0 and spelled[place] in _WORDS["over how long"]:
        place -= 1
    if place < 1 or spelled[place] not in _WORDS["meetings of care"]:
        return False
    return not _WORDS["care"].isdisjoint(spelled[max(0, place - _CARE_WITHIN + 1) : place])


def _is_of_a_spell(spelled: tuple[str, ...], at: int, last: int, days: float) -> bool:
    """Whether a time is how long each spell lasts: 'attacks lasting 2 hours', 'spells each lasting half a day', 'attacks of
    1-2 h', '20 min - 2 h', '2 hours each time'."""
    first, short = _without_about(spelled, at), days <= text_limits().spell
    ranged = first > 1 and spelled[first - 1] in _WORDS["short units"] and spelled[first - 2][0] in DIGITS
    if ranged:
        first = _without_about(spelled, first - 2)  # 'lasting 20 min to 2 hours'
        if short and word_before(spelled, first) not in _WORDS["since then"]:
            return True
    elif first and spelled[first - 1].isdigit():
        first = _without_about(spelled, first - 1)  # 'lasting 1-2 hours', which is cut without its dash
    before = word_before(spelled, first)
    of_spells = before == "of" and not _WORDS["spells"].isdisjoint(spelled[max(0, first - _NEAR_A_FILM) : first])
    if short and (of_spells or before in _WORDS["spells"] or _is_each(spelled[last + 1 : last + 4])):
        return True
    looks_back = before == "last" and word_before(spelled, first - 1) in _WORDS["leads"]  # 'for the last 2-3 hours'
    return not looks_back and before in _WORDS["lasting"] and (short or "each" in spelled[max(0, at - 3) : at])


def _without_about(spelled: tuple[str, ...], at: int) -> int:
    """The place before words such as 'about' and 'up to', and before the dash of a range, which is cut as a comma."""
    if at and spelled[at - 1] == ",":
        at -= 1
    while at and spelled[at - 1] in _WORDS["about"]:
        at -= 1
    return at


def _is_each(after: tuple[str, ...]) -> bool:
    """Whether what follows a time makes it that of each spell: 'each', 'at a time', 'per attack'."""
    named = after[:1] in (("per",), ("every",)) and not _WORDS["spells"].isdisjoint(after[1:2])
    return named or after[:1] == ("each",) or after == ("at", "a", "time")
