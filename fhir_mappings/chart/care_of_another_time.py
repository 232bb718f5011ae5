"""Medicines on record that are no treatment of this episode: a gabapentin of 2019 proves no care of a neck that has hurt since
May, nor does a meloxicam beside an arthritis of the knee.

A medicine on record often has no reason. One that was begun before the complaint, or for which a problem on record is a reason
of its own (`tables/other_reasons.csv`), may be taken for anything: whether it is care of this episode is left open. One whose
reason is the spine counts whenever it was begun, and what the order tells is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.chart.complaint_conditions import is_current
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.treatment import CARE, KIND
from fhir_mappings.resource.as_far_as_readable import as_far_as_readable
from fhir_mappings.resource.elements import codings, texts
from fhir_mappings.tables_csv import table
from fhir_mappings.treatment_limits import treatment_limit
from fhir_mappings.word_match import has_any_word
from imaging_rules.facts import Finding, Span, State

_MEDICINES = ("MedicationRequest/", "MedicationStatement/", "MedicationOrder/")
_ONSET, _COURSE = "symptom_onset", "value"


@dataclass(frozen=True)
class CareOfThisEpisode:
    """The findings, and what is left open."""

    findings: tuple[Finding, ...]
    open: frozenset[str]


def care_of_this_episode(found: Sequence[Finding], chart: Chart) -> CareOfThisEpisode:
    """The findings of chart and order without the medicines that may have been taken for something else."""
    medicines = [each for each in found if each.name in (CARE, KIND) and each.evidence.source.startswith(_MEDICINES)]
    for_the_spine = {each.evidence.source for each in medicines if each.evidence.kind == _COURSE}
    unsure = [each for each in medicines if each.evidence.source not in for_the_spine]
    if not unsure:
        return CareOfThisEpisode(tuple(found), frozenset())
    latest_day = _days_of_the_complaint(found) + treatment_limit("before_complaint")
    gone = {each for each in unsure if _began_before(each, latest_day, chart) or _has_another_reason(each, chart)}
    return CareOfThisEpisode(tuple(each for each in found if each not in gone), frozenset(each.name for each in gone))


def _days_of_the_complaint(found: Sequence[Finding]) -> float:
    """How many days the complaint has lasted, at the longest that is told; untold, as long as care is looked for."""
    onsets = [each.value for each in found if each.name == _ONSET and each.state is State.PRESENT]
    lasted = [each.high if isinstance(each, Span) else each for each in onsets if isinstance(each, Span | int | float)]
    known = [float(each) for each in lasted if each is not None]
    return max(known) if known else float(treatment_limit("look_back"))


def _began_before(medicine: Finding, days: float, chart: Chart) -> bool:
    began = medicine.evidence.date
    return began is not None and (chart.as_of - began).days > days


def _has_another_reason(medicine: Finding, chart: Chart) -> bool:
    rows = [row for row in _other_reasons() if has_any_word((row["medicine"],), medicine.evidence.text)]
    if not rows:
        return False
    reading = chart.reading(of_order=False)
    return any(any(as_far_as_readable(_reasons_of(condition, rows, reading))) for condition in chart.conditions)


def _reasons_of(condition: Mapping[str, Any], rows: Iterable[Mapping[str, str]], reading: Reading) -> Iterator[bool]:
    for row in rows:
        yield _names_problem(condition, row) and is_current(condition, reading)


def _names_problem(condition: Mapping[str, Any], row: Mapping[str, str]) -> bool:
    concept, codes = condition.get("code"), tuple(row["icd-10-cm"].split())
    coded = bool(codes) and any(str(each.code).startswith(codes) for each in codings(concept))
    return coded or any(has_any_word((row["problem"],), words) for words in texts(concept))


@cache
def _other_reasons() -> Sequence[Mapping[str, str]]:
    return tuple(table("other_reasons"))
