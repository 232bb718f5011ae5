"""In a real browser: from an order to the swapped order, to the details app and back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from browser_watch import Watched, kept_in_the_browser, photographed
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

SWAPPED = "MRI cervical spine without and with IV contrast"


def ordered(page: Page, patient: str) -> None:
    """Opens the demo EHR, chooses the patient and adds the order the form proposes."""
    chosen(page, patient)
    page.get_by_role("button", name="Add order").click()
    page.locator(".card").first.wait_for()


def chosen(page: Page, patient: str) -> None:
    page.goto("/demo/")
    page.locator("#patient-record dd").first.wait_for()
    page.select_option("#patient", patient)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#study")).not_to_have_value("")


def app_of(page: Page) -> FrameLocator:
    page.get_by_role("button", name="details").first.click()
    return page.frame_locator("#app-frame")


def violations(page: Page) -> list[str]:
    return [f"{found['id']}: {found['nodes'][0]['html'][:120]}" for found in Axe().run(page).response["violations"]]


def test_a_suggestion_changes_the_order_and_the_service_is_asked_again(page: Page, watched: Watched, service: str) -> None:
    ordered(page, "myelopathy")
    photographed(page, "demo-ehr-card")
    page.locator(".card button.primary").click()
    expect(page.locator("#drafts")).to_contain_text(SWAPPED)
    expect(page.locator(".card")).to_have_count(0)
    photographed(page, "demo-ehr-swapped")
    assert kept_in_the_browser(page) == [0, 0]
    assert (watched.complaints, watched.hosts()) == ([], {urlsplit(service).hostname})


def test_the_details_app_applies_the_order(page: Page, watched: Watched) -> None:
    ordered(page, "myelopathy")
    app = app_of(page)
    expect(app.locator("h1")).to_be_visible()
    app.get_by_role("button", name="Apply this order").first.click()
    expect(page.locator("#drafts")).to_contain_text(SWAPPED)
    assert watched.complaints == []


def test_a_question_is_answered_in_the_app_and_the_result_changes(page: Page) -> None:
    ordered(page, "neck-pain-new")
    app = app_of(page)
    expect(app.locator(".verdict")).to_contain_text("not rated")
    photographed(page, "details-app-question")
    app.locator(".questions button").last.click()
    expect(app.locator(".given")).to_be_visible()
    expect(app.locator(".verdict")).not_to_contain_text("not rated")


def test_a_question_is_answered_on_the_card_in_one_tap(page: Page, watched: Watched) -> None:
    ordered(page, "neck-pain-new")
    expect(page.locator("#drafts")).to_contain_text("not rated")
    photographed(page, "demo-ehr-question")
    page.get_by_role("button", name="Answer: yes").click()
    expect(page.locator("#drafts")).to_contain_text("may be appropriate")
    expect(page.get_by_role("button", name="Answer: yes")).to_have_count(0)
    expect(page.locator("#drafts")).to_contain_text("root? yes")
    page.get_by_role("button", name="Sign orders").click()
    expect(page.locator("#signed")).to_contain_text("may be appropriate")
    assert watched.complaints == []


def test_a_right_order_without_proof_tells_what_the_payer_wants_until_it_is_answered(page: Page, watched: Watched) -> None:
    ordered(page, "radiculopathy-chronic")
    page.locator(".card button.primary").click()
    expect(page.locator("#drafts")).to_contain_text("MRI cervical spine without IV contrast")
    card = page.locator(".card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Payer criteria for cervical spine MRI: proof still owed")
    expect(card).to_contain_text("any one of these is enough")
    photographed(page, "demo-ehr-payer-card")
    page.get_by_role("button", name="Is there a new neurologic deficit on examination? yes").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Sign orders").click()
    expect(page.locator("#signed")).to_contain_text("usually appropriate")
    assert watched.complaints == []


def test_at_signing_the_payers_card_is_not_shown_a_second_time(page: Page) -> None:
    ordered(page, "radiculopathy-chronic")
    page.locator(".card button.primary").click()
    expect(page.locator(".card")).to_contain_text("Payer criteria for cervical spine MRI")
    page.get_by_role("button", name="Sign orders").click()
    expect(page.locator("#signed")).to_contain_text("usually appropriate")


def test_the_answers_can_be_downloaded(page: Page) -> None:
    ordered(page, "neck-pain-new")
    app = app_of(page)
    app.locator(".questions button").last.click()
    with page.expect_download() as download:
        app.get_by_role("link", name="Download as a FHIR file").click()
    assert download.value.suggested_filename == "answers.fhir.json"


def test_a_dismissal_takes_the_card_away_and_tells_the_service(page: Page) -> None:
    ordered(page, "myelopathy")
    with page.expect_response("**/feedback") as told:
        page.locator(".dismissal select").select_option(index=1)
        page.get_by_role("button", name="Dismiss").click()
    assert told.value.status == 200
    (report,) = told.value.request.post_data_json["feedback"]
    assert report["outcome"] == "overridden"
    assert report["overrideReason"]["reason"]["code"]


def test_by_keyboard_alone(page: Page) -> None:
    chosen(page, "myelopathy")
    reach(page, "Add order")
    page.keyboard.press("Enter")
    page.locator(".card").wait_for()
    reach(page, page.locator(".card button.primary").inner_text())
    page.keyboard.press("Enter")
    expect(page.locator("#drafts")).to_contain_text(SWAPPED)


def reach(page: Page, label: str) -> None:
    """Tabs on until the focus stands on what begins with the label."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()").startswith(label):
            return
    raise AssertionError(f"Tab never reaches {label!r}")


def test_nobody_needs_a_pointer_or_good_eyes(page: Page) -> None:
    """axe: WCAG A and AA and best practice, in light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        ordered(page, "myelopathy-pacemaker")
        assert violations(page) == [], scheme


def test_the_other_pages_are_accessible_too(page: Page, service: str) -> None:
    guideline = "/guidelines/myelopathy-2020"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in ("/", "/guidelines", guideline, "/guidelines/safety", f"/smart/launch?iss={service}/demo/fhir"):
            page.goto(path)
            assert violations(page) == [], (path, scheme)
    page.emulate_media(color_scheme="light")
    page.goto(guideline)
    photographed(page, "guideline")


def opened_in_a_tab(page: Page, context: BrowserContext, patient: str) -> Page:
    ordered(page, patient)
    app_of(page).locator("h1").wait_for()
    with context.expect_page() as opened:
        page.get_by_role("button", name="Open in a tab of its own").click()
    opened.value.locator("h1").wait_for()
    return opened.value


def test_the_app_in_a_tab(page: Page, context: BrowserContext, watched: Watched, service: str) -> None:
    app = opened_in_a_tab(page, context, "myelopathy-pacemaker")
    app.set_viewport_size({"width": 1024, "height": 900})
    for scheme in ("light", "dark"):
        app.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(app) == [], scheme
    photographed(app, "details-app-dark")
    app.emulate_media(color_scheme="light")
    photographed(app, "details-app")
    app.emulate_media(media="print")
    assert app.evaluate("() => document.documentElement.scrollWidth") <= 1024
    photographed(app, "details-app-print")
    assert kept_in_the_browser(app) == [0, 0]
    assert (watched.complaints, watched.hosts()) == ([], {urlsplit(service).hostname})


def test_no_address_names_the_patient(page: Page, context: BrowserContext, watched: Watched) -> None:
    opened_in_a_tab(page, context, "myelopathy-pacemaker")
    for address in watched.addresses:
        parts = urlsplit(address)
        if parts.path.startswith("/smart/"):
            assert "myelopathy-pacemaker" not in address
            assert set(parse_qs(parts.query)) <= {"iss", "launch", "code", "state", "error", "error_description"}


def test_a_small_screen_needs_no_sideways_scrolling(page: Page, context: BrowserContext) -> None:
    app = opened_in_a_tab(page, context, "ms-relapse")
    for shown in (page, app):
        shown.set_viewport_size({"width": 320, "height": 800})
        assert shown.evaluate("() => document.documentElement.scrollWidth") <= 320
