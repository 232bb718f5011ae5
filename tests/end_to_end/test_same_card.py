"""More in the same card, never a second one: earlier imaging, radiation, a study that is there, the radiologist's reason."""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from ehr import (
    CPT,
    Ehr,
    Json,
    adding,
    carried_out,
    drafts,
    of_no_client,
    ordering,
    rating_of,
    ratings_on,
    recommended,
    saved,
    saved_names,
    signing,
    without_uuids,
)
from test_order_of_the_record import rearranged

IMAGED = "cancer-imaged-before-ct-cervical"
DEMO_SERVER = "http://localhost:5000/demo/fhir"
MRI = "MRI cervical spine without and with IV contrast"


def of_the_demo(body: Json) -> Json:
    """The request as the demo's client sends it, whose dialect has the note for the radiologist."""
    return {**copy.deepcopy(body), "fhirServer": DEMO_SERVER}


def with_orders(body: Json, *orders: Json) -> Json:
    """The request with active orders of the patient in its prefetch."""
    changed = copy.deepcopy(body)
    changed["prefetch"]["orders"] = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    own = {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "authoredOn": "2026-11-15"}
    return adding(changed, "orders", *({**own, **each} for each in orders))


def code(number: str, system: str = CPT) -> Json:
    return {"code": {"coding": [{"system": system, "code": number}]}}


def lines(card: Json, lead: str) -> list[str]:
    return [each for each in card["detail"].split("\n\n") if each.startswith(f"**{lead}:**")]


def test_one_card_tells_earlier_imaging_and_its_radiation(ehr: Ehr) -> None:
    (card,) = ehr.ask(saved(IMAGED))["cards"]
    assert card["summary"].startswith(f"{MRI} is usually appropriate here; ")
    assert lines(card, "Earlier imaging") == [
        "**Earlier imaging:** Radiography cervical spine on 3 Nov 2026, 17 days ago: No acute fracture; FDG-PET/CT skull base "
        "to mid-thigh on 20 Jun 2026, 5 months ago: No sign of distant spread."
    ]
    assert lines(card, "Radiation before this") == [
        "**Radiation before this:** 3 examinations since 20 Nov 2025, together 11.1 to 41 mSv (published bands, not measured; "
        "for information only): Radiography cervical spine 3 Nov 2026; FDG-PET/CT skull base to mid-thigh 20 Jun 2026; "
        "CT abdomen and pelvis 20 Mar 2026. MRI cervical spine adds none."
    ]


@pytest.mark.parametrize("hook", [dict, signing])
@pytest.mark.parametrize("name", saved_names())
def test_the_past_raises_no_card_and_adds_none(ehr: Ehr, name: str, hook: Any) -> None:
    """Images of each ordered and each offered study, days ago, without a result."""
    body = hook(saved(name))
    plain = ehr.ask(body)
    told = [s["actions"][0]["resource"]["code"]["text"] for s in recommended(plain)] + [d["code"]["text"] for d in drafts(body)]
    images = [
        {"resourceType": "ImagingStudy", "status": "available", "description": each, "started": "2026-11-10"} for each in told
    ]
    answer = ehr.ask(adding(body, "imaging", *images))
    if "prior_imaging" not in name:
        assert [card["summary"] for card in answer["cards"]] == [card["summary"] for card in plain["cards"]]
        assert ratings_on(answer) == ratings_on(plain)


def test_the_very_same_study_again_is_met_with_silence_where_it_is_among_the_best(ehr: Ehr) -> None:
    body = ordering(saved("myelopathy-ct-cervical"), CPT, "72156")
    again = {"resourceType": "DiagnosticReport", "status": "final", "code": {"text": MRI}, "effectiveDateTime": "2026-11-18"}
    assert ehr.ask(adding(body, "reports", again))["cards"] == []


@pytest.mark.parametrize(
    "not_earlier",
    [
        {"basedOn": [{"reference": "ServiceRequest/ct-cervical"}]},
        {"status": "cancelled"},
        {"status": "entered-in-error"},
        {"subject": {"reference": "Patient/somebody-else"}},
        {"effectiveDateTime": "2027-01-05"},
        {"effectiveDateTime": "2024-01-05"},
    ],
)
def test_what_is_no_earlier_examination_is_not_told(ehr: Ehr, not_earlier: Json) -> None:
    body = saved("myelopathy-ct-cervical")
    report = {"resourceType": "DiagnosticReport", "status": "final", "code": {"text": "CT cervical spine without contrast"},
              "effectiveDateTime": "2026-11-20", "conclusion": "Degenerative change."}  # fmt: skip
    (told,) = ehr.ask(adding(body, "reports", report))["cards"]
    assert lines(told, "Earlier imaging")
    assert lines(told, "Radiation before this")
    (untold,) = ehr.ask(adding(body, "reports", {**report, **not_earlier}))["cards"]
    assert not lines(untold, "Earlier imaging")
    assert not lines(untold, "Radiation before this")


@pytest.mark.parametrize("name", [IMAGED, "equivocal-mri-repeat-mri"])
def test_the_order_of_the_record_changes_nothing(ehr: Ehr, name: str) -> None:
    images = {
        "resourceType": "ImagingStudy",
        "status": "available",
        "description": "MRI cervical spine",
        "started": "2026-11-01",
    }
    films = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "XR cervical spine"},
        "performedDateTime": "2026-11-03",
    }
    body = with_orders(adding(adding(saved(name), "imaging", images), "procedures", films), code("72050"), code("72148"))
    plain = without_uuids(ehr.ask(body))
    for seed in range(6):
        assert without_uuids(ehr.ask(rearranged(body, random.Random(seed)))) == plain, seed


# ---- a better study that is there already


def test_a_better_study_ordered_before_is_told_where_the_order_is_superfluous(ehr: Ehr) -> None:
    body = saved("cancer-neck-pain-radiograph")
    (card,) = ehr.ask(with_orders(body, code("72156")))["cards"]
    assert card["summary"] == (f"{MRI} is already ordered since 15 Nov 2026; radiography cervical spine adds little.")
    assert [each["label"] for each in card["suggestions"]] == ["Remove the order"]


def test_a_better_study_ordered_before_is_met_with_silence_where_the_order_may_be_appropriate(ehr: Ehr) -> None:
    body = saved("myelopathy-ct-cervical")
    assert ehr.ask(body)["cards"] != []
    answer = ehr.ask(with_orders(body, code("72156")))
    assert answer["cards"] == []
    assert ratings_on(answer) == ["may-be-appropriate"]


@pytest.mark.parametrize(
    "not_standing",
    [
        {"status": "revoked"},
        {"status": "completed"},
        {"status": "draft"},
        {"intent": "plan"},
        {"doNotPerform": True},
        {"authoredOn": "2026-06-01"},
        {"authoredOn": None},
        {"subject": {"reference": "Patient/somebody-else"}},
        {"code": {"coding": [{"system": CPT, "code": "72148"}]}},
        {"id": "xr-cervical"},  # the draft itself, as the server holds it
    ],
)
def test_an_order_that_will_not_be_carried_out_takes_no_offer_away(ehr: Ehr, not_standing: Json) -> None:
    body = saved("cancer-neck-pain-radiograph")
    answer = ehr.ask(with_orders(body, {**code("72156"), **not_standing}))
    assert without_uuids(answer) == without_uuids(ehr.ask(body))


def test_a_better_study_that_has_its_day_is_told_with_it(ehr: Ehr) -> None:
    body = saved("cancer-neck-pain-radiograph")
    by_order = with_orders(body, {**code("72156"), "occurrenceDateTime": "2026-11-24T08:00:00Z"})
    procedure = {"resourceType": "Procedure", "status": "preparation", "performedDateTime": "2026-11-24", "code": {"text": MRI}}
    for planned in (by_order, adding(body, "procedures", procedure)):
        (card,) = ehr.ask(planned)["cards"]
        assert card["summary"].startswith(f"{MRI} is already scheduled for 24 Nov 2026; ")


def test_an_order_that_was_carried_out_is_no_order_any_more(ehr: Ehr) -> None:
    body = with_orders(saved("cancer-neck-pain-radiograph"), {**code("72156"), "id": "done"})
    images = {"resourceType": "ImagingStudy", "status": "available", "description": MRI, "started": "2026-11-19",
              "basedOn": [{"reference": "ServiceRequest/done"}]}  # fmt: skip
    (card,) = ehr.ask(adding(body, "imaging", images))["cards"]
    assert card["summary"].startswith(f"{MRI} is usually appropriate here")


def test_a_study_reported_since_the_complaint_began_is_not_offered_again(ehr: Ehr) -> None:
    body = saved("cancer-neck-pain-radiograph")  # neck pain since 30 Oct 2026
    report = {"resourceType": "DiagnosticReport", "status": "final", "code": {"text": MRI}, "conclusion": "No metastasis seen.",
              "effectiveDateTime": "2026-11-10"}  # fmt: skip
    (card,) = ehr.ask(adding(body, "reports", report))["cards"]
    assert card["summary"].startswith(f"{MRI} was already done on 10 Nov 2026; ")
    assert [each["label"] for each in card["suggestions"]] == ["Remove the order"]
    (before,) = ehr.ask(adding(body, "reports", {**report, "effectiveDateTime": "2026-10-25"}))["cards"]
    assert before["summary"].startswith(f"{MRI} is usually appropriate here")


def test_what_came_to_be_since_makes_it_worth_doing_again(ehr: Ehr) -> None:
    body = saved("cancer-neck-pain-radiograph")
    report = {"resourceType": "DiagnosticReport", "status": "final", "code": {"text": MRI}, "conclusion": "No metastasis seen.",
              "effectiveDateTime": "2026-11-10"}  # fmt: skip
    body = adding(body, "reports", report)
    drafts(body)[0]["note"] = [{"text": "Neck pain is worsening."}]
    (card,) = ehr.ask(body)["cards"]
    assert card["summary"].startswith(f"{MRI} is usually appropriate here")
    assert lines(card, "Earlier imaging")[0].endswith("Look at it before it is done again.")


# ---- the sentence for the radiologist


def test_the_swap_leaves_one_sentence_for_the_radiologist(ehr: Ehr) -> None:
    (suggestion,) = recommended(ehr.ask(of_the_demo(saved(IMAGED))))
    (action,) = suggestion["actions"]
    assert action["resource"]["note"] == [
        {
            "authorString": "Imaging CDS",
            "text": "Imaging CDS 9a58d9, from the record: Neck pain or arm (root) symptoms; cancer; neck complaint new or "
            "worsening; eGFR 64 (8 Nov 2026).",
        }
    ]


@pytest.mark.parametrize("name", saved_names())
def test_no_other_client_gets_a_note(ehr: Ehr, name: str) -> None:
    answer = ehr.ask(of_no_client(saved(name)))
    orders = [
        a["resource"] for card in answer["cards"] for s in card.get("suggestions", []) for a in s["actions"] if "resource" in a
    ]
    assert all("note" not in order for order in orders)


@pytest.mark.parametrize("name", saved_names())
def test_the_note_changes_nothing_but_itself_and_nothing_of_the_next_answer(ehr: Ehr, name: str) -> None:
    """With and without it the same update, and after it the same silence and the same rating; the demo's payer may speak."""
    body, plain_body = of_the_demo(saved(name)), of_no_client(saved(name))
    answer, plain = ehr.ask(body), ehr.ask(plain_body)
    for suggestion, bare in zip(recommended(answer), recommended(plain), strict=True):
        noted = carried_out(body, answer, suggestion)
        without = carried_out(plain_body, plain, bare)
        for one, other in zip(drafts(noted), drafts(without), strict=True):
            assert [note["text"] for note in one.get("note", []) if "Imaging CDS" not in note["text"]] == other.get("note", [])
            assert rating_of(one) == rating_of(other)
        after, after_plain = ehr.ask(noted), ehr.ask(without)
        assert all(card["source"]["topic"]["system"].endswith("payer-policy") for card in after["cards"])
        assert ratings_on(after) == ratings_on(after_plain)
        kept = [draft.get("note") for draft in drafts(carried_out(noted, after))]
        assert kept == [draft.get("note") for draft in drafts(noted)]
        assert any(kept)


@pytest.mark.parametrize("name", [IMAGED, "myelopathy-ct-cervical", "cancer-neck-pain-radiograph"])
def test_the_note_is_no_evidence_even_where_the_record_no_longer_says_it(ehr: Ehr, name: str) -> None:
    body = of_the_demo(saved(name))
    answer = ehr.ask(body)
    (suggestion,) = recommended(answer)
    noted = carried_out(body, answer, suggestion)
    for draft in drafts(noted):
        draft.pop("reasonCode", None)
        draft.pop("reasonReference", None)
    for key in ("conditions", "observations"):
        noted["prefetch"][key] = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    bare = copy.deepcopy(noted)
    for draft in drafts(bare):
        del draft["note"]
    with_note, without = ehr.ask(noted), ehr.ask(bare)
    assert [card["summary"] for card in with_note["cards"]] == [card["summary"] for card in without["cards"]]
    assert ratings_on(with_note) == ratings_on(without)


def test_taken_twice_it_stands_there_once(ehr: Ehr) -> None:
    body = of_the_demo(saved(IMAGED))
    answer = ehr.ask(body)
    noted = carried_out(body, answer, recommended(answer)[0])
    (draft,) = drafts(noted)
    draft["code"] = drafts(body)[0]["code"]  # the clinician goes back to CT, and takes the suggestion again
    again = ehr.ask(noted)
    (order,) = drafts(carried_out(noted, again, recommended(again)[0]))
    assert len(order["note"]) == 1


def test_a_card_says_the_same_in_every_process(tmp_path: Path) -> None:
    """Sets have another order in each process. The question here may lead to two ratings that rank alike."""
    order = {
        "resourceType": "ServiceRequest",
        "id": "a",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
    }
    coded = {"code": {"coding": [{"system": CPT, "code": "72148"}]}, "reasonCode": [{"text": "low back pain"}]}
    context = {
        "userId": "Practitioner/one",
        "patientId": "p1",
        "selections": ["ServiceRequest/a"],
        "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": order | coded}]},
    }
    patient = {"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "2012-06-18"}
    body = {"hook": "order-select", "hookInstance": str(uuid4()), "context": context, "prefetch": {"patient": patient}}
    file = tmp_path / "request.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    ask = [sys.executable, "-m", "cds_service", "evaluate", str(file), "--assessment", "--as-of", "2026-11-20"]
    answers = {subprocess.check_output(ask, env={**os.environ, "PYTHONHASHSEED": str(seed)}) for seed in range(6)}
    assert len(answers) == 1
