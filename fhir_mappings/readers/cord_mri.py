"""That MRI of the cord was made before, and when: what a next one counts from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fhir_mappings.readers.imaged import is_cord_mri, is_neck_mri, is_whole_spine_mri
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import Days
from imaging_rules.facts import Finding, State
from imaging_rules.study import Study

_DAY, _NECK, _WHOLE = "cord_mri_date", "neck_mri_before", "whole_spine_mri_before"


def cord_mri(
    resource: Mapping[str, Any], studies: Sequence[Study], wordings: Sequence[str], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """The findings of a study on record that was made. Of a partial date the last day counts: no study looks older than it
    may be, or a next one could come too soon."""
    if not is_cord_mri(studies, wordings) or reading.in_the_future(days):
        return
    evidence = reading.evidence(resource, next(iter(wordings), studies[0].name), days, "value")
    if days is not None:
        yield Finding(_DAY, State.PRESENT, evidence, min(days.last, reading.as_of))
    if is_neck_mri(studies, wordings):
        yield Finding(_NECK, State.PRESENT, evidence)
    if is_whole_spine_mri(studies):
        yield Finding(_WHOLE, State.PRESENT, evidence)
