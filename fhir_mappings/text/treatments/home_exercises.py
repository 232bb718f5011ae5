"""What a text tells of a home exercise programme beside that there was one: that its plan was given, that a follow-up after it
recorded no improvement, and why it was not completed.

The words stand in `tables/text/home_exercises.yaml`; after how many days a follow-up counts in `tables/treatment_limits.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Row
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.times.written_dates import WrittenDate, on_or_before, written_dates
from fhir_mappings.text.treatments.course_of_treatment import TreatmentCourse
from fhir_mappings.text.treatments.treatment_kinds import is_given, is_treatment, kinds_in
from fhir_mappings.text.words import Words, has_phrase, keys
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

PLAN, FOLLOW_UP, INABILITY = "hep_plan", "hep_follow_up", "hep_inability"
_RESULT, _KIND, _HOME = "conservative_result", "conservative_kind", "supervised_home_exercise"
_NEAR, _REASON, _LINK = 6, 8, 4
"""Words between a plan and that it was given, from what was not completed to its reason, from the exercises to how long."""

_TO_REASON, _BACK = 14, 20
"""Words from what was not completed to its reason, and back to the exercises."""

_Sentence = tuple[int, int]


def of_what_was_not_completed(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, home exercises that somebody could not do as left open: 'could not do the home exercises' does not
    tell that nothing was tried."""
    denied = Meant.DENIED
    if denied not in meant or not any(how is denied and _says_home(hit) for hit, how in zip(hits, meant, strict=True)):
        return meant
    phrases = _words()["not completed"]
    return [
        Meant.LEFT_OPEN
        if how is denied
        and _says_home(hit)
        and (has_phrase(words.keys, phrases, max(0, hit.first - _NEAR), hit.first) or _is_of_the_plan(words, hit))
        else how
        for hit, how in zip(hits, meant, strict=True)
    ]


def _is_of_the_plan(words: Words, hit: Hit) -> bool:
    """Whether what is denied of home exercises is their plan: 'no written home exercise plan was given'."""
    return any(
        has_phrase(words.keys, _words()["plan"], at, at + 1) for at in (hit.last + 1, hit.first - 1) if 0 <= at < len(words)
    )


def home_exercises(made: Text, courses: Sequence[TreatmentCourse], when: Sequence[Time]) -> Iterator[Said]:
    """`hep_plan`, `hep_follow_up` and `hep_inability`; none where no home exercises are told of."""
    if _KIND not in made.findings:
        return
    told = list(zip(made.hits, made.meant, strict=True))
    at_home = [hit for hit, how in told if _says_home(hit) and how is not Meant.DENIED]
    if not at_home:
        return
    given = any(is_given(hit, how) and _HOME in kinds_in(made, hit) for hit, how in told)
    here = _by_sentence(made, at_home)
    lasted = _Lasted(made, courses, when) if given else None
    sentences = list(_sentences(made))
    reasons = dict(_reasons(made, sentences, here))
    for first, end in sentences:
        own = here.get(first, [])
        if (lasted or reasons) and (place := _plan_given(made, first, end, own)) is not None:
            yield Said(PLAN, State.PRESENT, made.slice(*place))
            if not lasted:  # what could not be completed is left open as a treatment; its plan was given all the same
                yield Said(_KIND, State.PRESENT, made.slice(*place), (_HOME,))
        if lasted and _is_followed_up(made, (first, end), lasted):
            yield Said(FOLLOW_UP, State.PRESENT, made.slice(first, end - 1))
        if first in reasons:
            yield Said(INABILITY, State.PRESENT, made.slice(first, end - 1), reasons[first])


_Placed = TypeVar("_Placed", Hit, Time, WrittenDate)


def _by_sentence(made: Text, placed: Iterable[_Placed]) -> dict[int, list[_Placed]]:
    """Phrases, times or days by the place where their sentence begins."""
    found: dict[int, list[_Placed]] = {}
    for each in placed:
        found.setdefault(made.sentence(each.first)[0], []).append(each)
    return found


def _reasons(made: Text, sentences: Sequence[_Sentence], here: Mapping[int, Sequence[Hit]]) -> Iterator[tuple[int, str]]:
    """Why the exercises were not completed, by where the sentence begins that says it: one that names them, or the next: 'HEP
    given 9/1; could not complete it because of pain'."""
    before = -1
    for first, end in sentences:
        led_from = first if here.get(first) else before
        if led_from >= 0 and (reason := _not_completed(made, first, end, led_from)):
            yield first, reason
        before = first if here.get(first) else -1


def _says_home(hit: Hit) -> bool:
    return _KIND in hit.findings and _is_of_home(hit.row)


@cache
def _is_of_home(row: Row) -> bool:
    return any(isinstance(each.value, tuple) and _HOME in each.value for each in row.meanings)


def _plan_given(made: Text, first: int, end: int, here: Sequence[Hit]) -> _Sentence | None:
    """Where a sentence says that the plan of exercises was given: 'written plan given 9/1/26', 'HEP provided'."""
    spelled, words = made.words.keys, _words()
    if not here and not has_phrase(spelled, words["of exercises"], first, end):
        return None
    plans = [at for at in range(first, end) if has_phrase(spelled, words["plan"], at, at + 1)]
    plans += [at for hit in here for at in (hit.first, hit.last)]
    handed = [at for at in range(first, end) if has_phrase(spelled, words["given"], at, at + 1)]
    named = set(plans)
    around = ((at, gave) for gave in handed for at in range(gave - _NEAR, gave + _NEAR + 1) if at in named and at != gave)
    near = [(min(at, gave), max(at, gave)) for at, gave in around]
    for low, high in near:
        if not has_phrase(spelled, words["denies"], max(first, low - _NEAR), high) and "," not in spelled[low:high]:
            return low, high
    return None


def _is_followed_up(made: Text, sentence: _Sentence, lasted: _Lasted) -> bool:
    """Whether a sentence records at a follow-up that nothing improved, long enough after the beginning."""
    first, end = sentence
    if not has_phrase(made.words.keys, _words()["follow-up"], first, end):
        return False
    told = (made.phrase_at.get(at) for at in range(first, end))
    if not any(each is not None and each[1] is Meant.AFFIRMED and _is_failure(each[0]) for each in told):
        return False
    least = treatment_limit("home_follow_up")
    return any(days >= least for days in lasted.until(first, end))


class _Lasted:
    """How many days home exercises had lasted at a follow-up: by its day and theirs, by the weeks told beside it, else by how
    long they lasted in all."""

    def __init__(self, made: Text, courses: Sequence[TreatmentCourse], when: Sequence[Time]) -> None:
        sure = [time for time in when if not time.about]
        of_home = [time for time in sure if _is_beside_home(made, time)]
        self._made, self._days = made, _by_sentence(made, written_dates(made.words, made.as_of))
        beside = set(map(id, of_home))
        self._times = _by_sentence(made, [time for time in sure if id(time) not in beside])
        self._begun = min((each.lasted.start for each in courses if each.lasted.start), default=None)
        spans = [((each.lasted.end or made.as_of) - each.lasted.start).days for each in courses if each.lasted.start]
        self._in_all = [float(each) for each in spans] or [time.days for time in of_home]

    def until(self, first: int, end: int) -> Sequence[float]:
        """At a follow-up in the sentence between two places; nothing where the day is told otherwise."""
        dated = self._days.get(first, [])
        days = [day for each in dated if (day := on_or_before(each, self._made.as_of)) is not None]
        if days and self._begun:
            return [float((max(days) - self._begun).days)]
        here = [time.days for time in self._times.get(first, [])]
        if here or days or "later" in self._made.words.keys[first:end]:
            return here
        return self._in_all


def _is_beside_home(made: Text, time: Time) -> bool:
    """Whether a time is how long the exercises lasted: '7 weeks of home exercises'."""
    near = (made.phrase_at.get(at) for at in range(time.first - _LINK, time.last + 1 + _LINK))
    return any(each is not None and _says_home(each[0]) for each in near)


def _is_failure(hit: Hit) -> bool:
    return any(each.finding == _RESULT and each.value == "failed" for each in hit.meanings)


def _not_completed(made: Text, first: int, end: int, led_from: int) -> str:
    """Why a sentence says that the exercises were not completed, which are named from a place on; "" where it does not say that
    they were not."""
    spelled, words = made.words.keys, _words()
    stopped = (place for place in range(first, end) if has_phrase(spelled, words["not completed"], place, place + 1))
    why = next((reason for at in stopped if (reason := _reason(made, at, led_from, end)) is not None), None)
    if why is None:
        return ""
    rest = (why, min(end, why + _REASON))
    physical, convenience = has_phrase(spelled, words["physical"], *rest), has_phrase(spelled, words["inconvenience"], *rest)
    if physical == convenience:
        return ""
    return "physical_reason" if physical else "inconvenience"


def _reason(made: Text, at: int, led_from: int, end: int) -> int | None:
    """Where the reason stands for which the exercises were not completed, by words at a place; not 'stopped work because'."""
    spelled, words = made.words.keys, _words()
    length = max(len(each) for each in words["not completed"] if spelled[at : at + len(each)] == each)
    named = False
    for place in range(at + length, min(end, at + length + _TO_REASON)):
        if has_phrase(spelled, words["because"], place, place + 1):
            return place if named or _is_led_by_home(made, at, led_from) else None
        beside = made.phrase_at.get(place)
        if beside is not None and _says_home(beside[0]):
            named = True
        elif (
            not has_phrase(spelled, words["of exercises"] | words["little"], place, place + 1) and not spelled[place].isdigit()
        ):
            return None
    return None


def _is_led_by_home(made: Text, at: int, first: int) -> bool:
    """Whether the last treatment named before a place in its sentence is exercises at home."""
    for place in range(at - 1, max(first, at - _BACK) - 1, -1):
        beside = made.phrase_at.get(place)
        if beside is not None and (_says_home(beside[0]) or is_treatment(beside[0])):
            return _says_home(beside[0])
    return False


def _sentences(made: Text) -> Iterator[_Sentence]:
    ends = [-1, *made.sentence_ends, len(made.words)]
    return ((one + 1, other) for one, other in pairwise(ends) if one + 1 < other)


@cache
def _words() -> Mapping[str, frozenset[tuple[str, ...]]]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/home_exercises.yaml")
    return {name: frozenset(keys(str(each)) for each in said) for name, said in content.items() if name != "source"}
