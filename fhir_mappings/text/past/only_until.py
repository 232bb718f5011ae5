"""What is denied only up to a time, and so tells what came then: 'no weakness until yesterday', 'continent until last night'.

A symptom denied until a time began then; what a phrase calls well until a time is in doubt since. Of what somebody never had
before nobody says whether it is there now. The words stand in `tables/text/only_until.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set
from functools import cache
from itertools import takewhile

from fhir_mappings.text.finding_roles import denies_itself
from fhir_mappings.text.known_of_findings import context_kinds, passing_symptoms
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row, row_of
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at
from imaging_rules.facts import State

_WORDS = word_lists("text/only_until")

_STUDIES = word_lists("text/studies")["studies"]
_THEN = _WORDS["of then"] | _WORDS["at"]
_MARKS = _WORDS["until"] | _WORDS["before"]
_EARLIER = _WORDS["earlier"] | _WORDS["at first"]
_SPEAK = _MARKS | _EARLIER
_LISTS = frozenset({",", "or", "nor", "and", "/", "&"})
_NOTHING_MORE = SENTENCE | {",", "", ")", "!", "but"}
_EXAMINED = frozenset({"neuro_exam_normal", "neuro_stable"})
_NEAR, _NEXT = 7, 3
_OPEN, _DENIED, _AFFIRMED = Meant.LEFT_OPEN, Meant.DENIED, Meant.AFFIRMED


def of_what_came_then(words: Words, hits: list[Hit], meant: list[Meant], when: Sequence[Time]) -> tuple[list[Hit], list[Meant]]:
    """The phrases of a text, and how they are meant, where some are denied only up to a time. `when` are its times."""
    if _DENIED in meant and (then := _denied_of_then(words, hits, meant, when)):
        meant = [_OPEN if place in then else how for place, how in enumerate(meant)]
    if _SPEAK.isdisjoint(words.named):
        return hits, meant
    spelled, made, told = words.keys, list(meant), hits
    if not _MARKS.isdisjoint(words.named):
        told = list(hits)
        lasts, dated = [hit.last for hit in hits], frozenset(time.first for time in when)
        for mark in words.where(_MARKS):
            place = bisect_left(lasts, mark) - 1
            between = spelled[lasts[place] + 1 : mark] if place >= 0 else ()
            if place < 0 or len(between) > _NEAR or not _WORDS["between"].issuperset(between):
                continue
            how = _meant_then(spelled, mark, between, dated)
            if how is not None:
                told[place], made[place] = _since_then(hits[place], made[place], how)
                _leave_the_list_open(spelled, hits, made, place)
    if not _EARLIER.isdisjoint(words.named):
        for place, hit in enumerate(hits):
            if _is_denied_of_earlier(spelled, hits, made, place) or _is_of_the_beginning(spelled, hit, made[place]):
                made[place] = _OPEN
    return told, made


def _denied_of_then(words: Words, hits: Sequence[Hit], meant: Sequence[Meant], when: Sequence[Time]) -> set[int]:
    """The symptoms that are denied of a time that has passed: 'no weakness 2 weeks ago', 'no numbness at first'."""
    spelled, last = words.keys, len(words) - 1
    recent = text_limits().last_night
    passed = {time.first for time in when if time.ago and time.days > recent}
    found = set()
    for place, how in enumerate(meant):
        after = hits[place].last + 1
        if how is not _DENIED or after > last or (spelled[after] not in _THEN and after not in passed):
            continue
        if not denies_itself(hits[place].row) and _is_a_symptom(hits[place]) and _is_of_then(spelled, after, passed):
            found.add(place)
    return found


def _is_of_then(spelled: Sequence[str], after: int, passed: Set[int]) -> bool:
    """Whether a time that has passed stands behind a phrase; of a study it dates that: 'no cord compression on Oct MRI'."""
    for at in range(after, min(len(spelled), after + _NEAR)):
        begins = spelled[at] in _WORDS["then"] and not _WORDS["at"].isdisjoint(spelled[at - 2 : at])
        if begins or at in passed:
            return _STUDIES.isdisjoint(spelled[at : at + _NEXT])
        if spelled[at] not in _THEN:
            return False
    return False


def _meant_then(spelled: Sequence[str], mark: int, between: Sequence[str], dated: frozenset[int]) -> Meant | None:
    """How what is denied up to a time is meant since; None where it stays denied."""
    after = mark + 1
    while word_at(spelled, after) in _WORDS["passed"] and after not in dated:
        after += 1
    key = word_at(spelled, after)
    if spelled[mark] in _WORDS["until"]:
        if key in _WORDS["up to then"]:
            return None
        return _OPEN if key in _WORDS["open"] or key in _NOTHING_MORE else _AFFIRMED
    if key in _WORDS["both"]:
        return None
    like_this = key in _NOTHING_MORE and not _WORDS["like this"].isdisjoint(between)
    return _AFFIRMED if like_this or after in dated or key in _WORDS["began"] else _OPEN


def _since_then(hit: Hit, how: Meant, since: Meant) -> tuple[Hit, Meant]:
    """A phrase and how it is meant, of which somebody tells how it was up to a time."""
    if how is _AFFIRMED and _well(hit.row):
        return (hit, _OPEN) if since is _OPEN else (_in_doubt(hit), _AFFIRMED)
    if how is _AFFIRMED and not hit.findings.isdisjoint(_EXAMINED):
        return hit, _OPEN  # 'neurologically intact until yesterday'
    if how is _DENIED and _is_a_symptom(hit) and not denies_itself(hit.row):
        return hit, since
    disease = context_kinds().is_diagnosis(hit) and not context_kinds().is_event(hit)
    denied = how is _DENIED or (how is _AFFIRMED and denies_itself(hit.row))
    return hit, _OPEN if disease and denied and since is _AFFIRMED else how


def _leave_the_list_open(spelled: Sequence[str], hits: Sequence[Hit], made: list[Meant], place: int) -> None:
    """Leaves open what is denied in one list with a phrase: 'no numbness or weakness until yesterday'."""
    for at in range(place - 1, -1, -1):
        listed = 0 < hits[at + 1].first - hits[at].last <= _NEXT and _LISTS.issuperset(
            spelled[hits[at].last + 1 : hits[at + 1].first]
        )
        if not listed or made[at] not in (_DENIED, _AFFIRMED) or not _is_a_symptom(hits[at]):
            return
        made[at] = _OPEN if made[at] is _DENIED else made[at]


def _is_denied_of_earlier(spelled: Sequence[str], hits: Sequence[Hit], made: Sequence[Meant], place: int) -> bool:
    """Whether a symptom is denied of earlier only: 'no previous leg weakness', 'no prior episodes of weakness'."""
    hit, how = hits[place], made[place]
    if how is not _DENIED and how is not _AFFIRMED:
        return False
    at = hit.first - 1
    while at > 0 and spelled[at] in _WORDS["episodes"]:
        at -= 1
    if at < 1 or spelled[at] not in _WORDS["earlier"] or spelled[at - 1] in _LISTS or not _is_a_symptom(hit):
        return False
    if how is _DENIED:
        return True
    before = hits[place - 1] if place else None
    return before is not None and before.first <= at <= before.last and spelled[before.first] in ("no", "nil", "without")


def _is_of_the_beginning(spelled: Sequence[str], hit: Hit, how: Meant) -> bool:
    """Whether a symptom is denied of the beginning only: 'initially no weakness', 'previously continent'."""
    before = spelled[max(0, hit.first - _NEXT) : hit.first][::-1]
    if _WORDS["at first"].isdisjoint(before) or _WORDS["at first"].isdisjoint(
        takewhile(lambda key: key not in _NOTHING_MORE, before)
    ):
        return False
    return (how is _DENIED and _is_a_symptom(hit)) or (how is _AFFIRMED and _well(hit.row))


def _is_a_symptom(hit: Hit) -> bool:
    return not hit.findings.isdisjoint(passing_symptoms()) and not context_kinds().is_event(hit)


@cache
def _well(row: Row) -> bool:
    """Whether a phrase denies a symptom by itself: 'continent', 'normal gait'."""
    return any(each.finding in passing_symptoms() and each.state is State.REFUTED for each in row.meanings)


def _in_doubt(hit: Hit) -> Hit:
    return hit.saying(_doubted(hit.row))


@cache
def _doubted(row: Row) -> Row:
    """What a phrase that denies symptoms leaves in doubt."""
    refuted = {each.finding for each in row.meanings if each.state is State.REFUTED}
    return row_of(
        tuple(Meaning(name, State.SUSPECTED) for name in sorted(refuted & passing_symptoms())), row.rank, row.capitals
    )
