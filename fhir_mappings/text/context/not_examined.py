"""Signs that a text only names because nobody has looked for them: 'coordination and Romberg have not been examined'. They are
left open. The words stand in `tables/text/not_examined.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/not_examined")

_LONGEST = 7
"""Words of what says before a list that nobody looked."""
_LIST = 24
"""Words of a list on either side of a sign at most."""


def of_what_was_not_examined(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, the names of signs left open where nobody looked for them."""
    signs, spelled = _WORDS["signs"], words.keys
    if signs.isdisjoint(words.named):
        return meant
    named = [place for place, hit in enumerate(hits) if meant[place] is Meant.AFFIRMED and _names_a_sign(spelled, hit)]
    if not named:
        return meant
    made, members, others = list(meant), _members(hits, named), _WORDS["members"]
    for place in named:
        hit = hits[place]
        after, last = hit.last + 1, min(len(words), hit.last + _LIST)
        while after < last and not _begins(spelled, after) and (after in members or spelled[after] in others):
            after += 1
        before = hit.first
        while before > max(0, hit.first - _LIST) and (before - 1 in members or spelled[before - 1] in others):
            before -= 1
        if _begins(spelled, after) or _ends(spelled, before):
            made[place] = Meant.LEFT_OPEN
    return made


def _names_a_sign(spelled: Sequence[str], hit: Hit) -> bool:
    """Whether a phrase is no more than the name of a sign, with nothing said of how it was."""
    around = spelled[max(0, hit.first - 1) : hit.last + 2]
    return not _WORDS["signs"].isdisjoint(spelled[hit.first : hit.last + 1]) and _WORDS["told"].isdisjoint(around)


def _members(hits: Sequence[Hit], named: Sequence[int]) -> frozenset[int]:
    """The places of the words of signs."""
    return frozenset(at for place in named for at in range(hits[place].first, hits[place].last + 1))


def _begins(spelled: Sequence[str], at: int) -> bool:
    """Whether words that say that nobody looked begin at a place."""
    phrases = _behind()
    return at < len(spelled) and spelled[at] in phrases.firsts and bool(phrases.ends(spelled, at, len(spelled)))


def _ends(spelled: Sequence[str], before: int) -> bool:
    """Whether words that say that nobody looked end just before a place."""
    phrases, begins = _before(), range(max(0, before - _LONGEST), before)
    return any(spelled[at] in phrases.firsts and before in phrases.ends(spelled, at, before) for at in begins)


@cache
def _behind() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/not_examined.yaml")["phrases"]["not looked for"])


@cache
def _before() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/not_examined.yaml")["phrases"]["nobody looked"])
