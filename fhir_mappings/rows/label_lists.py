"""The members of a list in a label, each with what stands before or behind the list for all: `numbness in arms or legs`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from fhir_mappings.rows.label_wording import (
    label_words,
    said_by_table,
)
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.worded_answer import says_only_where

_MOST_PARTS = 8
_OR = re.compile(
    r"\s*,\s*(?:and/or|or)\s+|\s+(?:and/or|or)\s+(?!more\b|less\b|longer\b|greater\b|without\b|not\b)|(?<=\w{3})\s?/\s?(?=\w{3})"
)
_COMMA = re.compile(r"\s*,\s*")
_RELATION = re.compile(r"\b(?:in|into|of|by|down|to|from|around|for|with|about|across)\b", re.IGNORECASE)


def members_of(plain: str, as_of: date) -> list[str]:
    """The members of a list, each with what stands before or behind the list for all of them; one for any other label."""
    if re.search(r"\band\b(?!/or)", plain, re.IGNORECASE) or not _OR.search(plain):
        return [plain]
    cut = [part for piece in _OR.split(plain) for part in _COMMA.split(piece) if part and not says_only_where(part)]
    if not 2 <= len(cut) <= _MOST_PARTS or any(part.lower().startswith(tuple(label_words("goes on"))) for part in cut):
        return [plain]
    return _with_what_is_shared(cut, as_of)


def _with_what_is_shared(cut: list[str], as_of: date) -> list[str]:
    """`trouble with bladder | bowel`: with what stands before; `weakness | numbness in the legs`: with what stands behind;
    `bladder | bowel dysfunction`: with the last word."""
    before, behind = _RELATION.search(cut[0]), _RELATION.search(cut[-1])
    if behind and not before:
        return [*(part if _RELATION.search(part) else f"{part} {cut[-1][behind.start() :]}" for part in cut[:-1]), cut[-1]]
    if before and not behind:
        return _after_what_is_shared(cut, as_of)
    return [*(_with_last_word(part, cut[-1], as_of) for part in cut[:-1]), cut[-1]]


def _after_what_is_shared(cut: Sequence[str], as_of: date) -> list[str]:
    """Each member after the nearest head before it: `numbness in the groin | trouble with bladder | trouble with bowel`."""
    made, head = [_ended(cut[0], cut[-1], as_of)], ""
    for last, part in pairwise(cut):
        found = _RELATION.search(last)
        head = last[: found.end()] if found else head
        made.append(part if _RELATION.search(part) else f"{head} {part}")
    return made


def _ended(first: str, last: str, as_of: date) -> str:
    """`loss of bladder` before `loss of bowel control`."""
    says_something = bool(read_text(first, as_of).said or said_by_table(first))
    return first if says_something else f"{first} {last.split()[-1]}"


def _with_last_word(part: str, last: str, as_of: date) -> str:
    """`bladder` of `bladder or bowel dysfunction`; what says something by itself as it is."""
    ending = last.split()[1:]
    says_something = bool(read_text(part, as_of).said or said_by_table(part))
    return part if says_something or not ending else f"{part} {' '.join(ending)}"
