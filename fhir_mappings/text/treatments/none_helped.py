"""Treatments of which a text says that none helped: 'neither six weeks of PT nor meloxicam made any difference'.

'Neither' denies the help, not the treatments. The words stand in `tables/text/none_helped.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.hits_between import hits_between
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, SENTENCE, Said, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.facts import State

_RESULT = "conservative_result"
_FAR, _BEHIND = 14, 7
"""Words from 'neither' to the last 'nor', and from there to what tells that it did not help."""
_ENDS = PARTS | {":", "("}


def of_what_did_not_help(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant where some are treatments of which none helped."""
    made = meant
    for first, end in _parts(words):
        for at in hits_between(hits, first + 1, end + 1):
            if meant[at] is Meant.DENIED and kinds_of_time().is_treatment(hits[at]):
                made = list(made) if made is meant else made
                made[at] = Meant.AFFIRMED
    return made


def with_those_that_failed(made: Text, found: list[Said]) -> list[Said]:
    """What a text says, with the result of such treatments: they failed, and 'naproxen helped' is no part of it."""
    treatments = kinds_of_time().treatments
    if treatments.isdisjoint(made.findings):
        return found
    helped, failed = set[str](), list[Said]()
    for first, end in _parts(made.words):
        affirmed = [made.hits[at] for at in hits_between(made.hits, first + 1, end + 1) if made.meant[at] is Meant.AFFIRMED]
        of_these = [hit for hit in affirmed if not treatments.isdisjoint(hit.findings)]
        if of_these:
            helped.update(made.slice(hit.first, hit.last) for hit in of_these)
            failed.append(Said(_RESULT, State.PRESENT, made.slice(first, end), "failed"))
    if not failed:
        return found
    return [*(said for said in found if said.finding != _RESULT or said.words not in helped), *failed]


def _parts(words: Words) -> Iterator[tuple[int, int]]:
    """The places of each 'neither' and of the word that tells that neither helped."""
    listed, spelled = word_lists("text/none_helped"), words.keys
    if listed["neither"].isdisjoint(words.named) or (listed["helped"] | listed["did it"]).isdisjoint(words.named):
        return
    for at in words.where(listed["neither"]):
        if at and spelled[at - 1] in listed["not given"]:
            continue  # 'has tried neither PT nor NSAIDs'
        nor = next((place for place in range(at + 1, min(len(spelled), at + _FAR)) if spelled[place] in listed["nor"]), None)
        if nor is None or not SENTENCE.isdisjoint(spelled[at:nor]):
            continue
        for place in range(nor + 1, min(len(spelled), nor + 1 + _BEHIND)):
            if spelled[place] in _ENDS or spelled[place] in listed["not given"]:
                break
            did = spelled[place] in listed["did it"] and spelled[place - 1] in listed["did"]  # 'did much'
            if did or spelled[place] in listed["helped"]:
                yield at, place
                break
