"""MedicationRequest and MedicationStatement: current medicines, by ingredient code and by name.

US EHRs send the RxNorm code of the clinical drug, which names no ingredient, so the words are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.chart.starts_of_therapy import TherapyTaken
from fhir_mappings.codes.findings import table_value
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.treatment import (
    CARE,
    KIND,
    Treatment,
    days_of_medicine,
    is_for_the_spine,
    stated_end,
    supplied_until,
)
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import (
    Unreadable,
    codings,
    contained,
    days_of,
    mapping,
    members,
    name_of,
    reference_key,
    reference_of,
    status_of,
    text_of,
    texts,
    when,
)
from fhir_mappings.resource.usable import says_something
from fhir_mappings.tables_csv import table
from fhir_mappings.treatment_limits import treatment_limit
from fhir_mappings.word_match import has_any_word, is_denied, words_in
from imaging_rules.facts import Finding, State, Value

_NOT_ORDERS = frozenset({"proposal", "plan", "option"})
_THERAPY = "dmt"
_ACT_ON = frozenset({"anticoagulated"})
_TAKEN = frozenset({"active", "completed", "stopped", "on-hold"})


def read_medication(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a medicine the patient takes now. Any status but active is not current (counted); where the status
    is unknown the medicine is no fact, but it is mentioned, so that nobody takes it for absent; so is a blood thinner that is
    held, has just ended or is used up. Of a medicine that was taken for the spine the course is noted."""
    current = _is_current(resource, reading)
    if current is False and (_is_held(resource) or _just_ended(resource, reading)) and reading.is_ours(resource):
        _mention(_names(resource, reading) & _ACT_ON, resource, reading)
    if (current is False and not _was_taken(resource)) or not reading.is_ours(resource):
        return
    _note_therapy(resource, current is True, reading)
    if current is False:
        _note_past_course(resource, reading)
        return
    reading.raise_if_unread(_concept(resource), "MedicationRequest", resource)
    if current is None:
        _mention(_names(resource, reading), resource, reading)
        return
    found = tuple(_taken(resource, reading))
    until = _ran_out(resource, reading)
    if until is not None:
        known = [each for each in _taken(resource, reading, until) if each.name not in _ACT_ON]
        _mention(frozenset(each.name for each in found) - {each.name for each in known}, resource, reading)
        found = tuple(known)
    yield from _without_course(found, resource, reading)


def _mention(names: frozenset[str], resource: Mapping[str, Any], reading: Reading) -> None:
    """Note findings of a medicine that may be taken, which nobody can tell."""
    reading.mention(names, resource, _called(resource))


def _called(resource: Mapping[str, Any]) -> str:
    """The words of a medicine, for evidence; it may be known by its code alone. A name that another one holds is left out."""
    named = [*{each.casefold(): each for each in reversed(texts(_concept(resource)))}.values()][::-1]
    fuller = [each for each in named if not any(_is_within(each, other) for other in named)]
    return " ".join(fuller) or "medicine"


def _is_within(name: str, other: str) -> bool:
    """Whether all of a name stands in a longer one: 'apixaban' in 'apixaban 5 mg bid'."""
    return len(name) < len(other) and re.search(rf"\b{re.escape(name)}\b", other, re.IGNORECASE) is not None


def _names(resource: Mapping[str, Any], reading: Reading) -> frozenset[str]:
    return frozenset(finding.name for finding in _taken(resource, reading))


def _is_held(resource: Mapping[str, Any]) -> bool:
    """Whether a medicine is only paused: its last dose may have been today."""
    return status_of(resource.get("status")) == "on-hold" and not _is_planned(resource)


def _is_planned(resource: Mapping[str, Any]) -> bool:
    return text_of(resource.get("intent")).lower() in _NOT_ORDERS or resource.get("doNotPerform") is True


def _just_ended(resource: Mapping[str, Any], reading: Reading) -> bool:
    """Whether a medicine that is called active reached the end it states so lately that it may still act."""
    end = stated_end(resource)
    active = status_of(resource.get("status")) == "active" and not _is_planned(resource)
    return active and end is not None and 0 < (reading.as_of - end.last).days <= treatment_limit("thinner_acts")


def _ran_out(resource: Mapping[str, Any], reading: Reading) -> date | None:
    """The day on which the supply of a medicine that is called active was used up. It may have been refilled since: many
    prescriptions are, without a word of it."""
    until = None if stated_end(resource) else supplied_until(resource)
    return until if until is not None and until < reading.as_of else None


def _taken(resource: Mapping[str, Any], reading: Reading, until: date | None = None) -> Iterator[Finding]:
    """The findings of a medicine that was taken up to a day, or to this one."""
    concept = _concept(resource)
    words = " ".join(texts(concept))
    routes = " ".join((words, *_routes(resource)))
    since = days_of(resource.get("authoredOn")) or when(resource, "effective") or days_of(resource.get("dateAsserted"))
    evidence = reading.evidence(resource, _called(resource), since)
    days = ((until or reading.as_of) - since.last).days if since is not None else None
    for name, value in sorted(_meant(concept, words, routes, days, reading), key=str):
        yield Finding(name, State.PRESENT, evidence, value)


def _without_course(found: Iterable[Finding], resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a medicine; one for the spine is noted as a course, one for something else is no such treatment."""
    treats = [finding for finding in found if finding.name in (CARE, KIND)]
    for_spine = _is_for_the_spine(resource, reading) if treats else None
    if for_spine:
        first, last = days_of_medicine(resource)
        goes_on = last is None or last >= reading.as_of
        _note(treats[0].evidence.text, resource, (first, last), goes_on, reading)
    yield from (finding for finding in found if for_spine is None or finding not in treats)


def _note_therapy(resource: Mapping[str, Any], now: bool, reading: Reading) -> None:
    """Note since when a disease-modifying therapy is or was taken, as a statement of it says."""
    if text_of(resource.get("resourceType")) != "MedicationStatement":
        return
    since, called = days_of(mapping(resource.get("effectivePeriod")).get("start")), _called(resource)
    if since is not None and any(each.name == _THERAPY for each in _taken(resource, reading)):
        names = frozenset(words_in(_every_name(), called)) or frozenset({called.lower()})
        reading.therapies.append(TherapyTaken(names, since, now, reading.evidence(resource, called, since, "value")))


def _note_past_course(resource: Mapping[str, Any], reading: Reading) -> None:
    """A course that is over."""
    treats = [finding for finding in _taken(resource, reading) if finding.name == KIND]
    if treats and _is_for_the_spine(resource, reading):
        _note(treats[0].evidence.text, resource, days_of_medicine(resource), False, reading)


def _note(
    words: str, resource: Mapping[str, Any], days: tuple[date | None, date | None], goes_on: bool, reading: Reading
) -> None:
    reading.treatments.append(Treatment(("medication",), name_of(resource), words, *days, goes_on))


def _is_for_the_spine(resource: Mapping[str, Any], reading: Reading) -> bool | None:
    return is_for_the_spine(resource, _concept(resource), reading.conditions, reading.phrases, reading.site)


def _was_taken(resource: Mapping[str, Any]) -> bool:
    """Whether a medicine that is not current was taken for a time: its name and its end are told."""
    taken = status_of(resource.get("status")) in _TAKEN and text_of(resource.get("intent")).lower() not in _NOT_ORDERS
    named = resource.get("medicationCodeableConcept") is not None
    return taken and named and resource.get("doNotPerform") is not True and days_of_medicine(resource)[1] is not None


def _is_current(resource: Mapping[str, Any], reading: Reading) -> bool | None:
    """None where the status does not tell."""
    status = status_of(resource.get("status"))
    if status == "entered-in-error":
        reading.skip("entered-in-error")
        return False
    ended, begins = stated_end(resource), days_of(mapping(resource.get("effectivePeriod")).get("start"))
    over = (ended is not None and ended.last < reading.as_of) or reading.in_the_future(begins)
    if status not in ("active", "unknown", "") or over or _is_planned(resource):
        reading.skip("medication-not-current")
        return False
    if status != "active":
        reading.skip("medication-status-unknown")
        return None
    return True


def _concept(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """The medication's CodeableConcept: in line, of the contained Medication, or the reference's display as its text.
    Raises Unreadable where none says which medicine it is: it may be any."""
    concept = mapping(resource.get("medicationCodeableConcept"))
    if not concept:
        reference = mapping(resource.get("medicationReference"))
        kind, identifier = reference_key(reference_of(reference))
        inside = contained(resource, identifier) if kind == "#" else None
        if inside is not None and not says_something(inside):
            raise Unreadable("a medicine entered in error, or modified")
        concept = mapping(inside.get("code")) if inside else {"text": reference.get("display")}
    if not texts(concept) and not any(each.code for each in codings(concept)):
        raise Unreadable("a medicine without a name")
    return concept


def _routes(resource: Mapping[str, Any]) -> Iterator[str]:
    for key in ("dosageInstruction", "dosage"):
        for dosage in members(resource.get(key)):
            yield from texts(dosage.get("route"))


def _meant(
    concept: Mapping[str, Any], words: str, routes: str, days: int | None, reading: Reading
) -> set[tuple[str, Value | None]]:
    """(finding, value) of the ingredient codes and of the names; both obey the conditions of the names table."""
    by_code = {
        (row.finding, row.value, row.display.lower())
        for row in reading.rows(reading.codings(concept), "MedicationRequest")
        if row.state == State.PRESENT
    }
    by_name = _named_in(words)
    if not by_code and not by_name:
        reading.note_unmatched(reading.codings(concept), "MedicationRequest")
    return {(name, value) for name, value, medicine in by_code | by_name if _holds(name, medicine, routes, days)}


@remembered
def _named_in(words: str) -> frozenset[tuple[str, Value | None, str]]:
    """(finding, value, name) of each medicine of the names table that words name."""
    if is_denied(words):
        return frozenset()
    named = set(words_in(_every_name(), words))
    rows = (row for row in table("medicines") if row["name"] in named)
    return frozenset((row["finding"], table_value(row["value"]), row["name"]) for row in rows)


@cache
def _every_name() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["name"] for row in table("medicines")))


def _holds(name: str, medicine: str, routes: str, days: int | None) -> bool:
    """Whether the conditions of the names table are met: no local route, taken for long enough. A medicine that the table
    does not name, such as one by a client's own code, has to meet those of every medicine of the finding."""
    every = [row for row in table("medicines") if row["finding"] == name]
    rows = [row for row in every if row["name"] in (medicine, medicine.lower())] or every
    local = has_any_word((word for row in rows for word in row["not_with"].split(";") if word), routes)
    needed = max((int(row["for_days"]) for row in rows if row["for_days"]), default=0)
    return not local and (needed == 0 or (days is not None and days >= needed))
