"""Treatments that a text says have failed."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.said import Said, Text
from imaging_rules.facts import State

_RESULT = "conservative_result"
_NEAR_A_TREATMENT = 6


def failed_treatments(made: Text, timed: frozenset[int]) -> Iterator[Said]:
    """A treatment that is said to have failed: 'failed 6 weeks of supervised PT', 'not settling with physio'."""
    treatments = kinds_of_time().treatments
    if treatments.isdisjoint(made.findings) or context_words().failed_ends.isdisjoint(made.words.named):
        return
    treated = [at for at, hit in enumerate(made.hits) if not treatments.isdisjoint(hit.findings)]
    for hit in [made.hits[at] for at in treated if made.meant[at] is Meant.AFFIRMED]:
        first = _failed_before(made, hit.first, timed)
        if first is not None:
            yield Said(_RESULT, State.PRESENT, made.slice(first, hit.last), "failed")


def _failed_before(made: Text, before: int, timed: frozenset[int]) -> int | None:
    """Where a word of failure begins that stands before a treatment, with only its time and little words between."""
    spelled, context = made.words.keys, context_words()
    end = before
    while end and before - end <= _NEAR_A_TREATMENT:
        if spelled[end - 1] in context.failed_ends:
            for phrase in context.failed:
                if spelled[max(0, end - len(phrase)) : end] == phrase:
                    return end - len(phrase)
        if end - 1 not in timed and spelled[end - 1] not in context.of_a_treatment:
            return None
        end -= 1
    return None
