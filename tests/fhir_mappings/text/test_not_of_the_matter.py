"""Words that stand beside a matter and say nothing of it. The order's day is 2026-11-20."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text

TODAY = date(2026, 11, 20)


def named(text: str) -> set[str]:
    return {each.finding for each in read_text(text, TODAY).said}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("HEP 8 weeks, stopped working because of pain", "hep_inability"),
        ("HEP 8 weeks, stopped smoking due to cost", "hep_inability"),
        ("HEP 8 weeks, stopped driving because of pain", "hep_inability"),
        ("HEP 8 weeks, naproxen stopped because of pain", "hep_inability"),
        ("father with MS stable for 3 years", "ms_stable_years"),
        ("MS was stable for 3 years, now new weakness", "ms_stable_years"),
        ("MS stable for 3 years, now new weakness", "ms_stable_years"),
        ("MS was stable for 3 years until May", "ms_stable_years"),
        ("if MS stable for 3 years", "ms_stable_years"),
        ("scoliosis, both unchanged", "finding_changed"),
        ("neck pain, asymptomatic hypertension", "symptom_free"),
        ("Medical necessity: follow-up of stable disease per protocol", "follow_up_reason_stated"),
        ("Medical reason for MRI: lesion, routine", "follow_up_reason_stated"),
        ("s/p ACDF 3/2026, dysphagia new since surgery, old arm weakness", "neuro_symptoms_new_or_worse"),
        ("s/p ACDF 3/2026, hoarseness new since surgery, old arm weakness", "neuro_symptoms_new_or_worse"),
        ("foot drop, new AFO requested", "neuro_symptoms_new_or_worse"),
        ("arm weakness, new brace fitted", "neuro_symptoms_new_or_worse"),
    ],
)
def test_it_is_not_said(text: str, finding: str) -> None:
    assert finding not in named(text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("HEP 8 weeks, had to stop because of pain", "hep_inability"),
        ("HEP stopped after 2 weeks due to lack of time", "hep_inability"),
        ("Unable to complete the home exercise program because of neck pain", "hep_inability"),
        ("MS stable for 3 years", "ms_stable_years"),
        ("two follow-up MRIs done, both unchanged", "finding_changed"),
        ("asymptomatic", "symptom_free"),
        ("Medical necessity: new weakness after fusion, not routine", "follow_up_reason_stated"),
        ("triceps weakness 4/5, new since June", "neuro_symptoms_new_or_worse"),
        ("foot drop (new)", "neuro_symptoms_new_or_worse"),
        ("foot drop, new 3 weeks ago", "neuro_symptoms_new_or_worse"),
    ],
)
def test_it_is_said(text: str, finding: str) -> None:
    assert finding in named(text)
