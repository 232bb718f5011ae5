"""The demo's authorization server: SMART App Launch with PKCE, from the announced launch to the token."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from sandbox_config.demo_fhir.expiring import Expiring
from sandbox_config.demo_fhir.scopes import granted, may_read

BASE = "http://localhost/demo/fhir"
REDIRECT = "http://localhost/smart/callback"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def announced(demo: FlaskClient, **parameters: object) -> str:
    told = {"patient": "myelopathy", "smart_messaging_origin": "http://localhost:8080", "appContext": "handle-1", **parameters}
    body = {"launchUrl": "http://localhost/smart/launch", "parameters": told}
    return demo.post("/demo/fhir/_services/smart/Launch", json=body).get_json()["launch_id"]


def asked(demo: FlaskClient, **changed: str | None) -> TestResponse:
    """The answer of authorize to a good request, with some of its parameters changed or (None) left out."""
    good: dict[str, str | None] = {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": REDIRECT,
        "scope": "openid fhirUser launch patient/Patient.rs patient/Condition.rs",
        "state": "state-1",
        "aud": BASE,
        "nonce": "nonce-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    query = {name: value for name, value in {**good, **changed}.items() if value is not None}
    return demo.get("/demo/fhir/auth/authorize", query_string=query)


def returned(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(REDIRECT + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def exchanged(demo: FlaskClient, code: str, **changed: str) -> TestResponse:
    form = {"grant_type": "authorization_code", "code": code, "client_id": "app", "redirect_uri": REDIRECT}
    return demo.post("/demo/fhir/auth/token", data={**form, "code_verifier": VERIFIER, **changed})


def token(demo: FlaskClient) -> dict[str, Any]:
    return exchanged(demo, returned(asked(demo, launch=announced(demo)))["code"]).get_json()


def test_the_configuration_names_what_an_app_needs(demo: FlaskClient) -> None:
    configuration = demo.get("/demo/fhir/.well-known/smart-configuration").get_json()
    assert configuration["code_challenge_methods_supported"] == ["S256"]
    assert {"launch-ehr", "launch-standalone", "permission-v2", "sso-openid-connect"} <= set(configuration["capabilities"])
    assert configuration["issuer"] == BASE


def test_a_launch_brings_the_patient_and_what_the_card_said(demo: FlaskClient) -> None:
    answer = token(demo)
    assert answer["patient"] == "myelopathy"
    assert answer["appContext"] == "handle-1"
    assert answer["smart_messaging_origin"] == answer["smart_web_messaging_origin"] == "http://localhost:8080"
    assert answer["smart_web_messaging_handle"]
    assert answer["need_patient_banner"] is True
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] <= 3600
    assert answer["scope"] == "openid fhirUser launch patient/Patient.rs patient/Condition.rs"
    assert "encounter" not in answer


def test_the_ehrs_own_messaging_handle_comes_back(demo: FlaskClient) -> None:
    launch = announced(demo, smart_web_messaging_handle="handle-of-the-page", need_patient_banner=False)
    answer = exchanged(demo, returned(asked(demo, launch=launch))["code"])
    assert answer.get_json()["smart_web_messaging_handle"] == "handle-of-the-page"
    assert answer.get_json()["need_patient_banner"] is False
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_id_token_is_signed_with_a_published_key(demo: FlaskClient) -> None:
    keys = demo.get("/demo/fhir/auth/jwks").get_json()
    assert all("d" not in key for key in keys["keys"])
    claims = jwt.decode(token(demo)["id_token"], KeySet.import_key_set(keys), algorithms=["RS256"]).claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (BASE, "app", "nonce-1")
    assert claims["exp"] > claims["iat"]
    practitioner = demo.get(claims["fhirUser"].removeprefix("http://localhost"))
    assert practitioner.get_json()["resourceType"] == "Practitioner"


def test_state_comes_back_as_it_was(demo: FlaskClient) -> None:
    assert returned(asked(demo, launch=announced(demo), state="a b&c"))["state"] == "a b&c"


class TestPkce:
    def test_the_wrong_verifier_gets_nothing(self, demo: FlaskClient) -> None:
        code = returned(asked(demo, launch=announced(demo)))["code"]
        answer = exchanged(demo, code, code_verifier=VERIFIER[:-1] + "x")
        assert answer.status_code == 400
        assert answer.get_json()["error"] == "invalid_grant"
        assert exchanged(demo, code).status_code == 400, "the code is gone after a wrong try"

    def test_no_verifier_gets_nothing(self, demo: FlaskClient) -> None:
        assert exchanged(demo, returned(asked(demo, launch=announced(demo)))["code"], code_verifier="").status_code == 400

    @pytest.mark.parametrize(
        "changed",
        [
            {"code_challenge": None},
            {"code_challenge_method": None},
            {"code_challenge_method": "plain"},
            {"code_challenge": "short"},
        ],
    )
    def test_nothing_but_s256_is_taken(self, demo: FlaskClient, changed: dict[str, str | None]) -> None:
        assert returned(asked(demo, launch=announced(demo), **changed))["error"] == "invalid_request"


class TestCodes:
    def test_a_code_used_twice_takes_back_its_token(self, demo: FlaskClient) -> None:
        code = returned(asked(demo, launch=announced(demo)))["code"]
        bearer = {"Authorization": f"Bearer {exchanged(demo, code).get_json()['access_token']}"}
        assert demo.get("/demo/fhir/Patient/myelopathy", headers=bearer).status_code == 200
        assert exchanged(demo, code).get_json()["error"] == "invalid_grant"
        assert demo.get("/demo/fhir/Patient/myelopathy", headers=bearer).status_code == 401

    @pytest.mark.parametrize("changed", [{"client_id": "another"}, {"redirect_uri": REDIRECT + "/"}])
    def test_a_code_is_for_one_client_and_one_address(self, demo: FlaskClient, changed: dict[str, str]) -> None:
        code = returned(asked(demo, launch=announced(demo)))["code"]
        assert exchanged(demo, code, **changed).get_json()["error"] == "invalid_grant"

    def test_only_the_code_grant_is_known(self, demo: FlaskClient) -> None:
        assert exchanged(demo, "x", grant_type="password").get_json()["error"] == "unsupported_grant_type"

    def test_they_are_forgotten_in_time(self) -> None:
        now = [0.0]
        codes: Expiring[str] = Expiring(60, lambda: now[0])
        name, late = codes.put("first"), codes.put("second")
        assert (codes.take(name), codes.take(name)) == ("first", None)
        now[0] = 60.5
        assert codes.get(late) is None


class TestAuthorize:
    @pytest.mark.parametrize(
        "redirect_uri",
        [
            "https://elsewhere.example/callback",
            "http://localhost@elsewhere.example/",
            "javascript:alert(1)",
            "",
            "http://[",
            "//x",
        ],
    )
    def test_nothing_is_sent_to_an_address_elsewhere(self, demo: FlaskClient, redirect_uri: str) -> None:
        answer = asked(demo, launch=announced(demo), redirect_uri=redirect_uri)
        assert answer.status_code == 400
        assert "Location" not in answer.headers

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"aud": "https://elsewhere.example/fhir"}, "invalid_request"),
            ({"aud": None}, "invalid_request"),
            ({"launch": "made-up"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"scope": "system/*.cruds"}, "invalid_scope"),
            ({"state": None}, "invalid_request"),
        ],
    )
    def test_a_wrong_request_is_told_to_the_app(self, demo: FlaskClient, changed: dict[str, Any], error: str) -> None:
        assert returned(asked(demo, **{"launch": announced(demo), **changed}))["error"] == error

    def test_a_launch_for_one_app_is_not_for_another(self, demo: FlaskClient) -> None:
        answer = asked(demo, launch=announced(demo), redirect_uri="http://127.0.0.1:9/callback")
        assert "error=unauthorized_client" in answer.headers["Location"]


class TestStandalone:
    SCOPE = "openid launch/patient patient/*.rs"

    def test_the_patient_is_chosen_on_a_page(self, demo: FlaskClient) -> None:
        page = asked(demo, scope=self.SCOPE)
        assert page.status_code == 200
        assert 'value="cauda-equina"' in page.text
        form = {
            "response_type": "code",
            "client_id": "app",
            "redirect_uri": REDIRECT,
            "scope": self.SCOPE,
            "state": "s",
            "aud": BASE,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "patient": "cauda-equina",
        }
        code = returned(demo.post("/demo/fhir/auth/authorize", data=form))["code"]
        answer = exchanged(demo, code).get_json()
        assert answer["patient"] == "cauda-equina"
        assert answer["need_patient_banner"] is True
        assert "appContext" not in answer

    def test_a_patient_in_the_address_is_not_taken(self, demo: FlaskClient) -> None:
        assert asked(demo, scope=self.SCOPE, patient="cauda-equina").status_code == 200

    def test_the_launch_scope_alone_needs_a_launch(self, demo: FlaskClient) -> None:
        assert returned(asked(demo))["error"] == "invalid_request"


class TestAnnouncing:
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"launchUrl": "http://localhost/smart/launch", "parameters": {"patient": "nobody"}}, 404),
            ({"launchUrl": "https://elsewhere.example/", "parameters": {"patient": "myelopathy"}}, 400),
            ({"launchUrl": "http://localhost/", "parameters": {}}, 400),
            ({"launchUrl": 1}, 400),
            ([], 400),
        ],
    )
    def test_what_cannot_be_launched(self, demo: FlaskClient, body: object, status: int) -> None:
        answer = demo.post("/demo/fhir/_services/smart/Launch", json=body)
        assert answer.status_code == status
        assert answer.get_json()["resourceType"] == "OperationOutcome"

    def test_an_oversized_body_is_refused(self, demo: FlaskClient) -> None:
        assert demo.post("/demo/fhir/_services/smart/Launch", data=b"[" * 100_000).status_code == 413

    def test_each_launch_has_a_name_of_its_own(self, demo: FlaskClient) -> None:
        assert len({announced(demo) for _ in range(5)}) == 5


class TestAccessTokens:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("Patient/myelopathy", 200),
            ("Condition?patient=myelopathy", 200),
            ("Patient/cauda-equina", 403),
            ("Observation?patient=myelopathy", 403),
            ("Practitioner/demo-clinician", 200),
        ],
    )
    def test_a_token_reads_its_patient_in_its_scopes(self, demo: FlaskClient, path: str, status: int) -> None:
        bearer = {"Authorization": f"Bearer {token(demo)['access_token']}"}
        assert demo.get(f"/demo/fhir/{path}", headers=bearer).status_code == status

    def test_a_search_with_a_token_finds_nobody_else(self, demo: FlaskClient) -> None:
        bearer = {"Authorization": f"Bearer {token(demo)['access_token']}"}
        assert demo.get("/demo/fhir/Patient", headers=bearer).get_json()["total"] == 1
        assert demo.get("/demo/fhir/Condition?patient=cauda-equina", headers=bearer).get_json()["total"] == 0

    @pytest.mark.parametrize("sent", ["Bearer made-up", "Basic YTpi", "Bearer", ""])
    def test_a_wrong_token_is_worse_than_none(self, demo: FlaskClient, sent: str) -> None:
        answer = demo.get("/demo/fhir/Patient/myelopathy", headers={"Authorization": sent})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_of_a_scope_the_reading_part_is_granted() -> None:
    asked_for = "openid patient/*.cruds patient/Patient.* user/Condition.write system/*.rs nonsense patient/*.cruds"
    assert granted(asked_for) == ("openid", "patient/*.rs", "patient/Patient.read")
    assert may_read(["patient/Patient.rs"], "Patient")
    assert not may_read(["patient/Patient.rs", "openid"], "Condition")
    assert may_read(["patient/*.read"], "Condition")
