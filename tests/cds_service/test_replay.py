"""A stored consultation is assessed again to the same bytes, with the library of then."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from cds_service.application import create_app
from cds_service.command_line import main
from cds_service.consultations.replay import CannotReplay, assessed_with, differences, replayed
from cds_service.database import open_database
from cds_service.parts import KEY
from cds_service.settings import Settings
from imaging_rules import Library

REQUESTS = sorted((Path(__file__).parents[2] / "sandbox_config" / "requests").glob("*.json"))
SHIPPED = Path(__file__).parents[2] / "imaging_rules" / "library"
DAY = date(2026, 11, 20)


class Site:
    """A service with a database of its own, what was stored in it, and its command line."""

    def __init__(self, url: str, **settings: Any) -> None:
        self.url = url
        self._settings = {"database_url": url, "as_of": DAY, **settings}

    def answer(self, *requests: Path) -> list[dict[str, Any]]:
        """The answers to requests, all stored."""
        app = create_app(Settings(**self._settings))
        answers = []
        for request in requests:
            content = json.loads(request.read_text(encoding="utf-8"))
            service = f"imaging-appropriateness-{content['hook'].removeprefix('order-')}"
            answers.append(app.test_client().post(f"/cds-services/{service}", json=content).get_json())
        self.store = app.extensions[KEY].store
        self.store.close()
        return answers

    @property
    def consultations(self) -> list[str]:
        """The ids of what is stored."""
        return [row["id"] for row in self.store.consultations()]

    def tamper(self, statement: str) -> None:
        """Change what is stored, behind the service's back."""
        engine = open_database(self.url, 1, "normal")
        with engine.begin() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()

    def run(self, *arguments: str) -> Result:
        """The command line on this database."""
        environment = {"IMAGING_CDS_DATABASE_URL": self.url}
        return CliRunner(env=environment).invoke(main, list(arguments))


@pytest.fixture
def site(url: str) -> Site:
    return Site(url)


def test_every_saved_request_is_replayed_to_the_byte(site: Site) -> None:
    site.answer(*REQUESTS)
    assert len(site.consultations) == len(REQUESTS) >= 15
    for consultation in site.consultations:
        kept = site.store.for_replay(consultation)
        assert kept is not None
        assert replayed(kept) == kept.assessment


def from_a_client_with_a_policy(request: Path, folder: Path) -> Path:
    """The request as the demo EHR sends it, which names a payer policy."""
    content = {**json.loads(request.read_text(encoding="utf-8")), "fhirServer": "http://localhost:5000/demo/fhir"}
    file = folder / request.name
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_the_payers_answer_is_replayed_to_the_byte_too(site: Site, tmp_path: Path) -> None:
    site.answer(*(from_a_client_with_a_policy(each, tmp_path) for each in REQUESTS))
    statuses = set()
    for consultation in site.consultations:
        kept = site.store.for_replay(consultation)
        assert kept is not None
        assert replayed(kept) == kept.assessment
        statuses |= {payer["status"] for order in json.loads(kept.assessment)["orders"] for payer in order["payer"]}
    assert {"met", "more-information-needed"} <= statuses


def test_a_consultation_holds_what_the_payers_answer_rests_on_and_no_word_of_the_record(site: Site, tmp_path: Path) -> None:
    right = next(each for each in REQUESTS if each.stem == "cancer-neck-pain-mri-right")
    site.answer(from_a_client_with_a_policy(right, tmp_path))
    (consultation,) = site.consultations
    kept = site.store.for_replay(consultation)
    assert kept is not None
    ((payer,),) = [order["payer"] for order in json.loads(kept.assessment)["orders"]]
    assert (payer["policy"], payer["status"]) == ("nia-cervical-mri-2022", "met")
    assert payer["criteria_met"] == ["nia.cervical-mri.tumor.metastatic.new-signs-symptoms-spine-prone"]
    assert "neck-pain.failed-conservative-6wk" in str(payer["studies"])
    assert "breast" not in kept.assessment.lower()
    assert "evidence" not in kept.assessment


def test_what_is_kept_for_a_replay_holds_no_word_of_the_record(site: Site, tmp_path: Path) -> None:
    request = json.loads(next(each for each in REQUESTS if each.stem == "myelopathy-ct-cervical").read_text(encoding="utf-8"))
    (draft,) = [entry["resource"] for entry in request["context"]["draftOrders"]["entry"]]
    draft["note"] = [{"text": "canary: brisk reflexes since spring"}]
    draft["reasonCode"] = [{"text": "canary neck pain, numb hands"}]
    report = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": {"text": "MRI cervical spine"},
              "subject": draft["subject"], "effectiveDateTime": "2026-11-01", "conclusion": "canary in the cord"}  # fmt: skip
    request["prefetch"]["reports"] = {"resourceType": "Bundle", "total": 1, "entry": [{"resource": report}]}
    file = tmp_path / "request.json"
    file.write_text(json.dumps(request), encoding="utf-8")
    site.answer(file)
    (consultation,) = site.consultations
    kept = site.store.for_replay(consultation)
    assert kept is not None
    assert "neck_pain" in kept.tasks
    assert "DiagnosticReport/r" in kept.tasks
    for word in ("canary", "brisk reflexes", "numb hands", "Myelopathy in diseases"):
        assert word not in kept.tasks


def test_the_command_says_that_the_answer_is_the_same(site: Site) -> None:
    (answer,) = site.answer(next(each for each in REQUESTS if each.stem == "myelopathy-ct-cervical"))
    (consultation,) = site.consultations
    card = answer["cards"][0]["uuid"]
    for known in (consultation, card):
        result = site.run("replay", known)
        assert (result.exit_code, result.stderr) == (0, "")
        assert f"consultation {consultation} of 2026-11-20, library {Library.load().content_hash[:12]}" in result.stdout
        assert "the same answer, to the byte" in result.stdout


def test_an_answer_that_was_tampered_with_is_found(site: Site) -> None:
    site.answer(next(each for each in REQUESTS if each.stem == "myelopathy-ct-cervical"))
    (consultation,) = site.consultations
    site.tamper("update consultation set assessment = replace(assessment, 'may-be-', 'usually-')")
    result = site.run("replay", consultation)
    assert result.exit_code == 1
    assert '"usually-appropriate" -> "may-be-appropriate"' in result.stdout
    assert "not the one that was stored" in result.stderr


def test_an_old_consultation_keeps_the_library_of_then(site: Site, tmp_path: Path) -> None:
    """The library of today is another one; the stored one is read from the database, not from the package."""
    site.answer(next(each for each in REQUESTS if each.stem == "myelopathy-ct-cervical"))
    (consultation,) = site.consultations
    kept = site.store.for_replay(consultation)
    assert kept is not None
    today = tmp_path / "library"
    shutil.copytree(SHIPPED, today)
    file = today / "acr" / "myelopathy-2020.yaml"
    text = file.read_text(encoding="utf-8")
    row = "[CT spine area of interest without IV contrast, may be appropriate, 6"
    assert row in text
    lower = row.replace("may be appropriate, 6", "usually not appropriate, 3")
    file.write_text(text.replace(row, lower), encoding="utf-8")
    assert replayed(kept) == kept.assessment
    found = differences(kept.assessment, assessed_with(Library.load(today), kept))
    assert [(each.about, each.then, each.now) for each in found] == [
        ("rating", "may-be-appropriate", "usually-not-appropriate")
    ]


def test_a_library_that_is_not_on_hand_or_not_itself_is_refused(site: Site) -> None:
    site.answer(next(each for each in REQUESTS if each.stem == "myelopathy-ct-cervical"))
    (consultation,) = site.consultations
    site.tamper("update library set id = 'other'")
    kept = site.store.for_replay(consultation)
    assert kept is not None
    with pytest.raises(CannotReplay, match="not on hand"):
        replayed(kept)
    assert "not on hand" in site.run("replay", consultation).stderr


def test_a_library_written_as_this_program_does_not_read_it_is_refused_in_words(site: Site) -> None:
    site.answer(next(each for each in REQUESTS if each.stem == "myelopathy-ct-cervical"))
    (consultation,) = site.consultations
    kept = site.store.for_replay(consultation)
    assert kept is not None
    assert kept.library_content is not None
    for content in (_with_an_unknown_field(kept.library_content), b"no archive"):
        with pytest.raises(CannotReplay, match="does not read it"):
            replayed(replace(kept, library_content=content))


def _with_an_unknown_field(content: bytes) -> bytes:
    """A packed library whose safety limits have a field of another program."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w") as other:
        for name in packed.namelist():
            text = packed.read(name)
            other.writestr(name, text + b"\nof_another_program: true\n" if name.endswith("safety.yaml") else text)
    return made.getvalue()


def test_a_site_may_keep_no_facts(url: str) -> None:
    site = Site(url, replay_days=0)
    site.answer(REQUESTS[0])
    (consultation,) = site.consultations
    result = site.run("replay", consultation)
    assert (result.exit_code, result.stderr) == (1, f"Error: no facts are kept of {consultation}\n")


def test_facts_go_when_their_time_is_over(site: Site) -> None:
    site.answer(REQUESTS[0])
    site.tamper("update consultation_facts set expires_at = 1")
    site.answer(REQUESTS[1])
    assert sum(site.store.for_replay(each) is not None for each in site.consultations) == 1


def test_a_library_in_use_can_be_compared_by_the_start_of_its_hash(site: Site) -> None:
    site.answer(REQUESTS[0])
    result = site.run("library", "changes", Library.load().content_hash[:8])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "What the files say:",
        "  nothing else",
        "Known patients answered otherwise:",
        "  none",
    ]
    unknown = site.run("library", "changes", "ffff")
    assert (unknown.exit_code, unknown.stderr.count("is no folder")) == (1, 1)
