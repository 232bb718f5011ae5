"""A study that is there already is not offered: drafted beside the order, ordered before it, or done for this complaint."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from earlier_exams import exam

from imaging_rules import Library
from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import OrderAssessment, UsedFact
from imaging_rules.facts import Evidence, Finding, Record, State, Value
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.past.already_there import _is_told
from imaging_rules.past.past_exam import PastExam, PlacedOrder
from imaging_rules.study import study

LIBRARY = Library.load()
DAY = date(2026, 11, 20)
MRI, BOTH = "MRI cervical spine without IV contrast", "MRI cervical spine without and with IV contrast"
CT, FILM = "CT cervical spine without IV contrast", "Radiography cervical spine"
BEGAN = DAY - timedelta(days=28)


def finding(name: str, day: date | None = BEGAN, value: Value | None = None, kind: str = "code", **more: Any) -> Finding:
    return Finding(name, State.PRESENT, Evidence(f"Condition/{name}", name, day, kind, **more), value)


def cancer(*more: Finding, onset: date | None = BEGAN) -> tuple[Finding, ...]:
    """Neck pain for four weeks in a patient with cancer: MRI is the study, a radiograph usually is not."""
    age = Finding("age_years", State.PRESENT, Evidence("Patient/p", "born", None, "value"), 60.0)
    known = finding("malignancy_active", date(2024, 1, 1))
    began = [finding("symptom_onset", onset, float((DAY - onset).days), "value")] if onset else []
    return (age, known, finding("neck_pain", onset or BEGAN), *began, *more)


def assessed(
    ordered: str, *, drafted: Iterable[str] = (), placed: Iterable[PlacedOrder] = (), exams: Iterable[PastExam] = (),
    findings: tuple[Finding, ...] | None = None,
) -> OrderAssessment:  # fmt: skip
    record = Record(DAY, cancer() if findings is None else findings, indication="read", imaging=tuple(exams))
    basket = Basket(tuple(study(name) for name in drafted), tuple(placed))
    return assess_order(LIBRARY, OrderToAssess("o", study(ordered)), record, basket)


def order(name: str, how: Any = "ordered", days_ago: int = 5) -> PlacedOrder:
    return PlacedOrder("ServiceRequest/earlier", study(name), how, DAY - timedelta(days=days_ago))


def offered(made: OrderAssessment) -> list[str]:
    return [one.name for offer in made.recommended for one in offer.studies]


def there(made: OrderAssessment) -> list[tuple[str, str]]:
    return [(each.study.name, each.how) for each in made.already_there]


def test_the_patient_of_these_tests_is_offered_mri() -> None:
    assert offered(assessed(FILM))[:1] == [BOTH]
    assert assessed(FILM).situation == "better"


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        ({"drafted": [BOTH]}, (BOTH, "drafted")),
        ({"placed": [order(BOTH)]}, (BOTH, "ordered")),
        ({"placed": [order(BOTH, "scheduled", -3)]}, (BOTH, "scheduled")),
        ({"exams": [exam(BOTH, 10)]}, (BOTH, "done")),
        ({"exams": [exam("MRI complete spine without and with IV contrast", 10)]},
         ("MRI complete spine without and with IV contrast", "done")),
    ],
)  # fmt: skip
def test_beside_the_better_study_a_superfluous_order_is_told_and_nothing_is_offered(ways: Any, told: tuple[str, str]) -> None:
    made = assessed(FILM, **ways)
    assert (made.situation, offered(made), there(made)) == ("already-drafted", [], [told])


@pytest.mark.parametrize("ways", [{"drafted": [BOTH]}, {"placed": [order(BOTH)]}, {"exams": [exam(BOTH, 10)]}])
def test_beside_the_better_study_an_order_that_may_be_appropriate_is_met_with_silence(ways: Any) -> None:
    assert assessed(CT).situation == "better"
    assert assessed(CT, **ways).situation == "silent"


def test_a_drafted_study_whose_contrast_phase_is_still_to_be_settled_is_not_offered_once_more() -> None:
    made = assessed(FILM, drafted=["MRI cervical spine"])
    assert (made.situation, offered(made)) == ("already-drafted", [])


@pytest.mark.parametrize(
    "not_enough",
    [
        exam(BOTH, 10, final=False),
        exam(BOTH, 29),  # before the complaint
        exam("MRI cervical spine", 10),  # its contrast phase is not known
        exam("MRI lumbar spine without and with IV contrast", 10),
        exam("FDG-PET/CT whole body", 10),
    ],
)
def test_an_examination_that_may_not_answer_takes_no_offer_away(not_enough: PastExam) -> None:
    made = assessed(FILM, exams=[not_enough])
    assert (made.situation, made.already_there) == ("better", ())


@pytest.mark.parametrize(
    "new",
    [
        finding("trajectory", None, "worsening", "text", of_order=True),
        finding("trajectory", BEGAN, "worsening"),  # recorded before the examination, and reason enough
        finding("spine_injury", DAY - timedelta(days=2)),
    ],
)
def test_with_something_new_since_the_study_is_offered_again(new: Finding) -> None:
    made = assessed(FILM, exams=[exam(BOTH, 10)], findings=cancer(new))
    assert made.already_there == ()


def test_a_fact_first_recorded_after_the_examination_is_new() -> None:
    late = tuple(f for f in cancer() if f.name != "malignancy_active")
    made = assessed(FILM, exams=[exam(BOTH, 10)], findings=(*late, finding("malignancy_active", DAY - timedelta(days=3))))
    assert offered(made)[:1] == [BOTH]


def test_without_a_known_beginning_nothing_counts_as_done_for_the_complaint() -> None:
    facts = (*cancer(onset=None), finding("trajectory", BEGAN, "new"))
    assert offered(assessed(FILM, exams=[exam(BOTH, 10)], findings=facts))[:1] == [BOTH]


def test_what_is_ordered_before_is_no_part_of_the_requested_studies() -> None:
    plain, beside = assessed(CT), assessed(CT, placed=[order("MRI lumbar spine without IV contrast")])
    assert plain.rating == beside.rating
    assert offered(plain) == offered(beside)


def test_the_json_says_how_each_is_there() -> None:
    assert assessed(FILM, placed=[order(BOTH)]).to_json()["already_there"] == [
        {"study": study(BOTH).id, "how": "ordered", "date": "2026-11-15", "source": "ServiceRequest/earlier"}
    ]


def told(name: str, value: Value | None = None) -> Finding:
    """What the order's own words say, without a day."""
    return finding(name, None, value, "text", of_order=True)


def test_the_orders_own_words_of_the_complaint_are_nothing_new() -> None:
    age, known, *_ = cancer()
    words = (age, known, told("neck_pain"), told("symptom_onset", 28.0))
    assert there(assessed(FILM, exams=[exam(BOTH, 10)], findings=words)) == [(BOTH, "done")]


def test_a_sign_that_the_orders_own_words_add_is_new() -> None:
    age, known, *_ = cancer()
    words = (age, known, told("neck_pain"), told("symptom_onset", 28.0), told("weight_loss"), told("spine_infection"))
    assert there(assessed(FILM, exams=[exam(BOTH, 10)], findings=words)) == []


def test_a_fact_that_rests_on_nothing_is_not_the_orders_word() -> None:
    assert not _is_told(UsedFact("cancer_counts", "yes", "known"), frozenset())


def recommended(made: OrderAssessment) -> list[str]:
    return [one.name for offer in made.recommended if offer.preferred for one in offer.studies]


def of_failed_care(*more: Finding) -> tuple[Finding, ...]:
    return cancer(finding("medical_management", BEGAN, "failed"), *more)


@pytest.mark.parametrize("exams", [[], [exam(BOTH, days_ago=200)], [exam(BOTH, days_ago=3, final=False)]])
def test_what_nobody_has_looked_at_lately_is_recommended(exams: list[PastExam]) -> None:
    assert recommended(assessed(FILM, exams=exams, findings=of_failed_care())) == [BOTH]


def test_what_was_reported_lately_stays_an_offer_and_is_not_recommended_for_a_failed_treatment() -> None:
    made = assessed(FILM, exams=[exam(BOTH, days_ago=3)], findings=of_failed_care())
    assert offered(made)[:1] == [BOTH]
    assert recommended(made) == []


def test_for_a_new_deficit_it_is_recommended_once_more() -> None:
    new = finding("new_deficit", DAY)
    made = assessed(FILM, exams=[exam(BOTH, days_ago=3)], findings=of_failed_care(new))
    assert offered(made)[:1] == [BOTH]
    assert recommended(made) == [BOTH]
