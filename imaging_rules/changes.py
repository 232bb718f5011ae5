"""What is different between two libraries, such as two editions, in the words of a clinician.

Two questions: what do the files say differently (`changes`), and which of the known patients are answered differently
(`answered_otherwise`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.case_files import CaseEntry
from imaging_rules.guideline import RatingRow, Scenario, Topic
from imaging_rules.joined_conditions import described
from imaging_rules.library import Library
from imaging_rules.past.imaging_history import ImagingHistory, LookBack, LookBacks
from imaging_rules.payer.changes import policy_changes
from imaging_rules.safety import Constraint
from imaging_rules.vocabulary import VocabularyProblem


def changes(old: Library, new: Library) -> Iterator[str]:
    """What the new library says that the old did not, one line each: topics, scenarios, ratings, preferences, safety,
    payer policies."""
    yield from _held("topic", old.topics, new.topics)
    for name in _both(old.topics, new.topics):
        yield from _topic(old.topics[name], new.topics[name])
    yield from _held("scenario", old.scenarios, new.scenarios)
    for name in _both(old.scenarios, new.scenarios):
        yield from (f"{name}: {line}" for line in _scenario(old.scenarios[name], new.scenarios[name]))
    were, are = ({each.id: each for each in library.safety.constraints} for library in (old, new))
    yield from _held("safety constraint", were, are)
    for name in _both(were, are):
        yield from (f"safety constraint {name}: {line}" for line in _constraint(were[name], are[name]))
    yield from _imaging_history(old.imaging_history, new.imaging_history)
    yield from policy_changes(old.policies, new.policies)


def answered_otherwise(old: Library, new: Library, cases: Iterable[tuple[str, CaseEntry]]) -> Iterator[str]:
    """The known patients whom the two libraries answer differently: their sentence, then what was and is seen."""
    for sentence, case in cases:
        then, now = _seen(old, case), _seen(new, case)
        if then != now:
            yield f"{sentence} ({case.order}): {then}; now {now}"


def _held(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{kind} {name}: new" for name in new if name not in old)
    yield from (f"{kind} {name}: no longer there" for name in old if name not in new)


def _both(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [name for name in new if name in old]


def _topic(old: Topic, new: Topic) -> Iterator[str]:
    yield from _said(f"{new.id}: in force", _days(old), _days(new))
    yield from _said(f"{new.id}: edition", old.file.edition, new.file.edition)


def _days(topic: Topic) -> str:
    dates = topic.file.in_force
    return f"from {dates.start}" + (f" until {dates.until}" if dates.until else "")


def _scenario(old: Scenario, new: Scenario) -> Iterator[str]:
    yield from _said("title", old.title, new.title)
    for part, was, now in (
        ("for", [old.population] if old.population else [], [new.population] if new.population else []),
        ("entered by", [old.entry], [new.entry]),
        ("told apart by", old.given, new.given),
        ("excluded by", old.unless, new.unless),
    ):
        yield from _said(part, "; ".join(map(described, was)) or "nothing", "; ".join(map(described, now)) or "nothing")
    yield from _ratings({row.study.name: row for row in old.rows}, {row.study.name: row for row in new.rows})
    yield from _said("preferred", old.entry_of.prefer.study, new.entry_of.prefer.study)
    for kind in dict.fromkeys((*old.entry_of.fallback, *new.entry_of.fallback)):
        left, leaves = old.entry_of.fallback.get(kind), new.entry_of.fallback.get(kind)
        yield from _said(f"left when {kind}", left.study if left else None, leaves.study if leaves else None)
    yield from (f"{name} now goes first" for name in sorted(new.yields_to - old.yields_to))
    yield from (f"{name} no longer goes first" for name in sorted(old.yields_to - new.yields_to))


def _ratings(old: Mapping[str, RatingRow], new: Mapping[str, RatingRow]) -> Iterator[str]:
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        yield from _said(name, was.rating.words if was else "not rated", now.rating.words if now else "not rated")
        if was and now:
            yield from _said(f"{name}, panel median", was.median, now.median)
            yield from _said(f"{name}, radiation for adults", was.radiation, now.radiation)
            yield from _said(f"{name}, radiation for children", was.radiation_child, now.radiation_child)


def _constraint(old: Constraint, new: Constraint) -> Iterator[str]:
    yield from _said("strength", old.strength, new.strength)
    yield from _said("when", described(old.when), described(new.when))
    yield from _said("says", old.entry.says, new.entry.says)
    for part in ("rules_out", "cautions", "screens"):
        if getattr(old.entry, part) != getattr(new.entry, part):
            yield f"other studies are meant by {part}"


def _imaging_history(old: ImagingHistory, new: ImagingHistory) -> Iterator[str]:
    were, are = (_times(each.look_back) for each in (old, new))
    for what in are:
        yield from _said(what, were.get(what), are[what])
    yield from _said("imaging is done again when", described(old.done_again_when), described(new.done_again_when))
    yield from _said("imaging done lately is recommended when", described(old.new_since), described(new.new_since))
    for who in ("adult", "child"):
        was, now = (getattr(each.file.radiation, who) for each in (old, new))
        for level in now:
            yield from _said(f"radiation {level} ({who}) in mSv", was.get(level), now[level])


def _times(times: LookBacks) -> dict[str, str]:
    named: list[tuple[str, LookBack]] = [
        ("earlier imaging is told back to", times.shown),
        ("radiation is added up back to", times.radiation),
        ("an active order stands for", times.placed_order),
        *((f"{each.means}, looked at before it is done again", each) for each in times.repeat),
    ]
    return {what: each.period.words for what, each in named}


def _said(what: str, old: object, new: object) -> Iterator[str]:
    if old != new:
        yield f"{what}: {_word(old)}, now {_word(new)}"


def _word(value: object) -> str:
    return "not stated" if value is None else str(value)


def _seen(library: Library, case: CaseEntry) -> str:
    try:
        return _in_words(case.assess(library))
    except VocabularyProblem:
        return "cannot be said in that library's words"


def _in_words(answer: OrderAssessment) -> str:
    parts = [answer.rating.words if answer.rating else answer.status.value.replace("-", " ")]
    if answer.recommended:
        parts.append("offered " + " and ".join(study.name for study in answer.recommended[0].studies))
    if answer.constraints:
        parts.append("ruled out by " + ", ".join(each.id for each in answer.constraints))
    if answer.questions:
        parts.append("asked " + ", ".join(question.feature for question in answer.questions))
    return ", ".join(parts)
