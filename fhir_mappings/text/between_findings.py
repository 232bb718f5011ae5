"""What stands between two findings, or beside one: nothing but fillers, an 'and', commas."""

from __future__ import annotations

from fhir_mappings.text.context_scope import Walk
from fhir_mappings.text.context_signs import AFTER_AN_ANSWER, ENDS, NEAR
from fhir_mappings.text.phrase_table import Hit

_FILLERS = frozenset(
    {"is", "was", "are", "were", "sign", "symptom", "symptoms", "test", "testing", "been", "be", "has", ":", "(", ")", "=", "?"}
)


def has_a_comma_before(walk: Walk, hit: Hit) -> bool:
    """Whether a comma or an end of a sentence stands just before a finding."""
    return any(key == "," or key in ENDS for key in walk.spelled[max(0, hit.first - NEAR - 1) : hit.first])


def is_between_commas(walk: Walk, hit: Hit) -> bool:
    """Whether a finding stands between a comma and another, or the end."""
    after = walk.spelled[hit.last + 1] if hit.last + 1 < len(walk.spelled) else "."
    return walk.spelled[hit.first - 1] == "," and after in AFTER_AN_ANSWER


def nothing_follows(walk: Walk, end: int) -> bool:
    """Whether an answer ends there: with the text, a sentence, a comma or a parenthesis."""
    return end == len(walk.spelled) or walk.spelled[end] in AFTER_AN_ANSWER


def adjacent(walk: Walk, first: int, end: int) -> bool:
    """Whether only fillers, or a time, stand from one place to another."""
    if end - first > 6:
        return False
    plain = [key for at, key in enumerate(walk.spelled[first:end], first) if at not in walk.timed and not key.isdigit()]
    return len(plain) <= 3 and _FILLERS.issuperset(plain)


def joined(walk: Walk, first: int, end: int, joins: frozenset[str]) -> bool:
    """Whether two findings are joined by no more than 'and', 'or' or a slash, or a comma where that may be."""
    return 0 < end - first <= 2 and joins.issuperset(walk.spelled[first:end])
