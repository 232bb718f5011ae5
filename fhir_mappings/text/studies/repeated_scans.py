"""An MRI of the neck that was made again, of which the second one counts: 'first neck MRI indeterminate, since repeated at 3T:
clear-cut normal'. The words stand in `tables/text/repeated_scans.yaml`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.studies.result_words import is_of_a_past_year
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at
from imaging_rules.facts import State

_WORDS = word_lists("text/repeated_scans")

_FINDING, _EQUIVOCAL, _NEGATIVE = "cervical_mri_for_cord", "equivocal", "negative"
_STUDY = frozenset({"mri", "mr", "scan"})
_BACK = 40
"""Words from the first study to the word that it was made again."""
_FAR = 16
"""Words from there to what it showed."""
_DENIAL = 4
"""Words between a denial and what is denied."""


def with_repeated_scans(made: Text, found: Sequence[Said]) -> list[Said]:
    """What is said, an MRI of the neck with the result of the one that was made again."""
    if made.words.named.isdisjoint(_WORDS["again"]):
        return list(found)
    if not any(said.finding == _FINDING and said.value in (_EQUIVOCAL, _NEGATIVE) for said in found):
        return list(found)
    studies = made.words.where(_STUDY)
    for at in reversed(made.words.where(_WORDS["again"])):
        place = bisect_left(studies, at)
        if not place or at - studies[place - 1] > _BACK or not _is_made_again(made.words.keys, at):
            continue
        told = _shown(made, at)
        if told is None:
            continue
        value, last = told
        return [
            said._replace(value=value, words=made.slice(studies[place - 1], last), beside="") if _is_the_first(said) else said
            for said in found
        ]
    return list(found)


def _is_the_first(said: Said) -> bool:
    return said.finding == _FINDING and said.state is State.PRESENT and said.value in (_EQUIVOCAL, _NEGATIVE)


def _is_made_again(spelled: Sequence[str], at: int) -> bool:
    return spelled[at] in _WORDS["alone"] or word_at(spelled, at + 1) in _WORDS["a scan"]


def _shown(made: Text, at: int) -> tuple[str, int] | None:
    """What a study that was made again showed, and the place of the word that tells it; None where nothing tells it."""
    spelled = made.words.keys
    end = min(at + _FAR, len(spelled))
    ended = [place for place in range(at, end) if spelled[place] in SENTENCE]
    end = ended[0] if ended else end
    if is_of_a_past_year(spelled[at:end], made.as_of):
        return None
    for word in range(at + 1, end):
        key = spelled[word]
        if key in _WORDS["to come"] or key in _WORDS["something else"]:
            return None
        if key in _WORDS["unclear"]:
            return _EQUIVOCAL, word
        if key in _WORDS["ill"]:
            denied = not _WORDS["denied by"].isdisjoint(spelled[max(at, word - _DENIAL) : word])
            return (_NEGATIVE, word) if denied and not _is_ill_too(spelled, word + 1, end) else None
        if key in _WORDS["well"]:
            return None if _is_ill_too(spelled, word + 1, end) else (_NEGATIVE, word)
    return None


def _is_ill_too(spelled: Sequence[str], first: int, end: int) -> bool:
    """Whether something is told as ill, or in doubt, behind what is well: 'alignment normal, cord compressed at C5'."""
    return any(
        spelled[at] in _WORDS["unclear"]
        or spelled[at] in _WORDS["in doubt"]
        or (spelled[at] in _WORDS["ill"] and _WORDS["denied by"].isdisjoint(spelled[max(first, at - _DENIAL) : at]))
        for at in range(first, end)
    )
