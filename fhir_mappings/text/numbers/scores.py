"""How bad the pain is, in numbers: `7/10`, `7 out of 10`, `VAS 7`, `pain score 8`."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/scores")

_SCORES = frozenset({*map(str, range(11)), *(f"0{number}" for number in range(10))})
_AROUND = 12


def pain_scores(made: Text) -> Iterator[Said]:
    """`pain_severity` from 0 to 10, as the text gives it."""
    spelled = made.words.keys
    if _WORDS["signs"].isdisjoint(made.words.named):
        return
    for at in made.words.where(_SCORES):
        last = _out_of_ten(spelled, at)
        if last is None and _is_named(spelled, at):
            last = at
        if last is not None and _WORDS["pain"].intersection(spelled[max(0, at - _AROUND) : last + _AROUND]):
            yield Said("pain_severity", State.PRESENT, made.slice(at, last), float(spelled[at]))
            return


def _out_of_ten(spelled: tuple[str, ...], at: int) -> int | None:
    for between in (("/",), ("out", "of")):
        last = at + len(between) + 1
        if spelled[at + 1 : last + 1] == (*between, "10") and (at == 0 or spelled[at - 1] not in _WORDS["no score after"]):
            return None if spelled[last + 1 : last + 2] == ("/",) else last
    return None


def _is_named(spelled: tuple[str, ...], at: int) -> bool:
    before = spelled[max(0, at - 2) : at]
    named = bool(before) and (before[-1] in ("vas", "nrs") or before[-2:] in (("pain", "score"), ("pain", "severity")))
    return named and spelled[at + 1 : at + 2] not in (("/",), ("-",))
