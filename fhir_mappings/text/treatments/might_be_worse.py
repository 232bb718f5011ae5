"""What only could get worse under treatment, or is no complaint of ours: 'could get worse with PT', 'BP worse on NSAIDs'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, SENTENCE
from fhir_mappings.text.treatments.told_worse import WORSE
from fhir_mappings.text.treatments.worse_of_what import is_of_the_neck_now
from fhir_mappings.text.treatments.worse_words import worse_words
from fhir_mappings.text.words import Words

_NEAR = 4
"""Words before it in which it is told that it only might be."""


def of_what_might_be(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant, what only could get worse under treatment, or is no complaint of ours, as left open: 'could get
    worse with PT', 'BP worse on NSAIDs', 'worse with PT in 2019'."""
    if not any(WORSE in hit.findings for hit in hits):
        return meant
    ends = words.where(SENTENCE)
    both = zip(hits, meant, strict=True)
    return [
        Meant.LEFT_OPEN if how is Meant.AFFIRMED and WORSE in hit.findings and _might_be(words, ends, hit, as_of) else how
        for hit, how in both
    ]


def _might_be(words: Words, ends: Sequence[int], hit: Hit, as_of: date) -> bool:
    if not worse_words().no_course.isdisjoint(words.keys[hit.last + 1 : hit.last + 2]):
        return True  # 'worse during PT sessions'
    if not is_of_the_neck_now(words, ends, hit.first, hit.last, as_of):
        return True
    before = words.keys[max(0, hit.first - _NEAR) : hit.first]
    last = next((at for at in range(len(before) - 1, -1, -1) if before[at] in PARTS), -1)
    near, known = set(before[last + 1 :]), worse_words()
    if not known.not_so.isdisjoint(near):
        return True
    return not known.others.isdisjoint(near)
