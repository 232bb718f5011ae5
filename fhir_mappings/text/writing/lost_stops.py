"""Sentences that a capital begins and no sign ends: 'back pain 3 weeks no fever No trauma', of lines that a system has joined.

A capital counts only on a word that begins sentences and is no name, behind a word in small letters that leads on to nothing.
The words stand in `tables/text/lost_stops.yaml`.
"""

from __future__ import annotations

import re

from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from fhir_mappings.text.writing.full_stops import with_stops_behind

_WORDS = word_lists("text/lost_stops")
_BEGINS = _WORDS["begins a sentence"]
_COMMA = ","
_CAPITAL = re.compile(r"[A-Z][a-z]+(?: [a-z]+)*")
"""`Neck`, `Low back`, but neither `C-spine` nor `L spine`."""


def with_lost_stops(words: Words) -> Words:
    """The words with a full stop before each sentence that only its capital begins."""
    lost = [at - 1 for at in words.where(_BEGINS) if at and _begins_a_sentence(words, at)]
    return with_stops_behind(words, lost) if lost else words


def _begins_a_sentence(words: Words, at: int) -> bool:
    """Whether a word has a capital of its own, and the word before it neither a capital nor anything to lead on to."""
    behind = at - 2 if words.keys[at - 1] == _COMMA and at > 1 else at - 1  # a comma, or a dash that stands for one
    written, before = words.written(at), words.written(behind)
    if not _CAPITAL.fullmatch(written):
        return False
    return (before.islower() or before.isdigit()) and before[-1:].isalnum() and words.keys[behind] not in _WORDS["leads on"]
