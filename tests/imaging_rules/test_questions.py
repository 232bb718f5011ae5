"""The questions of an order: the fewest that decide, what a scenario demands before what could exclude it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

import pytest
from test_properties import LIBRARY, TODAY, listed_studies, witnesses

from imaging_rules import OrderAssessment, OrderToAssess, Record, Study, assess_order
from imaging_rules.assessment_result import Answer, Question, Status
from imaging_rules.deciding import fewest_that_decide
from imaging_rules.facts import RECORD_PARTS, Value
from imaging_rules.outlook import MOST_QUESTIONS
from imaging_rules.study import study as study_named

SCENARIOS = list(LIBRARY.scenarios)
_UNSEEN = {
    "whole record": RECORD_PARTS,
    "no conditions": RECORD_PARTS - {"condition"},
    "order alone": frozenset({"order", "patient"}),
}


def assessed(study: Study, record: Record) -> OrderAssessment:
    return assess_order(LIBRARY, OrderToAssess("order", study), record)


def answering(record: Record, *answers: Answer) -> Record:
    return record.supposing({name: value for answer in answers for name, value in answer.sets})


def thin_records(scenario_id: str) -> Iterator[Record]:
    """Records on which the scenario may stay open: its presenting problem with all, all but one or two, and none of the
    other facts it needs, whole and with parts of the record missing."""
    facts = witnesses()[scenario_id]
    problem = {"age_years", *LIBRARY.scenarios[scenario_id].entry.names()}
    others = [name for name in facts if name not in problem]
    left_out = {frozenset(names) for size in (1, 2, len(others)) for names in combinations(others, size)}
    for names in sorted(left_out, key=sorted):
        stated: dict[str, Value] = {name: value for name, value in facts.items() if name not in names}
        for delivered in _UNSEEN.values() if len(names) == len(others) else [RECORD_PARTS]:
            yield Record(as_of=TODAY, stated=stated, indication="read", delivered=delivered)


@cache
def unrated(scenario_id: str) -> list[tuple[Study, Record, tuple[Question, ...]]]:
    """Orders and records that are not rated until questions are answered."""
    found = []
    for record in thin_records(scenario_id):
        for study in listed_studies(scenario_id)[:3]:
            made = assessed(study, record)
            if made.status is Status.NEEDS_INFORMATION and made.questions:
                found.append((study, record, made.questions))
    return found


def left_open(study: Study, record: Record, asked: tuple[Question, ...]) -> list[str]:
    """What is still asked after the questions have been answered one after the other, those not asked any more left out;
    of all ways to answer the first that does not end in a word on the order."""
    made = assessed(study, record)
    if made.status is not Status.NEEDS_INFORMATION or not made.questions:
        return []
    if not asked:
        return [question.feature for question in made.questions]
    first, *rest = asked
    if first.feature not in {question.feature for question in made.questions}:
        return left_open(study, record, tuple(rest))
    ways = (left_open(study, answering(record, answer), tuple(rest)) for answer in first.answers)
    return next((still for still in ways if still), [])


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_answering_the_questions_in_their_order_decides(scenario_id: str) -> None:
    for study, record, asked in unrated(scenario_id):
        if len(asked) < MOST_QUESTIONS:  # where more are needed, the first of them are asked
            assert left_open(study, record, asked) == [], (study.name, dict(record.stated))


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_no_question_can_be_left_out(scenario_id: str) -> None:
    for study, record, asked in unrated(scenario_id):
        for left_out in asked:
            others = [question for question in asked if question is not left_out]
            rounds = product(*(question.answers for question in others))
            still = any(assessed(study, answering(record, *answers)).questions for answers in rounds)
            assert still, (study.name, left_out.feature, dict(record.stated))


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_answering_whatever_is_asked_first_ends_in_a_word_on_the_order(scenario_id: str) -> None:
    for study, record, _ in unrated(scenario_id):
        for pick in (0, -1):
            now, asked = record, []
            while (made := assessed(study, now)).status is Status.NEEDS_INFORMATION and made.questions:
                assert made.questions[0].feature not in asked, "the same is asked twice"
                asked.append(made.questions[0].feature)
                now = answering(now, made.questions[0].answers[pick])


def demanded_and_excluding(study: Study, record: Record, asked: tuple[Question, ...]) -> tuple[list[int], list[int]]:
    """The places of the questions that the leading scenario demands, and of those that can only exclude it."""
    primary = LIBRARY.scenarios[assessed(study, record).scenarios[0].id]
    demanded = {name for condition in primary.given for name in condition.names()}
    excluding = {name for condition in primary.unless for name in condition.names()} - demanded
    places = list(enumerate(question.feature for question in asked))
    return [at for at, name in places if name in demanded], [at for at, name in places if name in excluding]


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_what_the_scenario_demands_is_asked_before_what_could_exclude_it(scenario_id: str) -> None:
    for study, record, asked in unrated(scenario_id):
        demanded, excluding = demanded_and_excluding(study, record, asked)
        assert not demanded or not excluding or max(demanded) < min(excluding), [each.feature for each in asked]


def test_what_something_on_record_raises_is_asked_first() -> None:
    stated: dict[str, Value] = {"age_years": 52.0, "low_back_pain": True, "bladder_dysfunction": True}
    study = listed_studies("low-back-pain-2021/v1")[0]
    record = Record(as_of=TODAY, stated=stated, indication="read", delivered=RECORD_PARTS)
    asked = [question.feature for question in assessed(study, record).questions]
    assert len(asked) > 1
    assert asked[0] == "suspected_cauda_equina"


MRI_LUMBAR = study_named("MRI lumbar spine without IV contrast")


def told_of_the_treatment(**more: frozenset[str]) -> str:
    """What each answer about the treatment so far leads to, for low back pain of which nothing else is known."""
    stated: dict[str, Value] = {"age_years": 38.0, "low_back_pain": True}
    made = assessed(MRI_LUMBAR, Record(as_of=TODAY, stated=stated, indication="read", **more))
    return next(question.changes for question in made.questions if question.feature == "medical_management")


@pytest.mark.parametrize("delivered", _UNSEEN.values(), ids=_UNSEEN)
def test_an_answer_tells_nothing_of_an_exclusion_of_which_nobody_has_spoken(delivered: frozenset[str]) -> None:
    nothing_yet = told_of_the_treatment(delivered=delivered).split("; ")[0]
    assert nothing_yet == "nothing yet: the ordered study is usually not appropriate"


@pytest.mark.parametrize("said_of_it", [{"unknown": frozenset({"cord_syndrome"})}, {"mentioned": frozenset({"myelopathy"})}])
def test_an_answer_tells_what_an_exclusion_would_make_of_it_that_somebody_has_raised(
    said_of_it: dict[str, frozenset[str]],
) -> None:
    assert "MRI cervical and thoracic spine" in told_of_the_treatment(delivered=_UNSEEN["order alone"], **said_of_it)


def asked_of(name: str, **stated: Value) -> list[str]:
    record = Record(as_of=TODAY, stated=stated, indication="read")
    return [question.feature for question in assessed(study_named(name), record).questions]


def test_of_a_problem_that_is_there_anyway_no_further_sign_is_asked() -> None:
    child: dict[str, Value] = {"age_years": 12.0, "low_back_pain": True, "spine_radiograph_result": "normal"}
    assert asked_of("CT lumbar spine without IV contrast", **child, night_pain_disrupts_sleep=True) == []


def test_an_assumption_that_the_problem_would_fall_with_is_asked() -> None:
    past: dict[str, Value] = {"age_years": 52.0, "neck_pain": True, "known_malignancy": True, "neck_complaint_tempo": "acute"}
    assert asked_of("MRI cervical spine without IV contrast", **past) == ["past_malignancy_discounted"]


def test_some_orders_are_open_or_nothing_is_tested_here() -> None:
    open_ones = [each for scenario_id in SCENARIOS for each in unrated(scenario_id)]
    assert len(open_ones) > 100
    assert {len(asked) for _, _, asked in open_ones} == {1, 2, 3}
    assert sum(len(asked) < MOST_QUESTIONS for _, _, asked in open_ones) > 100
    assert sum(all(demanded_and_excluding(*each)) for each in open_ones) > 50


def test_of_sets_that_decide_the_smallest_is_asked_and_of_these_the_first() -> None:
    ways = [
        ({"tempo": "new", "injury": "no", "fever": "no"}, "film"),
        ({"tempo": "new", "injury": "yes", "fever": "no"}, "CT"),
        ({"tempo": "old", "injury": "yes", "fever": "yes"}, "CT"),
    ]
    assert fewest_that_decide(["tempo", "injury", "fever"], ways, 3) == ("injury",)
    assert fewest_that_decide(["tempo", "injury", "fever"], [*ways, ({"tempo": "old", "injury": "no"}, "MRI")], 3) == (
        "tempo",
        "injury",
    )


def test_of_more_than_can_be_asked_at_once_only_those_are_asked_that_are_needed() -> None:
    names = ["idle", "a", "b", "c"]
    ways = [({name: name == there for name in names} | {"idle": False}, there) for there in ("", "a", "b", "c")]
    assert fewest_that_decide(names, ways, 2) == ("a", "b")


def test_nothing_is_asked_where_all_ways_end_alike() -> None:
    assert fewest_that_decide(["a"], [({"a": True}, "MRI"), ({"a": False}, "MRI")], 3) == ()
