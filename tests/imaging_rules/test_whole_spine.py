"""Where the question is the whole spine, an order for a part of it is not answered by that part."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imaging_rules import Library, OrderAssessment, assess, read_case

LIBRARY = Library.load()


def assessed(study: str, **features: Any) -> OrderAssessment:
    case = read_case({"features": features, "studies": [study]}, LIBRARY.vocabulary, date(2026, 11, 20))
    (order,) = assess(LIBRARY, case).orders
    return order


CURVE = {"age_years": 13, "scoliosis_kind": "adolescent_idiopathic"}


@pytest.mark.parametrize(
    "ordered",
    [
        "mri-lumbar-spine-without-iv-contrast",
        "mri-cervical-spine-without-and-with-iv-contrast",
        "ct-thoracic-spine-without-iv-contrast",
        "mri-thoracic-and-lumbar-spine-without-iv-contrast",
    ],
)
def test_a_curve_is_shown_on_films_of_the_whole_spine_whichever_part_is_ordered(ordered: str) -> None:
    (offer,) = assessed(ordered, **CURVE).recommended
    assert [study.id for study in offer.studies] == ["radiography-complete-spine"]


def test_a_child_in_whom_infection_is_suspected_has_the_whole_spine_looked_at() -> None:
    ill = {"age_years": 9, "back_pain": True, "child_inflammation_infection_tumour": True}
    offer = assessed("mri-lumbar-spine-without-iv-contrast", **ill).recommended[0]
    assert [study.id for study in offer.studies] == ["mri-complete-spine-without-and-with-iv-contrast"]


def test_where_a_scenario_is_not_about_the_whole_spine_the_ordered_part_is_still_offered() -> None:
    relapse = {"age_years": 42, "demyelinating_disease_type": "ms", "neuro_symptoms_new_or_worse": True, "weakness": True}
    relapse |= {"symptom_duration_days": 14, "sensory_level": "thoracic"}
    offer = assessed("mri-thoracic-spine-without-iv-contrast", **relapse).recommended[0]
    assert [study.id for study in offer.studies] == ["mri-thoracic-spine-without-and-with-iv-contrast"]
