"""A disease that somebody else asked about, or that was asked about then, and what came of it: 'sent to ED in August as ?CES,
told not cauda equina', '?myelopathy queried by the physio, on my examination none'.

It is denied, unless something opens it again. The words stand in
`tables/text/answered_questions.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.kinds import context_kinds
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.past_years import may_tell_a_year
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row, row_of
from fhir_mappings.text.said import PARTS, SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_TABLE = "text/answered_questions"
_WORDS = word_lists(_TABLE)
_BEFORE, _BEHIND, _FAR, _NEXT, _AGAIN = 10, 6, 30, 4, 3
"""Words before and behind what was asked for in which it is said by whom or when; words up to the answer; from a 'not' to the
disease; from the answer to what opens it again."""
_DIGITS_OF_A_YEAR = 4
_NOT = frozenset({"not", "isnt", "wasnt", "no", "been"})


@dataclass(frozen=True)
class _Groups:
    answers: PhraseGroup
    scans: PhraseGroup


def of_answered_questions(words: Words, hits: list[Hit], meant: list[Meant]) -> tuple[list[Hit], list[Meant]]:
    """The phrases of a text and how they are meant where some name a disease that was asked about and is answered."""
    if words.named.isdisjoint(_WORDS["then"]) and words.named.isdisjoint(_WORDS["asked then"]) and not may_tell_a_year(words):
        return hits, meant
    asked = [place for place, hit in enumerate(hits) if _is_asked(hit, meant[place]) and _is_a_disease(hit)]
    groups = _groups()
    if not asked or (words.named.isdisjoint(groups.answers.firsts) and words.named.isdisjoint(groups.scans.firsts)):
        return hits, meant
    answers, scans = groups.answers.begins(words), groups.scans.begins(words)
    told, made = list(hits), list(meant)
    for place in asked:
        hit = hits[place]
        begins, ends = _sentences(words.keys, hit)
        around = words.keys[max(begins, hit.first - _BEFORE) : hit.first] + words.keys[hit.last + 1 : hit.last + 1 + _BEHIND]
        then = not _WORDS["then"].isdisjoint(around) or any(map(_is_a_year, around))
        if not then and _WORDS["asked then"].isdisjoint(around):
            continue
        behind = [at for at in range(place + 1, min(len(hits), place + _FAR)) if hits[at].first < ends]
        answered = any(meant[at] is Meant.DENIED and _names_it(words, hit, hits[at]) for at in behind)
        answered = answered or _is_answered(words, hit, [hits[at] for at in behind], _within(answers, hit, ends), ends)
        if answered or (then and _scan_was_clear(words, hit, _within(scans, hit, ends), ends)):
            made[place] = Meant.DENIED
            if meant[place] is Meant.AFFIRMED:
                told[place] = hit.saying(_without_its_question(hit.row))
    return told, made


def _within(places: Sequence[int], hit: Hit, ends: int) -> Sequence[int]:
    """Those of some places that stand behind a phrase and before another."""
    return places[bisect_right(places, hit.last) : bisect_left(places, ends)]


@cache
def _without_its_question(row: Row) -> Row:
    """What a phrase such as '?MS' says without its mark."""
    return row_of(tuple(Meaning(each.finding, State.PRESENT, each.value) for each in row.meanings), row.rank, False)


def _is_asked(hit: Hit, how: Meant) -> bool:
    """Whether a phrase is asked about, by the words around it or by its own: '?MS'."""
    if how is Meant.SUSPECTED:
        return True
    return how is Meant.AFFIRMED and any(each.state is State.SUSPECTED for each in hit.meanings)


def _is_a_disease(hit: Hit) -> bool:
    return context_kinds().is_diagnosis(hit) or not context_words().named_diseases.isdisjoint(hit.findings)


def _is_a_year(key: str) -> bool:
    return len(key) == _DIGITS_OF_A_YEAR and key.isdigit()


def _names_it(words: Words, hit: Hit, other: Hit) -> bool:
    """Whether a phrase names the same disease, and not only a sign of it."""
    told = words.keys[other.first : other.last + 1]
    return not hit.findings.isdisjoint(other.findings) and _WORDS["names"].issuperset(told)


def _is_answered(words: Words, hit: Hit, behind: Sequence[Hit], places: Sequence[int], ends: int) -> bool:
    """Whether it is told behind a disease that it was not so."""
    spelled, group = words.keys, _groups().answers
    for at in places:
        for end in reversed(group.ends(spelled, at, ends + 1)):
            if not _WORDS["again"].isdisjoint(spelled[end : end + _AGAIN]):
                continue
            if spelled[end - 1] not in _NOT or _ends_there(spelled, end) or _is_named(behind, hit, end):
                return True
    return False


def _ends_there(spelled: Sequence[str], end: int) -> bool:
    """Whether nothing else is denied behind a 'not': 'told it was not.', 'said not so'."""
    after = word_at(spelled, end)
    if after in _WORDS["so"]:
        after = word_at(spelled, end + 1)
    return after == "" or after in PARTS or after == ")"


def _is_named(hits: Sequence[Hit], hit: Hit, end: int) -> bool:
    """Whether the disease is named again just behind a place."""
    return any(end <= other.first < end + _NEXT and not hit.findings.isdisjoint(other.findings) for other in hits)


def _scan_was_clear(words: Words, hit: Hit, places: Sequence[int], ends: int) -> bool:
    """Whether a scan of then showed nothing, and nothing came since."""
    spelled, group = words.keys, _groups().scans
    if not _WORDS["worse since"].isdisjoint(spelled[hit.last + 1 : ends]):
        return False
    return any(group.ends(spelled, at, ends + 1) for at in places if _is_of_all(spelled, at))


def _is_of_all(spelled: Sequence[str], at: int) -> bool:
    """Whether a scan is told of no other part: not 'bladder scan normal'."""
    before = spelled[at - 1] if at else ""
    return not before.isalpha() or before in _WORDS["before a scan"]


def _sentences(spelled: Sequence[str], hit: Hit) -> tuple[int, int]:
    """Where the sentence of a phrase begins, and where the one behind it ends."""
    begins = hit.first
    while begins and spelled[begins - 1] not in SENTENCE:
        begins -= 1
    parts, end = 0, hit.last + 1
    while end < len(spelled) and end - hit.last <= _FAR:
        parts += spelled[end] in SENTENCE
        if parts > 1:
            break
        end += 1
    return begins, end


@cache
def _groups() -> _Groups:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", f"tables/{_TABLE}.yaml")
    return _Groups(PhraseGroup(content["answers"]), PhraseGroup(content["scans"]))
