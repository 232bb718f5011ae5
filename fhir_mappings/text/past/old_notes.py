"""Passages taken over from a note of earlier years: 'history 2019 (copied): Hoffmann positive, unsteady gait'.

What passes was so then: it is history, and its denials deny nothing of today. The words stand in `tables/text/old_notes.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.bygone import as_bygone
from fhir_mappings.text.past.past_years import MONTHS, is_past_year
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/old_notes")
_HEADS = _WORDS["heads"] | _WORDS["heads where copied"]
_CLOSING = {"[": "]", "(": ")"}
_RULE = frozenset("-*=_~")
_NEAR = 3
"""Words before a head in which a bracket or a rule opens the whole passage."""
_LONGEST_HEADING, _LONGEST = 12, 80
"""Words of a heading, and of a passage: what goes on for longer is of now."""
_PARTS = SENTENCE | {",", "(", "["}
_NOWHERE: frozenset[int] = frozenset()


def places_of_old_notes(words: Words, as_of: date, when: Sequence[Time]) -> frozenset[int]:
    """The places of words that an earlier note says, its heading included. `when` are the times of the text: what stands with
    one of the last year is of now."""
    if words.named.isdisjoint(_HEADS):
        return _NOWHERE
    recent = frozenset(time.first for time in when if time.days <= text_limits().old_note)
    return frozenset(at for first, end in _passages(words, as_of, recent) for at in range(first, end))


def of_old_notes(hits: Sequence[Hit], meant: Sequence[Meant], old: frozenset[int]) -> list[Meant]:
    """How phrases are meant where some stand in an earlier note. `old` are the places of its words."""
    return [_as_old(hit, how) if hit.first in old else how for hit, how in zip(hits, meant, strict=True)]


def _as_old(hit: Hit, how: Meant) -> Meant:
    then = Meant.NOT_OF_THE_PATIENT if how is Meant.DENIED else as_bygone(hit, how)
    return Meant.NOT_OF_THE_PATIENT if then is Meant.AFFIRMED and hit.findings and hit.findings <= _of_that_day() else then


@cache
def _of_that_day() -> frozenset[str]:
    return frozenset(packaged_yaml("fhir_mappings", "tables/text/old_notes.yaml")["findings"]["of that day"])


def _passages(words: Words, as_of: date, recent: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Each passage from the first word of its heading to the word that ends it."""
    spelled, read_to = words.keys, 0
    headings = [(head, begins) for head in words.where(_HEADS) if (begins := _end_of_heading(spelled, head, as_of))]
    sentences = [*words.where(SENTENCE), len(spelled)] if headings else []
    for head, begins in headings:
        if head >= read_to:
            end = _closing(spelled, head) or sentences[bisect_left(sentences, begins)]
            read_to = _up_to_now(spelled, begins, min(end, begins + _LONGEST), recent)
            yield head, read_to


def _up_to_now(spelled: Sequence[str], begins: int, end: int, recent: frozenset[int]) -> int:
    """Where what is of now begins: the part of the sentence in which a word or a time says so."""
    of_now = _WORDS["of now"]
    now = next((at for at in range(begins, end) if spelled[at] in of_now or at in recent), None)
    if now is None:
        return end
    return next((at for at in range(now - 1, begins - 1, -1) if spelled[at] in _PARTS), begins)


def _end_of_heading(spelled: Sequence[str], head: int, as_of: date) -> int:
    """Where the words of a heading end that names a year past; 0 where it names none, or nothing follows."""
    if spelled[head] in _WORDS["copied"] and (end := _end_of_a_copy(spelled, head)):
        return end
    year = head - 1 if head and _is_long_past(spelled[head - 1], as_of) else _past_links(spelled, head + 1)
    if year == len(spelled) or not _is_long_past(spelled[year], as_of):
        return 0
    end = _past_links(spelled, max(year, head) + 1)
    if spelled[head] not in _WORDS["heads"] and _WORDS["copied"].isdisjoint(spelled[head:end]):
        return 0
    if spelled[end : end + 1] and spelled[end] in _WORDS["ends"]:
        return end + 1
    return end if spelled[end - 1] == ")" else 0


def _end_of_a_copy(spelled: Sequence[str], head: int) -> int:
    """Where a heading ends that tells without a year that what follows was copied from an earlier note; 0 where it does not."""
    end = _past_links(spelled, head + 1)
    told = spelled[end : end + 1] == (":",) and not _WORDS["long ago"].isdisjoint(spelled[head + 1 : end])
    return end + 1 if told else 0


def _past_links(spelled: Sequence[str], at: int) -> int:
    """The first place from here on that is no link of a heading, no month and no day."""
    links, last = _WORDS["links"], min(len(spelled), at + _LONGEST_HEADING)
    while at < last and (spelled[at] in links or spelled[at] in MONTHS or (spelled[at].isdigit() and len(spelled[at]) <= 2)):
        at += 1
    return at


def _is_long_past(key: str, as_of: date) -> bool:
    """Whether a word is a year that ended long enough ago."""
    return is_past_year(key, as_of) and date(int(key), 12, 31) < as_of - timedelta(days=text_limits().old_note)


def _closing(spelled: Sequence[str], head: int) -> int:
    """Where the bracket or the rule closes that opens just before a heading; 0 where none does."""
    for at in range(head - 1, max(-1, head - 1 - _NEAR), -1):
        key = spelled[at]
        if key in _CLOSING:
            return _closing_bracket(spelled, at)
        if _is_rule(key):
            return next((end for end in range(head, min(len(spelled), head + _LONGEST)) if _is_rule(spelled[end])), 0)
    return 0


def _closing_bracket(spelled: Sequence[str], opened: int) -> int:
    depth = 0
    for at in range(opened, min(len(spelled), opened + _LONGEST)):
        depth += (spelled[at] == spelled[opened]) - (spelled[at] == _CLOSING[spelled[opened]])
        if not depth:
            return at
    return 0


def _is_rule(key: str) -> bool:
    return len(key) > 1 and _RULE.issuperset(key)
