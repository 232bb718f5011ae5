"""The first real cases, as an EHR sees them: which card, which swap, and when nothing is said."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from ehr import (
    ADDRESS,
    CPT,
    DAY,
    LOINC,
    SNOMED,
    Ehr,
    Json,
    code_of,
    drafts,
    ordered_codes,
    ordering,
    ratings_on,
    recommended,
    saved,
    saved_names,
    without_uuids,
)

from cds_service.command_line import main

MRI_CERVICAL_BOTH = "72156"
MRI_THORACIC_BOTH = "72157"
MRI_CERVICAL_BOTH_LOINC = "24937-5"
CT_CERVICAL_WITH_LOINC = "24933-4"
CT_MYELOGRAPHY_CERVICAL_LOINC = "24934-2"


def the_card(answer: Json) -> Json:
    (card,) = answer["cards"]
    return dict(card)


def the_swap(answer: Json) -> list[tuple[str, str, str]]:
    (suggestion,) = recommended(answer)
    return ordered_codes(suggestion)


def everything_offered(answer: Json) -> str:
    return json.dumps([card.get("suggestions", []) for card in answer["cards"]])


def test_myelopathy_and_a_ct_cervical_spine_ordered(ehr: Ehr) -> None:
    answer = ehr.ask(saved("myelopathy-ct-cervical"))
    card = the_card(answer)
    assert card["indicator"] == "info"
    assert "MRI cervical spine without and with IV contrast is usually appropriate" in card["summary"]
    assert "Babinski" in card["detail"]
    assert the_swap(answer) == [("update", CPT, MRI_CERVICAL_BOTH)]
    assert "adiograph" not in everything_offered(answer)
    assert "adiograph" not in card["detail"]
    assert ratings_on(answer) == ["may-be-appropriate"]


def test_myelopathy_and_an_mri_of_the_lumbar_spine_ordered(ehr: Ehr) -> None:
    answer = ehr.ask(saved("myelopathy-mri-lumbar"))
    card = the_card(answer)
    assert card["indicator"] == "warning"
    assert "come from the cord" in card["detail"]
    assert the_swap(answer) == [("update", CPT, MRI_CERVICAL_BOTH)]
    assert ratings_on(answer) == []


def test_myelopathy_with_an_unsafe_pacemaker_is_offered_ct_myelography_and_no_mri(ehr: Ehr) -> None:
    answer = ehr.ask(saved("myelopathy-pacemaker-mri-cervical"))
    card = the_card(answer)
    assert card["indicator"] == "critical"
    assert "ruled out" in card["summary"]
    assert "Cardiac pacemaker" in card["detail"]
    assert "may be appropriate" in card["detail"]
    assert the_swap(answer) == [("update", LOINC, CT_MYELOGRAPHY_CERVICAL_LOINC)]
    assert "MRI" not in [action["resource"]["code"]["text"][:3] for s in card["suggestions"] for action in s["actions"]]


def test_on_an_anticoagulant_myelography_is_named_but_not_in_one_tap(ehr: Ehr) -> None:
    answer = ehr.ask(saved("myelopathy-pacemaker-anticoagulated-mri-cervical"))
    card = the_card(answer)
    assert card["indicator"] == "critical"
    assert "CT myelography cervical spine" in card["detail"]
    assert "leeding" in card["detail"]
    assert "suggestions" not in card


def test_a_relapse_of_ms_with_two_mri_drafts_gets_one_card_with_contrast_for_both(ehr: Ehr) -> None:
    body = saved("ms-relapse-mri-without-contrast")
    answer = ehr.ask(body)
    assert the_card(answer)["indicator"] == "info"
    assert the_swap(answer) == [("update", CPT, MRI_CERVICAL_BOTH), ("update", CPT, MRI_THORACIC_BOTH)]
    (suggestion,) = recommended(answer)
    swapped = [action["resource"]["id"] for action in suggestion["actions"]]
    assert swapped == [draft["id"] for draft in drafts(body)]
    assert ratings_on(answer) == ["may-be-appropriate", "may-be-appropriate"]


def test_a_relapse_of_ms_on_dialysis_keeps_the_order_and_says_why_in_one_line(ehr: Ehr) -> None:
    answer = ehr.ask(saved("ms-relapse-on-dialysis"))
    card = the_card(answer)
    assert card["indicator"] == "info"
    assert card["summary"].startswith("Keep ")
    assert "gadolinium" in card["summary"]
    assert "suggestions" not in card
    assert ratings_on(answer) == ["may-be-appropriate", "may-be-appropriate"]


def test_a_relapse_of_ms_and_a_ct_ordered_is_swapped(ehr: Ehr) -> None:
    answer = ehr.ask(saved("ms-relapse-ct-thoracic"))
    assert the_card(answer)["indicator"] == "warning"
    assert the_swap(answer) == [("update", CPT, MRI_THORACIC_BOTH)]
    assert ratings_on(answer) == ["usually-not-appropriate"]


def test_a_relapse_of_ms_and_a_lumbar_mri_ordered_is_swapped_to_both_levels_of_the_cord(ehr: Ehr) -> None:
    answer = ehr.ask(saved("ms-relapse-mri-lumbar"))
    assert the_card(answer)["indicator"] == "warning"
    assert the_swap(answer) == [("update", CPT, MRI_CERVICAL_BOTH), ("create", CPT, MRI_THORACIC_BOTH)]


def test_cancer_with_neck_pain_and_a_radiograph_ordered(ehr: Ehr) -> None:
    answer = ehr.ask(saved("cancer-neck-pain-radiograph"))
    card = the_card(answer)
    assert card["indicator"] == "warning"
    assert "C6 paraesthesia" in card["detail"]
    assert the_swap(answer) == [("update", LOINC, MRI_CERVICAL_BOTH_LOINC)]
    assert ratings_on(answer) == ["usually-not-appropriate"]


def test_cancer_with_neck_pain_and_the_right_mri_ordered_is_silence_with_a_rating(ehr: Ehr) -> None:
    answer = ehr.ask(saved("cancer-neck-pain-mri-right"))
    assert answer["cards"] == []
    assert ratings_on(answer) == ["usually-appropriate"]


def test_cancer_with_neck_pain_where_mri_is_impossible_is_offered_ct_with_contrast_not_pet(ehr: Ehr) -> None:
    answer = ehr.ask(saved("cancer-neck-pain-pacemaker-radiograph"))
    card = the_card(answer)
    assert the_swap(answer) == [("update", LOINC, CT_CERVICAL_WITH_LOINC)]
    assert "panel disagrees" in card["detail"]
    assert "PET" not in json.dumps(card)
    assert "MRI cervical spine" not in everything_offered(answer)


@pytest.mark.parametrize("order", ["repeat-mri", "radiograph"])
def test_an_equivocal_mri_is_followed_by_ct_myelography_and_referral_is_not_delayed(ehr: Ehr, order: str) -> None:
    answer = ehr.ask(saved(f"equivocal-mri-{order}"))
    card = the_card(answer)
    assert (card["indicator"], "advised" in card["summary"]) == ("warning", True)
    assert the_swap(answer) == [("update", LOINC, CT_MYELOGRAPHY_CERVICAL_LOINC)]
    assert "surgeon now" in card["detail"]
    assert ratings_on(answer) == []


def test_an_equivocal_mri_with_cord_ischaemia_in_question_is_followed_by_mri_with_diffusion(ehr: Ehr) -> None:
    answer = ehr.ask(saved("equivocal-mri-cord-ischaemia"))
    assert "diffusion" in the_card(answer)["detail"]
    assert the_swap(answer) == [("update", CPT, MRI_CERVICAL_BOTH)]
    assert ratings_on(answer) == []


def test_an_equivocal_mri_with_demyelination_in_question_is_followed_by_mri_with_contrast(ehr: Ehr) -> None:
    body = saved("equivocal-mri-repeat-mri")
    drafts(body)[0]["reasonCode"].append({"text": "rule out demyelinating disease"})
    answer = ehr.ask(body)
    assert the_swap(answer) == [("update", CPT, MRI_CERVICAL_BOTH)]
    assert "diffusion" not in the_card(answer)["detail"]


def test_new_neck_pain_is_not_rated_one_question_decides_and_the_assumed_is_named(ehr: Ehr) -> None:
    answer = ehr.ask(saved("neck-pain-new-mri-cervical"))
    card = the_card(answer)
    assert card["indicator"] == "info"
    assert card["detail"].count("**To answer:**") == 1
    assert "down an arm" in card["detail"]
    assumed = next(line for line in card["detail"].splitlines() if line.startswith("**Taken as absent"))
    assert all(word in assumed for word in ("injury", "surgery", "warning signs"))
    assert "suggestions" not in card
    assert ratings_on(answer) == []


@pytest.mark.parametrize(("system", "code"), [(CPT, "72131"), (LOINC, "24963-1")])
def test_new_low_back_pain_and_a_ct_offers_to_remove_the_order(ehr: Ehr, system: str, code: str) -> None:
    answer = ehr.ask(ordering(saved("low-back-pain-new-ct-lumbar"), system, code))
    card = the_card(answer)
    assert card["indicator"] == "info"
    assert "usually not needed yet" in card["summary"]
    (suggestion,) = card["suggestions"]
    assert suggestion["actions"][0]["type"] == "delete"
    assert suggestion["actions"][0]["resourceId"] == "ServiceRequest/ct-lumbar"
    assert recommended(answer) == []


def test_the_saved_sandbox_order_is_the_code_and_reason_that_the_public_sandbox_sends() -> None:
    (draft,) = drafts(saved("low-back-pain-new-ct-lumbar"))
    assert code_of(draft) == (CPT, "72131")
    (reason,) = draft["reasonCode"]
    assert (reason["coding"][0]["system"], reason["coding"][0]["code"]) == (SNOMED, "279039007")


@pytest.mark.parametrize("name", saved_names())
def test_the_command_line_gives_the_answer_of_the_service(
    ehr: Ehr, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("request") / "request.json"
    file.write_text(json.dumps(saved(name)), encoding="utf-8")
    at_home = {"IMAGING_CDS_PUBLIC_BASE_URL": ADDRESS}
    result = CliRunner().invoke(main, ["evaluate", "--as-of", DAY.isoformat(), str(file)], env=at_home)
    assert result.exit_code == 0, result.output
    assert without_uuids(json.loads(result.stdout)) == without_uuids(ehr.ask(saved(name)))
