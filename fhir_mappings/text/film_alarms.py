"""What a film shows beside something that it does not show: 'no fracture, lytic lesion at L3' is no normal film.

Looked at from the study to the end of the sentence or the next study. What is denied or asked for there is none, nor what goes
on a list of it: 'no fracture, lytic lesion or slip', 'no fracture, dislocation'. The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.result_words import ResultWords, result_words
from fhir_mappings.text.said import Text

_BEFORE = 3
_ENDS = frozenset({".", "\n"})
_PARTS = frozenset({",", ";"})


def alarm_beside(made: Text, study: int) -> str | None:
    """The kind of what a film shows that is no normal film, of the film told at `study`; None for nothing."""
    words = result_words()
    if made.words.named.isdisjoint(words.alarms):
        return None
    for part in _parts(made, study, words):
        if words.goes_on_as_a_list.isdisjoint(part) and not words.tells_where.isdisjoint(part):
            for at, key in enumerate(part):
                if key in words.alarms and (words.denies | words.not_yet).isdisjoint(part[max(0, at - _BEFORE) : at]):
                    return words.alarms[key]
    return None


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
