"""A part of the spine that is told as getting worse or as not settling, or as the complaint, with no word of pain: 'lumbar
region much worse this month', 'mid back no better', 'CC: low back x 3 wks'.

Who writes so tells of pain there. The part counts where nothing but the words of `tables/text/complaining_places.yaml` stands
between it and its course, and no picture, wound or movement is what the course is of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_patterns import phrases_of
from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table
from fhir_mappings.text.phrases.phrase_trie import Row
from fhir_mappings.text.words import Words, keys, word_at
from imaging_rules.yaml_files import packaged_yaml

_LONGEST = 7
"""A course begins so many words behind its part at most."""


_SIGNS = frozenset({":", "="})
_LABEL_AND_SIGN = 2


@dataclass(frozen=True)
class _PlaceWords:
    """The lists of the table; `rows` are what a pain says, by the word of its part."""

    rows: Mapping[str, Row]
    parts: frozenset[str]
    directions: frozenset[str]
    ands: frozenset[str]
    begins: frozenset[str]
    comes_back: frozenset[str]
    between: frozenset[str]
    course: frozenset[str]
    if_denied: frozenset[str]
    denials: frozenset[str]
    pictures: frozenset[str]
    near: int
    labels: PhraseGroup
    label_ends: frozenset[str]
    told: frozenset[str]
    """Words of a course or at the end of a label: without one of them no part complains."""
    part_ends: frozenset[str]


def with_complaining_places(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text, and the parts of the spine that complain without a word of pain."""
    told = _place_words()
    if told.parts.isdisjoint(words.named) or told.told.isdisjoint(words.named):
        return hits
    spelled, parts = words.keys, words.where(told.parts)
    found = {at for at in parts if _complains(spelled, at, told) or _is_the_complaint(spelled, at, told)}
    if not found:
        return hits
    taken = {at for hit in hits for at in range(hit.first, hit.last + 1)}
    found -= taken
    found |= {at for at in parts if at + 2 in found and at not in taken and spelled[at + 1] in told.ands}
    made = [Hit.of(at, at, told.rows[words.keys[at]]) for at in found]
    return sorted([*hits, *made], key=_first)


def _complains(spelled: Sequence[str], at: int, told: _PlaceWords) -> bool:
    """Whether the part at a place is told as getting worse, or as not getting better."""
    if not told.pictures.isdisjoint(spelled[max(0, at - told.near) : at]):
        return False
    if spelled[at] in told.directions and not _is_a_part(spelled, at, told):
        return False
    denied = False
    for place in range(at + 1, min(len(spelled), at + 1 + _LONGEST)):
        key = spelled[place]
        denied = denied or key in told.denials
        if key in told.course and not (key in told.between and word_at(spelled, place + 1) in told.course):
            of_a_picture = not told.pictures.isdisjoint(spelled[place + 1 : place + 1 + told.near])
            return (denied if key in told.if_denied else not denied) and not of_a_picture
        if key not in told.between:
            return False
    return False


def _is_the_complaint(spelled: Sequence[str], at: int, told: _PlaceWords) -> bool:
    """Whether a label that asks for the complaint is answered with the part alone: 'CC: low back x 3 wks'."""
    if at < _LABEL_AND_SIGN or spelled[at - 1] not in _SIGNS or spelled[at - 2] not in told.label_ends:
        return False
    after = word_at(spelled, at + 1)
    if after and after not in told.part_ends and not after[:1].isdigit():
        return False
    first = max(0, at - 1 - _LONGEST)
    return any(at - 1 in told.labels.ends(spelled, place, at - 1) for place in range(first, at - 1))


def _is_a_part(spelled: Sequence[str], at: int, told: _PlaceWords) -> bool:
    """Whether 'back' is a part of the body: 'his back is getting worse', not 'the pain is back, worse'."""
    return word_at(spelled, at + 1) in told.begins and (at == 0 or spelled[at - 1] not in told.comes_back)


def _first(hit: Hit) -> int:
    return hit.first


@cache
def _place_words() -> _PlaceWords:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/complaining_places.yaml")
    label_ends = frozenset(keys(phrase)[-1] for pattern in content["labels"] for phrase in phrases_of(pattern))

    def listed(name: str) -> frozenset[str]:
        return frozenset(" ".join(keys(str(each))) or str(each) for each in content[name])

    return _PlaceWords(
        rows={place: _row(phrase) for place, phrase in content["places"].items()},
        parts=frozenset(content["places"]),
        directions=listed("also a direction"),
        ands=listed("ands"),
        begins=listed("is"),
        comes_back=listed("comes back"),
        between=listed("between") | phrase_table().passed,
        course=listed("course"),
        if_denied=listed("only if denied"),
        denials=listed("denials"),
        pictures=listed("pictures"),
        near=int(content["near"]),
        labels=PhraseGroup(content["labels"]),
        label_ends=label_ends,
        told=listed("course") | label_ends,
        part_ends=listed("part ends"),
    )


def _row(phrase: str) -> Row:
    """What a phrase of the table says."""
    found = phrase_table().walk.longest(keys(phrase), 0, capital=True)
    assert found is not None, phrase
    return found[1]
