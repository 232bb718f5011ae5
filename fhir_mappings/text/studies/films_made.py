"""Films that a text tells as made without a result that is understood: 'the lumbar films were looked at in clinic'.

They leave the finding open, so that what they showed is asked for and not taken for absent. Where an infection of the spine is
spoken of, a CT or a film whose result is not understood may have shown it. The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.film_places import diseases_of_the_joints
from fhir_mappings.text.studies.result_words import ANY, ELSEWHERE, XR, place_of, result_words
from fhir_mappings.text.studies.sacroiliac_studies import SACROILIAC
from fhir_mappings.text.studies.told_as_made import told_as_made
from fhir_mappings.text.words import keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_NOTHING: frozenset[str] = frozenset()
_FILM = "spine_film"
_NECK, _BACK = "cervical", frozenset({"thoracic", "lumbar"})
_SPINE = frozenset({"back", "spine", "spinal", "lowback", "midback"})
_PAINS = frozenset({"back_pain_unspecified", "low_back_pain", "thoracic_back_pain"})
_SPOKEN_OF = frozenset({State.PRESENT, State.SUSPECTED})


@dataclass(frozen=True)
class _Words:
    findings: Mapping[str, frozenset[str]]
    """What a film leaves open, by the part that it is of."""
    otherwise: frozenset[str]
    tells_nothing: frozenset[str]
    of_an_infection: str
    """The finding that a study leaves open which may have shown an infection of the spine."""
    infections: frozenset[str]
    reassures: frozenset[str]


def films_made(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """The findings that films leave open which were made, as a text tells. `found` is all that it says."""
    known, words = result_words(), _words()
    if made.words.named.isdisjoint(known.films_and_cts):
        return _NOTHING
    if any(_is_read_otherwise(said, words) for said in found if said.finding in words.otherwise):
        return _NOTHING
    open_ones = set[str]()
    for part, at in told_as_made(made, known.films):
        where = place_of(part, at, XR)
        if where != ANY or may_be_of_the_spine(made):
            open_ones |= words.findings.get(where, _NOTHING)
    spoken_of = any(said.finding in words.infections and said.state in _SPOKEN_OF for said in found)
    if spoken_of and _may_show_an_infection(made, words):
        open_ones.add(words.of_an_infection)
    return frozenset(open_ones) - {said.finding for said in found}


def films_that_may_be_of_the_joints(found: Sequence[Said]) -> frozenset[str]:
    """The imaging of the sacroiliac joints, left open where a disease of them is spoken of and a film of no named place is:
    'ankylosing spondylitis? Plain films normal'. `found` is all that the text says."""
    if _FILM not in [said.finding for said in found]:
        return _NOTHING
    named = {said.finding for said in found if said.state in _SPOKEN_OF}
    if _FILM not in named or SACROILIAC in named or diseases_of_the_joints().isdisjoint(named):
        return _NOTHING
    places = result_words().places.keys()
    unplaced = any(said.finding == _FILM and places.isdisjoint(keys(said.words)) for said in found)
    return frozenset({SACROILIAC}) if unplaced else _NOTHING


def _is_read_otherwise(said: Said, words: _Words) -> bool:
    """Whether what a film may show is what one showed; that it is not normal tells of none."""
    return said.state is not State.SUSPECTED and said.value not in words.tells_nothing


def _may_show_an_infection(made: Text, words: _Words) -> bool:
    """Whether a CT or a film of the spine is told as made whose part holds no word that reassures."""
    known = result_words()
    for part, at in told_as_made(made, known.films_and_cts):
        of_the_spine = place_of(part, at, known.studies[part[at]]) != ELSEWHERE
        if of_the_spine and words.reassures.isdisjoint(part) and known.denies.isdisjoint(part):
            return True
    return False


def may_be_of_the_spine(made: Text) -> bool:
    """Whether a film of no named place may be of the back: the text speaks of no other part that films are made of."""
    places = result_words().places
    named = frozenset([places[key] for key in made.words.named & places.keys()])
    of_the_back = not _BACK.isdisjoint(named | made.regions) or not _SPINE.isdisjoint(made.words.named)
    in_pain = not _PAINS.isdisjoint(made.findings)  # 'backache'
    return (of_the_back or in_pain) and named.isdisjoint({ELSEWHERE, _NECK}) and _NECK not in made.regions


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")
    findings: dict[str, frozenset[str]] = {}
    for study, place, name in content["left open"]:
        if study == XR:
            findings[place] = findings.get(place, _NOTHING) | {name}
    infection = content["may show an infection"]
    return _Words(
        findings,
        frozenset(content["read otherwise"]),
        frozenset(content["tells nothing"]),
        infection["leaves open"],
        frozenset(infection["beside"]),
        frozenset(key for key, kind in result_words().results.items() if kind in infection["unless"]),
    )
