"""The value of an Observation, or of one of its components: in words, as a number, and against its reference range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.resource.elements import codings, finite_number, mapping, members, text_of, texts
from fhir_mappings.rows.test_answers import coded_word, interpreted

_HIGH, _LOW, _ABNORMAL = frozenset({"H", "HH", "HU"}), frozenset({"L", "LL", "LU"}), frozenset({"A", "AA"})
_MARKS = {"high": "H", "above high normal": "H", "critical high": "HH", "elevated": "H", "raised": "H"}
_MARKS |= {"low": "L", "below low normal": "L", "critical low": "LL", "abnormal": "A", "normal": "N"}
_IN_WORDS = frozenset({"valueString", "valueBoolean", "valueCodeableConcept", "interpretation"})
_NUMBER = re.compile(r"\s*(<=|>=|<|>)?\s*(\d{1,9}(?:\.\d{1,6})?)\s*([^\d\s].{0,30})?\s*")


def written(part: Mapping[str, Any]) -> list[str]:
    """The value in words, each once: text, displays, what a code stands for, yes or no; the interpretation only where there is
    no value."""
    words: list[str] = []
    if _IN_WORDS.isdisjoint(part):
        return words
    if isinstance(part.get("valueString"), str):
        words.append(text_of(part["valueString"]))
    if isinstance(part.get("valueBoolean"), bool):
        words.append("yes" if part["valueBoolean"] else "no")
    if (coded := part.get("valueCodeableConcept")) is not None:
        words += [*texts(coded), *[coded_word(coding) for coding in codings(coded)]]
    if not words and part.get("interpretation") is not None and not any(str(key).startswith("value") for key in part):
        words += [interpreted(mark) for mark in marks(part)]
    return list({word.casefold(): word for word in reversed(words) if word}.values())[::-1]


def quantity(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The value as a Quantity; an integer has no unit, and a text that is all number and unit, such as `> 60 mL/min`, is
    one. Empty for any other value."""
    if part.get("valueInteger") is not None:
        return {"value": part["valueInteger"]}
    value = mapping(part.get("valueQuantity"))
    if value.get("value") is not None:
        return value
    return _in_text(text_of(part["valueString"])) if isinstance(part.get("valueString"), str) else {}


def _in_text(text: str) -> Mapping[str, Any]:
    found = _NUMBER.fullmatch(text)
    if not found:
        return {}
    comparator = {"comparator": found[1]} if found[1] else {}
    return {"value": float(found[2]), **comparator, **({"unit": found[3].strip()} if found[3] else {})}


def marks(part: Mapping[str, Any]) -> frozenset[str]:
    """The interpretation as codes of HL7 v3 ObservationInterpretation (H, L, A, POS, NEG, N …), also where it came in words."""
    return frozenset(_marks(part))


def _marks(part: Mapping[str, Any]) -> Iterator[str]:
    for each in members(part.get("interpretation")):
        coded = [coding.raw.upper() for coding in codings(each) if coding.raw]
        yield from coded
        for words in texts(each) if not coded else ():
            low = words.lower()
            yield _MARKS.get(low, low.upper())


def is_raised(part: Mapping[str, Any]) -> bool:
    """Marked high, or above the high end of the one reference range; one that is also marked low is neither."""
    said = marks(part)
    return not said & _LOW and bool(said & _HIGH or _beyond(part, "high"))


def is_lowered(part: Mapping[str, Any]) -> bool:
    """Marked low, or below the low end of the one reference range; one that is also marked high is neither."""
    said = marks(part)
    return not said & _HIGH and bool(said & _LOW or _beyond(part, "low"))


def is_abnormal(part: Mapping[str, Any]) -> bool:
    """Marked abnormal without saying which way."""
    return bool(marks(part) & _ABNORMAL) and not is_lowered(part)


def has_own_limits(part: Mapping[str, Any]) -> bool:
    """Whether the laboratory says how the value is to be taken, by an interpretation or a reference range."""
    return bool(marks(part) or members(part.get("referenceRange")))


def _beyond(part: Mapping[str, Any], end: str) -> bool:
    """Beyond one end of the one reference range, both in the same unit."""
    ranges, value = members(part.get("referenceRange")), quantity(part)
    limit = mapping(ranges[0].get(end)) if len(ranges) == 1 else {}
    if not value or not limit or text_of(limit.get("unit")) != text_of(value.get("unit")):
        return False
    number, bound = finite_number(value.get("value")), finite_number(limit.get("value"))
    if number is None or bound is None or text_of(value.get("comparator")):
        return False
    return number > bound if end == "high" else number < bound


def shown(part: Mapping[str, Any]) -> str:
    """The value as a person reads it: as it is written where it is text."""
    value = {} if isinstance(part.get("valueString"), str) else quantity(part)
    keys = ("comparator", "value", "unit")
    number = " ".join(str(value[key]) for key in keys if isinstance(value.get(key), str | int | float))
    words: dict[str, str] = {}
    for each in written(part):
        words.setdefault(each.casefold(), each)
    return number or "; ".join(words.values())
