"""All that a record says under one name, settled to one state and value: what is stated for the case before all, else the
newest and most certain finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from imaging_rules.conflict import Conflict
from imaging_rules.facts import GIVEN, Finding, Span, State, Value
from imaging_rules.verdict import Fact
from imaging_rules.vocabulary import FeatureEntry, FindingEntry

_CERTAINTY = {State.PRESENT: 3, State.REFUTED: 2, State.SUSPECTED: 1, State.HISTORY: 0}
_KIND = {"given": 3, "answer": 3, "code": 2, "value": 2, "text": 1}


def stated_fact(name: str, stated: Value | State) -> Fact:
    """The fact of a feature or finding that is stated directly."""
    if isinstance(stated, State):
        value = {State.PRESENT: True, State.REFUTED: False}.get(stated)
        return Fact(name, value, stated, None, (GIVEN,))
    if isinstance(stated, bool):
        return Fact(name, stated, State.PRESENT if stated else State.REFUTED, None, (GIVEN,))
    return Fact(name, stated, None, None, (GIVEN,))


def settled(name: str, recorded: Sequence[Finding], entry: FindingEntry | FeatureEntry | None) -> Fact:
    """The fact of the findings of one name, of which there is at least one. `entry` is what the vocabulary says of the name."""
    if entry is not None and entry.kind == "code set":
        return _gathered(name, recorded)
    weight = _affirmed_first if isinstance(entry, FindingEntry) and entry.affirmed_wins else _weight
    best = max(recorded, key=weight)
    if entry is not None and entry.kind == "date":
        best = max((each for each in recorded if isinstance(each.value, date)), key=_latest_day, default=best)
    if isinstance(entry, FindingEntry) and entry.worse is not None:
        best = _worse_of_its_day(best, recorded, entry.worse)
        best = _worse_in_words(best, recorded, entry.worse)
    agreeing = tuple(f.evidence for f in recorded if (f.state, f.value) == (best.state, best.value))
    value = best.value
    if value is None and entry is not None and entry.kind == "boolean":
        value = {State.PRESENT: True, State.REFUTED: False}.get(best.state)
    return Fact(name, value, best.state, best.evidence.date, agreeing)


def conflict_about(name: str, recorded: Sequence[Finding], taken: State | None) -> Conflict | None:
    """The statement taken and the one against it, where findings of one name both affirm and deny it. `taken` is the state
    that they were settled to."""
    by_state = {state: [f for f in recorded if f.state is state] for state in (State.PRESENT, State.REFUTED)}
    if taken not in by_state or not all(by_state.values()):
        return None
    against = State.REFUTED if taken is State.PRESENT else State.PRESENT
    best, other = (max(by_state[state], key=_weight).evidence for state in (taken, against))
    return Conflict(name, taken is State.PRESENT, best, other)


def _weight(finding: Finding) -> tuple[object, ...]:
    """Newest and most certain wins: codes before words, present or refuted before suspected before history, then the
    newer; between a yes and a no the one stated later decides, and with no day the yes."""
    certainty = _CERTAINTY[finding.state]
    decided = min(certainty, 2)
    day = finding.evidence.stated or date.min
    kind = _KIND.get(finding.evidence.kind, 1)
    return (decided * 10 + kind, finding.evidence.of_order, day, certainty, str(finding.value), finding.evidence.source)


_BESIDE_THE_VALUE = -2
"""What a weight ends in, the value and its source, only keeps the order fixed."""


def _latest_day(finding: Finding) -> tuple[object, ...]:
    """Days are those of the latest of their kind: a newer study is not undone by a note of an older one."""
    return (finding.state is State.PRESENT, finding.value, *_weight(finding))


def _affirmed_first(finding: Finding) -> tuple[object, ...]:
    return (finding.state is State.PRESENT, *_weight(finding))


def _worse_of_its_day(best: Finding, recorded: Sequence[Finding], side: str) -> Finding:
    """Of two values of one day and standing the worse one: which was drawn later is not told."""
    rank = _weight(best)[:_BESIDE_THE_VALUE]
    alike = [each for each in recorded if _weight(each)[:_BESIDE_THE_VALUE] == rank and _worst(each.value, side) is not None]
    if not alike or _worst(best.value, side) is None:
        return best
    return (min if side == "lower" else max)(alike, key=lambda each: (_worst(each.value, side), each.evidence.source))


def _worse_in_words(best: Finding, recorded: Sequence[Finding], side: str) -> Finding:
    """A worse value that words state no earlier than the one that counts; else that one. Words never clear what a measured
    value bars, but a worse value that somebody wrote today is not passed over."""
    since = best.evidence.stated or date.min
    words = [each for each in recorded if each.evidence.kind == "text" and (each.evidence.stated or date.min) >= since]
    newest = max(words, key=_weight, default=best)
    one, other = _worst(newest.value, side), _worst(best.value, side)
    if one is None or other is None:
        return best
    return newest if (one < other if side == "lower" else one > other) else best


def _worst(value: Value | None, side: str) -> float | None:
    """A number, or the end of a span on that side."""
    if isinstance(value, Span):
        return value.low if side == "lower" else value.high
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _gathered(name: str, recorded: Sequence[Finding]) -> Fact:
    present = [finding for finding in recorded if finding.state is State.PRESENT]
    held: set[str] = set()
    for finding in present:
        held.update(finding.value if isinstance(finding.value, tuple) else (str(finding.value),))
    evidence = tuple(finding.evidence for finding in present or recorded)
    state = State.PRESENT if present else max(recorded, key=_weight).state  # an old member leaves a present one there
    return Fact(name, tuple(sorted(held)) if present else None, state, None, evidence)
