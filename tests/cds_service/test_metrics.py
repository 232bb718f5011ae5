"""What `/metrics` counts, and to whom it is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from test_client_trust import ISSUER, KEYS
from test_evaluation import whole_record
from test_http import SELECT, is_outcome, order_select, post

from cds_service.application import create_app
from cds_service.parts import KEY
from cds_service.settings import Settings

TOKEN = "for-the-prometheus-server"
SERVICE = SELECT.rsplit("/", 1)[-1]
Site = Callable[[str | None], FlaskClient]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite'}"))
    yield made
    made.extensions[KEY].store.close()


def counted(client: FlaskClient, name: str, **labels: str) -> float:
    """The value of one series; 0 where there is none."""
    families = text_string_to_metric_families(client.get("/metrics").get_data(as_text=True))
    samples = [sample for family in families for sample in family.samples if sample.name == f"imaging_cds_{name}"]
    return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())


def test_a_call_its_order_and_its_card_are_counted(client: FlaskClient) -> None:
    answer = post(client, SELECT, {**order_select(), "prefetch": whole_record()}).get_json()
    (card,) = answer["cards"]
    assert counted(client, "hook_calls_total", service=SERVICE, result="answered") == 1
    assert counted(client, "hook_seconds_count", service=SERVICE) == 1
    assert counted(client, "orders_total", service=SERVICE, status="rated") == 1
    assert counted(client, "cards_total", service=SERVICE, indicator=card["indicator"]) == 1
    assert counted(client, "cards_total") == 1


def test_a_refused_call_is_counted_and_a_call_of_no_service_is_not(client: FlaskClient) -> None:
    post(client, SELECT, b"{")
    post(client, "/cds-services/anything", order_select())
    assert counted(client, "hook_calls_total", result="refused") == 1
    assert counted(client, "hook_calls_total") == 1


def test_a_preflight_is_no_call(client: FlaskClient) -> None:
    client.options(SELECT, headers={"Origin": "http://localhost:9000", "Access-Control-Request-Method": "POST"})
    assert counted(client, "hook_calls_total") == 0


def test_a_fault_behind_an_empty_answer_is_counted(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.extensions[KEY].evaluator, "answer", lambda *_: 1 / 0)
    assert post(client, SELECT, order_select()).get_json() == {"cards": []}
    assert counted(client, "faults_total", service=SERVICE) == 1


def test_feedback_is_counted_by_outcome(client: FlaskClient) -> None:
    report = {"card": "c1", "outcome": "overridden", "outcomeTimestamp": "2026-11-21T00:01:28Z"}
    post(client, f"{SELECT}/feedback", {"feedback": [report]})
    assert counted(client, "feedback_total", outcome="overridden") == 1
    assert counted(client, "feedback_total") == 1


def test_what_the_queue_dropped_is_told(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counted(client, "consultations_dropped") == 0
    monkeypatch.setattr(app.extensions[KEY].store._writer, "dropped", 3)
    assert counted(client, "consultations_dropped") == 3


def test_no_caller_can_add_a_series_or_put_a_word_into_one(client: FlaskClient) -> None:
    before = client.get("/metrics").get_data(as_text=True)
    request = order_select()
    request["context"]["patientId"] = "PATIENT-OF-THE-CALL"
    post(client, SELECT, request)
    post(client, "/cds-services/NO-SERVICE", request)
    post(client, f"{SELECT}/feedback", {"feedback": [{"card": "NO-CARD", "outcome": "lost", "outcomeTimestamp": "2026-11-21"}]})
    after = client.get("/metrics").get_data(as_text=True)
    assert len(after.splitlines()) == len(before.splitlines()) < 200
    assert not any(word in after for word in ("PATIENT-OF-THE-CALL", "NO-SERVICE", "NO-CARD"))


def test_an_openmetrics_reader_gets_its_form(client: FlaskClient) -> None:
    answer = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.content_type.startswith("application/openmetrics-text")
    assert answer.data.endswith(b"# EOF\n")


class TestAtASite:
    """A site is reached from outside: no metrics without a token."""

    @pytest.fixture
    def site(self, tmp_path: Path) -> Iterator[Site]:
        file = tmp_path / "clients.yaml"
        file.write_text(json.dumps([{"id": "clinic", "issuer": ISSUER, "keys": KEYS}]))
        made: list[Flask] = []

        def open_site(token: str | None) -> FlaskClient:
            app = create_app(
                Settings(
                    profile="site",
                    public_base_url="https://cds.example.org",
                    clients_file=file,
                    database_url=f"sqlite:///{tmp_path / 'site.sqlite'}",
                    metrics_token=None if token is None else SecretStr(token),
                )
            )
            made.append(app)
            return app.test_client()

        yield open_site
        for app in made:
            app.extensions[KEY].store.close()

    def test_without_a_token_there_are_none(self, site: Site) -> None:
        client = site(None)
        assert client.get("/metrics").status_code == 404
        assert b"/metrics" not in client.get("/").data

    @pytest.mark.parametrize("told", [None, "", "Bearer", "Bearer wrong-token-altogether", f"Basic {TOKEN}", "Bearer \xe9\xff"])
    def test_a_caller_that_does_not_know_the_token_gets_none(self, site: Site, told: str | None) -> None:
        answer = site(TOKEN).get("/metrics", headers={} if told is None else {"Authorization": told})
        assert is_outcome(answer, 401)
        assert b"imaging_cds_" not in answer.data

    def test_a_caller_that_knows_it_does(self, site: Site) -> None:
        client = site(TOKEN)
        assert b"imaging_cds_hook_calls_total" in client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).data
        assert b"/metrics" in client.get("/").data

    def test_calls_that_are_not_signed_are_counted_as_refused(self, site: Site) -> None:
        client = site(TOKEN)
        assert is_outcome(post(client, SELECT, order_select()), 401)
        shown = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).get_data(as_text=True)
        assert f'imaging_cds_hook_calls_total{{result="refused",service="{SERVICE}"}} 1.0' in shown

    def test_a_token_that_can_be_guessed_is_refused_and_not_shown(self) -> None:
        with pytest.raises(ValueError, match="metrics_token") as refused:
            Settings(metrics_token=SecretStr("s3cret"))
        assert "s3cret" not in str(refused.value)

    def test_an_empty_token_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("IMAGING_CDS_METRICS_TOKEN", "")
        assert Settings().metrics_token is None


def test_what_has_no_series_costs_nobody_the_answer(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.extensions[KEY].metrics, "_cards", {})
    assert post(client, SELECT, {**order_select(), "prefetch": whole_record()}).get_json()["cards"]
