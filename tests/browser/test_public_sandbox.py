"""The public CDS Hooks Sandbox in a real browser, from a static build of it on this machine.

IMAGING_CDS_SANDBOX names the folder that `npm ci && npm run build` of cds-hooks/sandbox leaves; without it these tests skip.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

import pytest
from browser_watch import Watched
from playwright.sync_api import BrowserContext, Page, Response, expect
from walk_through import Row, rows

BUILD = os.environ.get("IMAGING_CDS_SANDBOX")
SERVICE = "imaging-appropriateness-select"
pytestmark = pytest.mark.skipif(BUILD is None, reason="IMAGING_CDS_SANDBOX names no static build of cds-hooks/sandbox")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    """The address of the Sandbox: the one that the README names, for the demo talks to pages of that origin only."""
    server = ThreadingHTTPServer(("127.0.0.1", 8080), partial(_Quiet, directory=BUILD))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


class Screen:
    """The PAMA imaging screen, opened for one patient by the one-click link."""

    def __init__(self, page: Page, sandbox: str, service: str, patient: str) -> None:
        self.page = page
        query = {
            "fhirServiceUrl": f"{service}/demo/fhir",
            "patientId": patient,
            "serviceDiscoveryURL": f"{service}/cds-services",
            "hook": "order-select",
            "screen": "pama",
        }
        with page.expect_response(_is_advice) as first:
            page.goto(f"{sandbox}/?{urlencode(query)}")
        assert first.value.json() == {"cards": []}, "nothing is chosen yet"

    def choose(self, box: int, code: str) -> dict[str, Any]:
        """Picks the only match of a code in the box of orders (0) or of reasons (1); gives the answer."""
        self.page.locator("input").nth(box).fill(code)
        expect(self.page.get_by_text("1 result available for search term")).to_be_attached()
        with self.page.expect_response(_is_advice) as answered:
            self.page.keyboard.press("Enter")
        return dict(answered.value.json())

    def order(self, row: Row) -> dict[str, Any]:
        self.choose(0, row.study.split()[0])
        return self.choose(1, row.reason.split()[0])

    def rating(self) -> str:
        shown = self.page.get_by_text("PAMA Rating:").inner_text()
        return shown.removeprefix("PAMA Rating:").strip(" \n✓⚠")

    def button(self, label: str) -> Any:
        return self.page.get_by_role("button", name=label, exact=True)


def _is_advice(response: Response) -> bool:
    return response.url.endswith(f"/cds-services/{SERVICE}") and response.request.method == "POST"


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row.patient} {row.study}")
def test_a_row_of_the_walk_through_holds_on_the_screen(
    page: Page, watched: Watched, sandbox: str, service: str, row: Row
) -> None:
    screen = Screen(page, sandbox, service, row.patient)
    answer = screen.order(row)
    if row.begins == "none":
        expect(page.get_by_text("No recommendations to display")).to_be_visible()
    else:
        expect(page.get_by_text(row.begins).first).to_be_visible()
    assert screen.rating() == ("unknown" if row.rating == "none" else row.rating)
    if row.makes.isdigit():
        _swaps(screen, answer, row)
    assert [complaint for complaint in watched.complaints if "TypeError" in complaint] == []


def _swaps(screen: Screen, answer: dict[str, Any], row: Row) -> None:
    suggestion = answer["cards"][0]["suggestions"][0]
    with screen.page.expect_response(_is_advice) as asked_again:
        screen.button(suggestion["label"]).click()
    order = asked_again.value.request.post_data_json["context"]["draftOrders"]["entry"][0]["resource"]
    assert order["code"]["coding"][0]["code"] == row.makes
    assert order["reasonCode"][0]["coding"][0]["code"] == row.reason.split()[0], "the reason stays"
    expect(screen.page.get_by_text("PAMA Rating: appropriate")).to_be_visible()


def test_the_details_link_opens_and_changes_the_order(page: Page, context: BrowserContext, sandbox: str, service: str) -> None:
    screen = Screen(page, sandbox, service, "myelopathy")
    screen.order(next(rows()))
    with context.expect_page() as opened:
        screen.button("Details for this patient").click()
    app = opened.value
    expect(app.locator(".ratings")).to_be_visible()
    with page.expect_response(_is_advice) as asked_again:
        app.get_by_role("button", name="Apply this order").first.click()
    order = asked_again.value.request.post_data_json["context"]["draftOrders"]["entry"][0]["resource"]
    assert order["code"]["coding"][0]["code"] == "72141"
    expect(app.get_by_text("the order in the EHR has changed")).to_be_visible()


def test_a_question_is_not_answered_on_the_card_here_for_the_screen_drops_notes(
    page: Page, context: BrowserContext, sandbox: str, service: str
) -> None:
    """The screen takes up only orders with a rating, and sends no notes along: a button would do nothing."""
    screen = Screen(page, sandbox, service, "neck-pain-new")
    (card,) = screen.order(next(row for row in rows() if row.patient == "neck-pain-new"))["cards"]
    assert "suggestions" not in card
    with context.expect_page() as opened:
        screen.button("Details for this patient").click()
    expect(opened.value.locator(".questions button").first).to_be_visible()


def test_a_dismissal_with_a_reason_arrives(page: Page, sandbox: str, service: str) -> None:
    screen = Screen(page, sandbox, service, "myelopathy")
    answer = screen.order(next(rows()))
    reason = answer["cards"][0]["overrideReasons"][0]
    page.locator("button:has-text('Dismiss') + button").click()
    with page.expect_response("**/feedback") as told:
        page.get_by_role("menuitem", name=reason["display"]).click()
    assert told.value.status == 200
    (report,) = told.value.request.post_data_json["feedback"]
    assert report["overrideReason"]["reason"]["code"] == reason["code"]
    expect(page.get_by_text("No recommendations to display")).to_be_visible()


def test_other_screens_get_no_advice_and_no_error(page: Page, watched: Watched, sandbox: str, service: str) -> None:
    Screen(page, sandbox, service, "myelopathy")
    for tab in ("Rx View", "PAMA Imaging", "Rx Sign", "PAMA Imaging", "Patient View"):
        page.get_by_role("button", name=tab).click()
        page.wait_for_timeout(1500)
    assert [complaint for complaint in watched.complaints if service in complaint] == []
