"""Labels of a form and what stands behind their colon: 'Cancer ever: N', 'Hearing loss: N  Tinnitus: Y', 'Weakness ***'."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import AFTER_AN_ANSWER, ENDS
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import BLANK

_WORDS = word_lists("text/form_labels")

_LETTER_NO = "n"
_OTHER_SIDE = 3
_PARTS = frozenset({"|", "(", "/"})
"""Signs after a whole answer: 'Known MS: no (sister has MS)'."""
_LETTERS = frozenset({"n", "y"})
_SIGNS = frozenset({":", "?", "=", "|"})
_ASKED = "suspected"
"""An answer just after this is one without a colon too: 'Spine infection suspected NO'."""
_AFTER_A_COMMA = _WORDS["of a time"] | _WORDS["of a kind"]
"""These leave a finding what it is: 'Steroid use, long term: N', 'Weight loss, unexplained: no'."""
_LONGEST_LABEL = 6
_BETWEEN = frozenset({(",",), (",", "and"), (",", "or")})
_BEGINS = ENDS | {":"}
_NO_SYMPTOMS = frozenset({"malignancy_active", "history_of_malignancy", "spine_injury"})
"""'Cancer, weight loss: no' may be two items."""
_NOT_IN_A_LABEL = ENDS | {",", ":", "but"}


def is_answer_to_a_label(walk: Walk, at: int, place: int) -> bool:
    """Whether a 'no' just after a colon answers a label that names a finding and says no more of it: 'Cancer ever: N', 'Leg
    weakness: L nil R nil'."""
    if not place or walk.spelled[at] not in _WORDS["no"]:
        return False
    of_a_side = walk.spelled[at - 1] in _WORDS["sides"]
    sign = at - 1 - (of_a_side or walk.spelled[at - 1] in _WORDS["self"])
    if walk.spelled[sign] not in _SIGNS and walk.spelled[at - 1] != _ASKED:
        return False
    between = walk.spelled[walk.hits[place - 1].last + 1 : sign]
    between, known = (between[1:], _AFTER_A_COMMA) if between[:1] == (",",) else (between, _WORDS["label"])
    if len(between) > _LONGEST_LABEL or not known.issuperset(between):
        return False
    if of_a_side:
        other = [key for key in walk.spelled[at + 1 : at + 1 + _OTHER_SIDE] if key != ","]
        return len(other) > 1 and other[0] in _WORDS["sides"] and other[1] in _WORDS["no"]
    return _is_whole(walk, at)


def is_there_on_the_other_side(walk: Walk, at: int) -> bool:
    """Whether an answer is about one side, and the next one about the other is no denial: 'Weakness: R no, L yes'."""
    if walk.spelled[at - 1] not in _WORDS["sides"]:
        return False
    other = [key for key in walk.spelled[at + 1 : at + 1 + _OTHER_SIDE] if key != ","]
    return len(other) > 1 and other[0] in _WORDS["sides"] and other[1] not in _WORDS["no"]


def answers_part_of_a_label(walk: Walk, at: int, place: int) -> bool:
    """Whether a no answers a label that says more of a finding than its name: 'Cancer under control: N',
    'Weakness, legs: no'."""
    if not place or walk.spelled[at] not in _WORDS["no"] or walk.spelled[at - 1] not in _SIGNS:
        return False
    hit = walk.hits[place - 1]
    between = walk.spelled[hit.last + 1 : at - 1]
    turned = (
        between[:1] == (",",) and walk.spelled[at - 1] == ":" and (walk.kinds.is_deficit(hit) or walk.kinds.is_diagnosis(hit))
    )
    if not turned and walk.spelled[at] != _LETTER_NO:
        return False
    begins = hit.first == 0 or walk.spelled[hit.first - 1] in ENDS
    said = between[1:] if turned else between
    return begins and len(said) <= _LONGEST_LABEL and _NOT_IN_A_LABEL.isdisjoint(said) and _is_whole(walk, at)


def settle_the_rest_of_a_label(walk: Walk, at: int, place: int) -> None:
    """Where a no answers a label that lists general symptoms over commas, it denies them all: 'Fevers, chills, sweats: no'. In
    a list of deficits those before the last are left open, for 'leg weakness, saddle numbness: no' may be two items."""
    first = place - 1
    while first and walk.spelled[walk.hits[first - 1].last + 1 : walk.hits[first].first] in _BETWEEN:
        first -= 1
    begins = walk.hits[first].first == 0 or walk.spelled[walk.hits[first].first - 1] in _BEGINS
    if walk.spelled[at - 1] != ":" or not begins or not _is_whole(walk, at):
        return
    listed = walk.hits[first:place]
    if all(hit.findings <= walk.context.listed - _NO_SYMPTOMS for hit in listed):
        walk.meant[first : place - 1] = [Meant.DENIED] * (place - 1 - first)
    elif all(walk.kinds.is_deficit(hit) for hit in listed):
        walk.meant[first : place - 1] = [Meant.LEFT_OPEN] * (place - 1 - first)


def is_one_of_letters(walk: Walk, at: int, place: int) -> bool:
    """Whether an 'N' without a colon is followed by a further finding with its own letter: 'Fever N Weakness Y'."""
    if place >= len(walk.hits) or walk.words.written(at) != "N" or walk.hits[place].first != at + 1:
        return False
    after = walk.hits[place].last + 1
    return after < len(walk.spelled) and walk.spelled[after] in _LETTERS


def is_a_blank(walk: Walk, at: int) -> bool:
    """Whether nothing stands behind a place to be filled in but the next item."""
    return walk.spelled[at] == BLANK and (at + 1 == len(walk.spelled) or walk.spelled[at + 1] in AFTER_AN_ANSWER)


def _begins_another_part(after: Sequence[str]) -> bool:
    """Whether a bracket or the answer of somebody else follows; in 'back pain: 0/10' a number does."""
    return after[0] in _PARTS and not "".join(after[1:2])[:1].isdigit()


def _is_whole(walk: Walk, at: int) -> bool:
    """Whether an answer ends with its line, or before the next label: 'Fever: N  Weakness: Y'."""
    after = walk.spelled[at + 1 : at + 2 + _LONGEST_LABEL]
    if not after or after[0] in AFTER_AN_ANSWER or _begins_another_part(after):
        return True
    if walk.spelled[at] != _LETTER_NO:
        return False
    sign = next((key for key in after if key in _SIGNS or key in _NOT_IN_A_LABEL), "")
    return sign in _SIGNS
