"""One question of ours and its answers as a state and a value of the name asked about; nothing where they do not fit.

An answer that does not fit the kind of the name says nothing: a date is no yes, a bare number of a laboratory value has
no unit. Two answers that contradict each other say nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fhir_mappings.quantities import in_our_unit, is_quantity
from fhir_mappings.questions.answerable_names import Entry
from fhir_mappings.resource.elements import Unreadable, coding_of, codings, days_of, finite_number, mapping, text_of
from fhir_mappings.rows.test_answers import coded_word, yes_or_no
from fhir_mappings.whole_texts import Phrases, read_whole_text
from imaging_rules.facts import Interval, State, Value

_YES_NO = {True: State.PRESENT, False: State.REFUTED}
_LONGEST_NUMBER = 1e6
_INDICATOR = "http://terminology.hl7.org/CodeSystem/v2-0136"
_INDICATED = {"Y": "yes", "N": "no"}


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What the answers say: a state, the value where the name has values, and the answers that did not fit."""

    state: State | None = None
    value: Value | None = None
    unfit: int = 0


def typed_answers(name: str, entry: Entry, given: Sequence[Mapping[str, Any]], as_of: date, phrases: Phrases) -> TypedAnswer:
    """The answers to the question about `name`; `state` is None where they say nothing.

    `given` are the `answer` elements as they came. Raises Unreadable where one is not of FHIR's shape.
    """
    if entry.kind == "boolean":
        return _one([_state(name, each, phrases) for each in given])
    if entry.kind == "code":
        return _one([_code(entry.values, each) for each in given])
    if entry.kind == "code set":
        return _set(entry.values, given)
    if entry.kind == "quantity":
        return _one([_number(name, entry, each) for each in given])
    if entry.kind == "date":
        return _one([_past_day(each, as_of) for each in given])
    return TypedAnswer(unfit=len(given))


def interval_answer(start: Sequence[Mapping[str, Any]], end: Sequence[Mapping[str, Any]], as_of: date) -> TypedAnswer:
    """From a day to a day; without an end it goes on. No interval without a start, or where the end comes first."""
    first, last = (_one([_past_day(each, as_of) for each in given]) for given in (start, end))
    unfit = first.unfit + last.unfit
    if unfit or not isinstance(first.value, date) or (isinstance(last.value, date) and last.value < first.value):
        return TypedAnswer(unfit=max(unfit, 1))
    return TypedAnswer(State.PRESENT, Interval(first.value, last.value if isinstance(last.value, date) else None))


def _one(meant: Sequence[State | Value | None]) -> TypedAnswer:
    """One answer, or several that agree."""
    fits = {each for each in meant if each is not None}
    unfit = sum(each is None for each in meant)
    if unfit or len(fits) != 1:
        return TypedAnswer(unfit=max(unfit, len(fits)))
    (only,) = fits
    return TypedAnswer(only) if isinstance(only, State) else TypedAnswer(State.PRESENT, only)


def _state(name: str, given: Mapping[str, Any], phrases: Phrases) -> State | None:
    if isinstance(given.get("valueBoolean"), bool):
        return _YES_NO[given["valueBoolean"]]
    codes = _codes(given)
    stated = {State(code) for code in codes if code in set(State)}
    verdicts = {_YES_NO[verdict] for words in codes if (verdict := yes_or_no(words)) is not None}
    written = text_of(given.get("valueString"))
    named = {State(state) for finding, state in read_whole_text(written, phrases) if finding == name}
    said = stated | verdicts | named
    return said.pop() if len(said) == 1 else None


def _code(values: Iterable[str], given: Mapping[str, Any]) -> str | None:
    known = {_plain(value): value for value in values}
    said = {known[_plain(words)] for words in _codes(given) if _plain(words) in known}
    return said.pop() if len(said) == 1 else None


def _set(values: Iterable[str], given: Sequence[Mapping[str, Any]]) -> TypedAnswer:
    """The members named; one that is not known is left out, the others still stand."""
    allowed = tuple(values)
    codes = [_code(allowed, each) for each in given]
    held = tuple(sorted({code for code in codes if code is not None}))
    return TypedAnswer(State.PRESENT if held else None, held or None, codes.count(None))


def _number(name: str, entry: Entry, given: Mapping[str, Any]) -> float | None:
    quantity = mapping(given.get("valueQuantity")) or {"value": given.get("valueInteger", given.get("valueDecimal"))}
    if quantity.get("value") is None:
        return None
    if is_quantity(name):
        return in_our_unit(name, quantity)
    return _bare_number(entry, quantity)


def _bare_number(entry: Entry, quantity: Mapping[str, Any]) -> float | None:
    """A number in the unit that the question asks for: without a unit, or with just that one."""
    number = finite_number(quantity["value"])
    if number is None:
        raise Unreadable("a number was expected")
    units = {text_of(quantity.get("code")), text_of(quantity.get("unit"))} - {""}
    fits = 0 <= number < _LONGEST_NUMBER and not text_of(quantity.get("comparator"))
    return float(number) if fits and (not units or entry.unit in units) else None


def _past_day(given: Mapping[str, Any], as_of: date) -> date | None:
    days = days_of(given.get("valueDate")) or days_of(given.get("valueDateTime"))
    return days.first if days is not None and days.exact and days.first <= as_of else None


def _codes(given: Mapping[str, Any]) -> list[str]:
    """The words of a coded answer or of one in text, in lower case: its code, what the code stands for, its display."""
    written = text_of(given.get("valueString"))
    words = [written]
    if given.get("valueCoding") is not None:
        coding = coding_of(given["valueCoding"])
        words += [coding.raw, *indicated({"coding": [given["valueCoding"]]}), coded_word(coding), coding.display]
    return [each.lower() for each in words if each]


def indicated(concept: object) -> list[str]:
    """The words that the codes of HL7's yes/no indicator in a CodeableConcept stand for; none for any other code."""
    return [_INDICATED[each.raw] for each in codings(concept) if each.uri == _INDICATOR and each.raw in _INDICATED]


def _plain(words: str) -> str:
    return "_".join(words.lower().replace("-", " ").replace("_", " ").split())
