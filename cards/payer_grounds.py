"""On what a payer's criterion stands or falls, read from its trace, and how far an open one is from being met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from imaging_rules.joined_conditions import AtLeast, Defined, Not
from imaging_rules.payer.facts import DEFAULT, is_recorded
from imaging_rules.payer.verdict import CriterionVerdict, GateEffect, PayerStatus, StudyVerdict
from imaging_rules.verdict import Condition, Fact, Truth, Verdict


def open_ways(study: StudyVerdict) -> list[CriterionVerdict]:
    """The criteria of which any one would be enough, the nearest first: that needs the fewest answers, hangs on the fewest
    facts, and has most on record."""
    by_criteria = study.status is PayerStatus.MORE_INFORMATION and not study.gates
    return (
        sorted(study.open, key=lambda each: (answers_needed(each), len(each.missing), -len(each.on_record)))
        if by_criteria
        else []
    )


def common_ways(studies: list[StudyVerdict]) -> list[CriterionVerdict]:
    """The open criteria that each of several studies has: any one of them is enough for all of these."""
    first, *others = [open_ways(study) for study in studies] or [[]]
    return [way for way in first if all(way.id in {each.id for each in ways} for ways in others)]


def answers_needed(way: CriterionVerdict) -> int:
    """The fewest answers that can meet an open criterion: one where any of several facts is enough."""
    return _fewest(way.logic) if way.logic is not None else 0


def any_is_enough(condition: Condition | None) -> bool:
    """Whether one of the facts that a condition misses is enough for it."""
    while isinstance(condition, Defined):
        condition = condition.part
    return isinstance(condition, AtLeast) and condition.count == 1


def grounds(each: CriterionVerdict) -> list[Fact]:
    """The facts that speak for a criterion: those on record, and of a met one also what is denied and had to be, or what the
    policy takes for granted."""
    found = {fact.name: fact for fact in each.on_record}
    for verdict in (each.entry, each.logic):
        for leaf in _deciding(verdict, True) if verdict is not None else ():
            if leaf.fact is not None and (is_recorded(leaf.fact) or is_assumed(leaf.fact)):
                found.setdefault(leaf.fact.name, leaf.fact)
    return list(found.values())


def is_assumed(fact: Fact) -> bool:
    """Whether nothing is recorded, and the policy's own default stands for it."""
    return any(one.kind == DEFAULT for one in fact.evidence)


def grounds_against(failed: CriterionVerdict) -> dict[str, Verdict]:
    """The recorded facts by which a criterion is not met, each with the test that it fails."""
    leaves = _deciding(failed.logic, False) if failed.logic is not None else ()
    found: dict[str, Verdict] = {}
    for leaf in leaves:
        if leaf.fact is not None and is_recorded(leaf.fact):
            found.setdefault(leaf.fact.name, leaf)
    return found


def grounds_of_gate(effect: GateEffect) -> list[Fact]:
    """What a gate looked at: the earlier study, and what lets the new one through or keeps it out."""
    facts = (leaf.fact for verdict in effect.trace for leaf in verdict.leaves())
    return list({fact.name: fact for fact in facts if fact is not None and fact.known and is_recorded(fact)}.values())


def told_date(fact: Fact) -> str | None:
    """A day on record as it is told, where that is a month, a year or words: `2022`; empty where only the text tells it. None
    where the day itself is told, and for any other value."""
    if not isinstance(fact.value, date):
        return None
    told = [one.dated for one in fact.evidence if one.date == fact.value]
    if told:
        return None if None in told else told[0]
    of_its_day = re.compile(rf"(?<!\d)0?{fact.value.day}(?!\d)")
    by_texts = bool(fact.evidence) and all(one.kind == "text" and not of_its_day.search(one.text) for one in fact.evidence)
    return "" if by_texts else None


def _deciding(verdict: Verdict, value: Truth) -> Iterator[Verdict]:
    """The single tests by which a condition holds, or fails; below a 'not' those of the opposite."""
    if verdict.value is not value:
        return
    if verdict.fact is not None:
        yield verdict
    below = not value if isinstance(verdict.of, Not) else value
    for part in verdict.parts:
        yield from _deciding(part, below)


def _fewest(verdict: Verdict) -> int:
    if verdict.value is not None:
        return 0
    if verdict.fact is not None:
        return 1
    below = [_fewest(part) for part in verdict.parts]
    return min(below, default=1) if isinstance(verdict.of, AtLeast) else sum(below)
