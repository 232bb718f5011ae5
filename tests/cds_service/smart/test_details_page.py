"""The page: what it shows, what answering changes, what it asks of the EHR, and what cannot be slipped into it."""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
import responses
from fake_ehr import SAVED, FakeEhr, ask, handle_of, saved_request
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cds_service.assessment_task import AssessmentTask
from cds_service.consultations.kept_tasks import tasks_from_text, tasks_to_text, value_from_json, value_to_json
from cds_service.consultations.replay import facts_to_text
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from cds_service.parts import KEY
from fhir_mappings.questions.answer_notes import AnswerNotes, note_text, with_note
from imaging_rules import Library
from imaging_rules.asking import choice_question, wordings
from imaging_rules.facts import Evidence, Finding, Interval, Record, Span, State
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.rating import Rating
from imaging_rules.scenario_table import scenario_table

DAY = date(2026, 11, 20)
REQUESTS = sorted(file.stem for file in SAVED.glob("*.json"))


class Page(HTMLParser):
    """What a browser makes of a page: its tags with their attributes, and its text."""

    def __init__(self, answer: TestResponse) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(answer.data.decode())
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def field(self, name: str) -> str:
        return next(each["value"] for each in self.all("input") if each.get("name") == name)

    def messages(self) -> list[list[dict[str, Any]]]:
        """What each button would send to the EHR."""
        return [json.loads(each["data-messages"]) for each in self.all("button") if "data-messages" in each]


def opened(client: FlaskClient, app: Flask, body: dict[str, Any], **granted: Any) -> tuple[str, Page]:
    """The address of the page of a request's consultation, and the page."""
    handle = handle_of(ask(client, app, body))
    ehr = FakeEhr(granted={"patient": body["context"]["patientId"], "appContext": handle, **granted})
    ehr.serve()
    back = ehr.finish(client, ehr.begin(client))
    assert back.status_code == 303, back.data
    address = back.headers["Location"]
    return address, Page(client.get(address))


def send(client: FlaskClient, address: str, page: Page, action: str, **fields: Any) -> TestResponse:
    return client.post(f"{address}/{action}", data={"form_key": page.field("form_key"), **fields})


@responses.activate
@pytest.mark.parametrize("name", REQUESTS)
def test_every_saved_request_has_its_page(client: FlaskClient, app: Flask, name: str) -> None:
    body = saved_request(name)
    answer = ask(client, app, body)
    if not answer["cards"]:
        return
    ehr = FakeEhr(granted={"patient": body["context"]["patientId"]})
    ehr.serve()
    page = Page(ehr.launched(client, handle_of(answer)))
    assert len(page.all("article")) == len(body["context"]["draftOrders"]["entry"])
    assert ("All studies" in page.text) == ("advised, not rated" not in page.text)
    assert page.all("time")
    for offered in [s for card in answer["cards"] for s in card.get("suggestions", []) if s.get("isRecommended")]:
        assert offered["label"].removeprefix("Order ").removesuffix(" instead").split(" and ")[0] in page.text


@responses.activate
def test_known_assumed_and_unknown_are_told_apart_in_words(client: FlaskClient, app: Flask) -> None:
    _, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    assert "✓ recorded neck pain" in page.text
    assert "? not recorded arm (root) symptoms" in page.text
    assert "○ taken as absent earlier neck surgery" in page.text


@responses.activate
def test_a_course_that_nobody_recorded_is_not_shown_as_recorded(client: FlaskClient, app: Flask) -> None:
    body = saved_request("neck-pain-new-mri-cervical")
    (draft,) = [entry["resource"] for entry in body["context"]["draftOrders"]["entry"]]
    draft["code"] = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "72156"}]}
    draft["reasonCode"] = [{"text": "neck pain for 5 months radiating to the left arm"}]
    draft.pop("reasonReference", None)
    body["prefetch"]["conditions"] = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    _, page = opened(client, app, body)
    assert "✓ recorded long-standing neck complaint" in page.text
    assert "○ taken as absent getting worse" in page.text
    assert "not worsening" not in page.text


@responses.activate
def test_what_is_on_record_of_an_unknown_is_shown_with_it(client: FlaskClient, app: Flask) -> None:
    body = saved_request("low-back-pain-new-ct-lumbar")
    (draft,) = [entry["resource"] for entry in body["context"]["draftOrders"]["entry"]]
    draft["reasonCode"] = [{"text": "LBP 5 weeks, failed PT"}]
    _, page = opened(client, app, body)
    assert "? in part treatment tried so far" in page.text
    assert "failed PT" in page.text


@responses.activate
def test_an_order_without_criteria_names_the_nearest_topic_and_what_kept_it(client: FlaskClient, app: Flask) -> None:
    body = saved_request("neck-pain-new-mri-cervical")
    body["context"]["patientId"] = "p-without-complaint"
    (draft,) = [entry["resource"] for entry in body["context"]["draftOrders"]["entry"]]
    draft["subject"] = {"reference": "Patient/p-without-complaint"}
    draft.pop("reasonCode", None)
    draft.pop("reasonReference", None)
    body["prefetch"] = {}
    assert ask(client, app, body)["cards"] == []
    ehr = FakeEhr(granted={"patient": "p-without-complaint"})
    ehr.serve()
    page = Page(client.get(ehr.finish(client, ehr.begin(client)).headers["Location"]))
    assert "Why no criteria: nearest is Cervical Pain or Cervical Radiculopathy" in page.text
    assert "not on record: Neck pain is a presenting complaint" in page.text


@responses.activate
def test_an_order_of_another_part_names_the_scenario_that_its_reason_fits(client: FlaskClient, app: Flask) -> None:
    body = saved_request("neck-pain-new-mri-cervical")
    (draft,) = [entry["resource"] for entry in body["context"]["draftOrders"]["entry"]]
    draft["code"] = {"text": "CT chest with contrast"}
    draft["reasonCode"] = [{"text": "Neck pain for 5 days without any arm symptoms"}]
    draft.pop("reasonReference", None)
    assert ask(client, app, body)["cards"] == []
    ehr = FakeEhr(granted={"patient": body["context"]["patientId"]})
    ehr.serve()
    page = Page(client.get(ehr.finish(client, ehr.begin(client)).headers["Location"]))
    assert "fits what the order states, but its studies are of the cervical spine" in page.text
    assert "✓ recorded neck pain" in page.text


@responses.activate
def test_an_order_of_another_part_names_what_decides_which_scenario_fits(client: FlaskClient, app: Flask) -> None:
    body = saved_request("neck-pain-new-mri-cervical")
    (draft,) = [entry["resource"] for entry in body["context"]["draftOrders"]["entry"]]
    draft["code"] = {"text": "MRI brain without contrast"}
    draft["reasonCode"] = [{"text": "Myelopathy"}]
    draft.pop("reasonReference", None)
    assert ask(client, app, body)["cards"] == []
    ehr = FakeEhr(granted={"patient": body["context"]["patientId"]})
    ehr.serve()
    page = Page(client.get(ehr.finish(client, ehr.begin(client)).headers["Location"]))
    assert "may fit, but its studies are of the cervical and thoracic spine; not on record: Speed of onset" in page.text
    assert "Nothing that this library reads" not in page.text


@responses.activate
def test_what_a_device_rules_out_is_said_at_each_study(client: FlaskClient, app: Flask) -> None:
    _, page = opened(client, app, saved_request("myelopathy-pacemaker-mri-cervical"))
    assert "ruled out for this patient" in page.text
    assert page.text.count("Ruled out: implant or metal unsafe for MRI") > 3
    assert "CT myelography cervical spine suggested" in page.text


def with_devices(*names: str) -> dict[str, Any]:
    """A request of a patient who bears these devices, none of them with a label."""
    body = saved_request("myelopathy-ct-cervical")
    whose = {"reference": f"Patient/{body['context']['patientId']}"}
    devices = [
        {"resourceType": "Device", "id": f"d{place}", "status": "active", "patient": whose, "type": {"text": name}}
        for place, name in enumerate(names)
    ]
    entries = [{"resource": each, "search": {"mode": "match"}} for each in devices]
    body["prefetch"]["devices"] = {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}
    return body


@responses.activate
def test_several_devices_are_looked_up_and_not_answered_by_a_button(client: FlaskClient, app: Flask) -> None:
    question = "Is the implant MR safe, conditional or unsafe?"
    _, page = opened(client, app, with_devices("Cardiac pacemaker"))
    assert "device_label" in [each.get("value") for each in page.all("input")]
    body = with_devices("Cardiac pacemaker", "Cochlear implant")
    for draft in (entry["resource"] for entry in body["context"]["draftOrders"]["entry"]):
        draft["note"] = [{"text": note_text(question, "safe")}]
    _, page = opened(client, app, body)
    assert "Is each of the implants MR safe, conditional or unsafe?" in page.text
    assert "look each one up" in page.text
    assert [each for each in page.all("button") if each.get("name") == "answer"] == []
    assert "Cochlear implant" in page.text
    assert "Nothing on record rules out any" not in page.text


@responses.activate
def test_a_stimulator_answered_to_be_safe_is_conditional_on_the_page(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, with_devices("Spinal cord stimulator"))
    send(client, address, page, "answer", order="0", feature="device_label", answer="0")
    page = Page(client.get(address))
    assert "MR conditional device; book under its conditions." in page.text
    assert "Nothing on record rules out any" not in page.text


@responses.activate
def test_what_was_before_the_order_is_shown_with_its_source_and_in_print(client: FlaskClient, app: Flask) -> None:
    body = saved_request("cancer-imaged-before-ct-cervical")
    (report, *_) = [entry["resource"] for entry in body["prefetch"]["reports"]["entry"]]
    report["conclusion"] = "<script>alert(1)</script> no fracture"
    _, page = opened(client, app, body)
    assert "Before this order" in page.text
    assert "Radiography cervical spine on 3 Nov 2026" in page.text
    assert "<script>alert(1)</script> no fracture" in page.text  # as text, no tag
    assert {"title": f"DiagnosticReport/{report['id']}"} in page.all("span")
    assert "together 11.1 to 41 mSv (published bands, not measured" in page.text
    assert "For the radiologistNeck pain or arm (root) symptoms; cancer; " in page.text
    style = client.get("/static/smart.css").text
    hidden_in_print = style.partition("@media print")[2]
    assert ".past {" not in hidden_in_print
    assert ".past," not in hidden_in_print


@responses.activate
def test_a_swap_from_the_page_leaves_the_same_note_as_the_card(client: FlaskClient, app: Flask) -> None:
    body = saved_request("cancer-imaged-before-ct-cervical")
    (suggestion,) = ask(client, app, body)["cards"][0]["suggestions"]
    _, page = opened(client, app, body)
    (message,) = page.messages()[0]
    assert message["payload"]["resource"]["note"] == suggestion["actions"][0]["resource"]["note"]


@responses.activate
def test_an_order_without_a_past_has_no_empty_section(client: FlaskClient, app: Flask) -> None:
    _, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    assert "Earlier imaging" not in page.text.replace("Earlier imaging reports", ""), "a document that the payer wants"
    assert "Radiation:" not in page.text.partition("Rests on")[2].partition("All studies")[0]


@responses.activate
def test_an_answer_changes_the_result_at_once_and_can_be_taken_back(client: FlaskClient, app: Flask) -> None:
    address, before = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    assert "is not rated yet: one answer decides" in before.text
    back = send(client, address, before, "answer", order=0, feature=before.field("feature"), answer=1)
    assert back.status_code == 303
    after = Page(client.get(address))
    assert "✕ usually not appropriate" in after.text
    assert "✎ answered no arm (root) symptoms" in after.text
    assert "is not rated yet" not in after.text
    send(client, address, after, "take-back", given=0)
    assert "is not rated yet: one answer decides" in Page(client.get(address)).text


@responses.activate
def test_another_answer_leads_elsewhere(client: FlaskClient, app: Flask) -> None:
    address, before = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    send(client, address, before, "answer", order=0, feature=before.field("feature"), answer=0)
    assert "△ may be appropriate" in Page(client.get(address)).text


@responses.activate
def test_an_answer_noted_on_the_order_is_read_by_the_next_call(client: FlaskClient, app: Flask) -> None:
    body = saved_request("neck-pain-new-mri-cervical")
    address, page = opened(client, app, body)
    send(client, address, page, "answer", order=0, feature=page.field("feature"), answer=1)
    page = Page(client.get(address))
    (message,) = next(each for each in page.messages() if "note" in each[0]["payload"].get("resource", {}))
    assert message["messageType"] == "scratchpad.update"
    draft = body["context"]["draftOrders"]["entry"][0]["resource"]
    sent = message["payload"]["resource"]
    assert {n: v for n, v in sent.items() if n not in ("note", "extension")} == {
        n: v for n, v in draft.items() if n != "extension"
    }
    body["context"]["draftOrders"]["entry"][0]["resource"] = sent
    (order,) = json.loads(_assessment(client, app, body))["orders"]
    assert (order["status"], order["rating"]) == ("rated", "usually-not-appropriate")
    send(client, address, page, "noted", given=0)
    send(client, address, page, "take-back", given=0)
    assert "Noted on the order; take the note off there" in Page(client.get(address)).text


def _assessment(client: FlaskClient, app: Flask, body: dict[str, Any]) -> str:
    ask(client, app, body)
    return str(app.extensions[KEY].store.consultations()[-1]["assessment"])


@responses.activate
def test_apply_sends_the_very_order_the_card_suggests(client: FlaskClient, app: Flask) -> None:
    body = saved_request("myelopathy-ct-cervical")
    answer = ask(client, app, body)
    ehr = FakeEhr(granted={"patient": "myelopathy"})
    ehr.serve()
    page = Page(ehr.launched(client, handle_of(answer)))
    suggested = [action["resource"] for action in answer["cards"][0]["suggestions"][0]["actions"]]
    assert [message["payload"]["resource"] for message in page.messages()[0]] == suggested


@responses.activate
def test_an_order_with_two_drafts_changes_each_on_its_own(client: FlaskClient, app: Flask) -> None:
    _, page = opened(client, app, saved_request("ms-relapse-mri-without-contrast"))
    ids = [message["payload"]["resource"]["id"] for messages in page.messages() for message in messages]
    assert len(page.all("article")) == 2
    assert len(set(ids)) == 2


@responses.activate
@pytest.mark.parametrize(
    ("granted", "origin"),
    [
        ({"smart_web_messaging_origin": "http://localhost:5000", "smart_web_messaging_handle": "h1"}, "http://localhost:5000"),
        ({"smart_messaging_origin": "https://sandbox.cds-hooks.org"}, "https://sandbox.cds-hooks.org"),
        ({"smart_messaging_origin": "https://evil.example"}, ""),
        ({"smart_messaging_origin": "*"}, ""),
        ({"smart_web_messaging_origin": "https://sandbox.cds-hooks.org.evil.example"}, ""),
        ({}, ""),
    ],
)
def test_messages_go_to_a_listed_origin_or_nowhere(
    client: FlaskClient, app: Flask, granted: dict[str, str], origin: str
) -> None:
    _, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"), **granted)
    (body,) = page.all("body")
    assert body["data-messaging-origin"] == origin
    assert body["data-messaging-handle"] == (granted.get("smart_web_messaging_handle", "") if origin else "")


@responses.activate
def test_forms_are_taken_from_their_own_page_and_browser_only(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    fields = {"order": 0, "feature": page.field("feature"), "answer": 1}
    assert client.post(f"{address}/answer", data={**fields, "form_key": "guessed"}).status_code == 403
    assert client.post(f"{address}/answer", data=fields).status_code == 403
    assert send(app.test_client(), address, page, "answer", **fields).status_code == 400
    assert app.test_client().get(address).status_code == 400
    assert "is not rated yet" in Page(client.get(address)).text


@responses.activate
@pytest.mark.parametrize(
    "fields",
    [
        {"order": 9, "feature": "x", "answer": 0},
        {"order": "-1", "feature": "x", "answer": 0},
        {"order": "²", "feature": "x", "answer": "one"},
        {"order": 0, "feature": "cancer_counts", "answer": 0},
        {"order": 0, "answer": 99},
        {"order": 0, "feature": "x" * 20_000},
    ],
    ids=lambda fields: str(fields)[:40],
)
def test_a_form_with_odd_fields_changes_nothing(client: FlaskClient, app: Flask, fields: dict[str, Any]) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    assert send(client, address, page, "answer", **fields).status_code in (303, 400)
    assert "is not rated yet" in Page(client.get(address)).text


@responses.activate
def test_two_pages_in_one_browser_never_mix(client: FlaskClient, app: Flask) -> None:
    neck, neck_page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    ms, ms_page = opened(client, app, saved_request("ms-relapse-mri-without-contrast"))
    assert send(client, neck, ms_page, "answer", order=0, feature="x", answer=0).status_code == 403
    assert "Ordered: MRI cervical spine without IV contrast ? not rated" in Page(client.get(neck)).text
    assert "demyelinating" in Page(client.get(ms)).text
    assert neck_page.field("form_key") != ms_page.field("form_key")


@responses.activate
def test_a_reason_for_keeping_the_order_is_stored_as_the_hooks_feedback_is(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("low-back-pain-new-ct-lumbar"))
    assert send(client, address, page, "feedback", order=0, reason="patient-refuses").status_code == 303
    assert "Stored, thank you." in Page(client.get(address)).text
    row = app.extensions[KEY].store.feedback()[-1]
    assert (row["outcome"], row["reason_code"]) == ("overridden", "patient-refuses")
    assert row["consultation"] in {each["id"] for each in app.extensions[KEY].store.consultations()}
    assert send(client, address, page, "feedback", order=0, reason="made-up").status_code == 400


XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "\u202eevil\u0000\u200b<b>",
    "&lt;script&gt;",
]


@responses.activate
@pytest.mark.parametrize("evil", XSS)
def test_text_of_the_record_stays_text(client: FlaskClient, app: Flask, evil: str) -> None:
    body = saved_request("neck-pain-new-mri-cervical")
    for condition in body["prefetch"]["conditions"]["entry"]:
        condition["resource"]["code"]["text"] = f"Neck pain {evil}"
    draft = body["context"]["draftOrders"]["entry"][0]["resource"]
    draft["code"]["text"] = f"MRI cervical spine {evil}"
    draft["note"] = [{"text": evil}]
    _, page = opened(client, app, body, smart_web_messaging_origin="http://localhost:5000", smart_web_messaging_handle=evil)
    assert [each.get("src") for each in page.all("script")] == ["/static/smart.js"]
    assert not page.all("img")
    assert not page.all("svg")
    assert not page.all("b")
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not any(each.get("href", "").startswith("javascript") for each in page.all("a"))
    assert "\u202e" not in page.text
    assert "{{ 7 * 7 }}" in page.text or "7 * 7" not in evil


@responses.activate
def test_entries_that_contradict_each_other_stand_side_by_side(client: FlaskClient, app: Flask) -> None:
    body = saved_request("myelopathy-ct-cervical")
    (sign,) = [
        entry["resource"]
        for entry in body["prefetch"]["observations"]["entry"]
        if "abinski" in json.dumps(entry["resource"]["code"]) and "ositive" in json.dumps(entry["resource"])
    ][:1]
    again = {**sign, "id": "denied", "effectiveDateTime": "2026-11-19"}
    again["valueString"] = "negative"
    _, before = opened(client, app, body)
    assert "records disagree" not in before.text
    body["prefetch"]["observations"]["entry"].append({"resource": again})
    _, page = opened(client, app, body)
    assert "records disagree" in page.text
    assert "another entry says" in page.text


@responses.activate
def test_the_page_is_kept_nowhere_and_loads_nothing_from_elsewhere(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'self' https://sandbox.cds-hooks.org" in answer.headers["Content-Security-Policy"]
    assert "Cross-Origin-Opener-Policy" not in answer.headers
    loaded = [each.get("src") or each.get("href") for tag in ("script", "link", "img", "iframe") for each in page.all(tag)]
    assert all(address.startswith(("/static/", "data:")) for address in loaded if address)
    assert not any("style" in attributes for _, attributes in page.tags)


def test_the_address_alone_opens_nothing(client: FlaskClient) -> None:
    assert client.get("/smart/app").status_code == 400
    assert client.get("/smart/app/guessed").status_code == 400


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.mark.parametrize("name", REQUESTS)
def test_what_is_kept_of_a_consultation_is_assessed_as_it_was(library: Library, name: str) -> None:
    evaluator = Evaluator(library)
    request = read_hook_request(json.dumps(saved_request(name)).encode())
    kept: list[str] = []
    evaluator._details = lambda _client, tasks: kept.append(tasks_to_text(tasks))  # type: ignore[method-assign,assignment,return-value,func-returns-value]
    answer = evaluator.answer(request, "imaging-appropriateness-select")
    again = [task.assessed(library).assessment for task in tasks_from_text(kept[0])]
    assert tuple(again) == answer.assessment.orders


def test_what_is_shown_is_kept_and_tasks_kept_before_it_was_are_still_read() -> None:
    finding = Finding("red_flags", State.REFUTED, Evidence("A/1", "red flags", DAY, "text", meant="no red flags", dated="2026"))
    task = AssessmentTask({}, "r", "", OrderToAssess("r", None), Record(DAY, (finding,)), Basket())
    kept = json.loads(tasks_to_text([task]))
    (as_it_was,) = tasks_from_text(json.dumps(kept))
    assert as_it_was.record.findings == (finding,)
    kept["findings"] = [row[:9] for row in kept["findings"]]
    (without,) = tasks_from_text(json.dumps(kept))
    assert [each.evidence.quote for each in without.record.findings] == ["red flags"]


def test_no_words_are_kept_with_the_facts() -> None:
    finding = Finding("red_flags", State.REFUTED, Evidence("A/1", "red flags", DAY, "text", meant="no red flags", dated="2026"))
    text = facts_to_text([AssessmentTask({}, "r", "", OrderToAssess("r", None), Record(DAY, (finding,)), Basket())])
    assert "red flags" not in text


@pytest.mark.parametrize(
    "value", [True, 3.5, 64.0, "MS", ("a", "b"), (), State.SUSPECTED, Interval(None, None), Span(69.0, 70.0)], ids=str
)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert value_from_json(value_to_json(value)) == value


def test_only_notes_in_our_own_words_are_read(library: Library) -> None:
    notes = AnswerNotes(library)
    question = library.vocabulary.features["cervical_radiculopathy_symptoms"].question
    assert question is not None
    no, yes = (note_text(question.text, answer) for answer in ("no", "yes"))
    assert notes.read(with_note({}, no)) == {"cervical_radiculopathy_symptoms": False}
    assert notes.read(with_note({"note": [{"text": "no arm symptoms, said the patient"}]}, yes)) == {
        "cervical_radiculopathy_symptoms": True
    }
    assert notes.read({"note": [{"text": yes}, {"text": no}]}) == {}
    assert notes.read({"note": "odd"}) == notes.read({"note": [None, 5, {"text": 7}]}) == {}
    assert with_note(with_note({}, no), no) == {"note": [{"text": no}]}


def test_every_question_of_the_library_is_read_back_in_every_wording_and_by_nobody_else(library: Library) -> None:
    notes, vocabulary = AnswerNotes(library), library.vocabulary
    read = {name for scenario in library.scenarios.values() for name in scenario.names} - {"requested_contrast"}
    asked = {name for name, entry in vocabulary.features.items() if entry.question} - {"requested_contrast"}
    for name in read | asked:
        question = choice_question(vocabulary, name)
        assert question is not None or vocabulary.entry(name).kind not in ("boolean", "code"), name
        for answer in question.answers if question else ():
            for text in wordings(vocabulary, question):
                noted = with_note({"note": [{"text": "Aching since May"}]}, note_text(text, answer.text))
                assert notes.read(noted).items() >= dict(answer.sets).items(), text
                assert notes.without(noted) == {"note": [{"text": "Aching since May"}]}


def test_an_answer_is_known_as_a_line_of_a_longer_note(library: Library) -> None:
    """An EHR may keep all notes of an order as one."""
    notes = AnswerNotes(library)
    question = library.vocabulary.features["cervical_radiculopathy_symptoms"].question
    assert question is not None
    whole = {"note": [{"text": f"Aching since May\r\n{question.text}  no\nBefore Friday", "time": "2026-11-19"}]}
    assert notes.read(whole) == {"cervical_radiculopathy_symptoms": False}
    assert notes.without(whole) == {"note": [{"text": "Aching since May\nBefore Friday", "time": "2026-11-19"}]}


def test_the_table_of_a_scenario_is_whole_and_best_first(library: Library) -> None:
    evaluator = Evaluator(library)
    request = read_hook_request(json.dumps(saved_request("myelopathy-pacemaker-mri-cervical")).encode())
    kept: list[Any] = []
    evaluator._details = lambda _client, tasks: kept.extend(tasks)  # type: ignore[method-assign,assignment,return-value,func-returns-value]
    evaluator.answer(request, "imaging-appropriateness-select")
    (task,) = kept
    table = scenario_table(library, "myelopathy-2020/v2", task.record, task.order.study)
    assert len(table) == len(library.scenarios["myelopathy-2020/v2"].rows)
    assert [row.rating.rank for row in table] == sorted(row.rating.rank for row in table)
    assert [row.study for row in table if row.ordered] == [task.order.study]
    assert all(bool(row.ruled_out) == (row.study.modality in ("mri", "mra")) for row in table)
    assert table[0].rating is Rating.USUALLY
