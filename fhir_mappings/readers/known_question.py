"""A question in words, of a form or of the name of a row, that the tables know: by its topic, by the sentence that it makes
with its answer, or as a list whose members a no denies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fhir_mappings.readers.form_topic import open_what_is_near, read_denied_list, read_topic
from fhir_mappings.readers.note_row import read_note_row
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import Days
from fhir_mappings.rows.label_answers import read_label
from fhir_mappings.rows.label_wording import asks_otherwise
from fhir_mappings.rows.notes import Note, note_of
from fhir_mappings.rows.statements import read_row
from fhir_mappings.tables_csv import column
from fhir_mappings.text.worded_answer import WordedAnswer
from imaging_rules.facts import Evidence, Finding, State

_LONG_ANSWER = 80


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """What the tables make of a question and its answer: the findings, and what the two say as one sentence.

    `settled` says that nothing is left to read; `known` that the question has a topic, whatever was answered.
    """

    findings: list[Finding] = field(default_factory=list)
    sentence: WordedAnswer | None = None
    settled: bool = False
    known: bool = False


def read_known(
    question: str,
    answer: str,
    part: Mapping[str, Any],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
    under: Sequence[Mapping[str, Any]] = (),
    heading: str = "",
) -> KnownAnswer:
    """What an answer says by the tables. `answer` is the value of `part` in words; `part`, `under` and `heading` are those of
    `read_topic`. What is left open is noted in `reading`, unless the sentence settles it."""
    topic = read_topic(question, part, resource, days, reading, under, heading)
    if topic.settled and not topic.may_tell_more:
        reading.note_mentions(topic.opens)
        beside = _beside_a_suspicion(question, answer, topic.findings, resource, days, reading)
        return KnownAnswer([*topic.findings, *beside], settled=True)
    is_told = not topic.known or note_of(question) is Note.REQUEST
    if is_told and (note := read_note_row(question, answer, resource, days, reading)) is not None:
        told = [*topic.findings, *note]
        open_what_is_near(question, part, resource, reading, frozenset(each.name for each in told))
        return KnownAnswer([replace(each, evidence=_named(each.evidence, question, answer)) for each in told], settled=True)
    sentence = None if resource.get("bodySite") else read_row(question, answer, reading.as_of)
    if sentence is not None:
        return KnownAnswer(topic.findings, sentence, settled=True)
    denied = _denied(question, answer, reading) if topic.opens.names or not topic.known else frozenset()
    reading.note_mentions(replace(topic.opens, names=topic.opens.names - denied))
    if topic.known:
        return KnownAnswer(topic.findings, known=True)
    of_a_list = read_denied_list(question, part, resource, days, reading, denied)
    if of_a_list is not None:
        return KnownAnswer(of_a_list, settled=True)
    open_what_is_near(question, part, resource, reading, denied)
    return KnownAnswer()


def _beside_a_suspicion(
    question: str,
    answer: str,
    found: Sequence[Finding],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> list[Finding]:
    """The complaints, signs and accidents that a note tells beside what its topic found: `Impression: no cauda equina. L5
    radiculopathy`."""
    note = read_note_row(question, answer, resource, days, reading) or ()
    named, told = {each.name for each in found}, column("beside_a_suspicion", "finding")
    kept = [each for each in note if each.name in told - named and each.state is State.PRESENT and each.value is None]
    return [replace(each, evidence=_named(each.evidence, question, answer)) for each in kept]


def _named(evidence: Evidence, question: str, answer: str) -> Evidence:
    """The evidence with the question and its answer; of a long one the words that say it."""
    return replace(evidence, text=f"{question}: {answer if len(answer) <= _LONG_ANSWER else evidence.quote}")


def _denied(question: str, answer: str, reading: Reading) -> frozenset[str]:
    """The findings that a label denies with its answer, and so does not leave open: `Bladder and bowel function: normal`."""
    if not answer or asks_otherwise(question, answer):
        return frozenset()
    said = read_label(question, answer, reading.as_of).said
    return frozenset(each.finding for each in said if each.state is State.REFUTED)
