"""Two days of which a text leads from one to the other, and a day up to now: '7/6/26-8/28/26', 'since 9/1/26 to present'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fhir_mappings.text.said import Text
from fhir_mappings.text.times.written_dates import WrittenDate, on_or_before
from fhir_mappings.text.treatments.treatment_course_words import course_words
from imaging_rules.facts import Interval


def ranges_of_days(made: Text, days: Sequence[WrittenDate]) -> Iterator[tuple[WrittenDate, WrittenDate | None, Interval]]:
    """Two days with a word or a sign between that leads from one to the other, or a day up to now."""
    table, text = course_words(), made.words.text
    for at, one in enumerate(days):
        other = days[at + 1] if at + 1 < len(days) else None
        between = text[one.end : other.start].strip().lower() if other else ""
        before = made.words.keys[one.first - 1] if one.first else ""
        if other and (between in table.to or (between == "and" and before in table.between)):
            lasted = from_to(one, other, made.as_of)
            if lasted:
                yield one, other, lasted
        elif table.to_now.match(text, one.end) and (begun := on_or_before(one, made.as_of)):
            yield one, None, Interval(begun, None)


def from_to(one: WrittenDate, other: WrittenDate, as_of: date) -> Interval | None:
    """The days of a range; the first without a year is the last such day before the second. None of scores: '8/10-6/10'."""
    if one.year is None and other.year is None and one.in_numbers and one.day == other.day:
        return None
    if one.year is not None and other.year is None:
        end = on_or_before(other, date(one.year, 12, 31))
    else:
        end = on_or_before(other, as_of)
    begun = on_or_before(one, end) if end else None
    return Interval(begun, end) if begun and end else None
