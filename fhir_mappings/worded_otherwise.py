"""Words beside a code that say otherwise than the code: `No evidence of disease`, `H/o discitis`.

The code is not overruled, since nobody can tell which of the two is the slip: a denial makes it a suspicion, and 'history
of' makes history of what passes (`tables/passing.csv`). Of what lasts, 'history of' is how clinicians say that it is there.

Some codes stand for several things that rules tell apart (R42: light-headedness, and vertigo of no told kind). Where the words
beside such a code name the other thing (`tables/told_apart.csv`), the words are read and not the code; where an answer on
record names it, the code tells no kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache

from fhir_mappings.tables_csv import column, table
from fhir_mappings.word_match import has_any_word

_DENIES = re.compile(
    r"^\s*(no|not|none|never|denies|denied|without|absence of|free of|negative|neg)\b"
    r"|\b(ruled[ -]out|excluded|not (present|confirmed|found|seen))\W*$"
    r"|^\s*(ruled[ -]out|excluded)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;\n]")
_DENIED = re.compile(r"\b(?:no|not|never|without|denies|nil|rather than)\b.*", re.IGNORECASE)
"""A denial and what follows it in its sentence."""
_PAST = re.compile(
    r"^\s*(h/o|hx( of)?|(personal |past |prior |remote |previous |medical )*history( of)?|pmhx?|s/p|status[ -]post"
    r"|previous|prior|former|remote)\b",
    re.IGNORECASE,
)


def denies(text: str) -> bool:
    """Whether a wording denies what its code says."""
    return bool(_DENIES.search(text))


def calls_it_past(text: str, finding: str) -> bool:
    """Whether a wording makes history of a finding: it says 'history of', and the finding is one that passes."""
    return finding in _passing() and bool(_PAST.match(text))


def names_another(wordings: Iterable[str], finding: str) -> bool:
    """Whether the words beside a code name another of the things it stands for than this finding."""
    words = _told_apart().get(finding, ())
    return bool(words) and any(has_any_word(words, wording) for wording in wordings)


def is_of_no_told_kind(wording: str) -> bool:
    """Whether a wording names, and does not deny, what rules tell into kinds: `Vertigo`."""
    words = {word for named in _told_apart().values() for word in named}
    return not denies(wording) and has_any_word(words, wording)


def of_another_kind(answer: str) -> frozenset[str]:
    """The findings of a code that stands for several things, where an answer on record names another of them: 'the room goes
    round' beside R42."""
    told = [_DENIED.sub(" ", sentence) for sentence in _SENTENCE.split(answer)]
    return frozenset(
        finding for finding, words in _told_apart().items() if any(has_any_word(words, sentence) for sentence in told)
    )


def may_be_of_another_kind(finding: str, mentioned: AbstractSet[str]) -> bool:
    """Whether the record leaves open which of the things it stands for a code means here."""
    return finding in _told_apart() and finding in mentioned


@cache
def _told_apart() -> dict[str, tuple[str, ...]]:
    rows = table("told_apart")
    return {row["finding"]: tuple(each["word"] for each in rows if each["finding"] == row["finding"]) for row in rows}


@cache
def _passing() -> frozenset[str]:
    return column("passing", "finding")
