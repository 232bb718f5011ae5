"""A day as a text writes it, and what each of its readers makes of it: the rules that they share, and where they differ."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text
from fhir_mappings.text.times.day_in_words import day_in_words, month_and_day
from fhir_mappings.text.times.points_in_time import date_at
from fhir_mappings.text.times.spans_of_days import days_at
from fhir_mappings.text.times.written_dates import on_or_before, written_dates
from fhir_mappings.text.words import cut

TODAY = date(2026, 11, 20)
DAY = (9, 25)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024-09-25", 2024),
        ("2024/09/25", 2024),
        ("25.9.2024", 2024),
        ("9/25/2024", 2024),
        ("25/9/24", 2024),
        ("9/25/98", 2098),  # of this century always: what lies ahead says nothing, and nobody guesses
        ("9/25", None),
        ("Sept 25 2024", 2024),
        ("Sept. 25th, 2024", 2024),
        ("25 September, 2024", 2024),
        ("25th of September 2024", 2024),
        ("September 25, 1200 ml", None),
    ],
)
def test_a_day_is_written_in_many_ways(text: str, year: int | None) -> None:
    written = day_in_words(cut(text).keys, 0)
    assert written is not None
    assert (written.year, written.readings) == (year, (DAY,))


@pytest.mark.parametrize("text", ["31/2/2026", "30 Feb", "13/13/2026", "0/5/2026", "2026-02-30", "25.9", "Sept", "7 days"])
def test_what_no_calendar_has_is_no_day(text: str) -> None:
    assert day_in_words(cut(text).keys, 0) is None


def test_a_full_stop_belongs_to_a_month_cut_short_and_ends_a_sentence_behind_a_whole_name() -> None:
    assert day_in_words(cut("Sept. 3 falls").keys, 0) is not None
    assert day_in_words(cut("May. 3 falls").keys, 0) is None


def test_two_numbers_are_a_month_and_a_day_either_way() -> None:
    assert month_and_day(3, 10) == ((3, 10), (10, 3))
    assert month_and_day(13, 4) == month_and_day(4, 13) == ((4, 13),)
    assert month_and_day(5, 5) == ((5, 5),)


def readers(text: str) -> tuple[object, object, object]:
    """When a complaint began, the days that can be meant, the day of a treatment."""
    spelled = cut(text).keys
    began, span, days = date_at(spelled, 0, TODAY), days_at(spelled, 0, TODAY), written_dates(cut(text), TODAY)
    return (
        None if began is None else date.fromordinal(TODAY.toordinal() - int(began.days)),
        None if span is None else (span.first, span.last),
        on_or_before(days[0], TODAY) if days else None,
    )


SEPTEMBER, APRIL, MARCH, LAST = date(2024, 9, 25), date(2026, 4, 3), date(2026, 3, 4), date(2026, 9, 25)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the same for all
        ("9/25/2024", (SEPTEMBER, (SEPTEMBER, SEPTEMBER), SEPTEMBER)),
        ("25/9/24", (SEPTEMBER, (SEPTEMBER, SEPTEMBER), SEPTEMBER)),
        ("Sept. 25, 2024", (SEPTEMBER, (SEPTEMBER, SEPTEMBER), SEPTEMBER)),
        ("25th of Sept 2024", (SEPTEMBER, (SEPTEMBER, SEPTEMBER), SEPTEMBER)),
        ("25.9.2024", (SEPTEMBER, (SEPTEMBER, SEPTEMBER), SEPTEMBER)),
        ("2024-09-25", (SEPTEMBER, (SEPTEMBER, SEPTEMBER), SEPTEMBER)),
        ("12/25/2026", (None, None, None)),  # ahead
        ("9/25/98", (None, None, None)),
        # either of two days: nothing; both; the month first, as in America
        ("3/4/2026", (None, (MARCH, APRIL), MARCH)),
        # without a year: the last such day; nothing; the last such day
        ("Sept 25", (LAST, None, LAST)),
        # a month: its middle; all its days; nothing
        ("Sept 2024", (date(2024, 9, 15), (date(2024, 9, 1), date(2024, 9, 30)), None)),
        # a treatment of long ago is none that counts
        ("Sept 25, 2015", (date(2015, 9, 25), (date(2015, 9, 25), date(2015, 9, 25)), None)),
    ],
)
def test_the_readers_differ_only_where_they_say_so(text: str, expected: tuple[object, object, object]) -> None:
    assert readers(text) == expected


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("17/11/24", 733),  # was read as three days: a year of two digits was passed over
        ("Sept 25, 2024", 786),  # was read as eight weeks: so was a year behind a comma
        ("Sept. 2024", 796),
        ("Dec 25, 2026", None),  # a slip of the pen, and not last December
        ("2026-12-25", None),  # nor some day of this year
        ("September 2027", None),
    ],
)
def test_a_year_that_is_written_tells_how_old_a_complaint_is(written: str, days: float | None) -> None:
    """An old complaint read as a new one changes what is rated."""
    onset = [each.value for each in read_text(f"low back pain since {written}", TODAY).said if each.finding == "symptom_onset"]
    assert onset == ([] if days is None else [days])


def test_the_day_of_an_mri_is_not_the_year_it_is_written_with() -> None:
    """Of `2026/04/17` only the year was read, and the last day of it that was not ahead taken: today."""
    said = read_text("MS. Last MRI of the cervical spine 2026/04/17", TODAY).said
    assert [each.value for each in said if each.finding == "cord_mri_date"] == [date(2026, 4, 17)]
