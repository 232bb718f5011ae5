"""Whether a complaint got worse while it was treated: 'worse despite PT', 'symptoms progressed during therapy', 'did not get
worse under treatment', 'PT, pain unchanged'. Silence about it says nothing.

To have got worse opens a scan to some payers at once, so that only what surely is the complaint's counts: what is worse must be
named as a symptom, or be nothing else. The words stand in `tables/text_treatment_worse.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.text.kinds import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.treatment_kinds import is_given, kinds_in
from fhir_mappings.text.words import Words, keys
from fhir_mappings.text.worse_of_what import is_of_the_neck_now
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

WORSE = "conservative_worse"
_CARE, _KIND, _WORSE_BACK, _COURSE = "conservative_care", "conservative_kind", "conservative_worse_back", "trajectory"
_BEFORE, _DENIES, _AFTER = 7, 4, 3
"""Words before a treatment in which it is told that something got worse, before that in which it is denied, and after it in
which its subject stands."""
_DEFICIT = "neuro_symptoms_new_or_worse"
_LEAD = 8
_FAR = 40
"""Words of a sentence that are looked at around one."""
_ENDS = SENTENCE | {","}


@dataclass(frozen=True, slots=True)
class _Place:
    """A word of getting worse, or of no change, and whether it is denied."""

    at: int
    worse: bool


def worse_under_treatment(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """`conservative_worse` and, where it is denied, the care it was not worse under. `found` is what the text says else."""
    yield from _of_denied_phrases(made)
    yield from _worse_in_the_back(made)
    if _names_no_treatment(made) or _words().any_.isdisjoint(made.words.named) or any(said.finding == WORSE for said in found):
        return
    said = [*_during(made), *_harmed(made)]
    present = next((each for each in said if each.state is State.PRESENT), None)
    if present is not None:
        yield present
    elif said:
        yield said[0]
    elif not any(_says_a_change(each) for each in found) and not _some_symptom_is_worse(made):
        yield from _calm_beside(made)


def _worse_in_the_back(made: Text) -> Iterator[Said]:
    """A pain of the back that got worse under treatment, which is none of the neck's."""
    for hit, how in zip(made.hits, made.meant, strict=True) if WORSE in made.findings else ():
        if how is Meant.LEFT_OPEN and WORSE in hit.findings:
            before = made.words.keys[max(made.sentence(hit.first)[0], hit.first - _FAR) : hit.first]
            if not _words().back.isdisjoint(before):
                yield Said(_WORSE_BACK, State.PRESENT, made.slice(hit.first, hit.last))


def _names_no_treatment(made: Text) -> bool:
    return kinds_of_time().treatments.isdisjoint(made.findings) and _words().treatments.isdisjoint(made.words.named)


def of_what_might_be(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant, what only could get worse under treatment, or is no complaint of ours, as left open: 'could get
    worse with PT', 'BP worse on NSAIDs', 'worse with PT in 2019'."""
    if not any(WORSE in hit.findings for hit in hits):
        return meant
    ends = words.where(SENTENCE)
    both = zip(hits, meant, strict=True)
    return [
        Meant.LEFT_OPEN if how is Meant.AFFIRMED and WORSE in hit.findings and _might_be(words, ends, hit, as_of) else how
        for hit, how in both
    ]


def _might_be(words: Words, ends: Sequence[int], hit: Hit, as_of: date) -> bool:
    if not _words().no_course.isdisjoint(words.keys[hit.last + 1 : hit.last + 2]):
        return True  # 'worse during PT sessions'
    if not is_of_the_neck_now(words, ends, hit.first, hit.last, as_of):
        return True
    before = words.keys[max(0, hit.first - _DENIES) : hit.first]
    last = next((at for at in range(len(before) - 1, -1, -1) if before[at] in _ENDS), -1)
    near, known = set(before[last + 1 :]), _words()
    if not known.not_so.isdisjoint(near):
        return True
    return not known.others.isdisjoint(near)


def _of_denied_phrases(made: Text) -> Iterator[Said]:
    """The treatment of 'did not get worse during PT'."""
    denied = Meant.DENIED
    for hit, how in zip(made.hits, made.meant, strict=True) if WORSE in made.findings else ():
        if how is denied and WORSE in hit.findings:
            words, kinds = made.slice(hit.first, hit.last), kinds_in(made, hit)
            yield Said(_CARE, State.PRESENT, words)
            if kinds:
                yield Said(_KIND, State.PRESENT, words, tuple(sorted(kinds)))


def _during(made: Text) -> Iterator[Said]:
    """What got worse, or did not, while a treatment went on: 'symptoms progressed during 3 weeks of therapy'."""
    words, spelled = _words(), made.words.keys
    for at in made.words.where(words.first_during):
        for phrase in words.during:
            if spelled[at : at + len(phrase)] != phrase or not (end := _treated(made, at + len(phrase))):
                continue
            if _is_something_else(made, phrase, end):
                continue
            first = made.sentence(at)[0]
            near = range(at - 1, max(first, at - _BEFORE) - 1, -1)
            place = next((each for before in near if (each := _place(made, before, first))), None)
            if (
                place is None
                or "," in spelled[place.at : at]
                or not words.not_so.isdisjoint(spelled[max(first, at - _FAR) : end])
            ):
                continue
            if not words.denies.isdisjoint(spelled[place.at + 1 : end]) or "?" in spelled[max(0, place.at - 1) : end + 1]:
                continue  # 'worse despite no treatment', 'worse despite PT?'
            ours = not place.worse or _is_of_the_complaint(made, place.at, first, at)
            if ours and _is_ours(made, place.at, end - 1):
                yield Said(WORSE, State.PRESENT if place.worse else State.REFUTED, made.slice(place.at, end - 1))


def _is_ours(made: Text, first: int, last: int) -> bool:
    return is_of_the_neck_now(made.words, made.sentence_ends, first, last, made.as_of)


def _is_something_else(made: Text, during: tuple[str, ...], end: int) -> bool:
    """Whether it hurts on moving ('worse with exercise'), for a day ('worse on therapy days'), or the treatment is that of
    something else ('treatment for breast cancer')."""
    words, spelled = _words(), made.words.keys
    if spelled[end - 1] in words.movements and during not in words.in_spite_of:
        return True
    after = spelled[end : end + 1 + _AFTER]
    if not after:
        return False
    return after[0] in words.no_course or (after[0] in words.of_something and words.neck.isdisjoint(after[1:]))


def _place(made: Text, at: int, first: int) -> _Place | None:
    """Whether a word says that something got worse, or that it did not."""
    words, key, spelled = _words(), made.words.keys[at], made.words.keys
    if key in words.calm:
        denied = _is_denied(made, at, first)
        return None if denied else _Place(at, False)
    if key in words.calm_denied:
        return _Place(at, False) if _is_denied(made, at, first) else None
    if key in words.worse or key in words.more:
        if _is_denied(made, at, first):
            return _Place(at, False) if _is_plain(made, at) else None
        if key in words.more and not words.unless.isdisjoint(spelled[at : at + 1 + _AFTER]):
            return None
        return _Place(at, True)
    return None


def _is_denied(made: Text, at: int, first: int) -> bool:
    before = made.words.keys[max(first, at - _DENIES) : at]
    for comma in range(len(before) - 1, -1, -1):
        if before[comma] in _ENDS:
            before = before[comma + 1 :]
            break
    return not _words().denies.isdisjoint(before)


def _is_plain(made: Text, at: int) -> bool:
    """Whether what is denied is that anything got worse, not that a certain deficit did: 'no worsening weakness'."""
    after = made.words.keys[at + 1 : at + 2]
    words = _words()
    little = _ENDS | words.first_during | {"and", "but", ")", "or", "since", "pain", "symptoms", "symptom", "neck", "of"}
    return not after or after[0] in little


def _is_of_the_complaint(made: Text, at: int, first: int, end: int) -> bool:
    """Whether it is the complaint that got worse: a symptom is named beside the word, or nothing else is."""
    words, spelled = _words(), made.words.keys
    begin = max(first, at - _BEFORE)
    near = spelled[begin:at], spelled[at + 1 : min(end, at + 1 + _AFTER)]
    beside = {*near[0], *near[1]}
    if not words.others.isdisjoint(beside):
        return False
    if not words.symptoms.isdisjoint(beside):
        return True
    if spelled[at] in words.more:
        return False
    if not words.subjects.isdisjoint(beside):
        return True
    begins = at
    while begins > first and spelled[begins - 1] in words.adverbs:
        begins -= 1
    return begins == 0 or spelled[begins - 1] in _ENDS


def _treated(made: Text, at: int) -> int:
    """The place after a treatment that stands there, or after little words; 0 where none does."""
    words, spelled = _words(), made.words.keys
    for place in range(at, min(len(spelled), at + _LEAD)):
        hit, how = made.phrase_at.get(place, (None, None))
        if hit is not None and how is Meant.AFFIRMED and kinds_in(made, hit):
            return hit.last + 1
        if spelled[place] in words.treatments:
            return place + 1
        if spelled[place] not in words.between and not spelled[place][0].isdigit():
            return 0
    return 0


def _harmed(made: Text) -> Iterator[Said]:
    """A treatment that made it worse, or was stopped because it got worse."""
    words, spelled = _words(), made.words.keys
    for at in made.words.where(words.makes | words.harms | words.stopped):
        key = spelled[at]
        first, end = made.sentence(at)
        near = spelled[max(first, at - _FAR) : min(end, at + _FAR)]
        if not _ends_with_treatment(made, at, first) or not words.not_so.isdisjoint(near):
            continue
        end = next((place for place in range(at, min(end, at + 1 + _BEFORE)) if spelled[place] == ","), end)
        after = spelled[at + 1 : min(end, at + 1 + _BEFORE)]
        if not words.others.isdisjoint(after) or _is_denied(made, at, first):
            continue
        if key in words.makes:
            harmed = not words.worse.isdisjoint(after)
        elif key in words.harms:
            harmed = not words.symptoms.isdisjoint(after[:_AFTER])
        else:
            why = [place for place, word in enumerate(after) if word in words.because]
            rest = after[why[0] :] if why else ()
            worse = not words.worse.isdisjoint(rest) or not words.more.isdisjoint(rest)
            harmed = worse and (not words.symptoms.isdisjoint(rest) or "worse" in rest)
        if harmed and words.denies.isdisjoint(after) and _is_ours(made, at, min(end, at + 1 + _BEFORE) - 1):
            yield Said(WORSE, State.PRESENT, made.slice(max(first, at - 1), min(end, at + 1 + _BEFORE) - 1))


def _ends_with_treatment(made: Text, at: int, first: int) -> bool:
    """Whether a treatment stands just before a place, as who does what follows: 'PT actually made'."""
    words, spelled, place = _words(), made.words.keys, at - 1
    while place > first and (spelled[place] in words.adverbs or spelled[place] in _WHO_STOPS):
        place -= 1
    if place < first:
        return False
    beside = made.phrase_at.get(place)
    return (beside is not None and is_given(*beside)) or spelled[place] in words.treatments


_WHO_STOPS = frozenset({"was", "were", "which", "that", "then", "only", "also", "by", "therapist", "because", "it"})


def _says_a_change(said: Said) -> bool:
    return said.state is State.PRESENT and (said.finding == _DEFICIT or (said.finding == _COURSE and said.value == "worsening"))


def _some_symptom_is_worse(made: Text) -> bool:
    """Whether a symptom is told to be worse anywhere: 'pain unchanged. Arm numbness increased'."""
    words, spelled = _words(), made.words.keys
    for at in made.words.where(words.worse | words.more):
        first, end = made.sentence(at)
        near = {*spelled[max(first, at - _AFTER) : at], *spelled[at + 1 : min(end, at + 1 + _AFTER)]}
        place = None if words.symptoms.isdisjoint(near) else _place(made, at, first)
        if place is not None and place.worse:
            return True
    return False


def _calm_beside(made: Text) -> Iterator[Said]:
    """'PT 8/3-9/28, pain unchanged', 'six weeks of physio: no better, no worse': nothing got worse in the sentence of the
    treatment."""
    words, spelled = _words(), made.words.keys
    both = zip(made.hits, made.meant, strict=True)
    treated = {made.sentence(hit.first)[0] for hit, how in both if is_given(hit, how)}
    for at, key in enumerate(spelled) if treated else ():
        if key not in words.calm and key not in words.worse:
            continue
        first, end = made.sentence(at)
        place = _place(made, at, first)
        if place is None or place.worse or first not in treated:
            continue
        if key in words.calm and words.pains.isdisjoint(spelled[max(first, at - _AFTER) : at]):
            continue
        near = spelled[max(first, at - _FAR) : min(end, at + _FAR)]
        if any(
            (each := _place(made, other, first)) and each.worse for other in range(max(first, at - _FAR), min(end, at + _FAR))
        ):
            continue  # 'pain unchanged but numbness increased'
        if words.others.isdisjoint(near) and words.not_so.isdisjoint(near) and _is_ours(made, at, at):
            yield Said(WORSE, State.REFUTED, made.slice(max(first, at - _AFTER), at))
            return


@dataclass(frozen=True)
class _Words:
    worse: frozenset[str]
    more: frozenset[str]
    unless: frozenset[str]
    symptoms: frozenset[str]
    pains: frozenset[str]
    subjects: frozenset[str]
    adverbs: frozenset[str]
    others: frozenset[str]
    denies: frozenset[str]
    calm: frozenset[str]
    calm_denied: frozenset[str]
    during: tuple[tuple[str, ...], ...]
    first_during: frozenset[str]
    between: frozenset[str]
    treatments: frozenset[str]
    not_so: frozenset[str]
    makes: frozenset[str]
    harms: frozenset[str]
    stopped: frozenset[str]
    because: frozenset[str]
    movements: frozenset[str]
    in_spite_of: frozenset[tuple[str, ...]]
    no_course: frozenset[str]
    of_something: frozenset[str]
    neck: frozenset[str]
    back: frozenset[str]
    any_: frozenset[str]


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text_treatment_worse.yaml")

    def cut(name: str) -> frozenset[str]:
        return frozenset(" ".join(keys(str(each))) for each in content[name])

    during = tuple(sorted((keys(str(each)) for each in content["during"]), key=lambda each: -len(each)))
    symptoms, calm, worse, more = cut("symptoms"), cut("calm"), cut("worse"), cut("more")
    return _Words(
        worse=worse,
        more=more,
        unless=cut("unless"),
        symptoms=symptoms,
        pains=symptoms & {"pain", "ache", "symptom", "symptoms", "sx", "discomfort"},
        subjects=cut("subjects"),
        adverbs=cut("adverbs"),
        others=cut("not this complaint"),
        denies=cut("denies"),
        calm=calm,
        calm_denied=cut("calm after a denial"),
        during=during,
        first_during=frozenset(each[0] for each in during),
        between=cut("between"),
        treatments=cut("treatments"),
        not_so=cut("not so"),
        makes=cut("makes"),
        harms=cut("harms"),
        stopped=cut("stopped"),
        because=cut("because"),
        movements=cut("movements"),
        in_spite_of=frozenset(keys(str(each)) for each in content["in spite of"]),
        no_course=cut("no course"),
        of_something=cut("of something"),
        neck=cut("of the neck"),
        back=cut("parts of the back"),
        any_=worse | more | calm | cut("calm after a denial"),
    )
