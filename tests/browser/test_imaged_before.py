"""In a real browser: one card with what was imaged before, the note for the radiologist on the order, the page behind it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from browser_watch import Watched
from playwright.sync_api import Page, expect
from test_order_to_details import app_of, ordered

PATIENT = "cancer-imaged-before"


def test_the_swap_leaves_the_reason_for_the_radiologist_and_no_word_of_the_guideline(page: Page, watched: Watched) -> None:
    ordered(page, PATIENT)
    card = page.locator(".card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Earlier imaging: Radiography cervical spine on ")
    expect(card).to_contain_text("together 11.1 to 41 mSv (published bands, not measured")
    page.locator(".card button.primary").click()
    expect(page.locator("#drafts")).to_contain_text("from the record: Neck pain or arm (root) symptoms; cancer; ")
    expect(page.locator("#drafts .note")).to_have_count(1)
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Payer criteria for cervical spine MRI")
    assert watched.complaints == []


def test_the_page_behind_the_card_shows_it_on_screen_and_in_print(page: Page) -> None:
    ordered(page, PATIENT)
    past = app_of(page).locator("section.past")
    expect(past).to_contain_text("FDG-PET/CT skull base to mid-thigh on ")
    expect(past).to_contain_text("For the radiologist")
    assert Axe().run(page).response["violations"] == []
    page.emulate_media(media="print")
    expect(past).to_be_visible()
