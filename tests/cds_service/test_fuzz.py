"""Whatever is posted: no 5xx, no traceback, and a body of the documented shape."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published_fixtures import fixture_requests, needs_fixtures
from werkzeug.test import TestResponse

SELECT = "/cds-services/imaging-appropriateness-select"
PATHS = [SELECT, "/cds-services/imaging-appropriateness-sign", f"{SELECT}/feedback"]
CORPUS = [body for body in fixture_requests().values() if body["hook"] in ("order-select", "order-sign")]
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(autouse=True)
def _faults_are_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service hides its own faults from clinicians; here they count as failures."""

    def loud(fault: BaseException) -> None:
        raise fault

    monkeypatch.setattr("cds_service.views.hooks.log_fault", loud)


def assert_answered(response: TestResponse) -> None:
    assert response.status_code in (200, 400)
    content = json.loads(response.data)
    if response.status_code == 400:
        assert content["resourceType"] == "OperationOutcome"
    assert b"Traceback" not in response.data


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every member of a JSON value."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in rows for place in ((*path, key), *places(inner, (*path, key)))]


@st.composite
def mutated_requests(draw: st.DrawFn) -> Any:
    body = copy.deepcopy(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 4))):
        *way, last = draw(st.sampled_from(places(body) or [("hook",)]))
        target = body
        for step in way:
            target = target[step]
        if draw(st.booleans()):
            target[last] = draw(values)
        elif isinstance(target, dict):
            target.pop(last, None)  # an emptied body has no member left
    return body


@QUICK
@given(path=st.sampled_from(PATHS), body=values)
def test_any_json_is_answered(client: FlaskClient, path: str, body: Any) -> None:
    assert_answered(client.post(path, data=json.dumps(body), content_type="application/json"))


@QUICK
@given(path=st.sampled_from(PATHS), body=st.binary(max_size=200))
def test_any_bytes_are_answered(client: FlaskClient, path: str, body: bytes) -> None:
    assert_answered(client.post(path, data=body, content_type="application/json"))


@needs_fixtures
@QUICK
@given(data=st.data())
def test_a_mutated_real_request_is_answered(client: FlaskClient, data: st.DataObject) -> None:
    body = data.draw(mutated_requests())
    assert_answered(client.post(PATHS[0], data=json.dumps(body), content_type="application/json"))


@needs_fixtures
@QUICK
@given(data=st.data())
def test_a_request_broken_in_its_bytes_is_answered(client: FlaskClient, data: st.DataObject) -> None:
    whole = bytearray(json.dumps(data.draw(st.sampled_from(CORPUS))).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)) | st.just(len(whole)))
    assert_answered(client.post(PATHS[0], data=bytes(whole[:cut]), content_type="application/json"))
