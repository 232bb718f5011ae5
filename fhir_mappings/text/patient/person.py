"""Age and sex as clinicians write them: `41F`, `62 y/o woman`, `64-year-old man`, `3 month old boy`, `eleven year old`,
`boy aged 7`, `20/12 boy`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.patient.ages_of_others import is_an_age_of_others, is_the_patient
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before

_WORDS = word_lists("text/person")

_SEX = dict.fromkeys(_WORDS["female"], "female") | dict.fromkeys(_WORDS["male"], "male")
_UNITS = _WORDS["years"] | _WORDS["months"] | _WORDS["weeks or days"]
_AFTER_AN_AGE = _UNITS | {"f", "m"}
_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBERS = _ONES | _TENS
_OLD, _AGED = "old", frozenset({"aged", "age"})
_PEOPLE = frozenset(_SEX) | _WORDS["people"]
_BREAKS = frozenset({",", ".", ";", "\n", "(", ")"})
_THEN = _WORDS["after a child"] | _WORDS["children"]
_CHILDREN = _WORDS["children"] | _WORDS["infants"] | _AGED
_IN_A_CRASH = _WORDS["in a crash"]
_LETTERS = frozenset({"F", "M"})
_SLASH, _TWELVE = frozenset({"/"}), "12"
_MONTHS, _OF_A_CHILD = _WORDS["months"] | {"m"}, _UNITS | {"m"}
_CLOSING = ((")",), (",",), (";",))
_AT_FIRST = 3
"""Where the words after twelfths at the very beginning stand."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the words `first` to `last` say: age in completed years, sex."""

    first: int
    last: int
    years: float | None
    sex: str | None


def person(words: Words) -> Person | None:
    """The first age of the patient (with a sex, if one stands beside it) in a text."""
    oldest = text_limits().age
    months = _in_twelfths(words)
    if months:
        return months
    for after in words.where(_AFTER_AN_AGE):
        at, key = after - 1, words.keys[after - 1]
        if after and len(key) <= 3 and key.isascii() and key.isdigit() and int(key) <= oldest:
            found = None if _is_of_a_child(words, at) else _in_both(words, at) or _aged(words, at) or _bare(words, at)
            if found and not is_an_age_of_others(words, found.first, found.last):
                return found
    return _in_words(words) or _after_aged(words)


def _in_twelfths(words: Words) -> Person | None:
    """Months as twelfths of a year: '20/12 boy', 'infant 8/12', '14/12 F', '18/12 fell off sofa' at the very beginning, but no
    '3/12 back pain' and no '6/12 old fracture'."""
    spelled, most = words.keys, text_limits().months_of_age
    for at in words.where(_SLASH) if _TWELVE in words.named else ():
        number = spelled[at - 1] if at else ""
        if spelled[at + 1 : at + 2] != (_TWELVE,) or not (number.isascii() and number.isdigit()) or int(number) > most:
            continue
        named = at > 1 and spelled[at - 2] in _CHILDREN
        told = named or _is_child(words, at + 2) or (at == 1 and _is_what_happened(words, at))
        if told and not _is_of_a_child(words, at - 1):
            beside = (*spelled[max(0, at - 2) : at], *spelled[at + 2 : at + 4])
            sex = next((_SEX[word] for word in beside if word in _SEX), None)
            return Person(at - 2 if named else at - 1, at + 1, float(int(number) // 12), sex)
    return None


def _is_what_happened(words: Words, at: int) -> bool:
    """Whether more than a year in twelfths goes before what happened to a child: '20/12 fell'; '3/12' may be how long ago."""
    return int(words.keys[at - 1]) > int(_TWELVE) and words.keys[at + 2 : at + 3] != () and words.keys[at + 2] in _IN_A_CRASH


def _is_child(words: Words, at: int) -> bool:
    """Whether the words after a number say whose age it is: 'boy', 'F' at the very beginning, 'old boy'; not 'old fracture'."""
    after = words.keys[at : at + 2]
    if after[:1] == (_OLD,):
        return not _CHILDREN.isdisjoint(after) or (at == _AT_FIRST and not _BREAKS.isdisjoint(after))
    return not _CHILDREN.isdisjoint(after[:1]) or (at == _AT_FIRST and after[:1] != () and words.written(at) in _LETTERS)


def _in_words(words: Words) -> Person | None:
    """'Eleven year old boy', 'forty-two-year-old'."""
    spelled = words.keys
    for at in words.where(frozenset({_OLD})) if not words.named.isdisjoint(_NUMBERS) else ():
        if _is_of_a_thing(words, at + 1):
            continue
        unit, number = spelled[max(0, at - 1)], spelled[max(0, at - 2)]
        if number not in _NUMBERS or unit not in _UNITS or (unit in _WORDS["weeks or days"] and _is_a_complaint(words, at + 1)):
            continue
        tens = _TENS.get(spelled[at - 3], 0) if at > 2 and number in _ONES else 0
        if is_an_age_of_others(words, at - (3 if tens else 2), at):
            continue
        age = tens + _NUMBERS[number]
        sex = _SEX.get(spelled[at + 1]) if at + 1 < len(spelled) else None
        return Person(at - (3 if tens else 2), at + 1 if sex else at, _completed_years(age, unit), sex)
    return None


def _completed_years(number: int, unit: str) -> float:
    """An age in completed years: '20 months' is one year, '6 weeks' none."""
    return float(0 if unit in _WORDS["weeks or days"] else number // 12 if unit in _WORDS["months"] else number)


def _after_aged(words: Words) -> Person | None:
    """'Boy aged 7', 'girl age: 18 months', 'Age 12.' at the very beginning; nothing of 'father died aged 60'."""
    spelled = words.keys
    for at in words.where(_AGED):
        number_at = at + 2 if spelled[at + 1 : at + 2] in ((":",), ("of",)) else at + 1
        before, *following = spelled[at - 1] if at else "", *spelled[number_at : number_at + 3], ".", ".", "."
        number = _number(following[0])
        unit = following[1] if following[1] in _UNITS else "mo" if following[1] == "m" and before in _WORDS["children"] else ""
        then = following[2 if unit else 1]
        if (at == 0 or before in _PEOPLE or (before in _BREAKS and then in _BREAKS)) and number is not None:
            return Person(at, number_at + bool(unit), _completed_years(number, unit), _SEX.get(before))
    return None


def _number(word: str) -> int | None:
    """An age in digits or spelled out."""
    if word.isascii() and word.isdigit():
        return int(word) if int(word) <= text_limits().age else None
    return _NUMBERS.get(word)


def _is_of_a_child(words: Words, at: int) -> bool:
    """Whether an age is that of a child somebody feeds or lifts."""
    place = at - 1
    while place >= 0 and at - place <= 3 and words.keys[place] in _WORDS["before a child"]:
        place -= 1
    if place > 0 and words.keys[place] == "of":
        return words.keys[place - 1] in _WORDS["parents"]
    return place >= 0 and words.keys[place] in _WORDS["care of a child"]


def _bare(words: Words, at: int) -> Person | None:
    """An age that stands alone between two commas (`13 y`), or after `child` and before a comma (`toddler 2y,`), or at the
    very beginning before what was the matter (`20 mo in high speed MVC`, `10y fell out of tree`)."""
    spelled, size = words.keys, len(words)
    unit = spelled[at + 1] if at + 1 < size else ""
    after = spelled[at + 2] if at + 2 < size else "."
    before = spelled[at - 1] if at else ","
    if unit == "y" and (before in _BREAKS or before in _WORDS["children"]) and after in _BREAKS:
        return Person(at, at + 1, float(spelled[at]), _SEX.get(before))
    if unit == "m" and before in _WORDS["infants"] and after in _BREAKS:
        return Person(at, at + 1, float(int(spelled[at]) // 12), None)
    if before == "of" and unit in _UNITS and unit not in _WORDS["weeks or days"]:  # 'toddler of 20 months'
        who = word_before(spelled, at - 1)
        if (who in _WORDS["children"] or who in _WORDS["infants"]) and not _is_of_a_child(words, at - 2):
            return Person(at - 2, at + 1, _completed_years(int(spelled[at]), unit), _SEX.get(who))
    if unit in _WORDS["short years"] and at == 0 and after in _WORDS["after a person"]:
        return Person(at, at + 1, float(spelled[at]), None)
    if unit in _WORDS["months"] and ((at == 0 and after in _THEN) or (at > 0 and spelled[at - 1] in _WORDS["infants"])):
        return Person(at, at + 1, float(int(spelled[at]) // 12), _SEX.get(after))
    return None


def _in_both(words: Words, at: int) -> Person | None:
    """A child's age in years and months, or in brackets behind the child: 'toddler (2 yrs 1 mo)', '2y 3m girl', 'boy (4 yrs)';
    'back pain 2 years 3 months' is none."""
    spelled = words.keys
    unit = spelled[at + 1] if at + 1 < len(spelled) else ""
    if unit not in _OF_A_CHILD:
        return None
    last = _end_of_months(spelled, at)
    bracketed = at > 1 and spelled[at - 1] == "(" and spelled[at - 2] in _CHILDREN and spelled[last + 1 : last + 2] in _CLOSING
    if last == at + 1 and not bracketed:
        return None
    old = spelled[last + 1 : last + 2] == (_OLD,) and not _is_of_a_thing(words, last + 2)
    last += old
    after = spelled[last + 1] if last + 1 < len(spelled) else "."
    before = spelled[at - 2] if bracketed else spelled[at - 1] if at else ""
    then = after in _BREAKS or after in _WORDS["after a person"] or after in _IN_A_CRASH
    begins = not at or before in _BREAKS  # '14 yr 4 mo F'
    lettered = begins and last + 1 < len(spelled) and words.written(last + 1) in _LETTERS
    if not (bracketed or old or lettered or after in _CHILDREN or (before in _CHILDREN and then)):
        return None
    sex = _SEX.get(after) or _SEX.get(before)
    return Person(at, last + (after in _SEX), _completed_years(int(spelled[at]), "mo" if unit == "m" else unit), sex)


def _end_of_months(spelled: Sequence[str], at: int) -> int:
    """The last word of '2 yrs 1 mo' and '2 years and 4 months', or of '2 yrs' alone."""
    rest = at + 3 if spelled[at + 2 : at + 3] == ("and",) else at + 2
    told = spelled[at + 1] in _WORDS["years"] and spelled[rest : rest + 1] != () and spelled[rest].isdigit()
    return rest + 1 if told and not _MONTHS.isdisjoint(spelled[rest + 1 : rest + 2]) else at + 1


def _is_of_a_thing(words: Words, at: int) -> bool:
    """Whether a thing stands at a place that can be as old: '3 month old fracture'."""
    return 0 <= at < len(words) and words.keys[at] in _WORDS["things"]


def _is_a_complaint(words: Words, at: int) -> bool:
    """Whether a complaint stands at a place: 'five-day-old neck pain'."""
    return 0 <= at < len(words) and words.keys[at] in _WORDS["complaints"]


def _is_a_distance(words: Words, at: int) -> bool:
    """Whether a number and an M are metres: 'FELL 4 M FROM A ROOF'."""
    apart = words.starts[at + 1] > words.ends[at]
    behind = word_at(words.keys, at + 2) in _WORDS["behind a distance"]
    before = word_before(words.keys, at) in _WORDS["before a distance"]
    return (behind and before) or ((behind or before) and (apart or words.text.isupper() or words.text.islower()))


def _is_a_sex(words: Words, at: int) -> bool:
    """Whether the letter behind an age is a sex: a capital, or in a text without any an f or an m where the age begins the
    text; '22m' may be months or metres, '101f' a temperature."""
    letter = words.written(at + 1)
    if letter in _LETTERS:
        return True
    number, limits = int(words.keys[at]), text_limits()
    if at or number >= limits.fahrenheit_from or not words.text.islower():
        return False
    return letter == "f" or number > limits.months_of_age


def _is_a_newborn(words: Words, at: int) -> bool:
    """Whether '6 weeks old' is said of a person: 'symptoms 6 weeks old' is not."""
    beside = {*words.keys[max(0, at - 1) : at], *words.keys[at + 3 : at + 4]}
    return not _PEOPLE.isdisjoint(beside) or (at == 0 and not _THEN.isdisjoint(beside))


def _aged(words: Words, at: int) -> Person | None:
    spelled = words.keys
    age, last = int(spelled[at]), at
    following = list(spelled[at + 1 : at + 5])
    if following[:1] and following[0] in ("f", "m") and _is_a_sex(words, at) and not _is_a_distance(words, at):
        return Person(at, at + 1, float(age), _SEX[following[0]])
    unit = following[0] if following else ""
    little = unit in _WORDS["months"] | _WORDS["weeks or days"]
    if following[:3] in (["y", "/", "o"], ["yr", "/", "o"]):
        last = at + 3
    elif following[:1] and following[0] in ("yo", "yom", "yof", "yro"):
        last = at + 1
    elif unit in _UNITS and following[1:2] in (["old"], ["o"]):
        if _is_of_a_thing(words, at + 3) or (little and _is_of_a_thing(words, at - 2)):
            return None
        if unit in _WORDS["weeks or days"] and not _is_a_newborn(words, at):
            return None
        last = at + 2
    elif following[:1] and following[0] in _WORDS["years"] and following[1:2] and following[1] in _SEX:
        last = at + 1
    else:
        return None
    sex = _SEX.get(spelled[last]) or (_SEX.get(spelled[last + 1]) if last + 1 < len(spelled) else None)
    if word_at(spelled, last + 1) in _SEX or is_the_patient(words, last + 1):
        last += 1
    return Person(at, last, _completed_years(age, unit), sex)
