"""Items of an examination under one verdict: in 'power, tone and reflexes normal' each of the three is, and so are those of
'normal gait, tone and power' and of 'no saddle or sphincter upset'. From `tables/text/exam_lists.yaml`.

An item says what its own phrase with the verdict says. The list must be nothing but items and what joins them, and begin where
nothing else can be meant: 'loss of power and sensation, reflexes normal' calls only the reflexes normal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, keys, word_at
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_NOTHING = "~"
_COMMA = ","
_LONGEST = 3
"""Words of an item."""
_NEAR = 4
"""So many words at most stand between an item and its verdict, and behind a verdict until something takes it back."""


@dataclass(frozen=True)
class _Item:
    """An item of a list: its words, and what it says when it is normal; None for one that says nothing."""

    first: int
    end: int
    row: Row | None


def with_exam_lists(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text, and each item of an examination that a verdict on a list calls normal and no phrase names."""
    lists = _lists()
    if _words_of_items().isdisjoint(words.named):
        return hits
    told = lists["verdicts"] if lists["troubles"].isdisjoint(words.named) else _verdicts_and_denials()
    places = [at for at in words.where(told) if _may_be_of_items(words.keys, at)]
    if not places:
        return hits
    taken = {at: hit for hit in hits if hit.findings for at in range(hit.first, hit.last + 1)}
    found: dict[int, Hit] = {}
    for at in places:
        for item in _denied(words, at) if words.keys[at] in lists["denies"] else _judged(words, at, taken):
            if item.row is not None and item.first not in taken:
                found[item.first] = Hit.of(item.first, item.end - 1, item.row)
    if not found:
        return hits
    covered = {at for hit in found.values() for at in range(hit.first, hit.last + 1)}
    kept = [hit for hit in hits if covered.isdisjoint(range(hit.first, hit.last + 1))]
    return sorted([*kept, *found.values()], key=lambda hit: hit.first)


def _may_be_of_items(spelled: Sequence[str], at: int) -> bool:
    """Whether a word of an item stands near enough to a verdict, or just behind a denial."""
    if spelled[at] in _lists()["denies"]:
        return word_at(spelled, at + 1) in _words_of_items()
    return not _words_of_items().isdisjoint(spelled[max(0, at - _NEAR - 1) : at + _NEAR])


@cache
def _verdicts_and_denials() -> frozenset[str]:
    return _lists()["verdicts"] | _lists()["denies"]


def _judged(words: Words, verdict: int, taken: Mapping[int, Hit]) -> list[_Item]:
    """The items that a verdict is on."""
    items = _before(words, verdict, taken)
    return items or (_behind(words, verdict, taken) if words.keys[verdict] in _lists()["first"] else [])


def _denied(words: Words, denial: int) -> list[_Item]:
    """The items of which some trouble is denied: 'no saddle or sphincter upset', 'nil waterworks/bowel change'."""
    spelled, lists = words.keys, _lists()
    found: list[_Item] = []
    at = denial + 1
    while (item := _beginning(spelled, at)) is not None:
        found.append(_Item(item.first, item.end, item.row and _trouble(item.row)))
        at = item.end
        while word_at(spelled, at) in lists["joins"]:
            at += 1
    return found if found and at == found[-1].end and word_at(spelled, at) in lists["troubles"] else []


def _before(words: Words, verdict: int, taken: Mapping[int, Hit]) -> list[_Item]:
    """The items before a verdict, if there are several and nothing else is in their list."""
    spelled, lists = words.keys, _lists()
    if not lists["takes back"].isdisjoint(spelled[verdict + 1 : verdict + 1 + _NEAR]):
        return []
    end = verdict
    while end > max(0, verdict - _NEAR) and spelled[end - 1] in lists["before the verdict"] and _ending(spelled, end) is None:
        end -= 1
    found: list[_Item] = []
    while (item := _ending(spelled, end)) is not None and not _says_something_else(taken, item, verdict):
        found.append(item)
        start = _without(spelled, item.first, lists["beside an item"])
        end = _without(spelled, start, lists["joins"] | lists["beside an item"])
        if lists["joins"].isdisjoint(spelled[end:start]):
            break
    return found if len(found) > 1 and _is_a_beginning(spelled, end, found[-1].first) else []


def _behind(words: Words, verdict: int, taken: Mapping[int, Hit]) -> list[_Item]:
    """The items that a verdict goes before, if there are several, each whole in its part."""
    spelled, lists = words.keys, _lists()
    found: list[_Item] = []
    at = verdict + 1
    while True:
        while word_at(spelled, at) in lists["beside an item"] and _beginning(spelled, at) is None:
            at += 1
        item = _beginning(spelled, at)
        if item is None or _says_something_else(taken, item, verdict):
            break
        after = word_at(spelled, item.end)
        if after and after not in lists["joins"] and after not in lists["behind a list"]:
            break
        found.append(item)
        at = item.end + 1
        while word_at(spelled, at) in lists["joins"]:
            at += 1
        if after not in lists["joins"]:
            break
    return found if len(found) > 1 else []


def _says_something_else(taken: Mapping[int, Hit], item: _Item, verdict: int) -> bool:
    """Whether an item stands in a phrase that does not reach to the verdict: 'brisk reflexes, tone normal'."""
    hit = taken.get(item.first)
    return hit is not None and not hit.first <= verdict <= hit.last


def _is_a_beginning(spelled: Sequence[str], end: int, first: int) -> bool:
    """Whether a list may begin behind a place: at the beginning of a thought, or behind a comma."""
    before = spelled[end - 1] if end else "."
    return before in _lists()["before a list"] or _COMMA in spelled[end:first]


def _without(spelled: Sequence[str], end: int, passed: frozenset[str]) -> int:
    """The place before which no word of some is, going back from another."""
    while end and spelled[end - 1] in passed:
        end -= 1
    return end


def _ending(spelled: Sequence[str], end: int) -> _Item | None:
    """The longest item that ends before a place."""
    for size in range(min(_LONGEST, end), 0, -1):
        if tuple(spelled[end - size : end]) in _items():
            return _Item(end - size, end, _items()[tuple(spelled[end - size : end])])
    return None


def _beginning(spelled: Sequence[str], at: int) -> _Item | None:
    """The longest item that begins at a place."""
    for size in range(min(_LONGEST, len(spelled) - at), 0, -1):
        if tuple(spelled[at : at + size]) in _items():
            return _Item(at, at + size, _items()[tuple(spelled[at : at + size])])
    return None


@cache
def _items() -> Mapping[tuple[str, ...], Row | None]:
    items: Mapping[str, Sequence[str]] = packaged_yaml("fhir_mappings", "tables/text/exam_lists.yaml")["items"]
    return {keys(name): _row(phrase) for phrase, names in items.items() for name in names}


def _row(phrase: str) -> Row | None:
    """What a phrase says. Raises LookupError for one that says nothing."""
    if phrase == _NOTHING:
        return None
    spelled = keys(phrase)
    found = phrase_table().longest(spelled, 0, capital=True)
    if found is None or found[0] < len(spelled) - 1:
        raise LookupError(f"no phrase says what {phrase!r} means")
    return found[1]


@cache
def _trouble(row: Row) -> Row:
    """What a trouble of an item says that is normal in a row; the denial before it takes it back."""
    return Row(tuple(Meaning(meaning.finding) for meaning in row.meanings if meaning.state is State.REFUTED))


@cache
def _words_of_items() -> frozenset[str]:
    return frozenset(word for name in _items() for word in name)


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    return word_lists("text/exam_lists")
