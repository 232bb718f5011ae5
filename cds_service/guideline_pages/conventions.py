"""What a topic, or the vocabulary it speaks in, states on its own authority. The library marks it with the word `convention`; a
clinician must agree to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cds_service.guideline_pages.words import class_words, name_words
from imaging_rules.guideline import Preference, Scenario
from imaging_rules.vocabulary import Vocabulary

_MARK = "convention"


@dataclass(frozen=True, slots=True)
class Convention:
    """Something to be confirmed by a clinician: what it is about, and the text as the library has it."""

    about: str
    text: str


def conventions_of(scenario: Scenario, vocabulary: Vocabulary) -> list[Convention]:
    """Every statement of a scenario, and every meaning of a fact it rests on, that is marked a convention."""
    return [one for one in (*_statements(scenario), *_meanings(scenario, vocabulary)) if _MARK in one.text.lower()]


def _meanings(scenario: Scenario, vocabulary: Vocabulary) -> Iterator[Convention]:
    """What the facts of a scenario mean, those they are made from included."""
    rested_on: set[str] = set()
    for name in scenario.names:
        rested_on |= vocabulary.rests_on(name)
    for name in sorted(rested_on):
        yield Convention("Meaning of a fact", f"{name}: {vocabulary.entry(name).means}")


def _statements(scenario: Scenario) -> Iterator[Convention]:
    """Everything a scenario states that may be a convention, each whole, so that it can be judged by itself."""
    entry, topic = scenario.entry_of, scenario.topic.file
    yield from (Convention("Cut-off", text) for text in entry.cut_offs)
    yield from (Convention("Reading of the scenario", text) for text in entry.notes)
    yield from (Convention("Preferred study", _said(row)) for row in (entry.prefer, *entry.prefer_when))
    yield from (Convention("Advice", _said(row)) for row in entry.advise)
    for name, left in entry.fallback.items():
        yield Convention("Study left", f"{class_words(name)}: {left.study} ({left.source})")
    for row in entry.yields_to:
        yield Convention("Order of scenarios", f"after {', '.join(row.to)}: {row.because}")
    for pitfall in entry.pitfalls:
        yield Convention("Pitfall", f"{pitfall.when}: {pitfall.says}")
    yield from (Convention("Next step", f"{name_words(result)}: {step}") for result, step in entry.next.items() if step)
    yield Convention("Definition", entry.means)
    yield Convention("Population of the topic", topic.population)
    yield Convention("First day in force", f"{topic.in_force.start}: {topic.in_force.note or ''}")


def _said(row: Preference) -> str:
    more = (f"{row.study}: {row.because}", row.note, f"source: {row.source}" if row.source else None)
    return "; ".join(part for part in more if part)
