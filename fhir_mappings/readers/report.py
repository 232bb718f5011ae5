"""DiagnosticReport: the day of earlier neck imaging, coded conclusions, and what a cervical MRI says of the cord.

A conclusion in words is read only where one sentence names the cord and either leaves it open or affirms it plainly;
every other sentence says nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fhir_mappings.readers.neck_imaging import is_neck_mri, is_neck_study
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resources import Days, codings, days_of, members, status_of, text_of, texts, when
from fhir_mappings.tables_csv import table
from fhir_mappings.word_match import has_word
from imaging_rules.facts import Finding, State

_FINAL = frozenset({"final", "amended", "corrected", "appended", ""})
_CORD = "cord_compression"
_MRI_FOR_CORD = "cervical_mri_for_cord"
_DENIED = re.compile(r"\W*(no|without|negative)\b", re.IGNORECASE)


def read_report(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a final DiagnosticReport; not final, in error or another patient's gives none (counted)."""
    status = status_of(resource.get("status"))
    if status not in _FINAL:
        reading.skip("entered-in-error" if status == "entered-in-error" else "not-final")
        return
    if not reading.is_ours(resource):
        return
    coded, wordings = codings(resource.get("code")), texts(resource.get("code"))
    days = when(resource, "effective") or days_of(resource.get("issued"))
    if is_neck_study(coded, wordings):
        yield from imaging_day(resource, "; ".join(wordings[:1]), days, reading)
    concluded = [
        found
        for concept in members(resource.get("conclusionCode"))
        for found in reading.concept(concept, resource, State.PRESENT, days)
    ]
    yield from concluded
    if is_neck_mri(coded, wordings):
        yield from _of_the_cord(resource, concluded, days, reading)


def imaging_day(resource: Mapping[str, Any], words: str, days: Days | None, reading: Reading) -> Iterator[Finding]:
    """The day of an earlier study, where it is known to the day and not in the future."""
    if days is not None and days.exact and days.last <= reading.as_of:
        evidence = reading.evidence(resource, words or "imaging of the neck", days, "value")
        yield Finding("prior_imaging_date", State.PRESENT, evidence, days.first)


def _of_the_cord(
    resource: Mapping[str, Any], concluded: list[Finding], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    said, sentence = _cord_reading(text_of(resource.get("conclusion")))
    if not said and any(finding.name == _CORD for finding in concluded):
        said, sentence = "compressive", "coded conclusion: cord compression"
    if not said:
        return
    yield from reading.named(_MRI_FOR_CORD, resource, sentence, days, said)
    if said == "compressive" and sentence and not concluded:
        yield from reading.named(_CORD, resource, sentence, days)


def _cord_reading(conclusion: str) -> tuple[str, str]:
    """`equivocal` or `compressive` with its sentence, ("", "") for neither. Left open anywhere is equivocal."""
    affirmed = ("", "")
    for sentence in re.split(r"(?<=[.;])\s+|\n+", conclusion):
        if _has("context", sentence):
            continue
        if _has("cord", sentence) and _has("hedge", sentence) and not _DENIED.match(sentence):
            return "equivocal", sentence.strip()
        if _has(_CORD, sentence) and not _has("negation", sentence):
            affirmed = ("compressive", sentence.strip())
    return affirmed


def _has(role: str, sentence: str) -> bool:
    return any(has_word(phrase, sentence) for phrase in _phrases()[role])


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    roles = {row["role"] for row in table("report_phrases")}
    return {role: tuple(row["phrase"] for row in table("report_phrases") if row["role"] == role) for role in roles}
