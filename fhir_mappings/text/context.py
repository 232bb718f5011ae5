"""How each finding of a text is meant: affirmed, denied, suspected, past, of the family, or only imagined.

One walk over the words. What a word such as 'denies' says reaches on until something ends it; over a comma it reaches
only as far as its kind allows, and never onto a complaint with a time of its own. Words such as 'negative' or '?' after a
finding reach back over the list it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache

from fhir_mappings.text.context_lines import is_item_line, is_no_end, starts_a_line
from fhir_mappings.text.context_words import STOP, STOP_OF_DENIAL, STOP_OF_DOUBT, ContextWords, Roles
from fhir_mappings.text.phrase_table import Hit
from fhir_mappings.text.phrase_trie import Row
from fhir_mappings.text.words import DASHES, Words
from imaging_rules.facts import State

_ENDS = frozenset({".", ";", "\n", "!"})
_JOINS = frozenset({"and", "or", "nor", "&", "/", "+"})
_FILLERS = frozenset(
    {"is", "was", "are", "were", "sign", "symptom", "symptoms", "test", "testing", "been", "be", "has", ":", "(", ")", "=", "?"}
)
_SIGNS = _ENDS | _JOINS | {",", ":"}
_WALKED = _SIGNS | {"(", ")"}
_ORS = frozenset({"or", "nor"})
_BEFORE_A_MEMBER = 2
"""So many words may stand between the 'or' and what it joins: 'or limb weakness', 'or frank incontinence'."""
_MANY = 3
"""So many bare members make a list that nobody writes of what is there."""
_LIST = 14
"""So many words further an 'or' may still belong to the list."""
_PLAIN_IN_A_LIST = 4
"""So many words may stand between two commas of a list."""
_ANSWER = "n"
"""Only after a colon: 'Fever: N'."""
_AFTER_AN_ANSWER = _ENDS | {",", ")"}
_OF_WHAT_IS_DONE = frozenset({"not", "never", "hasnt", "havent", "yet", "did", "didnt", "no"})
"""With these a list of treatments that were not had may begin."""
_OF_ALL = frozenset({"all", "are", "were", "none", "nil"})
"""These speak of a whole list, however short."""
_ALONE = frozenset({"only", "just"})
_AT_THE_END = frozenset({"no", "nil", "none", "never", "n", "y", "yes"})
"""These speak of what came only where nothing follows: 'fever: no', but not 'neck pain no relief'."""
_VERDICTS = frozenset({"negative", "neg", "positive", "pos", "absent", "present"})
"""Just after a finding these speak of it, whatever follows."""
_REVERSES = frozenset({"positive", "pos", "+", "upgoing", "up", "confirmed", "yes", "y"})
"""These affirm even what a list denied: 'denies fever, Hoffmann positive'; 'present', 'noted' do not: 'no weakness noted'."""
_OF = 2
"""'worsening of pain', 'new pain': so near stands what is worse or new."""
_WELL = frozenset({"neuro_exam_normal", "neuro_exam_recorded", "neuro_stable", "no_recent_injury"})
_CAUSE = 3
"""A cause follows a word that asks for it within so many words."""
_INJURIES = frozenset({"trauma", "injury", "fall", "falls", "accident", "recent", "head"})
"""An injury begins with one of these where a list denies it."""
_REACH = 4
"""A bare denial reaches this many plain words far: 'not sure whether it was the fall that hurt' denies nothing."""


class Meant(StrEnum):
    """How a finding is meant."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    SUSPECTED = "suspected"
    PAST = "past"
    NOT_OF_THE_PATIENT = "not of the patient"
    PLANNED = "planned"
    CANDIDATE = "candidate"
    """It is to be done, or might be: an operation, an injection."""
    LEFT_OPEN = "left open"
    """The words do not settle it: it is mentioned, no more."""


_MEANS = {
    "denied in a list": Meant.DENIED,
    "denied": Meant.DENIED,
    "denied lists": Meant.DENIED,
    "denied next": Meant.DENIED,
    "suspected": Meant.SUSPECTED,
    "alternative": Meant.SUSPECTED,
    "purpose": Meant.SUSPECTED,
    "past": Meant.PAST,
    "past list": Meant.PAST,
    "over": Meant.PAST,
    "family": Meant.NOT_OF_THE_PATIENT,
    "hypothetical": Meant.NOT_OF_THE_PATIENT,
    "affirmed": Meant.AFFIRMED,
    "planned": Meant.PLANNED,
    "candidate": Meant.CANDIDATE,
    "declined": Meant.LEFT_OPEN,
    "open": Meant.LEFT_OPEN,
}
_TO_BE_DONE = (Meant.PLANNED, Meant.CANDIDATE)
_DENIED_IN_A_LIST, _DENIED_LISTS, _DENIED_NEXT = "denied in a list", "denied lists", "denied next"
_RED_FLAGS = frozenset({"red_flags"})
_STUDIES = frozenset(
    {"ct", "mri", "mr", "xr", "films", "film", "emg", "scan", "imaging", "lp", "bloods", "us", "dipstick", "urine"}
)
_PAST_CANCER = "history_of_malignancy"
_COURSES = frozenset({"trajectory", "stated_chronicity", "cord_tempo_stated", "neuro_symptoms_new_or_worse", "deficit_worse"})
_ALTERNATIVE = "alternative"
_OVER_COMMAS = frozenset({"denied in a list", "past list", "family", "hypothetical"})
_ASKED_WHETHER_TO = frozenset({"surgery_candidate", "spine_procedure_planned"})
_OVER = "over"
_HELPING = frozenset({"has", "have", "had", "also", "is"})
_TO_THE_END = frozenset({"family", "hypothetical"})
_AHEAD = frozenset({"planned", "candidate"})


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the walk has to know of findings: `complaints` are what people come for, `diagnoses` name a disease,
    `done` is what is done to people; `deficits` are symptoms of nerves, `past` what one can have had."""

    complaints: frozenset[str]
    diagnoses: frozenset[str]
    done: frozenset[str]
    deficits: frozenset[str]
    past: frozenset[str]

    def is_complaint(self, hit: Hit) -> bool:
        """Whether a phrase says a complaint."""
        return not self.complaints.isdisjoint(hit.findings)

    def can_be_past(self, hit: Hit) -> bool:
        """Whether a phrase names what a record can hold as past: a disease, an operation."""
        return not self.past.isdisjoint(hit.findings)

    def is_deficit(self, hit: Hit) -> bool:
        """Whether a phrase says a symptom of nerves."""
        return not self.deficits.isdisjoint(hit.findings)

    def is_course(self, hit: Hit) -> bool:
        """Whether a phrase says only how something goes."""
        return hit.findings <= _COURSES

    def is_injury(self, hit: Hit) -> bool:
        """Whether a phrase says an injury."""
        return "spine_injury" in hit.findings

    def is_event(self, hit: Hit) -> bool:
        """Whether a phrase says that somebody was hurt, not what was broken."""
        return self.is_injury(hit) and "fracture_suspected" not in hit.findings

    def is_done(self, hit: Hit) -> bool:
        """Whether a phrase names something that is done to people."""
        return not self.done.isdisjoint(hit.findings)

    def is_diagnosis(self, hit: Hit) -> bool:
        """Whether a phrase names a disease that may be suspected."""
        return not self.diagnoses.isdisjoint(hit.findings) and self.complaints.isdisjoint(hit.findings)


@dataclass(slots=True)
class _Scope:
    """What reaches on from some words before."""

    kind: str = ""
    commas: int = 0
    words: int = 0
    hits: int = 0
    like: bool = False
    """Whether a symptom or a warning sign was among its findings: a bare symptom after that belongs to it."""
    start: int = 0
    """The word it began with."""
    closes: bool = False
    """Whether it ends with the parenthesis that follows."""
    heading: bool = False
    """Whether it heads lines, each with a member."""


@dataclass(slots=True)
class _Walk:
    words: Words
    spelled: tuple[str, ...]
    hits: Sequence[Hit]
    context: ContextWords
    kinds: Kinds
    timed: frozenset[int]
    """Words that belong to a duration."""
    meant: list[Meant] = field(default_factory=list)
    scope: _Scope = field(default_factory=_Scope)
    list_from: int = 0
    """The first finding of the list that a word after it may speak of."""
    outside: _Scope | None = None
    """What reached on before a parenthesis: it does so again after it."""


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
    walk = _Walk(words, spelled, hits, context, kinds, timed)
    firsts = {hit.first: hit for hit in hits}
    telling = words.named & known | words.named & _WALKED
    done = 0  # the word after those walked over
    for at in [at for at, key in enumerate(spelled) if key in telling or at in firsts]:
        if at < done:
            continue
        walk.scope.words += at - done  # the words between say nothing
        hit, place, phrase = firsts.get(at), len(walk.meant), None
        if spelled[at] in known and at not in taken:
            before = size if hit or place == len(hits) else hits[place].first
            phrase = context.at(spelled, at, before)
        if hit is not None and (phrase is None or phrase[0] <= hit.last - hit.first + 1):
            if phrase is not None and phrase[1].before in _AHEAD and walk.scope.commas and walk.scope.kind not in _TO_THE_END:
                walk.scope = _Scope()  # 'not on anticoagulants, considering injection'
            _hit(walk, hit)
            if phrase is not None and not kinds.is_course(hit):  # 'no worsening of neck pain'
                _begun_by_a_hit(walk, phrase[1])
            done = hit.last + 1
        elif phrase is not None:
            _phrase(walk, at, phrase[0], phrase[1], place)
            done = at + phrase[0]
            while place < len(hits) and hits[place].first < done:  # covered by a longer context phrase
                walk.meant.append(Meant.LEFT_OPEN)
                place += 1
        else:
            _word(walk, at)
            done = at + 1
    return walk.meant


def _begun_by_a_hit(walk: _Walk, roles: Roles) -> None:
    """A phrase such as 'denies radiculopathy' says its own finding, and denies what follows in the list as well; one that
    affirms ends what reached here."""
    if roles.before in ("denied", "denied in a list"):
        walk.scope = _Scope(roles.before, hits=1, like=_is_like(walk, walk.hits[len(walk.meant) - 1]))
    elif roles.before == "affirmed" and walk.meant[-1] is not Meant.DENIED and walk.scope.kind not in _TO_THE_END:
        walk.scope = _Scope()


def _hit(walk: _Walk, hit: Hit) -> None:
    walk.meant.append(_in_scope(walk, hit))
    if walk.meant[-1] is Meant.AFFIRMED and _PAST_CANCER in hit.findings:
        walk.scope = _Scope("past")  # 'mastectomy for breast cancer'
    scope = walk.scope
    scope.words = 0
    scope.hits += 1
    if scope.kind and not scope.like:
        scope.like = _is_like(walk, hit)
    if _heads_a_list(walk, hit):
        _begin_under(walk, hit.last + 1)


def _begin_under(walk: _Walk, end: int) -> None:
    """A list under a denied general word, to the end of the parenthesis where that begins it."""
    closes = walk.spelled[end : end + 1] == ("(",)
    walk.scope = _Scope(_DENIED_IN_A_LIST, hits=1, like=True, start=end, closes=closes, heading=True)


def _is_like(walk: _Walk, hit: Hit) -> bool:
    """Whether lists of symptoms go on after a finding: a symptom, a warning sign, no injury."""
    if not walk.context.before_symptoms.isdisjoint(hit.findings) or walk.kinds.is_deficit(hit):
        return True
    return _is_listed(walk, hit) and not walk.kinds.is_injury(hit)


def _heads_a_list(walk: _Walk, hit: Hit, end: int = 0) -> bool:
    """Whether a denied general word stands before what it means: 'no red flags: fever, weight loss', 'CES neg (saddle ...)'."""
    end = end or hit.last + 1
    if walk.spelled[end - 1] != ":" and (end == len(walk.spelled) or walk.spelled[end] not in (":", "(")):
        return False
    if not hit.findings or not hit.findings <= _RED_FLAGS | walk.context.named_diseases:
        return False
    return walk.meant[-1] is Meant.DENIED or all(meaning.state is State.REFUTED for meaning in hit.meanings)


def _in_scope(walk: _Walk, hit: Hit) -> Meant:
    scope, kinds = walk.scope, walk.kinds
    if scope.commas and scope.hits and _is_all_there_is(walk, hit):
        walk.scope = _Scope()
    if kinds.is_done(hit) and _is_what_for(walk, hit):
        return Meant.CANDIDATE if scope.kind == "candidate" else Meant.PLANNED
    if not walk.scope.kind:
        return Meant.AFFIRMED
    meant = _MEANS[scope.kind]
    if meant is Meant.PAST and not kinds.can_be_past(hit):
        return Meant.AFFIRMED
    if meant is Meant.DENIED and scope.commas and not _REVERSES.isdisjoint(walk.spelled[hit.first : hit.last + 1]):
        walk.scope = _Scope()
        return Meant.AFFIRMED  # 'denies fever, Hoffmann positive'
    if meant is Meant.DENIED and (scope.commas or scope.hits) and _says_it_is_well(hit.row):
        walk.scope = _Scope()
        return Meant.AFFIRMED
    if scope.commas and scope.kind not in _OVER_COMMAS and not _list_goes_on(walk, hit):
        walk.scope = _Scope()
        return Meant.AFFIRMED
    if _is_after_what_is_done(walk, hit):
        walk.scope = _Scope()
        return Meant.AFFIRMED
    if meant is Meant.DENIED and scope.hits and _has_a_time(walk, hit):
        walk.scope = _Scope()
        return Meant.AFFIRMED
    if meant is Meant.DENIED and _follows_a_course(walk, hit):
        return Meant.LEFT_OPEN  # 'no worsening of neck pain'
    if scope.kind == "denied" and scope.words > _REACH:
        return Meant.LEFT_OPEN
    if meant is Meant.SUSPECTED and scope.hits and _is_of_whom(walk, hit):
        walk.scope = _Scope()
        return Meant.AFFIRMED
    if scope.kind == "purpose" and not kinds.is_diagnosis(hit):
        return Meant.AFFIRMED
    if meant is Meant.SUSPECTED and scope.hits and kinds.is_event(hit):
        walk.scope = _Scope()  # '?fracture MVC today'
        return Meant.AFFIRMED
    if meant is Meant.SUSPECTED and _asks_whether_to(walk, hit):
        return Meant.LEFT_OPEN  # '?kyphoplasty'
    if meant is Meant.PAST and kinds.is_complaint(hit) and scope.kind != _OVER:
        return Meant.AFFIRMED
    if meant is Meant.PAST and scope.hits and kinds.is_course(hit):
        walk.scope = _Scope()  # 's/p fusion 2021, increasing pain'
        return Meant.AFFIRMED
    if scope.kind == "denied next":
        walk.scope = _Scope()
        return meant if scope.words == 0 else Meant.AFFIRMED
    if (meant in _TO_BE_DONE or scope.kind == "declined") and not kinds.is_done(hit):
        return Meant.AFFIRMED
    return meant


def _is_all_there_is(walk: _Walk, hit: Hit) -> bool:
    """Whether a complaint alone is left after a list: 'no weakness or numbness, neck pain only'."""
    around = walk.spelled[hit.last + 1 : hit.last + 2] + walk.spelled[max(0, hit.first - 1) : hit.first]
    return walk.scope.kind.startswith("denied") and not _ALONE.isdisjoint(around)


def _is_of_whom(walk: _Walk, hit: Hit) -> bool:
    """Whether a disease is what the patient has of whom another is asked: '?discitis in IVDU', '?plexopathy in rectal ca'."""
    between = walk.spelled[walk.hits[len(walk.meant) - 1].last + 1 : hit.first]
    return "in" in between and len(between) <= _REACH and _JOINS.isdisjoint(between) and walk.kinds.can_be_past(hit)


def _asks_whether_to(walk: _Walk, hit: Hit) -> bool:
    """Whether a phrase, asked, says what somebody might do: '?kyphoplasty', 'preop?'."""
    return walk.kinds.is_done(hit) or _ASKED_WHETHER_TO.issuperset(hit.findings)


def _has_a_comma(walk: _Walk, hit: Hit) -> bool:
    return any(key == "," or key in _ENDS for key in walk.spelled[max(0, hit.first - _OF - 1) : hit.first])


def _is_what_for(walk: _Walk, hit: Hit) -> bool:
    """Whether an operation or a treatment is what somebody is sent for: 'preop for fusion', 'MRI for kyphoplasty'; with a
    time of its own, or in a history, it was done."""
    later = range(hit.last + 1, min(len(walk.spelled), hit.last + 3))
    dated = any(at in walk.timed or walk.spelled[at].isdigit() for at in later)
    named_for = "for" in walk.spelled[max(0, hit.first - _OF - 1) : hit.first] and not _has_a_comma(walk, hit)
    dated = dated and walk.spelled[hit.last + 1] != "on"  # 'for fusion on 12/15' is to come
    return named_for and not dated and walk.scope.kind not in ("past", "past list", "denied", "denied in a list")


def _follows_a_course(walk: _Walk, hit: Hit) -> bool:
    """Whether a denied 'new' or 'worsening' stands just before: that is denied, not what it is said of."""
    if not walk.meant or walk.meant[-1] is not Meant.DENIED:
        return False
    before = walk.hits[len(walk.meant) - 1]
    return walk.kinds.is_course(before) and not walk.kinds.is_injury(hit) and hit.first - before.last <= _OF


@cache
def _says_it_is_well(row: Row) -> bool:
    """Whether a phrase itself says that all is well, as 'afebrile' does: it is no part of a list of what is denied."""
    return bool(row.meanings) and all(each.state is State.REFUTED or each.finding in _WELL for each in row.meanings)


def _list_goes_on(walk: _Walk, hit: Hit) -> bool:
    """Whether a list that began before a comma goes on with this finding."""
    if walk.scope.words > 1:
        return False
    if walk.scope.kind == "denied":
        if _comes_to_an_or(walk, hit):
            return True
        if walk.scope.hits and not _is_of_a_list(walk, walk.hits[len(walk.meant) - 1]):
            return False  # 'no imaging yet, fever'
        other = not walk.context.other_symptoms.isdisjoint(walk.spelled[walk.scope.start : hit.first])
        if not walk.scope.hits and not other:
            return False  # 'never smoked, weight loss'
        return _is_listed(walk, hit) or ((walk.scope.like or other) and _is_bare(walk, hit))
    return walk.scope.kind == "suspected" and walk.kinds.is_diagnosis(hit) and not walk.kinds.is_event(hit)


def _is_listed(walk: _Walk, hit: Hit) -> bool:
    """Whether a phrase names what such lists hold, without a number: '10 lb weight loss' is there."""
    if walk.kinds.is_event(hit) and (walk.spelled[hit.first] not in _INJURIES or not walk.scope.like):
        return False  # 'no tenderness, fell off a ladder'
    if not hit.meanings or not hit.findings <= walk.context.listed:
        return False
    return not any(key[0].isdigit() for key in walk.spelled[hit.first : hit.last + 2])  # 'weight loss 5 kg' is there, too


def _comes_to_an_or(walk: _Walk, hit: Hit) -> bool:
    """Whether a list goes on to an 'or', which nobody writes in a list of what is there."""
    if " or " in walk.words.slice(hit.first, hit.last):
        return True  # 'bowel or bladder incontinence'
    for at in range(hit.first - 1, max(-1, hit.first - 2 - _BEFORE_A_MEMBER), -1):
        if walk.spelled[at] in _ORS:
            return True
        if walk.spelled[at] in _WALKED or at in walk.timed:
            break
    plain = 0
    for at in range(hit.last + 1, min(len(walk.spelled), hit.last + _LIST)):
        key = walk.spelled[at]
        if key in _ORS:
            return True
        plain = 0 if key == "," else plain + 1
        if key in _ENDS or plain > _PLAIN_IN_A_LIST or at in walk.timed:
            return False
    return False


def _is_bare(walk: _Walk, hit: Hit) -> bool:
    """Whether a symptom stands between commas with nothing said of it; one of more words only in a list of several."""
    before = walk.hits[len(walk.meant) - 1] if walk.meant else hit
    another = walk.kinds.is_diagnosis(hit) and walk.kinds.is_diagnosis(before) and not walk.kinds.is_event(hit)
    if not (walk.kinds.is_deficit(hit) or another) or not _is_between_commas(walk, hit):
        return False
    if (hit.first == hit.last and not another) or walk.scope.hits + 1 >= _MANY:
        return True
    place = len(walk.meant)
    return place + 1 < len(walk.hits) and _is_between_commas(walk, walk.hits[place + 1])


def _is_of_a_list(walk: _Walk, hit: Hit) -> bool:
    """Whether a phrase names what is denied in one breath with symptoms: no treatment, no study."""
    kinds = walk.kinds
    if (kinds.can_be_past(hit) and not kinds.is_done(hit)) or not walk.context.before_symptoms.isdisjoint(hit.findings):
        return True
    named = _is_a_symptom(walk, hit) or kinds.is_diagnosis(hit) or kinds.is_injury(hit) or kinds.is_complaint(hit)
    return named or not hit.findings


def _is_after_what_is_done(walk: _Walk, hit: Hit) -> bool:
    """Whether a symptom follows a treatment that was not had: 'not on anticoagulants, weakness', 'no other joints, fever'."""
    if walk.scope.kind != _DENIED_IN_A_LIST or not walk.scope.commas or walk.scope.heading or not _is_a_symptom(walk, hit):
        return False
    if walk.spelled[walk.scope.start] not in _OF_WHAT_IS_DONE or _comes_to_an_or(walk, hit):
        return False
    return not walk.scope.hits or not _is_of_a_list(walk, walk.hits[len(walk.meant) - 1])


def _is_between_commas(walk: _Walk, hit: Hit) -> bool:
    after = walk.spelled[hit.last + 1] if hit.last + 1 < len(walk.spelled) else "."
    return walk.spelled[hit.first - 1] == "," and after in _AFTER_AN_ANSWER


def _has_a_time(walk: _Walk, hit: Hit) -> bool:
    """Whether a time of its own follows or precedes the finding before the next comma: such a thing is there."""
    if not walk.scope.commas or walk.spelled[hit.first - 1] in _ORS:
        return False
    for step in (1, -1):
        at = hit.last + 1 if step == 1 else hit.first - 1
        while 0 <= at < len(walk.spelled) and walk.spelled[at] not in _ENDS and walk.spelled[at] != ",":
            if at in walk.timed:
                return True
            at += step
    return False


def _phrase(walk: _Walk, at: int, size: int, roles: Roles, place: int) -> None:
    """A context phrase: it speaks of what comes, unless it ends what came."""
    if roles.after and _speaks_of_what_came(walk, at, size, roles, place):
        _reach_back(walk, roles.after, place, at)
        if _heads_a_list(walk, walk.hits[place - 1], at + size):  # 'red flags neg: fever, weight loss'
            _begin_under(walk, at + size)
        return
    kind = roles.before
    if not kind or (kind == "family" and _tells(walk, at + size)):
        _word(walk, at)
        return
    if kind == _ALTERNATIVE and place and _adjacent(walk, walk.hits[place - 1].last + 1, at):
        _doubt(walk, place - 1)
    if kind == _DENIED_IN_A_LIST and at and walk.spelled[at - 1] in _STUDIES:
        kind = "denied"  # 'CT neg for fracture, tingling in both legs'
    if kind == _DENIED_NEXT and (starts_a_line(walk.spelled, at) or walk.spelled[at - 1] == "("):
        kind = "denied"  # 'Neg fever, weight loss, weakness'
    if walk.scope.kind in _TO_THE_END and kind in _TO_THE_END:
        walk.scope = _Scope(kind)  # 'father had ALS, sister has MS'
        return
    asks = kind == "suspected" and walk.scope.kind == "family"  # 'uncle has psoriasis, ?axSpA'
    if walk.scope.kind in _TO_THE_END and not ((kind == "affirmed" or asks) and walk.scope.commas):
        return
    if kind == STOP_OF_DENIAL:
        if walk.scope.kind == "denied":
            walk.scope = _Scope()
        return
    if kind == STOP_OF_DOUBT:
        if walk.scope.kind == "suspected" and walk.scope.hits:
            walk.scope = _Scope()  # '?plexopathy in a patient with lymphoma'
        return
    if kind == STOP and walk.spelled[at] == "for" and walk.scope.kind == "past" and walk.scope.hits:
        return  # 's/p mastectomy for breast cancer'
    if walk.spelled[at] == "+" and walk.scope.kind in _AHEAD:
        return  # 'plan physio + NSAIDs'
    if kind == STOP or kind == "affirmed":
        walk.scope = _Scope()
        walk.list_from = place if kind == STOP else walk.list_from
        return
    if kind == "past" and at - 1 in walk.timed:
        walk.scope = _Scope()  # 'a 3-week history of'
        return
    if walk.scope.kind.startswith("denied") and _is_under_a_denial(walk, kind, walk.spelled[at : at + size]):
        return
    if walk.scope.kind in ("suspected", "purpose") and kind == "past" and not walk.scope.hits:
        return
    walk.scope = _Scope(kind, start=at)
    walk.list_from = place
    if kind == _DENIED_IN_A_LIST or kind == "denied":
        _head(walk, at, at + size)


def _head(walk: _Walk, at: int, end: int) -> None:
    """A denial with a colon, or on a line of its own, heads what follows: 'Denies:', 'No' and then lines."""
    if walk.spelled[end - 1] == "(":
        walk.outside = _Scope()  # 'screen: negative (fever, weight loss)'
    colon = walk.spelled[end - 1] == ":" or walk.spelled[end : end + 1] == (":",)
    lines = walk.spelled[end : end + 1] == ("\n",) and starts_a_line(walk.spelled, at)
    if colon or lines:
        walk.scope.kind, walk.scope.heading = _DENIED_IN_A_LIST, True


def _is_under_a_denial(walk: _Walk, kind: str, phrase: tuple[str, ...]) -> bool:
    """'Denies previous cancer', 'no suspected infection', 'no fever, any numbness'; but 'never had a scan, ?osteoporosis'."""
    if walk.scope.hits:
        return phrase == ("any",)
    return kind in ("past", "purpose") or (kind == "suspected" and not walk.scope.commas)


def _tells(walk: _Walk, at: int) -> bool:
    """Whether a relative only tells of the patient: 'wife reports he is unsteady'."""
    later = [key for key in walk.spelled[at : at + _OF] if key not in _HELPING]
    return not walk.context.telling.isdisjoint(later[:1])


def _speaks_of_what_came(walk: _Walk, at: int, size: int, roles: Roles, place: int) -> bool:
    first = walk.hits[place - 1].last + 1 if place else at
    comma = at > first and walk.spelled[at - 1] == "," and _MEANS[roles.after] is Meant.PAST
    at_the_end = walk.spelled[at] in _AT_THE_END or roles.after == _DENIED_LISTS
    comma = comma or (at > first and at_the_end and walk.words.written(at - 1) in DASHES)  # 'fever - nil'
    if place == 0 or not _adjacent(walk, first, at - 1 if comma else at):
        return False
    if walk.spelled[at] == _ANSWER:
        told = walk.spelled[at - 1] == ":" or walk.words.written(at) == "N"
        return told and _nothing_follows(walk, at + 1)
    last = walk.hits[place - 1]
    general = last.findings <= _RED_FLAGS | walk.context.named_diseases
    if walk.spelled[at + size - 1] == ":" and not general and walk.kinds.is_complaint(walk.hits[place - 1]):
        return False  # 'LBP neg: fever'
    if walk.spelled[at - 1] == "(" and walk.meant[place - 1] is Meant.DENIED and walk.spelled[at] in _VERDICTS:
        return False  # '(-) fever (-) weight loss'
    if _MEANS[roles.after] in _TO_BE_DONE:
        return walk.kinds.is_done(walk.hits[place - 1])  # 'vertebroplasty being considered for'
    if not roles.before or walk.spelled[at] in _VERDICTS:
        return True
    if walk.spelled[at] in _AT_THE_END and size == 1:
        return _nothing_follows(walk, at + 1)
    follows = place < len(walk.hits) and _adjacent(walk, at + size, walk.hits[place].first)
    if _asks_why(walk, at, size, roles, place):
        return False
    if walk.spelled[at] == "?":
        glued_after = at > 0 and walk.words.ends[at - 1] == walk.words.starts[at]
        glued_before = at + 1 < len(walk.spelled) and walk.words.ends[at] == walk.words.starts[at + 1]
        return glued_after or not (glued_before or follows)
    return not follows


def _nothing_follows(walk: _Walk, end: int) -> bool:
    return end == len(walk.spelled) or walk.spelled[end] in _AFTER_AN_ANSWER


def _asks_why(walk: _Walk, at: int, size: int, roles: Roles, place: int) -> bool:
    """Whether a word of doubt after a complaint asks for its cause, which follows: 'LBP possible seronegative arthritis'."""
    if roles.before != "suspected" or roles.after != "suspected" or place >= len(walk.hits):
        return False
    complaint, cause = walk.hits[place - 1], walk.hits[place]
    between = walk.spelled[at + size : cause.first]
    near = len(between) <= _CAUSE and _SIGNS.isdisjoint(between)
    return near and walk.kinds.is_complaint(complaint) and walk.kinds.is_diagnosis(cause)


def _doubt(walk: _Walk, place: int) -> None:
    """Of a finding that is one of two possible ones nothing more is known, unless it is a complaint."""
    if walk.meant[place] is Meant.AFFIRMED and not walk.kinds.is_complaint(walk.hits[place]):
        walk.meant[place] = Meant.SUSPECTED


def _adjacent(walk: _Walk, first: int, end: int) -> bool:
    """Whether only fillers, or a time, stand from one place to another."""
    if end - first > 6:
        return False
    plain = [key for at, key in enumerate(walk.spelled[first:end], first) if at not in walk.timed and not key.isdigit()]
    return len(plain) <= 3 and _FILLERS.issuperset(plain)


def _reach_back(walk: _Walk, kind: str, place: int, word: int) -> None:
    """What a word after a finding says holds for it, and for the list it ends; a denied finding stays so where the word only
    says that it was looked for: 'no clonus elicited'."""
    meant = _MEANS[kind]
    if meant is Meant.AFFIRMED and walk.meant[place - 1] is Meant.DENIED and walk.spelled[word] not in _REVERSES:
        return
    at = place - 1
    whole = kind == _DENIED_LISTS and (walk.spelled[word] in _OF_ALL or _is_long(walk, at))
    if kind == "affirmed" and walk.scope.kind.startswith("denied") and not walk.scope.commas and walk.meant[at] is Meant.DENIED:
        return  # 'no weakness noted'
    while at >= walk.list_from and at >= 0:
        if meant is Meant.PAST and walk.kinds.is_complaint(walk.hits[at]):
            walk.meant[at] = Meant.PAST
        elif meant is Meant.SUSPECTED and _asks_whether_to(walk, walk.hits[at]):
            walk.meant[at] = Meant.LEFT_OPEN  # 'kyphoplasty?'
        elif meant in _TO_BE_DONE and not walk.kinds.is_done(walk.hits[at]):
            return
        elif walk.meant[at] is not Meant.NOT_OF_THE_PATIENT and not (
            meant is Meant.SUSPECTED and walk.meant[at] is Meant.DENIED
        ):
            walk.meant[at] = meant
        if at == 0:
            return
        between = (walk.hits[at - 1].last + 1, walk.hits[at].first)
        listed = whole and _is_a_symptom(walk, walk.hits[at - 1])
        if not _joined(walk, *between, _JOINS | {","} if listed else _JOINS):
            return
        at -= 1


def _is_long(walk: _Walk, last: int) -> bool:
    """Whether a list of several symptoms ends with a finding."""
    for at in range(last, last - _MANY + 1, -1):
        if at <= walk.list_from or not _is_a_symptom(walk, walk.hits[at - 1]):
            return False
        if not _joined(walk, walk.hits[at - 1].last + 1, walk.hits[at].first, _JOINS | {","}):
            return False
    return True


def _is_a_symptom(walk: _Walk, hit: Hit) -> bool:
    """Whether a phrase names what lists of denied symptoms hold: no pain that somebody comes for."""
    return walk.kinds.is_deficit(hit) or hit.findings <= walk.context.listed


def _joined(walk: _Walk, first: int, end: int, joins: frozenset[str]) -> bool:
    """Whether two findings are joined by no more than 'and', 'or' or a slash, or a comma where that may be."""
    return 0 < end - first <= 2 and joins.issuperset(walk.spelled[first:end])


def _word(walk: _Walk, at: int) -> None:
    key = walk.spelled[at]
    if key in _ENDS and is_no_end(walk.spelled, at):
        return
    if key == "\n" and walk.scope.heading and is_item_line(walk.spelled, at, walk.scope.hits):
        walk.scope.commas += 1
        walk.scope.words = 0
    elif key in _ENDS:
        walk.scope, walk.list_from = _Scope(), len(walk.meant)
        walk.outside = None
    elif key == "(":
        walk.outside = _Scope() if walk.scope.closes else replace(walk.scope)
        walk.scope.closes = False
    elif key == ")":
        if walk.spelled[at - 1] not in _VERDICTS or walk.spelled[at - 2] != "(":  # '(-) fever'
            walk.scope = walk.outside or walk.scope
        walk.outside = None
    elif key == ":" and walk.scope.hits and walk.scope.kind == "suspected":
        walk.scope = _Scope()  # 'suspected GBS: ascending weakness'
    elif key == ",":
        walk.scope.commas += 1
        walk.scope.words = 0
    elif key in _ORS and walk.scope.commas and walk.scope.kind == "denied":
        walk.scope.words = 0
    elif key in _JOINS:
        return
    else:
        walk.scope.words += 1
