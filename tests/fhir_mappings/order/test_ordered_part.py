"""'Back pain' of no stated level is meant by the part of the spine that was ordered for it."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.order.ordered_part import placed_by_the_order
from imaging_rules.facts import Evidence, Finding, State
from imaging_rules.study import study


def finding(name: str, state: State = State.PRESENT, *, of_order: bool = True) -> Finding:
    return Finding(name, state, Evidence("ServiceRequest/1.reasonCode", "back pain", date(2026, 11, 20), of_order=of_order))


def placed(ordered: str | None, *indication: Finding) -> list[tuple[str, str]]:
    named = study(ordered) if ordered else None
    return [(found.name, found.evidence.text) for found in placed_by_the_order(indication, named)]


@pytest.mark.parametrize(
    ("ordered", "meant"),
    [("MRI lumbar spine without IV contrast", "low_back_pain"), ("Radiography thoracic spine", "thoracic_back_pain")],
)
def test_back_pain_is_of_the_part_that_was_ordered(ordered: str, meant: str) -> None:
    assert placed(ordered, finding("back_pain_unspecified")) == [(meant, "back pain")]


@pytest.mark.parametrize(
    "ordered",
    ["MRI complete spine without IV contrast", "MRI cervical spine without IV contrast", "CT chest with IV contrast", None],
)
def test_an_order_of_several_parts_or_of_another_places_nothing(ordered: str | None) -> None:
    assert placed(ordered, finding("back_pain_unspecified")) == []


def test_a_part_that_the_reason_names_stands() -> None:
    assert placed("MRI lumbar spine", finding("back_pain_unspecified"), finding("thoracic_back_pain")) == []


def test_what_is_denied_or_stands_in_the_chart_alone_is_not_placed() -> None:
    assert placed("MRI lumbar spine", finding("back_pain_unspecified", State.REFUTED)) == []
    assert placed("MRI lumbar spine", finding("back_pain_unspecified", of_order=False)) == []


def hurt(ordered: str, *indication: Finding) -> list[tuple[str, object]]:
    return [(found.name, found.value) for found in placed_by_the_order(indication, study(ordered))]


def test_an_injury_of_no_named_part_is_of_the_part_that_was_ordered() -> None:
    assert hurt("CT cervical spine without IV contrast", finding("spine_injury")) == [("injury_region", ("cervical",))]


def test_an_injury_may_be_of_the_thoracic_and_the_lumbar_spine() -> None:
    ordered = "CT thoracic and lumbar spine without IV contrast"
    assert hurt(ordered, finding("spine_injury")) == [("injury_region", ("lumbar", "thoracic"))]


@pytest.mark.parametrize("other", ["low_back_pain", "brachial_plexus_syndrome", "hand_clumsiness", "injury_region"])
def test_an_injury_is_not_placed_where_the_reason_names_what_the_order_is_for(other: str) -> None:
    assert hurt("CT cervical spine without IV contrast", finding("spine_injury"), finding(other)) == []


@pytest.mark.parametrize("state", [State.PRESENT, State.SUSPECTED])
@pytest.mark.parametrize("injured", ["cord_or_root_injury", "ligament_injury_suspected"])
def test_a_cord_or_a_ligament_is_hurt_in_the_part_that_was_ordered(injured: str, state: State) -> None:
    (made,) = placed_by_the_order([finding(injured, state)], study("MRI cervical spine without IV contrast"))
    assert (made.name, made.state, made.value) == ("injury_region", State.PRESENT, ("cervical",))


def test_a_told_part_of_the_injury_stands() -> None:
    told = finding("injury_region")
    assert (
        list(placed_by_the_order([finding("cord_or_root_injury"), told], study("MRI cervical spine without IV contrast"))) == []
    )


def test_symptoms_of_a_leg_root_are_of_the_low_back_where_that_was_ordered() -> None:
    assert placed("MRI lumbar spine without IV contrast", finding("leg_root_symptoms")) == [("low_back_pain", "back pain")]
    assert placed("MRI thoracic spine without IV contrast", finding("leg_root_symptoms")) == []
    assert placed("MRI lumbar spine without IV contrast", finding("leg_root_symptoms", of_order=False)) == []
    denied = finding("low_back_pain", State.REFUTED)
    assert placed("MRI lumbar spine without IV contrast", finding("leg_root_symptoms"), denied) == []
