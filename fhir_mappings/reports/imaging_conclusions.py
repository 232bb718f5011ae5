"""What the conclusion of an imaging report says, in a few result words (`normal`, `fracture`, `inconclusive` …).

Codes are read by `tables/imaging_conclusions.csv`, words by `conclusion_words`. A reassuring result stands only where nothing
else in the same conclusion could speak against it: another result, a code of no known meaning, or a sentence that is not
understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.reports.conclusion_advice import advises_in_part, advises_more
from fhir_mappings.reports.conclusion_sentences import impression_of, sentences_of, split_sentences
from fhir_mappings.reports.conclusion_words import (
    ADVICE,
    COMPRESSION_FRACTURE,
    NEW_FRACTURE,
    Result,
    is_stated_plainly,
    open_findings,
    worded_results,
)
from fhir_mappings.reports.phrases import report_phrases, says
from fhir_mappings.resource.elements import Coding, codings, members, texts
from fhir_mappings.tables_csv import table
from fhir_mappings.whole_texts import normal_text

_NO_SACROILIITIS = "no-sacroiliitis"
_IN_PLACE, _NO_LESION, NORMAL_BONES = "in-place", "no-lesion", "normal-bones"
_DENY_HURT = frozenset({"no-fracture", "no-acute-fracture", _NO_LESION})
REASSURING = frozenset({"normal", _NO_SACROILIITIS, "no-compression-fracture", _IN_PLACE, NORMAL_BONES}) | _DENY_HURT
_FRACTURES = frozenset({"fracture", COMPRESSION_FRACTURE, NEW_FRACTURE, "dislocation"})
_HURT = _FRACTURES | {"ligament-injury"}
_NEW_COMPRESSION_FRACTURE = "new-compression-fracture"
_ADVICE = frozenset({ADVICE})
_KIND = re.compile(r"\s*\((finding|disorder|qualifier value|situation)\)\s*$", re.IGNORECASE)
_SHORTEST_CATEGORY = 3


@dataclass(frozen=True, slots=True)
class Concluded:
    """What a report concludes: its results, and those among them that its words alone tell."""

    results: frozenset[Result] = frozenset()
    in_words: frozenset[Result] = frozenset()


def results_of(report: Mapping[str, Any], conclusion: str, as_of: date, *, revised: bool) -> Concluded:
    """What a report concludes; empty where that cannot be read.

    `revised` says that the report was changed after it was final: its words may then take back what its code says.
    """
    concepts = members(report.get("conclusionCode"))
    coded = [coded_results(codings(concept), texts(concept)) for concept in concepts]
    by_code = frozenset(result for results in coded for result in results)
    read = {sentence: worded_results(sentence, as_of) for sentence in sentences_of(conclusion)}
    unread, worded = _is_unread(conclusion, read), read.values()
    by_words = frozenset(result for results in worded if results for result in results)
    by_words |= frozenset(result for concept in concepts for result in _beside_codes(concept, as_of))
    by_words |= frozenset(result for sentence in read for result in _left_to_do(sentence))
    by_words |= frozenset(_new_compressions(by_code | by_words))
    by_words |= frozenset(_sound_bones(by_words)) if None not in worded else frozenset()
    doubtful = any(not results for results in coded) or (unread and (revised or not coded or _leaves_open(conclusion)))
    names = {result.name for result in by_code | by_words}
    standing = frozenset(
        result
        for result in by_code | by_words
        if result.name not in REASSURING or not (doubtful or _spoken_against(result, names))
    )
    return Concluded(standing, standing - by_code)


def _left_to_do(sentence: str) -> Iterator[Result]:
    """What a sentence leaves open or advises, whether or not all of it is understood."""
    yield from open_findings(sentence)
    if advises_more(sentence) or advises_in_part(sentence):
        yield Result(ADVICE)


def _is_unread(conclusion: str, read: Mapping[str, frozenset[Result] | None]) -> bool:
    """Whether a sentence that could speak against a reassuring result is not understood: one of the impression, or one before
    it that leaves something open. What else a report describes, its impression has weighed. `read` holds the results of each
    sentence, None where it is not understood."""
    concludes = set(sentences_of(impression_of(conclusion)))
    return any(results is None and (each in concludes or not is_stated_plainly(each)) for each, results in read.items())


def coded_results(coded: Iterable[Coding], wordings: Iterable[str] = ()) -> frozenset[Result]:
    """The results of one coded conclusion: by its codes, else by its words as a whole."""
    by_code = frozenset(result for each in coded for result in _of_code(each.system, each.code))
    results = report_phrases("result")
    return by_code or frozenset(Result(results[text]) for each in wordings if (text := _plain(each)) in results)


def _beside_codes(concept: Mapping[str, Any], as_of: date) -> Iterator[Result]:
    """What the words of a coded conclusion say: nothing that reassures; beside a known code only that a fracture is new."""
    known = any(_of_code(each.system, each.code) for each in codings(concept))
    for wording in texts(concept):
        for result in worded_results(wording, as_of) or ():
            if result.name == NEW_FRACTURE or not (known or result.name in REASSURING):
                yield result


def _new_compressions(results: frozenset[Result]) -> Iterator[Result]:
    """A compression fracture that codes or words name, and words call new."""
    new = {result.region for result in results if result.name == NEW_FRACTURE}
    for result in results:
        if result.name == COMPRESSION_FRACTURE and (new & {"", result.region} or (new and not result.region)):
            yield Result(_NEW_COMPRESSION_FRACTURE, result.region)


def _sound_bones(results: frozenset[Result]) -> Iterator[Result]:
    """Bones that look as they should, and neither a fracture nor a lesion: films that say so are normal ones."""
    names = {result.name for result in results}
    if _IN_PLACE in names and names & _DENY_HURT:
        yield Result(NORMAL_BONES)


def _plain(wording: str) -> str:
    """A coded conclusion's wording without its number and SNOMED CT's word for its kind; "" for a number alone."""
    return re.sub(r"^\d+\s*", "", normal_text(_KIND.sub("", wording)))


def _leaves_open(conclusion: str) -> bool:
    return any(says("hedge", sentence) for sentence in split_sentences(conclusion))


def _spoken_against(result: Result, names: set[str]) -> bool:
    if result.name in ("normal", NORMAL_BONES):
        return bool(names - REASSURING - _ADVICE)
    return "inflammation" in names if result.name == _NO_SACROILIITIS else bool(names & _HURT)


def _of_code(system: str | None, code: str | None) -> tuple[Result, ...]:
    """The rows of a code; in ICD-10-CM those of every category above it."""
    if system is None or code is None:
        return ()
    lengths = range(_SHORTEST_CATEGORY, len(code) + 1) if system == "icd-10-cm" else (len(code),)
    return tuple(result for length in lengths for result in _codes().get((system, code[:length]), ()))


@cache
def _codes() -> dict[tuple[str, str], tuple[Result, ...]]:
    found: dict[tuple[str, str], tuple[Result, ...]] = {}
    for row in table("imaging_conclusions"):
        key = (row["system"], row["code"].replace(".", ""))
        found[key] = (*found.get(key, ()), Result(row["result"], row["region"]))
    return found
