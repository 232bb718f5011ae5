"""How what a text names is meant."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappings.text.reader import LONGEST_TEXT, read_text

DAY = date(2026, 11, 20)


def said(text: str) -> dict[str, object]:
    """Findings of a text by name: their state, or their value where they have one."""
    return {each.finding: each.state.value if each.value is None else each.value for each in read_text(text, DAY).said}


@pytest.mark.parametrize(
    "text",
    [
        "no fever",
        "denies fever",
        "denies chills, weight loss, fever",
        "no weight loss or fever",
        "without fever",
        "w/o fever",
        "neg for fever",
        "no evidence of fever",
        "fever: no",
        "fever absent",
        "fever negative",
        "not febrile",
        "afebrile",
        "no h/o fever",
        "never had fever",
    ],
)
def test_a_denied_finding_is_a_known_no(text: str) -> None:
    assert said(text)["fever"] == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        "r/o MS",
        "?MS",
        "MS?",
        "? MS",
        "rule out MS",
        "concern for MS",
        "possible MS",
        "MS suspected",
        "query MS",
        "eval for MS",
        "likely MS",
    ],
)
def test_what_is_only_asked_is_a_suspicion(text: str) -> None:
    assert said(text)["multiple_sclerosis"] == "suspected"


@pytest.mark.parametrize(
    "text", ["family history of MS", "mother has MS", "FHx: MS", "sister with MS", "return if weakness", "risk of MS"]
)
def test_what_concerns_somebody_else_or_nobody_yet_is_no_finding(text: str) -> None:
    assert said(text) == {}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("no trauma, neck pain for 3 weeks", "neck_pain"),
        ("denies fever but has neck pain", "neck_pain"),
        ("no red flags. neck pain", "neck_pain"),
        ("no relief with NSAIDs, low back pain persists", "low_back_pain"),
        ("evaluate for neck pain", "neck_pain"),
        ("h/o neck pain", "neck_pain"),
        ("? cause of low back pain", "low_back_pain"),
    ],
)
def test_what_stands_after_a_denial_is_not_swallowed_by_it(text: str, complaint: str) -> None:
    assert said(text)[complaint] != "refuted"


def test_a_history_of_cancer_is_history_and_a_history_of_ms_is_ms() -> None:
    assert said("hx of MS")["multiple_sclerosis"] == "present"
    assert said("h/o discitis")["spine_infection"] == "history"


def test_a_word_after_a_list_speaks_of_all_of_it() -> None:
    assert said("Hoffmann and Babinski negative") == {"pathologic_reflex": "refuted"}


def test_the_time_of_a_treatment_is_not_that_of_the_complaint() -> None:
    found = said("neck pain 3 months, NSAIDs for 4 weeks")
    assert (found["symptom_onset"], found["conservative_weeks"]) == (91, 4)


def test_a_slip_of_the_pen_is_mended_and_a_real_word_is_not() -> None:
    assert "multiple_sclerosis" in said("multiple scleorsis")
    assert "spine_infection" not in said("epidural injection planned")


def test_age_and_sex_beside_each_other() -> None:
    for text in ("41F neck pain", "41 y/o woman with neck pain", "41-year-old female, neck pain", "41yo F neck pain"):
        found = said(text)
        assert (found["age_years"], found["sex"]) == (41, "female"), text


@given(st.text(max_size=400))
def test_any_text_can_be_read_and_reads_the_same_again(text: str) -> None:
    first = read_text(text, DAY)
    assert read_text(text + " ", DAY).said == first.said


@given(
    st.lists(
        st.sampled_from(
            ["no", "denies", ",", "fever", "neck pain", "?", "MS", "and", "or", "h/o", "3 wks", ".", "C5-6", "if", "mother"]
        ),
        max_size=30,
    )
)
def test_any_order_of_words_can_be_read_and_every_finding_has_its_words(words: list[str]) -> None:
    text = " ".join(words)
    for each in read_text(text, DAY).said:
        assert each.words.removesuffix(" (about)") in " ".join(text.split())


def test_a_raised_number_after_a_treatment_is_no_year() -> None:
    assert said("on chemotherapy ²²²²") == said("on chemotherapy")


def test_reading_time_grows_with_the_length_only() -> None:
    hostile = [
        "no " * 30_000,
        "fever, " * 20_000,
        "3 weeks " * 10_000,
        "c5-" * 30_000,
        "? " * 50_000,
        "a" * LONGEST_TEXT,
        "1/" * 50_000,
        "no fever. 3 w. " * 6_600,
        "PT 7/6/26-8/28/26 " * 2_700,
        "PT 7/6/26-8/28/26, missed " * 1_800,
        "7/6/26-8/28/26 " * 3_200,
        "MS stable for 3 years " * 2_200,
        "MS unchanged stable " * 2_400,
        "pain worse despite PT, " * 2_100,
        "HEP stopped because of pain " * 1_700,
        "BCC only cancer. " * 2_000,
        "Known MS. MS label removed. " * 3_000,
        "DDx: MS, discitis. " * 3_000,
    ]
    read_text("neck pain", DAY)  # the tables are read once
    for text in hostile:
        began = time.process_time()
        read_text(text, DAY)
        assert time.process_time() - began < 2, text[:10]


@pytest.mark.parametrize("ending", ["for a few weeks", "several weeks", "for a week", "since yesterday", "today", "last week"])
def test_a_vague_time_at_the_end_of_a_text_is_read(ending: str) -> None:
    assert "symptom_onset" in said(f"neck pain {ending}")


def test_a_time_after_a_comma_speaks_of_what_comes() -> None:
    found = said("known RRMS on Ocrevus, since Wed new numbness below T5")
    assert (found["symptom_onset"], found["sensory_level"]) == (2, "thoracic")
    assert said("LBP, 3 weeks, no trauma")["symptom_onset"] == 21
