"""Follow-up and surveillance orders before a payer's criteria, from the chart to the verdict: what the days decide."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

import pytest

from benchmarks.matching.charts import AS_OF, Chart, hook_request
from benchmarks.matching.outcome import SERVICE
from cds_service.clients import Client
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.library import Library

CLIENT = Client(id="payer", payer_policies=("nia-cervical-mri-2022",))
MRI = "cpt 72156 | MRI cervical spine without and with contrast"
STANDING = {"clinicalStatus": "active", "verificationStatus": "confirmed"}
MS = {"resourceType": "Condition", **STANDING, "code": "icd-10-cm G35 | Multiple sclerosis"}
SURVEYED = (
    "Surveillance MRI, known MS with known spinal cord lesions, on ocrelizumab since 2019, no new symptoms, no new deficit"
)
FOLLOWED, REASON = "Post-operative follow-up MRI", "Medical reason for MRI: residual hand weakness, assess decompression"
MET, NOT_MET, OPEN = "met", "not-met", "more-information-needed"


@cache
def evaluator() -> Evaluator:
    return Evaluator(Library.load(), as_of=date.fromisoformat(AS_OF))


def verdict(reason: str, *record: dict[str, Any], born: str = "1985-05-05") -> str:
    patient = {"resourceType": "Patient", "gender": "female", "birthDate": born}
    line = {"order": {"code": MRI, "reasonCode": [{"text": reason}]}, "record": [patient, *record]}
    request = hook_request(Chart("x", "payer", "text", None, "", line))
    answer = evaluator().answer(read_hook_request(json.dumps(request).encode()), SERVICE, CLIENT)
    return str(answer.assessment.orders[0].payer[0].status)


def mri(day: str) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": MRI,
        "effectiveDateTime": day,
        "conclusion": "Unchanged.",
    }


def operation(day: str) -> dict[str, Any]:
    code = "cpt 22551 | Anterior cervical discectomy and fusion, below C2"
    return {"resourceType": "Procedure", "status": "completed", "code": code, "performedDateTime": day}


@pytest.mark.parametrize(
    ("stable", "last", "status"),
    [
        ("stable for 1 year", "2025-11-20", MET),  # twelve months to the day
        ("stable for 1 year", "2025-11-21", NOT_MET),
        ("stable for 2 years", "2025-11-20", NOT_MET),  # twenty-four months then
        ("stable for 2 years", "2024-11-20", MET),
        ("stable for 2 years", "2024-11-21", NOT_MET),
        ("", "2025-11-20", OPEN),
    ],
)
def test_the_interval_between_two_mris_of_the_cord(stable: str, last: str, status: str) -> None:
    assert verdict(f"{SURVEYED}, {stable}", MS, mri(last)) == status


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("Last spine MRI 11/20/2025.", MET),
        ("Last spine MRI 11/2025.", OPEN),  # it may be too early
        ("Last spine MRI 10/2025.", MET),
        ("Last spine MRI 12/2025.", NOT_MET),
        ("Last spine MRI 2/2024.", NOT_MET),  # the report is newer
    ],
)
def test_the_last_mri_in_words(told: str, status: str) -> None:
    record = [MS, mri("2026-06-01")] if "2/2024" in told else [MS]
    assert verdict(f"{SURVEYED}, stable for 1 year. {told}", *record) == status


@pytest.mark.parametrize(
    ("reason", "operated", "status"),
    [
        (f"{FOLLOWED}. {REASON}", "2026-05-20", MET),  # six months to the day
        (f"{FOLLOWED}. {REASON}", "2026-05-19", NOT_MET),
        (FOLLOWED, "2026-07-15", OPEN),
        ("Routine surveillance MRI after ACDF, asymptomatic", "2026-07-15", NOT_MET),
    ],
)
def test_a_follow_up_after_an_operation(reason: str, operated: str, status: str) -> None:
    assert verdict(reason, operation(operated)) == status


def test_an_mri_on_record_outweighs_the_words_that_deny_one() -> None:
    reason = "Achondroplasia, baseline MRI craniocervical junction, never had an MRI"
    assert verdict(reason, born="2026-03-01") == MET
    assert verdict(reason, mri("2026-05-01"), born="2026-03-01") == NOT_MET


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("Follow-up of incidental C3 lesion, no follow-up yet", MET),
        ("Follow-up of incidental C3 lesion, one follow-up done, unchanged on follow-up, not suspicious", NOT_MET),
        ("Follow-up of incidental C3 lesion, one follow-up done, lesion has grown since last MRI", MET),
        ("Follow-up of incidental C3 lesion", OPEN),
    ],
)
def test_one_follow_up_of_an_earlier_finding(reason: str, status: str) -> None:
    assert verdict(reason) == status


def test_a_past_cancer_has_its_site() -> None:
    past = {**MS, "code": "icd-10-cm Z85.46 | Personal history of malignant neoplasm of prostate"}
    other = {**MS, "code": "icd-10-cm Z85.51 | Personal history of malignant neoplasm of bladder"}
    reason = "New neck pain x 3 wks, increasing, no injury"
    assert verdict(reason, past) == MET
    assert verdict(reason, other) == OPEN
