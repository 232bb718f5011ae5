"""Every answer carries the security headers, whatever its address; the SMART app alone may be framed, and by whom is listed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError
from werkzeug.test import TestResponse

from cds_service.clients import Client
from cds_service.security_headers import content_security_policy
from cds_service.settings import Settings

ORIGIN = "http://localhost:8080"


def directives(response: TestResponse) -> dict[str, list[str]]:
    return {name: sources for name, *sources in map(str.split, response.headers["Content-Security-Policy"].split(";"))}


def every_address(app: Flask) -> Iterator[tuple[str, str]]:
    """One address of every route, with a method it takes."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            values = dict.fromkeys(rule.arguments, "unknown")
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, adapter.build(rule.endpoint, values, method=method)


def test_every_route_answers_with_the_headers(app: Flask, client: FlaskClient) -> None:
    addresses = [*every_address(app), ("GET", "/nothing/here"), ("GET", "/static/style.css"), ("PUT", "/cds-services")]
    assert len(addresses) > 10
    for method, address in addresses:
        answer = client.open(address, method=method)
        policy = directives(answer)
        assert policy["default-src"] == ["'none'"], address
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
        assert policy["base-uri"] == ["'none'"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert policy["frame-ancestors"] == (["'self'", *DEMO] if address.startswith("/smart/") else ["'none'"]), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "geolocation=()" in answer.headers["Permissions-Policy"]


DEMO = ["https://sandbox.cds-hooks.org", "http://localhost:*", "http://127.0.0.1:*"]


def test_only_answers_that_are_the_same_for_everybody_may_be_kept(app: Flask, client: FlaskClient) -> None:
    public = ("/cds-services", "/static/", "/guidelines")
    for method, address in every_address(app):
        answer = client.open(address, method=method)
        if method != "GET" or not address.startswith(public) or answer.status_code >= 400:
            assert answer.headers["Cache-Control"] == "no-store", address
    for address in ("/cds-services", "/static/style.css", "/guidelines"):
        assert "no-store" not in client.get(address).headers.get("Cache-Control", ""), address


def test_the_smart_app_may_be_framed_by_the_listed_ehrs_and_nobody_else(client: FlaskClient) -> None:
    assert directives(client.get("/smart/app"))["frame-ancestors"] == ["'self'", *DEMO]
    for elsewhere in ("/smart", "/smarty/app", "/guidelines/smart/app", "/"):
        assert directives(client.get(elsewhere))["frame-ancestors"] == ["'none'"], elsewhere


def test_only_the_demo_ehr_may_show_a_frame_and_it_is_our_own(client: FlaskClient) -> None:
    assert directives(client.get("/demo/"))["frame-src"] == ["'self'"]
    assert "frame-src" not in directives(client.get("/"))


def test_a_browser_still_calls_across_origins(client: FlaskClient) -> None:
    answer = client.get("/cds-services", headers={"Origin": ORIGIN})
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.get_json()["services"]


def test_a_site_lets_the_ehrs_of_its_clients_frame_the_app(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("clients") / "clients.yaml"
    file.write_text("- {id: a, frame_ancestors: ['https://ehr.example.org']}\n- {id: b}\n")
    assert Settings(profile="site", clients_file=file).framed_by == ("https://ehr.example.org",)
    assert Settings(profile="site").framed_by == ()
    assert Settings(profile="site", frame_ancestors=("https://one.example.org",)).framed_by == ("https://one.example.org",)
    assert content_security_policy(()).endswith("frame-ancestors 'none'")


NOT_ONE_ORIGIN = [
    "*",
    "https://ehr.example.org; script-src *",
    "https://a.example https://b.example",
    "data:",
    "https://a.example\n",
]


@pytest.mark.parametrize("source", NOT_ONE_ORIGIN)
def test_what_is_no_single_origin_is_refused(source: str) -> None:
    with pytest.raises(ValidationError):
        Client(id="a", frame_ancestors=(source,))
    with pytest.raises(ValidationError):
        Settings(frame_ancestors=(source,))
