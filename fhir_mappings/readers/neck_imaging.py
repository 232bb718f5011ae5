"""Which earlier studies were CT, MRI or CT myelography of the neck, by code or, without a known code, by words."""

from __future__ import annotations

import re

from fhir_mappings.order_codes import order_code
from fhir_mappings.readers.body_levels import regions_in
from fhir_mappings.resources import Coding
from imaging_rules.study import Study

_CERVICAL = "cervical spine"
_CROSS_SECTIONAL = frozenset({"mri", "ct", "ct-myelography"})
_MRI_WORDS = re.compile(r"\b(mri?|magnetic resonance)\b", re.IGNORECASE)
_CT_WORDS = re.compile(r"\b(ct|computed tomography|cat scan)\b", re.IGNORECASE)
_NOT_THE_SPINE = re.compile(r"\b(angio\w*|mra|cta|soft tissue|head|brain|carotid|vessels?)\b", re.IGNORECASE)


def is_neck_study(codings: tuple[Coding, ...], wordings: tuple[str, ...]) -> bool:
    """Whether the study was CT, MRI or CT myelography of the cervical spine."""
    return _modality(codings, wordings) is not None


def is_neck_mri(codings: tuple[Coding, ...], wordings: tuple[str, ...]) -> bool:
    """Whether the study was MRI of the cervical spine."""
    return _modality(codings, wordings) == "mri"


def _modality(codings: tuple[Coding, ...], wordings: tuple[str, ...]) -> str | None:
    rows = [row for each in codings if (row := order_code(each.system, each.code)) is not None]
    studies = [row.study for row in rows if row.study is not None]
    if rows:
        return next((study.modality for study in studies if _of_the_neck(study)), None)
    return next((found for wording in wordings if (found := _by_words(wording))), None)


def _of_the_neck(study: Study) -> bool:
    return _CERVICAL in study.regions and study.modality in _CROSS_SECTIONAL


def _by_words(wording: str) -> str | None:
    if "cervical" not in regions_in(wording) or _NOT_THE_SPINE.search(wording):
        return None
    if _MRI_WORDS.search(wording):
        return "mri"
    return "ct" if _CT_WORDS.search(wording) else None
