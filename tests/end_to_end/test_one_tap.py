"""One tap settles it: what the EHR holds after the recommended suggestion gets no card."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import cycle

import pytest
from ehr import CPT, Ehr, Json, adding, carried_out, ordering, recommended, saved, saved_names, signing

from fhir_mappings.codes.systems import canonical_uri
from fhir_mappings.order.codes import OrderCode, order_codes
from fhir_mappings.order.drafts import read_order
from imaging_rules import Library
from imaging_rules.study import study

PATIENTS = (
    "cancer-neck-pain-radiograph",
    "equivocal-mri-radiograph",
    "equivocal-mri-cord-ischaemia",
    "low-back-pain-new-ct-lumbar",
    "ms-relapse-ct-thoracic",
    "myelopathy-ct-cervical",
    "neck-pain-new-mri-cervical",
)
_CONFIRMED = {"coding": [{"code": "confirmed"}]}
_ACTIVE = {"coding": [{"code": "active"}]}
COMPLICATIONS: dict[str, tuple[str, Json]] = {
    "unsafe pacemaker": (
        "devices",
        {"resourceType": "Device", "status": "active", "type": {"text": "Cardiac pacemaker"},
         "safety": [{"coding": [{"system": "urn:oid:2.16.840.1.113883.3.26.1.1", "code": "C113844"}], "text": "MR Unsafe"}]},
    ),
    "pacemaker, safety not recorded": (
        "devices", {"resourceType": "Device", "status": "active", "type": {"text": "Cardiac pacemaker"}},
    ),
    "dialysis": (
        "conditions",
        {"resourceType": "Condition", "clinicalStatus": _ACTIVE, "verificationStatus": _CONFIRMED,
         "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "Z99.2"}]}},
    ),
    "gadolinium allergy": (
        "allergies",
        {"resourceType": "AllergyIntolerance", "clinicalStatus": _ACTIVE, "verificationStatus": _CONFIRMED,
         "code": {"text": "Gadolinium contrast"},
         "reaction": [{"manifestation": [{"text": "Anaphylaxis"}], "severity": "severe"}]},
    ),
    "iodine contrast allergy": (
        "allergies",
        {"resourceType": "AllergyIntolerance", "clinicalStatus": _ACTIVE, "verificationStatus": _CONFIRMED,
         "code": {"text": "Iodinated contrast"},
         "reaction": [{"manifestation": [{"text": "Anaphylaxis"}], "severity": "severe"}]},
    ),
}  # fmt: skip


def rated_codes() -> list[OrderCode]:
    """Every order code for a modality and phase that a topic of the library rates, of any region of the spine."""
    rated = {(row.study.modality, row.study.phase) for s in Library.load().scenarios.values() for row in s.rows}
    spine = {"cervical spine", "thoracic spine", "lumbar spine"}
    return [row for row in order_codes() if row.study and (row.study.modality, row.study.phase) in rated
            and spine & set(row.study.regions)]  # fmt: skip


@lru_cache(maxsize=1)
def generated() -> dict[str, Json]:
    """Every patient with every order code, each code with another complication in turn, every second one at signing."""
    complications = cycle([None, *COMPLICATIONS])
    hooks = cycle([dict, dict, signing])
    return {name: next(hooks)(body) for name, body in _requests(complications)}


def _requests(complications: Iterator[str | None]) -> Iterator[tuple[str, Json]]:
    for patient in PATIENTS:
        for row in rated_codes():
            complication = next(complications)
            body = ordering(saved(patient), canonical_uri(row.system), row.code)
            if complication:
                body = adding(body, COMPLICATIONS[complication][0], COMPLICATIONS[complication][1])
            yield f"{patient}: {row.study.name if row.study else ''} ({row.system} {row.code}), {complication}", body


def cards_after(ehr: Ehr, body: Json, suggestion: Json, answer: Json) -> list[str]:
    return [card["summary"] for card in ehr.ask(carried_out(body, answer, suggestion))["cards"]]


@pytest.mark.parametrize("hook", ["select", "sign"])
@pytest.mark.parametrize("name", saved_names())
def test_after_the_recommended_suggestion_of_a_saved_request_nothing_more_is_said(ehr: Ehr, name: str, hook: str) -> None:
    body = signing(saved(name)) if hook == "sign" else saved(name)
    answer = ehr.ask(body)
    for suggestion in recommended(answer):
        assert cards_after(ehr, body, suggestion, answer) == []


def test_most_saved_requests_are_offered_something_or_nothing_is_tapped(ehr: Ehr) -> None:
    asked = [body for name in saved_names() for body in (saved(name), signing(saved(name)))]
    assert sum(bool(recommended(ehr.ask(body))) for body in asked) > 20


def without_words(order: Json) -> Json:
    """An order as one reads it who goes by the codes and the order details alone."""
    codings = [{"system": each["system"], "code": each["code"]} for each in order["code"]["coding"]]
    return {**order, "code": {"coding": codings}}


def misread(answer: Json) -> list[tuple[str, str | None]]:
    """The orders of a card's suggestions that are another study, or one of another contrast, without their words."""
    suggestions = [suggestion for card in answer["cards"] for suggestion in card.get("suggestions", [])]
    orders = [action["resource"] for each in suggestions for action in each["actions"] if "resource" in action]
    read = [(order["code"]["text"], read_order(without_words(order)).study) for order in orders if order["code"].get("text")]
    return [(said, found.name if found else None) for said, found in read if found != study(said)]


PLEXUS = ordering(saved("low-back-pain-new-ct-lumbar"), CPT, "72131")
PLEXUS["context"]["draftOrders"]["entry"][0]["resource"]["reasonCode"] = [
    {"text": "Lumbosacral plexopathy, no injury, no cancer"}
]


def test_the_taps_of_a_card_differ_in_their_codes_and_details_not_in_their_words_alone(ehr: Ehr) -> None:
    answer = ehr.ask(PLEXUS)
    (card,) = answer["cards"]
    orders = [action["resource"] for each in card["suggestions"] for action in each["actions"]]
    assert [order["orderDetail"][0]["text"] for order in orders] == ["without and with IV contrast", "without IV contrast"]
    assert misread(answer) == []


@pytest.mark.parametrize("patient", PATIENTS)
def test_every_order_of_a_suggestion_is_read_back_as_the_study_it_offers(ehr: Ehr, patient: str) -> None:
    bodies = (body for name, body in generated().items() if name.startswith(patient))
    assert sorted({wrong for body in bodies for wrong in misread(ehr.ask(body))}) == []


@pytest.mark.parametrize("patient", PATIENTS)
def test_after_the_recommended_suggestion_nothing_more_is_said(ehr: Ehr, patient: str) -> None:
    unsettled, tapped = {}, 0
    for name, body in generated().items():
        if not name.startswith(patient):
            continue
        answer = ehr.ask(body)
        for suggestion in recommended(answer):
            tapped += 1
            if after := cards_after(ehr, body, suggestion, answer):
                unsettled[name] = (suggestion["label"], after)
    assert unsettled == {}
    assert tapped > 0 or patient in ("low-back-pain-new-ct-lumbar", "neck-pain-new-mri-cervical")
