"""What one draft says of the patient, for the draft beside it: its safety, its exclusions, its answers; never its reason."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cds_service.evaluation import Answer, Evaluator
from cds_service.hook_request import read_hook_request
from cds_service.prefetch_templates import PREFETCH
from imaging_rules.library import Library

EVALUATOR = Evaluator(Library.load(), as_of=date(2026, 11, 20))
PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1983-05-12", "gender": "female"}
BACK, RELAPSE = "Low back pain for 6 days, nothing taken yet", "MS relapse, right arm weak since Tuesday"
LUMBAR, LUMBAR_CT, CERVICAL, NECK = "72148", "72131", "72156", "72141"


def draft(own_id: str, cpt: str, reason: str | None, **more: Any) -> dict[str, Any]:
    order = {
        "resourceType": "ServiceRequest",
        "id": own_id,
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": cpt}]},
    }
    return order | ({"reasonCode": [{"text": reason}]} if reason else {}) | more


def answered(*drafts: dict[str, Any]) -> Answer:
    """Only the first of the drafts is selected."""
    body = {
        "hook": "order-select",
        "hookInstance": "0d3c4f8e-6f0b-4f57-9a63-5f0a9d1c7b21",
        "context": {
            "userId": "Practitioner/1",
            "patientId": "p1",
            "selections": [f"ServiceRequest/{drafts[0]['id']}"],
            "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": each} for each in drafts]},
        },
        "prefetch": dict.fromkeys(PREFETCH)
        | {"patient": PATIENT, "conditions": {"resourceType": "Bundle", "type": "searchset"}},
    }
    return EVALUATOR.answer(read_hook_request(json.dumps(body).encode()), "imaging-appropriateness-select")


def rated(*drafts: dict[str, Any]) -> dict[str, Any]:
    (order,) = answered(*drafts).assessment.to_json()["orders"]
    return dict(order)


def detail(*drafts: dict[str, Any]) -> str:
    (card,) = answered(*drafts).response["cards"]
    return str(card["detail"])


@pytest.mark.parametrize(
    ("told", "bound"),
    [
        ("Had anaphylactic shock after gadolinium in 2019", "gadolinium-reaction"),
        ("eGFR 21", "gadolinium-kidney"),
        ("31 weeks pregnant", "gadolinium-pregnancy"),
        ("has an MRI-unsafe pacemaker", "mri-unsafe-implant"),
    ],
)
def test_what_bounds_a_study_holds_whichever_draft_says_it(told: str, bound: str) -> None:
    beside = draft("brain", "70553", f"MS relapse. {told}")
    assert bound in [each["id"] for each in rated(draft("neck", CERVICAL, RELAPSE), beside)["constraints"]]
    assert rated(draft("neck", CERVICAL, RELAPSE))["constraints"] == []


def test_what_another_draft_denies_clears_nothing_and_bars_nothing() -> None:
    beside = draft("brain", "70553", "MS relapse. No contrast allergy, not pregnant")
    assert rated(draft("neck", CERVICAL, RELAPSE), beside)["rating"] == "usually-appropriate"


@pytest.mark.parametrize(
    "told",
    [
        "numb saddle, cannot pass urine since noon, ?cauda equina",
        "suspected discitis, febrile",
        "known breast cancer",
        "osteoporosis, years of prednisone",
        "L4-5 fusion in 2017",
        "fell 4 m off a roof yesterday",
    ],
)
def test_what_another_draft_says_is_there_is_asked_not_taken_as_absent(told: str) -> None:
    order = rated(draft("ct", LUMBAR_CT, BACK), draft("mri", LUMBAR, told))
    assert (order["status"], order["rating"]) == ("needs-information", None)
    assert "**Told on another draft:**" in detail(draft("ct", LUMBAR_CT, BACK), draft("mri", LUMBAR, told))


@pytest.mark.parametrize(
    "told", ["Headache for a day", "No fever, never had cancer", "Neck pain for 4 days", "L4-5 fusion planned?"]
)
def test_what_has_nothing_to_do_with_an_order_leaves_it(told: str) -> None:
    assert rated(draft("mri", LUMBAR, BACK), draft("other", NECK, told))["rating"] == "usually-not-appropriate"


def test_the_reason_of_another_draft_is_not_this_ones() -> None:
    assert rated(draft("neck", NECK, None), draft("mri", LUMBAR, "suspected discitis, febrile"))["scenarios"] == []


def test_a_draft_of_somebody_else_says_nothing() -> None:
    other = draft("other", NECK, "lung cancer", subject={"reference": "Patient/p2"})
    assert rated(draft("mri", LUMBAR, BACK), other)["rating"] == "usually-not-appropriate"


def test_a_laboratory_order_and_a_prescription_speak_too() -> None:
    lab = draft("lab", "85025", "breast cancer on chemotherapy")
    drug = {**draft("drug", "0", "vertebral osteomyelitis"), "resourceType": "MedicationRequest", "code": None}
    for beside in (lab, drug):
        assert rated(draft("mri", LUMBAR, BACK), beside)["rating"] is None


def test_an_allergy_among_the_drafts_belongs_to_the_record() -> None:
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "gad",
        "patient": {"reference": "Patient/p1"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "Gadolinium contrast"},
        "reaction": [{"manifestation": [{"text": "Anaphylaxis"}], "severity": "severe"}],
    }
    assert [each["id"] for each in rated(draft("neck", CERVICAL, RELAPSE), allergy)["constraints"]]


def test_an_answer_noted_on_one_draft_answers_for_that_order_alone() -> None:
    def noting(answer: str) -> dict[str, Any]:
        return {"note": [{"text": f"What has been tried so far? {answer}"}]}

    plain, beside = draft("mri", LUMBAR, "Low back pain for 3 months"), draft("ct", LUMBAR_CT, "Low back pain for 3 months")
    assert rated(plain, beside | noting("nothing yet"))["rating"] is None
    assert rated(plain | noting("nothing yet"), beside)["rating"] == "usually-not-appropriate"


def test_a_no_noted_on_another_draft_clears_no_pregnancy_told_here() -> None:
    told = draft("neck", CERVICAL, f"{RELAPSE}, 20 weeks pregnant")
    denied = draft("mri", LUMBAR, "Low back pain for 3 months") | {"note": [{"text": "Is the patient pregnant? no"}]}
    assert rated(told, denied)["constraints"] == rated(told)["constraints"] != []
