"""A question mark that ends a sentence and asks nothing of the next: 'Would an MRI help? Drives a car.'

In 'neck pain? Stroke' it may ask of both, for something is told before it.
"""

from __future__ import annotations

from fhir_mappings.text.context_scope import Walk
from fhir_mappings.text.context_signs import ENDS
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words

_WORDS = word_lists("text/reach_on")


def ends_a_question(words: Words, at: int) -> bool:
    """Whether a question mark stands just behind a word, and a sentence begins behind it."""
    if words.keys[at] != "?" or not at or words.ends[at - 1] != words.starts[at]:
        return False
    after = words.text[words.ends[at] : words.ends[at] + 3]
    return after[:1].isspace() and after[1:2].isupper() and not after[2:3].isupper()


def ends_a_question_of_nothing(walk: Walk, at: int, place: int) -> bool:
    """Whether such a mark ends a sentence that names no finding: 'Why is this exam needed? Neck pain'. `place` is that of the
    next finding."""
    begins = _begins_at(walk, at)
    plainly = walk.spelled[begins] in _WORDS["begins a question"] and walk.spelled[at] == "?"
    if not plainly and not ends_a_question(walk.words, at):
        return False
    return begins > (walk.hits[place - 1].last if place else -1)


def _begins_at(walk: Walk, at: int) -> int:
    """The word that the sentence before a place begins with."""
    before = (place for place in range(at - 1, -1, -1) if walk.spelled[place] in ENDS or walk.spelled[place] == "?")
    return next(before, -1) + 1
