"""A report of a hearing test whose words tell of a loss in one ear: 'sensorineural loss left, 45 dB'.

Ears that hear alike, as those of the old do, have no loss of one side, and a test that found none denies nothing: a ringing ear
may hear well. Names of the test and words of both ears are roles of `tables/report_phrases.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fhir_mappings.readers.reading import Reading
from fhir_mappings.reports.conclusion_sentences import sentences_of
from fhir_mappings.reports.conclusion_words import is_stated_plainly, of_this_study
from fhir_mappings.reports.phrases import says
from fhir_mappings.reports.words import report_words
from fhir_mappings.resource.elements import Days
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import Finding, State

_LOSS = "hearing_loss_or_tinnitus"


def is_hearing_test(wordings: Sequence[str]) -> bool:
    """Whether a report calls itself one of a hearing test."""
    return any(says("hearing test", each) for each in wordings)


def read_hearing_test(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """The loss of one ear that the words state plainly."""
    for sentence in sentences_of(report_words(resource)):
        own = of_this_study(sentence)
        of_one_ear = says("one ear", own) and not says("both ears", own)
        if not (of_one_ear and is_stated_plainly(own)):
            continue
        for said in read_text(own, reading.as_of).said:
            if said.finding == _LOSS and said.state is State.PRESENT:
                yield from reading.named(_LOSS, resource, sentence, days)
                return
