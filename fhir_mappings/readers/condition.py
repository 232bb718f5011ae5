"""Condition: what it says, in the state its statuses give, on the day it began."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.readers.body_levels import surgery_at_level
from fhir_mappings.readers.note import read_notes
from fhir_mappings.readers.onset import Onset, onset_limit, onset_of
from fhir_mappings.readers.reading import FAMILY_HISTORY, Reading
from fhir_mappings.readers.severe_claustrophobia import CLAUSTROPHOBIA, STOPS_SCAN, stops_scan
from fhir_mappings.resource.elements import (
    Days,
    codings,
    concept_text,
    lenient_days,
    mapping,
    members,
    status_of,
    text_of,
    texts,
)
from fhir_mappings.resource.statuses import SUSPECTED
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.recorded import ambiguous_abbreviations
from fhir_mappings.whole_texts import asks
from fhir_mappings.worded_otherwise import denies
from imaging_rules.facts import Finding, State

_BY_CODE = frozenset({"code", "ancestor"})
_NOT_CONFIRMED = frozenset({"provisional", "unconfirmed"})
_CURRENT = frozenset({"active", "recurrence", "relapse"})
_RETURNED = frozenset({"recurrence", "relapse"})
_PAST = frozenset({"remission", "resolved", "inactive"})
_VERIFICATIONS = SUSPECTED | {"confirmed", "refuted", "entered-in-error"}
_CLINICAL = _CURRENT | _PAST | {"entered-in-error"}
_ENCOUNTER, _PROBLEM_LIST = "encounter-diagnosis", "problem-list-item"
_VERTEBRAL_FRACTURE = "fragility_fracture"
# A lump or a mark of the skin counts where it is over the spine: the body site, the words or the order say so.
_ON_THE_BACK = "lump_or_sinus"
_BACK = re.compile(r"\b(back|spine|spinal|midline|sacr\w*|lumb\w*|thoracolumbar)\b", re.IGNORECASE)
_ABATEMENT = "abatement"
_TOLD_BEFORE = {State.SUSPECTED: "suspected", State.REFUTED: "ruled out"}
STATUS_NOT_GIVEN = " (clinical status not given)"


def read_condition(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a Condition. Entered in error, another patient's and family history give none (counted)."""
    verification, clinical = _statuses(resource)
    state = _state(verification, clinical, resource, reading)
    if state is None or not reading.is_ours(resource):
        return
    if any("family" in concept_text(category).lower() for category in members(resource.get("category"))):
        reading.skip(FAMILY_HISTORY)
        return
    if resource.get("code") is None:
        reading.skip("no-code")
        return
    onset = onset_of(resource, reading.birth, reading.as_of)
    given = clinical in _CLINICAL or state is not State.PRESENT
    # It is at least as old as its recording, where its beginning is not told.
    days = onset.days if onset else lenient_days(resource.get("recordedDate"))
    coded, found, told = set[str](), set[str](), list[Finding]()
    for finding in reading.concept(resource["code"], resource, state, days, "" if given else STATUS_NOT_GIVEN):
        found.add(finding.name)
        if finding.evidence.kind in _BY_CODE:
            coded.add(finding.name)
        level = surgery_at_level(finding.name, resource)
        named = _as_felt(finding if level == finding.name else replace(finding, name=level), resource)
        held = replace(named, state=State.HISTORY) if _is_of_an_old_encounter(named, resource, reading) else named
        stays = _is_an_event_of_late(held, days, reading) or (state is State.HISTORY and _stays(held, resource))
        held = replace(held, state=State.PRESENT) if stays else held
        if held.name == _ON_THE_BACK and not (reading.of_order or _is_on_the_back(resource)):
            reading.skip("elsewhere-on-the-body")
            continue
        told.append(held)
        yield _shown_as_certain(held, state)
        yield from _returned(held, resource, reading)
        yield from _fresh_fracture(held, onset, reading)
    if state in (State.PRESENT, State.SUSPECTED):
        yield from _beside_the_code(resource, coded, state, days, reading)
        yield from _severe_beside_the_code(resource, told, days, reading)
        yield from read_notes(resource, found, onset.days if onset else None, reading)


def _beside_the_code(
    resource: Mapping[str, Any], coded: set[str], state: State, days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What the words of an order's reason add to its code: `AIS, left thoracic curve` beside the code of scoliosis. Of what
    the code says the words say nothing new."""
    if not (reading.of_order and coded):
        return
    words, displays = text_of(mapping(resource.get("code")).get("text")), {each.display for each in codings(resource["code"])}
    if words and words not in displays:
        for finding in reading.written(words, resource, state, days):
            if finding.name not in coded and finding.evidence.text not in ambiguous_abbreviations():
                yield finding


def _severe_beside_the_code(
    resource: Mapping[str, Any], told: Sequence[Finding], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What of a claustrophobia the code does not tell: that it stops a scan."""
    there = next((each for each in told if each.name == CLAUSTROPHOBIA and each.state is State.PRESENT), None)
    if there is not None and all(each.name != STOPS_SCAN for each in told):
        yield from stops_scan(resource, there, days, reading)


def _as_felt(finding: Finding, resource: Mapping[str, Any]) -> Finding:
    """A symptom that the patient feels is there, also where its Condition was not confirmed or is provisional: nobody rules
    out a pain. One among several differential diagnoses, or doubted in words, stays a suspicion."""
    verification = status_of(resource.get("verificationStatus"), _VERIFICATIONS)
    if finding.state is not State.SUSPECTED or verification not in _NOT_CONFIRMED or finding.name not in _felt():
        return finding
    doubted = any(denies(each) or asks(each) for each in texts(resource.get("code")))
    return finding if doubted else replace(finding, state=State.PRESENT)


def _shown_as_certain(finding: Finding, state: State) -> Finding:
    """A finding of a Condition that is not confirmed, or refuted, with that before its words where they do not say it."""
    text, told = finding.evidence.text, _TOLD_BEFORE.get(state)
    if told is None or finding.state is not state or finding.evidence.meant or asks(text) or denies(text):
        return finding
    return replace(finding, evidence=replace(finding.evidence, meant=f"{told}: {text}"))


@cache
def _felt() -> frozenset[str]:
    return column("felt_symptoms", "finding")


def _is_on_the_back(resource: Mapping[str, Any]) -> bool:
    sites = [text for site in members(resource.get("bodySite")) for text in texts(site)]
    return any(_BACK.search(text) for text in sites or texts(resource.get("code")))


def _returned(finding: Finding, resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """What a clinical status of relapse or recurrence says: of a relapsing disease that an attack is under way, of the
    complaint that an order refers to that it came back."""
    if finding.state is not State.PRESENT or status_of(resource.get("clinicalStatus"), _CLINICAL) not in _RETURNED:
        return
    if any(row["finding"] == finding.name for row in table("relapses")):
        yield replace(finding, name="relapse", value=None)
    if reading.of_order and any(row["finding"] == finding.name for row in table("complaints")):
        yield replace(finding, name="trajectory", value="recurrent")


def _fresh_fracture(finding: Finding, onset: Onset | None, reading: Reading) -> Iterator[Finding]:
    """`recent_vertebral_fracture` of a fracture of a vertebra that began lately: its own day tells its age, the 7th
    character of its code does not."""
    if finding.name != _VERTEBRAL_FRACTURE or finding.state is not State.PRESENT or onset is None or onset.weak:
        return
    days = onset.before(reading.as_of)
    if days is not None and days <= onset_limit("fracture_new_until"):
        yield replace(finding, name="recent_vertebral_fracture", value=None)


def condition_state(resource: Mapping[str, Any], reading: Reading) -> State | None:
    """The state of a Condition from its two statuses and its abatement; None (counted) where it says nothing now.

    A suspicion that has ended was neither confirmed nor refuted, so it says nothing. Source: FHIR R4 Condition,
    constraints con-3 to con-5, and what clients send without a clinical status.
    """
    return _state(*_statuses(resource), resource, reading)


def _statuses(resource: Mapping[str, Any]) -> tuple[str, str]:
    """The verification status and the clinical status of a Condition."""
    verification = status_of(resource.get("verificationStatus"), _VERIFICATIONS)
    return verification, status_of(resource.get("clinicalStatus"), _CLINICAL)


def _state(verification: str, clinical: str, resource: Mapping[str, Any], reading: Reading) -> State | None:
    if "entered-in-error" in (verification, clinical):
        reading.skip("entered-in-error")
        return None
    if verification == "refuted":
        return State.REFUTED
    past = clinical in _PAST or _abated(resource, reading.as_of, clinical in _CURRENT)
    if verification in SUSPECTED and past:
        reading.skip("suspicion-ended")
        return None
    if verification in SUSPECTED:
        return State.SUSPECTED
    return State.HISTORY if past else State.PRESENT


def _abated(resource: Mapping[str, Any], as_of: date, called_active: bool) -> bool:
    """Whether it has ended by the day. An end in the future is none yet; of a partial date that may still lie ahead, the
    status decides."""
    if _ABATEMENT not in " ".join(resource):
        return False
    if resource.get("abatementString") is not None:
        return text_of(resource["abatementString"]).lower().rstrip(".") not in _no_end()
    period = mapping(resource.get("abatementPeriod"))
    days = lenient_days(resource.get("abatementDateTime") or period.get("end") or period.get("start"))
    if days is not None:
        return (days.last if called_active else days.first) <= as_of
    named = [key for key in resource if key[:9] == _ABATEMENT]
    return any(resource[key] not in (None, False, "", {}) for key in named)


def _is_of_an_old_encounter(finding: Finding, resource: Mapping[str, Any], reading: Reading) -> bool:
    """Whether it is a pain that brought the patient long ago, and is on record as no more than that encounter's diagnosis.
    What the order itself refers to is of today."""
    limit = _encounter_complaints().get(finding.name)
    if limit is None or finding.state is not State.PRESENT or reading.of_order:
        return False
    kinds = {coding.raw.lower() for category in members(resource.get("category")) for coding in codings(category)}
    days = _recorded_or_begun(resource)
    return _ENCOUNTER in kinds and _PROBLEM_LIST not in kinds and days is not None and (reading.as_of - days.last).days > limit


def _is_an_event_of_late(finding: Finding, days: Days | None, reading: Reading) -> bool:
    """Whether it is closed on record and yet of these weeks, and of a kind that counts so long: a passing stroke is over when
    it is recorded."""
    limit = _recent_events().get(finding.name)
    if limit is None or days is None or finding.state is not State.HISTORY:
        return False
    return (reading.as_of - days.last).days <= limit


def _stays(finding: Finding, resource: Mapping[str, Any]) -> bool:
    """Whether what is closed on record is not over: an operation is not undone, a lifelong disease is only quiet. One that is
    called resolved may have been none."""
    closed = status_of(resource.get("clinicalStatus"), _CLINICAL)
    return finding.state is State.HISTORY and (closed if closed in _PAST else "abated") in _lasting().get(finding.name, ())


@cache
def _lasting() -> Mapping[str, frozenset[str]]:
    return {row["finding"]: frozenset(row["closed"].split()) for row in table("lasting_problems")}


@cache
def _recent_events() -> Mapping[str, int]:
    return {row["finding"]: int(row["within_days"]) for row in table("recent_events")}


def _recorded_or_begun(resource: Mapping[str, Any]) -> Days | None:
    return lenient_days(resource.get("recordedDate")) or lenient_days(resource.get("onsetDateTime"))


@cache
def _encounter_complaints() -> dict[str, int]:
    return {row["finding"]: int(row["within_days"]) for row in table("encounter_complaints")}


@cache
def _no_end() -> frozenset[str]:
    """What an end in words says of a problem that has not ended."""
    return frozenset({"", *(row["word"] for row in table("answer_words") if row["role"] == "no end")})
