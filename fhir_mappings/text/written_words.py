"""The words of a text as they are meant to be written: signs as signs, slips of the pen mended."""

from __future__ import annotations

from collections.abc import Callable

from fhir_mappings.text.phrases.phrase_table import phrase_table
from fhir_mappings.text.words import Words, cut
from fhir_mappings.text.writing.answered_lists import with_answered_lists
from fhir_mappings.text.writing.check_boxes import with_check_boxes
from fhir_mappings.text.writing.clock_times import with_clock_times
from fhir_mappings.text.writing.dictation import with_spoken_signs
from fhir_mappings.text.writing.dorsal_levels import with_dorsal_levels
from fhir_mappings.text.writing.form_options import with_form_options
from fhir_mappings.text.writing.question_ends import with_ended_questions
from fhir_mappings.text.writing.slashes_between_thoughts import with_slashes_as_commas

_STEPS: tuple[Callable[[Words], Words], ...] = (
    with_dorsal_levels,
    with_spoken_signs,
    with_ended_questions,
    with_slashes_as_commas,
    with_answered_lists,
    with_form_options,
    with_check_boxes,
    with_clock_times,
)
"""Each reads some signs or words as what they stand for; the later ones build on the earlier."""


def written_words(text: str) -> Words:
    """The words of a text, with the signs of its writing as signs, and slips of the pen mended."""
    words = cut(text)
    for read_as_written in _STEPS:
        words = read_as_written(words)
    return _mended(words)


def _mended(words: Words) -> Words:
    """The words with slips of the pen mended."""
    spelling = phrase_table().spelling
    unknown = words.named - spelling.known
    meant = {key: word for key in unknown if len(key) >= spelling.shortest and (word := spelling.meant(key)) != key}
    return words.read_as(meant) if meant else words
