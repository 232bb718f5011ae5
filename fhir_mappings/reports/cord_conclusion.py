"""What the conclusion of a cervical MRI says of the spinal cord: compressed, or left open."""

from __future__ import annotations

import re
from functools import cache

from fhir_mappings.reports.conclusion_sentences import split_sentences
from fhir_mappings.reports.phrases import any_phrase_of, says

COMPRESSIVE, EQUIVOCAL = "compressive", "equivocal"
_COMPRESSION = "cord_compression"


def cord_reading(conclusion: str) -> tuple[str, str]:
    """`equivocal` or `compressive` with its sentence, ("", "") for neither. Left open anywhere is equivocal."""
    affirmed = ("", "")
    for sentence in split_sentences(conclusion):
        if says("context", sentence):
            continue
        if any(_leaves_open(part) for part in _thoughts(sentence)):
            return EQUIVOCAL, sentence.strip()
        if says(_COMPRESSION, sentence) and not (says("negation", sentence) or says("over", sentence)):
            affirmed = (COMPRESSIVE, sentence.strip())
    return affirmed


def _thoughts(sentence: str) -> list[str]:
    """The parts of a sentence between commas and words such as 'but'."""
    return [each for part in sentence.split(",") for each in any_phrase_of("parts thoughts").split(part)]


def _leaves_open(part: str) -> bool:
    """Whether a thought names the cord and leaves it open, and neither denies it nor calls it over."""
    named = any_phrase_of("cord").search(part) or _begins_with_the_cord().match(part)
    if named is None or not says("hedge", part) or says("over", part):
        return False
    denied = any_phrase_of("cord denied")
    return not (denied.search(part[: named.start()]) or denied.search(part[named.end() :]))


@cache
def _begins_with_the_cord() -> re.Pattern[str]:
    """Its name at the beginning of a thought, behind signs."""
    return re.compile(rf"\W*{any_phrase_of('begins with the cord').pattern}", re.IGNORECASE)
