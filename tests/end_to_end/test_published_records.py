"""Published requests are answered, and every published patient can ride along on a saved request."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from ehr import Ehr, Json, drafts, saved
from published_fixtures import RECORDS, fixture_requests, needs_fixtures

from cds_service.prefetch_templates import KEY_OF_TYPE
from cds_service.services import SERVICES

HOOKS = {service.hook for service in SERVICES}
REQUESTS = {name: body for name, body in fixture_requests().items()
            if body["hook"] in HOOKS and "draftOrders" in body["context"]}  # fmt: skip
QUIET = "low-back-pain-new-ct-lumbar"
RIDDEN = ("low-back-pain-new-ct-lumbar", "ms-relapse-mri-without-contrast", "cancer-neck-pain-radiograph")


@pytest.fixture(autouse=True)
def _faults_are_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service answers a fault of its own with no cards; here it is a failure."""

    def raised(fault: Exception) -> str:
        raise fault

    monkeypatch.setattr("cds_service.views.hooks.log_fault", raised)


@lru_cache(maxsize=64)
def resources(file: Path) -> tuple[Json, ...]:
    """The resources of a published file: of a Bundle, of a request's prefetch and drafts, or the file itself."""
    return tuple(_within(json.loads(file.read_text(encoding="utf-8"))))


def _within(content: Any) -> Iterator[Json]:
    if isinstance(content, list):
        for each in content:
            yield from _within(each)
    elif isinstance(content, dict) and isinstance(content.get("entry"), list):
        for entry in content["entry"]:
            yield from _within(entry.get("resource") if isinstance(entry, dict) else None)
    elif isinstance(content, dict) and "resourceType" in content:
        yield content


def patient_of(file: Path) -> str:
    """The id of the patient that most of a file is about."""
    own = [each["id"] for each in resources(file) if each["resourceType"] == "Patient" and "id" in each]
    subjects = [each.get("subject") or each.get("patient") for each in resources(file)]
    named = [str(who["reference"]).split("/")[-1] for who in subjects if isinstance(who, dict) and who.get("reference")]
    return Counter([*own, *named, "nobody"]).most_common(1)[0][0]


def riding_along(name: str, file: Path) -> Json:
    """A saved request with the record of a published patient in place of its own."""
    body = copy.deepcopy(saved(name))
    patient = patient_of(file)
    body["context"]["patientId"] = patient
    for draft in drafts(body):
        draft["subject"] = {"reference": f"Patient/{patient}"}
    for key in body["prefetch"]:
        mine = [each for each in resources(file) if KEY_OF_TYPE.get(each["resourceType"]) == key]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(mine), "entry": [{"resource": r} for r in mine]}
        body["prefetch"][key] = (mine or [None])[0] if key == "patient" else bundle
    return body


@pytest.mark.parametrize("name", REQUESTS)
def test_a_published_request_is_answered(ehr: Ehr, name: str) -> None:
    assert isinstance(ehr.ask(REQUESTS[name])["cards"], list)


@needs_fixtures
@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.name)
def test_a_published_patient_rides_along(ehr: Ehr, file: Path) -> None:
    for name in RIDDEN:
        assert isinstance(ehr.ask(riding_along(name, file))["cards"], list)
        mixed = saved(name)
        mixed["prefetch"]["others"] = [*resources(file)]
        mixed["prefetch"]["more"] = {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources(file)]}
        assert isinstance(ehr.ask(mixed)["cards"], list)


@needs_fixtures
def test_the_published_records_are_whole_charts_and_not_only_empty_files() -> None:
    counts = Counter(each["resourceType"] for file in RECORDS for each in resources(file))
    assert {"Patient", "Condition", "Observation", "Procedure", "MedicationRequest", "ImagingStudy"} <= counts.keys()
    assert len({patient_of(file) for file in RECORDS}) > 10


@needs_fixtures
@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.name)
def test_the_record_of_another_patient_says_nothing(ehr: Ehr, file: Path) -> None:
    body = copy.deepcopy(saved(QUIET))
    body["prefetch"]["others"] = {"resourceType": "Bundle", "entry": _whole(file)}
    (plain,) = ehr.ask(saved(QUIET))["cards"]
    (card,) = ehr.ask(body)["cards"]
    assert card["summary"] == plain["summary"]
    assert based_on(card) == based_on(plain)


@needs_fixtures
@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.name)
def test_a_record_whose_patient_is_not_sent_tells_nothing_about_ours(ehr: Ehr, file: Path) -> None:
    """Whose it is cannot be known (`urn:uuid` that no entry answers to): no fact is taken, at most one is asked."""
    body = copy.deepcopy(saved(QUIET))
    others = [each for each in resources(file) if each["resourceType"] != "Patient" and _is_somebody_elses(each)]
    body["prefetch"]["others"] = {"resourceType": "Bundle", "entry": [{"resource": each} for each in others]}
    (plain,) = ehr.ask(saved(QUIET))["cards"]
    (card,) = ehr.ask(body)["cards"]
    assert based_on(card) == based_on(plain)
    assert card["summary"] == plain["summary"] or card["summary"].startswith("Before ")


def _whole(file: Path) -> list[Json]:
    """The entries of a file as published, under their own addresses, its Patient among them."""
    content = json.loads(file.read_text(encoding="utf-8"))
    entries = content.get("entry") if isinstance(content, dict) else None
    return entries or [{"resource": each} for each in resources(file) if _is_somebody_elses(each)]


def _is_somebody_elses(resource: Json) -> bool:
    return isinstance(resource.get("subject") or resource.get("patient"), dict)


def based_on(card: Json) -> str:
    return next(line for line in card["detail"].splitlines() if line.startswith("**Based on"))
