"""Whether a payer policy can stand: names, studies, values, readings, source lines, and cases that meet and refuse every
criterion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from imaging_rules.fact_conditions import Equals, In, Requested
from imaging_rules.facts import NONE
from imaging_rules.joined_conditions import All, AtLeast, Defined, Not
from imaging_rules.library import Library
from imaging_rules.payer.cases import payer_differences, policy_cases
from imaging_rules.payer.policy import Criterion, PayerPolicy, definitions_in
from imaging_rules.payer.policy_file import TOGETHER
from imaging_rules.payer.verdict import CriterionVerdict, Standing
from imaging_rules.study import UnknownStudy, catalogue
from imaging_rules.verdict import Condition
from imaging_rules.vocabulary import Vocabulary, VocabularyProblem

_LINES = re.compile(r"convention|\d+(-\d+)?(, \d+(-\d+)?)*")
_ORDERED = "requested_studies"


def policy_problems(library: Library, policy: PayerPolicy) -> Iterator[str]:
    """Everything wrong with a policy but its cases, one line each."""
    yield from (f"{policy.id}: {problem}" for problem in _whole(policy))
    for place, condition in _conditions(policy):
        yield from (f"{policy.id}, {place}: {problem}" for problem in _condition(library.vocabulary, policy, condition))
    for place, problem in _facts(library.vocabulary, policy):
        yield f"{policy.id}, {place}: {problem}"
    for criterion in policy.criteria:
        yield from (f"{criterion.id}: {problem}" for problem in _criterion(policy, criterion))
    yield from (f"{policy.id}, proof: {problem}" for problem in _proof(library.vocabulary, policy))
    for name, clash in policy.file.clashes.items():
        unknown = [one for one in clash.scenarios if one not in library.scenarios]
        unknown += [form for form in clash.studies if form not in policy.file.studies]
        yield from (f"{policy.id}, clash {name}: unknown {one}" for one in unknown)


def _proof(vocabulary: Vocabulary, policy: PayerPolicy) -> Iterator[str]:
    """Words for a fact that is not there, or of a criterion or gate that is not."""
    places = {*policy.by_id, *policy.file.gates}
    for row in policy.file.proof:
        if row.fact not in vocabulary.features:
            yield f"unknown fact {row.fact}"
        yield from (f"{row.fact} is asked by nothing of the name {of}" for of in row.of if of not in places)


def case_problems(library: Library, policy: PayerPolicy, root: Path | Traversable) -> Iterator[str]:
    """Cases with another answer than expected, and criteria that no case meets or none refuses."""
    met: set[str] = set()
    refused: set[str] = set()
    for sentence, case in policy_cases(policy.id, root):
        try:
            verdict = case.verdict(library, policy)
        except (VocabularyProblem, UnknownStudy) as problem:
            yield f"{policy.id}, case '{sentence}': {problem}"
            continue
        yield from (f"{policy.id}, case '{sentence}': {one}" for one in payer_differences(case, verdict))
        met |= {each.id for each in verdict.criteria if each.standing is Standing.MET}
        refused |= {each.id for each in verdict.criteria if refuses(each)}
    for criterion in policy.criteria:
        if criterion.id not in met:
            yield f"{criterion.id}: no case meets it"
        if criterion.id not in refused:
            yield f"{criterion.id}: no case refuses it"


def refuses(verdict: CriterionVerdict) -> bool:
    """Whether a criterion said no: its logic is false, or it is not raised because its entry is known not to hold."""
    return verdict.standing is Standing.NOT_MET or (verdict.standing is Standing.NOT_RAISED and verdict.entry.value is False)


def _whole(policy: PayerPolicy) -> Iterator[str]:
    file = policy.file
    for key, source in file.sources.items():
        if not (source.address or source.citation or source.date or source.year):
            yield f"source {key}: no address, citation or date"
    if file.source not in file.sources:
        yield f"cites {file.source}, which is not among the sources"
    for form in (file.subject, *(form for forms in file.counts.values() for form in forms)):
        if form not in file.studies:
            yield f"unknown study {form}"
    for form, patterns in file.studies.items():
        for pattern in patterns:
            known = catalogue()
            yield from (f"study {form}: unknown method {m}" for m in pattern.modality if m not in known.modalities)
            yield from (f"study {form}: unknown region {r}" for r in pattern.region if r not in known.regions)
    used = {name for _, condition in _conditions(policy) for name in definitions_in(condition)}
    yield from (f"definition {name}: nothing uses it" for name in file.definitions if name not in used)
    for place, row in _rows(policy):
        if not _LINES.fullmatch(row):
            yield f"{place}: 'lines' gives no line of the source, nor the word convention"
    for name in policy.rollups:
        if name in _above(policy, name):
            yield f"roll-up {name}: it is a member of itself"


def _above(policy: PayerPolicy, name: str) -> set[str]:
    above: set[str] = set()
    left = list(policy.rollups_of.get(name, ()))
    while left:
        rollup = left.pop()
        if rollup not in above:
            above.add(rollup)
            left += policy.rollups_of.get(rollup, ())
    return above


def _rows(policy: PayerPolicy) -> Iterator[tuple[str, str]]:
    file = policy.file
    for kind in ("redline_log", "definitions", "gates", "rollups", "criteria", "superseded", "tables", "clashes"):
        yield from ((name, row.lines) for name, row in getattr(file, kind).items())
    yield from (("closing", row.lines) for row in file.closing)
    yield from ((f"default of {row.feature}", row.lines) for row in file.default_values)


def _conditions(policy: PayerPolicy) -> Iterator[tuple[str, Condition]]:
    for criterion in policy.criteria:
        yield from ((criterion.id, condition) for condition in (criterion.entry, criterion.logic))
    for gate in policy.gates:
        parts = [gate.needed_when, *(part for limit in gate.limits for part in (limit.when, limit.passed_when))]
        yield from ((gate.id, part) for part in parts if part is not None)
    for name, members in policy.rollups.items():
        yield from ((f"roll-up {name}", member.denied_when) for member in members)
    for name, closings in policy.closing.items():
        yield from ((f"closing of {name}", when) for when, _ in closings)
    for name, defaults in policy.defaults.items():
        parts = [part for default in defaults for part in (default.when, default.unless)]
        yield from ((f"default of {name}", part) for part in parts if part is not None)
    yield from ((f"reading {name}", when) for name, when in policy.decides_when.items())
    yield from ((f"clash {clash.id}", clash.when) for clash in policy.clashes if clash.when is not None)


def _condition(vocabulary: Vocabulary, policy: PayerPolicy, condition: Condition) -> Iterator[str]:
    """Names, values and studies of a condition that are not known."""
    match condition:
        case All(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _condition(vocabulary, policy, part)
        case Not(part) | Defined(part=part):
            yield from _condition(vocabulary, policy, part)
        case Requested(_, studies):
            yield from (f"unknown study {form}" for form in sorted(studies) if form not in policy.file.studies)
        case In(name, values):
            yield from _values(vocabulary, name, values - {"*"})
        case Equals(name, str() as value):
            yield from _values(vocabulary, name, {value})
        case _:
            yield from _values(vocabulary, next(iter(condition.names())), ())


def _values(vocabulary: Vocabulary, name: str, values: Iterable[str]) -> Iterator[str]:
    if name != _ORDERED and name not in vocabulary.features:
        yield f"unknown feature {name}"
        return
    for value in sorted(values):
        yield from _typed(vocabulary, name, value)


def _typed(vocabulary: Vocabulary, name: str, value: Any) -> Iterator[str]:
    try:
        vocabulary.value_of(name, value)
    except VocabularyProblem as problem:
        yield str(problem)


def _facts(vocabulary: Vocabulary, policy: PayerPolicy) -> Iterator[tuple[str, str]]:
    """Facts that the file sets or asks for."""
    file = policy.file
    given = [(f"closing of {name}", name, value) for name, rows in policy.closing.items() for _, value in rows]
    given += [(f"default of {name}", name, row.value) for name, rows in policy.defaults.items() for row in rows]
    given += [(f"roll-up {name}", m.feature, m.closed_as) for name, rows in policy.rollups.items() for m in rows]
    given += [(f"roll-up {name}", name, "false") for name in policy.rollups]
    for place, name, value in given:
        if value == NONE and name in vocabulary.features:
            continue
        yield from ((place, problem) for problem in _typed(vocabulary, name, value))
    asked = [(f"definition {name}", entry.ask) for name, entry in file.definitions.items() if entry.ask]
    asked += [(f"question {name}", fact) for name, row in file.questions.items() for fact in row.sets]
    asked += [("counts", name) for name in file.counts] + [("without_criterion", file.without_criterion)]
    for place, name in asked:
        if name not in vocabulary.features:
            yield place, f"unknown feature {name}"
    readings = [(name, row.ambiguity) for name, row in file.definitions.items()]
    readings += [(name, row.ambiguity) for name, row in file.gates.items()]
    readings += [(name, [row.reason]) for name, row in file.superseded.items()]
    for place, named in readings:
        yield from ((place, f"unknown reading {one}") for one in named if one not in file.redline_log)
    for gate, entry in file.gates.items():
        for form in (form for limit in entry.limits for form in limit.studies):
            if form not in file.studies:
                yield gate, f"unknown study {form}"


def _criterion(policy: PayerPolicy, criterion: Criterion) -> Iterator[str]:
    entry = criterion.entry_of
    listed = entry.applies_to.studies
    yield from (f"unknown study {form}" for form in listed if form not in policy.file.studies)
    yield from (f"unknown reading {one}" for one in entry.ambiguity if one not in policy.file.redline_log)
    if criterion.mode == "single" and len(listed) != 1:
        yield "mode single is about one study"
    if criterion.mode in TOGETHER and len(listed) < 2:
        yield f"mode {criterion.mode} needs two studies or more"
    if not entry.documentation:
        yield "no documentation"
