"""A report's conclusion in words: sentence by sentence, which results it tells and whether the sentence is understood whole.

What is stated plainly is a result. A reassuring one needs a sentence of which every word is known
(`tables/conclusion_sentences.yaml`): it denies what it names and nothing else. Sentences about earlier studies, about what was
asked, and whole parts such as 'Clinical history:' tell nothing of this study.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.reports.conclusion_advice import advises_more, is_mere_advice
from fhir_mappings.reports.conclusion_region import region_in
from fhir_mappings.reports.conclusion_table import LEVEL, filler, sentence_table
from fhir_mappings.reports.phrases import any_phrase_of, report_phrases, says
from fhir_mappings.tables_csv import table
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.said import Said
from fhir_mappings.whole_texts import normal_text
from fhir_mappings.word_match import words_in
from imaging_rules.facts import State

_WITH = re.compile(r"\bwith\b", re.IGNORECASE)
_DENIAL = re.compile(r"\W*(?:no|without|negative)\b", re.IGNORECASE)
_STOPS_A_DENIAL = re.compile(r":|\band\b(?!\s+(?:no|without)\b)", re.IGNORECASE)
_LIST_ENDS = re.compile(r"\b(?:or|nor|and)\b", re.IGNORECASE)
ADVICE, OPEN_FINDING = "follow-up", "indeterminate-lesion"
COMPRESSION_FRACTURE, NEW_FRACTURE = "compression-fracture", "new-fracture"
_MAY = re.compile(r"(?:(?<=\bin )|(?<=\bsince )|(?<=\bof )|(?<=\d ))May\b|\bMay(?= \d)")
_FRACTURES = frozenset({"fracture", COMPRESSION_FRACTURE})


@dataclass(frozen=True, slots=True)
class Result:
    """One result word, and the spine region it is about: a name of the catalogue, `*` for the spine as a whole, or ""
    where it is not said."""

    name: str
    region: str = ""


def of_this_study(sentence: str) -> str:
    """What of a sentence tells what these images show; "" for a sentence about what was asked, or what was seen before.

    'New since the prior study' tells it, and is left without what it is compared with.
    """
    if not says("context", sentence):
        return sentence
    own = without_comparison(sentence)
    appeared = says("new", own) or says("not there before", sentence)
    return own if appeared and not says("context", own) else ""


def without_comparison(sentence: str) -> str:
    """A sentence without what it is compared with."""
    return _comparison().sub("", sentence).strip(" ,;")


def is_stated_plainly(sentence: str) -> bool:
    """Whether a sentence leaves nothing open. The month of May leaves nothing open, nor does how old a fracture is."""
    told = _MAY.sub("", _open_age().sub("", sentence))
    return "?" not in told and not says("hedge", told) and not says("doubt", told)


def worded_results(sentence: str, as_of: date) -> frozenset[Result] | None:
    """The results of one sentence; None where it is not understood."""
    plain = normal_text(sentence)
    if plain in report_phrases("result"):
        return frozenset({Result(report_phrases("result")[plain], region_in(sentence))})
    understood = None if _may_tell_more(sentence) else _understood(plain.split())
    if understood is not None:
        return frozenset({Result(understood, region_in(sentence))}) if understood else frozenset()
    if is_mere_advice(sentence):
        return frozenset({Result(ADVICE)})
    headed = _of_a_headed_study(sentence, as_of)
    if headed is not None:
        return headed
    parts = [_of_a_part(part) for part in sentence.split(",")]
    if None not in parts:  # 'Joints normal, no erosion'
        return frozenset(Result(name, region_in(sentence)) for name in parts if name)
    own = of_this_study(sentence)
    if not own or says("hedge", _open_age().sub("", sentence)):
        return None
    if own != sentence and (understood := _understood(normal_text(own).split())) == NEW_FRACTURE:
        return frozenset({Result(understood, region_in(own))})
    told = _of_findings(own, read_text(own, as_of).said, appeared=says("not there before", sentence))
    results = frozenset((*told, *_shown(own)))
    if advises_more(sentence) and all(each.name == ADVICE for each in results):
        return None  # why it is advised is not understood
    return results or None


def _of_a_headed_study(sentence: str, as_of: date) -> frozenset[Result] | None:
    """The results of a sentence under the name of its study, 'CT cervical spine for trauma: negative'; None where no such name
    stands, or the rest is not understood. What it says is of that part of the spine."""
    name, colon, rest = sentence.partition(":")
    region = region_in(name)
    if not (colon and region and rest.strip()) or not (filler() | _of_a_name()).issuperset(normal_text(name).split()):
        return None
    told = worded_results(rest.strip(), as_of)
    return None if told is None else frozenset(Result(each.name, each.region or region) for each in told)


def _of_a_part(part: str) -> str | None:
    plain = normal_text(part)
    return report_phrases("result").get(plain) or (None if _may_tell_more(part) else _understood(plain.split()))


def open_findings(sentence: str) -> Iterator[Result]:
    """What a sentence leaves open of a vertebra or the cord at a level it names: 'indeterminate lytic lesion of C4'."""
    region = region_in(sentence)
    told = all(says(role, sentence) for role in ("left open", "lesion", "of the spine"))
    if region and told and not says("negation", sentence):
        yield Result(OPEN_FINDING, region)


def _may_tell_more(sentence: str) -> bool:
    """Whether something may be told behind what a sentence denies: 'No scoliosis, lytic lesion at L3', 'no fracture with mild
    subluxation'. A list of what is denied ends with 'or' or 'and'."""
    _, comma, last = sentence.rpartition(",")
    ends_a_list = _LIST_ENDS.search(last) is not None
    return says("negation", sentence) and (_WITH.search(sentence) is not None or (bool(comma) and not ends_a_list))


def _denies_signs(part: str, words: str) -> bool:
    """Whether a part of a sentence denies that anything was seen that would suggest what `words` name: 'no uptake to suggest
    metastasis'. A denied change denies nothing of what it is a change of, and a denied fracture no lesion beside it."""
    before = part.rpartition(words)[0]
    denial, sight = _DENIAL.match(before), any_phrase_of("denied sight").search(before)
    if denial is None or sight is None or any_phrase_of("turns").search(part) or _STOPS_A_DENIAL.search(before):
        return False
    if any_phrase_of("goes on").search(before) or _another_lesion().search(before[sight.end() :]):
        return False
    return not any_phrase_of("joins").search(before[denial.end() : sight.start()])


def _shown(sentence: str) -> Iterator[Result]:
    """What radiology calls by its name and free text does not read: 'burst fracture of T12', 'destruction of the pedicle'."""
    if not is_stated_plainly(sentence) or says("old", sentence):
        return
    for part in sentence.split(","):
        if not says("negation", part):
            for phrase in words_in(report_phrases("shows"), part):
                yield Result(report_phrases("shows")[phrase], region_in(sentence))


def _of_findings(sentence: str, told: tuple[Said, ...], *, appeared: bool) -> Iterator[Result]:
    """`appeared` says that an earlier study did not show it."""
    aged = _open_age().sub("", sentence)  # 'acute or chronic' calls it neither
    plainly, old = is_stated_plainly(sentence), says("old", aged)
    new = plainly and (appeared or (says("new", aged) and not says("negation", sentence)))
    for said in told:
        row = _results().get((said.finding, said.value if isinstance(said.value, str) else ""))
        stated = said.state is State.PRESENT and plainly
        if row is None or not (stated or (row["suspected"] and said.state in (State.PRESENT, State.SUSPECTED))):
            continue
        if row["suspected"] and any(said.words in part and _denies_signs(part, said.words) for part in sentence.split(",")):
            continue  # 'no uptake to suggest metastasis'
        if not (old and row["result"] in _FRACTURES):
            region = row["region"] or region_in(sentence)
            yield Result(row["result"], region)
            if new and (row["result"] == COMPRESSION_FRACTURE or (row["result"] in _FRACTURES and region)):
                yield Result(NEW_FRACTURE, region)


def _understood(words: list[str]) -> str | None:
    """The result of a sentence that consists of known words; "" for one that says nothing but that all is as it should be,
    None where a word is not known."""
    first = next((at for at, word in enumerate(words) if word not in filler()), 0)
    for kind in _kinds():
        if not kind.begins or (words and words[first] in kind.begins):
            rest = words[first + 1 :] if kind.begins else words
            told = kind.needs.intersection(rest) and (not kind.also or kind.also.intersection(rest))
            if told and all(word in kind.known or LEVEL.fullmatch(word) for word in rest):
                return kind.result
    return None


@dataclass(frozen=True)
class _Kind:
    result: str
    begins: frozenset[str]
    needs: frozenset[str]
    also: frozenset[str]
    known: frozenset[str]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(_kind(row, filler()) for row in sentence_table()["sentences"])


@cache
def _of_a_name() -> frozenset[str]:
    """Words that may stand in the name of a study."""
    return frozenset(sentence_table()["of a name"])


def _kind(row: Mapping[str, Any], filler: frozenset[str]) -> _Kind:
    begins, needs, also = (frozenset(row.get(part, ())) for part in ("begins", "needs", "also"))
    return _Kind(row["result"] or "", begins, needs, also, filler | needs | also | frozenset(row["words"]))


@cache
def _results() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["finding"], row["value"]): row for row in table("conclusion_results")}


@cache
def _another_lesion() -> re.Pattern[str]:
    """A lesion that is there, as the place of what is denied: 'no uptake in the lesion'."""
    named = "|".join(map(re.escape, report_phrases("lesion")))
    return re.compile(
        rf"\b(?:the|this|these|known|in|within|around|near|beside)\s+(?:[\w-]+\s+){{0,2}}(?:{named}|findings?)\b", re.IGNORECASE
    )


@cache
def _comparison() -> re.Pattern[str]:
    """Words of comparison up to the next comma."""
    begins = "|".join(re.escape(phrase) for phrase in sorted(report_phrases("comparison"), key=len, reverse=True))
    return re.compile(rf",?\s*\b(?:{begins})\b[^,;]*", re.IGNORECASE)


def _open_age() -> re.Pattern[str]:
    """Words that leave open how old something is, and not whether it is there: 'age indeterminate'."""
    return any_phrase_of("open age")
