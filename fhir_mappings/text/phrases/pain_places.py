"""A pain and the part of the spine it is in, where other words stand between them: 'pain at night in the lower back'.

The words that may stand between are a list, `tables/text/pain_places.yaml`: a word that is not on it parts the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.context.context_signs import ENDS
from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table, saying_both
from fhir_mappings.text.phrases.phrase_trie import Row
from fhir_mappings.text.words import LEVEL, Words, keys
from imaging_rules.yaml_files import packaged_yaml

_DENIALS = frozenset(keys("no nil without denies denied not"))
_ANDS = frozenset({"and", "&", "+", "/"})
_LIMBS = frozenset({"arm_root_symptoms", "leg_root_symptoms", "thoracic_root_symptoms"})
_NOTHING = Row(())


@dataclass(frozen=True)
class _PainWords:
    """`rows`: what a pain in a place says, by the word of the place."""

    within: int
    pain: frozenset[str]
    no_pain_before: frozenset[str]
    rows: Mapping[str, Row]
    places: frozenset[str]
    before_a_pain: frozenset[str]
    between: frozenset[str]
    between_alone: frozenset[str]
    """Other parts of the body: 'nape and both shoulders ache', but no 'shoulder pain'."""
    before_a_limb: frozenset[str]
    before_a_place: frozenset[str]
    after_a_place: frozenset[str]
    after_a_place_first: frozenset[str]


def with_pain_places(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text, and for each pain that none of them places the part of the spine near it."""
    told = _pain_words()
    if told.pain.isdisjoint(words.named) or told.places.isdisjoint(words.named):
        return hits
    made, spelled, pains = hits, words.keys, words.where(told.pain)
    placed = {hit.last for hit in hits if spelled[hit.last] in told.pain and not _may_be_placed(words, hit)}
    if not placed.issuperset(pains):
        made = _with_placed(words, hits, pains, told)
    beside = _beside_a_limb(words, made, told)
    return sorted([*made, *beside], key=_first) if beside or made is not hits else hits


def _may_be_placed(words: Words, hit: Hit) -> bool:
    """Whether the pain of a phrase may have its place elsewhere; 'no pain at night in the neck' is no word on pain by day."""
    return phrase_table().is_of_pain(hit) and _DENIALS.isdisjoint(_before(words, hit.first))


def _with_placed(words: Words, hits: list[Hit], pains: Sequence[int], told: _PainWords) -> list[Hit]:
    """The phrases of a text, and those pains that have their place near them."""
    taken = {at: hit for hit in hits for at in range(hit.first, hit.last + 1)}
    made = hits
    for at in pains:
        hit = taken.get(at)
        if hit is not None and not _may_be_placed(words, hit):
            continue
        place = _place_near(words.keys, at, taken, told)
        if place is not None:
            placed = _placed(hit or Hit(at, at, (), frozenset(), _NOTHING), place, told.rows[words.keys[place]])
            made = [*(each for each in made if each is not hit), placed]
            taken |= dict.fromkeys(range(placed.first, placed.last + 1), placed)
    return made


def _beside_a_limb(words: Words, hits: Sequence[Hit], told: _PainWords) -> list[Hit]:
    """The places that share the pain of a limb: 'low back and left L5 radicular leg pain'."""
    spelled = words.keys
    found: list[Hit] = []
    joined = [at for at in words.where(told.places) if _key(spelled, at + 1) in _ANDS]
    taken = {hit.last for hit in hits} if joined else ()
    for hit in hits if joined else ():
        if spelled[hit.last] not in told.pain or not hit.findings <= _LIMBS:
            continue
        at = hit.first - 1
        while at > 0 and (spelled[at] in told.before_a_limb or spelled[at].endswith(LEVEL)):
            at -= 1
        if at > 0 and spelled[at] in _ANDS and spelled[at - 1] in told.rows and at - 1 not in taken:
            row = told.rows[spelled[at - 1]]
            found.append(Hit.of(at - 1, at - 1, row))
    return found


def _first(hit: Hit) -> int:
    return hit.first


def _before(words: Words, at: int) -> Sequence[str]:
    return words.keys[max(0, at - 2) : at]


def _placed(hit: Hit, place: int, row: Row) -> Hit:
    """A pain and its place; what is said of the pain stays said."""
    both = saying_both(hit.row, row)
    return Hit.of(min(hit.first, place), max(hit.last, place), both)


def _place_near(spelled: Sequence[str], at: int, taken: Mapping[int, Hit], told: _PainWords) -> int | None:
    """The place of the pain at a word: one after it, else one before it."""
    if _key(spelled, at + 1) in told.no_pain_before:
        return None
    if _key(spelled, at - 1) in told.between_alone:  # 'nape and both shoulders ache'
        place = _place(spelled, at, -1, taken, told)
        return place if place is not None and spelled[place + 1] in _ANDS else None
    if not _is_bare(spelled, at, told):
        return None
    after = _place(spelled, at, 1, taken, told)
    return _place(spelled, at, -1, taken, told) if after is None else after


def _is_bare(spelled: Sequence[str], at: int, told: _PainWords) -> bool:
    """Whether no other part of the body, or any word unknown here, stands before the pain as its own."""
    before = _key(spelled, at - 1)
    return before in ENDS or before in told.before_a_pain or before[0].isdigit()


def _place(spelled: Sequence[str], at: int, step: int, taken: Mapping[int, Hit], told: _PainWords) -> int | None:
    """The place nearest to a pain on one side, with nothing between them that parts them."""
    place = at + step
    for _ in range(told.within):
        key = _key(spelled, place)
        if key in ENDS or (place in taken and taken.get(at) is not taken[place]):
            return None
        if key in told.rows:
            return place if _is_a_place(spelled, place, step, told) else None
        if key not in told.between and key not in told.between_alone and not key[0].isdigit():
            return None
        place += step
    return None


def _is_a_place(spelled: Sequence[str], place: int, step: int, told: _PainWords) -> bool:
    """Whether a word names where it hurts: 'in the neck', no 'neck surgery'."""
    before, after = _key(spelled, place - 1), _key(spelled, place + 1)
    if step < 0:
        return after in told.after_a_place_first or after in told.pain or after[0].isdigit()
    follows = before in told.before_a_place or before[0].isdigit() or before in told.pain
    return follows and (after in told.after_a_place or after[0].isdigit())


def _key(spelled: Sequence[str], at: int) -> str:
    """A word; outside the text a full stop."""
    return spelled[at] if 0 <= at < len(spelled) else "."


@cache
def _pain_words() -> _PainWords:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/pain_places.yaml")
    between = _words(content["between"]) | phrase_table().passed
    rows = {keys(place)[0]: _row(phrase) for place, phrase in content["places"].items()}
    return _PainWords(
        within=int(content["within"]),
        pain=_words(content["pain"]),
        no_pain_before=_words(content["no pain of the body when followed by"]),
        rows=rows,
        places=frozenset(rows),
        before_a_pain=between | _words(content["before a pain"]) | _words(content["pain"]),
        between=between,
        between_alone=_words(content["between, but not before a pain"]),
        before_a_limb=_words(content["before the pain of a limb"]) | phrase_table().passed,
        before_a_place=_words(content["place before"]) | phrase_table().passed,
        after_a_place=_words(content["place after"]),
        after_a_place_first=_words(content["place first"]),
    )


def _words(written: Sequence[str]) -> frozenset[str]:
    return frozenset(key for each in written for key in keys(each))


def _row(phrase: str) -> Row:
    """What a phrase of the table says."""
    found = phrase_table().longest(keys(phrase), 0, capital=True)
    assert found is not None, phrase
    return found[1]
