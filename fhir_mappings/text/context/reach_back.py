"""What words after a finding say of it, and of the list it ends: 'negative', '?', 'fever: no'."""

from __future__ import annotations

from itertools import takewhile

from fhir_mappings.text.context.between_findings import adjacent, is_one_of_answers, joined, joined_by_members, nothing_follows
from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import ANSWERS, ENDS, JOINS, PATIENT, REVERSES, VERDICTS
from fhir_mappings.text.context.context_words import Roles
from fhir_mappings.text.context.denial_lists import is_a_symptom, is_long_list
from fhir_mappings.text.context.doubts import asks_whether_to, asks_why, is_studied_though_there
from fhir_mappings.text.context.form_labels import (
    is_a_blank,
    is_answer_to_a_label,
    is_one_of_letters,
    is_there_on_the_other_side,
)
from fhir_mappings.text.finding_roles import RED_FLAGS, denies_itself
from fhir_mappings.text.meant import DENIED_LISTS, MEANS, TO_BE_DONE, Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import BLANK, word_at
from fhir_mappings.text.writing.minus_signs import DASHES, DENIED

_WORDS = word_lists("text/reach_back")
_PLEXUS = frozenset({"brachial_plexus_syndrome", "lumbosacral_plexus_syndrome"})

_AFFIRMED = Meant.AFFIRMED
_ANSWER = "n"
"""Only after a colon: 'Fever: N'."""
_POSITIVE = ("+", "ve")
_SAYS_NO = frozenset({"denie", "denied"})
"""An answer after a dash: 'fever - denies'."""
_AT_THE_END = ANSWERS | _SAYS_NO
_ANSWERED = frozenset({(":", "denie"), (":", "denied")})
"""'Fever, chills: denies' answers for the whole list as well."""
_BUTS = frozenset({",", ";", "but", "and", "."})
_IT = frozenset({"it", "this", "that"})
_NEAR_A_WISH = 4
_NEAR_IT = 6
"""Words from what was asked for to the 'it' that is denied."""
_LONGEST_ANSWER = 5
_TREATED = "treated"
_NEAR_A_TREATMENT = 9
_DIGITS_OF_A_YEAR = 4
_LABEL = frozenset({"order_reason"})
_HYPOTHETICAL, _SUSPECTED = "hypothetical", "suspected"
_EXAMPLES = frozenset({("such", "as"), ("like",), ("including",)})
_ANDS = frozenset({"and", "or", "&"})


def speaks_of_what_came(walk: Walk, at: int, size: int, roles: Roles, place: int) -> bool:
    """Whether a context phrase speaks of the finding before it: 'fever: no', but not 'neck pain no relief'."""
    first = walk.hits[place - 1].last + 1 if place else at
    comma = at > first and walk.spelled[at - 1] == "," and MEANS[roles.after] is Meant.PAST
    at_the_end = walk.spelled[at] in _AT_THE_END or roles.after == DENIED_LISTS
    comma = comma or (at > first and at_the_end and _is_a_pause(walk.words.written(at - 1)))
    comma = comma or (at == first + 1 and walk.spelled[at] in ANSWERS and _is_a_whole_answer(walk, at))
    if place and at > first and _begins_a_story(walk, at, size, place):
        return False
    if walk.spelled[at] in PATIENT and roles.after == "denied":  # 'wife has MS, pt does not'
        told = place > 0 and adjacent(walk, first, at - (walk.spelled[at - 1] in _BUTS))
        return told and walk.meant[place - 1] is Meant.NOT_OF_THE_PATIENT and nothing_follows(walk, at + size)
    if roles.after == DENIED_LISTS and place and at > first and _ends_an_inquiry(walk, first, at, size):
        return True
    if is_answer_to_a_label(walk, at, place):
        return True
    if roles.after == _SUSPECTED and walk.spelled[at] != "?" and place and walk.hits[place - 1].findings == _LABEL:
        return False  # 'CLINICAL HISTORY: susp. of MS'
    if roles.after == _SUSPECTED and place and is_studied_though_there(walk, at, walk.hits[place - 1]):
        return False  # 'back pain workup', 'known syrinx workup'
    if roles.after == _HYPOTHETICAL and at and walk.spelled[at - 1] == "?":
        return False  # 'discitis? Safety-netted'
    if walk.spelled[at] in ANSWERS and is_there_on_the_other_side(walk, at):
        return False
    if place == 0 or not (adjacent(walk, first, at - 1 if comma else at) or _ends_the_list(walk, at, size, roles, place)):
        return False
    if walk.spelled[at - 1 : at + 1] == _POSITIVE:
        return False  # 'AQP4 +ve', whose plus is part of the finding
    if walk.spelled[at + size - 1] in _WORDS["take a disease away"] and _is_a_symptom_of_now(walk, walk.hits[place - 1]):
        return False  # 'leg weakness, prostatectomy 2019'
    if walk.spelled[at + size - 1] == _TREATED and _is_under_treatment(walk, at + size, walk.hits[place - 1]):
        return False  # 'low back pain, treated at urgent care with naproxen'
    if walk.spelled[at] == "+" and _leads(walk, at):
        return False  # '-gait issues +R arm tingling'
    if is_a_plus_among_minuses(walk, at, place):
        return True
    if walk.spelled[at] == BLANK:
        return is_a_blank(walk, at)
    if walk.spelled[at] == _ANSWER and size == 1:
        told = walk.spelled[at - 1] == ":" or walk.words.written(at) == "N"
        return told and (nothing_follows(walk, at + 1) or is_one_of_letters(walk, at, place))
    last = walk.hits[place - 1]
    if walk.spelled[at + size - 1] == ":" and walk.kinds.is_complaint(last) and not _is_general(walk, last):
        return False  # 'LBP neg: fever'
    if walk.spelled[at - 1] == "(" and walk.meant[place - 1] is Meant.DENIED and walk.spelled[at] in VERDICTS:
        return False  # '(-) fever (-) weight loss'
    if MEANS[roles.after] in TO_BE_DONE:
        return walk.kinds.is_done(walk.hits[place - 1])  # 'vertebroplasty being considered for'
    if not roles.before or walk.spelled[at] in VERDICTS:
        return True
    if walk.spelled[at] in ANSWERS and size == 1:
        return nothing_follows(walk, at + 1) or is_one_of_answers(walk, at)
    if comma and nothing_follows(walk, at + size):
        return True  # 'melanoma 2005, no recurrence, LBP'
    follows = place < len(walk.hits) and adjacent(walk, at + size, walk.hits[place].first)
    if asks_why(walk, at, size, roles, place):
        return False
    if follows and roles.after == _SUSPECTED and _heads_what_follows(walk, first, at, size):
        return not walk.kinds.is_complaint(last)
    if walk.spelled[at] == "?":
        if walk.spelled[at - 1] == ":" and nothing_follows(walk, at + 1):
            return True  # 'Weakness: ?'
        glued_after = at > 0 and walk.words.ends[at - 1] == walk.words.starts[at]
        glued_before = at + 1 < len(walk.spelled) and walk.words.ends[at] == walk.words.starts[at + 1]
        return glued_after or not (glued_before or follows)
    return not follows or _asks_before_a_colon(walk, at + size, roles, last)


def _asks_before_a_colon(walk: Walk, after: int, roles: Roles, last: Hit) -> bool:
    """Whether a colon parts a doubt about the disease before it from what follows: 'MS suspected: numb arm'."""
    return roles.after == _SUSPECTED and walk.spelled[after : after + 1] == (":",) and walk.kinds.is_diagnosis(last)


def _heads_what_follows(walk: Walk, first: int, at: int, size: int) -> bool:
    """Whether a doubt right behind a finding ends with a colon, behind which the reasons for it follow: 'discitis suspected:
    neck pain 2 weeks'."""
    return at == first and walk.spelled[at + size] == ":"


def _is_under_treatment(walk: Walk, after: int, hit: Hit) -> bool:
    """Whether a symptom was treated by somebody, or somewhere, and nothing tells that this was long ago."""
    if word_at(walk.spelled, after) not in _WORDS["by whom"] or not _is_a_symptom_of_now(walk, hit):
        return False
    further = walk.spelled[after : after + _NEAR_A_TREATMENT]
    return _WORDS["long over"].isdisjoint(further) and not any(
        len(key) == _DIGITS_OF_A_YEAR and key.isdigit() for key in further
    )


def _begins_a_story(walk: Walk, at: int, size: int, place: int) -> bool:
    """Whether a time of life after a comma is that of what follows, not of the complaint before: 'LBP, as a child he was
    incontinent'."""
    if walk.spelled[at - 1] != "," or _WORDS["times of life"].isdisjoint(walk.spelled[at : at + size]):
        return False
    return walk.kinds.is_complaint(walk.hits[place - 1]) and not nothing_follows(walk, at + size)


def _is_a_whole_answer(walk: Walk, at: int) -> bool:
    """Whether a word between a comma and the end of a sentence answers: 'neck pain, none; fever, no.'"""
    return walk.spelled[at - 1] == "," and (at + 1 == len(walk.spelled) or walk.spelled[at + 1] in ENDS)


def _is_a_symptom_of_now(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase says what somebody feels or has lost, which no operation told beside it takes away."""
    if not hit.findings.isdisjoint(_PLEXUS):
        return True  # 'brachial plexopathy, mastectomy 2012'
    return walk.kinds.is_complaint(hit) or walk.kinds.is_deficit(hit) or not walk.kinds.can_be_past(hit)


def _is_general(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase says no more than a general word: 'red flags', the disease that is asked for."""
    return hit.findings <= RED_FLAGS | walk.context.named_diseases


def _ends_the_list(walk: Walk, at: int, size: int, roles: Roles, place: int) -> bool:
    """Whether a verdict on all stands after a list that ends with members that are no findings here."""
    if roles.after != DENIED_LISTS or _WORDS["all"].isdisjoint(walk.spelled[at : at + size]):
        return False
    last = walk.hits[place - 1]
    return _is_no_reason(walk, last) and joined_by_members(walk, last.last + 1, at)


def _ends_an_inquiry(walk: Walk, first: int, at: int, size: int) -> bool:
    """Whether the patient answers for a whole list: 'weight loss and she has none of these.'"""
    answering = at - first <= _LONGEST_ANSWER and _WORDS["answering"].issuperset(walk.spelled[first:at])
    return answering and nothing_follows(walk, at + size)


def _leads(walk: Walk, at: int) -> bool:
    """Whether a sign is glued to the word after it alone."""
    starts, ends = walk.words.starts, walk.words.ends
    return at + 1 < len(walk.spelled) and ends[at] == starts[at + 1] and ends[at - 1] < starts[at]


def rules_it_out(walk: Walk, at: int, size: int, place: int) -> bool:
    """Whether a phrase with 'it' denies the disease asked for just before, also over a full stop or a semicolon: 'possible
    myelopathy; neurologist ruled it out'."""
    if not place or _IT.isdisjoint(walk.spelled[at : at + size]):
        return False
    asked = walk.meant[place - 1] is Meant.SUSPECTED and at - walk.hits[place - 1].last <= _NEAR_IT
    return asked and walk.kinds.is_diagnosis(walk.hits[place - 1])


def is_wanted_ruled_out(walk: Walk, at: int, size: int, place: int) -> bool:
    """Whether somebody wants a finding ruled out, which is no denial: 'wants MS ruled out', 'would like fracture excluded'."""
    if not place or walk.spelled[at + size - 1] not in _WORDS["ruled out"]:
        return False
    first = walk.hits[place - 1].first
    before = range(first - 1, max(0, first - _NEAR_A_WISH) - 1, -1)
    sentence = takewhile(lambda word: walk.spelled[word] not in ENDS, before)  # 'Febrile. Want discitis excluded'
    return any(walk.spelled[word] in _WORDS["wishes"] for word in sentence)


def is_a_plus_among_minuses(walk: Walk, at: int, place: int) -> bool:
    """Whether a plus speaks of the finding before it, as the minus signs beside it do: 'fever - weakness + numbness -'."""
    if walk.spelled[at] != "+" or not place or walk.hits[place - 1].last != at - 1:
        return False
    beside = walk.hits[max(0, place - 2) : place + 1]
    after = [hit.last + 1 for hit in beside if hit.last + 1 < len(walk.spelled)]
    return any(walk.spelled[sign] == DENIED and walk.words.written(sign) in DASHES for sign in after)


def _is_had(walk: Walk, at: int) -> bool:
    """Whether the word before a treatment says that it is had already."""
    first = walk.hits[at].first
    return first > 0 and walk.spelled[first - 1] in _WORDS["had already"]


def _ends_a_sentence_of_them(walk: Walk, at: int, word: int) -> bool:
    """Whether a verdict ends a list of several symptoms with its 'and': 'trauma, fever and weight loss denied.'"""
    joined_last = walk.spelled[walk.hits[at].first - 1] in _ANDS
    return joined_last and walk.spelled[word] in _WORDS["denied"] and nothing_follows(walk, word + 1) and is_long_list(walk, at)


def _is_no_reason(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase is neither a pain that somebody comes for nor something done."""
    return not walk.kinds.is_complaint(hit) and not walk.kinds.is_done(hit)


def _is_a_pause(written: str) -> bool:
    """Whether a sign stands between a finding and its answer: 'fever - nil', 'fever... no'."""
    return written in DASHES or written.startswith("..")


def _is_said_of_a_study(walk: Walk, hit: Hit, word: int) -> bool:
    """Whether a 'negative' right behind a complaint, a symptom or an accident speaks of the study that follows it."""
    told = walk.kinds.is_complaint(hit) or walk.kinds.is_event(hit) or walk.kinds.is_deficit(hit)
    if not told or word != hit.last + 1 or walk.spelled[word] not in _WORDS["said of a study"]:
        return False
    return not _WORDS["studies"].isdisjoint(walk.spelled[word + 1 : word + 2])


def reach_back(walk: Walk, kind: str, place: int, word: int) -> None:
    """What a word after a finding says holds for it, and for the list it ends; a denied finding stays so where the word only
    says that it was looked for: 'no clonus elicited'."""
    meant = MEANS[kind]
    if meant is Meant.AFFIRMED and walk.meant[place - 1] is Meant.DENIED and walk.spelled[word] not in REVERSES:
        return
    if meant is Meant.DENIED and _is_said_of_a_study(walk, walk.hits[place - 1], word):
        return  # 'LBP neg XR'
    at = place - 1
    of_all = kind == DENIED_LISTS and not _WORDS["all"].isdisjoint(walk.spelled[word - 1 : word + 2])
    whole = of_all or (kind == DENIED_LISTS and (walk.spelled[word] in _WORDS["of all"] or is_long_list(walk, at)))
    whole = whole or walk.spelled[word - 1 : word + 1] in _ANSWERED or _ends_a_sentence_of_them(walk, at, word)
    if kind == "affirmed" and walk.scope.kind.startswith("denied") and not walk.scope.commas and walk.meant[at] is Meant.DENIED:
        return  # 'no weakness noted'
    while at >= walk.list_from and at >= 0:
        if meant is Meant.PAST and walk.meant[at] is Meant.DENIED:
            if walk.kinds.is_complaint(walk.hits[at]):
                walk.meant[at] = Meant.LEFT_OPEN  # 'no weakness previously'
        elif meant is Meant.PAST and walk.meant[at] is Meant.LEFT_OPEN and walk.scope.kind == "open":
            pass  # 'wrongly diagnosed with MS years ago'
        elif meant is Meant.PAST and walk.kinds.is_complaint(walk.hits[at]):
            walk.meant[at] = Meant.PAST
        elif meant is Meant.SUSPECTED and asks_whether_to(walk, walk.hits[at]):
            walk.meant[at] = Meant.LEFT_OPEN  # 'kyphoplasty?'
        elif meant in TO_BE_DONE and (not walk.kinds.is_done(walk.hits[at]) or (at < place - 1 and _is_had(walk, at))):
            return  # 'already on naproxen and physio booked'
        elif meant is Meant.DENIED and denies_itself(walk.hits[at].row):
            walk.meant[at] = _AFFIRMED  # 'no arm symptoms, tingling nil'
        elif walk.spelled[word] in PATIENT or (
            walk.meant[at] is not Meant.NOT_OF_THE_PATIENT and not (meant is Meant.SUSPECTED and walk.meant[at] is Meant.DENIED)
        ):
            walk.meant[at] = meant
        if at == 0:
            return
        between = (walk.hits[at - 1].last + 1, walk.hits[at].first)
        listed = whole and (walk.meant[at - 1] is Meant.LEFT_OPEN or is_a_symptom(walk, walk.hits[at - 1]))
        if not (
            joined(walk, *between, JOINS | {","} if listed else JOINS)
            or (kind.startswith("denied") and walk.spelled[slice(*between)] in _EXAMPLES)
            or (of_all and _is_no_reason(walk, walk.hits[at - 1]) and joined_by_members(walk, *between))
        ):
            return
        at -= 1
