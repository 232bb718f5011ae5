"""Whether the library can stand: what `imaging-cds library check` refuses, in a clinician's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from imaging_rules.case_files import KINDS, differences, topic_cases
from imaging_rules.file_problems import file_problems, library_files
from imaging_rules.guideline import Scenario, Topic
from imaging_rules.library import Library
from imaging_rules.overlaps import circles, unordered
from imaging_rules.payer.checks import case_problems, policy_problems
from imaging_rules.study import Study, UnknownStudy, catalogue, study
from imaging_rules.vocabulary import VocabularyProblem

LEAST_CASES = 4


def check(root: Path | None = None) -> list[str]:
    """Everything wrong with the library that ships, or with one in a folder; files that cannot be read come first."""
    folder: Path | Traversable = root or files("imaging_rules") / "library"
    unreadable = [problem for file, build in library_files(folder) for problem in file_problems(file, build)]
    return unreadable or list(problems(Library.load(root), folder))


def problems(library: Library, root: Path | Traversable | None = None) -> Iterator[str]:
    """Everything wrong with a library that could be read, one line each: the place, then what is wrong with it.

    Cases and precedence are looked at only when every name is known and every cell cited.
    """
    folder = root or files("imaging_rules") / "library"
    shape = [*_vocabulary(library), *(p for topic in library.topics.values() for p in _topic(library, topic))]
    shape += _safety(library)
    shape += [problem for policy in library.policies.values() for problem in policy_problems(library, policy)]
    shape += _imaging_history(library)
    yield from shape
    if not shape:
        for topic in library.topics.values():
            yield from _cases(library, topic, folder)
        for policy in library.policies.values():
            yield from case_problems(library, policy, folder)
        yield from _precedence(library)


def _vocabulary(library: Library) -> Iterator[str]:
    vocabulary = library.vocabulary
    read: set[str] = {name for constraint in library.safety.constraints for name in constraint.when.names()}
    read |= {name for one in library.safety.emergencies for name in one.when.names()}
    read |= {name for scenario in library.scenarios.values() for name in scenario.names}
    for name, lines in vocabulary.lines.items():
        for line in lines:
            read |= line.when.names()
            for used in sorted(line.when.names() - set(vocabulary.findings) - set(vocabulary.features)):
                yield f"vocabulary, feature {name}: unknown name {used}"
    for name, feature in vocabulary.features.items():
        read.update(feature.doubted_by)
        if not feature.implied_by and not set(feature.set_by) & {"answer", "order"}:
            yield f"vocabulary, feature {name}: nothing sets it"
        if feature.question is not None:
            for answer in feature.question.answers:
                yield from (f"vocabulary, question of {name}: {wrong}" for wrong in _wrong_answers(library, answer.sets))
    asked = {name: when for name, (when, _) in vocabulary.reworded.items()}
    asked |= {name: when for (name, _), when in vocabulary.untrue_where.items()}
    for name, when in asked.items():
        unknown = sorted(used for used in when.names() if used not in vocabulary)
        yield from (f"vocabulary, question of {name}: unknown name {used}" for used in unknown)
    for kind, places in vocabulary.localisation.items():
        for place in places:
            read |= place.when.names()
            for used in sorted(name for name in place.when.names() if name not in vocabulary):
                yield f"vocabulary, localisation by {kind}: unknown name {used}"
            yield from (f"vocabulary, localisation by {kind}: unknown region {r}" for r in place.regions if not _is_region(r))
    for name, finding in vocabulary.findings.items():
        if name not in read and not finding.used_by:
            yield f"vocabulary, finding {name}: nothing uses it"
    for name in vocabulary.features:
        if name not in vocabulary.findings and _feeds_itself(library, name):
            yield f"vocabulary, feature {name}: it is made from itself"


def _wrong_answers(library: Library, sets: dict[str, Any]) -> Iterator[str]:
    for target, value in sets.items():
        try:
            library.vocabulary.value_of(target, value)
        except VocabularyProblem as problem:
            yield str(problem)


def _feeds_itself(library: Library, name: str) -> bool:
    seen: set[str] = set()
    left = [part for line in library.vocabulary.lines[name] for part in line.when.names()]
    while left:
        part = left.pop()
        if part == name:
            return True
        if part not in seen and part not in library.vocabulary.findings:
            seen.add(part)
            left += [deeper for line in library.vocabulary.lines.get(part, ()) for deeper in line.when.names()]
    return False


def _topic(library: Library, topic: Topic) -> Iterator[str]:
    for key, source in topic.file.sources.items():
        if not (source.address or source.citation or source.date or source.year):
            yield f"{topic.id}, source {key}: no address, citation or date"
    for scenario in topic.scenarios.values():
        yield from (f"{scenario.id}: {problem}" for problem in _scenario(library, scenario))


def _scenario(library: Library, scenario: Scenario) -> Iterator[str]:
    entry = scenario.entry_of
    for row in entry.ratings:
        if not row.sources:
            yield f"{row.study.name}: no citation"
        for key in row.sources:
            if key not in scenario.topic.file.sources:
                yield f"{row.study.name}: cites {key}, which is not among the sources"
    repeated = [name for name, count in Counter(row.study.name for row in entry.ratings).items() if count > 1]
    yield from (f"{name}: rated twice" for name in repeated)
    for name in sorted(_read_by(scenario) - set(library.vocabulary.features) - set(library.vocabulary.findings)):
        yield f"unknown feature {name}"
    if entry.status == "rated" and not entry.ratings:
        yield "no rating table"
    if entry.status == "advised" and not (entry.advise and entry.advise[-1].when is None):
        yield "advises without a last line that holds in any other case"
    yield from _named_studies(scenario)
    for name in entry.explains:
        if name not in library.vocabulary.features:
            yield f"explains {name}, which is no feature"
    for name in entry.questions:
        if name not in library.vocabulary:
            yield f"unknown question {name}"
    for kind in (*entry.region.by, *entry.region.never_without):
        if kind not in library.vocabulary.localisation:
            yield f"region by {kind}: the vocabulary has no such kind of signs"
    for word in (*entry.region.regions, *entry.region.never):
        if not _is_region(word):
            yield f"unknown region {word}"
    for key in entry.fallback:
        for part in key.removesuffix("-not-possible").split("-and-"):
            if f"{part}-not-possible" not in library.safety.file.classes and key not in library.safety.file.classes:
                yield f"fallback for {key}: no such class of constraints"
    for name in sorted(scenario.yields_to - set(library.scenarios)):
        yield f"yields to {name}, which is not in the library"


def _is_region(word: str) -> bool:
    try:
        return bool(catalogue().region(word))
    except UnknownStudy:
        return False


def _read_by(scenario: Scenario) -> frozenset[str]:
    conditions = [when for when, _ in scenario.prefer_when]
    conditions += [when for when, _ in scenario.advise if when is not None]
    conditions += [when for _, when in scenario.also_regions]
    return scenario.names.union(*(condition.names() for condition in conditions))


def _named_studies(scenario: Scenario) -> Iterator[str]:
    entry = scenario.entry_of
    named = [entry.prefer.study, entry.prefer_also, *entry.goes_with, *(row.study for row in entry.prefer_when)]
    named += [row.study for row in entry.fallback.values()]
    listed = {row.study for row in entry.ratings}
    for name in (*named, *(row.study for row in entry.advise), *entry.against):
        if name in (None, "none"):
            continue
        found = _study(str(name))
        if found is None:
            yield f"unknown study {name}"
        elif entry.status == "rated" and found not in listed:
            yield f"{name} is named but has no row in the table"


def _study(name: str) -> Study | None:
    try:
        return study(name)
    except UnknownStudy:
        return None


def _cases(library: Library, topic: Topic, root: Path | Traversable) -> Iterator[str]:
    kinds: Counter[tuple[str, str]] = Counter()
    reached: set[str] = set()
    try:
        cases = list(topic_cases(topic.id, root))
    except ValueError as problem:
        yield f"{topic.id}, cases: {' '.join(str(problem).split())}"
        return
    for sentence, case in cases:
        kinds[case.of, case.kind] += 1
        answer = case.assess(library)
        for difference in differences(case, answer):
            yield f"{topic.id}, case '{sentence}': {difference}"
        if case.kind in ("positive", "boundary"):
            reached |= {match.id for match in answer.scenarios[:1] if match.match.value != "open"}
    for name in topic.scenarios:
        missing = [kind for kind in KINDS if not kinds[name, kind]]
        if missing:
            yield f"{name}: no {', '.join(missing)} case"
        if sum(kinds[name, kind] for kind in KINDS) < LEAST_CASES:
            yield f"{name}: fewer than {LEAST_CASES} cases"
        if name not in reached:
            yield f"{name}: no positive case reaches it"


def _safety(library: Library) -> Iterator[str]:
    safety = library.safety
    ids = {constraint.id for constraint in safety.constraints}
    for constraint in safety.constraints:
        entry = constraint.entry
        if not entry.sources and not (entry.basis == "default" and entry.note):
            yield f"safety, {constraint.id}: no source, and no note that says why it is our own policy"
        for key in entry.sources:
            if key not in safety.file.sources:
                yield f"safety, {constraint.id}: cites {key}, which is not among the sources"
        for name in sorted(constraint.when.names()):
            if name not in library.vocabulary:
                yield f"safety, {constraint.id}: unknown name {name}"
        if sum(target is not None for target in (entry.rules_out, entry.cautions, entry.screens)) != 1:
            yield f"safety, {constraint.id}: must rule out, caution or screen"
    for name, members in safety.file.classes.items():
        yield from (f"safety, class {name}: unknown constraint {one}" for one in members if one not in ids)


def _imaging_history(library: Library) -> Iterator[str]:
    history = library.imaging_history
    for part, keys in history.cited().items():
        yield from (f"imaging history, {part}: cites {key}, which is not among the sources"
                    for key in keys if key not in history.file.sources)  # fmt: skip
    asked = history.done_again_when.names() | history.new_since.names()
    for name in sorted(asked.union(history.file.done_again_when.complaints)):
        if name not in library.vocabulary:
            yield f"imaging history, done_again_when: unknown name {name}"
    families = {modality.family for modality in catalogue().modalities.values()}
    for name in sorted({family for each in history.look_back.repeat for family in each.families} - families):
        yield f"imaging history, look_back repeat: unknown family of modalities {name}"
    regions = {name for wide, parts in history.file.also_shows.items() for name in (wide, *parts)}
    yield from (f"imaging history, also_shows: unknown region {name}" for name in sorted(regions - set(catalogue().regions)))
    for topic in sorted(set(history.file.radiation.child_tables) - set(library.topics)):
        yield f"imaging history, radiation: {topic} is not in the library"


def _precedence(library: Library) -> Iterator[str]:
    for circle in circles(library):
        yield f"precedence runs in a circle: {' → '.join((*circle, circle[0]))}"
    for overlap in unordered(library):
        about = f"rate {overlap.study.name} differently" if overlap.study else "one advises where the other rates"
        facts = ", ".join(f"{name} {value}" for name, value in sorted(overlap.facts.items()))
        yield f"{overlap.one.id} and {overlap.other.id} can both fit ({facts}), {about}, and neither yields"
