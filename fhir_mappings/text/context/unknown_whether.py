"""How far it reaches that nobody knows whether something is so: over words that begin another thought elsewhere, and back from
what says so to the 'whether' before it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.hits_between import hits_between
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/unknown_whether")

_LONGEST = 8
"""Words: 'nobody ever got to ask him whether'."""
_OPEN = "open"
_FAR = 24
"""Words from a 'whether' to what says that nobody knows."""
_NEAR = 3
"""Words from an 'or not' to it, and from a 'whether' to what is there all the same."""
_WHETHER, _NOT, _MARK = "whether", "not", "?"
_SETTLED = (Meant.AFFIRMED, Meant.SUSPECTED, Meant.DENIED, Meant.PAST)


def is_part_of_what_is_unknown(walk: Walk, at: int) -> bool:
    """Whether a word only leads on to what nobody knows: 'unknown whether he has had physio', 'unclear if on steroids'."""
    scope = walk.scope
    if scope.kind != _OPEN or scope.hits or scope.commas or walk.spelled[at] not in _WORDS["part of it"]:
        return False
    return not _WORDS["whether"].isdisjoint(walk.spelled[scope.start : min(scope.start + _LONGEST, at)])


def of_what_nobody_knows(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, those left open of which nobody knows whether they are so: 'whether there have been new symptoms
    since is not stated', 'new numbness or not I cannot say'."""
    unknown = _unknown()
    if unknown.firsts.isdisjoint(words.named) or not hits:
        return meant
    parts = [
        *words.where(frozenset({_WHETHER, _MARK})),
        *(at for at in words.where(_WORDS["or not"]) if words.keys[at + 1 : at + 2] == (_NOT,)),
    ]
    if not parts:
        return meant
    ends, made = words.where(SENTENCE), list(meant)
    for at in parts:
        ended = bisect_left(ends, at)
        begins, last = ends[ended - 1] if ended else -1, ends[ended] if ended < len(ends) else len(words)
        asks, known = words.keys[at] == _WHETHER, _known_from(words, unknown, at, last)
        if known is None:
            continue
        first, behind = (at, known) if asks else (begins, at)
        inside = [place for place in hits_between(hits, first + 1, behind) if hits[place].last < behind]
        if words.keys[at] == _MARK:  # 'fell from a ladder, weakness? not known': of the fall it asks nothing
            inside = [place for place in inside[-1:] if _is_asked_for(words, hits[place], at)]
        for place in inside if asks else inside[-1:]:
            if made[place] in _SETTLED and not (asks and _is_there(words, hits[place], at)):
                made[place] = Meant.LEFT_OPEN
    return made


def _known_from(words: Words, unknown: PhraseGroup, at: int, last: int) -> int | None:
    """The place of what says that nobody knows, behind a 'whether', an 'or not' or the mark of a question that it answers."""
    if words.keys[at] == _MARK:
        answers = words.keys[at + 1 : at + 2] and words.keys[at + 1] in unknown.firsts
        ended = unknown.ends(words.keys, at + 1, at + 1 + _LONGEST) if answers else []
        return at if any(end == len(words) or words.keys[end] in SENTENCE for end in ended) else None
    first, end = (at + 1, at + _FAR) if words.keys[at] == _WHETHER else (at + 2, at + 2 + _NEAR)
    told = (place for place in range(first, min(last, end)) if words.keys[place] in unknown.firsts)
    return next((place for place in told if unknown.ends(words.keys, place, last)), None)


def _is_asked_for(words: Words, hit: Hit, mark: int) -> bool:
    """Whether a question asks for a finding in it, and not for its cause, or for what stands behind a comma."""
    return _WORDS["of something else"].isdisjoint(words.keys[hit.last + 1 : mark])


def _is_there(words: Words, hit: Hit, whether: int) -> bool:
    """Whether a finding right behind 'whether' is there, and something else of it is not known."""
    before = words.keys[whether + 1 : hit.first]
    return 0 < len(before) <= _NEAR and before[0] in _WORDS["that is there"]


@cache
def _unknown() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/unknown_whether.yaml")["phrases"]["nobody knows it"])
