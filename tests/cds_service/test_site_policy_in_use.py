"""A site's policy in the running service: named in the settings or the registry, checked at the start, seen everywhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask, render_template

from cds_service.application import create_app
from cds_service.command_line import main
from cds_service.consultations.consultation import KeptDetails
from cds_service.consultations.kept_tasks import tasks_from_text
from cds_service.hook_request import read_hook_request
from cds_service.own_forms import forms
from cds_service.parts import KEY
from cds_service.settings import Settings, SettingsProblem
from cds_service.smart.details_page import DetailsPage
from cds_service.smart.sessions import OpenPage
from imaging_rules import Library

REQUESTS = Path(__file__).parents[2] / "sandbox_config" / "requests"
DAY = date(2026, 11, 20)
CLINIC, OTHER = "https://clinic.example.org/fhir", "https://other.example.org/fhir"
REGISTRY = f"""
- id: clinic
  fhir_bases: ["{CLINIC}"]
  site_policy: policies/clinic.yaml
  smart: {{client_id: details}}
- id: other
  fhir_bases: ["{OTHER}"]
"""
NO_MRI = """
site: Hill Clinic
overlays:
  - id: no-mri
    unavailable: {modality: MRI}
    reason: the next scanner is in Riverside
    owner: Department of radiology
    from: 2026-07-01
    until: 2027-06-30
"""
PREFER_PLAIN = """
site: Riverside General Hospital
overlays:
  - id: plain-first
    prefer: {scenario: myelopathy-2020/v2, study: MRI spine area of interest without IV contrast}
    reason: contrast is given after the radiologist has seen the plain study
    owner: Radiology governance group
    from: 2026-07-01
    until: 2027-06-30
  - id: last-year
    silence: {scenario: myelopathy-2020/v2}
    reason: it was under review
    owner: Radiology governance group
    from: 2025-07-01
    until: 2026-06-30
"""


def saved(name: str, server: str | None = None) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8"))
    return {**content, **({"fhirServer": server} if server else {})}


def ask(app: Flask, request: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = app.test_client().post("/cds-services/imaging-appropriateness-select", json=request).get_json()
    return answer


def settings(folder: Path, clinic: str = NO_MRI, everywhere: str = PREFER_PLAIN, **more: Any) -> Settings:
    (folder / "policies").mkdir(exist_ok=True)
    (folder / "policies" / "clinic.yaml").write_text(clinic)
    (folder / "everywhere.yaml").write_text(everywhere)
    (folder / "clients.yaml").write_text(REGISTRY)
    return Settings(
        clients_file=folder / "clients.yaml",
        site_policy=folder / "everywhere.yaml",
        database_url=f"sqlite:///{folder / 'kept.sqlite'}",
        **{"as_of": DAY, **more},
    )


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(settings(tmp_path))


def test_the_policy_of_the_installation_holds_for_every_client_without_one_of_its_own(app: Flask) -> None:
    for server in (OTHER, None):
        (card,) = ask(app, saved("myelopathy-ct-cervical", server))["cards"]
        assert card["suggestions"][0]["label"] == "Order MRI cervical spine without IV contrast instead"
        assert "**Local policy:** MRI cervical spine without IV contrast is preferred here." in card["detail"]


def test_a_clients_own_policy_holds_instead(app: Flask) -> None:
    assert ask(app, saved("myelopathy-ct-cervical", CLINIC))["cards"] == []
    answer = ask(app, saved("cancer-neck-pain-mri-right", CLINIC))
    (card,) = answer["cards"]
    assert card["summary"].startswith("MRI cervical spine without and with IV contrast is not available here")
    assert "the next scanner is in Riverside (Department of radiology, until 2027-06-30)" in card["detail"]
    assert answer["systemActions"]


def test_an_expired_overlay_has_no_effect_and_the_readiness_page_names_it(app: Flask) -> None:
    assert ask(app, saved("myelopathy-ct-cervical"))["systemActions"]
    ready = app.test_client().get("/health/ready")
    assert ready.status_code == 200
    assert ready.get_json()["expired_overlays"] == ["Riverside General Hospital: last-year, until 2026-06-30"]


def test_a_stored_consultation_keeps_the_policy_and_is_replayed_with_it(app: Flask, tmp_path: Path) -> None:
    ask(app, saved("myelopathy-ct-cervical"))
    store = app.extensions[KEY].store
    store.close()
    (kept,) = store.consultations()
    (order,) = json.loads(kept["assessment"])["orders"]
    assert [policy["id"] for policy in order["site_policy"]] == ["plain-first"]
    environment = {"IMAGING_CDS_DATABASE_URL": f"sqlite:///{tmp_path / 'kept.sqlite'}"}
    replayed = CliRunner(env=environment).invoke(main, ["replay", kept["id"]])
    assert replayed.exit_code == 0, replayed.output
    assert "the same answer, to the byte" in replayed.output


def test_the_details_app_shows_the_policy_and_what_cannot_be_done_here(app: Flask) -> None:
    page = details_page(app, saved("cancer-neck-pain-mri-right", CLINIC))
    (order,) = page.orders
    assert order.policy == (
        "MRI cervical spine without and with IV contrast is not available here. Reason: the next scanner is in Riverside "
        "(Department of radiology, until 2027-06-30).",
    )
    assert all(row.lacking == (row.study.modality == "mri") for row in order.table)
    with app.test_request_context():
        shown = render_template("smart/details.html", page_id="x", page=OPEN_PAGE, details=page)
    assert "Local policy:" in shown
    assert "Not available here" in shown


OPEN_PAGE = OpenPage("clinic", "p", "c", "b", "k")


def details_page(app: Flask, request: dict[str, Any]) -> DetailsPage:
    """The details page of a request of the clinic."""
    own = app.extensions[KEY]
    (clinic,) = [client for client in own.clients if client.id == "clinic"]
    answer = own.evaluator.answer(read_hook_request(json.dumps(request).encode()), "imaging-appropriateness-select", clinic)
    consultation = answer.consultation
    orders = {each.of: each.id for each in consultation.ids if each.kind == "order"}
    kept = KeptDetails(consultation.id, "clinic", "p", "s", "2026-11-20T08:00:00.000+00:00", orders, "")
    known = forms(own.evaluator.library, own.settings.base_url)
    return DetailsPage.made(own.evaluator, clinic, kept, tasks_from_text(consultation.details.tasks), OPEN_PAGE, known)


def test_the_guideline_page_lists_what_sites_do_otherwise_beside_the_guidelines_own_table(app: Flask) -> None:
    page = app.test_client().get("/guidelines/myelopathy-2020/v2").get_data(as_text=True)
    assert "Riverside General Hospital: in myelopathy-2020/v2" in page
    assert "Hill Clinic: MRI is not available and is not offered." in page
    assert "last-year" not in page
    assert "it was under review" not in page
    other = app.test_client().get("/guidelines/dizziness-ataxia-2023/v1").get_data(as_text=True)
    assert "Riverside General Hospital" not in other


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("clinic", "until: 2027-06-30", "", "clients.yaml: client clinic: clinic.yaml, line 4: until is missing"),
        ("clinic", "{modality: MRI}", "{modality: PET}", "client clinic: clinic.yaml, line 4: no-mri: unknown modality PET"),
        (
            "everywhere",
            "myelopathy-2020/v2, study",
            "myelopathy-2020/v7, study",
            "the library has no scenario myelopathy-2020/v7",
        ),
        ("everywhere", "site: Riverside General Hospital", "", "everywhere.yaml: everywhere.yaml, line 3: site is missing"),
    ],
)
def test_the_service_does_not_start_with_a_policy_that_is_wrong(
    tmp_path: Path, part: str, old: str, new: str, said: str
) -> None:
    changed = {part: {"clinic": NO_MRI, "everywhere": PREFER_PLAIN}[part].replace(old, new, 1)}
    with pytest.raises(SettingsProblem) as raised:
        create_app(settings(tmp_path, **changed))
    assert said in str(raised.value)


def run(folder: Path, *arguments: str) -> Result:
    environment = {
        "IMAGING_CDS_CLIENTS_FILE": str(folder / "clients.yaml"),
        "IMAGING_CDS_SITE_POLICY": str(folder / "everywhere.yaml"),
        "IMAGING_CDS_DATABASE_URL": f"sqlite:///{folder / 'kept.sqlite'}",
    }
    return CliRunner(env=environment).invoke(main, list(arguments))


def test_the_difference_from_the_guideline_is_told_in_a_clinicians_words(tmp_path: Path) -> None:
    settings(tmp_path)
    told = run(tmp_path, "library", "diff", "--as-of", "2026-11-20")
    assert told.exit_code == 0, told.output
    assert (
        "plain-first: in myelopathy-2020/v2 (chronic or progressive myelopathy), MRI spine area of interest without IV "
        "contrast is preferred; the guideline prefers MRI spine area of interest without and with IV contrast. Reason: "
        "contrast is given after the radiologist has seen the plain study (Radiology governance group). In force until "
        "2027-06-30."
    ) in told.output
    assert "Expired after 2026-06-30: it has no effect." in told.output
    assert "note: everywhere.yaml, line 10: last-year expired after 2026-06-30 and has no effect" in told.output
    assert "a 64-year-old with nine months of gait imbalance" in told.output
    own = run(tmp_path, "library", "diff", "--client", "clinic", "--as-of", "2026-11-20").output
    assert own.startswith("Hill Clinic, on 2026-11-20:")
    assert "note: nothing usually appropriate is left in" in own
    assert (
        "no client nobody in the registry; registered: clinic, other"
        in run(tmp_path, "library", "diff", "--client", "nobody").output
    )


def test_the_check_of_a_policy_finds_scenarios_it_leaves_without_an_order(tmp_path: Path) -> None:
    """Two scenarios that rated a study alike, so that no order between them was needed, now rate it differently."""
    ct = "CT spine area of interest without IV contrast"
    rating = f"rating: {{scenario: spine-infection-2021/v2, study: {ct}, to: usually not appropriate}}"
    file = tmp_path / "policy.yaml"
    file.write_text(PREFER_PLAIN.split("  - id: last-year")[0].replace(PREFER_PLAIN.splitlines()[4].strip(), rating))
    found = run(tmp_path, "library", "check", "--policy", str(file))
    assert found.exit_code == 1
    assert (
        "spine-infection-2021/v2 and spine-infection-2021/v4 can both fit one patient and under this policy rate"
        in found.output
    )


def test_the_check_of_a_policy_that_can_stand_says_what_has_expired(tmp_path: Path) -> None:
    settings(tmp_path)
    found = run(tmp_path, "library", "check", "--policy", str(tmp_path / "everywhere.yaml"))
    assert found.exit_code == 0, found.output
    assert "last-year expired after 2026-06-30 and has no effect" in found.output
    assert "1 of 2 overlays in force: nothing is wrong" in found.output


def test_a_case_without_fhir_is_assessed_under_a_policy_too(tmp_path: Path) -> None:
    settings(tmp_path)
    case = {"as_of": "2026-11-20", "features": {"age_years": 64, "suspected_myelopathy": True, "symptom_duration_days": 270}}
    (tmp_path / "case.json").write_text(json.dumps({**case, "studies": ["ct-cervical-spine-without-iv-contrast"]}))
    policy = ("--site-policy", str(tmp_path / "everywhere.yaml"))
    told = json.loads(run(tmp_path, "assess", *policy, str(tmp_path / "case.json")).output)
    assert told["orders"][0]["site_policy"][0]["id"] == "plain-first"


def test_no_policy_leaves_the_very_library_that_ships(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'kept.sqlite'}", as_of=DAY))
    policies = app.extensions[KEY].evaluator.policies
    assert policies.library_for("demo", DAY) is app.extensions[KEY].evaluator.library
    assert policies.library_for("demo", DAY).content_hash == Library.load().content_hash
