"""How the complaint goes, as a text tells it: since when, new or worse, and whether a treatment failed."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.past.recent_procedures import recent_procedures
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.changed_deficits import attacks, beside_an_infection, changes
from fhir_mappings.text.times.times_elsewhere import without_times_elsewhere
from fhir_mappings.text.times.told_onset import onset
from fhir_mappings.text.times.told_time import Owned
from fhir_mappings.text.treatments.failed_treatments import failed_treatments


def courses(made: Text, when: Owned, timed: frozenset[int]) -> Iterator[Said]:
    """All that a text tells of the course of things."""
    yield from changes(made)
    yield from attacks(made, when)
    yield from beside_an_infection(made, when)
    yield from failed_treatments(made, timed)
    yield from recent_procedures(made, when)
    yield from onset(made, without_times_elsewhere(made, when))
