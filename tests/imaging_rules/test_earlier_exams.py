"""Earlier imaging of the ordered part: which examinations an assessment names, how old they are, which are looked at first."""

from __future__ import annotations

from datetime import date

import pytest
from earlier_exams import CT, DAY, LIBRARY, MRI, assessed, exam

from imaging_rules.past.past_exam import PastExam
from imaging_rules.study import study


def named(ordered: str, *exams: PastExam) -> list[str]:
    return [each.exam.studies[0].name for each in assessed(ordered, exams).earlier_imaging]


@pytest.mark.parametrize(
    ("earlier", "counts"),
    [
        ("Radiography cervical spine", True),
        ("MRI complete spine without IV contrast", True),
        ("MRI cervical and thoracic spine without IV contrast", True),
        ("FDG-PET/CT whole body", True),
        ("FDG-PET/CT skull base to mid-thigh", True),
        ("Radiography spine", True),  # the level is not said
        ("MRI lumbar spine without IV contrast", False),
        ("CT head without IV contrast", False),
    ],
)
def test_an_examination_counts_where_it_shows_the_ordered_part(earlier: str, counts: bool) -> None:
    assert bool(named(CT, exam(earlier, 100))) is counts


def test_the_part_that_is_offered_instead_counts_too() -> None:
    made = assessed("MRI lumbar spine without IV contrast", [exam("Radiography cervical spine", 100)])
    assert made.recommended[0].studies[0].regions[0] == "cervical spine"
    assert len(made.earlier_imaging) == 1


def test_the_newest_comes_first() -> None:
    assert named(CT, exam(MRI, 300), exam("Radiography cervical spine", 20), exam(CT, 100, "x")) == [
        "Radiography cervical spine", CT, MRI,
    ]  # fmt: skip


def test_what_is_older_than_the_look_back_undated_or_ahead_does_not_count() -> None:
    edge = (DAY - LIBRARY.imaging_history.look_back.shown.period.before(DAY)).days
    assert named(CT, exam(MRI, edge)) == [MRI]
    assert named(CT, exam(MRI, edge + 1), exam(MRI, None), exam(MRI, -2)) == []
    assert named(CT, exam(MRI, -1)) == [MRI]  # elsewhere it is tomorrow already


def test_a_month_without_its_day_counts_where_all_of_it_does() -> None:
    month = PastExam("x", (study(MRI),), date(2026, 2, 1), date(2026, 2, 28))
    year = PastExam("x", (study(MRI),), date(2025, 1, 1), date(2025, 12, 31))
    (told,) = assessed(CT, [month, year]).earlier_imaging
    assert (told.exam, told.days_ago) == (month, None)


@pytest.mark.parametrize(
    ("earlier", "days_ago", "same", "looked_at_first"),
    [
        (CT, 30, True, True),
        (CT, 31, True, False),
        ("CT cervical spine without and with IV contrast", 5, True, True),
        ("CT cervical spine with IV contrast", 5, False, True),
        ("CT cervical spine", 5, False, True),  # its contrast phase is not known
        ("Radiography cervical spine", 7, False, True),
        ("Radiography cervical spine", 8, False, False),
        ("Bone scan complete spine", 1, False, False),  # no time is set for it
    ],
)
def test_the_same_study_and_a_recent_one_are_told_apart(earlier: str, days_ago: int, same: bool, looked_at_first: bool) -> None:
    (told,) = assessed(CT, [exam(earlier, days_ago)]).earlier_imaging
    assert (told.same_study, told.recent) == (same, looked_at_first)


def test_earlier_imaging_changes_neither_rating_nor_silence() -> None:
    for ordered in (CT, MRI, "MRI cervical spine without and with IV contrast"):
        plain, beside = assessed(ordered, []), assessed(ordered, [exam(ordered, 3, conclusion="")])
        assert (beside.rating, beside.situation, beside.recommended) == (plain.rating, plain.situation, plain.recommended)
    assert assessed(MRI, [exam(MRI, 3)]).situation == "silent"


def test_the_json_names_the_examinations_without_a_word_of_the_record() -> None:
    made = assessed(CT, [exam(MRI, 17, conclusion="secret words")]).to_json()
    assert made["earlier_imaging"] == [
        {"studies": [study(MRI).id], "date": "2026-11-03", "days_ago": 17, "same_study": False, "reported": True,
         "source": "DiagnosticReport/r"}
    ]  # fmt: skip
    assert "secret" not in str(made)
