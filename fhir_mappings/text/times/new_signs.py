"""Neurologic signs that are new by their own words: 'new triceps weakness', 'exam: deltoid
weakness for ten days'.

A payer's criteria ask for a deficit that is new and found on examination. What is new beside it, a pain or another sign, makes
it not new; neither does what the patient only tells. Signs stand in `tables/text/signs_called_new.csv`, words in
`tables/text/new_signs.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from fhir_mappings.tables_csv import table
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.times.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import keys, word_at
from imaging_rules.facts import State

_WORDS = word_lists("text/new_signs")
_TOLD_BY_PATIENTS = frozenset({"weakness_new"})
"""What is a complaint as often as a finding; a reflex is always found."""
_NEEDS_NO_EXAMINATION = frozenset({"sphincter_loss_new"})
_COMPLAINS_OF, _OUT_OF_FIVE, _FULL_POWER = ("c", "/", "o"), ("/", "5"), ("5", "/", "5")
_BEFORE, _BEHIND, _AROUND = 7, 9, 30


def new_signs(made: Text, when: Owned) -> Iterator[Said]:
    """The signs that a text finds and calls new."""
    if _signs().keys().isdisjoint(made.findings):
        return
    times = {owner: time for time, owner in when if owner is not None}
    called_new: set[int] = set()
    for place, (hit, how) in enumerate(zip(made.hits, made.meant, strict=True)):
        signs = _signs_of(hit)
        if not signs or how is not Meant.AFFIRMED or (place in times and times[place].days > text_limits().old_sign):
            continue  # 'slowly progressive weakness for ten years'
        new = _is_called_new(made, place) or (place - 1 in called_new and _is_joined(made, place))
        if new:
            called_new.add(place)
        lately = not new and place in times and _began_lately(made, hit, times[place])
        for sign in sorted(signs):
            if (new and not _is_only_told(made, hit, sign)) or (lately and _was_examined(made, hit, sign)):
                yield Said(sign, State.PRESENT, _quoted(made, place))


def _is_called_new(made: Text, place: int) -> bool:
    """Whether 'new' is said of this sign: within it, before it with nothing else of the patient between, or behind it."""
    hit, spelled = made.hits[place], made.words.keys
    if any(_calls_new(made, at) for at in range(hit.first, hit.last + 1)):
        return True
    for at in range(hit.first - 1, max(-1, hit.first - 1 - _BEFORE), -1):
        if _calls_new(made, at):
            return True
        if spelled[at] in _WORDS["ends"] or not (spelled[at] in _WORDS["before it"] or _is_of_the_same(made, place, at)):
            break  # 'new brace for wrist weakness'
    for at in range(hit.last + 1, min(len(spelled), hit.last + 1 + _BEHIND)):
        if spelled[at] == "new" and _calls_new(made, at):
            return not _goes_on_with_another(made, at)
        if spelled[at] not in _WORDS["between"] and not _is_of_the_same(made, place, at):
            break
    return False


def _calls_new(made: Text, at: int) -> bool:
    spelled = made.words.keys
    if spelled[at] not in _WORDS["called new"] or word_at(spelled, at + 1) in _WORDS["left open"]:
        return False
    return _WORDS["not called new"].isdisjoint(spelled[max(0, at - 1) : at])


def _is_of_the_same(made: Text, place: int, at: int) -> bool:
    """Whether a word belongs to a phrase of the same sign: 'deltoid weakness 3/5, new'."""
    found = made.phrase_at.get(at)
    return found is not None and bool(_signs_of(found[0]) & _signs_of(made.hits[place]))


def _goes_on_with_another(made: Text, at: int) -> bool:
    """Whether the 'new' behind a sign is said of what follows it: 'weakness, new numbness', 'weak grip, new brace'."""
    after = word_at(made.words.keys, at + 1)
    return bool(after) and after not in SENTENCE | {",", ")"} and after not in _WORDS["onward"]


def _is_joined(made: Text, place: int) -> bool:
    """Whether a sign goes on with the one before it: 'new hyperreflexia and Hoffmann'."""
    return _WORDS["joined"].issuperset(made.words.keys[made.hits[place - 1].last + 1 : made.hits[place].first])


def _began_lately(made: Text, hit: Hit, time: Time) -> bool:
    """Whether a sign with a time of its own is there for weeks, and nothing in its part of the sentence calls it old."""
    if time.days >= text_limits().new_sign:
        return False
    begins, ends = made.sentence(hit.first)
    return _WORDS["old"].isdisjoint(made.words.keys[max(begins, hit.first - _BEFORE) : min(ends, hit.last + _BEHIND)])


def _is_only_told(made: Text, hit: Hit, sign: str) -> bool:
    """Whether it is what the patient tells, and no examination."""
    if sign not in _TOLD_BY_PATIENTS or _is_examined(made, hit):
        return False
    begins, ends = made.sentence(hit.first)
    around = made.words.keys[max(begins, hit.first - _AROUND) : min(ends, hit.last + 1 + _BEHIND)]
    return not _WORDS["told by the patient"].isdisjoint(around) or _says(around, _COMPLAINS_OF)


def _was_examined(made: Text, hit: Hit, sign: str) -> bool:
    return sign in _NEEDS_NO_EXAMINATION or sign not in _TOLD_BY_PATIENTS or _is_examined(made, hit)


def _is_examined(made: Text, hit: Hit) -> bool:
    """Whether its sentence tells of an examination, or of the power of a muscle."""
    begins, ends = made.sentence(hit.first)
    told = made.words.keys[max(begins, hit.first - _AROUND) : min(ends, hit.last + 1 + _AROUND)]
    if not _WORDS["not examined"].isdisjoint(told) or _says(told, _FULL_POWER):
        return False
    return not _WORDS["examined"].isdisjoint(told) or _says(told, _OUT_OF_FIVE)


def _says(told: Sequence[str], words: tuple[str, ...]) -> bool:
    return any(tuple(told[at : at + len(words)]) == words for at in range(len(told)))


def _quoted(made: Text, place: int) -> str:
    """The sign with what calls it new, up to the ends of its part of the sentence."""
    hit, spelled = made.hits[place], made.words.keys
    first = next((at for at in range(hit.first - 1, max(-1, hit.first - 1 - _BEFORE), -1) if _calls_new(made, at)), hit.first)
    stop = {*_WORDS["ends"], *SENTENCE}
    first = hit.first if not stop.isdisjoint(spelled[first : hit.first]) else first
    return made.slice(first, hit.last)


def new_of(finding: str) -> str | None:
    """The name of a sign that is called new; None for what is no such sign."""
    return _signs().get(finding)


def calls_anything_new(text: str) -> bool:
    """Whether any word of a text may call something in it new."""
    return not _WORDS["called new"].isdisjoint(keys(text))


@cache
def _signs() -> Mapping[str, str]:
    return {row["finding"]: row["new"] for row in table("text/signs_called_new")}


def _signs_of(hit: Hit) -> set[str]:
    return {_signs()[each.finding] for each in hit.meanings if each.finding in _signs() and each.state is State.PRESENT}
