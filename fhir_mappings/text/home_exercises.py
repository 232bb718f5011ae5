"""What a text tells of a home exercise programme beside that there was one: that its plan was given, that a follow-up after it
recorded no improvement, and why it was not completed.

The words stand in `tables/text_home_exercises.yaml`; after how many days a follow-up counts in `tables/treatment_limits.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from fhir_mappings.tables_csv import table
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.times import Time
from fhir_mappings.text.treatment_courses import TreatmentCourse
from fhir_mappings.text.treatment_kinds import is_given, kinds_in
from fhir_mappings.text.words import Words, has_phrase, keys
from fhir_mappings.text.written_dates import on_or_before, written_dates
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

PLAN, FOLLOW_UP, INABILITY = "hep_plan", "hep_follow_up", "hep_inability"
_RESULT, _HOME, _CARE = "conservative_result", "supervised_home_exercise", "conservative_care"
_NEAR, _REASON, _LINK = 6, 8, 4
"""Words between a plan and that it was given, from what was not completed to its reason, from the exercises to how long."""

_Sentence = tuple[int, int]


def of_what_was_not_completed(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, home exercises that somebody could not do as left open: 'could not do the home exercises' does not
    tell that nothing was tried."""
    phrases = _words()["not completed"]
    if Meant.DENIED not in meant:
        return meant
    return [
        Meant.LEFT_OPEN
        if how is Meant.DENIED
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
    at_home = [hit for hit, how in zip(made.hits, made.meant, strict=True) if _says_home(hit) and how is not Meant.DENIED]
    given = [hit for hit, how in zip(made.hits, made.meant, strict=True) if is_given(hit, how) and _HOME in kinds_in(made, hit)]
    for first, end in _sentences(made) if at_home else ():
        here = [hit for hit in at_home if first <= hit.first < end]
        if given and (place := _plan_given(made, first, end, here)) is not None:
            yield Said(PLAN, State.PRESENT, made.slice(*place))
        if given and _is_followed_up(made, (first, end), courses, when):
            yield Said(FOLLOW_UP, State.PRESENT, made.slice(first, end - 1))
        if here and (reason := _not_completed(made, first, end)):
            yield Said(INABILITY, State.PRESENT, made.slice(first, end - 1), reason)


def _says_home(hit: Hit) -> bool:
    return any(isinstance(each.value, tuple) and _HOME in each.value for each in hit.meanings)


def _plan_given(made: Text, first: int, end: int, here: Sequence[Hit]) -> _Sentence | None:
    """Where a sentence says that the plan of exercises was given: 'written plan given 9/1/26', 'HEP provided'."""
    spelled, words = made.words.keys, _words()
    if not here and not has_phrase(spelled, words["of exercises"], first, end):
        return None
    plans = [at for at in range(first, end) if has_phrase(spelled, words["plan"], at, at + 1)]
    plans += [at for hit in here for at in (hit.first, hit.last)]
    handed = [at for at in range(first, end) if has_phrase(spelled, words["given"], at, at + 1)]
    near = [(min(at, gave), max(at, gave)) for at in plans for gave in handed if 0 < abs(at - gave) <= _NEAR]
    for low, high in near:
        if not has_phrase(spelled, words["denies"], max(first, low - _NEAR), high) and "," not in spelled[low:high]:
            return low, high
    return None


def _is_followed_up(made: Text, sentence: _Sentence, courses: Sequence[TreatmentCourse], when: Sequence[Time]) -> bool:
    """Whether a sentence records at a follow-up that nothing improved, long enough after the beginning."""
    first, end = sentence
    if not has_phrase(made.words.keys, _words()["follow-up"], first, end):
        return False
    if not any(first <= hit.first < end and how is Meant.AFFIRMED and _is_failure(hit) for hit, how in _hits(made)):
        return False
    least = next(int(row["days"]) for row in table("treatment_limits") if row["limit"] == "home_follow_up")
    return any(days >= least for days in _days_until(made, sentence, courses, when))


def _days_until(made: Text, sentence: _Sentence, courses: Sequence[TreatmentCourse], when: Sequence[Time]) -> Iterator[float]:
    """How many days the exercises had lasted at a follow-up: by its day and theirs, by the weeks told beside it, else by how
    long they lasted in all."""
    first, end = sentence
    dated = [each for each in written_dates(made.words, made.as_of) if first <= each.first < end]
    days = [day for each in dated if (day := on_or_before(each, made.as_of)) is not None]
    begun = [each.lasted.start for each in courses if each.lasted.start is not None]
    if days and begun:
        yield (max(days) - min(begun)).days
        return
    beside = [time for time in when if first <= time.first < end and not time.about and not _is_beside_home(made, time)]
    here = [time.days for time in beside]
    if here or days or "later" in made.words.keys[first:end]:
        yield from here
        return
    lasted = [float(((each.lasted.end or made.as_of) - (each.lasted.start or date.max)).days) for each in courses]
    yield from lasted or (time.days for time in when if not time.about and _is_beside_home(made, time))


def _is_beside_home(made: Text, time: Time) -> bool:
    """Whether a time is how long the exercises lasted: '7 weeks of home exercises'."""
    return any(_says_home(hit) and -_LINK <= hit.first - time.last <= _LINK for hit in made.hits)


def _is_failure(hit: Hit) -> bool:
    return any(each.finding == _RESULT and each.value == "failed" for each in hit.meanings)


def _not_completed(made: Text, first: int, end: int) -> str:
    """Why a sentence says that the exercises were not completed; "" where it does not say that they were not."""
    spelled, words = made.words.keys, _words()
    at = next((place for place in range(first, end) if has_phrase(spelled, words["not completed"], place, place + 1)), None)
    if at is None:
        return ""
    why = next((place for place in range(at, end) if has_phrase(spelled, words["because"], place, place + 1)), None)
    if why is None:
        return ""
    rest = (why, min(end, why + _REASON))
    physical, convenience = has_phrase(spelled, words["physical"], *rest), has_phrase(spelled, words["inconvenience"], *rest)
    if physical == convenience:
        return ""
    return "physical_reason" if physical else "inconvenience"


def _hits(made: Text) -> Iterator[tuple[Hit, Meant]]:
    return zip(made.hits, made.meant, strict=True)


def _sentences(made: Text) -> Iterator[_Sentence]:
    ends = [-1, *made.words.where(SENTENCE), len(made.words)]
    return ((one + 1, other) for one, other in pairwise(ends) if one + 1 < other)


@cache
def _words() -> Mapping[str, frozenset[tuple[str, ...]]]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text_home_exercises.yaml")
    return {name: frozenset(keys(str(each)) for each in said) for name, said in content.items() if name != "source"}
