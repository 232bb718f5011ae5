"""Whose a finding is: a relative who only tells of the patient, a patient with one disease who may have another."""

from __future__ import annotations

from collections.abc import Sequence, Set

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import BEFORE_THE_PATIENT, ENDS, JOINS, NEAR, REACH
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at

_WORDS = word_lists("text/person")

FEARS = _WORDS["fears"]
"""What somebody fears, believes or wonders about follows these."""
_PATIENT = "patient"
_PURPOSE = "purpose"
_FEARED = frozenset({"suspected", "hypothetical", _PURPOSE})
_FAR = 5
"""So many words at most stand between somebody and what that one fears."""
_COLON = ":"
_QUOTED = 3
"""So many words tell a quotation: the colon, whom it is about, and what follows."""
_OPENS_A_QUOTATION = frozenset({"'", '"', "\u2018", "\u201c", "\u00ab"})
_REMARK = 7
"""Words of a remark in brackets at most, with these."""
_WHOM = 8
"""So many words at most tell who is brought."""
_NO_OWNED = frozenset({",", ".", ";", ":", "(", ")", "\n", "has", "had", "have", "was", "is", "and", "with", "of"})
OWNING = ("'s", "s'", "\u2019s", "s\u2019")
_ONESELF = {"herself": "women of the family", "himself": "men of the family"}
"""By the word for oneself the relatives whose it is."""
_ONE_THOUGHT = 14
"""So many words behind a relative tell of that one's own disease."""
_OWNED = 3
"""So many words behind an owner at most the thing stands."""


def is_of_whom(walk: Walk, hit: Hit) -> bool:
    """Whether a disease is what the patient has of whom another is asked: '?discitis in IVDU', '?plexopathy in rectal ca'."""
    between = walk.spelled[walk.hits[len(walk.meant) - 1].last + 1 : hit.first]
    return "in" in between and len(between) <= REACH and JOINS.isdisjoint(between) and walk.kinds.can_be_past(hit)


def is_of_the_patient_again(walk: Walk, at: int) -> bool:
    """Whether 'he', 'she' or 'patient' leads back from a relative to the patient: 'her husband had MND and she is afraid',
    'mum: he cries at night'."""
    before = walk.spelled[at - 1]
    if before in BEFORE_THE_PATIENT:
        return True
    if before == "the" and walk.spelled[at] == _PATIENT:
        return walk.scope.hits > 0  # 'her aunt had MS the patient herself has …'
    if at == walk.scope.start + 1 and not _WORDS["likened"].isdisjoint(walk.spelled[max(0, at - 3) : at - 1]):
        return True  # 'like his brother he has …'
    relative, word = walk.spelled[walk.scope.start], walk.spelled[at]
    other = {"she": "men of the family", "he": "women of the family"}.get(word)
    return before in ("and", ":") and other is not None and relative in _WORDS[other]


def is_said_between_commas(walk: Walk, at: int) -> bool:
    """Whether the comma before a word ends what is told of the relative between two commas, so that the sentence goes on about
    the relative: 'her sister, a nurse, has MS'."""
    return not walk.scope.hits and walk.spelled[walk.scope.start + 1] == "," and walk.scope.start + 1 < at


def is_answered_with_a_relative(walk: Walk, at: int, place: int) -> bool:
    """Whether a relative stands just behind the colon of a disease or an implant: 'Breast cancer: mother'."""
    if place == 0 or walk.spelled[at - 1] != ":" or walk.hits[place - 1].last != at - 2:
        return False
    hit = walk.hits[place - 1]
    disease = walk.kinds.can_be_past(hit) and not walk.kinds.is_complaint(hit)
    return disease or walk.kinds.is_implant(hit)


def only_has_a_part(walk: Walk, first: int, at: int) -> bool:
    """Whether a relative has a part in what happened to the patient and no more: 'fell off her brother's bunk bed', 'kicked by
    his sister', 'wrestling with his cousin', 'lifting her mother'. The relative's words are `first` up to `at`."""
    spelled = walk.spelled
    before = first - 1
    while before >= 0 and spelled[before] in _WORDS["between an act and somebody"]:
        before -= 1
    did = spelled[before] if before >= 0 else ""
    if walk.words.written(at - 1).lower().endswith(OWNING):
        diseases = {hit.first for hit in walk.hits[len(walk.meant) :][:_OWNED] if hit.findings}
        return _is_a_place_or_thing(spelled[at : at + _OWNED + 1], did, frozenset(each - at for each in diseases))
    if did in _WORDS["brought by"]:
        return _WORDS["relative clause"].isdisjoint(spelled[at : at + 2])
    if _is_an_act(spelled[at : at + 3]):
        return True
    if not _WORDS["goes on about somebody"].isdisjoint(spelled[at : at + NEAR]):
        return False
    together = did == "with" and before > 0 and spelled[before - 1] in _WORDS["done with somebody"]
    return together or did in _WORDS["done to somebody"]


def _is_an_act(after: Sequence[str]) -> bool:
    """Whether somebody drove, or did something with the patient: 'dad was driving', 'mum collected her'."""
    then = after[1:] if after[:1] in (("was",), ("is",)) else after
    if then[:1] and then[0] in _WORDS["at the wheel"]:
        return True
    return bool(then[1:]) and then[0] in _WORDS["acts of somebody"] and then[1] in _WORDS["the patient"]


def _is_a_place_or_thing(after: Sequence[str], before: str, diseases: Set[int]) -> bool:
    """Whether an owner's words are a thing or a place, no disease: 'mother's car'; 'dad's shoulders' behind 'off' only. At the
    places `diseases` findings begin."""
    for at, key in enumerate(after[:_OWNED]):
        if key in _WORDS["things of somebody"]:
            return _WORDS["harm with a thing"].isdisjoint(after[at + 1 : at + 2])
        if at == 0 and key in _WORDS["carried on"]:
            return before in _WORDS["off or on"]
        if key in _NO_OWNED or at in diseases:
            return False
    return False


def only_tells(walk: Walk, first: int, at: int) -> bool:
    """Whether a relative only tells of the patient, or brings the patient: 'wife reports he is unsteady', 'brought in by mum',
    'mum: he's wobbly'. The relative's words are `first` up to `at`."""
    if tells_of_oneself(walk, at):
        return False
    if first and (walk.spelled[first - 1] in _WORDS["brought by"] or _is_the_source(walk, first, at)):
        return True
    at = _behind_brackets(walk.spelled, at)
    if _is_quoted_on_the_patient(walk, at) or _is_brought(walk.spelled, first):
        return True
    at = _behind_an_age(walk.spelled, at)
    later = [key for key in walk.spelled[at : at + NEAR] if key not in _WORDS["helping"]]
    return not walk.context.telling.isdisjoint(later[:1]) or _brings_the_patient(walk.spelled, at)


def tells_of_oneself(walk: Walk, at: int) -> bool:
    """Whether the relative before a place tells of his or her own disease: 'mother reports she herself has MS', 'mum says she
    has MS herself', but 'mum says she cannot dress herself'."""
    oneself = next((own for own, relatives in _ONESELF.items() if walk.spelled[at - 1] in _WORDS[relatives]), "")
    if oneself not in walk.words.named:
        return False
    for place in range(at, min(len(walk.spelled), at + _ONE_THOUGHT)):
        key = walk.spelled[place]
        if key in ENDS:
            return False
        if key == oneself:
            if word_at(walk.spelled, place + 1) in _WORDS["has a disease"]:
                return True
            return any(hit.last == place - 1 and _is_a_disease(walk, hit) for hit in walk.hits)
    return False


def _is_the_source(walk: Walk, first: int, at: int) -> bool:
    """Whether a relative gave what follows: 'hx from mum: limping', 'info via wife: falls'; 'from dad:' begins a thought. A
    disease may be what comes from the relative: 'from mum: MS'."""
    spelled, told = walk.spelled, walk.hits[len(walk.meant) : len(walk.meant) + _OWNED]
    said = next((hit for hit in told if hit.findings), None)
    if (said is not None and _is_a_disease(walk, said)) or not _WORDS["quoted of oneself"].isdisjoint(spelled[at : at + 2]):
        return False
    story = first - 1
    while story >= 0 and first - story <= _FAR and spelled[story] in _WORDS["between a story and whose it is"]:
        story -= 1
    given = not _WORDS["gives a story"].isdisjoint(spelled[story + 1 : first])
    if not given or not _WORDS["relative clause"].isdisjoint(spelled[at : at + 2]):
        return False
    begins = story < 0 or spelled[story] in ENDS
    return spelled[at : at + 1] == (_COLON,) if begins else spelled[story] in _WORDS["a story"]


def _is_a_disease(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase names what may run in a family, and no complaint, symptom or accident."""
    told = walk.kinds.is_deficit(hit) or walk.kinds.is_injury(hit) or kinds_of_time().lasts(hit)
    return walk.kinds.is_diagnosis(hit) and not told


def _brings_the_patient(spelled: Sequence[str], at: int) -> bool:
    """Whether the relative before a place brings the patient: 'mum brings this 13-year-old', 'mother attends with her son'."""
    while at < len(spelled) and spelled[at] in _WORDS["helping"]:
        at += 1
    if at >= len(spelled) or spelled[at] not in _WORDS["bring"]:
        return False
    after = at + 1
    while after < len(spelled) and spelled[after] in _WORDS["to whom one brings"]:
        after += 1
    if spelled[at] not in _WORDS["brings by itself"] and "with" not in spelled[at + 1 : after]:
        return False
    return _end_of_whom(spelled, after, 1) > after


def _end_of_whom(spelled: Sequence[str], at: int, step: int) -> int:
    """The first place from one on, in a direction, that tells nothing of who is brought: 'this 13-year-old', 'her little'."""
    end = at
    while (
        0 <= end < len(spelled)
        and abs(end - at) <= _WHOM
        and (spelled[end] in _WORDS["whom one brings"] or spelled[end].isdigit())
    ):
        end += step
    return end


def _is_brought(spelled: Sequence[str], first: int) -> bool:
    """Whether the relative at a place is the patient, whom another brings: 'mother brings her 6yo son'."""
    before = _end_of_whom(spelled, first - 1, -1)
    verb = before
    while verb > 0 and spelled[verb] in _WORDS["to whom one brings"]:
        verb -= 1
    if verb < 0 or spelled[verb] not in _WORDS["bring"]:
        return False
    who = verb - 1
    while who > 0 and spelled[who] in _WORDS["helping"]:
        who -= 1
    if who < 0 or spelled[who] not in _WORDS["who brings"]:
        return False
    return spelled[verb] in _WORDS["brings by itself"] or "with" in spelled[verb + 1 : before + 1]


def _behind_an_age(spelled: Sequence[str], at: int) -> int:
    """The place after the age of a relative: 'wife (67F) says', 'daughter aged 30 reports'; the place itself without one."""
    after = at
    while after < len(spelled) and after - at < _FAR and (spelled[after] in _WORDS["of an age"] or spelled[after].isdigit()):
        after += 1
    return after if any(key.isdigit() for key in spelled[at:after]) else at


def _behind_brackets(spelled: Sequence[str], at: int) -> int:
    """The place behind a short remark in brackets, 'parents (first cousins) report', else the place itself."""
    if at < len(spelled) and spelled[at] == "(":
        end = next((place for place in range(at + 1, min(len(spelled), at + _REMARK)) if spelled[place] == ")"), at - 1)
        return end + 1
    return at


def fear_of_whom(walk: Walk, at: int, kind: str) -> str:
    """What a word of doubt or fear says by whose it is: of a patient it only tells what is imagined, of a clinician it is a
    suspicion: 'pt very worried about cancer', 'GP thinks he has MS'. `kind` is what it says of nobody in particular."""
    if kind not in _FEARED:
        return kind
    told = who_fears(walk.spelled, at)
    return kind if not told or (kind == _PURPOSE and told == "suspected") else told


def who_fears(spelled: Sequence[str], at: int) -> str:
    """What a word of doubt or fear says by who stands before it; nothing where nobody does."""
    before = at - 1
    while before >= 0 and spelled[before] in _WORDS["between"] and at - before <= _FAR:
        before -= 1
    who = spelled[before] if before >= 0 else ""
    if who in _WORDS["laymen"]:
        return "hypothetical"
    return "suspected" if who in _WORDS["clinicians"] else ""


def _is_quoted_on_the_patient(walk: Walk, at: int) -> bool:
    """Whether what stands behind a relative begins words of the relative about the patient: 'mum: he's wobbly', 'mum: "wobbly
    since Monday"', not 'mother: "I have MS"' nor 'sister: "MS"'."""
    after = walk.spelled[at : at + _QUOTED]
    if len(after) < _QUOTED or after[0] != _COLON:
        return False
    if after[1] in _WORDS["quoted of the patient"]:
        return after[2] not in _WORDS["helping"]
    opens = walk.words.text[walk.words.ends[at] : walk.words.starts[at + 1]].strip()
    if opens not in _OPENS_A_QUOTATION or after[1] in _WORDS["quoted of oneself"]:
        return False
    said = next((hit for hit in walk.hits[len(walk.meant) :] if hit.first > at and hit.findings), None)
    return said is None or not walk.kinds.is_diagnosis(said)
