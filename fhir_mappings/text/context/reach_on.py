"""How a finding is meant under what reaches on to it from the words before."""

from __future__ import annotations

from functools import cache

from fhir_mappings.text.context.between_findings import has_a_comma_before
from fhir_mappings.text.context.context_scope import AHEAD, Scope, Walk
from fhir_mappings.text.context.context_signs import ENDS, NEAR, PATIENT, REACH, REVERSES
from fhir_mappings.text.context.denial_lists import (
    follows_an_or,
    has_a_time,
    is_a_symptom,
    is_after_what_is_done,
    is_all_there_is,
    list_goes_on,
    says_it_is_well,
)
from fhir_mappings.text.context.doubts import asks_whether_to
from fhir_mappings.text.context.presupposed import is_presupposed
from fhir_mappings.text.context.whose import is_of_whom
from fhir_mappings.text.kinds import passing_symptoms
from fhir_mappings.text.meant import DENIED_NEXT, MEANS, TO_BE_DONE, Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import LEVEL, word_at
from fhir_mappings.text.writing.minus_signs import DENIES, DENIES_SYMPTOMS
from fhir_mappings.text.writing.question_ends import is_right_behind_a_word
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/reach_on")

_AFFIRMED, _DENIED, _SUSPECTED, _PAST = Meant.AFFIRMED, Meant.DENIED, Meant.SUSPECTED, Meant.PAST
_OVER_COMMAS = frozenset({"denied in a list", "past list", "family", "hypothetical", "asked"})
_STATUS_POST = frozenset({"s", "sp", "status", "post"})
_S_P = ("s", "/", "p")
_PATIENTS = PATIENT | {"his", "her", "their"}
_OVER = "over"
_MARK = "?"
_GOES_ON = frozenset({("/",), ("or",)})
_LISTED_ON = frozenset({(",",), ("or",), ("and",), ("nor",), ("/",)})
_CARE = "conservative_care"
_WHETHER, _RESULT = "whether", "conservative_result"
_LITTLE = frozenset({"little", "minimal"})
_ALSO_A_TROUBLE = frozenset({"brain_warning", "hearing_loss_or_tinnitus", "other_question"})
"""Symptoms beside those that pass."""
_LABEL = frozenset({"order_reason"})
_LONGEST_DENIAL = 6
"""Words: 'has not had any trouble with'."""


def _says_nothing_was_tried(hit: Hit) -> bool:
    """Whether a phrase says that there was no treatment: that is told of nobody but the patient."""
    return _CARE in hit.findings and all(meaning.state is State.REFUTED for meaning in hit.meanings if meaning.finding == _CARE)


def meant_in_scope(walk: Walk, hit: Hit) -> Meant:
    """How a finding is meant under what reaches on to it; what that ends reaches no further."""
    scope, kinds = walk.scope, walk.kinds
    if scope.commas and scope.hits and is_all_there_is(walk, hit):
        walk.scope = Scope()
    if scope.kind in AHEAD and _is_called_past(walk, hit):
        walk.scope = Scope()
        return _AFFIRMED  # 'referral to spine: s/p ACDF'
    if scope.kind != "family" and kinds.is_done(hit) and _is_what_for(walk, hit):
        return Meant.CANDIDATE if scope.kind == "candidate" else Meant.PLANNED
    if not walk.scope.kind:
        return _AFFIRMED
    meant = MEANS[scope.kind]
    denied, asked, past = meant is _DENIED, meant is _SUSPECTED, meant is _PAST
    if past and hit.findings and (not kinds.can_be_past(hit) or says_it_is_well(hit.row)):
        return Meant.AFFIRMED  # 'PMH: diabetes, no history of cancer'
    if past and _is_told_as_history(walk) and hit.findings.isdisjoint(_past_under_history()):
        return Meant.AFFIRMED  # 'Hx: diving injury to neck, weak hands'
    if denied and is_presupposed(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED  # 'no LOC after fall'
    if past and (kinds.is_event(hit) or _RESULT in hit.findings) and walk.spelled[scope.start] in _STATUS_POST:
        return Meant.AFFIRMED  # 's/p syncope with fall', 's/p 6 weeks of PT without relief'
    if denied and _is_no_trouble_with(walk) and not _is_a_trouble(hit):
        return Meant.AFFIRMED  # 'no problems with his pacemaker'
    if denied and scope.commas and not REVERSES.isdisjoint(walk.spelled[hit.first : hit.last + 1]):
        walk.scope = Scope()
        return Meant.AFFIRMED  # 'denies fever, Hoffmann positive'
    if denied and (scope.commas or scope.hits) and says_it_is_well(hit.row):
        if not _WORDS["denied all the same"].isdisjoint(walk.spelled[hit.first : hit.last + 1]):
            return Meant.LEFT_OPEN  # 'no weight loss, weight gain, numbness'
        walk.scope = Scope()
        return Meant.AFFIRMED
    if scope.kind == "family" and kinds.is_complaint(hit) and has_a_time(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED  # 'brother has spondylitis, LBP 6 months'
    if scope.kind == "family" and scope.commas and _says_nothing_was_tried(hit):
        walk.scope = Scope()
        return Meant.AFFIRMED  # 'LBP 3 months, mum has osteoporosis, nothing tried yet'
    if scope.kind == "hypothetical" and scope.commas and kinds.is_complaint(hit) and has_a_time(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED  # 'told to call if worse, neck pain 2 weeks'
    if denied and scope.commas and _is_what_somebody_comes_for(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED  # 'no history of injury or fall, neck pain'
    if denied and scope.commas and walk.spelled[hit.first] in _WORDS["is had"]:
        walk.scope = Scope()
        return Meant.AFFIRMED  # 'no past history, on alendronate'
    if scope.repeated and scope.hits and not scope.commas and hit.first == walk.hits[len(walk.meant) - 1].last + 1:
        walk.scope = Scope()  # 'no fever no trauma neck pain'
        return Meant.AFFIRMED if kinds.is_complaint(hit) else Meant.LEFT_OPEN
    if scope.commas and scope.kind not in _OVER_COMMAS and not list_goes_on(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED
    if is_after_what_is_done(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED
    if denied and scope.hits and has_a_time(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED
    if denied and _follows_a_course(walk, hit):
        return Meant.LEFT_OPEN  # 'no worsening of neck pain'
    if scope.kind == "hypothetical" and kinds.is_deficit(hit) and _was_feared(walk) and has_a_time(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED  # 'worried about MS, numb hands for 2 weeks'
    if scope.kind == "hypothetical" and not scope.commas and _is_meant_all_the_same(walk, hit):
        named = walk.spelled[scope.start] in _WORDS["writer fears"]
        return Meant.SUSPECTED if named else Meant.AFFIRMED
    if scope.kind == "open" and scope.words > NEAR - 1 and walk.spelled[scope.start] in _LITTLE:
        return Meant.AFFIRMED  # 'drinks little alcohol and his B12 is normal'
    if scope.kind == "denied" and scope.words > REACH:
        return Meant.LEFT_OPEN
    if asked and scope.hits and is_of_whom(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED
    if scope.kind == "purpose" and _is_under_a_label(walk) and (kinds.is_event(hit) or _is_called_known(walk, hit)):
        return Meant.AFFIRMED  # 'Clinical question: fell down 12 stairs', 'Clinical question: myeloma on lenalidomide'
    if scope.kind == "purpose" and not kinds.is_diagnosis(hit):
        unsettled = walk.spelled[scope.start] == _WHETHER and asks_whether_to(walk, hit)
        return Meant.LEFT_OPEN if unsettled else Meant.AFFIRMED  # 'whether vertebroplasty would help'
    if asked and scope.hits and kinds.is_event(hit):
        walk.scope = Scope()  # '?fracture MVC today'
        return Meant.AFFIRMED
    if asked and _is_told_behind_a_disease(walk, hit):
        _tell_its_course(walk, hit)
        walk.scope = Scope()
        return _AFFIRMED  # 'r/o discitis LBP'
    if asked and _is_asked_of_the_word_before(walk):
        if kinds.is_complaint(hit) or kinds.is_deficit(hit):
            walk.scope = Scope()
            return _AFFIRMED  # 'source? neck pain since Monday'
        if kinds.is_course(hit):
            return _AFFIRMED
    if asked and asks_whether_to(walk, hit):
        if is_right_behind_a_word(walk.words, scope.start) and _is_dated(walk, hit):
            walk.scope = Scope()
            return Meant.AFFIRMED  # 'pseudarthrosis? ACDF 2023'
        return Meant.LEFT_OPEN  # '?kyphoplasty'
    if past and kinds.is_complaint(hit) and scope.kind != _OVER:
        return Meant.AFFIRMED
    if past and scope.hits and _is_told_after_an_operation(walk, hit):
        walk.scope = Scope()
        return Meant.AFFIRMED  # 's/p lumbar fusion 3 wks ago fever'
    if past and scope.hits and kinds.is_course(hit):
        walk.scope = Scope()  # 's/p fusion 2021, increasing pain'
        return Meant.AFFIRMED
    if scope.kind == DENIED_NEXT:
        return _next(walk, hit)
    if (meant in TO_BE_DONE or scope.kind == "declined") and not (kinds.is_done(hit) and _was_done(hit)):
        return Meant.AFFIRMED
    return meant


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


def _is_meant_all_the_same(walk: Walk, hit: Hit) -> bool:
    """Whether what somebody believes or fears counts: a symptom that a patient believes to have is told, and whoever writes
    'fear of cauda equina' means it."""
    first, named = walk.spelled[walk.scope.start], not hit.findings.isdisjoint(walk.context.named_diseases)
    if first in _WORDS["writer fears"]:
        before = walk.spelled[max(0, walk.scope.start - NEAR) : walk.scope.start]
        return named and _PATIENTS.isdisjoint(before)
    return first in _WORDS["thinks"] and walk.kinds.is_deficit(hit) and not named


def _is_called_past(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase itself says that it was done: 's/p ACDF', 'previous fusion'."""
    first = walk.spelled[hit.first]
    return first in _WORDS["was done"] or walk.spelled[hit.first : hit.first + len(_S_P)] == _S_P


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


def _was_done(hit: Hit) -> bool:
    """Whether a phrase says that something was done: 'no prior surgery' is nothing that is planned."""
    return any(meaning.state is not State.REFUTED for meaning in hit.meanings)


def _was_feared(walk: Walk) -> bool:
    """Whether what reaches on over a comma is what somebody fears or has read about."""
    return walk.scope.commas > 0 and not _WORDS["fears"].isdisjoint(walk.spelled[walk.scope.start : walk.scope.start + REACH])


def _is_what_for(walk: Walk, hit: Hit) -> bool:
    """Whether an operation or a treatment is what somebody is sent for: 'preop for fusion', 'MRI for kyphoplasty'; with a
    time of its own, or in a history, it was done."""
    named_for = _is_named_for(walk, hit) and (not has_a_comma_before(walk, hit) or _is_right_behind_for(walk, hit))
    dated = _is_dated(walk, hit) and walk.spelled[hit.last + 1] != "on"  # 'for fusion on 12/15' is to come
    return named_for and not dated and walk.scope.kind not in ("past", "past list", "denied", "denied in a list")


def _is_right_behind_for(walk: Walk, hit: Hit) -> bool:
    """Whether a thought begins with a 'for' and little words before a phrase: 'sciatica 4 months. For nerve root block'."""
    at = hit.first - 1
    while at > 0 and (walk.spelled[at] in _WORDS["between for and what is to come"] or walk.spelled[at].endswith(LEVEL)):
        at -= 1
    return at > 0 and walk.spelled[at] == "for" and (walk.spelled[at - 1] == "," or walk.spelled[at - 1] in ENDS)


def _is_asked_of_the_word_before(walk: Walk) -> bool:
    """Whether what reaches on is a mark that ends a question in words which are no finding: a symptom behind it, with its
    course, is told."""
    scope = walk.scope
    if walk.spelled[scope.start] != _MARK or not is_right_behind_a_word(walk.words, scope.start):
        return False
    return all(walk.kinds.is_course(each) for each in walk.hits[len(walk.meant) - scope.hits : len(walk.meant)])


def _is_told_behind_a_disease(walk: Walk, hit: Hit) -> bool:
    """Whether a complaint or a symptom of nerves stands right behind the disease that is asked for, with no word that joins
    the two: 'r/o discitis LBP', '?MS numb legs', '?disc LBP'. A name of the roots alone may be asked for with it."""
    scope, kinds = walk.scope, walk.kinds
    if scope.commas or not (kinds.is_complaint(hit) or kinds.is_deficit(hit)):
        return False
    if not _WORDS["asked for with a disease"].isdisjoint(walk.spelled[hit.first : hit.last + 1]):
        return False
    told = walk.hits[len(walk.meant) - scope.hits : len(walk.meant)]
    courses = {at for each in told if kinds.is_course(each) for at in range(each.first, each.last + 1)}  # '?mets new back pain'
    diseases = [each for each in told if not kinds.is_course(each)]
    if diseases and not (kinds.is_diagnosis(diseases[-1]) or "fracture_suspected" in diseases[-1].findings):
        return False
    begins = diseases[-1].last + 1 if diseases else scope.start + 1
    between = [walk.spelled[at] for at in range(begins, hit.first) if at not in courses]
    named = [key for key in between if key not in _WORDS["between a disease and a symptom"]]
    if diseases:
        return not named
    while named and named[0] in _WORDS["rest of a word that asks"]:
        named.pop(0)
    return kinds.is_complaint(hit) and bool(named) and _WORDS["diseases of no finding"].issuperset(named)


def _tell_its_course(walk: Walk, hit: Hit) -> None:
    """What stands right before a complaint and says how it goes is told with it: the 'new' of '?mets new back pain'."""
    place, begins = len(walk.meant) - 1, hit.first
    while place >= 0 and walk.hits[place].last + 1 == begins and walk.kinds.is_course(walk.hits[place]):
        walk.meant[place], begins = _AFFIRMED, walk.hits[place].first
        place -= 1


def _is_told_after_an_operation(walk: Walk, hit: Hit) -> bool:
    """Whether a symptom or a trouble of today stands behind an operation that was had, 's/p fusion fever': no other operation,
    no disease, and no injury."""
    kinds, before = walk.kinds, walk.hits[len(walk.meant) - 1]
    had = walk.spelled[walk.scope.start] in _STATUS_POST and kinds.is_done(before)
    return had and bool(hit.findings) and not (kinds.is_done(hit) or kinds.is_injury(hit) or kinds.is_diagnosis(hit))


def _is_dated(walk: Walk, hit: Hit) -> bool:
    """Whether a time or a year stands behind a phrase."""
    later = range(hit.last + 1, min(len(walk.spelled), hit.last + 3))
    return any(at in walk.timed or walk.spelled[at].isdigit() for at in later)


def _is_named_for(walk: Walk, hit: Hit) -> bool:
    """Whether a 'for' stands just before, and does not tell what was: 'history significant for neck surgery'."""
    begins = max(0, hit.first - NEAR - 1)
    told_for = [at for at in range(begins, hit.first) if walk.spelled[at] == "for"]
    if not told_for or _WORDS["was done"] & {*walk.spelled[told_for[-1] : hit.first + 1]}:
        return False
    if _is_a_label_for(walk, told_for[-1]):
        return False
    return not told_for[-1] or walk.spelled[told_for[-1] - 1] not in _WORDS["tells what was"]


def _is_under_a_label(walk: Walk) -> bool:
    """Whether what reaches on is the label of a form, and nothing was told under it yet."""
    return ":" in walk.spelled[walk.scope.start : walk.scope.start + NEAR + 1] and not walk.scope.hits


def _is_called_known(walk: Walk, hit: Hit) -> bool:
    """Whether the word behind a disease tells that it is known, or an age of the patient goes before it."""
    after = word_at(walk.spelled, hit.last + 1)
    story = any(key[:1].isdigit() for key in walk.spelled[walk.scope.start : hit.first])
    return story or after in _WORDS["tells it is known"] or hit.last + 1 in walk.timed


def _is_told_as_history(walk: Walk) -> bool:
    """Whether a label for what is the matter reaches on, 'Hx:', 'Brief history:', and nothing was told before it."""
    start = walk.scope.start
    labelled = walk.spelled[start] in _WORDS["of a label for"] and walk.spelled[start + 1 : start + 2] == (":",)
    return labelled and all(hit.findings <= _LABEL for hit in walk.hits if hit.first < start)


@cache
def _past_under_history() -> frozenset[str]:
    """The findings of which such a label tells what was."""
    return frozenset(packaged_yaml("fhir_mappings", "tables/text/told_as_history.yaml")["findings of the past"])


def _is_a_label_for(walk: Walk, at: int) -> bool:
    """Whether a 'for' is part of a label that a colon ends: 'Reason for exam: kyphoplasty 2024, new pain'."""
    return ":" in walk.spelled[at + 1 : at + 1 + NEAR + 1] and at > 0 and walk.spelled[at - 1] in _WORDS["of a label for"]


def _follows_a_course(walk: Walk, hit: Hit) -> bool:
    """Whether a denied 'new' or 'worsening' stands just before: that is denied, not what it is said of."""
    if not walk.meant or walk.meant[-1] is not _DENIED:
        return False
    before = walk.hits[len(walk.meant) - 1]
    return walk.kinds.is_course(before) and not walk.kinds.is_injury(hit) and hit.first - before.last <= NEAR
