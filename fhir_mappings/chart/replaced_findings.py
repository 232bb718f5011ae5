"""Findings that newer or better ones replace: race-specific eGFR, sets of answers ticked before, denials by one sign, the parts
of an operation.

Each pass looks at every finding once, so that a long record takes no longer than it has entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from fhir_mappings.chart.signs import denied_by_one_sign_only, outweighed_by_one_sign
from fhir_mappings.readers.body_levels import LEVELS_OF_SURGERY, SURGERY_OF_NO_LEVEL
from imaging_rules.facts import Finding, State


def settled(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in a fixed order, without legacy values and sets of answers that newer ones have replaced,
    without denials by one sign where another stands, without what one sign outweighs, and without the parts of an operation
    that tell no level where another part does."""
    unique = list(dict.fromkeys(found))
    gone = _superseded(unique) | _answered_anew(unique) | _of_a_told_level(unique) | denied_by_one_sign_only(unique)
    gone |= outweighed_by_one_sign(unique)
    return tuple(sorted(dict.fromkeys(_plain(each) for each in unique if each not in gone), key=_order))


def _superseded(found: list[Finding]) -> frozenset[Finding]:
    """A race-specific eGFR counts only where no other of the same day or later is on record; of two such values of one
    day the lower one counts."""
    legacy = [each for each in found if each.evidence.kind == "legacy"]
    newest = _newest(each for each in found if each.evidence.kind != "legacy") if legacy else {}
    lowest: dict[tuple[str, date], float] = {}
    for each in legacy:
        if isinstance(each.value, float):
            key = (each.name, _day(each))
            lowest[key] = min(each.value, lowest.get(key, each.value))
    return frozenset(
        each
        for each in legacy
        if (newest.get(each.name, date.min) >= _day(each) and each.name in newest)
        or (isinstance(each.value, float) and lowest[(each.name, _day(each))] < each.value)
    )


def _answered_anew(found: list[Finding]) -> frozenset[Finding]:
    """A set of answers counts from the newest response only: what an older one ticked may no longer be so."""
    answers = [each for each in found if each.evidence.source.split("/")[0] == "QuestionnaireResponse"]
    newest = _newest(answers)
    return frozenset(each for each in answers if isinstance(each.value, tuple) and _day(each) < newest[each.name])


def _of_a_told_level(found: list[Finding]) -> frozenset[Finding]:
    """Fixation and other parts of an operation that have codes of their own without a level, on the day of an operation of a
    told level: they are one operation."""
    told = {_day(each) for each in found if each.name in LEVELS_OF_SURGERY and each.state is State.PRESENT} - {date.min}
    return frozenset(
        each
        for each in found
        if each.name == SURGERY_OF_NO_LEVEL and each.evidence.source.startswith("Procedure/") and _day(each) in told
    )


def _newest(found: Iterable[Finding]) -> dict[str, date]:
    days: dict[str, date] = {}
    for each in found:
        days[each.name] = max(_day(each), days.get(each.name, date.min))
    return days


def _day(finding: Finding) -> date:
    return finding.evidence.date or date.min


def _plain(finding: Finding) -> Finding:
    if finding.evidence.kind != "legacy":
        return finding
    return replace(finding, evidence=replace(finding.evidence, kind="value"))


def _order(finding: Finding) -> tuple[str, ...]:
    evidence = finding.evidence
    said = (evidence.source, str(evidence.date), evidence.text, evidence.kind, str(evidence.recorded))
    return (finding.name, finding.state, str(finding.value), *said)
