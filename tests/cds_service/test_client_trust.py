"""Who may call: a signed token of a registered client, for exactly this address, now, and once."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from test_http import ACCEPTED, ORIGIN, SELECT, is_outcome, order_select, post

from cds_service.application import create_app
from cds_service.client_trust import ClientTrust
from cds_service.clients import SANDBOX, Client
from cds_service.parts import KEY
from cds_service.registered_keys import RegisteredKeys
from cds_service.settings import Settings, SettingsProblem
from cds_service.short_lived_store import ShortLivedStore, StoreUnavailable
from cds_service.signed_tokens import TokenProblem, public_keys

NOW = 1_800_000_000.0
BASE = "https://cds.example.org"
PATH = "/cds-services/imaging-appropriateness-select"
ISSUER = "https://ehr.example.org"
EC = ECKey.generate_key("P-384", {"kid": "ec", "use": "sig"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa/+=", "use": "sig"})
KEYS = {"keys": [EC.as_dict(private=False), RSA.as_dict(private=False)]}
JKU = "https://ehr.example.org/keys"
CLIENT = Client(id="clinic", issuer=ISSUER, keys=KEYS, jku=JKU)
SITE = Settings(profile="site", host="0.0.0.0", public_base_url=BASE, also_known_as=("https://typed-in.example.org/",))


@pytest.fixture
def store(tmp_path: Path) -> ShortLivedStore:
    return ShortLivedStore(f"sqlite:///{tmp_path / 'tokens.sqlite'}", lambda: NOW)


def test_a_token_is_used_once_in_every_kind_of_database(url: str) -> None:
    one, other = ShortLivedStore(url, lambda: NOW), ShortLivedStore(url, lambda: NOW)
    assert [one.first_use("jti", "a", NOW + 9), other.first_use("jti", "a", NOW + 9)] == [True, False]
    one.keep("session", "secret", {"patient": "p1"}, 60)
    one.keep("session", "secret", {"patient": "p2"}, 60)
    assert other.read("session", "secret") == {"patient": "p2"}
    assert [other.take("session", "secret"), one.take("session", "secret")] == [{"patient": "p2"}, None]
    assert one.read("session", "secret") is None


@pytest.fixture
def trust(store: ShortLivedStore) -> ClientTrust:
    return ClientTrust(SITE, [CLIENT], store, lambda: NOW)


_count = iter(range(10**9))


def token(key: Any = EC, header: dict[str, Any] | None = None, without: str = "", **claims: Any) -> str:
    head = {"alg": "ES384" if key is EC else "RS384", "kid": key.kid, **(header or {})}
    body = {"iss": ISSUER, "aud": BASE + PATH, "iat": NOW, "exp": NOW + 300, "jti": f"t{next(_count)}", **claims}
    for name in filter(None, without.split()):
        head.pop(name, None)
        body.pop(name, None)
    return "Bearer " + jwt.encode(head, body, key, algorithms=[head["alg"]])


def refused(trust: ClientTrust, authorization: str | None, path: str = PATH) -> bool:
    with pytest.raises(TokenProblem):
        trust.caller(authorization, path)
    return True


@pytest.mark.parametrize("key", [EC, RSA], ids=["ES384", "RS384"])
def test_both_recommended_algorithms_are_accepted_once(trust: ClientTrust, key: Any) -> None:
    signed = token(key, {"jku": JKU, "typ": "JWT"})
    assert trust.caller(signed, PATH) is CLIENT
    assert refused(trust, signed)


def test_the_scheme_may_be_written_in_any_case(trust: ClientTrust) -> None:
    assert trust.caller(token().replace("Bearer", "bearer"), PATH) is CLIENT


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [BASE + PATH]},
        {"aud": ["https://other.example.org", BASE + PATH]},
        {"aud": "https://typed-in.example.org" + PATH},
        {"exp": NOW - 29, "iat": NOW - 200},
        {"iat": NOW + 29},
        {"nbf": NOW + 29},
        {"exp": NOW + 330},
        {"exp": NOW + 100.5, "iat": NOW - 0.5},
        {"tenant": "any"},
    ],
)
def test_what_holds_is_accepted(trust: ClientTrust, claims: dict[str, Any]) -> None:
    assert trust.caller(token(**claims), PATH) is CLIENT


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": BASE},
        {"aud": BASE + PATH + "/"},
        {"aud": BASE + PATH + "/feedback"},
        {"aud": BASE + "/cds-services"},
        {"aud": "http://cds.example.org" + PATH},
        {"aud": []},
        {"aud": [[BASE + PATH]]},
        {"aud": {"url": BASE + PATH}},
        {"without": "aud"},
        {"iss": "https://someone.example.org"},
        {"iss": [ISSUER]},
        {"without": "iss"},
        {"exp": NOW - 31, "iat": NOW - 200},
        {"iat": NOW + 31},
        {"nbf": NOW + 31},
        {"exp": NOW + 331},
        {"exp": NOW - 10, "iat": NOW - 5},
        {"exp": str(NOW + 300)},
        {"exp": True},
        {"exp": -1},
        {"exp": 10**18},
        {"exp": 10**400},
        {"iat": None},
        {"without": "exp"},
        {"without": "iat"},
        {"without": "jti"},
        {"jti": ""},
        {"jti": 5},
        {"jti": "j" * 201},
    ],
    ids=lambda claims: str(claims)[:40],
)
def test_what_does_not_hold_is_refused(trust: ClientTrust, claims: dict[str, Any]) -> None:
    assert refused(trust, token(**claims))


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "unknown"},
        {"kid": ""},
        {"kid": "../../ec"},
        {"kid": "k" * 10_000},
        {"jku": "https://ehr.example.org/keys2"},
        {"jku": "http://169.254.169.254/keys"},
        {"jku": "https://ehr.example.org@evil.example/keys"},
        {"jwk": EC.as_dict(private=False)},
        {"x5u": "https://evil.example/cert"},
        {"x5c": ["MII"]},
        {"typ": "secevent+jwt"},
    ],
    ids=lambda header: str(header)[:20],
)
def test_a_header_that_leads_elsewhere_is_refused(trust: ClientTrust, header: dict[str, Any]) -> None:
    assert refused(trust, token(header=header))


def raw(header: dict[str, Any], signature: bytes = b"x") -> str:
    claims = {"iss": ISSUER, "aud": BASE + PATH, "iat": NOW, "exp": NOW + 300, "jti": "raw"}
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return "Bearer " + ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@pytest.mark.parametrize("name", ["none", "None", "NONE", "HS256", "RS256", "ES256"])
def test_an_algorithm_that_is_not_listed_is_refused(trust: ClientTrust, name: str) -> None:
    assert refused(trust, raw({"alg": name, "kid": "ec", "typ": "JWT"}))
    assert refused(trust, raw({"alg": name, "kid": "ec"}, b""))


def test_a_shared_secret_made_of_the_public_key_is_refused(trust: ClientTrust) -> None:
    unsigned = raw({"alg": "HS256", "kid": "rsa/+="}).removeprefix("Bearer ").rpartition(".")[0]
    mac = hmac.digest(RSA.as_pem(private=False), unsigned.encode(), "sha256")
    assert refused(trust, f"Bearer {unsigned}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}")


def test_the_key_of_another_is_refused_and_so_is_a_token_without_a_key_id(trust: ClientTrust) -> None:
    other = ECKey.generate_key("P-384", {"kid": "ec"})
    assert refused(trust, token().rsplit(".", 1)[0] + "." + token(other, {"alg": "ES384"}).rsplit(".", 1)[1])
    assert refused(trust, token(EC, without="kid"))
    assert refused(trust, token(EC, {"kid": "rsa/+="}))


def test_a_single_key_does_not_make_the_key_id_optional(store: ShortLivedStore) -> None:
    alone = Client(id="clinic", issuer=ISSUER, keys={"keys": [EC.as_dict(private=False)]})
    assert refused(ClientTrust(SITE, [alone], store, lambda: NOW), token(EC, without="kid"))


NO_TOKENS = [
    "",
    "Bearer",
    "Bearer ",
    "Basic abc",
    "Bearer a.b.c",
    "Bearer a.b",
    "Bearer ..",
    "Bearer é.é.é",
    token() + ", Bearer x",
]


@pytest.mark.parametrize("authorization", [None, *NO_TOKENS, "Bearer " + "a" * 9000 + ".b.c"], ids=lambda text: str(text)[:12])
def test_what_is_no_token_is_refused(trust: ClientTrust, authorization: str | None) -> None:
    assert refused(trust, authorization)


def test_the_same_token_many_times_in_parallel_is_accepted_once(store: ShortLivedStore) -> None:
    workers = [ClientTrust(SITE, [CLIENT], store, lambda: NOW) for _ in range(2)]
    signed, accepted = token(), []

    def call(place: int) -> None:
        try:
            accepted.append(workers[place % 2].caller(signed, PATH))
        except TokenProblem:
            return

    threads = [threading.Thread(target=call, args=(place,)) for place in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accepted) == 1


def test_while_the_database_is_away_a_process_remembers_its_own(
    store: ShortLivedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> bool:
        raise StoreUnavailable("away")

    monkeypatch.setattr(store, "first_use", away)
    trust, signed = ClientTrust(SITE, [CLIENT], store, lambda: NOW), token()
    assert trust.caller(signed, PATH) is CLIENT
    assert refused(trust, signed)


def test_a_tenant_is_told_by_its_name(store: ShortLivedStore) -> None:
    east, west = (Client(id=name, issuer=ISSUER, keys=KEYS, tenant=name) for name in ("east", "west"))
    trust = ClientTrust(SITE, [east, west], store, lambda: NOW)
    assert trust.caller(token(tenant="west"), PATH) is west
    assert refused(trust, token(tenant="north"))
    assert refused(trust, token())


@pytest.mark.parametrize("order", [1, -1])
def test_a_named_tenant_goes_before_the_client_of_all_others(store: ShortLivedStore, order: int) -> None:
    everyone, west = Client(id="everyone", issuer=ISSUER, keys=KEYS), Client(id="west", issuer=ISSUER, keys=KEYS, tenant="west")
    trust = ClientTrust(SITE, [everyone, west][::order], store, lambda: NOW)
    assert trust.caller(token(tenant="west"), PATH) is west
    assert trust.caller(token(tenant="north"), PATH) is everyone
    assert trust.caller(token(), PATH) is everyone


PRIVATE = {"keys": [EC.as_dict(private=True)]}


@pytest.mark.parametrize(
    "keys",
    [{}, {"keys": []}, PRIVATE, {"keys": [{"kty": "EC"}]}, {"keys": [*KEYS["keys"], KEYS["keys"][0]]}],
    ids=lambda k: str(k)[:20],
)
def test_a_key_set_that_cannot_be_used_stops_the_start(store: ShortLivedStore, keys: dict[str, Any]) -> None:
    with pytest.raises(SettingsProblem, match="client clinic"):
        ClientTrust(SITE, [Client(id="clinic", issuer=ISSUER, keys=keys)], store)


def test_a_site_that_could_tell_nobody_apart_does_not_start(store: ShortLivedStore) -> None:
    with pytest.raises(SettingsProblem, match="answers signed calls only"):
        ClientTrust(SITE, [Client(id="clinic")], store)
    with pytest.raises(SettingsProblem, match="PUBLIC_BASE_URL"):
        ClientTrust(Settings(profile="site"), [CLIENT], store)
    with pytest.raises(SettingsProblem, match="same issuer"):
        ClientTrust(SITE, [CLIENT, Client(id="twin", issuer=ISSUER, keys=KEYS)], store)


def test_a_site_does_not_list_the_sandbox_whose_private_key_is_public(tmp_path: Path) -> None:
    file = tmp_path / "clients.yaml"
    file.write_text(json.dumps([{"id": "sandbox", "issuer": SANDBOX, "keys": KEYS}]))
    with pytest.raises(SettingsProblem, match="public Sandbox"):
        Settings(profile="site", clients_file=file).clients()


def test_keys_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(KEYS))
    assert len(public_keys(Client(id="a", issuer=ISSUER, keys_file=file).key_set()).keys) == 2
    with pytest.raises(ValueError, match="needs keys"):
        Client(id="a", issuer=ISSUER)
    with pytest.raises(ValueError, match="choose from"):
        Client(id="a", issuer=ISSUER, keys=KEYS, algorithms=("HS256",))


def test_an_ehr_may_change_its_keys_while_the_service_runs(tmp_path: Path) -> None:
    file, seconds = tmp_path / "keys.json", [0.0]
    file.write_text(json.dumps({"keys": [EC.as_dict(private=False)]}))
    keys = RegisteredKeys(Client(id="a", issuer=ISSUER, keys_file=file), lambda: seconds[0])
    file.write_text(json.dumps(KEYS))
    assert len(keys.naming("ec").keys) == 1, "a known key asks for no second reading"
    assert len(keys.naming(RSA.kid).keys) == 1, "not more than once a minute, whoever knocks"
    seconds[0] = 61.0
    assert len(keys.naming(RSA.kid).keys) == 2
    file.write_text("{}")
    seconds[0] = 200.0
    assert len(keys.naming("third").keys) == 2, "a file that cannot be used changes nothing"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("site")
    file = folder / "clients.yaml"
    file.write_text(json.dumps([{"id": "clinic", "issuer": ISSUER, "keys": KEYS}]))
    app = create_app(
        Settings(
            profile="site",
            public_base_url=BASE,
            clients_file=file,
            database_url=f"sqlite:///{folder / 'site.sqlite'}",
            cors_origins=(ORIGIN,),
        )
    )
    app.extensions[KEY].trust._now = lambda: NOW
    yield app
    app.extensions[KEY].store.close()


ADDRESSES = [
    ("GET", "/cds-services", None),
    ("POST", SELECT, order_select()),
    ("POST", f"{SELECT}/feedback", {"feedback": [ACCEPTED]}),
]


@pytest.mark.parametrize(("method", "path", "body"), ADDRESSES)
def test_every_address_of_the_hooks_asks_for_its_own_token(site: Flask, method: str, path: str, body: Any) -> None:
    client = site.test_client()
    headers = {"Origin": ORIGIN}
    for authorization in (None, token(aud=BASE + "/cds-services/other"), "Bearer nonsense"):
        sent = headers if authorization is None else {**headers, "Authorization": authorization}
        answer = client.open(path, method=method, json=body, headers=sent)
        assert is_outcome(answer, 401)
        assert answer.data == client.open("/cds-services", headers=headers).data
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.headers["Cache-Control"] == "no-store"
    accepted = client.open(path, method=method, json=body, headers={**headers, "Authorization": token(aud=BASE + path)})
    assert accepted.status_code == 200
    preflight = {**headers, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    asked = client.options(path, headers=preflight)
    assert asked.status_code == 200
    assert "authorization" in asked.headers["Access-Control-Allow-Headers"].lower()


def test_a_signed_call_belongs_to_its_signer_whatever_fhir_server_it_names(site: Flask) -> None:
    body = {**order_select(), "fhirServer": "http://localhost:8090/fhir"}
    answer = post(site.test_client(), SELECT, body, headers={"Authorization": token(aud=BASE + SELECT)})
    assert answer.status_code == 200
    site.extensions[KEY].store.close()
    assert {row["client"] for row in site.extensions[KEY].store.consultations()} == {"clinic"}


def test_the_demo_answers_without_a_token_but_not_with_a_wrong_one(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/cds-services").status_code == 200
    assert client.get("/cds-services", headers={"Authorization": token()}).status_code == 401
    assert client.get("/cds-services", headers={"Authorization": "Bearer x.y.z"}).status_code == 401


def test_the_demo_knows_the_published_key_of_the_public_sandbox() -> None:
    ehr, sandbox = Settings().clients()
    assert (ehr.issuer, sandbox.issuer) == (None, SANDBOX)
    assert isinstance(public_keys(sandbox.key_set()), KeySet)
    assert {"http://localhost:5000", "http://127.0.0.1:5000"} <= set(Settings().own_addresses)


def test_the_demo_ehr_is_offered_answers_in_one_tap_and_the_sandbox_that_drops_notes_is_not() -> None:
    """Both launch the same app for the same patients, so they are one client."""
    ehr, sandbox = Settings().clients()
    assert (ehr.dialect.answer_suggestions, sandbox.dialect.answer_suggestions) == ("order-note", "none")
    assert (ehr.id, ehr.fhir_bases, ehr.smart) == (sandbox.id, sandbox.fhir_bases, sandbox.smart)


def test_no_part_of_a_token_is_logged(site: Flask, caplog: pytest.LogCaptureFixture) -> None:
    signed = token(jti="canary-jti", aud="https://canary.example.org")
    with caplog.at_level("DEBUG"):
        site.test_client().get("/cds-services", headers={"Authorization": signed})
    assert "canary" not in caplog.text
    assert signed.split(".")[1] not in caplog.text
    assert "reason=audience" in caplog.text
