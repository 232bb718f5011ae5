"""The kind of a treatment where a phrase says only how it went: 'good response to naproxen' is a medicine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table
from fhir_mappings.text.phrases.phrase_trie import Row
from fhir_mappings.text.said import Said, Text
from imaging_rules.facts import State, Value

_RESULT, _KIND = "conservative_result", "conservative_kind"
_OF_TREATMENT = frozenset({_RESULT, "conservative_worse"})
_GIVEN = frozenset({Meant.AFFIRMED, Meant.PAST})


def treatment_kinds(made: Text) -> Iterator[Said]:
    """The kinds of treatment that stand inside phrases of how a treatment went."""
    if _RESULT not in made.findings:
        return
    for hit, how in zip(made.hits, made.meant, strict=True):
        if _RESULT not in hit.findings or how is not Meant.AFFIRMED or _KIND in hit.findings:
            continue
        for at in range(hit.first, hit.last + 1):
            kind = _kind(made.words.keys[at])
            if kind is not None:
                yield Said(_KIND, State.PRESENT, made.slice(hit.first, hit.last), kind)


def kinds_in(made: Text, hit: Hit) -> frozenset[str]:
    """The kinds of treatment that a phrase says, by its own meanings, else by the words inside it."""
    told = [each.value for each in hit.meanings if each.finding == _KIND and each.state is not State.REFUTED]
    if not told and not (is_treatment(hit) or hit.findings & _OF_TREATMENT):
        return frozenset()
    told = told or [kind for key in made.words.keys[hit.first : hit.last + 1] if (kind := _kind(key, capital=True)) is not None]
    return frozenset(member for value in told if isinstance(value, tuple) for member in value)


def is_given(hit: Hit, how: Meant) -> bool:
    """Whether a phrase says a treatment that the patient has, or had."""
    return how in _GIVEN and is_treatment(hit)


def is_treatment(hit: Hit) -> bool:
    """Whether a phrase says a treatment, and does not deny it."""
    return _says_a_treatment(hit.row)


@cache
def _says_a_treatment(row: Row) -> bool:
    return any(each.finding in kinds_of_time().treatments and each.state is not State.REFUTED for each in row.meanings)


@lru_cache(maxsize=4096)
def _kind(word: str, *, capital: bool = False) -> Value | None:
    """The kind that a word alone says of a treatment; `capital` where a 'pt' is no patient."""
    found = phrase_table().walk.longest((word,), 0, capital=capital)
    if found is None:
        return None
    return next((each.value for each in found[1].meanings if each.finding == _KIND and each.state is State.PRESENT), None)
