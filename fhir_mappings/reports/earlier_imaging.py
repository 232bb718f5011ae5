"""What earlier imaging answers: findings such as `cervical_film`, from the studies on record and their results.

`tables/imaging_answers.csv` says which result of which study of which region is which value, and for how long. The newest
study decides: once a later one is on record whose result cannot be read, an older result answers no more. A study whose
result cannot be read answers nothing, and what it would have answered may not be taken for absent; where it counts that it
was made at all, no more is left open.

`scope` says whose region counts: `fixed` is the finding's own; `ordered` is that of the order at hand, since a film of the
lumbar spine says nothing of a thoracic pain; `injury` is that of the order too, and the study must be of this injury.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from fhir_mappings.codes.findings import table_value
from fhir_mappings.readers.onset import onset_limit
from fhir_mappings.reports.conclusion_words import Result
from fhir_mappings.reports.exam_links import NO_LINKS, ExamLinks
from fhir_mappings.reports.imaging_conclusions import REASSURING
from fhir_mappings.resource.elements import Days
from fhir_mappings.spine_complaints import spine_complaints
from fhir_mappings.tables_csv import table
from imaging_rules.facts import Evidence, Finding, State, Value
from imaging_rules.study import Study, catalogue

_ONE_DAY = timedelta(days=1)
_COMPLAINED = frozenset({State.PRESENT, State.SUSPECTED})
_DONE = "done"
_INJURY, _HURT, _BROKEN = "spine_injury", "injury_region", "fragility_fracture"
_OF_THE_WHOLE_STUDY = REASSURING | {"inconclusive", "nondiagnostic", "follow-up", _DONE}


@dataclass(frozen=True, slots=True)
class EarlierStudy:
    """One study on record. `results` is empty where they cannot be read; `reported` tells a final report from images, or
    a report that is not final; `images` names the ImagingStudy resources a report is about; `done` is false while it is only
    announced or under way; `links` name the order it came of."""

    source: str
    studies: tuple[Study, ...]
    days: Days | None
    results: frozenset[Result] = frozenset()
    words: str = ""
    reported: bool = False
    images: frozenset[str] = frozenset()
    done: bool = True
    links: ExamLinks = NO_LINKS
    in_words: frozenset[Result] = frozenset()
    """Those of the results that only words tell."""


@dataclass(frozen=True)
class ImagingAnswers:
    """What studies answer, and the names of what they leave open: done, but not readable."""

    findings: tuple[Finding, ...] = ()
    open_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Row:
    state: State
    value: Value | None
    result: str
    within: int | None


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing a kind of study answers. The rows stand with the most alarming first, which wins among those of a day."""

    finding: str
    modalities: frozenset[str]
    regions: frozenset[str]
    scope: str
    rows: tuple[_Row, ...]

    @property
    def of_a_sign(self) -> bool:
        """Whether it asks for one sign. A study that does not say so leaves no more open than any silent record does."""
        return all(row.value is None for row in self.rows)

    @property
    def longest(self) -> int | None:
        """How far back any row looks; None for no limit."""
        limits = [row.within for row in self.rows if row.within is not None]
        return max(limits) if limits else None


@dataclass(frozen=True, slots=True)
class _Told:
    study: EarlierStudy
    days: Days
    place: int
    row: _Row


def answers_of_chart(log: Sequence[EarlierStudy], as_of: date, *, whole: bool) -> ImagingAnswers:
    """What the studies answer whatever is ordered. `whole` is false where some report or study could not be read at all:
    it might be the newest, so that nothing reassuring is answered."""
    return _all_answers("fixed", log, as_of, frozenset(), whole)


def answers_for_order(
    log: Sequence[EarlierStudy], ordered: Study | None, findings: Iterable[Finding], as_of: date, *, whole: bool
) -> ImagingAnswers:
    """What the studies answer for an order: of its region, and of the injury that `findings` (of chart and order) tell.

    An order of no level of the spine, or of a study unknown here, asks about the level that its own reason complains of; where
    that is not known either, all stays open. Where the order's reason is a complaint of the spine, imaging of its region is
    part of that complaint.
    """
    told = tuple(findings)
    asked = frozenset(ordered.regions if ordered else ())
    asked = asked if asked & _levels() else _complained_of(told) or asked
    of_region = _all_answers("ordered", log, as_of, asked, whole)
    if any(each.evidence.of_order and each.name in spine_complaints() for each in told):
        of_region = replace(of_region, findings=tuple(_of_the_order(each) for each in of_region.findings))
    of_injury = _all_answers("injury", [each for each in log if _after_injury(each, told, as_of)], as_of, asked, whole)
    return ImagingAnswers(of_region.findings + of_injury.findings, of_region.open_names | of_injury.open_names)


def _complained_of(findings: Iterable[Finding]) -> frozenset[str]:
    """The levels of the spine that the reason of an order complains of, or that were hurt; a broken vertebra of no stated
    level may be any."""
    level = {row["finding"]: row["region"] for row in table("text/regions")}
    told = [each for each in findings if each.evidence.of_order and each.state in _COMPLAINED]
    found = {level[each.name] for each in told if each.name in level}
    for each in told:
        found.update(each.value if each.name == _HURT and isinstance(each.value, tuple) else ())
    if not found and any(each.name == _BROKEN for each in told):
        return _levels()
    return frozenset(f"{region} spine" for region in found) & _levels()


@cache
def _levels() -> frozenset[str]:
    """The regions that an answer for an order can be of."""
    return frozenset[str]().union(*(each.regions for each in _questions() if each.scope != "fixed"))


def _of_the_order(finding: Finding) -> Finding:
    return replace(finding, evidence=replace(finding.evidence, of_order=True))


def _all_answers(scope: str, log: Sequence[EarlierStudy], as_of: date, asked: frozenset[str], whole: bool) -> ImagingAnswers:
    done = [each for each in log if each.days is None or not each.days.lie_ahead_of(as_of)]
    found: list[Finding] = []
    left_open: set[tuple[str, frozenset[str]]] = set()
    told_done: set[tuple[str, frozenset[str]]] = set()
    for question in _questions() if done else ():
        if question.scope == scope:
            asks = (question.finding, question.modalities)
            told, unread = _answer(question, done, as_of, asked, whole)
            found += [_finding(question, told)] if told else []
            told_done |= {asks} if told and told.row.result == _DONE else set()
            left_open |= {asks} if unread and not told and not question.of_a_sign else set()
    return ImagingAnswers(tuple(found), frozenset(finding for finding, _ in left_open - told_done))


def _answer(
    question: _Question, done: Iterable[EarlierStudy], as_of: date, asked: frozenset[str], whole: bool
) -> tuple[_Told | None, bool]:
    """The answer of the newest study, and whether a study that would answer cannot be read."""
    told: list[_Told] = []
    unread: list[EarlierStudy] = []
    wanted = question.regions if question.scope == "fixed" else question.regions & asked
    for study in (each for each in done if _concerns(question, wanted or question.regions, each)):
        matched = _matched(question, wanted, study, asked, whole)
        if matched is None or study.days is None:  # an undated result is of no known time
            unread.append(study)
        elif _within(study.days.first, as_of, matched[1].within):
            told.append(_Told(study, study.days, *matched))
    standing = [each for each in told if not any(_supersedes(later, each) for later in unread)]
    newest = max((each.days.first for each in standing), default=None)
    best = min((each for each in standing if newest and each.days.last >= newest), key=lambda each: each.place, default=None)
    recent = [each for each in unread if each.days is None or _within(each.days.last, as_of, question.longest)]
    return best, bool(recent)


def _concerns(question: _Question, regions: frozenset[str], study: EarlierStudy) -> bool:
    """Whether the study is, or may be, one that answers: a film of the spine of no stated level may be of any."""
    shown = _shown(question, study)
    unstated = any(catalogue().regions[name].unstated for name in shown)
    return bool(shown) and ("*" in regions or bool(regions & shown) or unstated)


def _shown(question: _Question, study: EarlierStudy) -> frozenset[str]:
    """What a study showed. One of the trunk showed what its report says it found of the spine: a CT of the abdomen the eroded
    endplates of L3 and L4."""
    shown = frozenset(region for each in study.studies if each.modality in question.modalities for region in each.regions)
    if not shown or shown & _spine():
        return shown
    return shown | {each.region for each in study.results if each.region in _levels() and each.name not in REASSURING}


@cache
def _spine() -> frozenset[str]:
    return frozenset(name for name, region in catalogue().regions.items() if "spine" in name or region.unstated)


def _matched(
    question: _Question, wanted: frozenset[str], study: EarlierStudy, asked: frozenset[str], whole: bool
) -> tuple[int, _Row] | None:
    """The first row that a result of the study fills, with its place."""
    shown = _shown(question, study)
    results = {*study.results, Result(_DONE)}
    for place, row in enumerate(question.rows):
        if any(row.result == each.name and _fits(each, wanted, shown, asked, whole) for each in results):
            return place, row
    return None


def _fits(result: Result, wanted: frozenset[str], shown: frozenset[str], asked: frozenset[str], whole: bool) -> bool:
    """Whether a result is of a wanted region. What reassures must have shown all that was asked about."""
    if not ("*" in wanted or wanted & shown):
        return False
    if result.name in REASSURING and not (whole and asked <= shown):
        return False
    if result.region in ("", "*"):
        return result.region == "*" or result.name in _OF_THE_WHOLE_STUDY or "*" in wanted or shown <= wanted
    return result.region in wanted or "*" in wanted


def _supersedes(unread: EarlierStudy, told: _Told) -> bool:
    """Whether a study without a readable result is later than an answer, so that the answer is no longer the newest.

    Images of the same day, or of the next by another clock, are those the report is about.
    """
    if unread.days is None:
        return unread.reported
    if unread.reported:
        return unread.days.last >= told.days.first and unread.source != told.study.source
    return unread.source not in told.study.images and unread.days.last > told.days.last + _ONE_DAY


def _within(day: date, as_of: date, limit: int | None) -> bool:
    return limit is None or (as_of - day).days <= limit


def _after_injury(study: EarlierStudy, findings: Iterable[Finding], as_of: date) -> bool:
    """Whether a study came after the newest injury on record; there is none to come after without an injury. An injury
    that is told without a day, as by the order's reason, is the one that is told with it, or of the accident of this week."""
    told = [each for each in findings if each.name == _INJURY]
    injuries = [each for each in told if each.state is State.PRESENT]
    if not injuries:
        return False
    days = [day for each in injuries if (day := _day_of_injury(each))] or _days_of_accidents(told, as_of)
    newest = max(days, default=as_of - _undated_injury())
    return study.days is None or study.days.first >= newest


def _days_of_accidents(injuries: Iterable[Finding], as_of: date) -> list[date]:
    """The days of the crashes and falls of this week on record, which alone would only suspect the spine."""
    accidents = (each for each in injuries if each.state is State.SUSPECTED and each.evidence.kind == "code")
    days = (each.evidence.date for each in accidents if not each.evidence.of_order)
    return [day for day in days if day and timedelta(0) <= as_of - day <= timedelta(days=onset_limit("accident_of_the_injury"))]


def _day_of_injury(injury: Finding) -> date | None:
    """The first day on which an injury can have been: what a note tells of was before the note."""
    noted = injury.evidence.source.startswith("Observation/") and injury.evidence.kind == "text"
    return injury.evidence.date - _undated_injury() if injury.evidence.date and noted else injury.evidence.date


@cache
def _undated_injury() -> timedelta:
    """An injury of no stated day is taken to be no older than this."""
    return timedelta(days=onset_limit("undated_injury"))


def _finding(question: _Question, told: _Told) -> Finding:
    names = "; ".join(each.name for each in told.study.studies if each.modality in question.modalities)
    words = told.study.words or told.row.result.replace("-", " ")
    coded = {each.name for each in told.study.results - told.study.in_words}
    kind = "text" if told.row.result not in {*coded, _DONE} else "value"
    evidence = Evidence(told.study.source, f"{names}: {words}", told.days.first, kind, dated=told.days.written)
    return Finding(question.finding, told.row.state, evidence, told.row.value)


@cache
def _questions() -> tuple[_Question, ...]:
    grouped: dict[tuple[str, str, str, str, bool], list[_Row]] = defaultdict(list)
    for row in table("imaging_answers"):
        key = (row["finding"], row["modalities"], row["regions"], row["scope"], row["result"] == _DONE)
        within = int(row["within_days"]) if row["within_days"] else None
        grouped[key].append(_Row(State(row["state"]), table_value(row["value"]), row["result"], within))
    return tuple(
        _Question(finding, frozenset(modalities.split(";")), frozenset(regions.split(";")), scope, tuple(rows))
        for (finding, modalities, regions, scope, _), rows in grouped.items()
    )
