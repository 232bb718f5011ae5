"""Silent mode: assessed and kept, nothing shown; the report tells what would have been seen."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from cds_service.application import create_app
from cds_service.clients import Client
from cds_service.command_line import main
from cds_service.consultations.store import ConsultationStore
from cds_service.hook_request import read_hook_request
from cds_service.parts import KEY
from cds_service.settings import Settings, SettingsProblem
from cds_service.silent_mode import SilentMode

REQUESTS = Path(__file__).parents[2] / "sandbox_config" / "requests"
DAY = date(2026, 11, 20)
TRIAL, ALL, LIVE = (f"https://{name}.example.org/fhir" for name in ("trial", "all", "live"))
REGISTRY = f"""
- {{id: trial, fhir_bases: ["{TRIAL}"], silent: [myelopathy-2020], smart: {{client_id: details}}}}
- {{id: all, fhir_bases: ["{ALL}"], silent: all, smart: {{client_id: details}}}}
- {{id: live, fhir_bases: ["{LIVE}"]}}
"""


def saved(name: str, server: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8"))
    return {**content, "fhirServer": server}


class Site:
    """A service with three clients, and its database."""

    def __init__(self, url: str, folder: Path, registry: str = REGISTRY) -> None:
        file = folder / "clients.yaml"
        file.write_text(registry)
        self.url = url
        self.app: Flask = create_app(Settings(clients_file=file, database_url=url, as_of=DAY))

    def ask(self, name: str, server: str) -> dict[str, Any]:
        service = "/cds-services/imaging-appropriateness-select"
        answer: dict[str, Any] = self.app.test_client().post(service, json=saved(name, server)).get_json()
        return answer

    @property
    def store(self) -> ConsultationStore:
        """The store with all that was asked in it."""
        self.app.extensions[KEY].store.close()
        return ConsultationStore(self.url)

    def report(self, *arguments: str) -> str:
        self.app.extensions[KEY].store.close()
        runner = CliRunner(env={"IMAGING_CDS_DATABASE_URL": self.url})
        return runner.invoke(main, ["silent", "report", *arguments]).output


@pytest.fixture
def site(url: str, tmp_path: Path) -> Site:
    return Site(url, tmp_path)


def test_nothing_is_shown_of_a_silent_guideline_and_all_of_it_is_kept(site: Site) -> None:
    shown, live = site.ask("myelopathy-ct-cervical", TRIAL), site.ask("myelopathy-ct-cervical", LIVE)
    assert shown == {"cards": []}
    assert live["cards"]
    assert live["systemActions"]
    kept = {row["client"]: json.loads(row["assessment"]) for row in site.store.consultations()}
    assert kept["trial"] == kept["live"]
    assert kept["trial"]["orders"][0]["rating"] == "may-be-appropriate"


def test_another_guideline_is_shown_to_the_same_client(site: Site) -> None:
    assert site.ask("cancer-neck-pain-radiograph", TRIAL)["cards"]
    assert site.store.silent() == []


def test_a_client_that_is_silent_altogether_sees_nothing_not_even_a_constraint(site: Site) -> None:
    for name in ("myelopathy-pacemaker-mri-cervical", "cancer-neck-pain-mri-right", "low-back-pain-new-ct-lumbar"):
        assert site.ask(name, ALL) == {"cards": []}
    (counted,) = {count.client for count in site.store.silent()}
    assert counted == "all"


def test_nothing_is_heard_of_the_payer_beside_an_order_of_a_silent_guideline(url: str, tmp_path: Path) -> None:
    policy = "payer_policies: [nia-cervical-mri-2022]"
    registry = f"""
- {{id: trial, fhir_bases: ["{TRIAL}"], silent: [demyelinating-2025], {policy}}}
- {{id: live, fhir_bases: ["{LIVE}"], {policy}}}
"""
    site = Site(url, tmp_path, registry)
    right = "ms-relapse-mri-payer-proof-owed"
    assert site.ask(right, TRIAL) == {"cards": []}
    assert [card["source"]["topic"]["code"] for card in site.ask(right, LIVE)["cards"]] == ["nia-cervical-mri-2022"]


def test_a_constraint_on_an_order_of_a_silent_guideline_is_said_all_the_same(site: Site) -> None:
    answer = site.ask("myelopathy-pacemaker-mri-cervical", TRIAL)
    (card,) = answer["cards"]
    assert answer.keys() == {"cards"}
    assert card["source"]["label"].startswith("Safety limits")
    assert "suggestions" not in card
    assert "yelopathy" not in json.dumps(card)


def test_feedback_and_the_details_app_cannot_refer_to_what_was_not_shown(site: Site) -> None:
    site.ask("myelopathy-ct-cervical", TRIAL)
    site.ask("myelopathy-ct-cervical", ALL)
    evaluator = site.app.extensions[KEY].evaluator
    for server, kept_for_the_app in ((TRIAL, True), (ALL, False)):
        request = read_hook_request(json.dumps(saved("myelopathy-ct-cervical", server)).encode())
        consultation = evaluator.answer(request, "imaging-appropriateness-select").consultation
        assert consultation.ids == ()
        assert (consultation.details is not None) is kept_for_the_app


def test_the_report_counts_by_scenario_what_would_have_been_seen(site: Site) -> None:
    for name in ("myelopathy-ct-cervical", "myelopathy-ct-cervical", "myelopathy-mri-lumbar"):
        site.ask(name, TRIAL)
    site.ask("cancer-neck-pain-mri-right", ALL)
    site.ask("ms-relapse-mri-without-contrast", ALL)
    lines = [line.split(maxsplit=5) for line in site.report().splitlines()]
    assert lines == [
        ["client", "scenario", "orders", "rated", "cards", "cards by situation"],
        ["all", "cervical-pain-2024/v5", "1", "1", "0"],
        ["all", "demyelinating-2025/v4", "2", "2", "1", "better 1"],
        ["trial", "myelopathy-2020/v2", "3", "2", "3", "advised 1, better 2"],
    ]
    assert len(site.report("--client", "trial").splitlines()) == 2
    assert "nothing was assessed silently" in site.report("--since", "2026-11-21")


def test_a_stored_silent_consultation_is_replayed_to_the_byte(site: Site) -> None:
    site.ask("myelopathy-ct-cervical", TRIAL)
    (kept,) = site.store.consultations()
    replayed = CliRunner(env={"IMAGING_CDS_DATABASE_URL": site.url}).invoke(main, ["replay", kept["id"]])
    assert "the same answer, to the byte" in replayed.output


def test_a_client_cannot_be_silent_on_what_the_library_does_not_have(tmp_path: Path) -> None:
    registry = REGISTRY.replace("[myelopathy-2020]", "[myelopathy-2020, myelopathy-1999]")
    with pytest.raises(SettingsProblem, match="client trial: silent on myelopathy-1999, which the library does not have"):
        Site(f"sqlite:///{tmp_path / 'kept.sqlite'}", tmp_path, registry)


@pytest.mark.parametrize(
    ("silent", "mode"),
    [
        ((), SilentMode()),
        (("myelopathy-2020",), SilentMode(frozenset({"myelopathy-2020"}))),
        ("all", SilentMode(everything=True)),
    ],
)
def test_the_registry_says_what_a_client_does_not_see(silent: Any, mode: SilentMode) -> None:
    assert Client(id="trial", silent=silent).silent_mode == mode
