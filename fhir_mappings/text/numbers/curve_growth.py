"""A curve of the spine that grew, as its angles tell: 'Cobb 24 -> 31', 'gone from 22 to 36 in eight months', 'gained 15
degrees', '21 in February, 36 now'; and a kyphosis whose angle is too large. The words stand in `tables/text/curves.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from fhir_mappings.text.said import PARTS, SENTENCE, Said, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/curves")

_SCOLIOSIS, _RISK = "scoliosis", "scoliosis_risk"
_GROWS, _KYPHOSIS = ("progressive_deformity",), ("kyphosis_over_30_degrees",)
_TO = frozenset({"to", ">", "→", "now"})
_BARE_TO = "to"
_DEGREES = frozenset({"degree", "deg", "°", "cobb", "curve"})
_SIGNS = frozenset({"degree", "deg", "°"})
_UNIT = _SIGNS | {","}
_NEAR = 5
_FAR = 9
"""So many words apart stand two angles of one curve."""
_BESIDE = 3
_BEFORE, _DENIED_WITHIN = 4, 6
_DIGITS = 3

_Growth = tuple[int, int, float]
"""The first and the last word, and by how many degrees the curve is larger."""


def grown_curves(made: Text) -> Iterator[Said]:
    """`progressive_deformity` where the later of two angles is larger by more than the error of measuring it, or where that
    much growth is told; `kyphosis_over_30_degrees` where the kyphosis measures more."""
    if _SCOLIOSIS not in made.findings:
        return
    words = made.words
    told = (*_with_their_times(words), *_told_growth(words), *_beside_an_earlier_one(words))
    pairs = (*_joined(words), *_one_behind_the_other(words), *told)
    grown = next(((first, last) for first, last, growth in pairs if growth > curve_limit("error of a Cobb angle")), None)
    if grown:
        yield Said(_RISK, State.PRESENT, made.slice(*grown), _GROWS)
    for first, last in _large_kyphosis(words):
        yield Said(_RISK, State.PRESENT, made.slice(first, last), _KYPHOSIS)
        return


def _joined(words: Words) -> Iterator[_Growth]:
    """Two angles that a word such as 'to' joins. A bare 'to' may join a range: 'measures 25 to 30 degrees'."""
    spelled = words.keys
    for at in words.where(_TO):
        first = at - 1 - (at > 1 and spelled[at - 1] in _UNIT)
        before, after = _angle(spelled, first), _angle(spelled, at + 1)
        if not before or not after:
            continue
        growth = after - before
        grows = _is_told_to_grow(spelled, first, at + 1)
        named = not _DEGREES.isdisjoint(spelled[max(0, first - _NEAR) : at + 1 + _NEAR])
        much = spelled[at] != _BARE_TO or growth > curve_limit("much growth")
        bare = _is_bare_angle(spelled, first) and _is_bare_angle(spelled, at + 1)
        if (named and (grows or much)) or (grows and bare):
            yield first, at + 1, growth


def _is_told_to_grow(spelled: Sequence[str], first: int, last: int) -> bool:
    """Whether words tell that something went from one number to another: 'gone from 22 to 37', '22 to 37 over five months'."""
    lead = first - 1 if word_before(spelled, first) == "from" else first
    led = not _WORDS["goes from"].isdisjoint(spelled[max(0, lead - _BESIDE) : lead])
    behind = last + 1 + (word_at(spelled, last + 1) in _SIGNS)
    return led or word_at(spelled, behind) in _WORDS["behind growth"]


def _one_behind_the_other(words: Words) -> Iterator[_Growth]:
    """Two angles of one curve with words of time between them: 'curve 24 degrees in May, 41 degrees at the last visit'."""
    angles = [at - 1 for at in words.where(_SIGNS) if at and _angle(words.keys, at - 1)]
    for first, last in pairwise(angles):
        between = words.keys[first + 2 : last]
        then, another = _WORDS["of then"].intersection(between), _WORDS["of another curve"].intersection(between)
        if last - first <= _FAR and then and not another:
            growth = _angle(words.keys, last) - _angle(words.keys, first)
            yield first, last, -growth if words.keys[last - 1] in _WORDS["before an earlier one"] else growth


def _beside_an_earlier_one(words: Words) -> Iterator[_Growth]:
    """An angle with its sign, and an earlier one that needs none: 'Cobb 34 degrees (previously 22)', '38 deg, was 26'."""
    spelled = words.keys
    for at in (*words.where(_WORDS["before an earlier one"]), *_compared_to(words)):
        then = _angle(spelled, at + 1)
        if not then or not _WORDS["no earlier angle"].isdisjoint(spelled[at + 2 : at + 3]):
            continue
        near = range(at - 1, max(-1, at - 1 - _NEAR), -1)
        now = next((each for each in near if _angle(spelled, each)), -1)
        between = spelled[now + 1 : at]
        signed = not _DEGREES.isdisjoint((*between, *spelled[max(0, now - 2) : now]))
        if now >= 0 and signed and _WORDS["of another curve"].isdisjoint(between):
            yield now, at + 1, _angle(spelled, now) - then


def _compared_to(words: Words) -> Iterator[int]:
    return (at for at in words.where(frozenset({"to"})) if at and words.keys[at - 1] == "compared")


def _with_their_times(words: Words) -> Iterator[_Growth]:
    """Two numbers each of which has its time beside it: '21 in February, 36 this week', 'Cobb now 38, 26 in March'."""
    spelled = words.keys
    if _WORDS["times of an angle"].isdisjoint(words.named):
        return
    angles = [(at, time) for at in range(len(spelled)) if _is_bare_angle(spelled, at) and (time := _time_beside(spelled, at))]
    for (first, then), (last, later) in pairwise(angles):
        between = spelled[first + 1 : last]
        if (
            last - first > _FAR
            or not SENTENCE.isdisjoint(between)
            or not _WORDS["of another curve in time"].isdisjoint(between)
        ):
            continue
        growth = _angle(spelled, last) - _angle(spelled, first)
        if max(_angle(spelled, first), _angle(spelled, last)) < curve_limit("angle of a time"):
            continue
        now = _WORDS["of now"]
        long_ago = later in _WORDS["of long ago"] and then not in _WORDS["of long ago"]
        turned = long_ago or (then in now and later not in now) or spelled[last - 1] in _WORDS["before an earlier one"]
        if not turned and then in _WORDS["months"] and later in _WORDS["months"]:
            turned = _month(then) > _month(later)
        yield first, last, -growth if turned else growth


def _time_beside(spelled: Sequence[str], at: int) -> str:
    """The word of time just before a number or just behind it; "" where there is none."""
    times, before = _WORDS["times of an angle"], word_before(spelled, at)
    if before in times and not _is_a_day(spelled, at, before):
        return "" if at > 1 and spelled[at - 2] in _WORDS["somebody"] else before
    behind = at + 1 + (word_at(spelled, at + 1) in _SIGNS)
    if word_at(spelled, behind) in _WORDS["before a time"]:
        behind += 1
        behind += word_at(spelled, behind) == "the"
    time = word_at(spelled, behind)
    if behind == at + 1 and _is_a_day(spelled, at, time):
        return ""
    return time if time in times and not (time == "was" or (time in _WORDS["of now"] and _angle(spelled, behind + 1))) else ""


def _is_a_day(spelled: Sequence[str], at: int, month: str) -> bool:
    """Whether a number is the day of a month beside it: '12 Feb', 'March 26'."""
    return month in _WORDS["months"] and _angle(spelled, at) <= curve_limit("days of a month")


def _told_growth(words: Words) -> Iterator[_Growth]:
    """A number of degrees by which the curve grew: 'gained 15 degrees', 'a 14 degree increase'."""
    spelled = words.keys
    for sign in words.where(_SIGNS):
        at = sign - 1
        growth = _angle(spelled, at) if at >= 0 else 0.0
        if not growth or growth > curve_limit("largest growth") or word_before(spelled, at) in _WORDS["reached"] | _TO:
            continue
        before = spelled[max(0, at - _BEFORE) : at]
        behind = spelled[sign + 1 : sign + 1 + _BESIDE]
        grew = _WORDS["grew"]
        told = not grew.isdisjoint(_up_to_a_part(before[::-1])) or not grew.isdisjoint(_up_to_a_part(behind))
        if told and _WORDS["no growth"].isdisjoint(spelled[max(0, at - _DENIED_WITHIN) : at]):
            yield max(0, at - 2), sign, growth


def _up_to_a_part(words: Sequence[str]) -> Sequence[str]:
    """Some words up to a comma or the end of the sentence."""
    end = next((at for at, key in enumerate(words) if key in PARTS), len(words))
    return words[:end]


def _large_kyphosis(words: Words) -> Iterator[tuple[int, int]]:
    """Where a kyphosis stands with an angle that is too large: 'kyphosis 48 degrees', 'a 48 degree kyphosis'."""
    spelled = words.keys
    for at in words.where(_WORDS["kyphosis"]):
        behind = _up_to_a_part(spelled[at + 1 : at + 2 + _NEAR])
        for place in range(at + 1, at + 1 + len(behind)):
            if _is_large(spelled, place):
                yield at, place
        for place in (at - 2, at - _BESIDE):
            if place >= 0 and spelled[place + 1] in _SIGNS and _is_large(spelled, place):
                yield place, at


def _is_large(spelled: Sequence[str], at: int) -> bool:
    """Whether a number is the angle of a large kyphosis, and not that of a curve beside it: 'kyphosis normal, curve 40'."""
    counted = word_at(spelled, at + 1) in _WORDS["no angle behind"] or word_before(spelled, at) in (
        "curve",
        "cobb",
        "scoliosis",
    )
    return curve_limit("kyphosis over") < _angle(spelled, at) <= curve_limit("largest angle") and not counted


def _is_bare_angle(spelled: Sequence[str], at: int) -> bool:
    """Whether a number may be an angle without a sign: nothing beside it says what else it counts."""
    if not curve_limit("smallest angle") <= _angle(spelled, at) <= curve_limit("largest angle"):
        return False
    before, behind = word_before(spelled, at), word_at(spelled, at + 1)
    if behind in _WORDS["no angle behind"] and not (behind == "in" and word_at(spelled, at + 2) in _WORDS["times of an angle"]):
        return behind == "in" and before in _TO | {"from"}
    return before not in _WORDS["no angle before"] and word_at(spelled, at + 2) not in ("year", "years", "yrs", "yr")


def _angle(spelled: Sequence[str], at: int) -> float:
    written = spelled[at] if 0 <= at < len(spelled) else ""
    return float(written) if written.isascii() and written.isdigit() and len(written) < _DIGITS else 0.0


def _month(written: str) -> int:
    return ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec").index(written[:3])


@cache
def curve_limit(name: str) -> float:
    """A number of `tables/text/curves.yaml`, in the unit that stands there."""
    return float(packaged_yaml("fhir_mappings", "tables/text/curves.yaml")[name])
