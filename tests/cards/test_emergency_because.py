"""A card of an emergency says in one short line what makes it one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from assessed_drafts import CAUDA_EQUINA, DIALYSIS, MYELOPATHY, UNKNOWN_DEVICE, counted_ids, drafts

from cards.compose import compose
from cards.fact_lines import urgent_line
from imaging_rules.assessment_result import OrderAssessment, UsedFact
from imaging_rules.facts import Evidence

ORDER = "ServiceRequest/r.reasonCode"


def emergency(*facts: UsedFact, urgent: tuple[UsedFact, ...] = ()) -> OrderAssessment:
    (draft,) = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    return replace(draft.assessment, emergency=True, facts=facts, urgent_facts=urgent)


def told(*facts: UsedFact, urgent: tuple[UsedFact, ...] = ()) -> str:
    (line,) = urgent_line(emergency(*facts, urgent=urgent))
    return line.removeprefix("**Because:** ")


def known(feature: str, value: str, *words: str, of_order: bool = True) -> UsedFact:
    return UsedFact(feature, value, "known", tuple(Evidence(ORDER, each, kind="text", of_order=of_order) for each in words))


def test_what_makes_it_an_emergency_goes_before_what_leads_to_the_scenario() -> None:
    pain, abscess = known("low_back_pain", "yes", "lumbago"), known("suspected_epidural_abscess", "yes", "?SEA")
    assert told(pain, abscess, urgent=(abscess,)) == "?SEA, lumbago."


def test_the_orders_own_words_go_before_those_of_the_record() -> None:
    listed = Evidence("Condition/c", "Injury of neck", date(2026, 11, 19))
    own = Evidence(ORDER, "dived into shallow water", kind="text", of_order=True)
    hurt = UsedFact("blunt_trauma_region", "cervical", "known", (listed, own))
    assert told(hurt) == "recent neck injury (dived into shallow water, Injury of neck (2026-11-19))."


def test_the_line_is_short_and_names_nothing_that_is_absent_assumed_or_on_the_order_anyway() -> None:
    facts = [known(f"sign_{number}", "yes", f"sign number {number}") for number in range(9)]
    stat, absent = known("order_priority", "stat", "stat"), known("neck_pain", "no", "no neck pain")
    assumed = UsedFact("cancer_counts", "taken as absent", "assumed")
    line = told(stat, absent, assumed, *facts)
    assert line == "sign number 0, sign number 1, sign number 2, sign number 3."
    assert urgent_line(emergency(stat, absent, assumed)) == []


def test_the_culture_that_grew_is_named_and_what_only_follows_gives_way() -> None:
    pain, fever, crp = "neck pain", "temperature 39 °C", "C reactive protein: 150 mg/L"
    grew = known("spinal_infection_concern", "yes", "?discitis", fever, crp, "blood culture: S. aureus")
    course = known("neck_symptom_tempo", "acute_or_increasing", pain)
    assert (
        told(known("neck_pain", "yes", pain), grew, course) == f"{pain}, ?discitis, {fever}, {crp}, blood culture: S. aureus."
    )
    assert told(known("neck_pain", "yes", pain), course) == f"{pain}, neck complaint new or worsening."


def test_nothing_is_said_where_time_does_not_decide() -> None:
    assert urgent_line(replace(emergency(known("neck_pain", "yes", "neck pain")), emergency=False)) == []


def test_a_rule_that_calls_for_imaging_by_age_alone_says_so() -> None:
    birth = Evidence("Patient/p", "born 1950-02-01")
    by_age = UsedFact("imaging_rule_result", "imaging_needed", "known", (birth,))
    assert told(by_age) == "the Canadian rule calls for imaging from 65 years on (born 1950-02-01)."
    numb = Evidence(ORDER, "numb hands", kind="text", of_order=True)
    assert told(replace(by_age, evidence=(birth, numb))) == "the injury rule calls for imaging (numb hands)."


@pytest.mark.parametrize(
    ("features", "ordered"),
    [
        ({**CAUDA_EQUINA, **UNKNOWN_DEVICE}, "MRI lumbar spine without IV contrast"),
        (CAUDA_EQUINA, "Radiography lumbar spine"),
        ({"age_years": 30, "spine_injury": True, "injury_region": "cervical", "nexus_or_ccr_positive_documented": True},
         "Radiography cervical spine"),
    ],
)  # fmt: skip
def test_every_card_of_an_emergency_has_the_line_behind_what_to_do(features: dict[str, Any], ordered: str) -> None:
    (card,) = compose(drafts(features, ordered), counted_ids())["cards"]
    lines = card["detail"].split("\n\n")
    assert sum(line.startswith("**Because:**") for line in lines) == 1
    assert lines[0].startswith(("**Instead:**", "**If it is refused:**"))
    assert not any(line.startswith(("**Based on:**", "**Taken as absent")) for line in lines)


def test_a_card_that_is_no_emergency_has_its_facts_as_before() -> None:
    (card,) = compose(drafts({**MYELOPATHY, **DIALYSIS}, "MRI cervical spine without and with IV contrast"), counted_ids())[
        "cards"
    ]
    assert "**Because:**" not in card["detail"]
    assert "**Based on:**" in card["detail"]
