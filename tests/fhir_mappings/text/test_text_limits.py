"""The limits of the text reader are those of the table, all of them, and where the recorded data have the same they agree."""

from __future__ import annotations

from dataclasses import fields

from fhir_mappings.tables_csv import table
from fhir_mappings.text.limits import TextLimits, text_limits


def test_the_table_has_a_row_for_every_limit_and_no_other() -> None:
    rows = table("text/limits")
    assert sorted(row["limit"] for row in rows) == sorted(each.name for each in fields(TextLimits))
    assert {row["of"] for row in rows} == {"days", "months", "years", "percent", "degrees Fahrenheit", "words"}


def test_a_study_of_this_complaint_is_as_old_as_a_film_on_record_may_be() -> None:
    films = {
        int(row["within_days"]) for row in table("imaging_answers") if row["finding"] == "cervical_film" and row["within_days"]
    }
    assert films == {text_limits().study_of_complaint}


def test_a_text_may_tell_of_a_pregnancy_as_long_as_a_record_counts_and_of_no_age_above_the_oldest() -> None:
    recorded = next(row for row in table("recency") if (row["finding"], row["state"]) == ("pregnancy", "present"))
    assert text_limits().pregnancy >= int(recorded["within_days"])
    oldest = next(int(row["years"]) for row in table("age_limits") if row["limit"] == "oldest")
    assert text_limits().age <= oldest
    assert text_limits().life >= oldest * 365
