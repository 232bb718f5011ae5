"""Scores out of five that are no power of a muscle: 'pain 4/5', 'VAS 4/5', 'PT visit 4/5', 'since 4/5'.

The words stand in `tables/text/out_of_five.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at

_WORDS = word_lists("text/out_of_five")

_FIVE, _OF, _PAIN = "5", "/", "pain"
_NAMES = _WORDS["pain"] | _WORDS["scores"]
_NEAR = 5


def without_scores_out_of_five(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text without those that take such a score for the power of a muscle."""
    if _FIVE not in words.named or _OF not in words.named or words.named.isdisjoint(_NAMES):
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
