"""Sentences of a report that advise further imaging, and which of them tell of nothing that was seen."""

from __future__ import annotations

import re
from functools import cache

from fhir_mappings.reports.conclusion_table import LEVEL, filler, sentence_table
from fhir_mappings.reports.phrases import any_phrase_of, report_phrases, says
from fhir_mappings.whole_texts import normal_text

_DIVIDES = re.compile(r":|\s[-–—]+\s|[—–(]")


def advises_more(sentence: str) -> bool:
    """Whether a sentence of a report advises further imaging, for whatever reason; not where it only may, or only if."""
    return (
        says("advice", sentence)
        and says("advised study", sentence)
        and not (says("no advice", sentence) or says("negation", sentence))
    )


def advises_in_part(sentence: str) -> bool:
    """Whether a part of a sentence between commas is plain advice, whatever the rest denies or leaves open."""
    return not says("no advice", sentence) and any(is_mere_advice(part) for part in sentence.split(","))


def is_mere_advice(sentence: str) -> bool:
    """Whether a sentence advises further imaging and tells of nothing that was seen: it begins with it, gives no reason, and
    either says what is to be excluded or has no word that is not known. 'MRI is recommended for the lesion' tells of one."""
    if not advises_more(sentence) or says("seen already", sentence):
        return False
    words = normal_text(sentence).split()
    begins = next((word for word in words if word not in _before_advice()), "")
    if begins not in {phrase.split()[0] for phrase in _of_advice()} or _gives_a_reason(sentence):
        return False
    known = (
        filler()
        | _before_advice()
        | _after_advice()
        | {word for phrase in _of_advice() for word in normal_text(phrase).split()}
    )
    return says("aim of advice", sentence) or all(word in known or LEVEL.fullmatch(word) for word in words)


def _gives_a_reason(sentence: str) -> bool:
    """Whether a sentence says why something is advised, which may be what was seen: 'CT recommended since retropulsion',
    'MRI suggested: destruction of the pedicle'. How the patient is, or how soon it should be, is nothing that was seen."""
    told = any_phrase_of("no reason of advice").sub("", sentence)
    return _DIVIDES.search(told) is not None or says("reason of advice", told)


@cache
def _before_advice() -> frozenset[str]:
    """Words that may stand before the study that is advised."""
    return frozenset(sentence_table()["before advice"])


@cache
def _after_advice() -> frozenset[str]:
    """Words that tell how, where and when the advised study is to be done."""
    return frozenset(sentence_table()["after advice"])


@cache
def _of_advice() -> frozenset[str]:
    """The words of advice and the studies that are advised."""
    return frozenset((*report_phrases("advice"), *report_phrases("advised study")))
