"""ImagingStudy: which earlier imaging was done, and the day of an earlier CT or MRI of the neck. It holds no result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.readers.cord_mri import cord_mri
from fhir_mappings.readers.imaged import imaged_in_study, is_of_the_neck, names_of_study
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.report import imaging_day
from fhir_mappings.reports.earlier_imaging import EarlierStudy
from fhir_mappings.reports.exam_links import exam_links
from fhir_mappings.resource.elements import days_of, name_of, status_of
from imaging_rules.facts import Finding

_NOT_DONE = frozenset({"cancelled", "entered-in-error", "registered"})


def read_imaging_study(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """`prior_imaging_date` of a study of the neck that has images; every study with images is entered in
    `reading.imaging` without a result. One of the future is none that was done (counted)."""
    if status_of(resource.get("status")) in _NOT_DONE:
        reading.skip("not-done")
        return
    if not reading.is_ours(resource):
        return
    studies, wordings = imaged_in_study(resource, reading.site), names_of_study(resource)
    days = days_of(resource.get("started"))
    if reading.in_the_future(days):
        reading.skip("in-the-future")
        return
    if studies:
        reading.imaging.append(EarlierStudy(name_of(resource), studies, days, links=exam_links(resource)))
    yield from cord_mri(resource, studies, wordings, days, reading)
    if is_of_the_neck(studies):
        yield from imaging_day(resource, next(iter(wordings), studies[0].name), days, reading)
