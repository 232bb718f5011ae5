"""A weakness or a numbness of these days that is gone: 'legs were weak yesterday, strong today'.

It was had. What is only better is there, and so is what the sentence leaves. The words stand in `tables/text/well_again.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Any

from fhir_mappings.text.kinds import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_TABLE = "text/well_again"
_WORDS = word_lists(_TABLE)
_DEFICITS = frozenset({"weakness", "sensory_loss", "foot_drop"})
_BEFORE, _BEHIND, _FAR = 2, 3, 14
"""Words before and behind the symptom in which its day stands, and from it to what tells that it is well."""
_ENDS = frozenset({".", "\n"})


def of_what_is_well_again(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant where some name a symptom of nerves of the last days that is gone."""
    if words.named.isdisjoint(_WORDS["then"]) or not any(map(_is_a_deficit, hits)):
        return meant
    spelled, well, made = words.keys, _well().begins(words), list(meant)
    for place, hit in enumerate(hits):
        if made[place] is not Meant.AFFIRMED or not _is_a_deficit(hit):
            continue
        near = spelled[max(0, hit.first - _BEFORE) : hit.last + 1 + _BEHIND]
        if _WORDS["then"].isdisjoint(near):
            continue
        end = min(len(spelled), hit.last + _FAR)
        end = next((at for at in range(hit.last + 1, end) if spelled[at] in _ENDS), end)
        for at in well[bisect_right(well, hit.last) : bisect_left(well, end)]:
            if _well().ends(spelled, at, len(spelled)) and _WORDS["not over"].isdisjoint(spelled[hit.last + 1 : end]):
                made[place] = Meant.PAST
                break
    return made


def _is_a_deficit(hit: Hit) -> bool:
    return not _DEFICITS.isdisjoint(hit.findings) and kinds_of_time().is_deficit(hit)


@cache
def _well() -> PhraseGroup:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", f"tables/{_TABLE}.yaml")
    return PhraseGroup(content["well"])
