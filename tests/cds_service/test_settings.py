"""What an installation may choose, and what it is refused."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from pydantic import ValidationError

from cds_service.clients import read_clients
from cds_service.evaluation import Evaluator
from cds_service.settings import Settings, SettingsProblem, data_folder, is_loopback, read_settings

CLIENTS = """
- id: clinic
  fhir_bases: [https://fhir.example.org/r4]
  dialect: {system_actions: top-level, qcdsm: G1004, preferred_systems: [loinc]}
- id: lab
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "clients.yaml"
    made.write_text(CLIENTS)
    return made


def test_the_demo_serves_this_machine_and_the_public_sandbox_page() -> None:
    settings = Settings()
    assert is_loopback(settings.host)
    assert "https://sandbox.cds-hooks.org" in settings.allowed_origins
    assert all(base.startswith(("http://localhost", "http://127.0.0.1")) for base in settings.clients()[0].fhir_bases)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.8.8.8", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_only_loopback_addresses_are_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_a_site_has_nothing_of_the_demo() -> None:
    site = Settings(profile="site", host="0.0.0.0")
    assert site.allowed_origins == ()
    assert site.clients() == ()


@pytest.mark.parametrize(
    ("profile", "address"),
    [
        ("demo", "cds.example.org"),
        ("demo", "https://cds.example.org/cds"),
        ("demo", "https://cds.example.org/?a=b"),
        ("demo", "https://"),
        ("site", "http://cds.example.org"),
    ],
)
def test_a_public_address_that_no_client_could_call_is_refused(profile: Literal["demo", "site"], address: str) -> None:
    with pytest.raises(ValidationError, match=r"public_base_url|https only"):
        Settings(profile=profile, public_base_url=address)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGING_CDS_PORT", "6001")
    monkeypatch.setenv("IMAGING_CDS_CORS_ORIGINS", '["https://ehr.example.org"]')
    monkeypatch.setenv("IMAGING_CDS_PUBLIC_BASE_URL", "https://cds.example.org/")
    settings = Settings()
    assert (settings.port, settings.allowed_origins) == (6001, ("https://ehr.example.org",))
    assert settings.base_url == "https://cds.example.org"


def test_a_client_has_its_own_dialect(file: Path) -> None:
    clinic, lab = read_clients(file)
    assert (clinic.dialect.system_actions, clinic.dialect.qcdsm) == ("top-level", "G1004")
    assert clinic.dialect.preferred_systems == ("loinc",)
    assert (lab.dialect.system_actions, lab.dialect.qcdsm) == ("both", None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: lab", "id: clinic"),
        ("id: lab", "id: Lab 1"),
        ("fhir_bases", "fhir_base"),
        ("qcdsm", "qdcsm"),
        ("top-level", "somewhere"),
        ("- id: lab", "  id: lab"),
    ],
)
def test_a_clients_file_with_a_slip_is_refused(file: Path, old: str, new: str) -> None:
    file.write_text(CLIENTS.replace(old, new, 1))
    with pytest.raises(SettingsProblem):
        Settings(profile="site", clients_file=file).clients()


@pytest.mark.parametrize(
    "name",
    ["port", "threads", "body_cap", "fetch_cap", "fetch_pages", "order_cap", "queue_cap", "fetch_deadline", "arrival_deadline"],
)
def test_a_number_that_would_answer_nothing_is_refused(name: str) -> None:
    for number in (0, -1):
        with pytest.raises(ValidationError):
            Settings(**{name: number})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "IMAGING_CDS_PORT: Input should be a valid integer"),
        ("ORDER_CAP", "-1", "IMAGING_CDS_ORDER_CAP: Input should be greater than or equal to 1"),
        ("CORS_ORIGINS", "https://ehr.example.org", "IMAGING_CDS_CORS_ORIGINS: "),
        ("ALSO_KNOWN_AS", "https://cds.example.org", "also_known_as"),
        ("PUBLIC_BASE_URL", "cds.example.org", "public_base_url is https://host"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"IMAGING_CDS_{name}", value)
    with pytest.raises(SettingsProblem) as refused:
        read_settings()
    assert said in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_each_setting_says_what_it_means() -> None:
    (settings,) = (
        node
        for node in ast.parse(Path(str(inspect.getsourcefile(Settings))).read_text()).body
        if isinstance(node, ast.ClassDef) and node.name == Settings.__name__
    )
    told = {
        node.target.id
        for node, after in pairwise(settings.body)
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }
    assert Settings.model_fields.keys() - told == set()


def test_the_files_that_a_registry_names_begin_at_its_folder(tmp_path: Path) -> None:
    registry = tmp_path / "clients.yaml"
    registry.write_text(
        "- {id: ours, issuer: 'https://ehr.example.org', keys_file: keys.json, smart: {client_id: app, key_file: app.json}}\n"
        "- {id: theirs, issuer: 'https://ehr.example.com', keys_file: /etc/keys.json}\n"
    )
    ours, theirs = read_clients(registry)
    assert (ours.keys_file, theirs.keys_file) == (tmp_path / "keys.json", Path("/etc/keys.json"))
    assert ours.smart
    assert ours.smart.key_file == tmp_path / "app.json"


def test_the_data_goes_to_the_users_folder_or_else_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert data_folder() == tmp_path / "data" / "imaging-cds"
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    monkeypatch.chdir(tmp_path)
    assert data_folder() == tmp_path / "var"


def test_a_client_names_only_policies_of_the_library(tmp_path: Path) -> None:
    clients = tmp_path / "clients.yaml"
    clients.write_text("- {id: ours, payer_policies: [nia-cervical-mri-2022]}")
    Evaluator.from_settings(Settings(clients_file=clients))
    clients.write_text("- {id: ours, payer_policies: [nia-cervical-mri-2023]}")
    with pytest.raises(SettingsProblem, match="unknown payer policy nia-cervical-mri-2023; known are nia-cervical-mri-2022"):
        Evaluator.from_settings(Settings(clients_file=clients))
    clients.write_text("- {id: ours, payer_policies: [nia-cervical-mri-2022, nia-cervical-mri-2022]}")
    with pytest.raises(SettingsProblem, match="stands twice"):
        Settings(clients_file=clients).clients()
