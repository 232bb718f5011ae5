"""The launch: nothing goes to an unlisted server, each state is used once by its browser, and the EHR must vouch for it."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
import responses
from fake_ehr import ACCESS_TOKEN, ISS, OTHER_ISS, FakeEhr, ask, challenge_of, handle_of, saved_request
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from werkzeug.test import TestResponse

from cds_service.application import create_app
from cds_service.clients import Client, SmartApp
from cds_service.parts import KEY
from cds_service.settings import Settings, SettingsProblem
from cds_service.short_lived_store import ShortLivedStore
from cds_service.smart.launch import Launcher, LaunchProblem, scopes

CANARIES = (b"Canaryname", b"Cervicalgia", b"Neck pain", b"cervical spine")


def is_refused(answer: TestResponse, status: int, words: str) -> bool:
    """A page with these words and no patient on it."""
    assert answer.status_code == status, answer.data
    assert words.encode() in answer.data
    assert not any(canary in answer.data for canary in CANARIES)
    return True


@responses.activate
def test_a_launch_opens_the_page_of_its_consultation(client: FlaskClient, neck_pain: str) -> None:
    ehr = FakeEhr()
    ehr.serve()
    page = ehr.launched(client, neck_pain)
    assert page.status_code == 200
    assert b"Ann Canaryname, born 1991-02-03" in page.data
    assert b"MRI cervical spine without IV contrast is not rated yet" in page.data


@responses.activate
def test_the_authorization_request_says_all_that_smart_asks_for(client: FlaskClient) -> None:
    ehr = FakeEhr()
    ehr.serve()
    asked = ehr.begin(client)
    assert asked["response_type"] == "code"
    assert asked["aud"] == ISS
    assert asked["launch"] == "from-ehr"
    assert asked["redirect_uri"] == "http://localhost:5000/smart/callback"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid fhirUser launch patient/Patient.rs patient/QuestionnaireResponse.c"
    assert len(asked["state"]) >= 43
    ehr.finish(client, asked)
    (form,) = ehr.asked
    assert challenge_of(form["code_verifier"][0]) == asked["code_challenge"]
    assert form["redirect_uri"] == [asked["redirect_uri"]]
    assert form["client_id"] == ["imaging-details"]


def test_scopes_are_the_least_and_of_the_version_the_server_knows() -> None:
    assert scopes(True, True).split()[-2:] == ["launch", "patient/Patient.rs"]
    assert scopes(False, False).split()[-2:] == ["launch/patient", "patient/Patient.read"]


@responses.activate
def test_an_older_server_and_a_standalone_launch_are_asked_in_their_words(client: FlaskClient) -> None:
    ehr = FakeEhr(configuration={"capabilities": ["launch-standalone", "permission-v1"]})
    ehr.serve()
    asked = ehr.begin(client, launch=None)
    assert asked["scope"] == "openid fhirUser launch/patient patient/Patient.read patient/QuestionnaireResponse.write"
    assert "launch" not in asked


UNLISTED = [
    "",
    "https://evil.example/fhir",
    "http://localhost:8090/fhir/../admin",
    "http://localhost:8090@evil.example/fhir",
    "http://localhost:8091/fhir",
    "http://169.254.169.254/latest",
    "http://127.1:8090/fhir",
    "file:///etc/passwd",
    "HTTP://LOCALHOST:8090/FHIR",
]


@responses.activate
@pytest.mark.parametrize("iss", UNLISTED)
def test_nothing_is_sent_for_an_unlisted_server(client: FlaskClient, iss: str) -> None:
    answer = client.get("/smart/launch", query_string={"iss": iss, "launch": "x"})
    assert is_refused(answer, 403, "not registered here")
    assert len(responses.calls) == 0


@responses.activate
@pytest.mark.parametrize(
    "configuration",
    [
        {"code_challenge_methods_supported": ["plain"]},
        {"code_challenge_methods_supported": None},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"token_endpoint": "http://localhost:9999/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
    ids=str,
)
def test_a_server_without_pkce_or_with_foreign_endpoints_is_not_used(
    client: FlaskClient, configuration: dict[str, Any]
) -> None:
    FakeEhr(configuration=configuration).serve()
    answer = client.get("/smart/launch", query_string={"iss": ISS, "launch": "x"})
    assert is_refused(answer, 502, "cannot be used")


@responses.activate
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 302, "headers": {"Location": "http://169.254.169.254/"}},
        {"body": "<html>login</html>"},
        {"body": "[]"},
        {"body": b"{" + b" " * 600_000 + b"}"},
    ],
    ids=lambda answer: str(answer)[:30],
)
def test_a_configuration_that_cannot_be_had_ends_the_launch(client: FlaskClient, answer: dict[str, Any]) -> None:
    responses.get(f"{ISS}/.well-known/smart-configuration", **answer)
    assert is_refused(client.get("/smart/launch", query_string={"iss": ISS}), 502, "did not answer")
    assert len(responses.calls) == 1


@responses.activate
def test_a_state_is_used_once(client: FlaskClient, neck_pain: str) -> None:
    ehr = FakeEhr(granted={"appContext": neck_pain})
    ehr.serve()
    asked = ehr.begin(client)
    assert ehr.finish(client, asked).status_code == 303
    assert is_refused(ehr.finish(client, asked), 400, "used before")
    assert len(ehr.asked) == 1


@responses.activate
def test_a_wrong_state_and_a_foreign_browser_get_nowhere(app: Flask, client: FlaskClient, neck_pain: str) -> None:
    ehr = FakeEhr(granted={"appContext": neck_pain})
    ehr.serve()
    asked = ehr.begin(client)
    assert is_refused(ehr.finish(client, {"state": "guessed"}), 400, "are closed")
    assert is_refused(client.get("/smart/callback?code=x"), 400, "are closed")
    assert is_refused(ehr.finish(app.test_client(), asked), 403, "began elsewhere")
    assert b"/smart/launch?iss=http://localhost:8090/fhir" in ehr.finish(app.test_client(), ehr.begin(client)).data
    somebody = app.test_client()
    ehr.begin(somebody)
    assert is_refused(ehr.finish(somebody, ehr.begin(client)), 403, "began elsewhere")
    assert ehr.asked == []


@responses.activate
def test_a_launch_expires_after_ten_minutes(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ehr = FakeEhr()
    ehr.serve()
    asked = ehr.begin(client)
    later = time.time() + 601
    monkeypatch.setattr(app.extensions[KEY].launcher._store, "_now", lambda: later)
    assert is_refused(ehr.finish(client, asked), 400, "past its time")


@responses.activate
def test_a_refusal_of_the_ehr_is_said_without_its_words(client: FlaskClient) -> None:
    ehr = FakeEhr()
    ehr.serve()
    asked = ehr.begin(client)
    more = {"error": "access_denied", "error_description": "<script>alert(1)</script>"}
    answer = client.get("/smart/callback", query_string={"state": asked["state"], **more})
    assert is_refused(answer, 403, "did not allow")
    assert b"alert(1)" not in answer.data


@responses.activate
@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"aud": "another-app"}},
        {"claims": {"aud": ["imaging-details", "another-app"]}},
        {"claims": {"nonce": "another-launch"}},
        {"claims": {"nonce": None}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": int(time.time()) - 60, "iat": int(time.time()) - 90}},
        {"claims": {"iat": int(time.time()) + 600, "exp": int(time.time()) + 900}},
        {"signed_by": RSAKey.generate_key(2048, {"kid": "ehr-1"})},
        {"without": ("id_token",)},
        {"granted": {"id_token": "e30.e30.x"}},
        {"granted": {"token_type": "mac"}},
    ],
    ids=lambda wrong: str(wrong)[:19],
)
def test_what_the_ehr_does_not_vouch_for_opens_nothing(client: FlaskClient, neck_pain: str, wrong: dict[str, Any]) -> None:
    ehr = FakeEhr(**wrong)
    ehr.serve()
    assert is_refused(ehr.launched(client, neck_pain), 403, "could not be verified")


@responses.activate
@pytest.mark.parametrize("algorithm", ["RS384", "PS512"])
def test_an_ehr_signs_by_any_asymmetric_algorithm(client: FlaskClient, neck_pain: str, algorithm: str) -> None:
    ehr = FakeEhr(algorithm=algorithm)
    ehr.serve()
    assert ehr.launched(client, neck_pain).status_code == 200


@responses.activate
def test_an_ehr_that_does_not_say_who_the_user_is_may_still_launch(client: FlaskClient, neck_pain: str) -> None:
    ehr = FakeEhr(granted={"scope": "launch patient/Patient.rs"}, without=("id_token",))
    ehr.serve()
    assert ehr.launched(client, neck_pain).status_code == 200


@responses.activate
def test_the_details_of_another_patient_are_not_opened(client: FlaskClient, neck_pain: str) -> None:
    ehr = FakeEhr(granted={"patient": "myelopathy"})
    ehr.serve()
    assert is_refused(ehr.launched(client, neck_pain), 403, "of another chart")


@responses.activate
def test_without_a_patient_or_with_a_handle_that_was_never_given_there_is_nothing_to_show(
    client: FlaskClient, neck_pain: str
) -> None:
    ehr = FakeEhr(without=("patient",))
    ehr.serve()
    assert is_refused(ehr.launched(client, neck_pain), 400, "No patient is open")
    ehr.without = ()
    assert is_refused(ehr.launched(client, "guessed-handle"), 404, "Nothing to show")


@responses.activate
def test_an_ehr_that_drops_the_handle_gets_the_newest_consultation_of_the_patient(client: FlaskClient, app: Flask) -> None:
    ask(client, app, saved_request("neck-pain-new-mri-cervical"))
    ehr = FakeEhr()
    ehr.serve()
    assert b"is not rated yet" in ehr.launched(client, None).data
    ehr.granted["fhirContext"] = [{"reference": "ServiceRequest/never-seen"}, "odd"]
    assert is_refused(ehr.launched(client, None), 404, "Nothing to show")
    ehr.granted.update(fhirContext=None, patient="nobody-we-know")
    assert is_refused(ehr.launched(client, None), 404, "Nothing to show")


@responses.activate
def test_the_access_token_is_nowhere_but_in_the_one_read_of_the_patient(
    client: FlaskClient, neck_pain: str, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ehr = FakeEhr(granted={"appContext": neck_pain})
    ehr.serve()
    with caplog.at_level("DEBUG"):
        back = ehr.finish(client, ehr.begin(client))
        page = client.get(back.headers["Location"])
    shown = page.data.decode() + str(page.headers) + str(back.headers) + back.data.decode()
    for secret in (ACCESS_TOKEN, "the-code", neck_pain, ehr.asked[0]["code_verifier"][0]):
        assert secret not in shown
        assert secret not in caplog.text
    for secret in (ACCESS_TOKEN, "the-code", neck_pain):
        assert all(secret.encode() not in file.read_bytes() for file in database.parent.iterdir())
    bearers = [call.request.url for call in responses.calls if ACCESS_TOKEN in call.request.headers.get("Authorization", "")]
    assert bearers == [f"{ISS}/Patient/neck-pain-new"]
    assert "neck-pain-new" not in back.headers["Location"]


@responses.activate
def test_no_name_is_read_where_the_ehr_shows_its_own_banner(client: FlaskClient, neck_pain: str) -> None:
    ehr = FakeEhr(granted={"need_patient_banner": False})
    ehr.serve()
    assert b"Canaryname" not in ehr.launched(client, neck_pain).data
    assert not any("/Patient/" in str(call.request.url) for call in responses.calls)


def cookie_of(answer: TestResponse) -> str:
    return answer.headers["Set-Cookie"]


@responses.activate
def test_the_cookie_is_closed_to_scripts_and_partitioned_where_the_service_is_reached_by_https(
    client: FlaskClient, tmp_path: Path
) -> None:
    FakeEhr().serve()
    plain = cookie_of(client.get("/smart/launch", query_string={"iss": ISS}))
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    url = f"sqlite:///{tmp_path / 'https.sqlite'}"
    made = create_app(Settings(public_base_url="https://cds.example.org", database_url=url))
    by_https = cookie_of(made.test_client().get("/smart/launch", query_string={"iss": ISS}))
    assert by_https.startswith("__Host-")
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"} <= set(by_https.split("; "))


@pytest.fixture
def clinic(tmp_path: Path) -> Launcher:
    """Two clients: one with a confidential app and an authorization server elsewhere."""
    key = ECKey.generate_key("P-384", {"kid": "app-1", "alg": "ES384"})
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key.as_dict(private=True)))
    other = SmartApp(client_id="confidential", key_file=file, authorization_origins=("https://login.example.org",))
    clients = (Client(id="demo", fhir_bases=(ISS,)), Client(id="other", fhir_bases=(OTHER_ISS,), smart=other))
    return Launcher(Settings(), clients, ShortLivedStore(f"sqlite:///{tmp_path / 'launch.sqlite'}"))


@responses.activate
def test_a_confidential_app_signs_its_own_name(clinic: Launcher) -> None:
    login = "https://login.example.org"
    ehr = FakeEhr(
        OTHER_ISS,
        configuration={"authorization_endpoint": f"{login}/authorize", "token_endpoint": f"{login}/token"},
        claims={"aud": "confidential"},
    )
    ehr.serve()
    responses.add_callback(responses.POST, f"{login}/token", ehr._token)
    address = clinic.begin(OTHER_ISS, "l", "b" * 43)
    assert address.startswith(f"{login}/authorize?")
    ehr.nonce = re.findall(r"nonce=([^&]+)", address)[0]
    arrival = clinic.finish({"state": re.findall(r"state=([^&]+)", address)[0], "code": "c"}, "b" * 43)
    assert (arrival.client, arrival.patient_id) == ("other", "neck-pain-new")
    (form,) = ehr.asked
    key = ECKey.import_key(json.loads(clinic._clients[1].smart.key_file.read_text()))  # type: ignore[union-attr]
    claims = jwt.decode(form["client_assertion"][0], key, algorithms=["ES384"]).claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("confidential", "confidential", f"{login}/token")
    assert "client_id" not in form


@responses.activate
def test_a_client_without_the_app_is_not_launched_from(clinic: Launcher) -> None:
    with pytest.raises(LaunchProblem, match="unlisted"):
        clinic.begin(ISS, "l", "b" * 43)
    assert len(responses.calls) == 0


def test_a_key_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text(json.dumps(ECKey.generate_key("P-384", {"kid": "a", "alg": "ES384"}).as_dict(private=False)))
    client = Client(id="a", smart=SmartApp(client_id="x", key_file=file))
    with pytest.raises(SettingsProblem, match="no private key"):
        Launcher(Settings(), (client,), ShortLivedStore(f"sqlite:///{tmp_path / 's.sqlite'}"))


@responses.activate
def test_a_handle_of_another_client_opens_nothing(app: Flask, client: FlaskClient, neck_pain: str) -> None:
    ehr = FakeEhr(granted={"appContext": neck_pain})
    ehr.serve()
    launcher = app.extensions[KEY].launcher
    asked = ehr.begin(client)
    before = launcher._clients
    try:
        launcher._clients = tuple(each.model_copy(update={"id": "elsewhere"}) for each in before)
        assert is_refused(ehr.finish(client, asked), 403, "of another chart")
    finally:
        launcher._clients = before


def test_the_public_keys_of_the_app_are_public(client: FlaskClient) -> None:
    assert client.get("/smart/jwks.json").get_json() == {"keys": []}


def test_each_consultation_has_a_handle_of_its_own(app: Flask, client: FlaskClient) -> None:
    body = saved_request("neck-pain-new-mri-cervical")
    assert handle_of(ask(client, app, body)) != handle_of(ask(client, app, body))


def test_a_caller_that_belongs_to_no_client_gets_no_link_to_the_app(app: Flask, client: FlaskClient) -> None:
    body = saved_request("neck-pain-new-mri-cervical", iss="https://unlisted.example.org/fhir")
    (card,) = ask(client, app, body)["cards"]
    assert [link["type"] for link in card["links"]] == ["absolute"]
