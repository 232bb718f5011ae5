"""In a real browser: an answer given in the details app, saved to the chart, and read from there by the next call.

On a service of its own: what is saved stays in the record of the demo patient.
"""

from __future__ import annotations

from pathlib import Path

from browser_watch import Watched, photographed
from playwright.sync_api import Browser, expect
from running_service import free_port, served
from test_order_to_details import app_of, ordered, violations


def test_answers_saved_to_the_chart_are_read_by_the_next_call(chromium: Browser, tmp_path: Path) -> None:
    with served(tmp_path, free_port(), {}) as base:
        context = chromium.new_context(base_url=base, viewport={"width": 1024, "height": 900})
        watched, page = Watched(context), context.new_page()
        ordered(page, "neck-pain-new")
        app = app_of(page)
        app.locator(".questions button").first.click()
        expect(app.locator(".given")).to_be_visible()
        photographed(page, "details-app-answered")
        assert violations(page) == []
        app.get_by_role("button", name="Save the answers to the chart").click()
        expect(app.get_by_text("Saved to the chart")).to_be_visible()
        page.get_by_role("button", name="Close").click()
        page.reload()
        page.select_option("#patient", "neck-pain-new")
        page.wait_for_load_state("networkidle")
        with page.expect_response("**/cds-services/imaging-appropriateness-select") as asked:
            page.get_by_role("button", name="Add order").click()
        assert asked.value.request.post_data_json["prefetch"]["answers"]["total"] == 1
        expect(page.locator("#drafts")).to_contain_text("may be appropriate")
        expect(page.locator(".card")).to_have_count(1)
        expect(page.locator(".card")).to_contain_text("Payer criteria for cervical spine MRI")
        assert watched.complaints == []
        context.close()
