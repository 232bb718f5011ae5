"""One gait told in a general word and by its pattern."""

from __future__ import annotations

import pytest

from fhir_mappings.chart.named_gaits import as_the_named_gait
from imaging_rules.facts import Evidence, Finding, State


def gait(pattern: str, words: str, state: State = State.PRESENT) -> Finding:
    return Finding("gait_pattern", state, Evidence("ServiceRequest/1.note", words, None, "text"), pattern)


SPASTIC = gait("myelopathic", "Spastic gait")


@pytest.mark.parametrize("pattern", ["diplegic", "hemiparetic"])
def test_the_pattern_that_says_more_counts(pattern: str) -> None:
    named = gait(pattern, "scissoring")
    assert as_the_named_gait([SPASTIC, named]) == (named,)


@pytest.mark.parametrize(
    "beside",
    [
        gait("ataxic", "ataxic gait"),
        gait("diplegic", "diplegic gait", State.SUSPECTED),
        gait("myelopathic", "broad based gait"),
    ],
)
def test_a_spastic_gait_stays_beside_any_other(beside: Finding) -> None:
    assert as_the_named_gait([SPASTIC, beside]) == (SPASTIC, beside)


def test_a_gait_of_the_cord_that_is_named_so_stays() -> None:
    named, cord = gait("diplegic", "diplegic gait"), gait("myelopathic", "myelopathic gait")
    assert as_the_named_gait([cord, named]) == (cord, named)
