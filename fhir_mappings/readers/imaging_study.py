"""ImagingStudy: the day of an earlier CT or MRI of the neck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.readers.neck_imaging import is_neck_study
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.report import imaging_day
from fhir_mappings.resources import coding_of, codings, days_of, members, status_of, text_of, texts
from imaging_rules.facts import Finding

_NOT_DONE = frozenset({"cancelled", "entered-in-error", "registered"})


def read_imaging_study(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """`prior_imaging_date` of a study of the neck that has images; others give nothing."""
    if status_of(resource.get("status")) in _NOT_DONE:
        reading.skip("not-done")
        return
    if not reading.is_ours(resource):
        return
    coded = tuple(each for code in members(resource.get("procedureCode")) for each in codings(code))
    wordings = tuple(text for code in members(resource.get("procedureCode")) for text in texts(code))
    described = (*wordings, text_of(resource.get("description")), *_series(resource))
    if is_neck_study(coded, described):
        words = next((each for each in described if each), "")
        yield from imaging_day(resource, words, days_of(resource.get("started")), reading)


def _series(resource: Mapping[str, Any]) -> Iterator[str]:
    """Modality and body site of each series as one wording, such as `MR Cervical spine`."""
    for series in members(resource.get("series")):
        modality, site = coding_of(series.get("modality")), coding_of(series.get("bodySite"))
        yield f"{modality.raw} {site.display}"
