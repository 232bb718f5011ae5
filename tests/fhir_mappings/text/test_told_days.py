"""Days that a text tells beside what happened on them, and where a month or a year is not exact enough."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.settled_days import settled_day
from fhir_mappings.text.reader import read_text

TODAY = date(2026, 11, 20)
MRI, BEGUN, STABLE = "cord_mri_date", "dmt_start_date", "ms_stable_years"


def told(finding: str, text: str) -> object:
    found = {said.value for said in read_text(text, TODAY).said if said.finding == finding}
    assert len(found) <= 1
    return found.pop() if found else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("MS. Last spine MRI 11/20/2025.", date(2025, 11, 20)),
        ("MS. Last spine MRI 2025-11-20", date(2025, 11, 20)),
        ("MS, last MRI of the cervical spine on Nov 20, 2025", date(2025, 11, 20)),
        ("MS, most recent MRI c-spine was done 20 November 2025", date(2025, 11, 20)),
        ("MS, MRI cervical spine last done 11/20/25", date(2025, 11, 20)),
        ("MS. Last spine MRI 3/10/2026.", date(2026, 3, 10)),  # either way less than twelve months ago
        ("MS, last brain and cord MRI 10/2025", date(2025, 10, 31)),
        ("MS, last spinal MRI 2019", date(2019, 12, 31)),
        ("MS, last MRIs of the spine 3/2019, 4/2021 and 2/2026", date(2026, 2, 28)),
        ("MS. Last spine MRI 11/2025.", None),  # twelve months or not is not told
        ("MS. Last spine MRI 2024.", None),
        ("MS, last spine MRI 12 months ago", None),
        ("MS, last spine MRI 10/12/2025", None),  # October or December
        ("MS, last brain MRI 2/2026", None),
        ("MS, last MRI lumbar spine 2/2020", None),
        ("MS, last MRI 2/2020", None),
        ("MS, no spine MRI since 3/2024", None),
        ("MS, next spine MRI 3/2027", None),
        ("MS, last relapse 3/2024, spine MRI planned", None),
    ],
)
def test_the_last_mri_of_the_cord(text: str, day: date | None) -> None:
    assert told(MRI, text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("RRMS on ocrelizumab since 3/2020", date(2020, 3, 31)),
        ("RRMS on ocrelizumab (since 3/2020)", date(2020, 3, 31)),
        ("ocrelizumab 600 mg IV every 6 months since March 2020, last infusion 6/2026", date(2020, 3, 31)),
        ("Tecfidera started 04/2024 for MS", date(2024, 4, 30)),
        ("started Kesimpta 2/2026 for RRMS", date(2026, 2, 28)),
        ("MS, switched from Tecfidera to Kesimpta 2/3/2026", date(2026, 2, 3)),
        ("MS, switched to Kesimpta 5/2026", None),  # six months or not is not told
        ("MS, last ocrelizumab infusion started 6/2026", None),
        ("MS, plan to start ocrelizumab 12/2026", None),
        ("JCV positive since 2024, on natalizumab", None),
        ("MS, stopped ocrelizumab since 3/2026", None),
        ("MS since 2018, on ocrelizumab", None),
    ],
)
def test_the_beginning_of_a_therapy(text: str, day: date | None) -> None:
    assert told(BEGUN, text) == day


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("MS stable since 11/20/2024", 2.0),
        ("MS stable since 11/21/2024", 23 / 12),
        ("MS stable since 2024", None),
        ("MS stable since 11/2024", None),
        ("MS has been stable for the past 18 months on Copaxone", 1.5),
        ("No relapses, stable for 2 years", 2.0),
        ("MS stable", None),
        ("MS stable for years", None),
    ],
)
def test_how_long_the_disease_is_stable(text: str, years: float | None) -> None:
    assert told(STABLE, text) == (None if years is None else pytest.approx(years))


def test_what_an_earlier_note_tells_is_not_the_last() -> None:
    assert told(MRI, "history 2019 (copied): last spine MRI 3/10/2018, stable. Now new relapse.") is None


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [
        (date(2025, 11, 20), date(2025, 11, 20), date(2025, 11, 20)),
        (date(2025, 11, 1), date(2025, 11, 30), None),
        (date(2025, 11, 21), date(2025, 12, 20), date(2025, 12, 20)),
        (date(2025, 10, 20), date(2025, 11, 19), date(2025, 11, 19)),
        (date(2025, 10, 20), date(2025, 11, 20), None),
        (date(2026, 11, 1), date(2026, 11, 30), TODAY),
        (date(2026, 12, 1), date(2026, 12, 31), None),
    ],
)
def test_a_month_is_exact_enough_where_no_limit_falls_into_it(first: date, last: date, day: date | None) -> None:
    assert settled_day(MRI, first, last, TODAY) == day
