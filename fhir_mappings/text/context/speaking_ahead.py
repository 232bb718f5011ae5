"""Context phrases that speak of the findings behind them: 'denies', 'history of', '?'.

Each begins what reaches on from it, or ends what reached on to it, or is only spoken over."""

from __future__ import annotations

from fhir_mappings.text.context.between_findings import adjacent
from fhir_mappings.text.context.context_lines import starts_a_line
from fhir_mappings.text.context.context_scope import AHEAD, TO_THE_END, Scope, Walk
from fhir_mappings.text.context.context_signs import ORS, REACH
from fhir_mappings.text.context.context_words import STOP, STOP_OF_DENIAL, STOP_OF_DOUBT
from fhir_mappings.text.context.differentials import DIFFERENTIALS, is_a_plain_list
from fhir_mappings.text.context.doubts import doubt
from fhir_mappings.text.context.half_said import fears_what_is_there
from fhir_mappings.text.context.list_headings import head_lines
from fhir_mappings.text.context.signs_on_the_way import read_sign
from fhir_mappings.text.context.unknown_whether import is_part_of_what_is_unknown
from fhir_mappings.text.context.whose import (
    FEARS,
    fear_of_whom,
    is_answered_with_a_relative,
    is_said_between_commas,
    only_has_a_part,
    only_tells,
    tells_of_oneself,
)
from fhir_mappings.text.meant import DENIED_IN_A_LIST, DENIED_NEXT, DIFFERENTIAL, Meant
from fhir_mappings.text.word_lists import word_lists

UNTIL = "until"

_WORDS = word_lists("text/studies")
_ALTERNATIVE = "alternative"
_NEGATIVE = frozenset({"negative", "neg"})
_HAD = "had"
_CLEAR = "clear"
"""'Five years clear of melanoma'."""
_DIGITS_OF_A_YEAR = 4
_WITHIN_A_DIFFERENTIAL = frozenset({"suspected", "alternative", "purpose", "open", DIFFERENTIAL})
"""What doubts a member of a differential diagnosis leaves the others in it."""
_LETTER = "v"
"""Short for 'versus' between two findings only."""


def speak_ahead(walk: Walk, at: int, size: int, kind: str, place: int) -> None:
    """Lets a context phrase of a kind speak of what comes: of the hit at a `place`, and those behind it."""
    kind = _of_whom(walk, at, kind)
    if is_part_of_what_is_unknown(walk, at):
        return
    if not kind or _is_said_by_the_way(walk, at, size, kind) or fears_what_is_there(walk, at, size, place):
        read_sign(walk, at)
        return
    if walk.scope.kind == DIFFERENTIAL and kind in _WITHIN_A_DIFFERENTIAL:
        return  # 'DDx: ?MS vs NMO, less likely cord compression'
    if kind == STOP:
        _stop(walk, at, place)
        return
    if kind == _ALTERNATIVE and not _is_read_as_an_alternative(walk, at, place):
        return  # 'V' is five
    kind = _as_strong_as_here(walk, at, kind)
    if kind == "family" and is_answered_with_a_relative(walk, at, place):
        walk.meant[place - 1] = Meant.NOT_OF_THE_PATIENT
    if _is_spoken_over(walk, at, kind) or _only_ends(walk, at, size, kind) or _is_in_its_list(walk, at, size, kind):
        return
    _begin(walk, at, size, kind, place)


def _of_whom(walk: Walk, at: int, kind: str) -> str:
    """The kind of a phrase, as it tells of whom it is said: 'mother reports she herself has MS'."""
    if walk.spelled[at] in FEARS:
        kind = fear_of_whom(walk, at, kind)
    return "family" if kind == "affirmed" and tells_of_oneself(walk, at + 1) else kind


def _is_said_by_the_way(walk: Walk, at: int, size: int, kind: str) -> bool:
    """Whether a relative only tells of the patient: 'hx from mum: fell off a swing'."""
    if kind != "family" or not (only_tells(walk, at, at + size) or only_has_a_part(walk, at, at + size)):
        return False
    if walk.scope.kind == "past" and not walk.scope.hits:
        walk.scope = Scope()
    return True


def _is_read_as_an_alternative(walk: Walk, at: int, place: int) -> bool:
    """Whether 'versus' doubts what comes, and with it what stands just before; a lone letter only between two findings."""
    beside = place > 0 and adjacent(walk, walk.hits[place - 1].last + 1, at)
    if walk.spelled[at] == _LETTER and not (beside and walk.words.written(at) == _LETTER):
        return False
    if beside:
        doubt(walk, place - 1)
    return True


def _as_strong_as_here(walk: Walk, at: int, kind: str) -> str:
    """The kind of a denial where it stands: 'CT neg for fracture, tingling in both legs', 'Neg fever, chills, weakness'."""
    of_a_study = kind == DENIED_IN_A_LIST and at > 0 and walk.spelled[at - 1] in _WORDS["studies"]
    begins = kind == DENIED_NEXT and (starts_a_line(walk.spelled, at) or walk.spelled[at - 1] == "(")
    return "denied" if of_a_study or begins else kind


def _is_spoken_over(walk: Walk, at: int, kind: str) -> bool:
    """Whether what reaches on goes on over a phrase of another kind."""
    if walk.scope.kind in TO_THE_END and _goes_on_to_the_end(walk, at, kind):
        return True
    if kind in (STOP_OF_DENIAL, STOP_OF_DOUBT):
        return False
    if walk.spelled[at] == "+" and walk.scope.kind in AHEAD:
        return True  # 'plan physio + NSAIDs'
    return walk.spelled[at] == _HAD and walk.scope.kind == "past"  # 'as a young woman she had a lymphoma'


def _only_ends(walk: Walk, at: int, size: int, kind: str) -> bool:
    """Whether a phrase begins nothing; it ends what reached on to it, if that is what it ends."""
    if kind == STOP_OF_DENIAL:
        ends = walk.scope.kind == "denied" or (walk.scope.kind.startswith("denied") and walk.spelled[at] == UNTIL)
    elif kind == STOP_OF_DOUBT:
        ends = walk.scope.kind == "suspected" and walk.scope.hits > 0  # '?plexopathy in a patient with lymphoma'
    elif kind == "affirmed" or (kind == "past" and _is_of_a_time(walk, at, size)):
        ends = True
    else:
        return False
    walk.scope = walk.scope.ended() if ends else walk.scope
    return True


def _is_of_a_time(walk: Walk, at: int, size: int) -> bool:
    """Whether a history is how long something has lasted: 'a 3-week history of', 'Hx 4 yrs of spinning', but 'hx 2019 TIA'."""
    if at - 1 in walk.timed and walk.spelled[at] != _CLEAR:
        return True
    return at + size in walk.timed and not _names_a_year(walk, at + size)


def _names_a_year(walk: Walk, at: int) -> bool:
    """Whether a time is told by its year."""
    return len(walk.spelled[at]) == _DIGITS_OF_A_YEAR and walk.spelled[at].isdigit()


def _is_in_its_list(walk: Walk, at: int, size: int, kind: str) -> bool:
    """Whether a phrase says nothing new within a list that is denied or asked for: 'denies previous cancer'."""
    if walk.scope.kind.startswith("denied") and _is_under_a_denial(walk, kind, at, size):
        return True
    return walk.scope.kind in ("suspected", "purpose") and kind == "past" and not walk.scope.hits


def _is_under_a_denial(walk: Walk, kind: str, at: int, size: int) -> bool:
    """'Denies previous cancer', 'no suspected infection', 'no fever, any numbness', 'no fever or history of cancer'; but 'never
    had a scan, ?osteoporosis'."""
    if walk.scope.hits:
        return walk.spelled[at : at + size] == ("any",) or (kind == "past" and walk.spelled[at - 1] in ORS)
    return kind in ("past", "purpose") or (kind == "suspected" and not walk.scope.commas)


def _begin(walk: Walk, at: int, size: int, kind: str, place: int) -> None:
    """Begins what reaches on from a phrase."""
    if walk.spelled[at] in DIFFERENTIALS and is_a_plain_list(walk, at + size):
        kind = DIFFERENTIAL
    walk.scope = Scope(kind, start=at, repeated=kind == "denied" and walk.scope.denies_one())
    walk.list_from = place
    if kind in (DENIED_IN_A_LIST, "denied", DIFFERENTIAL):
        head_lines(walk, at, at + size)


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
