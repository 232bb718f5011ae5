"""A day of which only the month or the year is known, as far as rules need it.

A rule asks whether a day lies before a limit. Where no limit falls into the month or the year, any of its days gives the same
answer, and the last of them is taken; where one does, the day is not known. The limits stand in `tables/text/told_days.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from imaging_rules.periods import Period
from imaging_rules.yaml_files import packaged_yaml


def settled_day(finding: str, first: date, last: date, as_of: date) -> date | None:
    """The day that stands for all from `first` to `last`; None where it matters which of them it was, or all lie ahead."""
    if first > as_of:
        return None
    limits = (Period(months=months).before(as_of) for months in _limits()[finding])
    if first != last and any(first <= limit <= last for limit in limits):
        return None
    return min(last, as_of)


@cache
def _limits() -> Mapping[str, tuple[int, ...]]:
    content = packaged_yaml("fhir_mappings", "tables/text/told_days.yaml")
    return {name: tuple(int(each) for each in months) for name, months in content["limits"].items()}
