"""Bone densitometry: what its report says of osteoporosis, by its word or its T-score. It says nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fhir_mappings.readers.reading import Reading
from fhir_mappings.reports.conclusion_sentences import sentences_of
from fhir_mappings.reports.conclusion_words import is_stated_plainly
from fhir_mappings.reports.phrases import says
from fhir_mappings.reports.words import report_words
from fhir_mappings.resource.elements import Days
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import Finding, State

_OSTEOPOROSIS = "osteoporosis"
_SIGNS = frozenset("<>≤≥")


def is_bone_density(wordings: Sequence[str]) -> bool:
    """Whether these names are of a bone densitometry."""
    return any(says("bone density", name) for name in wordings)


def read_bone_density(report: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """`osteoporosis` where a sentence of the conclusion states it plainly. A density that is not low at one
    place denies it of no other, and one of years ago not of today: nothing is denied."""
    for sentence in sentences_of(report_words(report)):
        if _explains_the_scale(sentence) or not is_stated_plainly(sentence):
            continue
        for said in read_text(sentence, reading.as_of).said:
            if said.finding == _OSTEOPOROSIS and said.state is State.PRESENT:
                evidence = reading.evidence(report, sentence, days, "text")
                yield from reading.kept(Finding(_OSTEOPOROSIS, State.PRESENT, evidence), days, "DiagnosticReport")
                return


def _explains_the_scale(sentence: str) -> bool:
    """Whether a sentence tells what a T-score means, and not the patient's: 'osteoporosis: -2.5 or below'."""
    return not _SIGNS.isdisjoint(sentence) or says("scale", sentence)
