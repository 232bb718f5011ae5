"""How a treatment went where a text tells it by how much, or by what followed: 'PT and naproxen, about 60% improved', 'resolved
with chiropractic, then recurred'.

The words stand in `tables/text/treatment_results.yaml`, from how many per cent on in `tables/text/limits.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.treatments.treatment_kinds import is_given
from fhir_mappings.text.words import keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_RESULT, _IMPROVED = "conservative_result", "improved"
_BEFORE, _AFTER = 4, 5
_WHOLE = 100
_ENDS = SENTENCE | {",", ":"}
_FAR = 40
"""Words of a sentence within which what had gone came back."""
_PER_CENT = frozenset({"%", "percent", "pct"})


def treatment_results(made: Text) -> Iterator[Said]:
    """`conservative_result: improved` of a treatment in the same sentence."""
    named, words = made.words.named, _words()
    if named.isdisjoint(_PER_CENT) and named.isdisjoint(words["came back"]) and named.isdisjoint(words["in part"]):
        return
    given = [hit for hit, how in zip(made.hits, made.meant, strict=True) if is_given(hit, how)]
    begun: dict[tuple[int, int], int] = {}
    for hit in given:
        begun.setdefault(made.sentence(hit.first), hit.last)
    for (first, end), treated in begun.items():
        if not words["failed"].isdisjoint(made.words.keys[first:end]):
            continue
        at = _half_better(made, first, end) or _came_back(made, first, end) or _better_in_part(made, first, treated, end)
        if at is not None:
            yield Said(_RESULT, State.PRESENT, made.slice(max(first, at - 1), min(end - 1, at + 2)), _IMPROVED)
            return


def _half_better(made: Text, first: int, end: int) -> int | None:
    """Where a sentence says that half of it or more is better."""
    spelled, words = made.words.keys, _words()
    for at in range(first + 1, end):
        if spelled[at] not in _PER_CENT or not spelled[at - 1][0].isdigit():
            continue
        number, after = _number(spelled[at - 1]), spelled[at + 1 : min(end, at + 1 + _AFTER)]
        better = next((place for place, key in enumerate(after) if key in words["better"]), None)
        if better is None or not words["between"].issuperset(after[:better]):
            continue
        if after[better] in words["less"] and not _is_of_pain(made, first, at, end):
            continue
        denied = words["denies"] & set(spelled[max(first, at - _BEFORE) : at])
        if number is not None and not denied and text_limits().improved_percent <= number <= _WHOLE:
            return at
    return None


def _better_in_part(made: Text, first: int, treated: int, end: int) -> int | None:
    """Where a sentence says behind its treatment that it helped in part, and nothing of how that went on."""
    spelled, words = made.words.keys, _words()
    if not words["not lasting"].isdisjoint(spelled[first:end]):
        return None
    behind = range(treated + 1, end - 1)
    return next((at for at in behind if spelled[at] in words["in part"] and spelled[at + 1] in words["of better"]), None)


def _is_of_pain(made: Text, first: int, at: int, end: int) -> bool:
    """Whether pain, or symptoms, are named beside a word of less in the same thought: not 'grip 55% less'."""
    spelled, words = made.words.keys, _words()
    near = range(at - 1, max(first, at - _BEFORE) - 1, -1)
    begin = next((place + 1 for place in near if spelled[place] in _ENDS), max(first, at - _BEFORE))
    last = min(end, at + 1 + _AFTER)
    stop = next((place for place in range(at, last) if spelled[place] in _ENDS), last)
    thought = frozenset(spelled[begin:stop])
    return not words["pains"].isdisjoint(thought) and words["other measures"].isdisjoint(thought)


def _number(key: str) -> float | None:
    """The number that a word is; none of '50²' and other signs."""
    whole, _, part = key.replace(",", ".").partition(".")
    digits = whole + part
    return float(f"{whole}.{part or 0}") if digits.isascii() and whole.isdigit() and digits.isdigit() else None


def _came_back(made: Text, first: int, end: int) -> int | None:
    """Where a sentence says that a treatment helped, and what it helped against came back."""
    spelled, words = made.words.keys, _words()
    for at in range(first, end):
        if spelled[at] in words["helped"] and not words["denies"] & set(spelled[max(first, at - _BEFORE) : at]):
            stop = next((place for place in range(at + 1, min(end, at + _FAR)) if _turns(made, place)), min(end, at + _FAR))
            later = [place for place in range(at + 1, stop) if spelled[place] in words["came back"]]
            if any(spelled[place] != "back" or spelled[place - 1] in ("came", "come", "is", "was") for place in later):
                return at
    return None


def _turns(made: Text, at: int) -> bool:
    """Whether a thought ends at a place, and the next speaks of something else: not 'resolved, then recurred'."""
    spelled = made.words.keys
    return spelled[at] == ";" or (spelled[at] == "," and spelled[at + 1 : at + 2] not in _words_of_return())


@cache
def _words_of_return() -> frozenset[tuple[str, ...]]:
    return frozenset((word,) for word in _words()["goes on"])


@cache
def _words() -> Mapping[str, frozenset[str]]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/treatment_results.yaml")
    helped = ("better", "between", "denies", "helped", "came back", "less", "pains", "other measures", "failed", "goes on")
    named = (*helped, "in part", "of better", "not lasting")
    return {name: frozenset(" ".join(keys(str(each))) or str(each) for each in content[name]) for name in named}
