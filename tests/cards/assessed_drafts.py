"""Drafts as they come from an EHR, assessed by the real engine; patients of the library's own scenarios."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cards.assessed_draft import AssessedDraft, ConsultationIds
from fhir_mappings.order.codes import preferred_code
from imaging_rules import Library, assess, read_case
from imaging_rules.case_files import read_cases
from imaging_rules.library import TOPIC_FOLDERS
from imaging_rules.overlays.overlay import Overlay
from imaging_rules.study import Study, study

DAY = date(2026, 11, 20)
CPT = "http://www.ama-assn.org/go/cpt"
PAMA_RATING = "http://fhir.org/argonaut/Extension/pama-rating"

MYELOPATHY: dict[str, Any] = {
    "age_years": 64, "suspected_myelopathy": True, "symptom_duration_days": 270, "gait_abnormal": True,
    "spasticity": True, "diffuse_hand_numbness": True, "hyperreflexia": True, "pathologic_reflex": True,
}  # fmt: skip
RELAPSE: dict[str, Any] = {
    "age_years": 42, "demyelinating_disease_type": "ms", "symptom_duration_days": 14, "weakness": True,
    "neuro_symptoms_new_or_worse": True, "sensory_level": "thoracic",
}  # fmt: skip
CANCER: dict[str, Any] = {
    "age_years": 62, "known_malignancy": True, "cancer_active": True, "neck_pain": True,
    "symptom_duration_days": 21, "cervical_radiculopathy_symptoms": True,
}  # fmt: skip
EQUIVOCAL: dict[str, Any] = {
    "age_years": 60, "suspected_myelopathy": True, "symptom_duration_days": 100,
    "index_mri_result_for_myelopathy": "equivocal",
}  # fmt: skip
NECK_PAIN: dict[str, Any] = {"age_years": 35, "neck_pain": True, "symptom_duration_days": 5}
BACK_PAIN: dict[str, Any] = {"age_years": 48, "low_back_pain": True, "symptom_duration_days": 10}
CAUDA_EQUINA: dict[str, Any] = {"age_years": 48, "suspected_cauda_equina": True}
UNSAFE_DEVICE: dict[str, Any] = {"mri_contraindication": "mr_unsafe_implant"}
UNKNOWN_DEVICE: dict[str, Any] = {"mri_contraindication": "implant_safety_unknown"}
DIALYSIS: dict[str, Any] = {"dialysis": True}


@lru_cache(maxsize=1)
def library() -> Library:
    """The library that ships."""
    return Library.load()


@lru_cache(maxsize=1)
def patients() -> Mapping[str, dict[str, Any]]:
    """For each scenario one patient who fits it, by scenario id."""
    found: dict[str, dict[str, Any]] = {"demyelinating-2025/v4": RELAPSE, "myelopathy-followup-2025/v1": EQUIVOCAL}
    folder = Path(__file__).resolve().parents[2] / "imaging_rules" / "library"
    for file in sorted(file for name in TOPIC_FOLDERS for file in folder.glob(f"{name}/*.cases.yaml")):
        for _, case in read_cases(file):
            if case.kind == "positive" and not case.missing and not case.unknown:
                found.setdefault(case.of, dict(case.features))
    return found


def service_request(ordered: Study, place: int = 0, **elements: Any) -> dict[str, Any]:
    """A draft ServiceRequest for a study, in CPT where CPT has it."""
    row = preferred_code(ordered, "cpt")
    code: dict[str, Any] = {"text": ordered.name}
    if row:
        code["coding"] = [{"system": CPT, "code": row.code, "display": ordered.name}]
    base = {"resourceType": "ServiceRequest", "id": f"draft-{place}", "status": "draft", "intent": "order"}
    return {**base, "subject": {"reference": "Patient/p"}, "reasonCode": [], "code": code, **elements}


def drafts(
    features: Mapping[str, Any], *studies: str, overlays: Sequence[Overlay] = (), **elements: Any
) -> list[AssessedDraft]:
    """Drafts for the studies, assessed together for one patient; `elements` go on each ServiceRequest, `overlays` are those
    of a site."""
    ordered = [study(name) for name in studies]
    case = {"features": dict(features), "studies": [one.id for one in ordered]}
    made = assess(library().under(overlays), read_case(case, library().vocabulary, DAY))
    return [
        AssessedDraft(service_request(one, place, **elements), f"ServiceRequest/draft-{place}", order, one.name)
        for place, (one, order) in enumerate(zip(ordered, made.orders, strict=True))
    ]


def counted_ids() -> ConsultationIds:
    """Ids that are the same in every run, in the form of UUIDs."""
    numbers = itertools.count(1)
    make: Callable[[], str] = lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"  # noqa: E731
    return ConsultationIds(make)


def offered_studies(card: Mapping[str, Any]) -> list[str]:
    """The names of the studies that a card's suggestions order, as they stand in the resources."""
    actions = [action for suggestion in card.get("suggestions", []) for action in suggestion["actions"]]
    return [action["resource"]["code"]["text"] for action in actions if "resource" in action]
