"""Which sentences of a report conclude something, and where its impression begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fhir_mappings.reports.phrases import report_phrases

_SENTENCE = re.compile(r"(?<=[.;])\s+|\n+")
_NUMBERED = re.compile(r"^\s*\d+\s*[.)]\s*")
_LETTERS = re.compile(r"[^\W\d_]")
_HEADED = re.compile(r"^\s*([A-Za-z ]{3,24}):\s*")


def split_sentences(text: str) -> list[str]:
    """The sentences of a report as they stand: a full stop or a semicolon before a blank ends one, and so does a line."""
    return _SENTENCE.split(text)


def sentences_of(conclusion: str) -> Iterator[str]:
    """The sentences that conclude something, without numbers and headings, and without words that say that nothing older is
    at hand: they leave nothing open of what is seen. What stands under 'History:' is left out."""
    concludes = True
    for sentence in split_sentences(conclusion):
        plain = _NUMBERED.sub("", sentence).strip()
        heading = _HEADED.match(plain)
        named = heading[1].strip().lower() if heading else ""
        if heading and (named in report_phrases("section") or named in report_phrases("other section")):
            concludes, plain = named in report_phrases("section"), plain[heading.end() :]
        plain = _nothing_to_compare().sub("", plain)
        if concludes and _LETTERS.search(plain):
            yield plain


def impression_of(conclusion: str) -> str:
    """The part of a report that concludes what the rest describes, from its last heading of that kind on; all of it where no
    such heading stands."""
    headings = list(_impression().finditer(conclusion))
    return conclusion[headings[-1].end() :].strip() if headings else conclusion


@cache
def _nothing_to_compare() -> re.Pattern[str]:
    """'No priors for comparison', with what joins it to the rest, up to the next mark or the end."""
    named = "|".join(map(re.escape, sorted(report_phrases("nothing to compare"), key=len, reverse=True)))
    at_hand = r"(?:\s+(?:is|are|was|were|available|for\s+(?:direct\s+)?comparison|for\s+review|on\s+file|at\s+hand|here)){0,4}"
    return re.compile(rf"[\s,;(\u2013-]{{0,4}}\b(?:{named}){at_hand}\)?(?=\s*(?:$|[.,;]))", re.IGNORECASE)


@cache
def _impression() -> re.Pattern[str]:
    named = "|".join(map(re.escape, report_phrases("impression")))
    return re.compile(rf"(?:^|(?<=[.;\n]))[^\S\n]{{0,8}}(?:{named})[^\S\n]{{0,8}}:", re.IGNORECASE)
