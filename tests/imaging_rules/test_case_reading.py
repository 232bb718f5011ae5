"""A case that cannot be read is refused in one line that says what is wrong; nothing in it is guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imaging_rules import CaseProblem, Library, read_case

LIBRARY = Library.load()
TODAY = date(2026, 11, 20)
GOOD: dict[str, Any] = {"features": {"age_years": 45, "neck_pain": True}, "studies": ["mri-cervical"]}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"features": []}, "features is an object"),
        ({"features": False}, "features is an object"),
        ({"features": {"age_years": -3}}, "age_years: a number of zero or more is needed"),
        ({"features": {"egfr": -0.5}}, "egfr: a number of zero or more is needed"),
        ({"features": {"age_years": float("nan")}}, "age_years: a number is needed"),
        ({"features": {"age_years": 1e300}}, "age_years: a number is needed"),
        ({"features": {"neck_pain": "yes"}}, "neck_pain: true or false is needed"),
        ({"features": {"neck_pian": True}}, "unknown feature: neck_pian"),
        ({"unknown": ["neck_pian"]}, "unknown feature: neck_pian"),
        ({"unknown": {}}, "unknown is a list"),
        ({"studies": []}, "at least one"),
        ({"studies": ["mri-knee"]}, "unknown study: mri-knee"),
        ({"as_of": "2026-02-30"}, "as_of is a date"),
        ({"feature": {}}, "unknown member: feature"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(CaseProblem, match=complaint):
        read_case({**GOOD, **change}, LIBRARY.vocabulary, TODAY)


@pytest.mark.parametrize("change", [{}, {"features": None}, {"unknown": None}, {"unknown": ["neck_pain"]}, {"as_of": None}])
def test_what_is_left_out_or_null_is_not_stated(change: dict[str, Any]) -> None:
    case = read_case({**GOOD, **change}, LIBRARY.vocabulary, TODAY)
    assert case.record.as_of == TODAY
    assert [study.id for study in case.studies] == ["mri-cervical-spine"]
