"""A question mark that ends a sentence and asks nothing of the next: 'Would an MRI help? Drives a car.'

A sentence that begins as a question ends with its mark; elsewhere a mark may ask of both sides: 'neck pain? Stroke'.
"""

from __future__ import annotations

from fhir_mappings.text.context.context_signs import ENDS
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from fhir_mappings.text.writing.full_stops import with_stops_behind

_MARK = "?"
_MARKS = frozenset({_MARK})
_LISTS = word_lists("text/reach_on")


def with_ended_questions(words: Words) -> Words:
    """The words with a full stop behind the mark of each sentence that begins as a question, or has a sentence behind it that
    denies or tells something: 'Why is this exam needed? 12F', 'residual disease? No injury', 'abuse? Fell off sofa'."""
    ended = [
        at
        for at in words.where(_MARKS)
        if is_right_behind_a_word(words, at) and (_begins_as_a_question(words, at) or _something_is_told_behind(words, at))
    ]
    return with_stops_behind(words, ended) if ended else words


def ends_a_question(words: Words, at: int) -> bool:
    """Whether a question mark stands just behind a word, and a sentence begins behind it."""
    if words.keys[at] != _MARK or not is_right_behind_a_word(words, at):
        return False
    after = words.text[words.ends[at] : words.ends[at] + 3]
    return after[:1].isspace() and after[1:2].isupper() and not after[2:3].isupper()


def is_right_behind_a_word(words: Words, at: int) -> bool:
    """Whether a sign stands right behind a word, and a space behind it: 'an MRI? Drives', not 'pain ?disc'."""
    return at > 0 and words.ends[at - 1] == words.starts[at] and words.text[words.ends[at] : words.ends[at] + 1].isspace()


def _begins_as_a_question(words: Words, at: int) -> bool:
    """Whether the sentence before a place begins with a word such as 'why' or 'would'."""
    before = (place for place in range(at - 1, -1, -1) if words.keys[place] in ENDS or words.keys[place] == _MARK)
    return words.keys[next(before, -1) + 1] in _LISTS["begins a question"]


def _something_is_told_behind(words: Words, at: int) -> bool:
    """Whether a sentence begins behind a question mark with a word that denies, or that tells what happened or what hurts."""
    if not ends_a_question(words, at):
        return False
    return words.keys[at + 1] in _LISTS["begins an answer of its own"] or words.keys[at + 1] in _LISTS["begins what is told"]
