"""How each finding of a text is meant: affirmed, denied, suspected, past, of the family, or only imagined.

One walk over the words. What a word such as 'denies' says reaches on until something ends it; over a comma it reaches
only as far as its kind allows, and never onto a complaint with a time of its own. Words such as 'negative' or '?' after a
finding reach back over the list it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fhir_mappings.text.context.between_findings import adjacent, is_before_an_answer, nothing_follows
from fhir_mappings.text.context.context_lines import is_item_line, is_no_end, starts_a_line
from fhir_mappings.text.context.context_scope import AHEAD, TO_THE_END, Scope, Walk
from fhir_mappings.text.context.context_signs import BULLETS, ENDS, JOINS, ORS, PATIENT, REACH, VERDICTS, WALKED
from fhir_mappings.text.context.context_words import STOP, STOP_OF_DENIAL, STOP_OF_DOUBT, ContextWords, Roles
from fhir_mappings.text.context.denial_lists import is_like
from fhir_mappings.text.context.differentials import DIFFERENTIALS, is_a_plain_list
from fhir_mappings.text.context.doubts import doubt
from fhir_mappings.text.context.form_labels import answers_part_of_a_label, is_answer_to_a_label, settle_the_rest_of_a_label
from fhir_mappings.text.context.half_said import denies_a_part_only, fears_what_is_there, is_back_again, is_half_said
from fhir_mappings.text.context.list_headings import begin_list_under, head_lines, heads_a_list, leave_headings_open
from fhir_mappings.text.context.reach_back import (
    is_a_plus_among_minuses,
    is_wanted_ruled_out,
    reach_back,
    rules_it_out,
    speaks_of_what_came,
)
from fhir_mappings.text.context.reach_on import meant_in_scope
from fhir_mappings.text.context.unknown_whether import is_part_of_what_is_unknown
from fhir_mappings.text.context.whose import (
    FEARS,
    fear_of_whom,
    is_answered_with_a_relative,
    is_of_the_patient_again,
    is_said_between_commas,
    only_has_a_part,
    only_tells,
    tells_of_oneself,
)
from fhir_mappings.text.finding_kinds import Kinds
from fhir_mappings.text.meant import DENIED_IN_A_LIST, DENIED_NEXT, DIFFERENTIAL, Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at

_WORDS = word_lists("text/studies")

_PAST_CANCER = "history_of_malignancy"
_ALTERNATIVE = "alternative"
_NEGATIVE = frozenset({"negative", "neg"})
_SIGNIFICANT = WALKED | ORS | PATIENT
"""Single words that a scope heeds."""
_WHATEVER_REACHES_ON = ENDS | {"(", ")"}
"""Signs that count also where nothing reaches on to them."""
_DENIED = Meant.DENIED
_DENIALS = frozenset({"no", "without", "nil", "excludes", "excluded"})
_HAD = "had"
_AN_AUXILIARY = 2
"""Words before a course in which a phrase that denies it begins: 'has not returned'."""
_CLEAR = "clear"
"""'Five years clear of melanoma'."""
_OVER_NOW = frozenset({"past", "over"})
_DIGITS_OF_A_YEAR = 4
_UNTIL = frozenset({"until", "till"})
_NO_PHRASES: tuple[None, frozenset[str]] = (None, frozenset())
_WITHIN_A_DIFFERENTIAL = frozenset({"suspected", "alternative", "purpose", "open", DIFFERENTIAL})
"""What doubts a member of a differential diagnosis leaves the others in it."""
_LETTER = "v"
"""Short for 'versus' between two findings only."""


def meanings_of(
    words: Words,
    hits: Sequence[Hit],
    context: ContextWords,
    kinds: Kinds,
    timed: frozenset[int],
    taken: frozenset[int] = frozenset(),
) -> list[Meant]:
    """How each of the hits is meant. `timed` are the places of words that belong to a duration, `taken` of those that say
    something else, such as the 'old' of '41 year old'."""
    spelled, size, known = words.keys, len(words), context.by_first
    walk = Walk(words, spelled, hits, context, kinds, timed)
    firsts = {hit.first: hit for hit in hits}
    done = 0  # the word after those walked over
    for at in sorted({*context.stops(spelled), *firsts}):
        if at < done:
            continue
        key, hit = spelled[at], firsts.get(at)
        reaches_on = walk.scope.kind != ""
        if reaches_on:
            walk.scope.words += at - done  # the words between say nothing
        if hit is None and key not in known:
            if reaches_on or key in _WHATEVER_REACHES_ON:
                _word(walk, at)
            done = at + 1
            continue
        place, phrase = len(walk.meant), None
        alone, pairs = known.get(key, _NO_PHRASES)
        if (alone is not None or (at + 1 < size and spelled[at + 1] in pairs)) and at not in taken:
            before = size if hit or place == len(hits) else hits[place].first
            phrase = context.at(spelled, at, before)
            if phrase is not None and key in PATIENT and phrase[1].after and not nothing_follows(walk, at + phrase[0]):
                phrase = None  # 'wife has MS, he does not have weakness'
            if before < size and (
                not hits[place].findings or (before - at <= _AN_AUXILIARY and kinds.is_course(hits[place]))
            ):  # 'no recurrence' is longer than 'recurrence', which says nothing
                longer = context.at(spelled, at, hits[place].last + 1)
                phrase = longer if longer and at + longer[0] > hits[place].last else phrase
        if hit is not None and (phrase is None or phrase[0] <= hit.last - hit.first + 1):
            if phrase is not None and phrase[1].before in AHEAD and walk.scope.commas and walk.scope.kind not in TO_THE_END:
                walk.scope = Scope()  # 'not on anticoagulants, considering injection'
            reached = walk.scope
            _hit(walk, hit)
            if phrase is not None and not kinds.is_course(hit):  # 'no worsening of neck pain'
                _begun_by_a_hit(walk, phrase[1], _denies_one(reached))
            elif phrase is None and not walk.scope.kind:
                _denied_inside(walk, hit)
            done = hit.last + 1
        elif phrase is not None:
            done = at + _phrase(walk, at, phrase[0], phrase[1], place)
            while place < len(hits) and hits[place].first < done:  # covered by a longer context phrase
                walk.meant.append(Meant.LEFT_OPEN)
                place += 1
        else:
            if key in _SIGNIFICANT:
                _word(walk, at)
            else:
                walk.scope.words += 1
            done = at + 1
    if ":" in words.named and _DENIED in walk.meant:
        leave_headings_open(walk)
    return walk.meant


def _denies_one(scope: Scope) -> bool:
    """Whether what reaches on denies what stands just before, and is no list."""
    return scope.kind == "denied" and scope.hits > 0 and not scope.commas


def _begun_by_a_hit(walk: Walk, roles: Roles, repeated: bool) -> None:
    """A phrase such as 'denies radiculopathy' says its own finding, and denies what follows in the list as well; one that
    affirms ends what reached here, one such as 'planning' goes on to what is planned."""
    if roles.before in ("denied", "denied in a list"):
        walk.scope = Scope(roles.before, hits=1, like=is_like(walk, walk.hits[len(walk.meant) - 1]), repeated=repeated)
    elif roles.before == "affirmed" and walk.meant[-1] is not Meant.DENIED and walk.scope.kind not in TO_THE_END:
        walk.scope = Scope()
    elif roles.before in AHEAD and walk.scope.kind not in TO_THE_END and not walk.kinds.is_done(walk.hits[len(walk.meant) - 1]):
        walk.scope = Scope(roles.before)  # 'pre-op planning L3-5 decompression'
    elif roles.before == STOP_OF_DENIAL and walk.spelled[walk.hits[len(walk.meant) - 1].first] in _UNTIL:
        walk.scope = Scope() if walk.scope.kind.startswith("denied") else walk.scope
    elif roles.before == "suspected" and not walk.scope.kind and _goes_on_as_one(walk, walk.hits[len(walk.meant) - 1]):
        walk.scope = Scope(roles.before, hits=1)  # 'r/o deep infection / epidural abscess'
    elif roles.before == STOP and walk.scope.kind.startswith("past"):
        walk.scope = Scope()  # 'PMH AF on warfarin, no known cancer'


def _goes_on_as_one(walk: Walk, hit: Hit) -> bool:
    """Whether a slash or an 'or' joins something else to a phrase."""
    after = word_at(walk.spelled, hit.last + 1)
    return after == "/" or after in ORS


def _denied_inside(walk: Walk, hit: Hit) -> None:
    """A denial inside a phrase goes on to what an 'or' joins to it: 'MRI no cord compression or myelopathy'."""
    if word_at(walk.spelled, hit.last + 1) not in ORS or _DENIALS.isdisjoint(walk.spelled[hit.first : hit.last + 1]):
        return
    start = next(at for at in range(hit.last, hit.first - 1, -1) if walk.spelled[at] in _DENIALS)
    walk.scope = Scope("denied", hits=1, start=start, like=is_like(walk, hit))


def _hit(walk: Walk, hit: Hit) -> None:
    if walk.scope.kind == "family" and walk.spelled[hit.first] in PATIENT and is_of_the_patient_again(walk, hit.first):
        walk.scope = Scope()  # 'sister has MS, pt has'
    how = meant_in_scope(walk, hit)
    walk.meant.append(how)
    if _PAST_CANCER in hit.findings and how is Meant.AFFIRMED:
        walk.scope = Scope("past")  # 'mastectomy for breast cancer'
    scope = walk.scope
    scope.words = 0
    scope.hits += 1
    if scope.kind and not scope.like:
        scope.like = is_like(walk, hit)
    if heads_a_list(walk, hit):
        begin_list_under(walk, hit.last + 1)


def _phrase(walk: Walk, at: int, size: int, roles: Roles, place: int) -> int:
    """A context phrase: it speaks of what comes, unless it ends what came. How many of its words are done with: of an answer
    that nothing came before only its colon, 'Spine: no signs pointing to metastases'."""
    if walk.spelled[at] == ":" and _goes_on_behind_its_colon(walk, at, size):
        _word(walk, at)
        return 1
    if roles.after and _ends_what_came(walk, at, size, roles, place):
        return size
    _speaks_of_what_comes(walk, at, size, roles.before, place)
    return 1 if walk.spelled[at] == ":" and not roles.before else size


def _goes_on_behind_its_colon(walk: Walk, at: int, size: int) -> bool:
    """Whether the words behind a colon say more of what comes than of what came: 'Neck pain: no evidence of fracture'."""
    if at + 1 == len(walk.spelled) or walk.spelled[at + 1] not in walk.context.by_first:
        return False
    ahead = walk.context.at(walk.spelled, at + 1, len(walk.spelled))
    return ahead is not None and ahead[0] >= size > 1 and ahead[1].before != ""


def _ends_what_came(walk: Walk, at: int, size: int, roles: Roles, place: int) -> bool:
    """Lets a context phrase speak of what came, and tells whether it does."""
    if roles.after == "denied" and rules_it_out(walk, at, size, place):
        walk.meant[place - 1] = Meant.DENIED
    elif speaks_of_what_came(walk, at, size, roles, place):
        _speak_of_what_came(walk, at, size, roles.after, place)
    elif roles.after == "denied" and answers_part_of_a_label(walk, at, place):
        walk.meant[place - 1] = Meant.LEFT_OPEN
    else:
        return False
    return True


def _speak_of_what_came(walk: Walk, at: int, size: int, kind: str, place: int) -> None:
    if kind in _OVER_NOW and is_back_again(walk, at, size):
        return
    if kind.startswith("denied") and denies_a_part_only(walk, at, size):
        return
    if kind.startswith("denied") and is_half_said(walk, at, size):
        reach_back(walk, "open", place, at)
        return
    if walk.list_from >= place and is_answer_to_a_label(walk, at, place):
        walk.list_from = place - 1  # 'Cancer past: no', 'Discitis suspected? no'
    wanted = kind == "denied" and is_wanted_ruled_out(walk, at, size, place)
    reach_back(walk, "suspected" if wanted else kind, place, at)
    if kind == "denied" and walk.spelled[at - 1] == ":":
        settle_the_rest_of_a_label(walk, at, place)
    if is_a_plus_among_minuses(walk, at, place):
        walk.list_from = place  # the minus after the next finding says nothing of this one
    if heads_a_list(walk, walk.hits[place - 1], at + size):  # 'red flags neg: fever, weight loss'
        begin_list_under(walk, at + size)


def _speaks_of_what_comes(walk: Walk, at: int, size: int, kind: str, place: int) -> None:
    if walk.spelled[at] in FEARS:
        kind = fear_of_whom(walk, at, kind)
    if is_part_of_what_is_unknown(walk, at):
        return
    if kind == "affirmed" and tells_of_oneself(walk, at + 1):
        kind = "family"  # 'mother reports she herself has MS'
    beside = kind == "family" and (only_tells(walk, at, at + size) or only_has_a_part(walk, at, at + size))
    if not kind or beside or fears_what_is_there(walk, at, size, place):
        if beside and walk.scope.kind == "past" and not walk.scope.hits:
            walk.scope = Scope()  # 'hx from mum: fell off a swing'
        _word(walk, at)
        return
    if walk.scope.kind == DIFFERENTIAL and kind in _WITHIN_A_DIFFERENTIAL:
        return  # 'DDx: ?MS vs NMO, less likely cord compression'
    if kind == STOP:
        _stop(walk, at, place)
        return
    if kind == _ALTERNATIVE:
        beside = place > 0 and adjacent(walk, walk.hits[place - 1].last + 1, at)
        if walk.spelled[at] == _LETTER and not (beside and walk.words.written(at) == _LETTER):
            return  # 'V' is five
        if beside:
            doubt(walk, place - 1)
    if kind == DENIED_IN_A_LIST and at and walk.spelled[at - 1] in _WORDS["studies"]:
        kind = "denied"  # 'CT neg for fracture, tingling in both legs'
    if kind == DENIED_NEXT and (starts_a_line(walk.spelled, at) or walk.spelled[at - 1] == "("):
        kind = "denied"  # 'Neg fever, weight loss, weakness'
    if kind == "family" and is_answered_with_a_relative(walk, at, place):
        walk.meant[place - 1] = Meant.NOT_OF_THE_PATIENT
    if walk.scope.kind in TO_THE_END and _goes_on_to_the_end(walk, at, kind):
        return
    if kind == STOP_OF_DENIAL:
        if walk.scope.kind == "denied" or (walk.scope.kind.startswith("denied") and walk.spelled[at] in _UNTIL):
            walk.scope = Scope()
        return
    if kind == STOP_OF_DOUBT:
        if walk.scope.kind == "suspected" and walk.scope.hits:
            walk.scope = Scope()  # '?plexopathy in a patient with lymphoma'
        return
    if walk.spelled[at] == "+" and walk.scope.kind in AHEAD:
        return  # 'plan physio + NSAIDs'
    if walk.spelled[at] == _HAD and walk.scope.kind == "past":
        return  # 'as a young woman she had a lymphoma'
    if kind == "affirmed":
        walk.scope = walk.scope.ended()
        return
    if kind == "past" and at - 1 in walk.timed and walk.spelled[at] != _CLEAR:
        walk.scope = Scope()  # 'a 3-week history of'
        return
    if kind == "past" and at + size in walk.timed and not _names_a_year(walk, at + size):
        walk.scope = Scope()  # 'Hx 4 yrs of spinning'
        return
    if walk.scope.kind.startswith("denied") and _is_under_a_denial(walk, kind, at, size):
        return
    if walk.scope.kind in ("suspected", "purpose") and kind == "past" and not walk.scope.hits:
        return
    if walk.spelled[at] in DIFFERENTIALS and is_a_plain_list(walk, at + size):
        kind = DIFFERENTIAL
    walk.scope = Scope(kind, start=at, repeated=kind == "denied" and _denies_one(walk.scope))
    walk.list_from = place
    if kind in (DENIED_IN_A_LIST, "denied", DIFFERENTIAL):
        head_lines(walk, at, at + size)


def _names_a_year(walk: Walk, at: int) -> bool:
    """Whether a time is told by its year: 'hx 2019 TIA'."""
    return len(walk.spelled[at]) == _DIGITS_OF_A_YEAR and walk.spelled[at].isdigit()


def _goes_on_to_the_end(walk: Walk, at: int, kind: str) -> bool:
    """Whether what is told of a relative, or only imagined, goes on over a context phrase."""
    if kind in TO_THE_END:
        walk.scope = Scope(kind, start=at)  # 'father had ALS, sister has MS'
        return True
    asks = kind == "suspected" and walk.scope.kind == "family"  # 'uncle has psoriasis, ?axSpA'
    if not ((kind == "affirmed" or asks) and walk.scope.commas):
        return True
    if walk.scope.kind != "family":
        return False
    # 'her mother had scoliosis too, and had it fused with rods', 'the daughter, who lives with him, has MS'
    return walk.spelled[at - 1] == "and" or is_said_between_commas(walk, at)


def _stop(walk: Walk, at: int, place: int) -> None:
    """A word that ends what reaches on to it, but not what goes on over it."""
    scope = walk.scope
    if scope.kind in TO_THE_END:
        return
    if _says_what_a_study_denies(walk, at, place):
        walk.scope = Scope(DENIED_NEXT, start=at - 1)  # 'XR L-spine neg for fracture'
        return
    if _is_negative_for(walk, at):
        of_a_study = not _WORDS["studies"].isdisjoint(walk.spelled[max(0, at - REACH) : at])
        walk.scope, walk.list_from = Scope("denied" if of_a_study else DENIED_IN_A_LIST, start=at - 1), place
        return  # 'biopsy was negative for cancer', 'CT was neg for fracture, tingling in both legs'
    if scope.kind == "past" and (walk.spelled[at] == _HAD or (walk.spelled[at] == "for" and scope.hits)):
        return  # 'as a young woman she had a lymphoma', 's/p mastectomy for breast cancer'
    if scope.kind in AHEAD and walk.spelled[at] == "+":
        return  # 'plan physio + NSAIDs'
    walk.scope = scope.ended()
    walk.list_from = place


def _is_negative_for(walk: Walk, at: int) -> bool:
    """Whether a 'for' behind 'negative' leads to what is denied, and not to a time."""
    return walk.spelled[at] == "for" and at > 0 and walk.spelled[at - 1] in _NEGATIVE and at + 1 not in walk.timed


def _says_what_a_study_denies(walk: Walk, at: int, place: int) -> bool:
    """Whether a 'for' stands just after a phrase that ends with 'negative'."""
    if walk.spelled[at] != "for" or not place or walk.hits[place - 1].last != at - 1:
        return False
    return walk.spelled[at - 1] in _NEGATIVE


def _is_under_a_denial(walk: Walk, kind: str, at: int, size: int) -> bool:
    """'Denies previous cancer', 'no suspected infection', 'no fever, any numbness', 'no fever or history of cancer'; but 'never
    had a scan, ?osteoporosis'."""
    if walk.scope.hits:
        return walk.spelled[at : at + size] == ("any",) or (kind == "past" and walk.spelled[at - 1] in ORS)
    return kind in ("past", "purpose") or (kind == "suspected" and not walk.scope.commas)


def _word(walk: Walk, at: int) -> None:
    key = walk.spelled[at]
    if key == ",":
        walk.scope.commas += 1
        walk.scope.words = 0
        return
    if key in JOINS:
        if key in ORS and walk.scope.commas and walk.scope.kind == "denied":
            walk.scope.words = 0
        return
    if key == "." and (is_no_end(walk.spelled, at) or is_before_an_answer(walk, at)):
        return
    if key == "\n" and walk.scope.heading and is_item_line(walk.spelled, at, walk.scope.hits):
        walk.scope.commas += 1
        walk.scope.words = 0
    elif key in BULLETS:
        _bullet(walk, at)
    elif key == ";" and walk.scope.kind == DIFFERENTIAL and not walk.scope.commas:
        walk.scope.words = 0  # 'DDx: discitis; metastasis'
    elif key in ENDS:
        walk.scope, walk.list_from = walk.scope.ended(), len(walk.meant)
        walk.outside = None
    elif key in PATIENT:
        walk.scope = Scope() if walk.scope.kind == "family" and is_of_the_patient_again(walk, at) else walk.scope
        walk.scope.words += 1
    elif key == "(":
        walk.outside = replace(walk.scope) if walk.scope.kind and not walk.scope.closes else Scope()
        walk.scope.closes = False
    elif key == ")":
        inside = walk.spelled[at - 1] if walk.spelled[max(0, at - 2)] == "(" else ""
        if inside not in VERDICTS and inside != "+":  # '(-) fever'
            walk.scope = walk.outside or walk.scope
        walk.outside = None
    elif key == ":" and walk.scope.hits and walk.scope.kind == "suspected":
        walk.scope = Scope()  # 'suspected GBS: ascending weakness'
    elif key == ":" and walk.scope.hits and walk.scope.kind == "hypothetical" and _is_a_fear(walk):
        walk.scope = Scope()  # 'wife worried about cauda equina: saddle numb since last night'
    elif key == ":" and (walk.scope.hits or walk.scope.words) and walk.scope.kind == "purpose":
        walk.scope = Scope()  # 'films for a kidney stone: L3 wedge fracture'
    elif key == ":" and walk.scope.words and walk.scope.kind == "suspected":
        walk.scope = Scope("purpose")  # '?stroke: arm weakness'
    else:
        walk.scope.words += 1


def _is_a_fear(walk: Walk) -> bool:
    """Whether what reaches on began as what somebody fears."""
    return not FEARS.isdisjoint(walk.spelled[walk.scope.start : walk.scope.start + REACH])


def _bullet(walk: Walk, at: int) -> None:
    """A bullet begins a new thought, unless what reaches on heads a list of such items."""
    scope = walk.scope
    if not scope.hits and (not scope.words or walk.spelled[at - 1] == ":"):
        scope.bulleted = True
    if scope.bulleted:
        scope.commas += min(scope.hits, 1)
        scope.words = 0
    else:
        walk.scope = scope.ended()
