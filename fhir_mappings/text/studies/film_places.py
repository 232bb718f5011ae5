"""Where a film was taken whose place its words do not name: 'neck pain, XR negative' is a film of the neck.

The place that stands nearest to the words counts, else the one region the text speaks of. From `tables/text/results.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from fhir_mappings.codes.findings import table_value
from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE, Text
from fhir_mappings.text.studies.film_alarms import alarm_beside
from fhir_mappings.text.studies.result_words import ANY, XR, result_words
from fhir_mappings.text.words import keys
from imaging_rules.facts import Value
from imaging_rules.yaml_files import packaged_yaml

FILM, MRI, CT = "spine_film", "cervical_mri_for_cord", "spine_ct_trauma"
_CT_OF_THE_NECK = "cervical_ct_trauma"
_NECK, _ELSEWHERE = "cervical", "elsewhere"
_BREAKS = SENTENCE | {",", "(", ")"}
JOINTS = "sacroiliac"
_PAINS = findings_of_kind("pain of a named level")
_FAR = 4
_NEAR = 3
_NOT_DONE = "not_done"
_NOTHING_ALARMS = {"normal": "normal", "abnormal_other": "degenerative"}


class _Places(NamedTuple):
    of_word: Mapping[str, str]
    says: Mapping[str, tuple[str, Mapping[str, Value | None]] | None]
    of_joints: frozenset[str]


def film_of(made: Text, hit: Hit, value: Value | None) -> tuple[str, Value | None] | None:
    """The finding and value that a film's result says at its place; None where it says nothing of the spine."""
    places = _places()
    if value in _NOTHING_ALARMS:
        shown = alarm_beside(made, hit.first, _NOTHING_ALARMS[str(value)])
        if shown is not None:  # 'films: no fracture, lytic lesion at L3'
            said = result_words().says.get((XR, _named_near(made, hit, places.of_word) or ANY, shown))
            return said if said and said[0] == FILM else None
    if value == _NOT_DONE and any(not each.findings.isdisjoint(places.of_joints) for each in made.hits):
        return None
    place = _named_near(made, hit, places.of_word)
    if place is None and is_beside_the_joints(made, hit.first):
        place = JOINTS
    if place is None:
        place = next(iter(made.regions)) if len(made.regions) == 1 else ""
    if place not in places.says:
        return FILM, value
    moved = places.says[place]
    if moved is None:
        return None
    return (moved[0], moved[1][str(value)]) if str(value) in moved[1] else (FILM, value)


def ct_of(made: Text, hit: Hit) -> str | None:
    """The finding that a CT of no named place is of: of the neck in a text that speaks of the neck alone; None where it was
    of another part of the body."""
    place = _named_near(made, hit, _places().of_word)
    if place is None and made.regions == {_NECK}:
        return _CT_OF_THE_NECK
    return None if place == _ELSEWHERE else _CT_OF_THE_NECK if place == _NECK else CT


def is_of_another_part(made: Text, hit: Hit, value: Value | None) -> bool:
    """Whether 'no MRI yet' is not of the neck: the text speaks of other parts alone."""
    if value != _NOT_DONE or _named_near(made, hit, _places().of_word) == _NECK:
        return False
    of_joints = any(not each.findings.isdisjoint(_places().of_joints) for each in made.hits)
    return of_joints or (bool(made.regions) and _NECK not in made.regions)


def _named_near(made: Text, hit: Hit, of_word: Mapping[str, str]) -> str | None:
    """The place that the words of a result name, or the words just before and after it up to a comma."""
    spelled = made.words.keys
    found = next((of_word[key] for key in spelled[hit.first : hit.last + 1] if key in of_word), None)
    for step, first in ((-1, hit.first - 1), (1, hit.last + 1)):
        for at in range(first, first + step * _NEAR, step):
            if found is not None or not 0 <= at < len(spelled) or spelled[at] in _BREAKS:
                break
            found = of_word.get(spelled[at])
    return found


def is_beside_the_joints(made: Text, at: int) -> bool:
    """Whether a disease of the sacroiliac joints is named just before a film of no named place: 'nr-axSpA? radiographs
    negative'."""
    findings = _places().of_joints
    if findings.isdisjoint(made.findings):
        return False
    place = bisect_left(made.lasts, at)
    before = made.hits[place - 1] if place else None
    if before is None or before.findings.isdisjoint(findings):
        return False
    between, begins = made.words.keys[before.last + 1 : at], made.sentence(at)[0]
    of_the_back = any(
        each.first >= begins and not _PAINS.isdisjoint(each.findings) for each in made.hits[max(0, place - _FAR) : place]
    )
    return len(between) <= _NEAR and "." not in between and not of_the_back  # 'LBP ?axSpA, XR normal' may be of the back


def diseases_of_the_joints() -> frozenset[str]:
    """The diseases of the sacroiliac joints."""
    return _places().of_joints


@cache
def _places() -> _Places:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")
    of_word = {key: place for place, words in content["places"].items() for each in words for key in keys(str(each))}
    says = {place: _moves(row) for place, row in content["elsewhere"].items()}
    return _Places(of_word, says, frozenset(content["of its own joints"]))


def _moves(row: Mapping[str, str] | None) -> tuple[str, Mapping[str, Value | None]] | None:
    if row is None:
        return None
    return row["finding"], {told: table_value(value) for told, value in row.items() if told != "finding"}
