"""The demo EHR's page: its own files only, clearly a demo, and choices that the service can read."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from fhir_mappings.order.drafts import read_order

STATIC = sorted(file.name for file in (files("sandbox_config") / "demo_ehr" / "static").iterdir())


@pytest.fixture(scope="module")
def page(demo: FlaskClient) -> str:
    return demo.get("/demo/").text


def test_the_page_says_that_it_is_a_demo(page: str) -> None:
    assert "Demo, synthetic patients" in page


def test_nothing_on_the_page_is_inline_or_from_elsewhere(page: str) -> None:
    assert re.findall(r"<script(?![^>]* src=)", page) == []
    assert re.findall(r"<style|\son[a-z]+=|\sstyle=", page) == []
    assert re.findall(r"https?://", page) == []


@pytest.mark.parametrize("name", STATIC)
def test_no_file_of_the_page_calls_elsewhere_or_writes_markup(demo: FlaskClient, name: str) -> None:
    content = demo.get(f"/demo/static/{name}").text
    addresses = re.findall(r"https?://[^\s\"')]+", content)
    assert set(addresses) <= {"http://snomed.info/sct", "http://fhir.org/argonaut/Extension/pama-rating"}, "names of codes only"
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage|sessionStorage|cookie", content
    )


def test_every_field_has_a_label(page: str) -> None:
    fields = set(re.findall(r"<(?:select|input)[^>]* id=\"([a-z-]+)\"", page))
    assert fields == set(re.findall(r"<label for=\"([a-z-]+)\"", page))


def test_the_page_may_show_its_own_frame_and_no_other(demo: FlaskClient) -> None:
    policy = demo.get("/demo/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-src 'self';" in policy
    assert "unsafe" not in policy


def test_without_a_closing_slash_it_leads_to_the_page(demo: FlaskClient) -> None:
    assert demo.get("/demo").headers["Location"] == "/demo/"


def test_every_study_to_choose_is_read_back_as_itself(demo: FlaskClient) -> None:
    studies = demo.get("/demo/choices.json").get_json()["studies"]
    assert len(studies) > 50
    for each in studies:
        order = {"resourceType": "ServiceRequest", "code": {"coding": [each["coding"]], "text": each["name"]}}
        read = read_order(order).study
        assert read is not None, each["name"]
        assert read.name == each["name"]


def test_the_choices_hold_every_patient_and_indication(demo: FlaskClient) -> None:
    choices = demo.get("/demo/choices.json").get_json()
    known = {entry["resource"]["id"] for entry in demo.get("/demo/fhir/Patient").get_json()["entry"]}
    assert {patient["id"] for patient in choices["patients"]} == known
    assert all({"system", "code", "display"} == each.keys() for each in choices["indications"])
    assert demo.get(f"/demo/fhir/{choices['practitioner']}").status_code == 200


def test_the_demo_stands_beside_the_service_and_imports_nothing_of_it() -> None:
    package = Path(str(files("sandbox_config")))
    modules = [node for file in package.rglob("*.py") for node in ast.walk(ast.parse(file.read_text()))]
    imported = {node.module.split(".")[0] for node in modules if isinstance(node, ast.ImportFrom) and node.module}
    assert not imported & {"cds_service", "cards"}
