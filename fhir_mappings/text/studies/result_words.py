"""The words in which the results of earlier studies are told, from `tables/text/results.yaml`, and where a study looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from fhir_mappings.codes.findings import table_value
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.past.past_years import is_past_year
from fhir_mappings.text.words import keys, word_at
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import packaged_yaml

ANY, CT, XR, ELSEWHERE, FRACTURE = "any", "ct", "xr", "elsewhere", "fracture"
_SACROILIAC = "sacroiliac"
_LINKS = frozenset({"and", "&", "+", "/", "-"})
"""Between two parts that one study took in."""
LESION = "lesion"
DISEASES = frozenset({"infection", "discitis", "tumor"})
_ASKED = 4
_BEGINS_AN_ASIDE = frozenset({",", "("})
_TO_DATE = ("to", "date")


@dataclass(frozen=True)
class ResultWords:
    """The words by what they mean; `films` and `cts` are those of a film and a CT, `alarms` what alarms more than a
    result, `says` what a study of a place with a result says."""

    studies: Mapping[str, str]
    films: frozenset[str]
    cts: frozenset[str]
    films_and_cts: frozenset[str]
    places: Mapping[str, str]
    views: frozenset[str]
    bracketed: frozenset[str]
    """What brackets hold that tell the views of a film."""
    results: Mapping[str, str]
    denies: frozenset[str]
    suspects: frozenset[str]
    not_yet: frozenset[str]
    asked_for: frozenset[str]
    whose_asking: frozenset[str]
    has_come: frozenset[str]
    asides: frozenset[str]
    whenever: frozenset[str]
    of_a_reading: frozenset[str]
    of_bone_or_ligament: frozenset[str]
    fractures: frozenset[str]
    of_bends: frozenset[str]
    """Those that are no fracture right behind a bend: 'kyphotic deformity'."""
    beside_a_disc: frozenset[str]
    alarms: Mapping[str, Mapping[str, str]]
    gravest: Sequence[str]
    tells_where: frozenset[str]
    goes_on_as_a_list: frozenset[str]
    says: Mapping[tuple[str, str, str], tuple[str, Value | None]]
    of_a_film: Mapping[str, tuple[str, Value | None]]


def breaks_between(spelled: Sequence[str], breaks: Sequence[int]) -> Sequence[int]:
    """The signs at some places that part thoughts: without those of brackets that tell the views of a film, as in 'lumbar films
    (AP, lateral, 2 views) last week: normal'."""
    kept: list[int] = []
    opened: int | None = None  # of what stays it is the place in `kept`
    last = -1
    for at in breaks:
        key = spelled[at]
        known = opened is not None and all(
            each in result_words().bracketed or each.isdigit() for each in spelled[last + 1 : at]
        )
        if known and opened is not None and key == ")" and at > kept[opened] + 1:
            del kept[opened:]
            opened = None
        else:
            opened = len(kept) if key == "(" else opened if known and key == "," else None
            kept.append(at)
        last = at
    return kept


def place_of(part: Sequence[str], study: int, kind: str) -> str:
    """The place that stands nearest to a study of some kind. 'AP' is a view of a film, and no place."""
    words = result_words()
    places = [
        (abs(at - study), words.places[key])
        for at, key in enumerate(part)
        if key in words.places and (kind != XR or key not in words.views)
    ]
    return min(places)[1] if places else ANY


def place_beside(part: Sequence[str], study: int) -> str | None:
    """The part of the spine that a study of another part took in as well: 'CT head and C-spine', 'CT head/neck'. What is well
    is well in both; a fracture may be in either."""
    places = result_words().places
    at = min((abs(at - study), at) for at, key in enumerate(part) if places.get(key) == ELSEWHERE)[1]
    linked = at + 2 < len(part) and part[at + 1] in _LINKS and part[at + 2] in places
    other = places[part[at + 2]] if linked else ELSEWHERE
    return None if other in (ELSEWHERE, _SACROILIAC) else other


def words_to_come(part: Sequence[str], first: int, study: int, end: int) -> frozenset[str]:
    """The words from one place to another by which a study is still to come. 'Films taken at your request were normal' are
    made: somebody asked for them, and something came of it."""
    words = result_words()
    asked = words.not_yet & {*_without_to_date(part[first:study]), *part[study + 1 : end]}
    if asked.isdisjoint(words.asked_for) or words.has_come.isdisjoint(part[study + 1 : end]):
        return asked
    on_whose = all(
        not words.whose_asking.isdisjoint(part[max(0, at - _ASKED) : at + 2])
        for at in range(study + 1, end)
        if part[at] in words.asked_for
    )
    return asked - words.asked_for if on_whose else asked


def _without_to_date(before: Sequence[str]) -> Sequence[str]:
    """Some words without 'to date', which tells of what was made: 'imaging to date: XR'."""
    pair = next((at for at, two in enumerate(pairwise(before)) if two == _TO_DATE), None)
    return before if pair is None else [*before[:pair], *before[pair + 2 :]]


def end_with_its_aside(spelled: Sequence[str], breaks: Sequence[int], part: int) -> int | None:
    """Where a part ends with an aside and what follows it: 'his films, which we looked at together, were normal'. None where
    no aside follows, or something else after it: 'films, done on Monday, exam normal'."""
    if part + 1 >= len(breaks):
        return None
    begins, ends = breaks[part], breaks[part + 1]
    said = spelled[begins + 1 : ends]
    if spelled[begins : begins + 1] == (",",) and said and said[0] in result_words().asides:
        return _end_behind(spelled, breaks, part) if spelled[ends : ends + 1] == (",",) else ends
    in_brackets = spelled[begins : begins + 1] == ("(",) and spelled[ends : ends + 1] == (")",)
    return _end_behind(spelled, breaks, part) if in_brackets else None


def end_of_aside(spelled: tuple[str, ...], breaks: Sequence[int], part: int) -> int:
    """Where a part ends with an aside that tells of the study: 'films (done on Monday)'; its own end where there is none."""
    begins = breaks[part]
    first = word_at(spelled, begins + 1)
    told = part + 1 < len(breaks) and spelled[begins] in _BEGINS_AN_ASIDE and first in result_words().asides
    return breaks[part + 1] if told else begins


def _end_behind(spelled: Sequence[str], breaks: Sequence[int], part: int) -> int | None:
    """Where the part behind an aside ends, if it holds nothing but words of a reading: no 'normal gait'."""
    if part + 2 >= len(breaks):
        return None
    behind, words = spelled[breaks[part + 1] + 1 : breaks[part + 2]], result_words()
    known = words.of_a_reading | words.has_come | words.suspects
    return breaks[part + 2] if known.issuperset(key for key in behind if not key.isdigit()) else None


def is_of_a_past_year(part: Sequence[str], as_of: date) -> bool:
    """Whether a study is none of this complaint: 'CT in 2010 showed an old fracture'."""
    of_this_complaint = as_of - timedelta(days=text_limits().study_of_complaint)
    return any(is_past_year(key, of_this_complaint) for key in part)


def word_set(written: Iterable[object]) -> frozenset[str]:
    """Words of the table as texts are cut."""
    return frozenset(key for each in written for key in keys(str(each)))


@cache
def result_words() -> ResultWords:
    """The words of the table."""
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")
    said = {(study, place, result): (finding, _value(value)) for study, place, result, finding, value in content["says"]}
    studies, places, found = (_by_word(content[name]) for name in ("studies", "places", "results"))
    names = ("views", "denies", "suspects", "not yet", "asked for", "whose asking", "has come", "asides", "of a reading")
    views, denies, suspects, not_yet, asked_for, whose, has_come, asides, little = (word_set(content[name]) for name in names)
    films, cts = (frozenset(key for key, kind in studies.items() if kind == each) for each in (XR, CT))
    fractures = frozenset(key for key, kind in found.items() if kind == FRACTURE)
    lesions = dict.fromkeys(word_set(content["lesions"]), LESION)
    every = found | lesions
    alarms = {what: {key: kind for key, kind in every.items() if kind in kinds} for what, kinds in content["alarms"].items()}
    of_a_reading = little | denies | found.keys() | places.keys()
    whenever = frozenset(content["whenever made"])
    return ResultWords(
        studies,
        films,
        cts,
        films | cts,
        places,
        views,
        word_set(content["views in brackets"]),
        found,
        denies,
        suspects,
        not_yet,
        asked_for,
        whose,
        has_come,
        asides,
        whenever,
        of_a_reading,
        word_set(content["of bone or ligament"]),
        fractures,
        word_set(content["of bends"]),
        word_set(content["of a disc and its bone"]),
        alarms,
        content["gravest"],
        word_set(content["tells where"]),
        word_set(content["goes on as a list"]),
        said,
        {name: (finding, _value(value)) for name, finding, value in content["of a film"]},
    )


def _by_word(named: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {key: name for name, members in named.items() for each in members for key in keys(str(each))}


def _value(written: str) -> Value | None:
    return None if written == State.PRESENT else table_value(written)
