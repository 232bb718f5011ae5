"""The phrases of a text as they are to be read where they stand."""

from __future__ import annotations

from collections.abc import Callable

from fhir_mappings.text.numbers.out_of_five import without_scores_out_of_five
from fhir_mappings.text.phrases.allergy_lists import with_allergy_lists
from fhir_mappings.text.phrases.ambiguous import without_other_meanings
from fhir_mappings.text.phrases.complaining_places import with_complaining_places
from fhir_mappings.text.phrases.denied_troubles import without_denied_troubles
from fhir_mappings.text.phrases.exam_lists import with_exam_lists
from fhir_mappings.text.phrases.other_operations import without_other_operations
from fhir_mappings.text.phrases.pain_places import with_pain_places
from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table
from fhir_mappings.text.phrases.sides_of_parts import without_sides_of_parts
from fhir_mappings.text.phrases.which_cancer import without_bare_cancers
from fhir_mappings.text.words import Words

_STEPS: tuple[Callable[[Words, list[Hit]], list[Hit]], ...] = (
    without_sides_of_parts,
    without_scores_out_of_five,
    without_denied_troubles,
    without_other_meanings,
    without_bare_cancers,
    without_other_operations,
    with_pain_places,
    with_complaining_places,
    with_exam_lists,
    with_allergy_lists,
)
"""Each takes away phrases that mean something else where they stand, or adds those that only stand together."""


def phrases_read(words: Words) -> list[Hit]:
    """The phrases of a text as they are to be read where they stand."""
    phrases = phrase_table().hits(words)
    for read_where_they_stand in _STEPS:
        phrases = read_where_they_stand(words, phrases)
    return phrases
