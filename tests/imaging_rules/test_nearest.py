"""Where no criteria speak about an order: the nearest topic, and what kept it from matching, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import NearTopic, OrderAssessment, Status
from imaging_rules.case import assess, read_case
from imaging_rules.facts import Evidence, Finding, Record, State
from imaging_rules.library import Library
from imaging_rules.order_to_assess import OrderToAssess
from imaging_rules.past.past_exam import PastExam
from imaging_rules.study import study

TODAY = date(2026, 11, 20)
NECK_MRI, LUMBAR_MRI = "mri-cervical-spine-without-iv-contrast", "mri-lumbar-spine-without-iv-contrast"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def assessed(library: Library, ordered: str, **features: Any) -> OrderAssessment:
    case = {"id": "a", "as_of": "2026-11-20", "features": features, "studies": [ordered]}
    (order,) = assess(library, read_case(case, library.vocabulary, TODAY)).orders
    return order


def near(library: Library, ordered: str, **features: Any) -> NearTopic:
    made = assessed(library, ordered, **features)
    assert made.scenarios == ()
    assert made.nearest is not None
    return made.nearest


def test_a_neck_mri_without_a_known_complaint_is_nearest_to_the_neck_topic(library: Library) -> None:
    topic = near(library, NECK_MRI, age_years=40)
    assert topic.id == "cervical-pain-2024"
    assert topic.scenarios[0].kept_by == ("not on record: Neck pain is a presenting complaint",)


def test_a_lumbar_mri_is_nearest_to_the_topic_of_that_region_alone(library: Library) -> None:
    assert near(library, LUMBAR_MRI, age_years=40).id == "low-back-pain-2021"


def test_an_excluding_fact_is_named(library: Library) -> None:
    topic = near(library, NECK_MRI, age_years=40, neck_pain=True, symptom_duration_days=20, neck_red_flag=True)
    assert {scenario.id for scenario in topic.scenarios} == {"cervical-pain-2024/v1", "cervical-pain-2024/v7"}
    assert topic.scenarios[0].kept_by[0].startswith("recorded as yes: Warning facts with neck pain")
    assert topic.scenarios[1].kept_by == ("recorded as acute or increasing: Neck topic tempo (needs chronic)",)


def test_a_complaint_that_is_denied_is_not_called_unrecorded(library: Library) -> None:
    said = [line for each in near(library, NECK_MRI, neck_pain=False, age_years=40).scenarios for line in each.kept_by]
    assert not any("not on record: Neck pain" in line for line in said)


def test_the_age_a_topic_is_for_is_named(library: Library) -> None:
    child = near(library, NECK_MRI, age_years=12, neck_pain=True)
    assert child.scenarios[0].kept_by == ("recorded as 12: Age in completed years on the order date (needs at least 18)",)
    unknown = near(library, NECK_MRI, neck_pain=True)
    assert unknown.scenarios[0].kept_by[0].startswith("not on record: Age")


def test_a_complaint_of_the_chart_does_not_stand_for_a_reason_that_was_not_understood(library: Library) -> None:
    found = Finding("neck_pain", State.PRESENT, Evidence("Condition/1", "Neck pain"))
    age = Finding("age_years", State.PRESENT, Evidence("Patient/1", "40"), 40.0)
    record = Record(TODAY, (found, age), indication="unread")
    made = assess_order(library, OrderToAssess("ServiceRequest/1", study(NECK_MRI)), record)
    assert made.status is Status.NO_CRITERIA
    assert made.nearest is not None
    said = {line for each in made.nearest.scenarios for line in each.kept_by}
    assert "its presenting problem is in the chart, but the order states a reason that was not understood" in said


def test_an_order_of_a_part_of_the_body_that_no_topic_images_has_no_nearest_topic(library: Library) -> None:
    made = assessed(library, "mri-hip-without-iv-contrast", age_years=40)
    assert (made.status, made.nearest) == (Status.NO_CRITERIA, None)


def test_an_order_that_could_not_be_read_says_so(library: Library) -> None:
    made = assess_order(library, OrderToAssess("ServiceRequest/1", None), Record(TODAY))
    assert (made.status, made.because) == (Status.NO_CRITERIA, "the order names no study of the catalogue")


def test_an_order_that_could_not_be_read_is_told_what_its_reason_fits_also_where_other_imaging_is_on_record(
    library: Library,
) -> None:
    reason = Finding("cauda_equina_syndrome", State.SUSPECTED, Evidence("Condition/1", "cauda equina", of_order=True))
    age = Finding("age_years", State.PRESENT, Evidence("Patient/1", "40"), 40.0)
    neck = PastExam("DiagnosticReport/x", (study(NECK_MRI),))
    record = Record(TODAY, (reason, age), indication="read", imaging=(neck,))
    made = assess_order(library, OrderToAssess("ServiceRequest/1", None), record)
    assert made.nearest is not None
    assert [(each.id, each.fits) for each in made.nearest.scenarios] == [("low-back-pain-2021/v4", True)]
    assert (made.status, made.rating, made.situation) == (Status.NO_CRITERIA, None, "silent")


def test_an_order_that_is_rated_names_no_nearest_topic(library: Library) -> None:
    made = assessed(library, LUMBAR_MRI, age_years=40, suspected_cauda_equina=True)
    assert made.status is Status.RATED
    assert made.nearest is None
    assert made.to_json()["nearest"] is None


def test_what_is_kept_of_it_holds_no_words_of_the_record(library: Library) -> None:
    found = Finding("neck_pain", State.REFUTED, Evidence("Condition/1", "Mrs Miller says no neck pain"))
    record = Record(TODAY, (found,), indication="none")
    made = assess_order(library, OrderToAssess("ServiceRequest/1", study(NECK_MRI)), record)
    assert made.nearest is not None
    assert "Miller" not in str(made.to_json())


def test_the_nearest_topic_raises_no_card(library: Library) -> None:
    assert assessed(library, NECK_MRI, age_years=40).situation == "silent"


def test_a_scenario_that_fits_but_does_not_rate_the_study_is_named_with_that(library: Library) -> None:
    made = assessed(library, "discography-cervical-spine", age_years=40, cervicogenic_headache_suspected=True)
    assert made.status is Status.NO_CRITERIA
    assert made.nearest is not None
    assert [(each.id, each.kept_by) for each in made.nearest.scenarios] == [
        ("cervical-pain-2024/v6", ("it does not rate Discography cervical spine",))
    ]


def test_a_complaint_of_another_region_is_named_with_the_region_of_its_studies(library: Library) -> None:
    topic = near(library, "mri-hip-without-iv-contrast", age_years=40, suspected_cauda_equina=True)
    assert (topic.scenarios[0].id, topic.scenarios[0].kept_by) == (
        "low-back-pain-2021/v4",
        ("its studies are of the lumbar spine",),
    )


def of_the_order(name: str) -> Finding:
    return Finding(name, State.PRESENT, Evidence("ServiceRequest/1.reasonCode", name, of_order=True))


AGE = Finding("age_years", State.PRESENT, Evidence("Patient/1", "60"), 60.0)


@pytest.mark.parametrize("ordered", ["ct-chest-with-iv-contrast", None])
def test_a_scenario_that_the_order_s_own_reason_fits_is_named_whatever_was_ordered(
    library: Library, ordered: str | None
) -> None:
    findings = (AGE, of_the_order("thoracic_back_pain"), of_the_order("malignancy_active"))
    record = Record(TODAY, findings, indication="read")
    made = assess_order(library, OrderToAssess("ServiceRequest/1", study(ordered) if ordered else None), record)
    assert (made.status, made.situation, made.rating) == (Status.NO_CRITERIA, "silent", None)
    assert made.nearest is not None
    (named,) = made.nearest.scenarios
    assert (named.id, named.fits) == ("thoracic-back-pain-2024/v5", True)
    assert made.to_json()["nearest"]["scenarios"][0]["fits"] is True


def test_what_stands_in_the_chart_alone_is_not_what_another_order_is_about(library: Library) -> None:
    in_the_chart = Finding("thoracic_back_pain", State.PRESENT, Evidence("Condition/1", "Thoracic pain"))
    cancer = Finding("malignancy_active", State.PRESENT, Evidence("Condition/2", "Lung cancer"))
    record = Record(TODAY, (AGE, in_the_chart, cancer), indication="read")
    made = assess_order(library, OrderToAssess("ServiceRequest/1", study("ct-chest-with-iv-contrast")), record)
    assert made.nearest is None or not any(each.fits for each in made.nearest.scenarios)


def test_while_the_scenario_that_may_go_first_is_open_none_is_called_fitting(library: Library) -> None:
    record = Record(TODAY, (AGE, of_the_order("neck_pain")), indication="read")
    made = assess_order(library, OrderToAssess("ServiceRequest/1", None), record)
    assert (made.status, made.situation) == (Status.NO_CRITERIA, "silent")
    assert made.nearest is not None
    assert not any(each.fits for each in made.nearest.scenarios)
    assert all("neck_symptom_tempo" in each.open_on for each in made.nearest.scenarios), "how long the pain has lasted decides"
    assert made.nearest.scenarios[0].kept_by[0] == "it does not rate the ordered study"


def test_scenarios_that_hang_on_one_fact_are_named_with_it_before_topics_nobody_spoke_of(library: Library) -> None:
    record = Record(TODAY, (AGE, of_the_order("myelopathy")), indication="read")
    made = assess_order(library, OrderToAssess("ServiceRequest/1", study("mri-head-without-iv-contrast")), record)
    assert (made.status, made.situation) == (Status.NO_CRITERIA, "silent")
    assert made.nearest is not None
    assert [(each.id, each.fits, each.open_on) for each in made.nearest.scenarios] == [
        ("myelopathy-2020/v1", False, ("symptom_time_course",)),
        ("myelopathy-2020/v2", False, ("symptom_time_course",)),
    ]
    assert "not on record: Speed of onset (needs hours to days)" in made.nearest.scenarios[0].kept_by


def test_an_unknown_age_is_what_a_topic_for_adults_hangs_on(library: Library) -> None:
    topic = near(library, LUMBAR_MRI, low_back_pain=True)
    assert {each.open_on for each in topic.scenarios} == {("age_years",)}
