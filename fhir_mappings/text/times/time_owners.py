"""Whose time it is: the complaint, the injury, the operation or the treatment that each time of a text speaks of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.finding_roles import denies_itself
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Row
from fhir_mappings.text.said import SENTENCE, Text
from fhir_mappings.text.times.time_leads import lead_words
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/time_owners")

_SAID = frozenset({Meant.AFFIRMED, Meant.SUSPECTED, Meant.PAST})
_NEAR = 3
"""What a time 'after' something speaks of begins within so many words."""
_LEADS = 4
_CHANGES = frozenset({"neuro_symptoms_new_or_worse", "new_deficit", "relapse"})
_RESULTS = frozenset(
    {"brain_mri_ms", "cervical_mri_for_cord", "cervical_film", "spine_film", "si_imaging", "emg_result", "cervical_ct_trauma"}
    | {"spine_ct_trauma", "vcf_film"}
)
"""What studies showed."""
_UNTIL = "until"
_NOTHING_HAPPENED = frozenset({"no_recent_injury"})
_THINNER = frozenset({"anticoagulated"})
_TAKEN = frozenset({"anticoagulated", "cancer_treatment_current", "steroid_long_term"})
"""Medicines taken for years: 'low back pain, on tamoxifen since 2021' dates no pain."""


def time_owners(made: Text, when: Sequence[Time]) -> list[int | None]:
    """For each time the place of the phrase it speaks of: the next one for '3-week history of' and '6 weeks after', the one
    just before it where that has no duration we ask for ('RA x 20 yrs'), else the last one before it in its sentence, else
    the next. What is denied has no time; words such as 'worsening' are passed over."""
    if not when:
        return []
    ends = made.sentence_ends
    timely: list[tuple[int, int]] = []
    others: dict[int, int] = {}
    changes = not _CHANGES.isdisjoint(made.findings)
    spelled, no_more = made.words.keys, _WORDS["no more"]
    for place, (hit, how) in enumerate(zip(made.hits, made.meant, strict=True)):
        row = hit.row
        if how in _SAID:
            has_time, untimely = _timed(row)
            if has_time:
                timely.append((hit.first, place))
            if untimely or (not row.findings and spelled[hit.first] in no_more):
                others[hit.last] = place  # 'off warfarin x 1 yr', 'was on steroids until 2023'
        elif how is Meant.NOT_OF_THE_PATIENT and hit.findings:
            timely.append((hit.first, place))  # 'his wife has MS for 20 years', 'physio for her shoulder for 12 weeks'
        if changes and denies_a_change(row, how):
            others[hit.last] = place
    firsts = [first for first, _ in timely]
    return [_owner(made, time, timely, firsts, others, ends) for time in when]


@cache
def _timed(row: Row) -> tuple[bool, bool]:
    """Whether a phrase has a time, and whether a time just behind it is that of something without one; neither where it says
    no by itself."""
    if denies_itself(row) or not row.findings.isdisjoint(_NOTHING_HAPPENED):
        return False, False
    return _has_time(row), _is_untimely(row) or _is_stopped(row)


def _is_stopped(row: Row) -> bool:
    """Whether a phrase is a drug that is not taken now: 'Eliquis held'."""
    return row.findings == _THINNER and row.meanings[0].state is State.SUSPECTED


def _owner(
    made: Text,
    time: Time,
    timely: Sequence[tuple[int, int]],
    firsts: Sequence[int],
    others: dict[int, int],
    ends: Sequence[int],
) -> int | None:
    beside = None if time.ahead else _just_before(made, time, others)
    if beside is not None and (not _is_a_result(made.hits[beside].row) or _is_a_date(made, time)):
        return beside
    sentence = bisect_right(ends, time.first)
    at = bisect_right(firsts, time.first)
    before = _in_sentence(timely, at - 1, ends, sentence)
    if time.change and before is not None and kinds_of_time().is_injury(made.hits[before]):
        before = _in_sentence(timely, at - 2, ends, sentence)  # 'pain since a fall in 2015, worse over 2 months'
    after = _in_sentence(timely, at, ends, sentence)
    if before is not None and _UNTIL in made.words.named and _is_until(made, time):
        before = None if kinds_of_time().is_procedure(made.hits[before]) else before
    if after is not None and _is_the_history_of_something_else(made, time, made.hits[after]):
        return before  # '3 week history of knee pain, easing with naproxen'
    if time.ahead and time.ago and after is not None and made.hits[after].first - time.last > _NEAR:
        return before  # '3 days after flying home': the complaint of which it is told
    if before is not None and after is not None and _lasts_since(made, time, made.hits[after]):
        return before
    told = None if before is None else made.hits[before]
    begins = after is not None and _begins_a_thought(made, time, made.hits[after])
    woke = time.first > 0 and made.words.keys[time.first - 1] in _WORDS["woke"]  # 'woke 9 days ago with neck pain'
    ahead = (
        time.ahead
        or begins
        or woke
        or (time.ago and _begins_a_story(made, time))
        or (after is not None and _is_of_a_treatment(made, time, made.hits[after], told))
    )
    first, second = (after, before) if ahead else (before, after)
    return second if first is None else first


@cache
def _has_time(row: Row) -> bool:
    return kinds_of_time().has_time(row)


def denies_a_change(row: Row, how: Meant) -> bool:
    """Whether a phrase says that nothing is new: 'no new deficits for 18 months' dates no complaint."""
    if _CHANGES.isdisjoint(row.findings):
        return False
    changes = [meaning for meaning in row.meanings if meaning.finding in _CHANGES]
    return bool(changes) and (how is Meant.DENIED or any(meaning.state is State.REFUTED for meaning in changes))


def _begins_a_thought(made: Text, time: Time, after: Hit) -> bool:
    """Whether a time stands after a comma and just before what it speaks of: 'known MS, since Wednesday numb legs'."""
    spelled, leads = made.words.keys, lead_words()
    at = time.first - 1
    while at >= 0 and time.first - at <= _LEADS and spelled[at] in leads:
        at -= 1
    near = after.first - time.last <= _NEAR and "," not in spelled[time.last + 1 : after.first]
    if at >= 0 and spelled[at] == ":":
        return near and after.first == time.last + 1  # 'MS suspected: 3 weeks numb arm'
    return near and at >= 0 and spelled[at] == ","


def _is_until(made: Text, time: Time) -> bool:
    """Whether a time ends that all was well: 'fusion 2021, well until 3 weeks ago'."""
    return _UNTIL in made.words.keys[max(0, time.first - _NEAR + 1) : time.first]


def _begins_a_story(made: Text, time: Time) -> bool:
    """Whether it goes on with what happened then: 'three days ago he became wobbly'."""
    if _WORDS["happened"].isdisjoint(made.words.named):
        return False
    after = made.words.keys[time.last + 1 : time.last + 1 + _NEAR]
    return not _WORDS["who"].isdisjoint(after[:2]) and not _WORDS["happened"].isdisjoint(after)


def _lasts_since(made: Text, time: Time, after: Hit) -> bool:
    """Whether it is how long a complaint has lasted behind something that did not happen in a moment: 'ataxia for 2 days after
    a fever'. Of an injury, an operation or a treatment it is the day of that as well."""
    kinds = kinds_of_time()
    lasts = time.ahead and time.ago and time.first > 0 and made.words.keys[time.first - 1] in _WORDS["for"]
    return lasts and not (kinds.is_injury(after) or kinds.is_procedure(after) or kinds.is_treatment(after))


def _is_the_history_of_something_else(made: Text, time: Time, after: Hit) -> bool:
    """Whether a time is that of a complaint without a phrase of its own, behind which a comma and a treatment stand."""
    if not time.ahead or time.ago or not kinds_of_time().is_treatment(after):
        return False
    between = made.words.keys[time.last + 1 : after.first]
    return "," in between and not _WORDS["history"].isdisjoint(between[: between.index(",")])


def _is_of_a_treatment(made: Text, time: Time, after: Hit, before: Hit | None) -> bool:
    """Whether a time is how long a treatment was given: 'failed 12 wks conservative treatment', not 'pain x 3 months, PT' nor
    'LBP 7 weeks PT'."""
    if not kinds_of_time().is_treatment(after) or after.first - time.last > _NEAR + 1:
        return False
    spelled = made.words.keys
    led = time.first > 0 and spelled[time.first - 1] in _WORDS["leading"]
    told = before is not None and before.last == time.first - 1 and kinds_of_time().lasts(before)
    return not led and not told and {",", ":", "despite", *SENTENCE}.isdisjoint(spelled[time.last + 1 : after.first + 1])


@cache
def _is_untimely(row: Row) -> bool:
    """Whether a phrase says a disease that people have for years, a medicine taken as long, or what a study showed, and nothing
    that has a duration we ask for."""
    lasting = context_words().lasting
    if _is_a_result(row):
        return True
    taken = not _TAKEN.isdisjoint(row.findings)
    return not _has_time(row) and (taken or any(meaning.finding in lasting for meaning in row.meanings))


@cache
def _is_a_result(row: Row) -> bool:
    """Whether a phrase says what a study showed, and nothing that has a duration."""
    return not row.findings.isdisjoint(_RESULTS) and not _has_time(row)


def _is_a_date(made: Text, time: Time) -> bool:
    """Whether a time names a point: 'MRI brain normal in 2024', 'XR neg 3 wks ago'."""
    return time.ago or (time.first > 0 and made.words.keys[time.first - 1] in _WORDS["in"])


def _just_before(made: Text, time: Time, others: dict[int, int]) -> int | None:
    """A finding without a duration of its own just before a time, with only words that lead to it between."""
    leads, at = lead_words(), time.first - 1
    if at >= 0 and made.words.keys[at] in _WORDS["in"]:
        at -= 1  # 'MRI brain normal in 2024'
    if at >= 0 and made.words.keys[at] in _WORDS["diagnosed"] and at not in others:
        at -= 1  # 'RA dx in 2010'
    while at >= 0 and time.first - at <= _LEADS and made.words.keys[at] in leads and at not in others:
        at -= 1
    return others.get(at)


def _in_sentence(timely: Sequence[tuple[int, int]], at: int, ends: Sequence[int], sentence: int) -> int | None:
    """The phrase at a place of the list, if it stands in the sentence with this number."""
    if not 0 <= at < len(timely):
        return None
    first, place = timely[at]
    return place if bisect_right(ends, first) == sentence else None
