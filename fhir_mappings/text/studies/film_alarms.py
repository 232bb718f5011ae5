"""What a film shows beside something that it does not show: 'no fracture, lytic lesion at L3' is no normal film.

Looked at from the study to the end of the sentence or the next study. What is denied or asked for there is none, nor what goes
on a list of it: 'no fracture, lytic lesion or slip', 'no fracture, dislocation'. The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.said import Text
from fhir_mappings.text.studies.bends import BEND, has_an_angle
from fhir_mappings.text.studies.result_words import DISEASES, ResultWords, result_words

_BEFORE = 3
_ENDS = frozenset({".", "\n"})
_PARTS = frozenset({",", ";"})


def alarm_beside(made: Text, study: int, what: str) -> str | None:
    """The kind of what the film told at `study` shows that alarms more than `what` it is told to show, `normal` or
    `degenerative`; None for nothing."""
    words = result_words()
    alarms = words.alarms.get(what, {})
    if made.words.named.isdisjoint(alarms):
        return None
    for part in _parts(made, study, words):
        if not words.goes_on_as_a_list.isdisjoint(part):
            continue
        placed = not words.tells_where.isdisjoint(part)
        for at, key in enumerate(part):
            kind = alarms.get(key)
            if kind is None or not (has_an_angle(part, at) if kind == BEND else placed):
                continue
            if _is_told(part[max(0, at - _BEFORE) : at], kind, words):
                return kind
    return None


def _is_told(before: Sequence[str], kind: str, words: ResultWords) -> bool:
    """Whether the words before it leave what a film shows there; of a disease they say that the film looks like it."""
    if kind in DISEASES:
        return not words.suspects.isdisjoint(before) and words.denies.isdisjoint(before)
    return (words.denies | words.not_yet).isdisjoint(before)


def _parts(made: Text, study: int, words: ResultWords) -> Iterator[Sequence[str]]:
    """What stands from a study to the end of its sentence or the next study, in parts between commas."""
    part: list[str] = []
    for at in range(study + 1, len(made.words)):
        key = made.words.keys[at]
        if key in _ENDS or key in words.studies:
            break
        if key in _PARTS:
            yield part
            part = []
        else:
            part.append(key)
    yield part
