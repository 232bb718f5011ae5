"""A client's own codes in the running service: named in the registry, checked at the start, read for that client only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from test_evaluation import PATIENT, bundle
from test_http import SELECT, assert_conformant, order_select, post

from cds_service.application import create_app
from cds_service.clients import Client, NamedCodesFile, SiteCodesProblem
from cds_service.command_line import main
from cds_service.consultations.consultation import KeptDetails
from cds_service.own_forms import forms
from cds_service.parts import KEY
from cds_service.prefetch_templates import PREFETCH
from cds_service.settings import Settings, SettingsProblem
from cds_service.smart.details_page import DetailsPage
from cds_service.smart.sessions import OpenPage

RIS, LISTS = "urn:oid:2.25.7001", "https://ehr.example.org/problems"
CLINIC, OTHER = "https://clinic.example.org/fhir", "https://other.example.org/fhir"
REGISTRY = f"""
- id: clinic
  fhir_bases: ["{CLINIC}"]
  order_codes: [tables/orders.csv]
  problem_codes: [{{file: tables/problems.json}}]
  dialect: {{preferred_systems: ["{RIS}", cpt]}}
- id: other
  fhir_bases: ["{OTHER}"]
"""
ORDERS = f"""\
system,code,display,target_system,target
{RIS},CTLS,CT L-SPINE WO,study,CT lumbar spine without IV contrast
{RIS},CTCS,CT C-SPINE WO,cpt,72125
{RIS},MRCS,MR C-SPINE WO,cpt,72141
{RIS},MRCSB,MR C-SPINE W/WO,cpt,72156
"""
PROBLEMS = {
    "resourceType": "ConceptMap",
    "status": "active",
    "group": [
        {
            "source": LISTS,
            "target": "http://hl7.org/fhir/sid/icd-10-cm",
            "element": [
                {"code": "B1", "target": [{"code": "M54.50", "equivalence": "equivalent"}]},
                {"code": "CORD", "target": [{"code": "M47.12", "equivalence": "equal"}]},
                {"code": "VAGUE", "target": [{"code": "M54.2", "equivalence": "wider"}]},
            ],
        }
    ],
}


def registry(folder: Path, text: str = REGISTRY) -> Path:
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / "orders.csv").write_text(ORDERS)
    (folder / "tables" / "problems.json").write_text(json.dumps(PROBLEMS, indent=1))
    file = folder / "clients.yaml"
    file.write_text(text)
    return file


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("clinic")
    chosen = Settings(clients_file=registry(folder), database_url=f"sqlite:///{folder / 'kept.sqlite'}", as_of="2026-11-20")
    made = create_app(chosen)
    yield made
    made.extensions[KEY].store.close()


def request(order_code: str, problem_code: str, server: str | None) -> dict[str, Any]:
    """An order-select by local codes alone, with a whole record."""
    listed = {
        "resourceType": "Condition",
        "id": "listed",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": LISTS, "code": problem_code}]},
        "onsetDateTime": "2026-11-10",
    }
    body = order_select()
    (entry,) = body["context"]["draftOrders"]["entry"]
    entry["resource"]["code"] = {"coding": [{"system": RIS, "code": order_code}]}
    entry["resource"]["reasonCode"] = [{"coding": [{"system": LISTS, "code": problem_code}]}]
    record = dict.fromkeys(PREFETCH) | {"patient": PATIENT, "conditions": bundle(listed)}
    return {**body, "prefetch": record, **({"fhirServer": server} if server else {})}


def test_a_local_order_for_a_local_problem_is_rated_for_the_client_whose_codes_they_are(app: Flask) -> None:
    response = post(app.test_client(), SELECT, request("CTLS", "B1", CLINIC))
    assert_conformant(response)
    (card,) = response.get_json()["cards"]
    assert card["summary"].endswith("CT lumbar spine without IV contrast is usually not appropriate.")
    (action,) = response.get_json()["systemActions"]
    assert "not-appropriate" in json.dumps(action["resource"])


@pytest.mark.parametrize("server", [OTHER, "https://stranger.example.org/fhir", None])
def test_the_same_codes_say_nothing_for_anybody_else(app: Flask, server: str | None) -> None:
    assert post(app.test_client(), SELECT, request("CTLS", "B1", server)).get_json() == {"cards": []}


def test_the_suggestion_carries_the_code_that_this_clients_ehr_can_order_and_is_then_silent(app: Flask) -> None:
    asked = request("CTCS", "CORD", CLINIC)
    (card,) = post(app.test_client(), SELECT, asked).get_json()["cards"]
    best, second = (suggestion["actions"][0]["resource"] for suggestion in card["suggestions"])
    assert best["code"]["coding"] == [{"system": RIS, "code": "MRCS", "display": "MR C-SPINE WO"}]
    assert second["code"]["coding"] == [{"system": RIS, "code": "MRCSB", "display": "MR C-SPINE W/WO"}]
    asked["context"]["draftOrders"]["entry"][0]["resource"] = best
    assert post(app.test_client(), SELECT, asked).get_json()["cards"] == []


def test_the_details_app_offers_the_same_local_code(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator, (clinic, _) = app.extensions[KEY].evaluator, app.extensions[KEY].clients
    tasks: list[Any] = []
    monkeypatch.setattr(evaluator, "_details", lambda _client, made: tasks.extend(made))
    post(app.test_client(), SELECT, request("CTCS", "CORD", CLINIC))
    kept = KeptDetails("c", "clinic", "p1", "imaging-appropriateness-select", "2026-11-20T08:00:00Z", {}, "")
    opened = OpenPage("clinic", "p1", "c", "browser", "key")
    page = DetailsPage.made(evaluator, clinic, kept, tasks, opened, forms(evaluator.library, "https://cds.example.org"))
    assert [offer.code for offer in page.orders[0].offers] == ["MRCS", "MRCSB"]


def test_a_standard_order_gets_the_preferred_local_code_beside_its_own(app: Flask) -> None:
    asked = request("CTCS", "CORD", CLINIC)
    cpt = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "72125"}]}
    asked["context"]["draftOrders"]["entry"][0]["resource"]["code"] = cpt
    (card,) = post(app.test_client(), SELECT, asked).get_json()["cards"]
    coding = card["suggestions"][0]["actions"][0]["resource"]["code"]["coding"]
    assert [each["code"] for each in coding] == ["MRCS", "72141"]


def test_a_problem_code_whose_target_is_only_wider_is_not_read(app: Flask) -> None:
    listed = post(app.test_client(), SELECT, request("MRCS", "VAGUE", CLINIC)).get_json()
    assert "neck pain" not in json.dumps(listed).lower()
    assert "systemActions" not in listed


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("orders.csv", "CT lumbar spine without", "CT lumbar spine witout", "orders.csv, line 2: unknown study"),
        ("orders.csv", "72156", "7215", "orders.csv, line 5: 7215 is no cpt code"),
        ("orders.csv", ",CTCS,", ",CTLS,CT L-SPINE WO,study,CT lumbar spine without IV contrast\nu,X,", "stands twice"),
        ("orders.csv", RIS, "http://loinc.org", "is loinc, a standard system"),
        ("problems.json", "M47.12", "47.12", "problems.json, line 21: 47.12 is no icd-10-cm code"),
        ("problems.json", '"equal"', '"alike"', "problems.json, line 21: CORD: alike is none of FHIR R4"),
    ],
)
def test_codes_that_cannot_be_used_stop_the_start_by_client_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    clients = registry(tmp_path)
    table = tmp_path / "tables" / file
    assert old in table.read_text()
    table.write_text(table.read_text().replace(old, new))
    with pytest.raises(SettingsProblem, match="client clinic: ") as problem:
        create_app(Settings(clients_file=clients, database_url=f"sqlite:///{tmp_path / 'kept.sqlite'}"))
    assert said in str(problem.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tables/orders.csv", "tables/none.csv", "none.csv: cannot be read"),
        (f'"{RIS}", cpt', "ctp", "preferred system ctp is neither a known code system nor one of its order codes"),
        ("{file: tables/problems.json}", "{file: tables/problems.json, role: x}", "role"),
    ],
)
def test_a_registry_that_names_its_codes_wrongly_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SettingsProblem, match=said):
        Settings(clients_file=registry(tmp_path, REGISTRY.replace(old, new))).clients()


def test_many_problems_are_cut_short(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("system,code,target_system,target\n" + "".join(f"u,C{n},cpt,1\n" for n in range(50)))
    with pytest.raises(SiteCodesProblem) as problem:
        _ = Client(id="clinic", order_codes=(NamedCodesFile(file=file),)).site_codes
    assert str(problem.value).splitlines()[-1] == "and 30 more"


def test_codes_without_a_system_need_the_word_of_the_registry(tmp_path: Path) -> None:
    bare = ORDERS.replace(RIS, "")
    said = REGISTRY.replace("tables/orders.csv", '{file: tables/orders.csv, system: ""}').replace(f'"{RIS}", ', "")
    for text, accepted in ((REGISTRY, False), (said, True)):
        clients = registry(tmp_path, text)
        (tmp_path / "tables" / "orders.csv").write_text(bare)
        if accepted:
            clinic, _ = Settings(clients_file=clients).clients()
            assert clinic.site_codes.order(None, "CTCS")
        else:
            with pytest.raises(SettingsProblem, match=r"orders\.csv, line 2: no system"):
                Settings(clients_file=clients).clients()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_file_is_checked_before_it_is_used(tmp_path: Path) -> None:
    registry(tmp_path)
    orders, problems = (str(tmp_path / "tables" / name) for name in ("orders.csv", "problems.json"))
    good = run("codes", "check", orders, "--as", "orders")
    assert (good.exit_code, good.stdout) == (0, "orders.csv: 4 codes of orders, nothing is wrong\n")
    remarked = run("codes", "check", problems, "--as", "problems")
    assert remarked.stdout.startswith("note: problems.json, line 30: VAGUE: wider is not followed\n")
    assert remarked.exit_code == 0
    wrong = run("codes", "check", orders, "--as", "problems")
    assert wrong.exit_code == 1
    assert "orders.csv, line 2: not to be mapped to study" in wrong.stdout


def test_a_local_code_is_looked_up_for_its_client_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGING_CDS_CLIENTS_FILE", str(registry(tmp_path)))
    shown = run("codes", "MRCSB", "--client", "clinic").stdout
    assert "read as cpt 72156, order of MRI cervical spine without and with IV contrast (orders.csv, line 5)" in shown
    assert "read as icd-10-cm M4712, finding spondylotic_myelopathy" in run("codes", "CORD", "--client", "clinic").stdout
    assert run("codes", "CORD", "--client", "clinic", "--system", LISTS).exit_code == 0
    assert run("codes", "CORD", "--client", "clinic", "--system", RIS).exit_code == 1
    assert "CTLS" in run("codes", "CT lumbar spine without IV contrast", "--client", "clinic").stdout
    assert "CORD" in run("codes", "spondylotic_myelopathy", "--client", "clinic").stdout
    assert run("codes", "MRCSB").exit_code == 1
    assert run("codes", "MRCSB", "--client", "other").exit_code == 1
    assert "registered: clinic, other" in run("codes", "MRCSB", "--client", "nobody").stderr


def test_a_request_is_evaluated_with_the_codes_of_the_client_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = registry(tmp_path)
    monkeypatch.setenv("IMAGING_CDS_CLIENTS_FILE", str(clients))
    file = tmp_path / "request.json"
    for server, status in ((CLINIC, "rated"), (OTHER, None)):
        file.write_text(json.dumps(request("CTLS", "B1", server)))
        orders = json.loads(run("evaluate", str(file), "--assessment", "--as-of", "2026-11-20").stdout)["orders"]
        assert [order["status"] for order in orders] == ([status] if status else [])
    (tmp_path / "tables" / "orders.csv").write_text("nothing")
    failed = run("evaluate", str(file))
    assert failed.exit_code == 1
    assert "client clinic: orders.csv, line 1: no column code" in failed.stderr
