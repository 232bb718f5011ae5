"""A sentence of a report that holds a curve of the spine beside an earlier film: 'Left thoracic curve, Cobb 34 degrees,
previously 20'.

Of other sentences about earlier studies nothing is read; of a curve what is measured now counts, and that it grew. Where
neither is understood and the curve is not called steady, what a growing curve means is mentioned, so that it is not assumed
absent. The words are roles of `tables/report_phrases.csv`: `curve`, `curve grows`, `curve steady`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir_mappings.readers.curve_angle import ANGLE
from fhir_mappings.readers.reading import Reading
from fhir_mappings.reports.conclusion_words import is_stated_plainly, without_comparison
from fhir_mappings.reports.phrases import says
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.said import Said
from imaging_rules.facts import State

_SCOLIOSIS, _RISK, _GROWS = "scoliosis", "scoliosis_risk", ("progressive_deformity",)


def of_a_compared_curve(sentence: str, reading: Reading) -> tuple[Said, ...]:
    """What such a sentence says of the curve; nothing of any other sentence, nor of one that leaves something open."""
    if not ANGLE.search(sentence) or not is_stated_plainly(sentence):
        return ()
    whole, now = read_text(sentence, reading.as_of).said, without_comparison(sentence)
    of_now = read_text(now, reading.as_of).said if ANGLE.search(now) else ()
    curve = [each for each in of_now if each.finding in (_SCOLIOSIS, _RISK)]
    grown = [each for each in whole if each.finding == _RISK and each.value == _GROWS]
    return tuple(each for each in dict.fromkeys((*curve, *grown)) if each.state is State.PRESENT)


def mention_a_growing_curve(resource: Mapping[str, Any], sentence: str, reading: Reading) -> None:
    """Mentions that a curve may grow, where a sentence tells of its course and does not call it steady."""
    if says("curve", sentence) and says("curve grows", sentence) and not says("curve steady", sentence):
        reading.mention(frozenset({_RISK}), resource, sentence)
