"""How a finding is meant that a denial reaches on to: 'no fever, chills, neck pain for 3 weeks'."""

from __future__ import annotations

from fhir_mappings.text.context.between_findings import has_a_comma_before
from fhir_mappings.text.context.context_scope import Scope, Walk
from fhir_mappings.text.context.context_signs import NEAR, REACH, REVERSES
from fhir_mappings.text.context.denial_lists import follows_an_or, has_a_time, is_a_symptom, says_it_is_well
from fhir_mappings.text.context.presupposed import is_presupposed
from fhir_mappings.text.known_of_findings import passing_symptoms
from fhir_mappings.text.meant import DENIED_NEXT, Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.writing.minus_signs import DENIES, DENIES_SYMPTOMS

_WORDS = word_lists("text/reach_on")

_DENIED = Meant.DENIED
_GOES_ON = frozenset({("/",), ("or",)})
_LISTED_ON = frozenset({(",",), ("or",), ("and",), ("nor",), ("/",)})
_ALSO_A_TROUBLE = frozenset({"brain_warning", "hearing_loss_or_tinnitus", "other_question"})
"""Symptoms beside those that pass."""
_DIGITS, _FULL_POWER = frozenset("123456789"), "5"
_BOUNDS = frozenset({">", "<", "over", "above", "more", "greater", "exceeding"})
_LONGEST_DENIAL = 6
"""Words: 'has not had any trouble with'."""


def not_denied(walk: Walk, hit: Hit) -> Meant | None:
    """How a finding is meant that a denial does not mean, before it is asked where its list ends; None for any other."""
    scope = walk.scope
    if is_presupposed(walk, hit):
        return walk.told()  # 'no LOC after fall'
    if _is_no_trouble_with(walk) and not _is_a_trouble(hit):
        return Meant.AFFIRMED  # 'no problems with his pacemaker'
    if walk.kinds.is_implant(hit) and not _WORDS["as it is there"].isdisjoint(
        walk.spelled[max(0, hit.first - NEAR) : hit.first]
    ):
        return walk.told()  # 'was not scanned since pacemaker in situ'
    if scope.commas and not REVERSES.isdisjoint(walk.spelled[hit.first : hit.last + 1]):
        return walk.told()  # 'denies fever, Hoffmann positive'
    if (scope.commas or scope.hits) and says_it_is_well(hit.row):
        if not _WORDS["denied all the same"].isdisjoint(walk.spelled[hit.first : hit.last + 1]):
            return Meant.LEFT_OPEN  # 'no weight loss, weight gain, numbness'
        return walk.told()
    if scope.commas and _is_what_somebody_comes_for(walk, hit):
        return walk.told()  # 'no history of injury or fall, neck pain'
    if scope.commas and _is_measured(walk, hit):
        return walk.told()  # 'denies fever, CRP 180', 'denies numbness, left foot 2/5'
    if scope.commas and not scope.heading and _says_what_was_found(walk, hit):
        if _WORDS["only examined"].isdisjoint(walk.spelled[hit.first : hit.last + 1]):
            return Meant.LEFT_OPEN  # 'denies weakness, saddle sensation reduced'
        return walk.told()  # 'denies weakness, ankle reflexes absent'
    if scope.commas and walk.spelled[hit.first] in _WORDS["is had"]:
        return walk.told()  # 'no past history, on alendronate'
    return None


def denied(walk: Walk, hit: Hit) -> Meant | None:
    """How a member of the list of a denial is meant; None where it is denied."""
    scope = walk.scope
    if scope.hits and has_a_time(walk, hit):
        return walk.told()
    if _follows_a_course(walk, hit):
        return Meant.LEFT_OPEN  # 'no worsening of neck pain'
    if scope.kind == "denied" and scope.words > REACH:
        return Meant.LEFT_OPEN
    return _next(walk, hit) if scope.kind == DENIED_NEXT else None


def _is_measured(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase holds a number, or one stands just behind it: nobody who denies something tells how much of it there is.
    A bound is denied: 'denies fever, chills, temp > 38'."""
    told = walk.spelled[hit.first : hit.last + 2]
    return not _BOUNDS.intersection(told) and any(key[0] in _DIGITS and key != _FULL_POWER for key in told)


def _says_what_was_found(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase behind the comma of a denial ends with what an examination found: it may be denied, or be what was
    found. Within a list it is denied as the rest of it."""
    if hit.last == hit.first or walk.spelled[hit.last] not in _WORDS["was found"]:
        return False
    if walk.spelled[hit.last + 1 : hit.last + 2] in _LISTED_ON:
        return False
    return has_a_comma_before(walk, hit) and not follows_an_or(walk, hit)


def _is_no_trouble_with(walk: Walk) -> bool:
    """Whether what reaches on denies a trouble with something: 'no problems with numbness', 'no issues with his pacemaker'."""
    begun = walk.spelled[walk.scope.start : walk.scope.start + _LONGEST_DENIAL]
    return any(word == "with" and begun[at] in _WORDS["troubles"] for at, word in enumerate(begun[1:]))


def _is_a_trouble(hit: Hit) -> bool:
    """Whether somebody who has trouble with what a phrase names has this: a symptom, no implant and no treatment."""
    return not passing_symptoms().isdisjoint(hit.findings) or not _ALSO_A_TROUBLE.isdisjoint(hit.findings)


def _is_what_somebody_comes_for(walk: Walk, hit: Hit) -> bool:
    """Whether a complaint, or a symptom of one side, stands alone behind the comma that ends a denial of events or diseases.

    Who 'denies' goes on over the comma, and so does a list with more behind, or with an 'or': 'no swelling, pain or numbness';
    'negative for' goes on to symptoms of nerves.
    """
    if (
        not (walk.kinds.is_complaint(hit) or _is_of_a_side(walk, hit))
        or not has_a_comma_before(walk, hit)
        or follows_an_or(walk, hit)  # 'no swelling, pain, or numbness'
        or _has_been_through_symptoms(walk, hit)
        or walk.spelled[walk.scope.start] in _WORDS["denies"]
        or (walk.scope.commas > 1 and not _WORDS["denies"].isdisjoint(walk.spelled[walk.scope.start : walk.scope.start + NEAR]))
        or (walk.scope.like and _denies_what_is_felt(walk))
    ):
        return False
    return walk.spelled[hit.last + 1 : hit.last + 2] not in _LISTED_ON


def _has_been_through_symptoms(walk: Walk, hit: Hit) -> bool:
    """Whether a symptom of no side stands in a list of what is negative: 'negative for headaches, urinary symptoms'."""
    told = walk.spelled[walk.scope.start] in _WORDS["says negative"]
    return told and walk.kinds.is_deficit(hit) and not _is_of_a_side(walk, hit)


def _is_of_a_side(walk: Walk, hit: Hit) -> bool:
    """Whether a symptom is said of one side, as nobody does who lists what was never had: 'no hx of cancer, R arm numbness'."""
    return walk.kinds.is_deficit(hit) and not _WORDS["sides"].isdisjoint(walk.spelled[hit.first - 1 : hit.last + 1])


def _denies_what_is_felt(walk: Walk) -> bool:
    """Whether a denial over some findings holds more than diseases and events: a complaint may be a member of such a list."""
    kinds, risks = walk.kinds, walk.context.listed_risks
    members = walk.hits[len(walk.meant) - walk.scope.hits : len(walk.meant)]
    named = (
        kinds.is_diagnosis(each) or kinds.is_event(each) or kinds.is_injury(each) or each.findings <= risks for each in members
    )
    return not all(named)


def _follows_a_course(walk: Walk, hit: Hit) -> bool:
    """Whether a denied 'new' or 'worsening' stands just before: that is denied, not what it is said of."""
    if not walk.meant or walk.meant[-1] is not _DENIED:
        return False
    before = walk.hits[len(walk.meant) - 1]
    return walk.kinds.is_course(before) and not walk.kinds.is_injury(hit) and hit.first - before.last <= NEAR


def _next(walk: Walk, hit: Hit) -> Meant:
    """How a finding is meant that the sign before it may deny; what is joined to it by a slash or 'or' is denied with it."""
    sign, words = walk.spelled[walk.scope.start], walk.scope.words
    if walk.spelled[hit.last + 1 : hit.last + 2] not in _GOES_ON:
        walk.scope = Scope()
    if sign == DENIES_SYMPTOMS and not is_a_symptom(walk, hit):
        return Meant.LEFT_OPEN  # 'PMH -HTN -breast cancer'
    if sign in (DENIES, DENIES_SYMPTOMS):
        return Meant.DENIED if words <= NEAR else Meant.LEFT_OPEN
    return Meant.DENIED if words == 0 else Meant.AFFIRMED
