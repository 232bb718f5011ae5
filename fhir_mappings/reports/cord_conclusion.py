"""What the conclusion of a cervical MRI says of the spinal cord: compressed, or left open."""

from __future__ import annotations

import re

from fhir_mappings.reports.conclusion_sentences import split_sentences
from fhir_mappings.reports.phrases import any_phrase_of, says

COMPRESSIVE, EQUIVOCAL = "compressive", "equivocal"
_COMPRESSION = "cord_compression"
_PARTS = re.compile(r",|\b(?:but|and)\b", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"\b(?:is|was|has been|are|were|been) (?:now )?(?:excluded|ruled out|resolved)\b|\bresolved\b", re.IGNORECASE
)
_BEGINS_WITH_IT = re.compile(r"\W*(?:spinal )?cord\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(no|without|negative)\b", re.IGNORECASE)


def cord_reading(conclusion: str) -> tuple[str, str]:
    """`equivocal` or `compressive` with its sentence, ("", "") for neither. Left open anywhere is equivocal."""
    affirmed = ("", "")
    for sentence in split_sentences(conclusion):
        if says("context", sentence):
            continue
        if any(_leaves_open(part) for part in _PARTS.split(sentence)):
            return EQUIVOCAL, sentence.strip()
        if says(_COMPRESSION, sentence) and not (says("negation", sentence) or _EXCLUDED.search(sentence)):
            affirmed = (COMPRESSIVE, sentence.strip())
    return affirmed


def _leaves_open(part: str) -> bool:
    """Whether a thought names the cord and leaves it open, and neither denies it nor calls it over."""
    named = any_phrase_of("cord").search(part) or _BEGINS_WITH_IT.match(part)
    denied = named is not None and (_DENIED.search(part[: named.start()]) or _DENIED.search(part[named.end() :]))
    return named is not None and says("hedge", part) and not denied and not _EXCLUDED.search(part)
