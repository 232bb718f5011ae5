"""Where lines and sentences of a list begin and end: bullets, numbers before members, 'e.g.'."""

from __future__ import annotations

from fhir_mappings.text.context.context_signs import ENDS
from fhir_mappings.text.word_lists import word_lists

_BULLETS = frozenset({",", "•", "·", "‣", "○", "+", ">"})
_LONGEST_MEMBER = 5
"""Words; a longer line is a sentence, no member of a list."""
_ABBREVIATED = frozenset({("e", "g"), ("i", "e")})

_DIED_OF = frozenset({("d", ".", "of"), ("d", ".", "from"), ("d", ".", "at")})
_WORDS = word_lists("text/person")
_CUT_SHORT = frozenset({"g", "e", "d"})
"""The last letters before the full stop of these."""


def starts_a_line(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a word begins a sentence or a line."""
    return at == 0 or spelled[at - 1] in ENDS


def is_no_end(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a full stop ends no sentence: after 'e.g', or after the number of a line."""
    if spelled[at] != "." or at == 0:
        return False
    last = spelled[at - 1]
    if last.isdigit():
        return at == 1 or spelled[at - 2] == "\n"
    if last == "d" and not (_WORDS["men of the family"] | _WORDS["women of the family"]).isdisjoint(spelled[at - 2 : at - 1]):
        return True  # 'father d. stroke 62'
    return last in _CUT_SHORT and (spelled[at - 2 : at] in _ABBREVIATED or spelled[at - 1 : at + 2] in _DIED_OF)


def is_item_line(spelled: tuple[str, ...], at: int, members: int) -> bool:
    """Whether the line after a line break is a further member of a list with a heading: short, without a number or a colon of
    its own. An empty line ends the list once it has members."""
    first = at + 1
    if spelled[first : first + 1] == ("\n",):
        return members == 0
    if spelled[first : first + 2][1:] == (".",) and spelled[first].isdigit():
        first += 2
    while spelled[first : first + 1] and spelled[first] in _BULLETS:
        first += 1
    line: list[str] = []
    for key in spelled[first : first + _LONGEST_MEMBER + 1]:
        if key == "\n":
            break
        line.append(key)
    return len(line) <= _LONGEST_MEMBER and not any(key == ":" or key[0].isdigit() for key in line)
