"""In a real browser: launches that must not open anything, and pages of others that may not frame the app."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from browser_watch import Watched
from playwright.sync_api import BrowserContext, Page, expect


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
