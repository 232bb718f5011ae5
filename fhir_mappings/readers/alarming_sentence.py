"""A sentence of a report that names the spine and something that alarms, and of which no finding was read: 'paraspinal
collection beside L2'.

What it may mean is mentioned, so that its absence is not assumed; it is no fact. The words are roles of
`tables/report_phrases.csv`: `names the spine`, `alarming`, `harmless`, `no level`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fhir_mappings.readers.reading import Reading
from fhir_mappings.reports.conclusion_words import worded_results
from fhir_mappings.reports.imaging_conclusions import REASSURING
from fhir_mappings.reports.phrases import says
from fhir_mappings.text.words import keys

_PART = re.compile(r"[,;]|\b(?:with|and|but)\b", re.IGNORECASE)
_LEVELS = frozenset({"c#", "t#", "l#"})
_MAY_MEAN = frozenset({"spine_infection", "spine_tumour_suspected"})


def names_the_spine(sentence: str) -> bool:
    """Whether words name the spine, a part of it or beside it, or a level: not 'T2-weighted', not the thoracic aorta."""
    if says("names the spine", sentence):
        return True
    return not says("no level", sentence) and not _LEVELS.isdisjoint(keys(sentence))


def mention_what_alarms(resource: Mapping[str, Any], sentence: str, reading: Reading, *, of_the_spine: bool) -> None:
    """Mentions what a sentence may mean, if a part of it alarms and neither denies nor explains it.

    `of_the_spine` says that the report is of the spine, so that it need not be named.
    """
    if says("harmless", sentence) or says("old", sentence):
        return
    told = worded_results(sentence, reading.as_of)
    if told is not None and REASSURING.issuperset(each.name for each in told):
        return  # 'no fracture, destruction or malalignment': a list that is denied, and all of it understood
    if any(_alarms(part, of_the_spine or names_the_spine(sentence)) for part in _PART.split(sentence)):
        reading.mention(_MAY_MEAN, resource, sentence)


def _alarms(part: str, of_the_spine: bool) -> bool:
    denied = says("negation", part) and not says("hedge", part)
    return of_the_spine and says("alarming", part) and not denied
