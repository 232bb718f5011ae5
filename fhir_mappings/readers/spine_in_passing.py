"""What a report about another part says of the spine in passing: a CT of the abdomen that shows a discitis, a bone scan.

The column `in_passing` of `tables/conclusion_findings.csv` lists what counts: of the spine where the sentence names it, what
is old left out where it says so, and metastases wherever they are. Nothing is denied: nobody looked for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.readers.alarming_sentence import mention_what_alarms, names_the_spine
from fhir_mappings.readers.conclusion import as_certain, found, in_passing, is_recent
from fhir_mappings.readers.reading import Reading
from fhir_mappings.reports.conclusion_sentences import sentences_of
from fhir_mappings.reports.conclusion_words import is_stated_plainly, of_this_study
from fhir_mappings.reports.phrases import says
from fhir_mappings.reports.words import report_words
from fhir_mappings.resource.elements import Days
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import Finding, State

_ANYWHERE, _OF_THE_SPINE, _UNLESS_OLD = "anywhere", "spine", "spine unless old"
_NOWHERE: frozenset[str] = frozenset()


def read_in_passing(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """The findings of the spine, and metastases, that the words of a final report about another part state or ask for.

    `days` are those of the report; what is too old counts no more, as in reports of the spine.
    """
    for sentence in sentences_of(report_words(resource)):
        own = of_this_study(sentence)
        where = _counting_in(own)
        told = [said for said in read_text(own, reading.as_of).said if in_passing(said.finding) in where] if where else []
        there = [said for said in told if said.state in (State.PRESENT, State.SUSPECTED)]
        for said in there:
            yield from found(as_certain(said, is_stated_plainly(sentence)), resource, _NOWHERE, days, reading)
        if own and not told and is_recent(days, reading):
            mention_what_alarms(resource, own, reading, of_the_spine=False)


def _counting_in(sentence: str) -> frozenset[str]:
    """Which rows of the table count in a sentence."""
    if not sentence:
        return _NOWHERE
    if not names_the_spine(sentence):
        return frozenset({_ANYWHERE})
    old = says("old", sentence)
    return frozenset({_ANYWHERE, _OF_THE_SPINE} if old else {_ANYWHERE, _OF_THE_SPINE, _UNLESS_OLD})
