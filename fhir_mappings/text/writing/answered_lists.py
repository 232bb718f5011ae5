"""Lists that one answer denies: 'Red flags (fever, trauma, cancer): none', 'Cancer/trauma/fever: neg x3', and items that each
have a letter without a sign, 'Trauma N Cancer N Fever N', or their answer behind a dash, 'trauma-no'.

Such a list is read as if 'denies' stood before it, such a letter as if a colon did. A list with an answer of its own inside, or
of which the answer takes something back, stays as it is. The words stand in `tables/text/answered_lists.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from fhir_mappings.text.context.context_signs import AFTER_AN_ANSWER, ENDS
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at

_WORDS = word_lists("text/answered_lists")

_CLOSES = {"(": ")", "[": "]"}
_OPENS = frozenset(_CLOSES)
_SIGNS = frozenset({":", "=", "?"})
_ENDS_AND_SIGNS = ENDS | _SIGNS
_PARTS = frozenset({"/", ","})
_NOT_INSIDE = ENDS | {":", "=", "?", "(", "[", ")", "]"}
_LETTERS = {"n": "N", "y": "Y"}
_YES = frozenset({"yes", "y", "positive", "present"})
_ANSWERS = _WORDS["no"] | _YES
_NO_OR_YES = {"n": "no", "y": "yes"}
_GLUED = frozenset({"no", "none", "neg", "negative", "denie", "denied", "nil", "yes"})
_LONGEST, _LONGEST_HEADING, _LONGEST_LABEL = 40, 5, 3
"""Words of a list, of the heading before it, and of an item with a letter."""
_LONGEST_SIGN, _LONGEST_ANSWER = 2, 5
"""Words of a sign at most, and of an answer with the sign before it."""
_DENIES, _HEADING_TOO = ("denie", ":"), (":", "none", ";", "denie", ":")
_Read = tuple[int, tuple[str, ...]]


def with_answered_lists(words: Words) -> Words:
    """The words with such lists and letters as they are read; the same words where there is none."""
    named, spelled = words.named, words.keys
    if _WORDS["no"].isdisjoint(named):
        return words
    read: dict[int, tuple[str, ...]] = {}
    if not _OPENS.isdisjoint(named):
        read.update(_in_brackets(words))
    if ("?" in named or not (_SIGNS.isdisjoint(named) or _PARTS.isdisjoint(named))) and _may_answer_a_sign(words):
        read.update((at, each) for at, each in _before_a_sign(words) if at not in read)
    if "-" in words.text and not _GLUED.isdisjoint(named):
        read.update((at, each) for at, each in _behind_a_dash(words) if at not in read)
    if ":" in named and not _WORDS["limbs"].isdisjoint(named):
        read.update((at, each) for at, each in _of_limbs(words) if at not in read)
    if "n" in named:
        read.update((at, each) for at, each in _with_letters(words) if at not in read)
    if not read:
        return words
    told = [(key, at) for at, each in enumerate(spelled) for key in read.get(at, (each,))]
    return Words(words.text, [key for key, _ in told], [words.starts[at] for _, at in told], [words.ends[at] for _, at in told])


def _may_answer_a_sign(words: Words) -> bool:
    """Whether an answer stands near behind a sign."""
    spelled = words.keys
    return any(not _ANSWERS.isdisjoint(spelled[at + 1 : at + 1 + _LONGEST_ANSWER]) for at in words.where(_SIGNS))


def _in_brackets(words: Words) -> Iterator[_Read]:
    """'Red flags (fever/trauma): neg x2'."""
    spelled = words.keys
    for at in words.where(_OPENS):
        within = range(at + 1, min(len(spelled), at + _LONGEST))
        close = next((place for place in within if spelled[place] == _CLOSES[spelled[at]]), None)
        if close is None or not _is_a_list(spelled[at + 1 : close]):
            continue
        heading = _heading_before(spelled, at)
        answer = _answer(spelled, close + 1, spelled[at + 1 : close], at_least_of_all=False)
        if heading is None or answer is None:
            continue
        yield at, _HEADING_TOO if heading else _DENIES
        yield from _commas(spelled, at + 1, close)
        yield close, (";",)
        yield from ((place, ()) for place in range(close + 1, answer))


def _before_a_sign(words: Words) -> Iterator[_Read]:
    """'Cancer/trauma/fever: neg x3', 'Any fever, trauma, cancer? No.', 'Did she fall? No.'"""
    spelled, begins = words.keys, 0
    for at in words.where(_ENDS_AND_SIGNS):
        first, begins = begins, at + 1
        if spelled[at] not in _SIGNS or at - first > _LONGEST or (first and spelled[first - 1] in (":", "=")):
            continue
        asked = spelled[at] == "?"
        first, any_of_them = _item_asked_for(spelled, first, at) if asked else (first, False)
        inside = spelled[first:at]
        if not inside or not _is_told_of_nothing(inside) or not (asked or _is_a_list(inside)):
            continue
        if asked and word_at(spelled, at + 1) == "." and word_at(spelled, at + 2) in _YES:
            yield at, (":",)
            yield at + 1, ()  # 'Is there weakness? Yes.'
            continue
        answer = _answer(spelled, at, inside, at_least_of_all="," in inside and not any_of_them)
        if answer is None and asked and "," in inside:
            first = at - inside[::-1].index(",")  # 'LBP, numbness? No.'
            answer = _answer(spelled, at, spelled[first:at], at_least_of_all=False)
        if answer is None or first == at:
            continue
        yield first, (*_DENIES, spelled[first])
        yield from _commas(spelled, first + 1, at)
        yield at, (";",)
        yield from ((place, ()) for place in range(at + 1, answer))


def _item_asked_for(spelled: tuple[str, ...], first: int, end: int) -> tuple[int, bool]:
    """Where what a question asks for begins, and whether it asks for any of several."""
    begins = first
    while begins < end and spelled[begins] in _WORDS["asks"]:
        begins += 1
    return (end if not _WORDS["of a treatment"].isdisjoint(spelled[first:end]) else begins), "any" in spelled[first:begins]


def _is_a_list(inside: tuple[str, ...]) -> bool:
    """Whether items with signs between them stand there, and nothing that tells or answers."""
    return not _PARTS.isdisjoint(inside) and _is_told_of_nothing(inside)


def _is_told_of_nothing(inside: tuple[str, ...]) -> bool:
    """Whether some words are no more than named: none of them tells, answers or ends a thought."""
    return _WORDS["told"].isdisjoint(inside) and _NOT_INSIDE.isdisjoint(inside) and not any(key.isdigit() for key in inside)


def _heading_before(spelled: tuple[str, ...], at: int) -> bool | None:
    """Whether a heading of warning signs stands before a bracket; None where something else does."""
    first = at
    while first and spelled[first - 1] not in ENDS and at - first <= _LONGEST_HEADING:
        if spelled[first - 1] not in _WORDS["heading"]:
            return None
        first -= 1
    return at > first if at - first <= _LONGEST_HEADING else None


def _answer(spelled: tuple[str, ...], first: int, listed: tuple[str, ...], *, at_least_of_all: bool) -> int | None:
    """The place behind an answer that denies all of a list, which some must say: 'all neg'. None where there is none."""
    at, of_all = first, False
    while at < first + _LONGEST_SIGN and (word_at(spelled, at) in _WORDS["signs"] or spelled[at - 1 : at + 1] == ("?", ".")):
        at += 1
    while word_at(spelled, at) in _WORDS["of all"]:
        of_all, at = True, at + 1
    if word_at(spelled, at) not in _WORDS["no"]:
        return None
    at += 1
    for tail in (spelled[at : at + 2], spelled[at : at + 1]):
        if tail == ("to", "all") or _counts(tail):
            of_all, at = True, at + len(tail)
            break
    back = at + (word_at(spelled, at) == ",")
    taken_back = word_at(spelled, back) in _WORDS["except"]
    if taken_back and not set(listed).isdisjoint(spelled[back + 1 : back + _LONGEST_HEADING]):
        return None  # 'Red flags (fever, trauma): none but trauma'
    ends = taken_back or at >= len(spelled) or spelled[at] in AFTER_AN_ANSWER
    return at if ends and (of_all or not at_least_of_all) else None


def _counts(tail: tuple[str, ...]) -> bool:
    """Whether how many were denied stands behind the answer: 'neg x5', '0/3'."""
    if len(tail) == 1:
        return tail[0][:1] == "x" and tail[0][1:].isdigit()
    return len(tail) > 1 and tail[0] in ("x", "/") and tail[1].isdigit()


def _commas(spelled: tuple[str, ...], first: int, end: int) -> Iterator[_Read]:
    """The slashes of a list as commas."""
    return ((at, (",",)) for at in range(first, end) if spelled[at] == "/")


def _of_limbs(words: Words) -> Iterator[_Read]:
    """'Arms: no'."""
    spelled = words.keys
    for at in words.where(_WORDS["limbs"]):
        if spelled[at + 1 : at + 3] == (":", "no") and (word_at(spelled, at + 3) or ".") in AFTER_AN_ANSWER:
            yield at + 2, ("none",)


def _behind_a_dash(words: Words) -> Iterator[_Read]:
    """'Trauma-no ca-no'."""
    for at in words.where(_GLUED):
        start = words.starts[at]
        glued = at > 0 and words.keys[at - 1].isalpha() and words.ends[at - 1] == start - 1 and words.text[start - 1] == "-"
        if glued and words.text[words.ends[at] : words.ends[at] + 1] != "-":  # 'a no-no', 'say-no-more'
            ends = at + 1 == len(words) or words.keys[at + 1] in AFTER_AN_ANSWER
            yield at, (":", words.keys[at]) if ends else (":", words.keys[at], ";")


def _with_letters(words: Words) -> Iterator[_Read]:
    """'Trauma N Cancer N', 'Trauma=N Cancer=N'."""
    spelled = words.keys
    letters = [
        at for at in words.where(_LETTERS.keys()) if words.written(at) == _LETTERS[spelled[at]] and _ends_an_item(spelled, at)
    ]
    chained: set[int] = set()
    for at, after in pairwise(letters):
        between = [key for key in spelled[at + 1 : after] if key not in ("=", ",")]
        if 0 < len(between) <= _LONGEST_LABEL and all(key.isalpha() for key in between):
            chained |= {at, after}
    for at in chained:
        sign = () if spelled[at - 1] == "=" else (":",)
        end = () if at + 1 == len(spelled) or spelled[at + 1] in AFTER_AN_ANSWER else (";",)
        yield at, (*sign, _NO_OR_YES[spelled[at]], *end)


def _ends_an_item(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a letter stands behind a word, and before no slash: 'Fever N', not 'N/V' nor 'Y/N'."""
    return at > 0 and (spelled[at - 1].isalpha() or spelled[at - 1] == "=") and word_at(spelled, at + 1) != "/"
