"""What a report, an ImagingStudy or a Procedure imaged: modality, region and contrast, read as the code of an order is read.

A name such as `CT cervical spine trauma` says in a report what was imaged, not what the patient complains of; its words of
complaint are passed over where the name says no study with them. `site` are the order codes of the client's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fhir_mappings.codes.systems import CANONICAL_URIS
from fhir_mappings.order.drafts import read_order
from fhir_mappings.order.name_words import cut
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import mapping, members, text_of, texts
from fhir_mappings.site.codes import NO_SITE_CODES, SiteCodes
from imaging_rules.study import Phase, Study, catalogue

_NECK = frozenset({"cervical spine", "neck"})
_THORACIC = "thoracic spine"
_PARTS = frozenset({"cervical spine", _THORACIC, "lumbar spine"})
_CROSS_SECTIONAL = frozenset({"mri", "ct", "ct-myelography"})
_SOFT_TISSUE = re.compile(r"\bsoft tissues?\b", re.IGNORECASE)
_SURVEY = re.compile(r"\b(?:skeletal|bones?|osseous|myeloma)(?: complete| limited)? surveys?\b", re.IGNORECASE)
_BY_OTHER_MEANS = re.compile(r"\b(?:ct|mri?|pet|nuclear|nm|scintigraph\w*|low[ -]dose)\b", re.IGNORECASE)
_OF_THE_SKELETON = Study("radiography", ("whole body",), Phase.NONE)
Concept = Mapping[str, Any]


def imaged_in_report(report: Mapping[str, Any], site: SiteCodes) -> tuple[Study, ...]:
    """The study that the `code` of a DiagnosticReport names; empty where it names none that we know. A survey of the skeleton,
    which the catalogue lacks as an order, is made of radiographs of the whole body."""
    code = mapping(report.get("code"))
    found = _studies([code], (), site)
    return found or ((_OF_THE_SKELETON,) if any(map(_is_survey, texts(code))) else ())


def _is_survey(wording: str) -> bool:
    return _SURVEY.search(wording) is not None and _BY_OTHER_MEANS.search(wording) is None


def imaged_in_procedure(procedure: Mapping[str, Any], site: SiteCodes) -> tuple[Study, ...]:
    """The study that a Procedure is; empty for any other procedure."""
    return _studies([mapping(procedure.get("code"))], members(procedure.get("bodySite")), site)


def imaged_in_study(study: Mapping[str, Any], site: SiteCodes) -> tuple[Study, ...]:
    """The studies of an ImagingStudy: by its procedure codes, else its description, else the modality and body site of
    each series."""
    codes = members(study.get("procedureCode"))
    named = _studies(codes, (), site) or _studies([{"text": text_of(study.get("description"))}], (), site)
    return named or _unique(each for series in members(study.get("series")) for each in _of_series(series, study))


def is_of_the_neck(studies: Iterable[Study]) -> bool:
    """Whether CT, MRI or CT myelography of the cervical spine or the neck is among them, as a payer's rule on overlapping
    images counts them: those of its soft tissues too."""
    return any(_NECK & set(each.regions) and each.modality in _CROSS_SECTIONAL for each in studies)


def is_neck_mri(studies: Iterable[Study], wordings: Iterable[str]) -> bool:
    """Whether MRI of the cervical spine or the neck is among them, not of its soft tissues."""
    mris = [each for each in studies if each.modality == "mri"]
    return is_of_the_neck(mris) and not any(_SOFT_TISSUE.search(wording) for wording in wordings)


def is_cord_mri(studies: Iterable[Study], wordings: Iterable[str]) -> bool:
    """Whether MRI of the cord is among them: of the neck, the thoracic spine, or the spine without a word on its part."""
    mris = [each for each in studies if each.modality == "mri"]
    return is_neck_mri(mris, wordings) or any(_THORACIC in each.regions or _has_no_part(each) for each in mris)


def _has_no_part(study: Study) -> bool:
    return any(catalogue().regions[region].unstated for region in study.regions)


def is_whole_spine_mri(studies: Iterable[Study]) -> bool:
    """Whether one MRI shows all three parts of the spine."""
    return any(each.modality == "mri" and set(each.regions) >= _PARTS for each in studies)


def names_of_study(study: Mapping[str, Any]) -> tuple[str, ...]:
    """Every wording of an ImagingStudy for what it is."""
    named = (text for code in members(study.get("procedureCode")) for text in texts(code))
    return tuple(each for each in (*named, text_of(study.get("description"))) if each)


def _studies(codes: Iterable[Concept], sites: tuple[Concept, ...], site: SiteCodes) -> tuple[Study, ...]:
    return _unique(study for code in codes if (study := _study(code, sites, site)) is not None)


def _study(code: Concept, sites: tuple[Concept, ...], site: SiteCodes) -> Study | None:
    order: dict[str, Any] = {"resourceType": "ServiceRequest", "code": code, "bodySite": list(sites)}
    found = read_order(order, site).study
    if found is None and (written := _without_complaint(text_of(code.get("text")))):
        found = read_order({**order, "code": {**code, "text": written}}, site).study
    return found if found is not None and found.regions else None


@remembered
def _without_complaint(name: str) -> str:
    """A name without its words of complaint; "" where it has none."""
    phrases = cut(name[:300])
    kept = [name[phrase.start : phrase.end] for phrase in phrases if phrase.kind != "complaint"]
    return " ".join(kept) if len(kept) < len(phrases) else ""


def _of_series(series: Mapping[str, Any], study: Mapping[str, Any]) -> Iterator[Study]:
    """By the DICOM code of the modality, whose system clients often leave out, and the body site, in words where there is
    no site."""
    described = text_of(study.get("description")) or text_of(series.get("description"))
    site = mapping(series.get("bodySite"))
    sites = ({"coding": [site]},) if site else ({"text": described},)
    for modality in members(series.get("modality")) or members(study.get("modality")):
        coding = {"system": text_of(modality.get("system")) or CANONICAL_URIS["dicom"], "code": modality.get("code")}
        found = _study({"coding": [coding]}, sites, NO_SITE_CODES)
        if found is not None:
            yield found


def _unique(studies: Iterable[Study]) -> tuple[Study, ...]:
    return tuple(dict.fromkeys(studies))
