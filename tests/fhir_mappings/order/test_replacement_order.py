"""The order that goes back: what a swap changes, and what it leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappings.order.drafts import read_order
from fhir_mappings.order.replacement import _COVERAGE, additional_order, no_criteria, replacement, with_rating
from imaging_rules.rating import Rating
from imaging_rules.study import study

CPT, LOINC, SNOMED = "http://www.ama-assn.org/go/cpt", "http://loinc.org", "http://snomed.info/sct"
PREFIX = "http://fhir.org/argonaut/Extension/"
BEST = study("MRI cervical spine without and with IV contrast")


def draft(**rest: Any) -> dict[str, Any]:
    code = {"coding": [{"system": CPT, "code": "72125", "display": "CT neck bones"}], "text": "CT C-spine"}
    return {"resourceType": "ServiceRequest", "id": "a", "code": code, "reasonCode": [], **rest}


def test_a_swap_speaks_the_code_systems_of_the_draft_in_their_order() -> None:
    both = draft(code={"coding": [{"system": LOINC, "code": "30592-0"}, {"system": "urn:oid:2.16.840.1.113883.6.12"}]})
    swapped = replacement(both, BEST)
    assert swapped is not None
    assert [(each["system"], each["code"]) for each in swapped["code"]["coding"]] == [
        (LOINC, "24937-5"),
        ("urn:oid:2.16.840.1.113883.6.12", "72156"),
    ]
    assert all(each["display"] for each in swapped["code"]["coding"])
    assert swapped["code"]["text"] == BEST.name


def test_a_cpt_coding_is_shown_in_our_words() -> None:
    swapped = replacement(draft(), BEST)
    assert swapped is not None
    assert swapped["code"]["coding"] == [{"system": CPT, "code": "72156", "display": BEST.name}]


def test_a_draft_of_text_or_local_codes_gets_the_preferred_system() -> None:
    swapped = replacement(draft(code={"text": "CT C-spine"}), BEST, preferred_systems=("loinc", "cpt"))
    assert swapped is not None
    assert swapped["code"]["coding"][0]["code"] == "24937-5"
    myelogram = replacement(draft(), study("CT myelography cervical spine"))
    assert myelogram is not None
    assert myelogram["code"]["coding"][0]["system"] == LOINC


def test_a_study_without_any_code_can_only_be_advised() -> None:
    assert replacement(draft(), study("Image-guided biopsy lumbar spine")) is None
    assert replacement(draft(), study("MRI cervical and thoracic spine without IV contrast")) is None


@pytest.mark.parametrize("phase", ["without", "with", "without and with"])
def test_where_all_codes_leave_the_contrast_open_the_order_detail_says_it(phase: str) -> None:
    wanted = study(f"MRI lumbosacral plexus {phase} IV contrast")
    swapped = replacement(draft(), wanted)
    assert swapped is not None
    assert [each["code"] for each in swapped["code"]["coding"]] == ["30866-8"]
    assert swapped["code"]["text"] == wanted.name
    assert [each["text"] for each in swapped["orderDetail"]] == [f"{phase} IV contrast"]
    assert (read_order(swapped).study, read_order(swapped).problems) == (wanted, ())
    assert read_order(without_words(swapped)).study == wanted


def test_a_code_that_leaves_the_contrast_open_is_not_written_where_the_details_cannot_say_it() -> None:
    wanted = study("MRI lumbosacral plexus without IV contrast")
    assert replacement(draft(orderDetail="portable"), wanted) is None
    kept = replacement(draft(orderDetail=[{"text": "with contrast, portable"}]), wanted)
    assert kept is not None
    assert kept["orderDetail"] == [{"text": "without IV contrast, portable"}]


def without_words(order: dict[str, Any]) -> dict[str, Any]:
    """What a machine reads that knows codes alone: no text and no display."""
    coded = [{"coding": [{"system": c["system"], "code": c["code"]} for c in each["coding"]]} for each in order["orderDetail"]]
    codes = [{"system": each["system"], "code": each["code"]} for each in order["code"]["coding"]]
    return {**order, "code": {"coding": codes}, "orderDetail": coded}


def test_a_code_that_states_the_contrast_goes_before_one_of_the_drafts_system_that_does_not() -> None:
    swapped = replacement(draft(), study("MRI brachial plexus without IV contrast"))
    assert swapped is not None
    assert [each["code"] for each in swapped["code"]["coding"]] == ["30654-8"]


def test_the_body_site_follows_the_region() -> None:
    site = [{"coding": [{"system": SNOMED, "code": "122494005"}]}]
    same = replacement(draft(bodySite=site), BEST)
    assert same is not None
    assert same["bodySite"] is site
    moved = replacement(draft(bodySite=site), study("MRI lumbar spine without IV contrast"))
    assert moved is not None
    assert moved["bodySite"][0]["coding"][0]["code"] == "122496007"
    gone = replacement(draft(bodySite=site), study("MRI head without IV contrast"), preferred_systems=("cpt",))
    assert gone is not None
    assert gone["bodySite"][0]["coding"][0]["code"] == "RID9080"
    assert "bodySite" not in (replacement(draft(), study("MRI lumbar spine without IV contrast")) or {})


def test_only_the_contrast_part_of_order_details_changes() -> None:
    details = [{"text": "without contrast, under sedation"}, {"text": "portable"}, {"text": "no contrast"}]
    swapped = replacement(draft(orderDetail=details), BEST)
    assert swapped is not None
    assert [each["text"] for each in swapped["orderDetail"]] == [
        "without and with IV contrast, under sedation",
        "portable",
        "without and with IV contrast",
    ]
    films = replacement(draft(orderDetail=details), study("Radiography cervical spine"))
    assert films is not None
    assert [each["text"] for each in films["orderDetail"]] == ["under sedation", "portable"]
    kept = replacement(draft(orderDetail=details), study("MRI cervical spine without IV contrast"))
    assert kept is not None
    assert kept["orderDetail"] is details


def test_after_a_swap_the_order_reads_as_the_new_study() -> None:
    messy = draft(orderDetail=[{"text": "without contrast"}], bodySite=[{"text": "lumbar spine"}])
    read = read_order(replacement(messy, BEST))
    assert (read.study, read.problems) == (BEST, ())


def test_a_second_order_has_its_own_identity() -> None:
    came = draft(identifier=[{"value": "1"}], meta={"versionId": "3", "profile": ["p"]}, subject={"reference": "Patient/1"})
    added = additional_order(came, study("MRI thoracic spine without and with IV contrast"), "b")
    assert added is not None
    assert added["id"] == "b"
    assert "identifier" not in added
    assert added["meta"] == {"profile": ["p"]}
    assert added["subject"] == came["subject"]
    assert came["meta"]["versionId"] == "3"


def test_a_rating_replaces_earlier_ratings_of_every_url_family() -> None:
    old = [
        {"url": "http://fhir.org/argonaut/pama-rating", "valueCodeableConcept": {}},
        {"url": "http://fhir.org/argonaut/StructureDefinition/pama-rating-consult-id"},
        {"url": "\thttp://fhir.org/argonaut/Extension/pama-rating-auc-applied"},
        {"url": "http://example.org/other", "valueDecimal": 1.0},
    ]
    rated = with_rating(draft(extension=old), Rating.MAY_BE, "0-1", "https://example.org/criteria", None)
    assert [each["url"] for each in rated["extension"]] == [
        "http://example.org/other",
        PREFIX + "pama-rating",
        PREFIX + "pama-rating-consult-id",
        PREFIX + "pama-rating-auc-applied",
    ]
    codings = rated["extension"][1]["valueCodeableConcept"]["coding"]
    assert [each["code"] for each in codings] == ["appropriate", "may-be-appropriate"]
    assert rated["extension"][2]["valueUri"] == "urn:uuid:0-1"
    assert with_rating(rated, None, "", None, None)["extension"] == [old[3]]
    assert with_rating(rated, Rating.USUALLY_NOT, "2", None, "G1011") == with_rating(
        draft(extension=old), Rating.USUALLY_NOT, "2", None, "G1011"
    )


def test_an_uncovered_claimed_order_is_marked_as_such() -> None:
    marked = no_criteria(draft(), "urn:uuid:1", None, None)
    assert marked["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "no-criteria-apply"
    assert marked["extension"][1]["valueUri"] == "urn:uuid:1"


def test_a_swap_drops_the_rating_of_the_old_study() -> None:
    rated = with_rating(draft(), Rating.USUALLY_NOT, "1", None, None)
    assert "extension" not in (replacement(rated, BEST) or {"extension": 1})


def test_a_swap_drops_what_a_payer_said_of_the_old_code_and_the_narrative() -> None:
    authorized = {"url": _COVERAGE, "extension": [{"url": "satisfied-pa-id", "valueString": "PA123"}]}
    own = {"url": "urn:own", "valueString": "stays"}
    said = {"text": {"status": "generated", "div": "<div>MRI lumbar</div>"}, "extension": [authorized, own]}
    swapped = replacement(draft() | said, BEST) or {}
    assert "text" not in swapped
    assert swapped["extension"] == [own]
    assert "extension" not in (replacement(draft() | {"extension": [authorized]}, BEST) or {"extension": 1})


def narrated(status: str, *words: str) -> dict[str, Any]:
    lines = "".join(f"<p>{each}</p>" for each in words)
    return {"text": {"status": status, "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'}}


def test_a_narrative_with_words_of_its_own_stays_unless_it_names_a_study() -> None:
    own = narrated("additional", "Hard of hearing; comes with her daughter.", "Mornings only")
    assert (replacement(draft() | own, BEST) or {})["text"] is own["text"]
    for status in ("generated", "extensions", "empty", "odd"):
        assert "text" not in (replacement(draft() | narrated(status, "Mornings only"), BEST) or {"text": 1})


@pytest.mark.parametrize(
    "words",
    [
        "CT cervical spine",
        "Hard of hearing. CT C-spine please",
        "without contrast",
        "Omnipaque 100 mL IV",
        "x" * 301,
        "x. " * 7000,
    ],
)
def test_a_narrative_that_would_contradict_the_new_code_leaves_the_order_as_it_is(words: str) -> None:
    assert replacement(draft() | narrated("additional", words), BEST) is None
    assert replacement(draft() | narrated("generated", words), BEST) is not None


def test_a_second_order_replaces_nothing_and_has_no_story_of_the_first() -> None:
    told = {"replaces": [{"reference": "ServiceRequest/old"}], "patientInstruction": "for the lumbar MRI", "basedOn": [{}]}
    added = additional_order(draft() | told, BEST, "second") or {}
    assert added.keys().isdisjoint({"replaces", "patientInstruction"})
    assert added["basedOn"] == [{}]


LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
VALUE = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3))
NAMES = st.text(max_size=8) | st.sampled_from(["_status", "note", "reasonCode", "contained", "extension", "occurrenceTiming"])


@given(st.dictionaries(NAMES, VALUE, max_size=6))
def test_a_swap_changes_nothing_else(extra: dict[str, Any]) -> None:
    allowed = {"code", "bodySite", "orderDetail", "text"}
    came = draft() | extra
    before = json.dumps(came)
    swapped = replacement(came, BEST)
    assert swapped is not None
    assert list(swapped) == [name for name in came if name != "text"]
    assert json.dumps({k: v for k, v in swapped.items() if k not in allowed}) == json.dumps(
        {k: v for k, v in came.items() if k not in allowed}
    )
    rated = with_rating(came, Rating.USUALLY, "1", None, None)
    assert {k: v for k, v in rated.items() if k != "extension"} == {k: v for k, v in came.items() if k != "extension"}
    assert json.dumps(came) == before


PLEXUS = study("MRI brachial plexus without IV contrast")


@pytest.mark.parametrize(
    ("code", "side"),
    [
        ({"text": "MRI BRACHIAL PLEXUS RIGHT W/ GAD"}, "right"),
        ({"text": "MRI brachial plexus (L) with contrast"}, "left"),
        ({"coding": [{"system": CPT, "code": "73222", "display": "MR brachial plexus LT with"}]}, "left"),
        ({"coding": [{"system": CPT, "code": "73222-RT"}], "text": "MRI brachial plexus with contrast"}, "right"),
        ({"coding": [{"system": LOINC, "code": "36240-0"}]}, "left"),
        ({"text": "MRI brachial plexus bilateral with contrast"}, "bilateral"),
    ],
)
def test_a_swap_keeps_the_side_that_only_the_code_names(code: dict[str, Any], side: str) -> None:
    swapped = replacement(draft(code=code), PLEXUS)
    assert swapped is not None
    assert swapped["code"]["text"] == f"{PLEXUS.name}, {side}"
    assert read_order(swapped).study == PLEXUS
    assert replacement(swapped, PLEXUS) == swapped


def test_a_swap_keeps_the_side_of_a_body_site() -> None:
    swapped = replacement(draft(code={"text": "MRI brachial plexus w"}, bodySite=[{"text": "Right shoulder"}]), PLEXUS)
    assert swapped is not None
    assert swapped["code"]["text"] == f"{PLEXUS.name}, right"


@pytest.mark.parametrize("text", ["MRI brachial plexus w, r/o tumor", "MRI brachial plexus w, post RT", "MRI L spine"])
def test_letters_that_stand_for_something_else_are_no_side(text: str) -> None:
    swapped = replacement(draft(code={"text": text}), PLEXUS)
    assert swapped is not None
    assert swapped["code"]["text"] == PLEXUS.name


def test_no_side_is_written_of_the_spine() -> None:
    swapped = replacement(draft(code={"text": "CT C-spine, left arm pain"}), BEST)
    assert swapped is not None
    assert swapped["code"]["text"] == BEST.name


def test_an_order_that_names_the_left_and_the_right_is_not_swapped() -> None:
    code = {"coding": [{"system": CPT, "code": "73222-LT"}], "text": "MRI brachial plexus right with contrast"}
    assert replacement(draft(code=code), PLEXUS) is None
