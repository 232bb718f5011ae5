"""Neurologic symptoms that are newer than an operation on the neck: by the order of their days they came after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from imaging_rules.facts import Finding, State

_SURGERY, _ONSET, _NEW = "prior_cervical_surgery", "symptom_onset", "neuro_symptoms_new_or_worse"
_STATUS = "postop_status"
_REASON = r"\b(?:for|because of|due to|given|to treat)\s+(?:\w+\s+){0,2}?"
"""Before the symptoms it makes them what the operation was for: 's/p ACDF for new arm weakness'."""


def status_after_surgery(
    found: Sequence[Finding], of_chart: Iterable[Finding], as_of: date, texts: Iterable[str]
) -> Iterator[Finding]:
    """`postop_status: new` where the order names new neurologic symptoms with their onset, and every operation on the neck, by
    the order or the chart, is known to lie before it. `found` is what the order says, `texts` are its words."""
    of_order = [each for each in found if each.state is State.PRESENT]
    new = next((each for each in of_order if each.name == _NEW), None)
    onsets = [each.value for each in of_order if each.name == _ONSET]
    began = [as_of - timedelta(days=lasted) for lasted in onsets if isinstance(lasted, int | float)]
    recorded, told = _operations(of_chart), _operations(found)
    if any(each.evidence.date is None for each in recorded):
        return  # it may be the latest; what the order tells without a day may be one of those on record
    operated = [*told, *recorded]
    days = [each.evidence.date for each in operated if each.evidence.date is not None]
    if new is None or not began or not days or max(days) >= min(began):
        return
    operated_for = re.compile(_REASON + re.escape(new.evidence.text), re.IGNORECASE)
    if not any(operated_for.search(text) for text in texts):
        words = f"{new.evidence.text}; operation {max(days)}"
        yield Finding(_STATUS, State.PRESENT, replace(new.evidence, text=words), "new")


def _operations(found: Iterable[Finding]) -> list[Finding]:
    return [each for each in found if each.name == _SURGERY and each.state in (State.PRESENT, State.HISTORY)]
