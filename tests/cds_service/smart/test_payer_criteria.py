"""A payer's criteria in the details app: the checklist, its questions answered in place, and the evidence packet."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import responses
from fake_ehr import saved_request
from fhir.resources.R4B.documentreference import DocumentReference
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from flask import Flask
from flask.testing import FlaskClient
from test_details_page import Page, opened

from imaging_rules.library import Library
from imaging_rules.payer.request import FactsInWords

POLICY = "nia-cervical-mri-2022"


def answer(client: FlaskClient, address: str, page: Page, **fields: Any) -> Page:
    """The page after a fact was answered for the payer."""
    given = client.post(f"{address}/payer/answer", data={"form_key": page.field("form_key"), **fields})
    assert (given.status_code, given.headers["Location"]) == (303, f"{address}?now=payer#now")
    return Page(client.get(given.headers["Location"]))


def owed(page: Page) -> list[str]:
    """The facts the page asks for the payer's sake."""
    return [each["value"] for each in page.all("input") if each.get("name") == "feature" and each["value"] != "arm"]


@responses.activate
def test_the_checklist_says_what_is_owed_and_asks_it(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    assert "Payer criteria, not the guideline: Cervical spine MRI" in page.text
    assert "Proof still owed, one of three criteria is enough; nearest: " in page.text
    assert "Payer criteria, Cervical spine MRI: Proof still owed" in page.text, "a link at the top leads there"
    assert "#payer-nia-cervical-mri-2022" in [each.get("href") for each in page.all("a")]
    assert "? open Neck pain after six weeks of failed conservative care." in page.text
    assert f"{address}/payer/answer" in [form["action"] for form in page.all("form")]
    assert {"new_neurologic_deficit_on_exam", "conservative_treatment_period"} <= set(owed(page))


@responses.activate
def test_a_chosen_answer_meets_a_criterion_and_stands_as_answered(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    page = answer(client, address, page, feature="new_neurologic_deficit_on_exam", answer="0")
    assert "The payer's criteria are met." in page.text
    assert "✓ met Neck pain with a new or worsening deficit." in page.text
    assert "(answered by the clinician)" in page.text
    assert "Still owed to the payer" not in page.text
    assert "Answered: Is there a new neurologic deficit on examination? yes. The payer's criteria are met." in page.text
    assert [each.get("role") for each in page.all("p") if each.get("id") == "now"] == ["status"]


@responses.activate
def test_that_no_earlier_study_is_on_record_is_said_beside_what_is_met(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    page = answer(client, address, page, feature="new_neurologic_deficit_on_exam", answer="0")
    assert "No earlier CT or MRI of the same region is on record with a day that can be read." in page.text
    assert "was not tested" in page.text


@responses.activate
def test_not_sure_leaves_a_fact_open_and_says_so(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    for feature in ("new_neurologic_deficit_on_exam", "conservative_treatment_period", "conservative_active_modalities"):
        said = client.post(
            f"{address}/payer/answer", data={"form_key": page.field("form_key"), "feature": feature, "unsure": "1"}
        )
        after = Page(client.get(said.headers["Location"]))
        assert "Left open as not sure" in after.text
        assert sorted(owed(after)) == sorted(owed(page))
    assert after.text.count("not sure") >= 3
    assert client.get(f"{address}/answers.json").status_code == 404, "nothing was answered that a form could hold"


@responses.activate
def test_none_of_these_is_a_choice_of_its_own(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    page = answer(client, address, page, feature="conservative_active_modalities", none="1")
    assert "conservative_active_modalities" not in owed(page)
    assert "Active components used: none" in page.text


@responses.activate
def test_an_order_that_raises_no_criterion_is_asked_its_main_reason(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("myelopathy-pacemaker-mri-cervical"))
    assert owed(page) == ["imaging_indication"]
    page = answer(client, address, page, feature="imaging_indication", answer="1")
    assert {"symptoms_progressive", "new_neurologic_deficit_on_exam"} <= set(owed(page))
    assert "? open Suspected myelopathy with a deficit." in page.text


def test_every_fact_a_payer_may_be_owed_can_be_answered() -> None:
    library = Library.load()
    written = {"date", "date interval", "code set", "quantity"}
    features = library.vocabulary.features
    asked = {name for name, entry in features.items() if entry.payer and entry.kind not in written}
    assert not {name for name in asked if FactsInWords(library.vocabulary)[name].question is None}


@responses.activate
def test_six_weeks_of_care_are_written_as_a_period_and_ticked_kinds(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    steps: list[dict[str, Any]] = [
        {"feature": "new_neurologic_deficit_on_exam", "answer": "1"},
        {"feature": "worsening_objective_neurologic_deficit", "answer": "1"},
        {"feature": "conservative_treatment_started", "answer": "0"},
        {"feature": "conservative_treatment_period", "start": "2026-09-01", "end": "2026-10-20"},
        {"feature": "conservative_active_modalities", "value": ["physical_therapy"]},
        {"feature": "conservative_inactive_modalities", "value": ["heat", "medication"]},
        {"feature": "conservative_treatment_outcome", "answer": "0"},
    ]
    for step in steps:
        if step["feature"] in owed(page):
            page = answer(client, address, page, **step)
    assert "✓ met Neck pain after six weeks of failed conservative care." in page.text
    assert "from 2026-09-01 to 2026-10-20" in page.text
    assert "physical therapy" in page.text


PERIOD, KINDS = "conservative_treatment_period", "conservative_active_modalities"
UNTRUE: list[tuple[dict[str, Any], str]] = [
    ({"feature": PERIOD, "start": "2026-10-20", "end": "2026-09-01"}, "The end lies before the start."),
    ({"feature": PERIOD, "start": "2199-01-01"}, "That day is still to come."),
    ({"feature": PERIOD, "start": "2026-09-01", "end": "2199-01-01"}, "That day is still to come."),
    ({"feature": PERIOD, "start": "soon"}, "The start is missing, or is no day that could be read."),
    ({"feature": PERIOD}, "The start is missing, or is no day that could be read."),
    ({"feature": KINDS, "value": ["prayer"]}, "That could not be read."),
    ({"feature": KINDS}, "Nothing is ticked. Tick what applies, or choose 'None of these'."),
    ({"feature": KINDS, "value": ["chiropractic"], "none": "1"}, "Some are ticked."),
]


@responses.activate
@pytest.mark.parametrize(("fields", "words"), UNTRUE)
def test_what_cannot_be_is_told_beside_its_question(
    client: FlaskClient, app: Flask, fields: dict[str, Any], words: str
) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    refused = client.post(f"{address}/payer/answer", data={"form_key": page.field("form_key"), **fields})
    told = Page(refused)
    assert refused.status_code == 400
    assert f"{words} " in told.text
    assert "Nothing was recorded." in told.text
    (marked,) = [each for each in told.all("input") if "aria-invalid" in each]
    assert marked["aria-describedby"] == "wrong"
    assert "autofocus" in marked
    if isinstance(fields.get("end"), str):
        assert told.field("end") == fields["end"], "what was typed stays, to be mended"
    assert owed(told) == owed(page) == owed(Page(client.get(address)))


@responses.activate
@pytest.mark.parametrize("answered", [{"answer": "7"}, {}])
def test_an_answer_that_was_not_offered_is_refused(client: FlaskClient, app: Flask, answered: dict[str, str]) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    fields = {"form_key": page.field("form_key"), "feature": "new_neurologic_deficit_on_exam", **answered}
    assert client.post(f"{address}/payer/answer", data=fields).status_code == 400
    assert owed(Page(client.get(address))) == owed(page)


@responses.activate
def test_a_written_answer_puts_no_note_on_the_order(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    before = len(page.messages())
    page = answer(client, address, page, feature="conservative_treatment_period", start="2026-09-01")
    assert "from 2026-09-01, still going on" in page.text
    assert len(page.messages()) == before


@responses.activate
def test_the_packet_shows_what_is_met_on_what_and_what_to_attach(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    answer(client, address, page, feature="new_neurologic_deficit_on_exam", answer="0")
    packet = Page(client.get(f"{address}/payer/{POLICY}"))
    for words in ("Evidence packet: Cervical spine MRI", "Criteria met, and on what", "Answered by the clinician", "To attach"):
        assert words in packet.text
    assert "not endorsed by the payer" in packet.text
    assert "Dated office note" in packet.text
    assert "Start and end dates of the course" not in packet.text, "that is for a criterion which is not needed any more"


@responses.activate
def test_the_packet_as_fhir_is_valid_and_holds_the_page(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    answer(client, address, page, feature="new_neurologic_deficit_on_exam", answer="0")
    got = client.get(f"{address}/payer/{POLICY}/packet.json")
    assert got.headers["Content-Type"] == "application/fhir+json"
    bundle = json.loads(got.data)
    response, document = [entry["resource"] for entry in bundle["entry"]]
    QuestionnaireResponse.model_validate(response)
    DocumentReference.model_validate(document)
    items = {item["linkId"]: item for item in response["item"]}
    assert items["new_neurologic_deficit_on_exam"]["answer"][0]["valueBoolean"] is True
    assert items["neck_pain"]["answer"][0]["item"][0]["answer"][0]["valueString"].startswith("Condition/neck-pain-new-1: ")
    attached = base64.b64decode(document["content"][0]["attachment"]["data"]).decode()
    assert "Evidence packet: Cervical spine MRI" in attached
    assert "<script" not in attached
    assert "basedOn" not in response, "a draft order can be looked up nowhere"
    assert response["author"] == document["author"][0]
    (said,) = items["new_neurologic_deficit_on_exam"]["answer"][0]["item"]
    assert (said["linkId"], said["text"]) == ("new_neurologic_deficit_on_exam.answered", "Answered by the clinician")


@responses.activate
def test_a_packet_of_another_policy_or_without_the_page_opens_nothing(client: FlaskClient, app: Flask) -> None:
    address, _ = opened(client, app, saved_request("neck-pain-new-mri-cervical"))
    assert client.get(f"{address}/payer/other-policy").status_code == 404
    assert client.get("/smart/app/unheard-of/payer/nia-cervical-mri-2022").status_code == 400
    assert app.test_client().get(f"{address}/payer/{POLICY}/packet.json").status_code == 400


@responses.activate
def test_an_order_that_the_policy_does_not_speak_of_has_no_checklist(client: FlaskClient, app: Flask) -> None:
    _, page = opened(client, app, saved_request("low-back-pain-new-ct-lumbar"))
    assert "Payer criteria" not in page.text
