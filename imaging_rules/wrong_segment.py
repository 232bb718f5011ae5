"""Why an order for one part of the spine does not look where the signs come from, in one sentence.

What a sign says of the level is data: the vocabulary's `localisation`. Where no sign tells a level, the scenario's own
pitfall speaks, of the lumbar spine, which no cord reaches.
"""

from __future__ import annotations

from imaging_rules.factbook import FactBook
from imaging_rules.guideline import Scenario
from imaging_rules.study import Study, catalogue

_CORD_SIGNS = "cord signs"


def wrong_segment(scenario: Scenario, facts: FactBook, ordered: Study) -> str:
    """The sentence for a scenario that marks the wrong part of the spine; empty where nothing is known but the part itself."""
    pitfall = next((each for each in scenario.entry_of.pitfalls if each.card), None)
    if pitfall is None and not scenario.entry_of.region.never_without:
        return ""
    elsewhere = (one for one in facts.localising(_CORD_SIGNS) if not set(one.regions) & set(ordered.regions))
    told = next((one.because for one in elsewhere if one.because), "")
    below_the_cord = not any(catalogue().regions[region].cord for region in ordered.regions)
    return told or (pitfall.says if pitfall and below_the_cord else "")
