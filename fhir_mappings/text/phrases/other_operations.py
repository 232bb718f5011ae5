"""An operation of the neck or the back that was none of the spine: 'only neck op was a thyroid lobectomy', 'back surgery:
lipoma removed'.

The place alone is taken for the spine; where the sentence says what was operated, it is not. The words stand in
`tables/text/other_operations.yaml`.
"""

from __future__ import annotations

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before
from fhir_mappings.text.writing.minus_signs import DASHES

_WORDS = word_lists("text/other_operations")
_OPERATIONS = frozenset({"prior_cervical_surgery", "prior_lumbar_surgery", "prior_thoracic_surgery", "prior_spine_surgery"})
_FAR, _AROUND = 8, 16
"""Words from the operation to what was operated, and around both in which the spine would be told."""


def without_other_operations(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text without the operations by a place alone that were of something else there."""
    if words.named.isdisjoint(_WORDS["other parts"]):
        return hits
    return [hit for hit in hits if hit.findings.isdisjoint(_OPERATIONS) or not _is_of_something_else(words, hit)]


def _is_of_something_else(words: Words, hit: Hit) -> bool:
    """Whether a phrase names an operation by its place, and the words behind it what was operated there."""
    told = words.keys[hit.first : hit.last + 1]
    if _WORDS["place"].isdisjoint(told) or not all(key in _WORDS["place"] or key in _WORDS["operation"] for key in told):
        return False
    around = words.keys[max(0, hit.first - _AROUND) : hit.last + _AROUND]
    if not _WORDS["of the spine"].isdisjoint(around):
        return False
    if _is_told_before(words, hit.first):
        return True
    same = False
    for at in range(hit.last + 1, min(len(words.keys), hit.last + 1 + _FAR)):
        key = words.keys[at]
        if key in _WORDS["other parts"]:
            return same or word_at(words.keys, at + 1) in _WORDS["alone"]
        if key in SENTENCE or not (key in _WORDS["is"] or key in _WORDS["between"] or key.isdigit()):
            return False
        same = same or key in _WORDS["is"] or words.written(at) in DASHES
    return False


def _is_told_before(words: Words, first: int) -> bool:
    """Whether what stands before a phrase is said to be all there was: 'thyroidectomy 2012 is her only neck operation'."""
    if word_before(words.keys, first) not in _WORDS["alone"]:
        return False
    for at in range(first - 2, max(-1, first - _FAR), -1):
        key = words.keys[at]
        if key in _WORDS["other parts"]:
            return True
        if not (key in _WORDS["is"] or key in _WORDS["between"] or key.isdigit()):
            return False
    return False
