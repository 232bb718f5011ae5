"""Questions of forms for the treatment itself: its result, and for how many weeks there was physical therapy.

Only a question of which every word stands in `tables/treatment_questions.csv` is read: one that names another part of the body
or another disease asks for something else. The answer decides by its words, whatever its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fhir_mappings.readers.observation_value import quantity, written
from fhir_mappings.readers.reading import Reading
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import Days, finite_number, text_of
from fhir_mappings.tables_csv import table
from fhir_mappings.time_units import time_units
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import Finding, State

_LONGEST_QUESTION = 200
_WORD = re.compile(r"[a-z]+")
_RESULT, _WEEKS, _CARE, _KIND = "conservative_result", "conservative_weeks", "conservative_care", "conservative_kind"
_WEEK = frozenset({"wk", "week", "weeks", "{weeks}"})


def treatment_answers(
    question: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """`conservative_result`, or `conservative_weeks` with the care they were weeks of; none for any other question."""
    asked = _asked(question) if part.get("dataAbsentReason") is None else ""
    if asked == _RESULT:
        yield from _result(question, part, resource, days, reading)
    elif asked == _WEEKS:
        yield from _weeks(question, part, resource, days, reading)


def is_of_treatment(question: str) -> bool:
    """Whether a question asks for the result of a treatment or for weeks of therapy, and for nothing else."""
    return bool(_asked(question))


@remembered
def _asked(question: str) -> str:
    """The finding that a question asks for; "" for none."""
    roles = _roles_of(question)
    if "" in roles or not roles & {"treatment", "therapy"}:
        return ""
    if "result" in roles:
        return _RESULT
    return _WEEKS if {"unit", "therapy"} <= roles else ""


def _result(
    question: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    said = [" ".join(_WORD.findall(each.lower())) for each in written(part)]
    meant = {_results().get(each, "") for each in said}
    if len(meant) == 1 and (value := meant.pop()):
        evidence = reading.evidence(resource, f"{question}: {written(part)[0]}", days, "text")
        yield Finding(_RESULT, State.PRESENT, evidence, value)


def _weeks(
    question: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    measured = quantity(part)
    number = finite_number(measured.get("value"))
    if number is None or not 0 < number <= _most_weeks():
        return
    units = {text_of(measured.get("unit")).lower(), text_of(measured.get("code")).lower()} - {""}
    if not units <= _WEEK or text_of(measured.get("comparator")):
        return
    evidence = reading.evidence(resource, f"{question}: {number:g}", days, "text")
    yield Finding(_CARE, State.PRESENT, evidence)
    yield Finding(_KIND, State.PRESENT, evidence, ("physical_therapy",))
    yield Finding(_WEEKS, State.PRESENT, evidence, float(number))


@cache
def _most_weeks() -> int:
    """As many weeks as care is looked back for."""
    return treatment_limit("look_back") // time_units()["w"].counted


def _roles_of(question: str) -> frozenset[str]:
    """The roles of its words, two together before one; "" among them for a word of none."""
    tokens = _WORD.findall(question[:_LONGEST_QUESTION].lower()) if len(question) <= _LONGEST_QUESTION else []
    found: list[str] = []
    at = 0
    while at < len(tokens):
        size = next((size for size in (2, 1) if " ".join(tokens[at : at + size]) in _words()), 0)
        found.append(_words()[" ".join(tokens[at : at + size])] if size else "")
        at += size or 1
    return frozenset(found or [""])


@cache
def _words() -> Mapping[str, str]:
    return {row["word"]: row["role"] for row in table("treatment_questions") if row["role"] not in _values()}


@cache
def _results() -> Mapping[str, str]:
    return {row["word"]: row["role"] for row in table("treatment_questions") if row["role"] in _values()}


@cache
def _values() -> frozenset[str]:
    return frozenset({"failed", "improved", "ongoing"})
