"""What somebody never had: 'no cancer' denies a past one as well, 'no active cancer' does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import past_of
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.quoted import quoted_as_denied
from fhir_mappings.text.said import Said, Text
from imaging_rules.facts import State

_DENIED = Meant.DENIED
_LESS = frozenset({"metastases", "cancer_treatment_current"})
"""Who has no metastases, or no chemotherapy, may have a cancer."""
_AROUND_A_DENIAL = 6


def never_had(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """Who has no cancer, without a word such as 'active' or 'evidence' that would leave a past one open, never had one."""
    lasting = past_of().keys()
    if lasting.isdisjoint(made.findings):
        return
    denied = [
        hit
        for hit, how in zip(made.hits, made.meant, strict=True)
        if how is _DENIED and not lasting.isdisjoint(hit.findings) and _LESS.isdisjoint(hit.findings)
    ]
    if not denied:
        return
    said = {each.finding for each in found if each.state is not State.REFUTED}
    for hit in denied:
        for meaning in hit.meanings:
            past = past_of().get(meaning.finding)
            if past and not said & {past, meaning.finding} and not _leaves_the_past_open(made, hit):
                words = made.slice(max(0, hit.first - 1), hit.last)
                yield Said(past, State.REFUTED, words, denial=quoted_as_denied(made, hit))


def _leaves_the_past_open(made: Text, hit: Hit) -> bool:
    around = made.words.keys[max(0, hit.first - _AROUND_A_DENIAL) : hit.last + 2]
    return bool(context_words().of_today.intersection(around))
