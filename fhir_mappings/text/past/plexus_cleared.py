"""A plexopathy that somebody thought of and a study behind it clears: 'referred as plexopathy but plexus studies normal' denies
it; a plain one beside such a study is left open. The words stand in `tables/text/plexus_cleared.yaml`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import BREAKS
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/plexus_cleared")

_NERVE = "neuropathy_or_plexopathy_dx"
_SYNDROMES = frozenset({"brachial_plexus_syndrome", "lumbosacral_plexus_syndrome"})
_PLEXUS = _SYNDROMES | {_NERVE}
_PICTURED = 3
"""Words before a clear plexus in which its picture is named."""
_CALLED = 6
"""Words before a plexopathy in which somebody calls it so."""
_THERE = (Meant.AFFIRMED, Meant.SUSPECTED, Meant.PAST)


def of_a_plexus_cleared(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, a plexopathy denied or left open that a study behind it clears."""
    if _WORDS["plexus"].isdisjoint(words.named) or _WORDS["telling"].isdisjoint(words.named):
        return meant
    named = [
        place
        for place, hit in enumerate(hits)
        if not _PLEXUS.isdisjoint(hit.findings) and not _WORDS["plexus"].isdisjoint(words.keys[hit.first : hit.last + 1])
    ]
    cleared = list(_cleared(words)) if named else []
    if not cleared:
        return meant
    made, parts = list(meant), words.where(BREAKS)
    for at, end in cleared:
        which = frozenset[str]().union(*(hits[place].findings for place in named if at <= hits[place].first < end))
        for place in named:
            hit = hits[place]
            if hit.last >= at or made[place] not in _THERE or not (_is_of_one_plexus(hit.findings, which)):
                continue
            ended = bisect_right(parts, hit.first)
            begins = max(parts[ended - 1] if ended else 0, hit.first - _CALLED, 0)
            called = made[place] is Meant.SUSPECTED or not _WORDS["only called so"].isdisjoint(words.keys[begins : hit.first])
            made[place] = Meant.DENIED if called else Meant.LEFT_OPEN
    return made


def _cleared(words: Words) -> Iterator[tuple[int, int]]:
    """The places where words begin that clear a plexus, and those behind them; not those of its picture."""
    group, spelled = _group(), words.keys
    for at in group.begins(words):
        end = max(group.ends(spelled, at, len(words)), default=None)
        around = () if end is None else (*spelled[max(0, at - _PICTURED) : at], *spelled[end : end + 2])
        if end is not None and _WORDS["pictured"].isdisjoint(around):
            yield at, end


def _is_of_one_plexus(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of findings may be of the same plexus."""
    first, second = one & _SYNDROMES, other & _SYNDROMES
    return not first or not second or not first.isdisjoint(second)


@cache
def _group() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/plexus_cleared.yaml")["phrases"]["cleared"])
