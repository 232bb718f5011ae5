"""An earlier study whose result nobody has: 'MRI neck done abroad, report not received', 'not sure whether she had SI films'.

It leaves open what the study would settle: no fact, but its absence is not assumed. A study that is to come, of another part of
the body, or whose result the text tells all the same leaves nothing open. The words stand in `tables/text/unseen_results.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.said import BREAKS, SENTENCE, Said, Text
from fhir_mappings.text.studies.films_made import may_be_of_the_spine
from fhir_mappings.text.studies.result_words import (
    ANY,
    XR,
    is_of_a_past_year,
    place_of,
    result_words,
    word_set,
)
from fhir_mappings.text.words import word_at
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_NOTHING: frozenset[str] = frozenset()
_IMAGED, _MRI = "imaged", "mri"
_OF_THE_NECK = "cervical_mri_for_cord"
MADE = ("radiograph_done",)
"""What is said of films that were made, and no more."""
_SOON, _NEXT = 4, 2
"""Words between a result and what says that nobody has it, and between what says so and a result."""
_BACK, _AHEAD = 30, 8
"""Words before and after such a place in which its study stands."""
_FAR = 60
"""Words around a study that tell of what it was."""
_SENTENCES = 2
_LEAD = 3


@dataclass(frozen=True)
class _Words:
    result: frozenset[str]
    carrier: frozenset[str]
    of: frozenset[str]
    between: frozenset[str]
    imaged: frozenset[str]
    other_tests: frozenset[str]
    to_come: frozenset[str]
    has_not: PhraseGroup
    will_not_open: PhraseGroup
    want: PhraseGroup
    knows_not_what: PhraseGroup
    knows_not_what_of_one_made: PhraseGroup
    had: frozenset[str]
    told_as_made: frozenset[str]
    told_as_seen: frozenset[str]
    knows_not_whether: PhraseGroup
    knows_not_whether_it_was: PhraseGroup
    opens: Mapping[tuple[str, str], str]
    opens_beside_infections: Mapping[tuple[str, str], str]
    infections: frozenset[str]
    beside_the_joints: frozenset[str]
    of_the_joints: str
    of_the_back: str
    """What a film of no named place leaves open where it may be of the back."""
    settled_by: frozenset[str]
    studies: Mapping[str, str]
    """Every word that names a study here, with its kind."""
    tells: PhraseGroup
    """What tells by itself that nobody knows a result, or whether there is one."""


@dataclass(frozen=True)
class Unseen:
    """The findings that studies leave open whose results nobody has; `beyond_films` are those of which only the MRI is unseen,
    so that the text may tell of films beside it."""

    findings: frozenset[str] = _NOTHING
    beyond_films: frozenset[str] = _NOTHING
    doubted: frozenset[str] = _NOTHING
    """Those of films of which nobody knows whether they were made."""
    of_the_neck: tuple[int, int] | None = None
    """The first and the last word of what names an MRI of the neck."""


_ALL_SEEN = Unseen()


def unseen_results(made: Text, found: Sequence[Said]) -> Unseen:
    """What is left open by studies whose results nobody has, as a text tells. `found` is all that it says."""
    words, named = _words(), made.words.named
    if named.isdisjoint(words.studies):
        return _ALL_SEEN
    if named.isdisjoint(words.result) and named.isdisjoint(words.carrier) and not words.tells.begins(made.words):
        return _ALL_SEEN
    said = {each.finding for each in found if each.state is State.PRESENT}
    if not words.settled_by.isdisjoint(said):
        return _ALL_SEEN
    feared = said.union(each.finding for each in found if each.state is State.SUSPECTED)
    beside_an_infection = not words.infections.isdisjoint(feared)
    studies, seen = made.words.where(words.studies.keys()), dict[str, set[str]]()
    doubted, of_the_neck = set[str](), None
    for at, (told, whether) in {study: rest for study, *rest in _unseen_studies(made, studies)}.items():
        kind = words.studies[made.words.keys[at]]
        for finding in _opened(made, at, beside_an_infection) if made.is_of_patient(told) else ():
            seen.setdefault(finding, set()).add(kind)
            if whether and kind in (XR, _IMAGED):
                doubted.add(finding)
            if finding == _OF_THE_NECK and not whether:
                of_the_neck = _part_around(made.breaks, at)
    mri_alone = frozenset(name for name, kinds in seen.items() if kinds == {"mri"})
    return Unseen(
        frozenset(seen) - {each.finding for each in found},
        mri_alone & {each.finding for each in found},
        frozenset(doubted),
        of_the_neck,
    )


def _part_around(breaks: Sequence[int], at: int) -> tuple[int, int]:
    """The first and the last word of the part of a sentence around a word."""
    place = bisect_left(breaks, at)
    return breaks[place - 1] + 1, breaks[place] - 1


def _opened(made: Text, at: int, beside_an_infection: bool) -> Sequence[str]:
    """The findings that the study at a place leaves open: beside an infection of the spine also whether it looked like one."""
    words = _words()
    first, last = _part_around(made.breaks, at)
    first = max(first, at - _FAR)
    part = made.words.keys[first : min(last + 1, at + _FAR)]
    kind = words.studies[part[at - first]]
    where = place_of(part, at - first, XR if kind == _IMAGED else kind)
    if where == ANY and not words.beside_the_joints.isdisjoint(made.findings):
        return (words.of_the_joints,)
    finding = words.opens.get((kind, where))
    if kind == XR and where == ANY and may_be_of_the_spine(made):
        finding = words.of_the_back
    if finding and finding != words.of_the_joints and is_of_a_past_year(part, made.as_of):
        return ()
    beside = words.opens_beside_infections.get((kind, where)) if beside_an_infection else None
    return tuple(each for each in (finding, beside) if each)


def _unseen_studies(made: Text, studies: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    """The places of the studies whose result nobody has, or of which nobody knows whether they were made, each with the place
    whose sentence tells whose they are, and whether it may not have been made."""
    spelled, words = made.words.keys, _words()
    for first, last in _places_without_result(spelled, made):
        study = _study_before(made, studies, first)
        if study is None:
            study = _study_behind(made, studies, first + 1, last)  # 'awaiting XR result'
        elif not _may_have_been_made(spelled, study, first, made.breaks):
            continue
        if study is not None:
            yield study, study, False
    for first, _ in _all(spelled, words.knows_not_what_of_one_made, made):
        study = _study_before(made, studies, first)
        if study is not None and _may_have_been_made(spelled, study, first, made.breaks) and _was_made(made, study, first):
            yield study, study, False
    for first, last in _all(spelled, words.knows_not_whether, made):
        study = _study_behind(made, studies, first, last)
        if study is not None:
            yield study, first, True  # the 'if' of 'unsure if films were made' imagines nothing
    for first, _ in _all(spelled, words.knows_not_whether_it_was, made):
        study = _study_before(made, studies, first)
        if study is not None:
            yield study, study, True


def _places_without_result(spelled: Sequence[str], made: Text) -> Iterator[tuple[int, int]]:
    """The first and the last word of what says that nobody has a result."""
    words = _words()
    for at in made.words.where(words.result | words.carrier):
        if spelled[at] in words.result and not _is_of_something(spelled, at):
            yield from ((at, end) for end in _ends_soon(spelled, words.has_not, at + 1, _SOON))
        if spelled[at] in words.carrier:
            yield from ((at, end) for end in _ends_soon(spelled, words.will_not_open, at + 1, _NEXT))
    for first, last in () if words.result.isdisjoint(made.words.named) else _all(spelled, words.want, made):
        at = last + 1
        while word_at(spelled, at) in words.between or word_at(spelled, at) in words.studies:
            at += 1
        if word_at(spelled, at) in words.result and not _is_of_something(spelled, at):
            yield first, at
    yield from _all(spelled, words.knows_not_what, made)


def _is_of_something(spelled: Sequence[str], at: int) -> bool:
    """Whether a word tells of no study: 'no report of fever'."""
    words, after = _words(), word_at(spelled, at + 2)
    return word_at(spelled, at + 1) in words.of and after not in words.between and after not in words.studies


def _study_before(made: Text, studies: Sequence[int], at: int) -> int | None:
    """The study that stands nearest before a place, with no other test and no more than two sentences between."""
    place = bisect_left(studies, at)
    study = studies[place - 1] if place else None
    if study is None or at - study > _BACK:
        return None
    between = made.words.keys[study + 1 : at]
    ends = sum(key in SENTENCE for key in between)
    return study if ends < _SENTENCES and _words().other_tests.isdisjoint(between) else None


def _study_behind(made: Text, studies: Sequence[int], first: int, last: int) -> int | None:
    """The first study from a place on, up to a few words behind another and before the end of its sentence."""
    place = bisect_left(studies, first)
    study = studies[place] if place < len(studies) else None
    if study is None or study > last + _AHEAD:
        return None
    return study if SENTENCE.isdisjoint(made.words.keys[last:study]) else None


def _may_have_been_made(spelled: Sequence[str], study: int, cue: int, breaks: Sequence[int]) -> bool:
    """Whether no word beside a study makes it one that is still to come."""
    place = bisect_left(breaks, study)
    first, end = max(breaks[place - 1] + 1, study - _LEAD), min(breaks[place], cue)
    return _words().to_come.isdisjoint(spelled[first:end])


def _was_made(made: Text, study: int, cue: int) -> bool:
    """Whether a study is told as made, an MRI as one of a named part, and by nothing to have shown anything: of another matter
    it may as well be said that nobody phoned back."""
    words, spelled = _words(), made.words.keys
    first, last = _part_around(made.breaks, study)
    first, end = max(first, study - _LEAD), min(last + 1, study + _FAR, cue)
    ended = next((at for at in range(cue - 1, study, -1) if spelled[at] in SENTENCE), cue)
    if cue - ended > _LEAD - 1:
        return False  # 'MRI neck last month. Pain clinic: nobody phoned'
    kind = words.studies[spelled[study]]
    if kind == _MRI and place_of(spelled[first:end], study - first, kind) == ANY:
        return False
    if not words.told_as_seen.isdisjoint(spelled[first : max(cue, min(made.sentence(study)[1], study + _FAR))]):
        return False
    if not made.places_of_days.isdisjoint(range(first, end)) or not words.had.isdisjoint(spelled[first:study]):
        return True
    return not words.told_as_made.isdisjoint(spelled[first:end]) or word_at(spelled, last + 2) in words.told_as_made


def _ends_soon(spelled: Sequence[str], phrases: PhraseGroup, first: int, within: int) -> Iterator[int]:
    """The last word of a phrase that begins within so many words, before a comma or the end of the sentence."""
    for at in range(first, min(first + within, len(spelled))):
        if spelled[at] in BREAKS:
            return
        end = _end(spelled, phrases, at)
        if end is not None:
            yield end
            return


def _all(spelled: Sequence[str], phrases: PhraseGroup, made: Text) -> Iterator[tuple[int, int]]:
    """The first and the last word of each such phrase."""
    begins = phrases.begins(made.words)
    yield from ((at, end) for at in begins if (end := _end(spelled, phrases, at)) is not None)


def _end(spelled: Sequence[str], phrases: PhraseGroup, at: int) -> int | None:
    """The last word of the longest phrase that begins at a word."""
    end = max(phrases.ends(spelled, at, len(spelled)), default=None)
    return None if end is None else end - 1


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/unseen_results.yaml")
    names = ("result", "carrier", "of", "between", "imaged", "other tests", "to come")
    result, carrier, of, between, imaged, other_tests, to_come = (word_set(content[name]) for name in names)
    told = (
        "nobody has it",
        "will not open",
        "want of it",
        "nobody knows it",
        "nobody knows it of one made",
        "nobody knows whether",
        "nobody knows whether it was",
    )
    has_not, will_not_open, want, what, what_of_one, whether, whether_it_was = (PhraseGroup(content[name]) for name in told)
    kinds = {kind for kind, _, _ in content["leaves open"]}
    known = {key: kind for key, kind in result_words().studies.items() if kind in kinds} | dict.fromkeys(imaged, _IMAGED)
    return _Words(
        result,
        carrier,
        of,
        between,
        imaged,
        other_tests,
        to_come,
        has_not,
        will_not_open,
        want,
        what,
        what_of_one,
        word_set(content["had"]),
        word_set(content["told as made"]),
        word_set(content["told as seen"]),
        whether,
        whether_it_was,
        {(study, place): finding for study, place, finding in content["leaves open"]},
        {(study, place): finding for study, place, finding in content["leaves open beside an infection"]},
        frozenset(content["infections"]),
        frozenset(content["beside the joints"]),
        content["of the joints"],
        content["of the back"],
        frozenset(content["settled by"]),
        known,
        PhraseGroup(pattern for name in told[-4:] for pattern in content[name]),
    )
