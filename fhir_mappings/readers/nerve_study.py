"""EMG and nerve conduction studies: what a report of one concludes by its codes or its words, `emg_result`.

A report is one by the words of its name; what its words can say is in `tables/report_phrases.csv`. Without a readable
conclusion the result is unknown, and that no study was done may not be assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from fhir_mappings.mentions import Mentions
from fhir_mappings.readers.reading import Reading
from fhir_mappings.reports.conclusion_region import region_in
from fhir_mappings.reports.conclusion_sentences import sentences_of
from fhir_mappings.reports.conclusion_words import is_stated_plainly
from fhir_mappings.reports.phrases import report_phrases, says
from fhir_mappings.reports.words import report_words
from fhir_mappings.resource.elements import Days, codings, members, texts
from fhir_mappings.tables_csv import table
from fhir_mappings.whole_texts import normal_text
from fhir_mappings.word_match import words_in
from imaging_rules.facts import Finding, State

_RESULT = "emg_result"
_NORMAL = "normal"


def is_nerve_study(wordings: Sequence[str]) -> bool:
    """Whether these names are of an EMG or a nerve conduction study."""
    return any(says("nerve study", name) for name in wordings)


def read_nerve_study(report: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """`emg_result` of a final report: the first value of the table that its conclusion codes say, else its words; `normal`
    only alone."""
    concepts = members(report.get("conclusionCode"))
    said = [{row["value"] for each in codings(concept) for row in _rows(each.system, each.code)} for concept in concepts]
    values = set().union(*said)
    if values != {_NORMAL} or not all(said):
        values.discard(_NORMAL)
    value = next((each for each in _order() if each in values), None)
    if value is None and not concepts and (worded := _in_words(report_words(report))):
        evidence = reading.evidence(report, report_words(report), days, "text")
        yield from reading.kept(Finding(_RESULT, State.PRESENT, evidence, worded), days, "DiagnosticReport")
        return
    if value is None:
        reading.note_mentions(Mentions(frozenset({_RESULT})))
        return
    names = texts(report.get("code"))
    concluded = next((text for concept in concepts for text in texts(concept)), value.replace("_", " "))
    yield from reading.named(_RESULT, report, f"{names[0]}: {concluded}", days, value)


def _in_words(conclusion: str) -> str | None:
    """The first value of the table that a sentence of the conclusion states plainly; `normal` only where it says no more."""
    if normal_text(conclusion) in report_phrases("nerve normal"):
        return _NORMAL
    plain = [each for each in sentences_of(conclusion) if is_stated_plainly(each)]
    values = {value for each in plain if not says("negation", each) for value in _stated(each)}
    return next((each for each in _order() if each in values), None)


def _stated(sentence: str) -> Iterator[str]:
    """A root is of the neck only where the sentence names a level there."""
    if says("nerve root", sentence) and (region := region_in(sentence)):
        yield "cervical_radiculopathy" if region == "cervical spine" else "other"
    for phrase in words_in(report_phrases("nerve result"), sentence):
        yield report_phrases("nerve result")[phrase]


def _rows(system: str | None, code: str | None) -> list[dict[str, str]]:
    """The rows of a code; in ICD-10-CM those of a category above it too."""
    if system is None or code is None:
        return []
    return [
        row
        for row in table("nerve_conclusions")
        if row["system"] == system
        and (code == row["code"] or (row["match"] == "prefix" and code.startswith(row["code"].replace(".", ""))))
    ]


@cache
def _order() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["value"] for row in table("nerve_conclusions")))
