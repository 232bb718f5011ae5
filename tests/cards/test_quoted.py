"""Units stand on a card as clinicians write them, and a value is not cut off behind its name."""

from __future__ import annotations

from datetime import date

import pytest

from cards.evidence_words import evidence_words
from cards.quoted import cut_to, with_written_units
from imaging_rules.facts import Evidence


@pytest.mark.parametrize(
    ("coded", "written"),
    [
        ("GFR: 19 mL/min/{1.73_m2}", "GFR: 19 mL/min/1.73 m²"),
        ("GFR 19 mL/min/1.73 m2, falling", "GFR 19 mL/min/1.73 m², falling"),
        ("Thrombocytes: 17 10*9/L", "Thrombocytes: 17 10⁹/L"),
        ("White cells: 15.1 10*3/uL", "White cells: 15.1 10³/µL"),
        ("Temperature: 39.2 Cel", "Temperature: 39.2 °C"),
        ("Temperature 102 [degF].", "Temperature 102 °F."),
        ("INR: 3.1 {INR}", "INR: 3.1"),
        ("Creatinine: 210 umol/L", "Creatinine: 210 µmol/L"),
        ("Creatinine: 210 umol/L {calculated}", "Creatinine: 210 µmol/L {calculated}"),
        ("CRP: 88 mg/L", "CRP: 88 mg/L"),
        ("fell 3 m, took 2 ug", "fell 3 m, took 2 µg"),
        ("Cel phone use {see note}, m2", "Cel phone use {see note}, m2"),
        ("PT/OT since 6 wks, L4/5", "PT/OT since 6 wks, L4/5"),
    ],
)
def test_a_unit_behind_a_number_is_written_out_and_nothing_else_changes(coded: str, written: str) -> None:
    assert with_written_units(coded) == written


def test_a_long_name_is_cut_before_its_value() -> None:
    text = "Glomerular filtration rate by creatinine-based formula (CKD-EPI 2021): 19 mL/min/1.73 m²"
    assert cut_to(text, 60) == "Glomerular filtration rate by…: 19 mL/min/1.73 m²"
    assert len(cut_to(text, 60)) <= 60
    assert cut_to("CRP: 88 mg/L", 60) == "CRP: 88 mg/L"
    words = "Physical exam: strength full in both legs, sensation intact, gait normal"
    assert cut_to(words, 60) == "Physical exam: strength full in both legs, sensation…"


def test_evidence_is_quoted_so() -> None:
    low = Evidence("Observation/e", "eGFR: 19 mL/min/{1.73_m2}", date(2026, 11, 2), "value")
    assert evidence_words([low]) == ["eGFR: 19 mL/min/1.73 m² (2026-11-02)"]
