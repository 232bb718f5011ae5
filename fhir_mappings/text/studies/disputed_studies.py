"""Earlier studies that one person tells of and another says were never made: 'mum thinks they took a film, dad says they never
did one'. The words stand in `tables/text/disputed_studies.yaml`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.said import SENTENCE, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/disputed_studies")

_SAYS = 7
"""Words between a witness and what is said."""
_BACK, _AHEAD = 24, 8
"""Words before and behind what is said in which the study stands."""
_SENTENCES = 1
_OPENS = "("


def is_disputed(words: Words) -> bool:
    """Whether a text may hold what somebody disputes."""
    if not _WORDS["witness"].isdisjoint(words.named) and _groups()["it was never made"].begins(words):
        return True
    return bool(_groups()["they disagree"].begins(words))


def disputed_studies(made: Text, studies: Sequence[int]) -> Iterator[int]:
    """The places of the studies, of those at some places, of which those who tell of them do not agree that they were made."""
    groups, words = _groups(), made.words
    denied = list(_told(words, groups["it was never made"]))
    for _, witness in denied:
        study = _study_before(made, studies, witness)
        if study is not None:
            yield study
    for _, witness in _told(words, groups["it was made"]) if denied else ():
        before = [place for place, _ in denied if place < witness and witness - place <= _BACK]
        study = _study_before(made, studies, witness) if before else None
        if study is not None:
            yield study
    for at in groups["they disagree"].begins(words):
        if groups["they disagree"].ends(words.keys, at, len(words)):
            place = bisect_left(studies, at)
            if place < len(studies) and studies[place] - at <= _AHEAD:
                yield studies[place]


def _told(words: Words, group: PhraseGroup) -> Iterator[tuple[int, int]]:
    """The places where such words stand that a witness says, each with the place where what the witness says begins."""
    spelled = words.keys
    for at in group.begins(words):
        ended = max(group.ends(spelled, at, len(spelled)), default=None)
        if ended is None or not _WORDS["of other times"].isdisjoint(spelled[ended : ended + 2]):
            continue
        behind = ended + 1 if spelled[ended : ended + 1] == (_OPENS,) else None
        if behind is not None and not _WORDS["witness"].isdisjoint(spelled[behind : behind + 2]):
            yield at, at
            continue
        for word in range(at - (spelled[at] not in _WORDS["witness"]), max(-1, at - _SAYS), -1):
            if spelled[word] in _WORDS["witness"]:
                yield at, word
                break
            if spelled[word] not in _WORDS["says"]:
                break


def _study_before(made: Text, studies: Sequence[int], at: int) -> int | None:
    """The study nearest before a place, in the same sentence or the one before."""
    place = bisect_left(studies, at)
    study = studies[place - 1] if place else None
    if study is None or at - study > _BACK:
        return None
    ends = sum(key in SENTENCE for key in made.words.keys[study + 1 : at])
    return study if ends <= _SENTENCES else None


@cache
def _groups() -> Mapping[str, PhraseGroup]:
    phrases = packaged_yaml("fhir_mappings", "tables/text/disputed_studies.yaml")["phrases"]
    return {name: PhraseGroup(written) for name, written in phrases.items()}
