"""In a real browser: launches that must not open anything, and pages of others that may not frame the app."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from importlib.resources import files

import pytest
import requests
from browser_watch import Watched
from playwright.sync_api import BrowserContext, Page, expect
from running_service import free_port, served


@pytest.mark.parametrize(
    "address",
    [
        "/smart/callback?code=made-up&state=made-up",
        "/smart/launch?iss=https%3A%2F%2Fstranger.example%2Ffhir&launch=x",
        "/smart/launch",
    ],
    ids=["wrong state", "an EHR nobody registered", "no EHR"],
)
def test_a_wrong_launch_ends_in_a_plain_page(page: Page, watched: Watched, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert 400 <= answer.status < 500
    expect(page.locator("h1")).to_be_visible()
    assert "stranger.example" not in {host for host in watched.hosts() if host}


def test_an_expired_launch_opens_nothing(page: Page, service: str) -> None:
    page.goto(f"/smart/launch?launch=long-gone&iss={service}/demo/fhir")
    expect(page.locator(".ratings")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()


def handle_of_a_card(service: str, ehr: str) -> str:
    """The handle on the card that the EHR at `ehr` gets for the order of patient `myelopathy`."""
    hook = json.loads((files("sandbox_config") / "requests" / "myelopathy-ct-cervical.json").read_text())
    answer = requests.post(
        f"{service}/cds-services/imaging-appropriateness-select", json=hook | {"fhirServer": f"{ehr}/demo/fhir"}, timeout=60
    )
    return next(str(link["appContext"]) for link in answer.json()["cards"][0]["links"] if link["type"] == "smart")


def launched(page: Page, service: str, ehr: str, patient: str, handle: str) -> None:
    """Launches the app from the EHR at `ehr` with a patient open there, and the handle of some card."""
    launch = requests.post(
        f"{ehr}/demo/fhir/_services/smart/Launch",
        json={"launchUrl": f"{service}/smart/launch", "parameters": {"patient": patient, "appContext": handle}},
        timeout=60,
    ).json()["launch_id"]
    page.goto(f"{service}/smart/launch?launch={launch}&iss={ehr}/demo/fhir")


def test_the_details_of_another_patient_stay_closed(page: Page, service: str) -> None:
    handle = handle_of_a_card(service, service)
    launched(page, service, service, "myelopathy", handle)
    expect(page.locator(".ratings")).to_be_visible()
    launched(page, service, service, "ms-relapse", handle)
    expect(page.locator("h1")).to_have_text("These details are of another chart")
    expect(page.locator(".ratings")).to_have_count(0)


@pytest.fixture(scope="module")
def two_ehrs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """A service with two registered EHRs, and the addresses of both: the demo's server under its two names."""
    folder, port = tmp_path_factory.mktemp("two-ehrs"), free_port()
    ehrs = (f"http://localhost:{port}", f"http://127.0.0.1:{port}")
    rows = [
        {"id": name, "fhir_bases": [f"{ehr}/demo/fhir"], "smart": {"client_id": "imaging-details"}}
        for name, ehr in zip(("north", "south"), ehrs, strict=True)
    ]
    (folder / "clients.yaml").write_text(json.dumps(rows))
    with served(folder, port, {"IMAGING_CDS_CLIENTS_FILE": str(folder / "clients.yaml")}) as service:
        yield service, *ehrs


def test_the_details_of_another_client_stay_closed(page: Page, two_ehrs: tuple[str, str, str]) -> None:
    service, north, south = two_ehrs
    handle = handle_of_a_card(service, north)
    launched(page, service, north, "myelopathy", handle)
    expect(page.locator(".ratings")).to_be_visible()
    launched(page, service, south, "myelopathy", handle)
    expect(page.locator("h1")).to_have_text("These details are of another chart")
    expect(page.locator(".ratings")).to_have_count(0)


@pytest.fixture
def stranger(service: str) -> Iterator[str]:
    """Another origin whose page frames this service."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<iframe src="{service}/guidelines"></iframe>'.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_stranger_may_not_frame_a_page(context: BrowserContext, watched: Watched, stranger: str) -> None:
    page = context.new_page()
    page.goto(stranger)
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in complaint or "X-Frame-Options" in complaint for complaint in watched.complaints)
