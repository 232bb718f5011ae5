"""What an earlier study showed, as a text tells it: 'MRI c-spine was motion degraded', 'CT of the neck shows no fracture'.

The study, the place and the result must stand together, between two commas or full stops; a study that is still to come, or
asked for something, showed nothing. The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.bends import BEND, is_bent
from fhir_mappings.text.studies.film_alarms import alarm_beside
from fhir_mappings.text.studies.film_places import JOINTS, is_beside_the_joints
from fhir_mappings.text.studies.result_words import (
    ANY,
    CT,
    DISEASES,
    ELSEWHERE,
    XR,
    ResultWords,
    breaks_between,
    end_with_its_aside,
    is_of_a_past_year,
    place_beside,
    place_of,
    result_words,
    words_to_come,
)
from fhir_mappings.text.writing.minus_signs import DASHES
from fhir_mappings.text.writing.question_ends import is_right_behind_a_word
from imaging_rules.facts import State

_GOES_ON_AFTER = frozenset({",", "(", ")"})
_NORMAL, _HARM = "normal", "harm"
_BRACKET = "("
_ON = frozenset({"on", "in", "by", "from", "via", "per", "with", ":"})
_ALL_IS_WELL = frozenset({_NORMAL, "well", "sound"})
_WELL = frozenset({_NORMAL, "well"})
_NECK, _WORN = "cervical", "abnormal_other"
_NORMAL_IF_DENIED = frozenset({"fracture", "harm", "sacroiliitis", "slip"})
_INFECTED = "infection_imaging_suggested"
_OF_FORCE = frozenset({"fracture"})
_SAID_OF_A_DISEASE = frozenset({"for", "suggest"})
"""Between a study and a disease: 'suspicious for', 'suggests'."""
_BEFORE_A_STUDY, _BEFORE_A_RESULT = 3, 3
_BEGINS = 3
_SEVERAL = 4
"""So many results of one film are weighed."""
_PARTS = 12
"""A reading is told in so many parts."""


def results(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """The results of earlier studies. What the text says already in another way is not said twice."""
    words, named = result_words(), made.words.named
    if named.isdisjoint(words.studies) or named.isdisjoint(words.results):
        return
    readings = [*_readings(made, words)]
    if not readings:
        return
    told = {said.finding for said in found if not isinstance(said.value, tuple) and said.state is not State.HISTORY}
    # 'films neg, MRI neg' add up; a healed fracture on today's film is seen on it
    for said, part in readings:
        if said.finding not in told or isinstance(said.value, tuple):
            yield said
            film = words.of_a_film.get(said.finding)
            if film and film[0] not in told and _is_a_film(part, words):
                yield said._replace(finding=film[0], value=film[1])


def _readings(made: Text, words: ResultWords) -> Iterator[tuple[Said, Sequence[str]]]:
    """What the studies of the patient showed, each with the words of its part of a sentence."""
    spelled, breaks = made.words.keys, _breaks(made)
    for part in dict.fromkeys(bisect_left(breaks, study) for study in made.words.where(words.studies.keys())):
        first = breaks[part - 1] + 1
        said = _result(made, first, breaks[part], words)
        may_go_on = (said is None or said.value == _WORN) and part + 1 < len(breaks) and spelled[breaks[part]] in _GOES_ON_AFTER
        further = _last_part_of_a_reading(spelled, breaks[part - 1 : part + _PARTS], words) if may_go_on else None
        if further is not None:
            said = _result(made, first, further, words) or said
        if said is None and _is_of_bones(spelled[first : breaks[part]], words):
            end = _end_of_a_reading(spelled, breaks[part : part + _PARTS], words)
            said = _result(made, first, end, words) if end is not None else None
        if said is None and (after := end_with_its_aside(spelled, breaks, part)) is not None:
            said = _result(made, first, after, words)
        if said is not None and made.is_of_patient(first):
            yield said, spelled[first : breaks[part]]


def _breaks(made: Text) -> Sequence[int]:
    """The places of what parts the thoughts of a text, without dashes ('XR SIJ - NAD') and brackets that tell how a study was
    made."""
    spelled, written = made.words.keys, made.words.written
    kept = [at for at in made.breaks[1:-1] if spelled[at] != "," or written(at) not in DASHES]
    return [-1, *(breaks_between(spelled, kept) if _BRACKET in made.words.named else kept), len(spelled)]


def _result(made: Text, first: int, end: int, words: ResultWords) -> Said | None:
    part = _part(made, first, end)
    if words.results.keys().isdisjoint(part):
        return None
    studies = [at for at, key in enumerate(part) if key in words.studies]
    if not studies or any(words.studies[part[at]] != words.studies[part[studies[0]]] for at in studies):
        return None
    study = words.studies[part[studies[0]]]
    if study == XR and part[studies[0]] in words.places:  # 'CXR and T-spine films NAD'
        studies = [at for at in studies if part[at] not in words.places] or studies
    place = place_of(part, studies[0], study)
    beside = place_beside(part, studies[0]) if place == ELSEWHERE else None
    if place not in words.whenever and is_of_a_past_year(part, made.as_of):
        return None
    if place == ANY and study == XR and is_beside_the_joints(made, first + studies[0]):
        place = JOINTS
    regions = made.regions or (_named(made, words) if place == ANY else frozenset())
    if place == ANY and len(regions) == 1 and (study == CT or (study == XR and not _speaks_of_elsewhere(made, first, words))):
        (place,) = regions  # 'neck pain after a fall, CT negative', 'C-spine tender, CT neg'
    shown = list(
        islice(_shown(made, part, first, (studies[0], study, place, beside or place), words), _SEVERAL if study == XR else 1)
    )
    if study == XR and len(shown) > 1:
        return next((said for grave in words.gravest for kind, said in shown if kind == grave), shown[0][1])
    return shown[0][1] if shown else None


def _shown(
    made: Text, part: Sequence[str], first: int, of: tuple[int, str, str, str], words: ResultWords
) -> Iterator[tuple[str, Said]]:
    """What a study shows in its part of a sentence, with the kind of each. `of` is its place there, its kind, its part,
    and the part that is well where it is."""
    at_study, study, place, well_too = of
    alarm = alarm_beside(made, first + at_study, _NORMAL) if study == XR else None
    for at, key in enumerate(part):
        told = words.results.get(key)
        kind = _as_meant(told, part, at, words) if told else None
        if alarm and kind in _ALL_IS_WELL:
            kind = alarm  # 'no fracture, lytic lesion at L3'
        if kind in _OF_FORCE and kind == told:
            kind = _unless_doubted(made, first + at, kind)  # 'XR ?L2 fracture', 'fracture excluded'
        found = words.says.get((study, well_too if kind in _WELL else place, kind)) if kind else None
        if kind is None or found is None or _is_to_come(part, at_study, at, words):
            continue
        low, high = sorted((at_study, at))
        if at < at_study and _are_two_thoughts(made, first + at, first + at_study):
            continue  # 'Wedge fracture? X-ray please', '?sacroiliitis - baseline films'
        if at < at_study and words.results[key] == _HARM and _ON.isdisjoint(part[at:at_study]):
            continue  # 'no injury the MRI last week was degraded', but 'no abnormality on MRI'
        finding, value = found
        yield kind, Said(finding, State.PRESENT, made.slice(first + low, first + high), value)


def _unless_doubted(made: Text, at: int, kind: str) -> str | None:
    """The kind of a result as the words around it leave it: None where it is only possible, normal where it is denied."""
    hit, how = made.phrase_at.get(at, (None, None))
    if hit is None:
        return kind
    if _INFECTED in hit.findings or not hit.findings:
        return None  # 'collapse of the disc space', 'disc collapse'
    if how is Meant.DENIED:
        return _NORMAL
    asked = any(meaning.state is State.SUSPECTED for meaning in hit.row.meanings)
    return None if asked or how is Meant.SUSPECTED or how is Meant.LEFT_OPEN else kind


def _last_part_of_a_reading(spelled: Sequence[str], ends: Sequence[int], words: ResultWords) -> int | None:
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


def _goes_on(after: Sequence[str], words: ResultWords) -> bool:
    """Whether what follows a comma says what the study looks like: 'XR: L4 lesion, suggests tumour'."""
    begins = after[1 : 1 + _BEGINS]
    asked = words.not_yet.intersection(begins) - _SAID_OF_A_DISEASE
    return (
        after[:1] == (",",) and not words.suspects.isdisjoint(begins) and not asked and words.studies.keys().isdisjoint(after)
    )


def _is_a_film(part: Sequence[str], words: ResultWords) -> bool:
    """Whether a film of the back stands there, and none of the neck."""
    study = next((at for at, key in enumerate(part) if key in words.films), None)
    return study is not None and place_of(part, study, XR) != _NECK


def _is_of_bones(part: Sequence[str], words: ResultWords) -> bool:
    """Whether a CT or a film stands there, whose reading may be no more than 'no fracture'; that of an MRI says more."""
    return any(words.studies.get(key) in (CT, XR) for key in part)


def _end_of_a_reading(spelled: Sequence[str], ends: Sequence[int], words: ResultWords) -> int | None:
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


def _tells_a_fracture(part: Sequence[str], words: ResultWords) -> bool:
    """Whether a part of a reading names a fracture without a denial before it."""
    found = (at for at, key in enumerate(part) if key in words.fractures)
    return any(words.denies.isdisjoint(part[max(0, at - _BEFORE_A_RESULT) : at]) for at in found)


def _part(made: Text, first: int, end: int) -> Sequence[str]:
    """The words of a part, without a `?` that ends what stands before it: 'Myelopathy? MRI equivocal'."""
    part = made.words.keys[first:end]
    return (
        ["." if key == "?" and is_right_behind_a_word(made.words, first + at) else key for at, key in enumerate(part)]
        if "?" in part
        else part
    )


def _speaks_of_elsewhere(made: Text, at: int, words: ResultWords) -> bool:
    """Whether a sentence names a part of the body beside the spine, which its film might be of."""
    first, end = made.sentence(at)
    return ELSEWHERE in _named(made, words) and any(words.places.get(key) == ELSEWHERE for key in made.words.keys[first:end])


def _named(made: Text, words: ResultWords) -> frozenset[str]:
    """The parts of the body that a text names."""
    return frozenset([words.places[key] for key in made.words.named & words.places.keys()])


def _as_meant(kind: str, part: Sequence[str], at: int, words: ResultWords) -> str | None:
    """A fracture, sacroiliitis or other harm that is denied is a normal result; what else is denied is none; a study looks like
    an infection or a tumour only where it is called suspicious for it."""
    before = part[max(0, at - _BEFORE_A_RESULT) : at]
    if kind == BEND and not is_bent(part, at):
        return None
    if part[at] in words.of_bends and at and words.results.get(part[at - 1]) == BEND:
        return None
    denied = bool(words.denies.intersection(before)) or (kind == "harm" and _denies_all_harm(part, at, words))
    if kind in _OF_FORCE and not denied and at and words.results.get(part[at - 1]) == BEND:
        return None  # 'kyphotic deformity' is a bend, and none that is broken
    if kind in _NORMAL_IF_DENIED:
        return _NORMAL if denied else kind
    if kind in DISEASES and not words.suspects.intersection(before):
        return None
    return None if denied else kind


def _denies_all_harm(part: Sequence[str], at: int, words: ResultWords) -> bool:
    """Whether a denial stands before all that an injury is said of: 'no bony or ligamentous injury'."""
    begins = next((place for place in range(at - 1, -1, -1) if part[place] not in words.of_bone_or_ligament), -1)
    return begins >= 0 and part[begins] in words.denies


def _are_two_thoughts(made: Text, first: int, last: int) -> bool:
    """Whether the end of a sentence or a dash stands between two words."""
    return any(made.words.keys[at] == "." or made.words.written(at) in DASHES for at in range(first, last))


def _is_to_come(part: Sequence[str], study: int, result: int, words: ResultWords) -> bool:
    low, high = sorted((study, result))
    if study < result:
        asked = words_to_come(part, max(0, study - _BEFORE_A_STUDY), study, result)
    else:
        asked = words.not_yet & {*part[max(0, study - _BEFORE_A_STUDY) : study], *part[low + 1 : high]}
    if words.results[part[result]] in DISEASES:
        asked -= _SAID_OF_A_DISEASE.intersection(part[low + 1 : high])
    return bool(asked)
