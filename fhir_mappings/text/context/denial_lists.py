"""Where a list of what is denied goes on, and where it ends: what such lists hold, and what is there in spite of them."""

from __future__ import annotations

from functools import cache

from fhir_mappings.text.context.between_findings import is_between_commas, joined
from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import ENDS, JOINS, ORS, SIGNS
from fhir_mappings.text.meant import DENIED_IN_A_LIST
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Row
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/denial_lists")

_PARENTHESES = frozenset({"(", ")"})
_BEFORE_A_MEMBER = 2
"""So many words may stand between the 'or' and what it joins: 'or limb weakness', 'or frank incontinence'."""
_MANY = 3
"""So many bare members make a list that nobody writes of what is there."""
_LIST = 14
"""So many words further an 'or' may still belong to the list."""
_LONGEST_LIST = 100
"""So many words of a list are looked back at."""
_PLAIN_IN_A_LIST = 4
"""So many words may stand between two commas of a list."""
_ALONE = frozenset({"only", "just"})
_WELL = frozenset({"neuro_exam_normal", "neuro_exam_recorded", "neuro_stable", "no_recent_injury", "neck_rotation_45"})
_NO_PATTERN = "none"
"""Of a gait: it is normal."""

_PALSY = "both_legs_weak"
"""Who denies a paraplegia gives it its own 'no', or names it in a list of several."""


def is_like(walk: Walk, hit: Hit) -> bool:
    """Whether lists of symptoms go on after a finding: a symptom, a warning sign, no injury."""
    if not walk.context.before_symptoms.isdisjoint(hit.findings) or walk.kinds.is_deficit(hit):
        return True
    return _is_listed(walk, hit) and not walk.kinds.is_injury(hit)


def is_all_there_is(walk: Walk, hit: Hit) -> bool:
    """Whether a complaint alone is left after a list: 'no weakness or numbness, neck pain only'."""
    if not walk.scope.kind.startswith("denied"):
        return False
    around = walk.spelled[hit.last + 1 : hit.last + 2] + walk.spelled[max(0, hit.first - 1) : hit.first]
    return not _ALONE.isdisjoint(around)


@cache
def says_it_is_well(row: Row) -> bool:
    """Whether a phrase itself says that all is well, as 'afebrile' does: it is no part of a list of what is denied."""
    return bool(row.meanings) and all(
        each.state is State.REFUTED or each.finding in _WELL or each.value == _NO_PATTERN for each in row.meanings
    )


def list_goes_on(walk: Walk, hit: Hit) -> bool:
    """Whether a list that began before a comma goes on with this finding."""
    if walk.scope.words > 1 and not (walk.scope.kind == "denied" and follows_an_or(walk, hit)):
        return False
    if walk.scope.kind == "denied":
        if _comes_to_an_or(walk, hit):
            return True
        if _PALSY in hit.findings and walk.scope.commas == 1 and _ends_a_thought(walk, hit):
            return False  # 'no arm symptoms, quadriparesis'
        if walk.scope.hits and not _is_of_a_list(walk, walk.hits[len(walk.meant) - 1]):
            return False  # 'no imaging yet, fever'
        list_so_far = walk.spelled[max(walk.scope.start, hit.first - _LONGEST_LIST) : hit.first]
        other = not walk.context.other_symptoms.isdisjoint(list_so_far)
        if not walk.scope.hits and not other:
            return False  # 'never smoked, weight loss'
        return _is_listed(walk, hit) or ((walk.scope.like or other) and _is_bare(walk, hit))
    if walk.spelled[hit.first] == "on" or walk.spelled[hit.first - 1] == "on":
        return False  # '?discitis, on chemo'
    if not _WORDS["felt"].isdisjoint(walk.spelled[hit.first : hit.last + 1]):
        return False  # '?vestibular neuritis, spinning nonstop'
    if walk.kinds.is_implant(hit):
        return False  # 'r/o MS, pacemaker'
    return walk.scope.kind == "suspected" and walk.kinds.is_diagnosis(hit) and not walk.kinds.is_event(hit)


def _is_listed(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase names what such lists hold, without a number: '10 lb weight loss' is there."""
    if walk.kinds.is_event(hit) and (walk.spelled[hit.first] not in _WORDS["injuries"] or not walk.scope.like):
        return False  # 'no tenderness, fell off a ladder'
    if not hit.meanings or not hit.findings <= walk.context.listed:
        return False
    return not any(key[0].isdigit() for key in walk.spelled[hit.first : hit.last + 2])  # 'weight loss 5 kg' is there, too


def _comes_to_an_or(walk: Walk, hit: Hit) -> bool:
    """Whether a list goes on to an 'or', which nobody writes in a list of what is there."""
    if " or " in walk.words.slice(hit.first, hit.last):
        return True  # 'bowel or bladder incontinence'
    if follows_an_or(walk, hit):
        return True
    plain = 0
    for at in range(hit.last + 1, min(len(walk.spelled), hit.last + _LIST)):
        key = walk.spelled[at]
        if key in ORS:
            return True
        plain = 0 if key == "," else plain + 1
        if key in ENDS or plain > _PLAIN_IN_A_LIST or at in walk.timed:
            return False
    return False


def follows_an_or(walk: Walk, hit: Hit) -> bool:
    """Whether an 'or' stands just before a finding: 'or limb weakness', 'nor has he lost weight'."""
    for at in range(hit.first - 1, max(-1, hit.first - 2 - _BEFORE_A_MEMBER), -1):
        if walk.spelled[at] in ORS:
            return True
        if walk.spelled[at] in SIGNS or walk.spelled[at] in _PARENTHESES or at in walk.timed:
            return False
    return False


def _ends_a_thought(walk: Walk, hit: Hit) -> bool:
    return hit.last + 1 == len(walk.spelled) or walk.spelled[hit.last + 1] in ENDS


def _is_bare(walk: Walk, hit: Hit) -> bool:
    """Whether a symptom stands between commas with nothing said of it; one of more words only in a list of several."""
    before = walk.hits[len(walk.meant) - 1] if walk.meant else hit
    another = walk.kinds.is_diagnosis(hit) and walk.kinds.is_diagnosis(before) and not walk.kinds.is_event(hit)
    several = max(walk.scope.hits, walk.scope.commas) + 1 >= _MANY
    sign = several and not walk.context.before_symptoms.isdisjoint(hit.findings)  # 'no crepitus, step-off, midline tenderness'
    risk = hit.findings <= walk.context.listed_risks and walk.kinds.is_diagnosis(before)
    risk = risk and (several or _ends_a_thought(walk, hit))
    if not (walk.kinds.is_deficit(hit) or another or sign or risk) or not is_between_commas(walk, hit):
        return False
    if (hit.first == hit.last and not another) or several or risk:
        return True
    place = len(walk.meant)
    return place + 1 < len(walk.hits) and is_between_commas(walk, walk.hits[place + 1])


def _is_of_a_list(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase names what is denied in one breath with symptoms: no treatment, no study."""
    kinds = walk.kinds
    if (kinds.can_be_past(hit) and not kinds.is_done(hit)) or not walk.context.before_symptoms.isdisjoint(hit.findings):
        return True
    named = is_a_symptom(walk, hit) or kinds.is_diagnosis(hit) or kinds.is_injury(hit) or kinds.is_complaint(hit)
    return named or not hit.findings


def is_after_what_is_done(walk: Walk, hit: Hit) -> bool:
    """Whether a symptom follows a treatment that was not had: 'not on anticoagulants, weakness', 'no other joints, fever'."""
    if walk.scope.kind != DENIED_IN_A_LIST or not walk.scope.commas or walk.scope.heading or not is_a_symptom(walk, hit):
        return False
    if walk.spelled[walk.scope.start] not in _WORDS["of what is done"] or _comes_to_an_or(walk, hit):
        return False
    return not walk.scope.hits or not _is_of_a_list(walk, walk.hits[len(walk.meant) - 1])


def has_a_time(walk: Walk, hit: Hit) -> bool:
    """Whether a time of its own follows or precedes the finding before the next comma: such a thing is there."""
    if not walk.scope.commas or walk.spelled[hit.first - 1] in ORS:
        return False
    for step in (1, -1):
        at = hit.last + 1 if step == 1 else hit.first - 1
        while 0 <= at < len(walk.spelled) and walk.spelled[at] not in ENDS and walk.spelled[at] != ",":
            if at in walk.timed:
                return True
            at += step
    return False


def is_long_list(walk: Walk, last: int) -> bool:
    """Whether a list of several symptoms ends with a finding."""
    for at in range(last, last - _MANY + 1, -1):
        if at <= walk.list_from or not is_a_symptom(walk, walk.hits[at - 1]):
            return False
        if not joined(walk, walk.hits[at - 1].last + 1, walk.hits[at].first, JOINS | {","}):
            return False
    return True


def is_a_symptom(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase names what lists of denied symptoms hold: no pain that somebody comes for."""
    return walk.kinds.is_deficit(hit) or hit.findings <= walk.context.listed
