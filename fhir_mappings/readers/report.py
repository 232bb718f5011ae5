"""DiagnosticReport: the day of earlier neck imaging, coded conclusions, what a report answers, what a cervical MRI says of
the cord, and nerve studies.

A conclusion in words is read for the cord only where one sentence names it and either leaves it open or affirms it plainly,
and for other results only where every sentence is a known one; all else says nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from fhir_mappings.order.codes import order_code
from fhir_mappings.readers.blood_culture import read_culture_report
from fhir_mappings.readers.bone_density import is_bone_density, read_bone_density
from fhir_mappings.readers.conclusion import read_conclusion, shows_spine_or_brain, without_repeats
from fhir_mappings.readers.cord_mri import cord_mri
from fhir_mappings.readers.hearing_test import is_hearing_test, read_hearing_test
from fhir_mappings.readers.imaged import imaged_in_report, is_neck_mri, is_of_the_neck
from fhir_mappings.readers.interim_result import read_interim
from fhir_mappings.readers.nerve_study import is_nerve_study, read_nerve_study
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.spine_in_passing import read_in_passing
from fhir_mappings.reports.conclusion_sentences import impression_of
from fhir_mappings.reports.cord_conclusion import COMPRESSIVE, cord_reading
from fhir_mappings.reports.earlier_imaging import EarlierStudy
from fhir_mappings.reports.exam_links import exam_links
from fhir_mappings.reports.imaging_conclusions import Concluded, coded_results, results_of
from fhir_mappings.reports.phrases import report_phrases
from fhir_mappings.reports.words import report_words
from fhir_mappings.resource.elements import (
    Days,
    Unreadable,
    codings,
    days_of,
    members,
    name_of,
    reference_key,
    reference_of,
    status_of,
    texts,
    when,
)
from fhir_mappings.resource.statuses import FINAL, INTERIM_REPORT, REVISED
from fhir_mappings.tables_csv import column
from imaging_rules.facts import Finding, State
from imaging_rules.study import Study

_NO_REPORT = frozenset({"cancelled", "entered-in-error"})
_IMAGING_CATEGORIES = frozenset({"RAD", "CT", "NMR", "NMS", "RX", "XRC"})
_CORD = "cord_compression"
_LEFT_OPEN = "inconclusive"
_MRI_FOR_CORD = "cervical_mri_for_cord"


def read_report(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a final DiagnosticReport; not final, in error or another patient's gives none (counted), but what an
    interim one of a blood culture tells is mentioned.

    Imaging that is reported, finally or not, is entered in `reading.imaging`. Raises Unreadable for imaging that neither
    code nor words name.
    """
    status = status_of(resource.get("status"))
    if status in _NO_REPORT:
        reading.skip("entered-in-error" if status == "entered-in-error" else "not-final")
        return
    if not reading.is_ours(resource):
        return
    days = when(resource, "effective") or days_of(resource.get("issued"))
    if reading.in_the_future(days):
        reading.skip("in-the-future")
        return
    studies = imaged_in_report(resource, reading.site)
    if not studies and _is_nameless_imaging(resource, reading):
        raise Unreadable("imaging that neither a known code nor words name")
    entry = _entry(resource, studies, days, status, reading)
    if studies:
        reading.imaging.append(entry)
    if status not in FINAL:
        reading.skip("not-final")
        if not studies and status in INTERIM_REPORT:
            yield from read_interim(resource, reading, lambda report, apart: read_culture_report(report, days, apart))
        return
    yield from _findings(resource, studies, days, entry, reading)


def _findings(
    resource: Mapping[str, Any], studies: tuple[Study, ...], days: Days | None, entry: EarlierStudy, reading: Reading
) -> Iterator[Finding]:
    """What a final report says: by its name, by the codes of its conclusion, and by its words."""
    wordings = texts(resource.get("code"))
    if not studies and is_nerve_study(wordings):
        yield from read_nerve_study(resource, days, reading)
    if not studies:
        yield from read_culture_report(resource, days, reading)
    if is_bone_density(wordings):
        yield from read_bone_density(resource, days, reading)
    if is_hearing_test(wordings):
        yield from read_hearing_test(resource, days, reading)
    yield from _by_name(resource, days, reading)
    yield from cord_mri(resource, studies, wordings, days, reading)
    if is_of_the_neck(studies):
        yield from imaging_day(resource, "; ".join(wordings[:1]), days, reading)
    diseases = _conclusions(resource)
    left_open = any(each.name == _LEFT_OPEN for each in entry.results)
    state = State.SUSPECTED if left_open else State.PRESENT
    concluded = [found for concept in diseases for found in reading.concept(concept, resource, state, days)]
    yield from (_as_seen(found) if studies else found for found in concluded)
    if shows_spine_or_brain(studies):
        yield from _in_words(resource, studies, days, concluded, left_open, reading)
    elif not (is_nerve_study(wordings) or is_bone_density(wordings)):
        yield from (_as_seen(found) for found in without_repeats(read_in_passing(resource, days, reading), concluded))
    if is_neck_mri(studies, wordings) and not left_open:
        yield from _of_the_cord(resource, concluded, days, reading)


def _in_words(
    resource: Mapping[str, Any],
    studies: tuple[Study, ...],
    days: Days | None,
    concluded: list[Finding],
    left_open: bool,
    reading: Reading,
) -> Iterator[Finding]:
    """What the words say beyond the codes. Of the cord in the neck `_of_the_cord` tells alone."""
    cord_is_told = is_neck_mri(studies, texts(resource.get("code")))
    for found in without_repeats(read_conclusion(resource, studies, days, reading), concluded):
        if left_open and found.state is State.PRESENT and found.value is None:
            yield replace(found, state=State.SUSPECTED)
        elif not (cord_is_told and found.name == _CORD):
            yield _as_seen(found)


def _by_name(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """What a report says by being one: guidance of a vertebroplasty says that there was one."""
    kind = "DiagnosticReport"
    for row in reading.rows(reading.codings(resource.get("code")), kind):
        if row.record_type == kind:
            evidence = reading.evidence(resource, row.display, days)
            for finding in reading.finding(row, State.PRESENT, evidence, days, kind):
                reading.note_augmentation(finding, days)
                yield finding


def _entry(
    resource: Mapping[str, Any], studies: tuple[Study, ...], days: Days | None, status: str, reading: Reading
) -> EarlierStudy:
    concluded = Concluded()
    conclusion = report_words(resource)
    if status in FINAL:
        concluded = results_of(resource, conclusion, reading.as_of, revised=status in REVISED)
    coded = [called for each in members(resource.get("conclusionCode")) if (called := reading.called(each, "Condition", ""))]
    in_short = impression_of(conclusion)
    return EarlierStudy(
        source=name_of(resource),
        studies=studies,
        days=days,
        results=concluded.results,
        in_words=concluded.in_words,
        words="; ".join([*coded, in_short] if concluded.in_words else coded) or in_short,
        reported=status in FINAL,
        images=frozenset("/".join(reference_key(reference_of(each))) for each in members(resource.get("imagingStudy"))),
        done=status != "registered",
        links=exam_links(resource),
    )


def _conclusions(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The coded conclusions that may name a disease; `normal` and the like are results and nothing else."""
    for concept in members(resource.get("conclusionCode")):
        if not {each.name for each in coded_results(codings(concept), texts(concept))} & _results_only():
            yield concept


def _as_seen(found: Finding) -> Finding:
    """A disease that images alone cannot establish is suspected where a report of images concludes it."""
    if found.state is State.PRESENT and found.name in _suspicions():
        return replace(found, state=State.SUSPECTED)
    return found


def _is_nameless_imaging(resource: Mapping[str, Any], reading: Reading) -> bool:
    """Whether a report of the imaging department says in no way what was imaged: no known code, no words."""
    named = resource.get("code")
    known = (order_code(each.system, each.code) or reading.site.order(each.uri, each.raw) for each in codings(named))
    if texts(named) or any(known):
        return False
    return any(each.raw in _IMAGING_CATEGORIES for one in members(resource.get("category")) for each in codings(one))


def imaging_day(resource: Mapping[str, Any], words: str, days: Days | None, reading: Reading) -> Iterator[Finding]:
    """The day of an earlier study, where it is known to the day and not in the future."""
    if days is not None and days.exact and days.last <= reading.as_of:
        evidence = reading.evidence(resource, words or "imaging of the neck", days, "value")
        yield Finding("prior_imaging_date", State.PRESENT, evidence, days.first)


def _of_the_cord(
    resource: Mapping[str, Any], concluded: list[Finding], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    said, sentence = cord_reading(report_words(resource))
    if not said and any(finding.name == _CORD for finding in concluded):
        said, sentence = COMPRESSIVE, "coded conclusion: cord compression"
    if not said:
        return
    yield from reading.named(_MRI_FOR_CORD, resource, sentence, days, said)
    if said == COMPRESSIVE and sentence and not concluded:
        yield from reading.named(_CORD, resource, sentence, days)


@cache
def _suspicions() -> frozenset[str]:
    return column("report_suspicions", "finding")


@cache
def _results_only() -> frozenset[str]:
    """The results that name no disease: those that words can say."""
    return frozenset(report_phrases("result").values())
