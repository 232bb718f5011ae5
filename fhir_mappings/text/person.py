"""Age and sex as clinicians write them: `41F`, `62 y/o woman`, `64-year-old man`, `3 month old boy`."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_mappings.text.words import Words

_YEAR = frozenset({"y", "yr", "yrs", "year", "years", "yo", "yom", "yof", "yro"})
_MONTH = frozenset({"mo", "month", "months", "mth"})
_SEX = {
    "f": "female", "female": "female", "woman": "female", "lady": "female", "girl": "female", "yof": "female",
    "m": "male", "male": "male", "man": "male", "gentleman": "male", "boy": "male", "yom": "male",
}  # fmt: skip
_AFTER_AN_AGE = _YEAR | _MONTH | {"f", "m"}
_OLDEST = 120
_BREAKS = frozenset({",", ".", ";", "\n", "(", ")"})
_THEN = frozenset({"in", "with", "w", "boy", "girl", "male", "female", "infant", "baby", "child", "who"})


@dataclass(frozen=True, slots=True)
class Person:
    """What the words `first` to `last` say: age in completed years, sex."""

    first: int
    last: int
    years: float | None
    sex: str | None


def person(words: Words) -> Person | None:
    """The first age (with a sex, if one stands beside it) in a text."""
    for at in words.where(words.numbers) if not words.named.isdisjoint(_AFTER_AN_AGE) else ():
        key, after = words.keys[at], words.keys[at + 1 : at + 2]
        if after and after[0] in _AFTER_AN_AGE and len(key) <= 3 and key.isascii() and key.isdigit() and int(key) <= _OLDEST:
            found = _aged(words, at) or _bare(words, at)
            if found:
                return found
    return None


def _bare(words: Words, at: int) -> Person | None:
    """An age that stands alone between two commas (`13 y`), or at the very beginning before what was the matter (`20 mo in
    high speed MVC`)."""
    spelled, size = words.keys, len(words)
    unit = spelled[at + 1] if at + 1 < size else ""
    after = spelled[at + 2] if at + 2 < size else "."
    begins = at == 0 or spelled[at - 1] in _BREAKS
    if unit == "y" and begins and after in _BREAKS:
        return Person(at, at + 1, float(spelled[at]), None)
    if at == 0 and unit in _MONTH and after in _THEN:
        return Person(at, at + 1, float(int(spelled[at]) // 12), _SEX.get(after))
    return None


def _aged(words: Words, at: int) -> Person | None:
    spelled = words.keys
    age, last = float(spelled[at]), at
    following = list(spelled[at + 1 : at + 5])
    if following[:1] and following[0] in ("f", "m") and words.written(at + 1) in ("F", "M"):
        return Person(at, at + 1, age, _SEX[following[0]])
    months = following[:1] and following[0] in _MONTH and following[1:2] == ["old"]
    if following[:3] in (["y", "/", "o"], ["yr", "/", "o"]):
        last = at + 3
    elif following[:1] and following[0] in ("yo", "yom", "yof", "yro"):
        last = at + 1
    elif following[:1] and following[0] in _YEAR | _MONTH and following[1:2] in (["old"], ["o"]):
        last = at + 2
    elif following[:1] and following[0] in _YEAR and following[1:2] and following[1] in _SEX:
        last = at + 1
    else:
        return None
    sex = _SEX.get(spelled[last]) or (_SEX.get(spelled[last + 1]) if last + 1 < len(spelled) else None)
    if last + 1 < len(spelled) and spelled[last + 1] in _SEX:
        last += 1
    return Person(at, last, float(age // 12) if months else age, sex)
