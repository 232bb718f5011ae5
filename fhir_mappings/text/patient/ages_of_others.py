"""Whose an age is that a text names: a relative's in 'her mother is 93 years old', that of another time in 'fused at 14 years
old'. Words from `tables/text/person.yaml`."""

from __future__ import annotations

from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before

_WORDS = word_lists("text/person")
_RELATIVES = _WORDS["men of the family"] | _WORDS["women of the family"] | _WORDS["others of the family"]
_OLD, _OF, _WAS, _WHEN = "old", "of", "was", "when"
_FAR = 4
"""So many words at most stand between a relative and an age."""


def is_an_age_of_others(words: Words, first: int, last: int) -> bool:
    """Whether an age, from its first word to its last, is a relative's or that of another time."""
    before = word_before(words.keys, first)
    if before in _WORDS["at an age"] or (before in _WORDS["was of an age"] and _is_of_another_time(words, first)):
        return True
    if before == _WAS and word_at(words.keys, last + 1) == _WHEN:
        return True  # 'she was 14 years old when she was fused'
    if words.named.isdisjoint(_RELATIVES):
        return False
    if before in _WORDS["before a relative"] and not _RELATIVES.isdisjoint(words.keys[last : last + 2]):
        return True
    return _comes_behind_a_relative(words, first)


def _is_of_another_time(words: Words, first: int) -> bool:
    """Whether an age is told as one that somebody had then: 'since he was about 3 years old'."""
    at = first - 1
    while at > 0 and first - at <= _FAR and words.keys[at] in _WORDS["was of an age"]:
        at -= 1
    return words.keys[at] in _WORDS["at an age"]


def is_the_patient(words: Words, at: int) -> bool:
    """Whether the word at a place, just behind an age, names the patient by a family: 'a 45 year old mother', '38F mother of
    twins'; in '62F mother has MS' it is another."""
    spelled = words.keys
    return word_at(spelled, at) in _RELATIVES and (spelled[at - 1] == _OLD or word_at(spelled, at + 1) == _OF)


def _comes_behind_a_relative(words: Words, first: int) -> bool:
    """Whether a relative stands before an age: 'wife (67F)', 'mother is now 93 years old'; not one who brings the patient."""
    at = first - 1
    while at > 0 and first - at <= _FAR and words.keys[at] in _WORDS["between a relative and an age"]:
        at -= 1
    brought = not _WORDS["brought by"].isdisjoint(words.keys[max(0, at - 2) : max(0, at)])
    return at >= 0 and words.keys[at] in _RELATIVES and not brought
