"""Scores out of five, and days, that are no power of a muscle: 'pain 4/5', 'VAS 4/5', 'PT visit 4/5', 'since 4/5', 'PT 4/5/26'.

The words stand in `tables/text/out_of_five.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at
from fhir_mappings.text.writing.minus_signs import DASHES

_WORDS = word_lists("text/out_of_five")

_FIVE, _OF, _PAIN = "5", "/", "pain"
_NAMES = _WORDS["pain"] | _WORDS["scores"]
_NEAR = 5
_NUMBERS = 3
"""Words of a number out of another."""


def without_scores_out_of_five(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text without those that take such a score for the power of a muscle."""
    if _FIVE not in words.named or _OF not in words.named:
        return hits
    hits = [hit for hit in hits if not (_is_two_numbers(words.keys, hit) and _is_a_date(words, hit))]
    if words.named.isdisjoint(_NAMES):
        return hits
    kept: list[Hit] = []
    score: Hit | None = None  # the last one
    for hit in hits:
        if _is_bare(words.keys, hit) and (_is_a_score(words.keys, hit) or _goes_on(words.keys, score, hit)):
            score = hit
        else:
            kept.append(hit)
    return kept


def _is_bare(spelled: Sequence[str], hit: Hit) -> bool:
    """Whether a phrase names no muscle beside its numbers: not '4/5 in right biceps'."""
    if not spelled[hit.first].isdigit():
        return False
    said = spelled[hit.first : hit.last + 1]
    return _FIVE in said[1:] and _WORDS["limb"].issuperset(said[said.index(_FIVE, 1) + 1 :])


def _is_two_numbers(spelled: Sequence[str], hit: Hit) -> bool:
    """Whether a phrase begins with a number out of five and names no muscle behind it."""
    said = spelled[hit.first : hit.last + 1]
    return said[0].isdigit() and said[1:3] == (_OF, _FIVE)


def _is_a_date(words: Words, hit: Hit) -> bool:
    """Whether the numbers are a day: a year follows, or another day that a range goes on to: '1/5/26', '1/5-3/6'. Two powers
    are both out of five."""
    spelled, at = words.keys, hit.first + _NUMBERS
    if word_at(spelled, at) == _OF:
        return _is_a_year(word_at(spelled, at + 1))
    if at >= len(spelled):
        return False
    if spelled[at] in _WORDS["to another day"] or words.written(at) in DASHES:
        at += 1
    elif words.text[words.ends[at - 1] : words.starts[at]] not in DASHES:
        return False
    month, stroke, day = (word_at(spelled, at + place) for place in range(_NUMBERS))
    return month.isdigit() and stroke == _OF and day.isdigit() and day != _FIVE


def _is_a_year(key: str) -> bool:
    return key.isdigit() and len(key) in (2, 4)


def _is_a_score(spelled: Sequence[str], hit: Hit) -> bool:
    if not _WORDS["power"].isdisjoint(_around(spelled, hit)):
        return False
    before, after = _named_before(spelled, hit.first), word_at(spelled, hit.last + 1)
    if after == _PAIN and word_at(spelled, hit.last + 2) not in _WORDS["limited"]:
        return True
    ends = not after or after in _WORDS["ends"]
    return ends and (before in _WORDS["pain"] or (before in _WORDS["scores"] and spelled[hit.last] == _FIVE))


def _goes_on(spelled: Sequence[str], score: Hit | None, hit: Hit) -> bool:
    """Whether a score goes on with another: 'pain now 4/5, was 2/5'."""
    return score is not None and (_WORDS["between"] | PARTS).issuperset(spelled[score.last + 1 : hit.first])


def _around(spelled: Sequence[str], hit: Hit) -> Iterator[str]:
    """The words near the numbers, up to a comma or the end of a sentence."""
    before = spelled[max(0, hit.first - _NEAR) : hit.first][::-1]
    for part in (before, spelled[hit.last + 1 : hit.last + 1 + _NEAR]):
        yield from takewhile(lambda key: key not in PARTS, part)


def _named_before(spelled: Sequence[str], first: int) -> str:
    """The nearest word before the numbers that may say what is scored."""
    near = (spelled[at] for at in range(first - 1, max(-1, first - 1 - _NEAR), -1))
    return next((key for key in near if key not in _WORDS["between"]), "")
