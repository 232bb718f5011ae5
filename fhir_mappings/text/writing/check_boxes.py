"""Check boxes of a template: '[ ] fever [x] weakness', 'fever ☐ weakness ☒', 'Fever: ☐ yes ☒ no'.

Each box becomes an end of a sentence before its item, and where it is empty a sign that the item is denied. Whether the boxes
stand before or after their items is seen from all boxes of a line, and where signs do not tell it from the phrases beside them.
Boxes that answer yes and no, none of them ticked, leave the item open, and so do boxes that may belong to either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fhir_mappings.text.context.context_signs import ENDS
from fhir_mappings.text.finding_roles import RED_FLAGS
from fhir_mappings.text.known_of_findings import context_kinds, kinds_of_time
from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table
from fhir_mappings.text.words import Words

_EMPTY, _UNANSWERED = "☐", "⍰"
"""Signs of the reader's own for what follows, besides what they are in texts (`text/context.yaml`)."""
_TICKED = frozenset({"☑", "✓", "✔", "✅"})
_CROSSED_OUT = frozenset({"✗", "✘", "❌"})
_CROSS = "☒"
"""Ticked, unless the text has ticks beside it."""
_BLANK = "□"
"""Empty beside ticked boxes; elsewhere a bullet."""
_ALONE = _TICKED | _CROSSED_OUT | {_EMPTY, _CROSS, _BLANK}
_SQUARE, _ROUND = ("[", "]"), ("(", ")")
_CHOSEN, _NOT_CHOSEN = frozenset({"●", "◉", "⦿"}), frozenset({"○", "◯"})
"""Bullets, unless a yes or a no stands beside them."""
_CHOICES = _CHOSEN | _NOT_CHOSEN
_BOXES = _ALONE | _CHOICES | {"["}
_ROUND_ONES = ("( )", "()")
_INSIDE = {
    "x": True,
    "y": True,
    "+": True,
    "✓": True,
    "✔": True,
    "☑": True,
    "*": True,
    "n": False,
    "o": False,
    "yes": True,
    "no": False,
}
_ANSWERS = {"yes": True, "y": True, "no": False, "n": False}
_GENERAL = ("red", "flag")
_BEFORE, _AFTER, _EITHER = "before", "after", "either"


class _Box(NamedTuple):
    """A box: its first word, the word after it, whether it is ticked."""

    first: int
    end: int
    ticked: bool


class _Beside:
    """The phrases of a text, by the words beside them."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        told = [hit for hit in hits if hit.findings]
        self.hits = told
        self.by_end = {hit.last + 1: hit for hit in told}
        self.by_first = {hit.first: hit for hit in told}

    def ends_before(self, at: int) -> Hit | None:
        """The phrase that ends just before a word."""
        return self.by_end.get(at)

    def begins_at(self, at: int) -> Hit | None:
        """The phrase that begins with a word."""
        return self.by_first.get(at)


class _Item(NamedTuple):
    """What a box speaks of: where it begins, and the words said there in place of those up to `end`."""

    at: int
    end: int
    keys: tuple[str, ...]


def with_check_boxes(words: Words) -> Words:
    """The words with each box read; the same words where there is none."""
    if words.named.isdisjoint(_BOXES) and not _has_round_ones(words):
        return words
    boxes = list(_boxes(words))
    if not boxes:
        return words
    beside = _Beside(phrase_table().hits(words))
    if len(boxes) == 1 and not boxes[0].ticked and _says_nothing(words.keys, boxes, beside):
        return words
    items = [item for group in _groups(words.keys, boxes) for item in _items(words.keys, group, beside)]
    return _said(words, sorted(items)) if items else words


def _has_round_ones(words: Words) -> bool:
    return _ROUND[0] in words.named and any(each in words.text for each in _ROUND_ONES)


def _says_nothing(spelled: Sequence[str], boxes: Sequence[_Box], beside: _Beside) -> bool:
    """Whether a lone empty box stands after a pain that somebody comes for, or is round: 'see list: neck pain ( )'."""
    if _side(spelled, boxes, beside) != _AFTER:
        return False
    item = beside.ends_before(boxes[0].first)
    return spelled[boxes[0].first] == "(" or item is None or _is_pain(item)


def _boxes(words: Words) -> Iterator[_Box]:
    """Round ones count only in a text that has an empty one, the signs alone only beside an empty or a crossed one."""
    spelled, named = words.keys, words.named
    pairs = (_SQUARE, _ROUND) if _has_round_ones(words) else (_SQUARE,)
    ticks, signs = not named.isdisjoint(_TICKED), named & _ALONE
    count = bool(signs & {_EMPTY, _CROSS} or signs & _CROSSED_OUT or (_BLANK in signs and ticks))
    for at, key in enumerate(spelled):
        if key in _ALONE and count and spelled[at - 1 : at] not in (("[",), ("(",)):
            yield _Box(at, at + 1, key in _TICKED or (key == _CROSS and not ticks))
        if key in _CHOICES and _key(spelled, at + 1) in _ANSWERS:
            yield _Box(at, at + 1, key in _CHOSEN)
        for opened, closed in pairs:
            if key == opened and spelled[at + 1 : at + 2] == (closed,):
                yield _Box(at, at + 2, ticked=False)
            elif key == opened and spelled[at + 2 : at + 3] == (closed,) and spelled[at + 1] in _INSIDE:
                yield _Box(at, at + 3, _INSIDE[spelled[at + 1]])


def _groups(spelled: Sequence[str], boxes: Sequence[_Box]) -> Iterator[list[_Box]]:
    """The boxes between two ends of sentences or lines."""
    group: list[_Box] = []
    for box in boxes:
        if group and not ENDS.isdisjoint(spelled[group[-1].end : box.first]):
            yield group
            group = []
        group.append(box)
    if group:
        yield group


def _items(spelled: Sequence[str], group: Sequence[_Box], beside: _Beside) -> Iterator[_Item]:
    if _key(spelled, group[0].end) in _ANSWERS or _key(spelled, group[0].first - 1) in _ANSWERS:
        yield from _answered(spelled, group)
        return
    side = _side(spelled, group, beside)
    if side == _AFTER:
        yield from _after_their_items(spelled, group, beside)
        return
    if side == _EITHER:
        yield _Item(at := _item_start(spelled, group[0].first, beside), at, (";", _UNANSWERED))
        yield from (_Item(box.first, box.end, (";", _UNANSWERED)) for box in group)
        return
    if not any(box.ticked for box in group) and tuple(spelled[group[0].first - 3 : group[0].first]) == (*_GENERAL, ":"):
        yield _Item(group[0].first - 1, group[0].first, ("negative",))  # 'red flags: [ ] fever [ ] weight loss'
    for box in group:
        yield _Item(box.first, box.end, (";",) if box.ticked else (";", _EMPTY))


def _side(spelled: Sequence[str], group: Sequence[_Box], beside: _Beside) -> str:
    """On which side of the boxes their items stand: 'fever [ ] weakness [x].', 'fever [ ] weight loss [x] LBP 3 weeks'."""
    first, last = group[0], group[-1]
    if first.first == 0 or _key(spelled, first.first - 1) in ENDS:
        return _BEFORE
    if _key(spelled, first.end) == "," or _key(spelled, last.end) in ENDS | {")", ","}:
        return _AFTER
    leads, trails = beside.ends_before(first.first), beside.begins_at(last.end)
    if leads is None or leads.findings <= RED_FLAGS:
        return _BEFORE
    if _is_pain(leads):
        return _EITHER if trails is None else _BEFORE
    return _AFTER if trails is None or _is_pain(trails) else _EITHER


def _is_pain(hit: Hit) -> bool:
    """Whether a phrase names a pain that somebody comes for, which no box speaks of beside warning signs."""
    return context_kinds().is_complaint(hit) and not kinds_of_time().is_deficit(hit)


def _after_their_items(spelled: Sequence[str], group: Sequence[_Box], beside: _Beside) -> Iterator[_Item]:
    start = _item_start(spelled, group[0].first, beside)
    for box in group:
        if not box.ticked:
            yield _Item(start, start, (";", _EMPTY))
        elif box is group[0] and start > _start(spelled, box.first):
            yield _Item(start, start, (";",))
        yield _Item(box.first, box.end, (";",))
        start = _after_commas(spelled, box.end)


def _item_start(spelled: Sequence[str], box: int, beside: _Beside) -> int:
    """Where the item before the first box of a line begins: behind a pain or a number of its part of the sentence, as in 'LBP 3
    weeks fever [ ]'."""
    start, item = _start(spelled, box), beside.ends_before(box)
    if item is None or item.first <= start:
        return start
    told = any(start <= hit.first and hit.last < item.first and _is_pain(hit) for hit in beside.hits)
    return item.first if told or any(key[0].isdigit() for key in spelled[start : item.first]) else start


def _answered(spelled: Sequence[str], group: Sequence[_Box]) -> Iterator[_Item]:
    """Boxes of yes and no: the ticked one answers for what stands before both."""
    follows = _key(spelled, group[0].first - 1) not in _ANSWERS
    start = _start(spelled, group[0].first - (not follows))
    for run in _runs([_Box(box.first - (not follows), box.end + follows, box.ticked) for box in group]):
        told = {_ANSWERS.get(_key(spelled, box.end - 1 if follows else box.first)) for box in run if box.ticked}
        if told != {True}:
            yield _Item(start, start, (";", _EMPTY if told == {False} else _UNANSWERED))
        yield _Item(run[0].first, run[-1].end, (";",))
        start = _after_commas(spelled, run[-1].end)


def _runs(boxes: Sequence[_Box]) -> Iterator[list[_Box]]:
    """Boxes with nothing, or one sign, between them."""
    run = [boxes[0]]
    for box in boxes[1:]:
        if box.first > run[-1].end + 1:
            yield run
            run = []
        run.append(box)
    yield run


def _after_commas(spelled: Sequence[str], at: int) -> int:
    while _key(spelled, at) == ",":
        at += 1
    return at


def _start(spelled: Sequence[str], box: int) -> int:
    """Where the item before a box begins: after a comma, a colon that is not its own, an end."""
    at = box
    while at and spelled[at - 1] in (":", "?", "("):
        at -= 1
    while at and spelled[at - 1] not in ENDS and spelled[at - 1] not in (",", ":", "("):
        at -= 1
    return at


def _key(spelled: Sequence[str], at: int) -> str:
    """A word; outside the text a full stop."""
    return spelled[at] if 0 <= at < len(spelled) else "."


def _said(words: Words, items: Sequence[_Item]) -> Words:
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for at, end, said in items:
        if at < done:
            continue
        keys.extend(words.keys[done:at])
        starts.extend(words.starts[done:at])
        ends.extend(words.ends[done:at])
        place = words.starts[at] if at < len(words) else len(words.text)
        keys.extend(said)
        starts.extend([place] * len(said))
        ends.extend([place] * len(said))
        done = end
    keys.extend(words.keys[done:])
    starts.extend(words.starts[done:])
    ends.extend(words.ends[done:])
    return Words(words.text, keys, starts, ends)
