"""How each finding of a text is meant: affirmed, denied, suspected, past, of the family, or only imagined.

One walk over the words. What a word such as 'denies' says reaches on until something ends it; over a comma it reaches
only as far as its kind allows, and never onto a complaint with a time of its own. Words such as 'negative' or '?' after a
finding reach back over the list it ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.context.between_findings import nothing_follows
from fhir_mappings.text.context.context_scope import AHEAD, TO_THE_END, Scope, Walk
from fhir_mappings.text.context.context_signs import ENDS, ORS, PATIENT, WALKED
from fhir_mappings.text.context.context_words import STOP, STOP_OF_DENIAL, ContextWords, Roles
from fhir_mappings.text.context.denial_lists import is_like
from fhir_mappings.text.context.list_headings import begin_list_under, heads_a_list, leave_headings_open
from fhir_mappings.text.context.reach_on import meant_in_scope
from fhir_mappings.text.context.signs_on_the_way import read_sign
from fhir_mappings.text.context.speaking_ahead import UNTIL, speak_ahead
from fhir_mappings.text.context.speaking_back import speaks_back
from fhir_mappings.text.context.whose import is_of_the_patient_again
from fhir_mappings.text.finding_roles import Kinds
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.words import Words, word_at

_PAST_CANCER = "history_of_malignancy"
_SIGNIFICANT = WALKED | ORS | PATIENT
"""Single words that a scope heeds."""
_WHATEVER_REACHES_ON = ENDS | {"(", ")"}
"""Signs that count also where nothing reaches on to them."""
_DENIED = Meant.DENIED
_DENIALS = frozenset({"no", "without", "nil", "excludes", "excluded"})
_AN_AUXILIARY = 2
"""Words before a course in which a phrase that denies it begins: 'has not returned'."""
_NO_PHRASES: tuple[None, frozenset[str]] = (None, frozenset())


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
                read_sign(walk, at)
            done = at + 1
            continue
        place = len(walk.meant)
        alone, pairs = known.get(key, _NO_PHRASES)
        begins = (alone is not None or (at + 1 < size and spelled[at + 1] in pairs)) and at not in taken
        phrase = _phrase_at(walk, at, hit, place) if begins else None
        if hit is not None and (phrase is None or phrase[0] <= hit.last - hit.first + 1):
            if phrase is None:
                _hit_alone(walk, hit)
            else:
                _hit_that_begins(walk, hit, phrase[1])
            done = hit.last + 1
        elif phrase is not None:
            done = at + _speak(walk, at, phrase[0], phrase[1], place)
            while place < len(hits) and hits[place].first < done:  # covered by a longer context phrase
                walk.meant.append(Meant.LEFT_OPEN)
                place += 1
        else:
            if key in _SIGNIFICANT:
                read_sign(walk, at)
            else:
                walk.scope.words += 1
            done = at + 1
    if ":" in words.named and _DENIED in walk.meant:
        leave_headings_open(walk)
    return walk.meant


def _phrase_at(walk: Walk, at: int, hit: Hit | None, place: int) -> tuple[int, Roles] | None:
    """The longest context phrase that begins at a word, ahead of the hit at a `place` unless it says more than that: 'no
    recurrence' is longer than 'recurrence', which says nothing."""
    spelled, hits, context = walk.spelled, walk.hits, walk.context
    before = len(spelled) if hit or place == len(hits) else hits[place].first
    phrase = context.at(spelled, at, before)
    if phrase is not None and spelled[at] in PATIENT and phrase[1].after and not nothing_follows(walk, at + phrase[0]):
        phrase = None  # 'wife has MS, he does not have weakness'
    if before < len(spelled):
        following = hits[place]
        if not following.findings or (before - at <= _AN_AUXILIARY and walk.kinds.is_course(following)):
            longer = context.at(spelled, at, following.last + 1)
            return longer if longer and at + longer[0] > following.last else phrase
    return phrase


def _hit_alone(walk: Walk, hit: Hit) -> None:
    """A phrase that says its own finding, and no more."""
    _hit(walk, hit)
    if not walk.scope.kind:
        _denied_inside(walk, hit)


def _hit_that_begins(walk: Walk, hit: Hit, roles: Roles) -> None:
    """A phrase whose words also say something of those around it."""
    if roles.before in AHEAD and walk.scope.commas and walk.scope.kind not in TO_THE_END:
        walk.scope = Scope()  # 'not on anticoagulants, considering injection'
    reached = walk.scope
    _hit(walk, hit)
    if not walk.kinds.is_course(hit):  # 'no worsening of neck pain'
        _begun_by_a_hit(walk, roles, reached.denies_one())


def _begun_by_a_hit(walk: Walk, roles: Roles, repeated: bool) -> None:
    """A phrase such as 'denies radiculopathy' says its own finding, and denies what follows in the list as well; one that
    affirms ends what reached here, one such as 'planning' goes on to what is planned."""
    if roles.before in ("denied", "denied in a list"):
        walk.scope = Scope(roles.before, hits=1, like=is_like(walk, walk.hits[len(walk.meant) - 1]), repeated=repeated)
    elif roles.before == "affirmed" and walk.meant[-1] is not Meant.DENIED and walk.scope.kind not in TO_THE_END:
        walk.scope = Scope()
    elif roles.before in AHEAD and walk.scope.kind not in TO_THE_END and not walk.kinds.is_done(walk.hits[len(walk.meant) - 1]):
        walk.scope = Scope(roles.before)  # 'pre-op planning L3-5 decompression'
    elif roles.before == STOP_OF_DENIAL and walk.spelled[walk.hits[len(walk.meant) - 1].first] == UNTIL:
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


def _speak(walk: Walk, at: int, size: int, roles: Roles, place: int) -> int:
    """A context phrase: it speaks of what comes, unless it ends what came. How many of its words are done with: of an answer
    that nothing came before only its colon, 'Spine: no signs pointing to metastases'."""
    if walk.spelled[at] == ":" and _goes_on_behind_its_colon(walk, at, size):
        read_sign(walk, at)
        return 1
    if roles.after and speaks_back(walk, at, size, roles, place):
        return size
    speak_ahead(walk, at, size, roles.before, place)
    return 1 if walk.spelled[at] == ":" and not roles.before else size


def _goes_on_behind_its_colon(walk: Walk, at: int, size: int) -> bool:
    """Whether the words behind a colon say more of what comes than of what came: 'Neck pain: no evidence of fracture'."""
    if at + 1 == len(walk.spelled) or walk.spelled[at + 1] not in walk.context.by_first:
        return False
    ahead = walk.context.at(walk.spelled, at + 1, len(walk.spelled))
    return ahead is not None and ahead[0] >= size > 1 and ahead[1].before != ""
