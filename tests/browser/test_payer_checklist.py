"""In a real browser: the payer's checklist in the details app, answered in place, and the packet to print."""

from __future__ import annotations

from browser_watch import Watched, photographed
from playwright.sync_api import Page, expect
from test_order_to_details import app_of, ordered, violations


def test_the_checklist_is_answered_in_place_and_its_packet_printed(page: Page, watched: Watched) -> None:
    ordered(page, "neck-pain-new")
    app = app_of(page)
    payer = app.locator("section.payer")
    expect(payer).to_contain_text("Proof still owed, one of three criteria is enough; nearest:")
    assert violations(page) == []
    app.get_by_role("link", name="Payer criteria, Cervical spine MRI").click()
    expect(payer.locator("h2")).to_be_in_viewport()
    photographed(page, "payer-checklist")
    payer.locator("input[name=start]").fill("2026-09-20")
    payer.locator("input[name=end]").fill("2026-09-01")
    payer.locator("input[name=start] >> xpath=ancestor::form").get_by_role("button", name="Answer").click()
    expect(payer.get_by_role("alert")).to_have_text("The end lies before the start. Nothing was recorded.")
    expect(payer.locator("input[name=start]")).to_be_focused()
    assert violations(page) == []
    payer.locator("input[name=end]").fill("")
    payer.locator("input[name=start]").fill("2026-09-01")
    payer.locator("input[name=start] >> xpath=ancestor::form").get_by_role("button", name="Answer").click()
    expect(app.locator("#now")).to_be_focused()
    expect(app.locator(".given")).to_contain_text("still going on")
    payer.locator("fieldset", has_text="new neurologic deficit").get_by_role("button", name="yes").click()
    expect(payer).to_contain_text("The payer's criteria are met.")
    expect(app.get_by_role("status")).to_contain_text("yes. The payer's criteria are met.")
    with page.context.expect_page() as opening:
        payer.get_by_role("link", name="Evidence packet to print").click()
    packet = opening.value
    expect(packet.get_by_role("heading", level=1)).to_have_text("Evidence packet: Cervical spine MRI")
    expect(packet.get_by_role("button", name="Print")).to_be_visible()
    photographed(packet, "payer-packet")
    with packet.expect_download() as kept:
        page_url = packet.url
        packet.evaluate(
            "address => { const a = document.createElement('a'); a.href = address; a.click(); }", f"{page_url}/packet.json"
        )
    assert kept.value.suggested_filename == "nia-cervical-mri-2022.fhir.json"
    assert [each for each in watched.complaints if "400 (BAD REQUEST)" not in each] == [], "but for the day that cannot be"
