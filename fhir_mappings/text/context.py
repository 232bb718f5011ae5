"""How each finding of a text is meant: affirmed, denied, suspected, past, of the family, or only imagined.

One walk over the words. What a word such as 'denies' says reaches on until something ends it; over a comma it reaches
only as far as its kind allows, and never onto a complaint with a time of its own. Words such as 'negative' or '?' after a
finding reach back over the list it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

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
_ORS = frozenset({"or", "nor"})
_LIST = 14
"""So many words further an 'or' may still belong to the list."""
_PLAIN_IN_A_LIST = 4
"""So many words may stand between two commas of a list."""
_AT_THE_END = frozenset({"no", "nil", "none", "never", "y", "yes"})
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
_DENIED_IN_A_LIST = "denied in a list"
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
    telling = words.named & known | words.named & _SIGNS
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
        walk.scope = _Scope(roles.before, hits=1)
    elif roles.before == "affirmed" and walk.scope.kind not in _TO_THE_END:
        walk.scope = _Scope()


def _hit(walk: _Walk, hit: Hit) -> None:
    walk.meant.append(_in_scope(walk, hit))
    if walk.meant[-1] is Meant.AFFIRMED and _PAST_CANCER in hit.findings:
        walk.scope = _Scope("past")  # 'mastectomy for breast cancer'
    scope = walk.scope
    scope.words = 0
    scope.hits += 1
    if scope.kind and not scope.like:
        scope.like = walk.kinds.is_deficit(hit) or (_is_listed(walk, hit) and not walk.kinds.is_injury(hit))


def _in_scope(walk: _Walk, hit: Hit) -> Meant:
    scope, kinds = walk.scope, walk.kinds
    if kinds.is_done(hit) and _is_what_for(walk, hit):
        return Meant.CANDIDATE if scope.kind == "candidate" else Meant.PLANNED
    if not scope.kind:
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
        return _is_listed(walk, hit) or _comes_to_an_or(walk, hit) or (walk.scope.like and _is_bare(walk, hit))
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
    at = hit.first - 1
    if at >= 0 and walk.spelled[at] in _ORS:
        return True
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
    """Whether a symptom stands between commas with nothing said of it."""
    after = walk.spelled[hit.last + 1] if hit.last + 1 < len(walk.spelled) else "."
    alone = hit.last == hit.first and walk.spelled[hit.first - 1] == "," and (after in _ENDS or after == ",")
    return alone and walk.kinds.is_deficit(hit)


def _has_a_time(walk: _Walk, hit: Hit) -> bool:
    """Whether a time of its own follows or precedes the finding before the next comma: such a thing is there."""
    if not walk.scope.commas:
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
        return
    kind = roles.before
    if not kind or (kind == "family" and _tells(walk, at + size)):
        _word(walk, at)
        return
    if kind == _ALTERNATIVE and place and _adjacent(walk, walk.hits[place - 1].last + 1, at):
        _doubt(walk, place - 1)
    if kind == _DENIED_IN_A_LIST and at and walk.spelled[at - 1] in _STUDIES:
        kind = "denied"  # 'CT neg for fracture, tingling in both legs'
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
    if walk.scope.kind.startswith("denied") and not walk.scope.hits and _is_under_a_denial(walk, kind):
        return
    if walk.scope.kind in ("suspected", "purpose") and kind == "past" and not walk.scope.hits:
        return
    walk.scope = _Scope(kind)
    walk.list_from = place


def _is_under_a_denial(walk: _Walk, kind: str) -> bool:
    """'Denies previous cancer', 'no suspected infection'; but 'never had a scan, ?osteoporosis'."""
    return kind in ("past", "purpose") or (kind == "suspected" and not walk.scope.commas)


def _tells(walk: _Walk, at: int) -> bool:
    """Whether a relative only tells of the patient: 'wife reports he is unsteady'."""
    later = [key for key in walk.spelled[at : at + _OF] if key not in _HELPING]
    return not walk.context.telling.isdisjoint(later[:1])


def _speaks_of_what_came(walk: _Walk, at: int, size: int, roles: Roles, place: int) -> bool:
    first = walk.hits[place - 1].last + 1 if place else at
    comma = at > first and walk.spelled[at - 1] == "," and _MEANS[roles.after] is Meant.PAST
    comma = comma or (at > first and walk.spelled[at] in _AT_THE_END and walk.words.written(at - 1) in DASHES)  # 'fever - nil'
    if place == 0 or not _adjacent(walk, first, at - 1 if comma else at):
        return False
    if _MEANS[roles.after] in _TO_BE_DONE:
        return walk.kinds.is_done(walk.hits[place - 1])  # 'vertebroplasty being considered for'
    if not roles.before or walk.spelled[at] in _VERDICTS:
        return True
    if walk.spelled[at] in _AT_THE_END and size == 1:
        return at + 1 == len(walk.spelled) or walk.spelled[at + 1] in _ENDS or walk.spelled[at + 1] == ","
    follows = place < len(walk.hits) and _adjacent(walk, at + size, walk.hits[place].first)
    if _asks_why(walk, at, size, roles, place):
        return False
    if walk.spelled[at] == "?":
        glued_after = at > 0 and walk.words.ends[at - 1] == walk.words.starts[at]
        glued_before = at + 1 < len(walk.spelled) and walk.words.ends[at] == walk.words.starts[at + 1]
        return glued_after or not (glued_before or follows)
    return not follows


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
        if at == 0 or not _joined(walk, walk.hits[at - 1].last + 1, walk.hits[at].first):
            return
        at -= 1


def _joined(walk: _Walk, first: int, end: int) -> bool:
    """Whether two findings are joined by no more than 'and', 'or' or a slash."""
    return 0 < end - first <= 2 and all(walk.spelled[at] in _JOINS for at in range(first, end))


def _word(walk: _Walk, at: int) -> None:
    key = walk.spelled[at]
    if key in _ENDS:
        walk.scope, walk.list_from = _Scope(), len(walk.meant)
    elif key == ":" and walk.scope.hits and walk.scope.kind == "suspected":
        walk.scope = _Scope()  # 'suspected GBS: ascending weakness'
    elif key == ",":
        walk.scope.commas += 1
        walk.scope.words = 0
    elif key in _JOINS:
        return
    else:
        walk.scope.words += 1
