"""Symptoms in a list of what somebody had or has for long: 'PMH: DM, HTN, urinary incontinence. LBP 3 weeks'.

They are on record, not what the text is about: neither there as something new, nor denied. Where the text tells of no complaint
outside the list, the list holds what it is about, and stays as it is. The words stand in `tables/text/past_lists.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.known_of_findings import context_kinds, kinds_of_time, new_deficit_days, passing_symptoms
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before

_WORDS = word_lists("text/past_lists")

_HISTORY = frozenset({"history"})
_HEADS = _WORDS["heads"] | _WORDS["heads with a colon"]
_STOPS = frozenset({".", "\n", "!"})
_ENDS = _STOPS | _WORDS["ends"] | _WORDS["of now"]
_BREAKS = _STOPS | {",", ";"}
_LONGEST = 60
_THERE = frozenset({Meant.AFFIRMED, Meant.SUSPECTED})


def of_past_lists(words: Words, hits: Sequence[Hit], meant: list[Meant], when: Sequence[Time]) -> list[Meant]:
    """How phrases are meant where some stand in such a list. `when` are the times of the text: what has one of these weeks is
    of now, and ends the list."""
    named = words.named
    if named.isdisjoint(_HEADS) and (named.isdisjoint(_HISTORY) or named.isdisjoint(_WORDS["before history"])):
        return meant
    recent = frozenset(time.first for time in when if time.days <= new_deficit_days())
    listed = frozenset(at for first, end in _lists(words, recent) for at in range(first, end))
    inside = [place for place, hit in enumerate(hits) if hit.first in listed and _is_on_record(hit, meant[place])]
    if not inside or not any(_is_told(hit, how) for hit, how in zip(hits, meant, strict=True) if hit.first not in listed):
        return meant
    made = list(meant)
    for place in inside:
        made[place] = Meant.PAST
    return made


def _lists(words: Words, recent: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Each list from the word after its heading to the word that ends it."""
    spelled = words.keys
    for at in words.where(_HEADS | _HISTORY):
        if not _heads(spelled, at):
            continue
        end = at + 1
        while end < len(spelled) and end - at < _LONGEST and spelled[end] not in _ENDS and end not in recent:
            end += 1
        if end in recent or word_at(spelled, end) in _WORDS["of now"]:
            end = next((place for place in range(end, at, -1) if spelled[place] in _BREAKS), at + 1)
        yield at + 1, end


def _heads(spelled: Sequence[str], at: int) -> bool:
    before = word_before(spelled, at)
    if spelled[at] in _HISTORY:
        if before not in _WORDS["before history"]:
            return False
        before = next((key for key in reversed(spelled[:at]) if key not in _WORDS["before history"]), "")
    elif spelled[at] in _WORDS["heads with a colon"] and word_at(spelled, at + 1) != ":":
        return False
    return before not in _WORDS["none before"]


def _is_on_record(hit: Hit, how: Meant) -> bool:
    """Whether a phrase names a symptom that is there, and no pain."""
    if how is not Meant.AFFIRMED or hit.findings.isdisjoint(passing_symptoms()):
        return False
    return kinds_of_time().is_deficit(hit) or not context_kinds().is_complaint(hit)


def _is_told(hit: Hit, how: Meant) -> bool:
    """Whether a phrase tells of a complaint that is there or asked about."""
    return how in _THERE and context_kinds().is_complaint(hit)
