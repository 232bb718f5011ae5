"""What an earlier study showed, as a text tells it: 'MRI c-spine was motion degraded', 'CT of the neck shows no fracture'.

The study, the place and the result must stand together, between two commas or full stops; a study that is still to come, or
asked for something, showed nothing. The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from fhir_mappings.codes.findings import table_value
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.minus_signs import DASHES
from fhir_mappings.text.past_years import is_past_year
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.words import keys
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import packaged_yaml

_BREAKS = SENTENCE | {",", "(", ")"}
_GOES_ON_AFTER = frozenset({",", "(", ")"})
_NORMAL, _ANY, _HARM, _FRACTURE = "normal", "any", "harm", "fracture"
_ON = frozenset({"on", "in", "by", "from", "via", "per", "with", ":"})
_CT, _XR, _ELSEWHERE, _SACROILIAC = "ct", "xr", "elsewhere", "sacroiliac"
_LINKS = frozenset({"and", "&", "+", "/", "-"})
"""Between two parts that one study took in."""
_WELL = frozenset({"normal", "well"})
_DISEASES = frozenset({"infection", "tumor"})
_NORMAL_IF_DENIED = frozenset({"fracture", "harm", "sacroiliitis"})
_SAID_OF_A_DISEASE = frozenset({"for", "suggest"})
"""Between a study and a disease: 'suspicious for', 'suggests'."""
_BEFORE_A_STUDY, _BEFORE_A_RESULT = 3, 3
_BEGINS = 3
_PARTS = 12
"""A reading is told in so many parts."""


@dataclass(frozen=True)
class _Words:
    studies: Mapping[str, str]
    places: Mapping[str, str]
    results: Mapping[str, str]
    denies: frozenset[str]
    suspects: frozenset[str]
    not_yet: frozenset[str]
    whenever: frozenset[str]
    of_a_reading: frozenset[str]
    fractures: frozenset[str]
    beside_a_disc: frozenset[str]
    says: Mapping[tuple[str, str, str], tuple[str, Value | None]]


def results(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """The results of earlier studies. What the text says already in another way is not said twice."""
    words, spelled, named = _words(), made.words.keys, made.words.named
    if named.isdisjoint(words.studies) or named.isdisjoint(words.results):
        return
    told = {said.finding for said in found if not isinstance(said.value, tuple)}  # 'films neg, MRI neg' add up
    studies = made.words.where(words.studies.keys())
    ends = [at for at in made.words.where(_BREAKS) if made.words.written(at) not in DASHES]  # 'XR SIJ - NAD'
    breaks = [-1, *ends, len(spelled)]
    for part in dict.fromkeys(bisect_left(breaks, study) for study in studies):
        first = breaks[part - 1] + 1
        said = _result(made, first, breaks[part], words)
        goes_on = said is None and part + 1 < len(breaks) and spelled[breaks[part]] in _GOES_ON_AFTER
        further = _last_part_of_a_reading(spelled, breaks[part - 1 : part + _PARTS], words) if goes_on else None
        if further is not None:
            said = _result(made, first, further, words)
        if said is None and _is_of_bones(spelled[first : breaks[part]], words):
            end = _end_of_a_reading(spelled, breaks[part : part + _PARTS], words)
            said = _result(made, first, end, words) if end is not None else None
        if said is not None and (said.finding not in told or isinstance(said.value, tuple)) and made.is_of_patient(first):
            yield said


def _result(made: Text, first: int, end: int, words: _Words) -> Said | None:
    part = _part(made, first, end)
    if words.results.keys().isdisjoint(part):
        return None
    studies = [at for at, key in enumerate(part) if key in words.studies]
    if not studies or any(words.studies[part[at]] != words.studies[part[studies[0]]] for at in studies):
        return None
    study, place = words.studies[part[studies[0]]], _place(part, studies[0], words)
    beside = _place_beside(part, studies[0], words) if place == _ELSEWHERE else None
    if place not in words.whenever and _is_of_a_past_year(part, made.as_of):
        return None
    regions = made.regions or (_named(made, words) if place == _ANY else frozenset())
    if place == _ANY and len(regions) == 1 and (study == _CT or (study == _XR and not _speaks_of_elsewhere(made, words))):
        (place,) = regions  # 'neck pain after a fall, CT negative', 'C-spine tender, CT neg'
    for at, key in enumerate(part):
        kind = words.results.get(key)
        kind = _as_meant(kind, part, at, words) if kind else None
        found = words.says.get((study, beside if beside and kind in _WELL else place, kind)) if kind else None
        if found is None or _is_to_come(part, studies[0], at, words):
            continue
        low, high = sorted((studies[0], at))
        if at < studies[0] and "." in part[at : studies[0]]:
            continue  # 'Wedge fracture? X-ray please'
        if at < studies[0] and words.results[key] == _HARM and _ON.isdisjoint(part[at : studies[0]]):
            continue  # 'no injury the MRI last week was degraded', but 'no abnormality on MRI'
        finding, value = found
        return Said(finding, State.PRESENT, made.slice(first + low, first + high), value)
    return None


def _is_of_a_past_year(part: Sequence[str], as_of: date) -> bool:
    """Whether a study is none of this complaint: 'CT in 2010 showed an old fracture'."""
    of_this_complaint = as_of - timedelta(days=text_limits().study_of_complaint)
    return any(is_past_year(key, of_this_complaint) for key in part)


def _last_part_of_a_reading(spelled: Sequence[str], ends: Sequence[int], words: _Words) -> int | None:
    """Where the part ends, behind a comma, that says what a study looks like; None where none does, or another study stands
    before it. Behind several commas a disc or its bone must be told of: 'X-ray: disc space lost, endplates eroded, suspicious
    for discitis'. `ends` are those of the study's own part and of those behind it."""
    beside = words.beside_a_disc.isdisjoint(spelled[ends[0] + 1 : ends[1]])
    for place, (begins, after) in enumerate(pairwise(ends[1:])):
        part = spelled[begins:after]
        if spelled[begins] not in _GOES_ON_AFTER or not words.studies.keys().isdisjoint(part):
            return None
        if _goes_on(part, words):
            return after if not place or not beside else None
        if not words.not_yet.isdisjoint(part):
            return None
        beside = beside and words.beside_a_disc.isdisjoint(part)
    return None


def _goes_on(after: Sequence[str], words: _Words) -> bool:
    """Whether what follows a comma says what the study looks like: 'XR: L4 lesion, suggests tumour'."""
    begins = after[1 : 1 + _BEGINS]
    asked = words.not_yet.intersection(begins) - _SAID_OF_A_DISEASE
    return (
        after[:1] == (",",) and not words.suspects.isdisjoint(begins) and not asked and words.studies.keys().isdisjoint(after)
    )


def _is_of_bones(part: Sequence[str], words: _Words) -> bool:
    """Whether a CT or a film stands there, whose reading may be no more than 'no fracture'; that of an MRI says more."""
    return any(words.studies.get(key) in (_CT, _XR) for key in part)


def _end_of_a_reading(spelled: Sequence[str], ends: Sequence[int], words: _Words) -> int | None:
    """Where a reading ends that is told over commas, 'CT C-spine on arrival, final read: degenerative change, no fracture': at
    the last of the parts that hold nothing but words of a reading. None where one of them tells a fracture, or the next may."""
    read = None
    for begins, after in pairwise(ends):
        part = spelled[begins + 1 : after]
        if spelled[begins] not in _GOES_ON_AFTER:
            break
        if part and not words.of_a_reading.issuperset(key for key in part if not key.isdigit()):
            return read if words.fractures.isdisjoint(part) else None
        if _tells_a_fracture(part, words):
            return None
        read = after
    return read


def _tells_a_fracture(part: Sequence[str], words: _Words) -> bool:
    """Whether a part of a reading names a fracture without a denial before it."""
    found = (at for at, key in enumerate(part) if key in words.fractures)
    return any(words.denies.isdisjoint(part[max(0, at - _BEFORE_A_RESULT) : at]) for at in found)


def _part(made: Text, first: int, end: int) -> Sequence[str]:
    """The words of a part, without a `?` that ends what stands before it: 'Myelopathy? MRI equivocal'."""
    part = made.words.keys[first:end]
    return (
        ["." if key == "?" and _ends_a_question(made, first + at) else key for at, key in enumerate(part)]
        if "?" in part
        else part
    )


def _ends_a_question(made: Text, at: int) -> bool:
    words = made.words
    beside_the_last = at > 0 and words.ends[at - 1] == words.starts[at]
    return beside_the_last and words.text[words.ends[at] : words.ends[at] + 1].isspace()


def _speaks_of_elsewhere(made: Text, words: _Words) -> bool:
    """Whether a text names a part of the body beside the spine, which a film might be of."""
    return _ELSEWHERE in _named(made, words)


def _named(made: Text, words: _Words) -> frozenset[str]:
    """The parts of the body that a text names."""
    return frozenset([words.places[key] for key in made.words.named & words.places.keys()])


def _place(part: Sequence[str], study: int, words: _Words) -> str:
    """The place that stands nearest to a study."""
    places = [(abs(at - study), words.places[key]) for at, key in enumerate(part) if key in words.places]
    return min(places)[1] if places else _ANY


def _place_beside(part: Sequence[str], study: int, words: _Words) -> str | None:
    """The part of the spine that a study of another part took in as well: 'CT head and C-spine', 'CT head/neck'. What is well
    is well in both; a fracture may be in either."""
    at = min((abs(at - study), at) for at, key in enumerate(part) if words.places.get(key) == _ELSEWHERE)[1]
    linked = at + 2 < len(part) and part[at + 1] in _LINKS and part[at + 2] in words.places
    other = words.places[part[at + 2]] if linked else _ELSEWHERE
    return None if other in (_ELSEWHERE, _SACROILIAC) else other


def _as_meant(kind: str, part: Sequence[str], at: int, words: _Words) -> str | None:
    """A fracture, sacroiliitis or other harm that is denied is a normal result; what else is denied is none; a study looks like
    an infection or a tumour only where it is called suspicious for it."""
    before = part[max(0, at - _BEFORE_A_RESULT) : at]
    denied = bool(words.denies.intersection(before))
    if kind in _NORMAL_IF_DENIED:
        return _NORMAL if denied else kind
    if kind in _DISEASES and not words.suspects.intersection(before):
        return None
    return None if denied else kind


def _is_to_come(part: Sequence[str], study: int, result: int, words: _Words) -> bool:
    low, high = sorted((study, result))
    between = (*part[max(0, study - _BEFORE_A_STUDY) : study], *part[low + 1 : high])
    asked = words.not_yet.intersection(between)
    if words.results[part[result]] in _DISEASES:
        asked -= _SAID_OF_A_DISEASE.intersection(part[low + 1 : high])
    return bool(asked)


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")
    said = {(study, place, result): (finding, _value(value)) for study, place, result, finding, value in content["says"]}
    studies, places, found = (_by_word(content[name]) for name in ("studies", "places", "results"))
    denies, suspects, not_yet, little, disc = (
        frozenset(key for each in content[name] for key in keys(str(each)))
        for name in ("denies", "suspects", "not yet", "of a reading", "of a disc and its bone")
    )
    fractures = frozenset(key for key, kind in found.items() if kind == _FRACTURE)
    of_a_reading = little | denies | found.keys() | places.keys()
    whenever = frozenset(content["whenever made"])
    return _Words(studies, places, found, denies, suspects, not_yet, whenever, of_a_reading, fractures, disc, said)


def _by_word(named: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {key: name for name, members in named.items() for each in members for key in keys(str(each))}


def _value(written: str) -> Value | None:
    return None if written == State.PRESENT else table_value(written)
