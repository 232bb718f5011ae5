"""The cases of a topic as a page lists them: the sentence, the order, and what a radiologist expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cards.feature_words import name_of
from cds_service.guideline_pages.words import name_words
from imaging_rules.case_files import CaseEntry, Expectation, topic_cases

_MATCH = {
    "definite": "fits for certain",
    "provisional": "fits, with absences assumed",
    "open": "stays open",
    "no": "does not fit",
}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case of the library: the sentence, the order, what is expected."""

    sentence: str
    kind: str
    order: str
    expected: tuple[str, ...]


def cases_of(topic_id: str, scenario_id: str) -> list[CaseLine]:
    """The cases of a scenario, in the order of their file."""
    return [
        CaseLine(sentence, case.kind, case.order, tuple(_expected(case.expect)))
        for sentence, case in _cases(topic_id)
        if case.of == scenario_id
    ]


def case_count(topic_id: str) -> int:
    """How many cases stand beside a topic."""
    return len(_cases(topic_id))


@lru_cache
def _cases(topic_id: str) -> tuple[tuple[str, CaseEntry], ...]:
    return tuple(topic_cases(topic_id))


def _expected(expect: Expectation) -> Iterator[str]:
    """What a case expects, one phrase for each thing it states."""
    if expect.scenario:
        yield "no scenario" if expect.scenario == "none" else f"scenario {expect.scenario}"
    if expect.match:
        yield _MATCH.get(expect.match, expect.match)
    if expect.status:
        yield f"order {name_words(expect.status)}"
    if expect.rating:
        yield "no rating" if expect.rating == "none" else expect.rating
    if expect.best is not None:
        yield "nothing offered" if expect.best == "none" else f"first offer: {_joined(expect.best)}"
    if expect.offers is not None:
        yield f"offers in order: {', then '.join(_joined(one) for one in expect.offers) or 'none'}"
    if expect.not_offered:
        yield f"not offered: {', '.join(expect.not_offered)}"
    if expect.assumed:
        yield f"taken as absent: {', '.join(name_of(name) for name in expect.assumed)}"
    if expect.questions is not None:
        yield f"asks: {', '.join(name_of(name) for name in expect.questions)}" if expect.questions else "asks nothing"
    if expect.constraints:
        yield f"constraints: {', '.join(expect.constraints)}"
    if expect.situation:
        yield "no card" if expect.situation == "silent" else f"card: {name_words(expect.situation)}"


def _joined(studies: str | list[str]) -> str:
    return studies if isinstance(studies, str) else " with ".join(studies)
