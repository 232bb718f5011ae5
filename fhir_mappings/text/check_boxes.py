"""Check boxes of a template: '[ ] fever [x] weakness', 'fever ☐ weakness ☒', 'Fever: ☐ yes ☒ no'.

Each box becomes an end of a sentence before its item, and where it is empty a sign that the item is denied. Whether the boxes
stand before or after their items is seen from all boxes of a line. Boxes that answer yes and no, none of them ticked, leave the
item open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fhir_mappings.text.context_signs import ENDS
from fhir_mappings.text.words import Words

_EMPTY, _UNANSWERED = "☐", "⍰"
"""Signs of the reader's own for what follows, besides what they are in texts (`text_context.yaml`)."""
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
_INSIDE = {"x": True, "y": True, "+": True, "✓": True, "✔": True, "☑": True, "*": True, "n": False, "o": False}
_ANSWERS = {"yes": True, "y": True, "no": False, "n": False}
_GENERAL = ("red", "flag")


class _Box(NamedTuple):
    """A box: its first word, the word after it, whether it is ticked."""

    first: int
    end: int
    ticked: bool


class _Item(NamedTuple):
    """What a box speaks of: where it begins, and the words said there in place of those up to `end`."""

    at: int
    end: int
    keys: tuple[str, ...]


def with_check_boxes(words: Words) -> Words:
    """The words with each box read; the same words where there is none."""
    if words.named.isdisjoint(_BOXES) and not any(each in words.text for each in _ROUND_ONES):
        return words
    boxes = list(_boxes(words))
    if len(boxes) == 1 and not boxes[0].ticked and _stand_after(words.keys, boxes):
        return words  # 'see list: neck pain ( )'
    items = [item for group in _groups(words.keys, boxes) for item in _items(words.keys, group)]
    return _said(words, sorted(items)) if items else words


def _boxes(words: Words) -> Iterator[_Box]:
    """Round ones count only in a text that has an empty one, the signs alone only beside an empty or a crossed one."""
    spelled, named = words.keys, words.named
    pairs = (_SQUARE, _ROUND) if any(each in words.text for each in _ROUND_ONES) else (_SQUARE,)
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


def _items(spelled: Sequence[str], group: Sequence[_Box]) -> Iterator[_Item]:
    if _key(spelled, group[0].end) in _ANSWERS or _key(spelled, group[0].first - 1) in _ANSWERS:
        yield from _answered(spelled, group)
    elif _stand_after(spelled, group):
        yield from _after_their_items(spelled, group)
    else:
        if not any(box.ticked for box in group) and tuple(spelled[group[0].first - 3 : group[0].first]) == (*_GENERAL, ":"):
            yield _Item(group[0].first - 1, group[0].first, ("negative",))  # 'red flags: [ ] fever [ ] weight loss'
        for box in group:
            yield _Item(box.first, box.end, (";",) if box.ticked else (";", _EMPTY))


def _stand_after(spelled: Sequence[str], group: Sequence[_Box]) -> bool:
    """Whether the boxes follow what they speak of: 'fever [ ] weakness [x].', 'fever [ ], weakness [x], tired'."""
    first, last = group[0], group[-1]
    if first.first == 0 or _key(spelled, first.first - 1) in ENDS:
        return False
    return _key(spelled, first.end) == "," or _key(spelled, last.end) in ENDS | {")", ","}


def _after_their_items(spelled: Sequence[str], group: Sequence[_Box]) -> Iterator[_Item]:
    start = _start(spelled, group[0].first)
    for box in group:
        if not box.ticked:
            yield _Item(start, start, (";", _EMPTY))
        yield _Item(box.first, box.end, (";",))
        start = _after_commas(spelled, box.end)


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
