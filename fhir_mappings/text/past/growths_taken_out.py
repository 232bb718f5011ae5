"""Something that was taken out, and nobody here knows what it was: 'lump out of the breast in Manila, histology requested'.
It may have been a cancer. The words stand in `tables/text/growths_taken_out.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/growths_taken_out")

_CANCER = "history_of_malignancy"
_CANCERS = frozenset({_CANCER, "malignancy_active", "low_risk_skin_or_in_situ_cancer"})
_TAKEN = 5
"""Words between what was taken out and that it was."""
_KNOWN = 20
"""Words from there to what says that nobody knows what it was."""
_SENTENCES = 1
_WEIGHED = 3
"""Words before a name of it in which somebody doubts that."""


def growths_taken_out(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """A past cancer suspected where something was taken out of which nobody knows what it was. `found` is all that a text
    says."""
    words = made.words
    if _WORDS["growth"].isdisjoint(words.named) or _WORDS["taken out"].isdisjoint(words.named):
        return
    if any(said.finding in _CANCERS for said in found):
        return
    unknown = [
        (at, end) for at in _unknown().begins(words) if (end := max(_unknown().ends(words.keys, at, len(words)), default=0))
    ]
    for at in words.where(_WORDS["growth"]) if unknown else ():
        taken = _taken_out(words, at)
        if taken is None or not made.is_of_patient(at):
            continue
        for first, end in unknown:
            if taken <= first <= taken + _KNOWN and _is_told_of_it(words, at, first, end):
                yield Said(_CANCER, State.SUSPECTED, made.slice(min(at, taken), end - 1))
                return


def _taken_out(words: Words, at: int) -> int | None:
    """The place that tells that what stands at another was taken out; None where it does not."""
    behind, before = range(at + 1, min(at + 1 + _TAKEN, len(words))), range(at - 1, max(-1, at - _TAKEN), -1)
    told: int | None = next((word for word in (*behind, *before) if words.keys[word] in _WORDS["taken out"]), None)
    return None if told is None else max(told, at)


def _is_told_of_it(words: Words, at: int, first: int, end: int) -> bool:
    """Whether what nobody knows stands near enough, and nothing tells what was taken out."""
    spelled = words.keys
    if sum(key in SENTENCE for key in spelled[at:first]) > _SENTENCES:
        return False
    for word in range(max(0, at - _WEIGHED), min(end + _TAKEN, len(spelled))):
        if spelled[word] in SENTENCE and word >= end:
            break
        doubted = not _WORDS["of which nobody knows"].isdisjoint(spelled[max(0, word - _WEIGHED) : word])
        if spelled[word] in _WORDS["what it was"] and not doubted and not first <= word < end:
            return False
    return True


@cache
def _unknown() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/growths_taken_out.yaml")["phrases"]["nobody knows it"])
