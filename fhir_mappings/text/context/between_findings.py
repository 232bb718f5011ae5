"""What stands between two findings, or beside one: nothing but fillers, an 'and', commas."""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import AFTER_AN_ANSWER, ANSWERS, ENDS, JOINS, NEAR
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.words import LEVEL

_FILLERS = frozenset(
    {"is", "was", "are", "were", "sign", "symptom", "test", "testing", "been", "be", "has", ":", "(", ")", "=", "?"}
    | {"aged", "age", "left", "right", "l", "r", "lt", "rt", "bilateral", "both"}
)

_LONGEST_GAP = 7
_IN_A_LIST = JOINS | {","}
_BETWEEN_ANSWERS = frozenset({"/", "|", "•", "·"})
_BEFORE_AN_ANSWER = frozenset({":", "=", "?"})
_LONGEST_QUESTION = 4
_LEFT_OUT = ".."


_BEFORE_A_DATE = frozenset({"in", "since", "from", "on"})


def has_a_comma_before(walk: Walk, hit: Hit) -> bool:
    """Whether a comma or an end of a sentence stands just before a finding."""
    return any(key == "," or key in ENDS for key in walk.spelled[max(0, hit.first - NEAR - 1) : hit.first])


def is_between_commas(walk: Walk, hit: Hit) -> bool:
    """Whether a finding stands between a comma and another, or the end."""
    after = walk.spelled[hit.last + 1] if hit.last + 1 < len(walk.spelled) else "."
    return walk.spelled[hit.first - 1] == "," and after in AFTER_AN_ANSWER


def nothing_follows(walk: Walk, end: int) -> bool:
    """Whether an answer ends there: with the text, a sentence, a comma or a parenthesis."""
    if end == len(walk.spelled) or walk.spelled[end] in AFTER_AN_ANSWER:
        return True
    after = walk.spelled[end + 1] if end + 1 < len(walk.spelled) else ""
    if after == ")" and len(walk.spelled[end]) == 1:
        return True  # 'cancer? no b) steroids? no'
    return walk.spelled[end] in _BETWEEN_ANSWERS and after not in ANSWERS and not after[:1].isdigit()  # but 'yes / no', '0/10'


def is_before_an_answer(walk: Walk, at: int) -> bool:
    """Whether words left out stand before an answer: 'Fever... no.'"""
    if walk.words.ends[at] - walk.words.starts[at] < len(_LEFT_OUT) or not walk.words.written(at).startswith(_LEFT_OUT):
        return False
    return not ANSWERS.isdisjoint(walk.spelled[at + 1 : at + 2]) and nothing_follows(walk, at + 2)


def adjacent(walk: Walk, first: int, end: int) -> bool:
    """Whether only fillers, or a time, stand from one place to another."""
    if end - first > 6:
        return False
    if walk.spelled[first] == "of" and walk.spelled[first + 1].endswith(LEVEL):
        first += 2  # 'fracture of L2 excluded'
    between = enumerate(walk.spelled[first:end], first)
    plain = [key for at, key in between if at not in walk.timed and not key.isdigit() and not _dates(walk, at)]
    if len(plain) <= 3 and _FILLERS.issuperset(plain):
        return True
    answer = end if walk.spelled[end : end + 1] and walk.spelled[end].isalpha() else end + 1  # '- none'
    return _is_the_end_of_a_label(walk, plain) and nothing_follows(walk, min(answer + 1, len(walk.spelled)))


def _is_the_end_of_a_label(walk: Walk, plain: list[str]) -> bool:
    """Whether some words end what a label names: 'bladder problems: none', or 'neck pain or tenderness: no', where the other
    symptom is no finding here."""
    if len(plain) <= 3 and walk.context.of_a_label.issuperset(set(plain) - _FILLERS):
        return True
    listed = len(plain) > 2 and plain[0] in JOINS and plain[-1] in _BEFORE_AN_ANSWER
    return listed and walk.context.other_symptoms.issuperset(plain[1:-1])


def _dates(walk: Walk, at: int) -> bool:
    """Whether a word leads to a time: the 'in' of 'in 2015'."""
    return walk.spelled[at] in _BEFORE_A_DATE and at + 1 in walk.timed


def joined(walk: Walk, first: int, end: int, joins: frozenset[str]) -> bool:
    """Whether two findings are joined by no more than 'and', 'or' or a slash, or a comma where that may be."""
    return 0 < end - first <= 2 and joins.issuperset(walk.spelled[first:end]) and not _is_a_sign(walk, first)


def _is_a_sign(walk: Walk, at: int) -> bool:
    """Whether a plus is glued to the finding before it alone: 'numbness+ weakness-'."""
    glued = walk.spelled[at] == "+" and walk.words.ends[at - 1] == walk.words.starts[at]
    return glued and at + 1 < len(walk.spelled) and walk.words.starts[at + 1] > walk.words.ends[at]


def joined_by_members(walk: Walk, first: int, end: int) -> bool:
    """Whether two findings are members of one list, with others between them that are no findings here."""
    between = walk.spelled[first:end]
    if not 0 < len(between) <= _LONGEST_GAP or between[0] not in _IN_A_LIST:
        return False
    plain = [key for key in between if key not in _IN_A_LIST]
    if not walk.context.by_first.keys().isdisjoint(plain) or not ENDS.isdisjoint(plain):
        return False
    return walk.timed.isdisjoint(range(first, end)) and not any(key[0].isdigit() for key in plain)


def is_one_of_answers(walk: Walk, at: int) -> bool:
    """Whether an answer is followed by a further question with the same sign: 'fever: no trauma: no'."""
    sign = walk.spelled[at - 1]
    if sign not in _BEFORE_AN_ANSWER:
        return False
    for ahead, key in enumerate(walk.spelled[at + 1 : at + _LONGEST_QUESTION + 2], at + 1):
        if key == sign:
            return not ANSWERS.isdisjoint(walk.spelled[ahead + 1 : ahead + 2])
        if key in AFTER_AN_ANSWER:
            return False
    return False
