"""Symptoms that were told at an earlier time and are over: 'the arm pain mentioned last time has gone'. The words stand in
`tables/text/told_then.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from fhir_mappings.text.known_of_findings import context_kinds, passing_symptoms
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.past_years import MONTHS, is_past_year
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/told_then")

_FAR = 16
"""Words from a symptom to its end."""
_A_YEAR = 4
_NEAR = 4
"""Words before and behind an end that may take it back."""


def of_what_was_told_then(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, symptoms of an earlier time past where the text tells their end."""
    if not _are_told(words, _over()) or not _are_told(words, _then()):
        return meant
    made, symptoms = list(meant), passing_symptoms()
    for place, hit in enumerate(hits):
        if made[place] is Meant.AFFIRMED and not hit.findings.isdisjoint(symptoms) and _is_over(words, hits, place):
            made[place] = Meant.PAST
    return made


def of_medicines_stopped(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant, none of now the medicines that were stopped in a past year: 'was on prednisolone until 2019'."""
    if _WORDS["ended"].isdisjoint(words.named):
        return meant
    made = list(meant)
    for place, hit in enumerate(hits):
        if (
            made[place] is Meant.AFFIRMED
            and hit.findings
            and hit.findings <= _medicines()
            and _is_stopped(words.keys, hit, as_of)
        ):
            made[place] = Meant.NOT_OF_THE_PATIENT
    return made


def _is_stopped(spelled: Sequence[str], hit: Hit, as_of: date) -> bool:
    at = hit.last + 1
    while at < len(spelled) and (spelled[at] in _WORDS["until"] or spelled[at] in MONTHS or len(spelled[at]) < _A_YEAR):
        at += 1
    ended = not _WORDS["ended"].isdisjoint(spelled[hit.last + 1 : at])
    return ended and at < len(spelled) and SENTENCE.isdisjoint(spelled[hit.last + 1 : at]) and is_past_year(spelled[at], as_of)


def _is_over(words: Words, hits: Sequence[Hit], place: int) -> bool:
    spelled, hit = words.keys, hits[place]
    if context_kinds().is_event(hit):
        return False
    begins = hit.last + 1
    if word_at(spelled, begins) == ",":
        begins += 1
    if word_at(spelled, begins) == "of" and word_at(spelled, begins + 1)[:1].isdigit():
        begins += 2  # 'a fever of 39 last month was flu'
    told = _ends(spelled, _then(), begins)
    last = next((at for at in range(begins, min(len(spelled), hit.last + _FAR)) if spelled[at] in SENTENCE), hit.last + _FAR)
    if not told:
        told = [hit.last + 1] if any(_ends(spelled, _then(), at) == [hit.last + 1] for at in range(hit.first, hit.last)) else []
    for at in range(told[-1], min(last, len(spelled))) if told else ():
        end = _ends(spelled, _over(), at)
        if end:
            around = spelled[max(begins, at - _NEAR) : at] + spelled[end[-1] : min(last, end[-1] + _NEAR)]
            return _WORDS["not over"].isdisjoint(around) and _WORDS["denies"].isdisjoint(spelled[max(begins, at - _NEAR) : at])
    return False


def _are_told(words: Words, phrases: PhraseGroup) -> bool:
    """Whether one of some phrases stands in a text."""
    return any(phrases.ends(words.keys, at, len(words.keys)) for at in phrases.begins(words))


def _ends(spelled: Sequence[str], phrases: PhraseGroup, at: int) -> list[int]:
    return phrases.ends(spelled, at, len(spelled)) if word_at(spelled, at) in phrases.firsts else []


@cache
def _medicines() -> frozenset[str]:
    return frozenset(packaged_yaml("fhir_mappings", "tables/text/told_then.yaml")["findings"]["medicines"])


@cache
def _then() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/told_then.yaml")["phrases"]["told then"])


@cache
def _over() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/told_then.yaml")["phrases"]["over"])
