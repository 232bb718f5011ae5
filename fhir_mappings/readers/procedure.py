"""Procedure: operations, injections, implants, treatment, and imaging that is recorded as a procedure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from fhir_mappings.chart.implants_gone import all_is_out
from fhir_mappings.readers.body_levels import SURGERY_OF_NO_LEVEL, surgery_at_level
from fhir_mappings.readers.cord_mri import cord_mri
from fhir_mappings.readers.imaged import imaged_in_procedure, is_of_the_neck
from fhir_mappings.readers.onset import told_otherwise
from fhir_mappings.readers.past_cancer_treatment import past_cancer_treatment
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.recency import may_be_recent
from fhir_mappings.readers.report import imaging_day
from fhir_mappings.readers.spine_procedure import goes_into_the_spine, operates_on_the_spine
from fhir_mappings.readers.treatment import (
    CARE,
    KIND,
    PERIOD,
    Treatment,
    days_of_procedure,
    is_for_the_spine,
    kinds_denied,
    kinds_of,
)
from fhir_mappings.readers.treatment_note import course_told
from fhir_mappings.reports.earlier_imaging import EarlierStudy
from fhir_mappings.reports.exam_links import exam_links
from fhir_mappings.resource.elements import Days, codings, name_of, status_of, texts, when
from fhir_mappings.tables_csv import table
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.recorded import kept_elsewhere
from fhir_mappings.word_match import has_any_word
from imaging_rules.facts import Finding, State
from imaging_rules.past.past_exam import PlacedOrder
from imaging_rules.study import Study

_CLAUSTROPHOBIA, _STOPS_SCAN = "claustrophobia", "claustrophobia_stops_scan"
# FHIR R4 event-status. A procedure under way, or of unknown status, may have been done: an implant counts.
_COUNTS = frozenset({"completed", "in-progress", "unknown", ""})
# A treatment that was broken off lasted as long as it lasted.
_BROKEN_OFF = frozenset({"stopped", "on-hold"})
_PLANNED = "preparation"
# Words of an operation that took an implant out: part of it may be left, so it is asked about and not taken for there.
_TAKES_OUT = re.compile(r"\b(remov(al|ed)|explant(ation|ed)?|extraction|extracted)\b", re.IGNORECASE)
_RECENT, _NOT = "recent_spine_procedure", State.REFUTED
_INJECTIONS = frozenset({"epidural_injection", "facet_injection"})
_NECK_SURGERY = "prior_cervical_surgery"
_OPERATIONS = frozenset({_NECK_SURGERY, "prior_thoracic_surgery", "prior_lumbar_surgery",
                         "prior_spine_surgery_level_unknown", "vcf_treated_or_multiple"})  # fmt: skip


def read_procedure(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a Procedure that was done; planned, stopped and not-done ones give none (counted), except for an MRI
    that failed for claustrophobia, and so does one whose day lies ahead, unless it is called completed: then the day is the
    slip. Conservative treatment is noted, not given: single visits make a course only together."""
    status = status_of(resource.get("status"))
    if status not in _COUNTS | _BROKEN_OFF:
        yield from _not_done(resource, status, reading)
        return
    if not reading.is_ours(resource):
        return
    _note_treatment(resource, status, reading)
    if status in _BROKEN_OFF:
        reading.skip("not-done")
        yield from _failed_scan(resource, reading)
        return
    days = when(resource, "performed") or told_otherwise(resource, "performed", reading.birth)
    if reading.in_the_future(days) and status != "completed":
        reading.skip("in-the-future")
        return
    studies = imaged_in_procedure(resource, reading.site)
    yield from _recent(resource, days, reading)
    if studies:
        yield from _imaging(resource, studies, days, reading)
        return
    yield from _operation(resource, status, days, reading)
    yield from past_cancer_treatment(resource, days, reading)


def _not_done(resource: Mapping[str, Any], status: str, reading: Reading) -> Iterator[Finding]:
    """What a Procedure says that was not done, or not yet."""
    reading.skip("entered-in-error" if status == "entered-in-error" else "not-done")
    if status == "not-done" and reading.is_ours(resource):
        _note_not_done(resource, reading)
        yield from _failed_scan(resource, reading)
    if status == _PLANNED and reading.is_ours(resource):
        yield from _planned(resource, reading)


def _operation(resource: Mapping[str, Any], status: str, days: Days | None, reading: Reading) -> Iterator[Finding]:
    """What an operation says: what it did, or what it took out."""
    wordings = texts(resource.get("code"))
    takes_out = any(_TAKES_OUT.search(wording) for wording in wordings)
    all_out = takes_out and status == "completed" and all_is_out(" ".join(wordings))
    for finding in reading.concept(resource.get("code"), resource, State.PRESENT, days):
        reading.note_augmentation(finding, days)
        if takes_out and finding.evidence.kind == "text" and finding.name in kept_elsewhere():
            if all_out:
                reading.skip("implant-taken-out")
                reading.taken_out.append((finding.name, reading.up_to_now(days)))
            else:
                reading.mention(frozenset({finding.name}), resource, finding.evidence.text)
        elif finding.name not in (CARE, KIND, PERIOD):
            made = replace(finding, name=surgery_at_level(finding.name, resource))
            yield made
            yield from _day_of_neck_surgery(made, days, reading)


def _day_of_neck_surgery(finding: Finding, days: Days | None, reading: Reading) -> Iterator[Finding]:
    """`neck_surgery_date` of an operation on the neck that is known to the day."""
    if finding.name == _NECK_SURGERY and finding.state is State.PRESENT and days and days.exact and days.last <= reading.as_of:
        yield Finding("neck_surgery_date", State.PRESENT, replace(finding.evidence, kind="value"), days.last)


def _recent(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """`recent_spine_procedure` of an operation, an injection, a puncture or an implant of the spine that only words name, and
    the operation where free text does not tell it; of codes the table says it. One that may have been of these weeks, for its
    day is not told, is mentioned."""
    code = resource.get("code")
    rows = reading.rows(reading.codings(code), "Procedure")
    wordings = texts(code)
    told = {each.finding for wording in wordings for each in read_text(wording, reading.as_of).said if each.state is not _NOT}
    goes_in = any(map(goes_into_the_spine, wordings))
    worded = not rows and bool(told & _OPERATIONS or goes_in or _INJECTIONS & set(kinds_of(code, reading.site)))
    if worded:
        yield from reading.named(_RECENT, resource, _called(resource, reading), days)
    if worded or any(row.finding == _RECENT for row in rows):
        _mention_if_recent(resource, days, reading)
    if worded and goes_in and not told & _OPERATIONS and any(map(operates_on_the_spine, wordings)):
        level = surgery_at_level(SURGERY_OF_NO_LEVEL, resource)
        yield from reading.named(level, resource, _called(resource, reading), days)


def _mention_if_recent(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> None:
    called, known = _called(resource, reading), reading.up_to_now(days)
    if may_be_recent(_RECENT, known, reading.as_of, "Procedure"):
        reading.mention(frozenset({_RECENT}), resource, called)


def _planned(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """`spine_procedure_planned` of an operation or an injection of the spine that is being prepared. Imaging that is being
    prepared, with its day ahead, is entered in `reading.placed`."""
    days = when(resource, "performed")
    if days is not None and days.exact and days.first >= reading.as_of:
        for study in imaged_in_procedure(resource, reading.site):
            reading.placed.append(PlacedOrder(name_of(resource), study, "scheduled", days.first))
    found = list(reading.concept(resource.get("code"), resource, State.PRESENT, None))
    injected = _INJECTIONS & set(kinds_of(resource.get("code"), reading.site))
    if injected or any(finding.name == _RECENT or finding.name.startswith("prior_") for finding in found):
        evidence = reading.evidence(resource, f"planned: {_called(resource, reading)}", days, "value")
        yield Finding("spine_procedure_planned", State.PRESENT, evidence)


def _imaging(resource: Mapping[str, Any], studies: tuple[Study, ...], days: Days | None, reading: Reading) -> Iterator[Finding]:
    wordings = texts(resource.get("code"))
    done = status_of(resource.get("status")) != "in-progress"
    reading.imaging.append(EarlierStudy(name_of(resource), studies, days, done=done, links=exam_links(resource)))
    if done:
        yield from cord_mri(resource, studies, wordings, days, reading)
    if is_of_the_neck(studies):
        yield from imaging_day(resource, next(iter(wordings), studies[0].name), days, reading)


def _note_treatment(resource: Mapping[str, Any], status: str, reading: Reading) -> None:
    kinds = kinds_of(resource.get("code"), reading.site)
    if not kinds:
        return
    for_spine = is_for_the_spine(resource, resource.get("code"), reading.conditions, reading.phrases, reading.site)
    first, last = days_of_procedure(resource)
    if for_spine is False or (status in _BROKEN_OFF and last is None):
        reading.skip("treatment-of-something-else" if for_spine is False else "not-done")
        return
    words = _called(resource, reading) + ("" if for_spine else " (no reason given)")
    goes_on = status == "in-progress" and (last is None or last >= reading.as_of)
    outcome = resource.get("outcome")
    failed = any((coding.system, coding.code) in _failures() for coding in codings(outcome)) or _failed_in_words(outcome)
    failed = failed or _failed_in_words(resource.get("code"))  # 'Physiotherapy, 10 weeks, no benefit'
    told = course_told(resource, str(kinds[0]), (first, last), reading.as_of)
    failed = failed or told.failed
    began = told.first(first, last)
    weeks = told.weeks if began != first else 0
    reading.treatments.append(Treatment(kinds, name_of(resource), words, began, last, goes_on, failed, told_weeks=weeks))


def _note_not_done(resource: Mapping[str, Any], reading: Reading) -> None:
    kinds = kinds_denied(resource.get("code"), reading.site)
    if kinds and is_for_the_spine(resource, resource.get("code"), reading.conditions, reading.phrases, reading.site):
        first, _ = days_of_procedure(resource)
        words = f"not done: {_called(resource, reading)}"
        reading.not_done.append(Treatment(kinds, name_of(resource), words, first, first))


@cache
def _failures() -> frozenset[tuple[str | None, str | None]]:
    return frozenset((row["system"], row["code"]) for row in table("procedure_outcomes") if row["result"] == "failed")


def _failed_in_words(outcome: object) -> bool:
    """Whether words say of a treatment that it failed, and none that it helped for a while. The longest wording decides."""
    told, failed = " ".join(texts(outcome)).lower(), False
    for phrase, result in _outcome_words():
        if has_any_word((phrase,), told):
            if result != "failed":
                return False
            told, failed = told.replace(phrase, ""), True
    return failed


@cache
def _outcome_words() -> tuple[tuple[str, str], ...]:
    """Wordings of an outcome with what they mean, the longest first: `not failed` before `failed`."""
    rows = ((row["phrase"], row["result"]) for row in table("outcome_words"))
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def _failed_scan(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """`claustrophobia_stops_scan` of an MRI that was not done, or stopped, for claustrophobia."""
    reason = resource.get("statusReason")
    if reason is None or not any(study.modality == "mri" for study in imaged_in_procedure(resource, reading.site)):
        return
    days = when(resource, "performed")
    as_problem = {**resource, "resourceType": "Condition"}  # the reason is a problem of the patient, whatever it stands in
    if any(found.name in (_CLAUSTROPHOBIA, _STOPS_SCAN) for found in reading.concept(reason, as_problem, State.PRESENT, days)):
        called = reading.called(reason, "Condition", "claustrophobia")
        yield from reading.named(_STOPS_SCAN, resource, f"MRI not done: {called}", days)


def _called(resource: Mapping[str, Any], reading: Reading) -> str:
    return reading.called(resource.get("code"), "Procedure", "a procedure named by its code only")
