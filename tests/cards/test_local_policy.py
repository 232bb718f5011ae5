"""A site's own policy on the card and on the order, told apart from the guideline everywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessed_drafts import (
    CAUDA_EQUINA,
    MYELOPATHY,
    PAMA_RATING,
    RELAPSE,
    UNSAFE_DEVICE,
    counted_ids,
    drafts,
    offered_studies,
)

from cards.compose import compose
from fhir_mappings.order.rating import carries_rating
from imaging_rules.overlays.overlay import Change, LocalPreference, Overlay, RatingChange, Silence, Unavailable
from imaging_rules.rating import Rating
from imaging_rules.study import Phase, study
from tests.conformance import nonconformities

CT_NECK, MRI_NECK = "CT cervical spine without IV contrast", "MRI cervical spine without IV contrast"
CT_ROW, MRI_ROW = (
    study("CT spine area of interest without IV contrast"),
    study("MRI spine area of interest without IV contrast"),
)
V2 = "myelopathy-2020/v2"
NO_MRI = Unavailable("MRI", "mri", (), tuple(Phase))


def overlay(change: Change, name: str = "our-policy", reason: str = "MRI is done within three days here") -> Overlay:
    return Overlay(name, change, reason, "Radiology governance group", date(2026, 7, 1), date(2027, 6, 30))


def answer(features: dict[str, Any], *studies: str, overlays: list[Overlay], **elements: Any) -> dict[str, Any]:
    made = compose(drafts(features, *studies, overlays=overlays, **elements), counted_ids())
    assert nonconformities(made) == []
    return made


def the_card(features: dict[str, Any], ordered: str, *changes: Change) -> dict[str, Any]:
    overlays = [overlay(change, f"overlay-{place}") for place, change in enumerate(changes)]
    (card,) = answer(features, ordered, overlays=overlays)["cards"]
    return dict(card)


def rating_on(order: dict[str, Any]) -> dict[str, Any]:
    (found,) = [each["valueCodeableConcept"] for each in order["extension"] if each["url"] == PAMA_RATING]
    return dict(found)


def test_the_card_names_the_policy_and_the_rating_it_replaces() -> None:
    card = the_card(MYELOPATHY, CT_NECK, RatingChange(V2, CT_ROW, Rating.USUALLY_NOT))
    assert card["summary"].endswith("(local policy).")
    assert (
        f"**Ordered:** {CT_NECK}: usually not appropriate by local policy (guideline: may be appropriate); radiation varies."
    ) in card["detail"]
    assert (
        f"**Local policy:** {CT_NECK} is rated usually not appropriate here; the guideline rates it may be appropriate. "
        "Reason: MRI is done within three days here (Radiology governance group, until 2027-06-30)."
    ) in card["detail"]
    assert card["source"]["label"].endswith(", with local policy")


def test_the_order_carries_the_guidelines_rating_and_the_local_one_beside_it() -> None:
    made = answer(MYELOPATHY, CT_NECK, overlays=[overlay(RatingChange(V2, CT_ROW, Rating.USUALLY_NOT))])
    (action,) = made["systemActions"]
    assert action["description"] == ("Record the rating: may be appropriate (guideline); local policy: usually not appropriate")
    concept = rating_on(action["resource"])
    assert [coding["code"] for coding in concept["coding"]] == [
        "appropriate",
        "may-be-appropriate",
        "usually-not-appropriate",
    ]
    assert concept["coding"][2]["system"].endswith("/local-policy-rating")
    assert concept["text"] == "Guideline: may be appropriate. Local policy: usually not appropriate."


def test_a_swap_to_a_study_that_the_site_rates_carries_both_ratings_too() -> None:
    changes = [RatingChange(V2, study("CT myelography spine area of interest"), Rating.USUALLY), NO_MRI]
    overlays = [overlay(change, f"overlay-{place}") for place, change in enumerate(changes)]
    (card,) = answer(MYELOPATHY, CT_NECK, overlays=overlays)["cards"]
    assert card["detail"].startswith(
        "**Instead:** CT myelography cervical spine: usually appropriate by local policy (guideline: may be appropriate)"
    )
    (update, *_) = [action["resource"] for action in card["suggestions"][0]["actions"]]
    codes = [coding["code"] for coding in rating_on(update)["coding"]]
    assert codes == ["appropriate", "may-be-appropriate", "usually-appropriate"]


def test_an_order_rated_by_local_policy_is_known_again_by_both_ratings() -> None:
    made = answer(MYELOPATHY, CT_NECK, overlays=[overlay(RatingChange(V2, CT_ROW, Rating.USUALLY_NOT))])
    order = made["systemActions"][0]["resource"]
    assert carries_rating(order, Rating.MAY_BE, Rating.USUALLY_NOT)
    assert not carries_rating(order, Rating.MAY_BE)
    assert not carries_rating(order, Rating.MAY_BE, Rating.USUALLY)


def test_where_the_guidelines_rating_hangs_on_the_unstated_phase_none_goes_on_the_order() -> None:
    rows = ("without IV contrast", "with IV contrast", "without and with IV contrast")
    changes = [RatingChange(V2, study(f"CT spine area of interest {row}"), Rating.USUALLY_NOT) for row in rows[:2]]
    overlays = [overlay(change, f"overlay-{place}") for place, change in enumerate(changes)]
    old = {"url": PAMA_RATING, "valueCodeableConcept": {"coding": [{"code": "appropriate"}]}}
    made = answer(MYELOPATHY, "CT cervical spine", overlays=overlays, extension=[old])
    (action,) = made["systemActions"]
    assert "extension" not in action["resource"]
    assert "by local policy (guideline: may be appropriate or usually not appropriate)" in made["cards"][0]["detail"]


def test_a_local_preference_is_named_with_its_owner() -> None:
    card = the_card(MYELOPATHY, CT_NECK, LocalPreference(V2, MRI_ROW))
    assert card["suggestions"][0]["label"] == f"Order {MRI_NECK} instead"
    assert "preferred by local policy" in card["detail"]
    assert f"**Local policy:** {MRI_NECK} is preferred here. Reason: MRI is done" in card["detail"]


def test_a_study_that_cannot_be_done_here_is_told_and_the_study_left_offered() -> None:
    card = the_card(MYELOPATHY, MRI_NECK, NO_MRI)
    assert card["summary"] == f"{MRI_NECK} is not available here; CT myelography cervical spine may be appropriate."
    assert card["indicator"] == "info"
    assert offered_studies(card) == ["CT myelography cervical spine"]
    assert f"**Local policy:** {MRI_NECK} is not available here. Reason" in card["detail"]


def test_where_nothing_is_left_the_card_says_so_and_names_no_substitute() -> None:
    away = (NO_MRI, *(Unavailable(name, name, (), tuple(Phase)) for name in ("ct", "ct-myelography")))
    card = the_card(MYELOPATHY, MRI_NECK, *away)
    assert card["summary"] == f"{MRI_NECK} is not available here."
    assert "suggestions" not in card
    assert "No other study for this question can be done here and rates better; talk to radiology." in card["detail"]


def test_a_poor_order_is_told_what_would_be_better_though_it_cannot_be_done_here() -> None:
    away = (NO_MRI, *(Unavailable(name, name, (), tuple(Phase)) for name in ("ct", "ct-myelography")))
    card = the_card(MYELOPATHY, "Radiography cervical spine", *away)
    assert card["summary"] == "Radiography cervical spine is usually not appropriate; what would be is not available here."


def test_in_an_emergency_one_line_of_information_says_what_cannot_be_done_here() -> None:
    card = the_card(CAUDA_EQUINA, "MRI lumbar spine without IV contrast", NO_MRI)
    assert (card["indicator"], card["summary"]) == ("info", "MRI lumbar spine without IV contrast is not available here.")
    assert "suggestions" not in card


def test_a_silenced_scenario_leaves_order_and_clinician_alone() -> None:
    assert answer(MYELOPATHY, CT_NECK, overlays=[overlay(Silence(V2))]) == {"cards": []}


def test_a_silenced_scenario_does_not_silence_a_constraint() -> None:
    made = answer({**MYELOPATHY, **UNSAFE_DEVICE}, MRI_NECK, overlays=[overlay(Silence(V2))])
    (card,) = made["cards"]
    assert made.keys() == {"cards"}
    assert card["summary"].startswith(f"{MRI_NECK} is ruled out")
    assert "**Local policy:** The scenario that fits (chronic or progressive myelopathy) is not used here" in card["detail"]


def test_the_words_of_a_policy_are_shown_as_they_are_written() -> None:
    (card,) = answer(
        MYELOPATHY, CT_NECK, overlays=[overlay(LocalPreference(V2, MRI_ROW), reason="see <b>https://x.example</b> *now*")]
    )["cards"]
    assert "see &lt;b&gt;https: //x.example&lt;/b&gt; \\*now\\*" in card["detail"]


BOTH_LEVELS = tuple(f"MRI {region} spine without and with IV contrast" for region in ("cervical", "thoracic"))


def test_neighbouring_orders_that_one_policy_touches_get_one_card() -> None:
    (card,) = answer(RELAPSE, *BOTH_LEVELS, overlays=[overlay(NO_MRI)])["cards"]
    assert card["summary"] == "MRI cervical and thoracic spine without and with IV contrast is not available here."


def test_neighbouring_orders_that_different_policies_touch_get_a_card_each() -> None:
    apart = [Unavailable(f"MRI {region}", "mri", ((f"{region} spine",),), tuple(Phase)) for region in ("cervical", "thoracic")]
    cards = answer(RELAPSE, *BOTH_LEVELS, overlays=[overlay(one, f"overlay-{n}") for n, one in enumerate(apart)])["cards"]
    assert [card["summary"] for card in cards] == [f"{name} is not available here." for name in BOTH_LEVELS]


def test_beside_the_draft_that_cannot_be_done_here_no_other_order_is_told_what_is_left() -> None:
    neck = Unavailable("MRI cervical spine", "mri", (("cervical spine",),), tuple(Phase))
    cards = answer(MYELOPATHY, MRI_NECK, "MRI thoracic spine without IV contrast", overlays=[overlay(neck)])["cards"]
    assert [card["summary"].split(";")[0] for card in cards] == [f"{MRI_NECK} is not available here"]
