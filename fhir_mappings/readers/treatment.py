"""What a Procedure or a medicine says of conservative treatment: its kind, its days, and whether it was for the spine.

Treatment for another part of the body says nothing here. Where no reason is given a procedure counts and says so; a
medicine then gives no days, for it may have been taken for anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from fhir_mappings.codes.findings import names_the_whole
from fhir_mappings.readers.body_levels import regions_in
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import (
    Days,
    codings,
    contained,
    days_of,
    finite_number,
    mapping,
    members,
    reference_key,
    reference_of,
    text_of,
    texts,
    when,
)
from fhir_mappings.resource.usable import says_something
from fhir_mappings.site.codes import SiteCodes
from fhir_mappings.spine_complaints import spine_complaints
from fhir_mappings.tables_csv import column, table
from fhir_mappings.time_units import units_of_records
from fhir_mappings.treatment_limits import treatment_limit
from fhir_mappings.whole_texts import Phrases, read_whole_text
from fhir_mappings.word_match import has_any_word, is_denied

KIND = "conservative_kind"
CARE = "conservative_care"
PERIOD = "conservative_period"
EVERY_KIND = "every kind"
"""Stands for a code that names all treatment: `Therapy` that was not done."""
_NO_TREATMENT, _SPINE, _ELSEWHERE = "not a treatment", "of the spine", "elsewhere"
_SUPPLIED_IN = ("d", "wk", "mo")
_MOST_REFILLS = 100


@dataclass(frozen=True, slots=True)
class Treatment:
    """One record of conservative treatment. `first` and `last` are the days it surely lasted; `last` is None while it
    goes on, and both are None where no day is known."""

    kinds: tuple[str, ...]
    source: str
    words: str
    first: date | None
    last: date | None
    goes_on: bool = False
    failed: bool = False
    """Whether its outcome is recorded as unsuccessful."""
    told: Literal["value", "text"] = "value"
    """The kind of evidence: what a patient answers weighs as words do."""
    told_weeks: int = 0
    """The weeks that its words tell where the record has but one day for it; `first` is then worked out, and never shown."""

    @property
    def recorded(self) -> date | None:
        """The first day that the record has for it."""
        return self.last if self.told_weeks else self.first


def kinds_of(concept: object, site: SiteCodes) -> tuple[str, ...]:
    """The kinds of conservative treatment that a Procedure's code says, by its codes, else by its words."""
    rows = site.rows(site.in_standard_codes(codings(concept)), "Procedure")
    coded = {member for row in rows if row.finding == KIND and isinstance(row.value, tuple) for member in row.value}
    wordings = " ".join(texts(concept))
    return tuple(sorted(coded)) or _kinds_in_words(wordings)


@remembered
def _kinds_in_words(wordings: str) -> tuple[str, ...]:
    if is_denied(wordings) or _names(_NO_TREATMENT, wordings):
        return ()
    return tuple(sorted(role for role in _roles() - {_NO_TREATMENT, _SPINE, _ELSEWHERE} if _names(role, wordings)))


def kinds_denied(concept: object, site: SiteCodes) -> tuple[str, ...]:
    """The kinds that are denied where a Procedure of this code was not done."""
    rows = site.rows(site.in_standard_codes(codings(concept)), "Procedure")
    every = any(row.finding == CARE and names_the_whole(row) for row in rows)
    return (EVERY_KIND,) if every else kinds_of(concept, site)


def is_for_the_spine(
    resource: Mapping[str, Any],
    concept: object,
    conditions: Mapping[str, Mapping[str, Any]],
    phrases: Phrases,
    site: SiteCodes,
) -> bool | None:
    """Whether a treatment was for the spine, by its body site, its reasons and its name; None where none of them tells.

    `conditions` are those on hand, by id (empty where nothing of one may be used), for what `reasonReference` points at; `site`
    are the codes of the client's own.
    """
    sites = [text for site in members(resource.get("bodySite")) for text in texts(site)]
    reasons = list(_reasons(resource, conditions))
    names = {name for reason in reasons for name in _findings(reason, phrases, site)}
    words = [*sites, *(text for reason in reasons for text in texts(reason))]
    if names & spine_complaints() or any(is_of_the_spine(text) for text in words):
        return True
    if words or names:
        return False
    own = " ".join(texts(concept))
    return True if is_of_the_spine(own) else (False if _names(_ELSEWHERE, own) else None)


def days_of_procedure(resource: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The first and the last day on which a Procedure was surely going on; no last day where the period is open."""
    period = mapping(resource.get("performedPeriod"))
    if not period:
        day = when(resource, "performed")
        return (day.last, day.last) if day is not None else (None, None)
    return _surely(days_of(period.get("start")), days_of(period.get("end")))


def days_of_medicine(resource: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The first and the last day of a prescription or of what a patient takes; no last day where none is given."""
    period = mapping(resource.get("effectivePeriod")) or _bounds(resource) or _validity(resource)
    begun = days_of(period.get("start")) or days_of(resource.get("authoredOn")) or when(resource, "effective")
    first, last = _surely(begun, days_of(period.get("end")))
    supply = mapping(mapping(resource.get("dispenseRequest")).get("expectedSupplyDuration"))
    if last is None and first is not None and supply:
        last = _after(first, supply)
    return first, last


def stated_end(resource: Mapping[str, Any]) -> Days | None:
    """The end that a medicine states for itself: of the period it is taken in, or of all its dosages, the last of them. How
    long the supply lasts is none: it is refilled."""
    period = days_of(mapping(resource.get("effectivePeriod")).get("end"))
    if period is not None:
        return period
    dosages = [dosage for key in ("dosageInstruction", "dosage") for dosage in members(resource.get(key))]
    begun = days_of(resource.get("authoredOn"))
    ends = [days_of(_bounds_of(dosage).get("end")) or _end_of_course(dosage, begun) for dosage in dosages]
    last = max((end for end in ends if end is not None), key=lambda end: end.last, default=None)
    return None if None in ends else last


def _end_of_course(dosage: Mapping[str, Any], begun: Days | None) -> Days | None:
    """The end of a dosage that says how long it is to be taken: five days from its prescription."""
    length = mapping(mapping(mapping(dosage.get("timing")).get("repeat")).get("boundsDuration"))
    end = _after(begun.last, length) if begun is not None and length else None
    return Days(end, end) if end is not None else None


def supplied_until(resource: Mapping[str, Any]) -> date | None:
    """The last day for which a prescription was supplied, or may be, with all its refills; None where nothing tells."""
    request = mapping(resource.get("dispenseRequest"))
    begun = days_of(_validity(resource).get("start")) or days_of(resource.get("authoredOn"))
    supply, refills = mapping(request.get("expectedSupplyDuration")), request.get("numberOfRepeatsAllowed")
    times = 1 + refills if isinstance(refills, int) and 0 < refills < _MOST_REFILLS else 1
    supplied = _after(begun.last, supply, times) if begun is not None and supply else None
    valid = days_of(_validity(resource).get("end"))
    return max((day for day in (supplied, valid.last if valid else None) if day is not None), default=None)


def _surely(start: Days | None, end: Days | None) -> tuple[date | None, date | None]:
    """A partial start counts from its last day, a partial end up to its first: a course never looks longer than it was."""
    first = start.last if start is not None else None
    last = end.first if end is not None else None
    return first, max(last, first) if last is not None and first is not None else last


def _bounds(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    for key in ("dosageInstruction", "dosage"):
        for dosage in members(resource.get(key)):
            bounds = _bounds_of(dosage)
            if bounds:
                return bounds
    return {}


def _bounds_of(dosage: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(mapping(mapping(dosage.get("timing")).get("repeat")).get("boundsPeriod"))


def _validity(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(mapping(resource.get("dispenseRequest")).get("validityPeriod"))


def _after(first: date, supply: Mapping[str, Any], times: int = 1) -> date | None:
    number = finite_number(supply.get("value"))
    days = _days_supplied().get(text_of(supply.get("code")) or text_of(supply.get("unit")).lower().rstrip("s"))
    if number is None or days is None or not 0 < number * days <= treatment_limit("longest_supply"):
        return None
    return first + timedelta(days=int(number * days) * times)


@cache
def _days_supplied() -> Mapping[str, int]:
    units = [units_of_records()[code] for code in _SUPPLIED_IN]
    return {written: unit.counted for unit in units for written in (unit.ucum, unit.name)}


def _reasons(resource: Mapping[str, Any], conditions: Mapping[str, Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The reasons as CodeableConcepts; a Condition that is not at hand gives the words of its reference, one of which nothing
    may be used none."""
    yield from members(resource.get("reasonCode"))
    for reference in members(resource.get("reasonReference")):
        kind, identifier = reference_key(reference_of(reference))
        if kind == "#":
            condition = _own_reason(resource, identifier)
        else:
            condition = conditions.get(identifier) if kind in ("", "Condition") else None
        yield {"text": reference.get("display")} if condition is None else mapping(condition.get("code"))


def _own_reason(resource: Mapping[str, Any], identifier: str) -> Mapping[str, Any] | None:
    """The contained Condition; empty where it says nothing or names another subject than its treatment."""
    found = contained(resource, identifier)
    if found is None or found.get("resourceType") != "Condition":
        return None
    same = found.get("subject") in (None, resource.get("subject"))
    return found if same and says_something(found) else {}


def _findings(concept: object, phrases: Phrases, site: SiteCodes) -> set[str]:
    coded = {row.finding for row in site.rows(site.in_standard_codes(codings(concept)), "Condition")}
    return coded | {name for words in texts(concept) for name, _ in read_whole_text(words, phrases)}


@remembered
def is_of_the_spine(words: str) -> bool:
    """Whether words name the spine or a part of it."""
    return bool(regions_in(words)) or _names(_SPINE, words)


def is_of_another_part(words: str) -> bool:
    """Whether words name another part of the body than the spine."""
    return _names(_ELSEWHERE, words) and not is_of_the_spine(words)


def _names(role: str, words: str) -> bool:
    return has_any_word(_words()[role], words)


@cache
def _roles() -> frozenset[str]:
    return column("treatments", "role")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {role: tuple(_of_role(role)) for role in _roles()}


def _of_role(role: str) -> Iterable[str]:
    return (row["name"] for row in table("treatments") if row["role"] == role)
