"""A question of somebody else's form, asked in words and answered once: for the treatment, or with a yes or no for a symptom or
a sign.

A disease, an implant or a medicine that is affirmed so is only mentioned. A question under a heading that is not in
`tables/form_headings.csv` is not read: the heading may say whose answers these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from fhir_mappings.forms.answers import verdict_of
from fhir_mappings.forms.headings import is_known_heading, is_of_the_past
from fhir_mappings.forms.topics import topic_of
from fhir_mappings.questions.typed_answers import indicated
from fhir_mappings.readers.any_treatment import denies_one_treatment
from fhir_mappings.readers.form_topic import note_another_kind
from fhir_mappings.readers.known_question import read_known
from fhir_mappings.readers.observation import read_part
from fhir_mappings.readers.observation_value import quantity, written
from fhir_mappings.readers.observation_words import answer_in_words, is_of_another
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.treatment_questions import treatment_answers
from fhir_mappings.resource.elements import Days
from fhir_mappings.rows.label_answers import may_be_told, read_label
from fhir_mappings.rows.label_wording import asks_otherwise, turns_round
from fhir_mappings.rows.labels import is_writer, without_writer
from fhir_mappings.rows.named_codes import rows_by_name
from fhir_mappings.rows.parts import rows_in, test_of
from fhir_mappings.rows.test_answers import yes_or_no
from fhir_mappings.tables_csv import column
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.recorded import kept_elsewhere
from fhir_mappings.text.said import Said
from fhir_mappings.text.worded_answer import WordedAnswer
from fhir_mappings.whole_texts import is_family_history, normal_text
from imaging_rules.facts import Finding, State

_YES, _NO = "yes", "no"


def is_of_the_patient(question: str, under: Sequence[str]) -> bool:
    """Whether a question in words stands under no heading but such as say nothing of whose answers these are. `under` are
    the texts of the items that it stands in."""
    if not question:
        return False
    left = [each for each in under if each and not (normal_text(each) in _headings() or _is_plain_heading(each))]
    topic = topic_of(question) if left else None
    return not left or (topic is not None and topic.lasting and all(is_of_the_past(each) for each in left))


def _is_plain_heading(heading: str) -> bool:
    return is_known_heading(heading) or is_writer(heading)


def read_question(
    question: str,
    part: Mapping[str, Any],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
    inside: Sequence[Mapping[str, Any]] = (),
    heading: str = "",
) -> Iterator[Finding]:
    """What the answer says; `part` has its value as an Observation has it, `inside` are the items under it, `heading` is the
    text of the item that it stands in."""
    question = without_writer(question)
    if quantity(part) and rows_by_name([question]):
        yield from read_part({**part, "code": {"text": question}}, resource, days, reading)
        return
    note_another_kind(question, part, resource, reading)
    if inside_it := list(_of_its_rows(question, part, resource, days, reading)):
        yield from inside_it
        return
    verdict = _verdict(part)
    answer = verdict or next(iter(written(part)), "")
    made = read_known(question, answer, part, resource, days, reading, inside, heading)
    yield from made.findings
    if made.sentence is not None:
        yield from _of_a_sentence(made.sentence, f"{question}: {answer}", resource, days, reading)
    if made.settled or made.known:
        return
    yield from treatment_answers(question, part, resource, days, reading)
    if verdict:
        yield from _of_a_verdict(question, verdict, part, resource, days, reading)
    else:
        _mention_words(question, part, resource, reading)


def _of_a_verdict(
    question: str, verdict: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What a plain yes or no says of what the question names."""
    if asks_otherwise(question, verdict):
        return
    made = read_label(question, verdict, reading.as_of)
    told = [] if turns_round(question) else [each for each in made.said if may_be_told(each.finding)]
    reading.mention(_left_open(question, verdict, made, told, reading), resource, question)
    for found in reading.told(told, resource, State.PRESENT, days):
        if not denies_one_treatment(found, question, part):
            yield replace(found, evidence=replace(found.evidence, text=f"{question}: {verdict}"))


def _of_its_rows(
    question: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What the rows say that a question and its answer hold: `Leg strength, feeling, continence: normal, normal, continent`."""
    answer = answer_in_words(part)
    if not answer or is_of_another(question, answer):
        return
    for asked, given in rows_in(question, answer):
        one = {"code": {"text": asked}, "valueString": given}
        is_a_test = bool(test_of(asked))
        told = read_part(one, resource, days, reading) if is_a_test else read_question(asked, one, resource, days, reading)
        yield from (replace(each, evidence=replace(each.evidence, text=f"{question}: {answer}")) for each in told)


def _of_a_sentence(
    sentence: WordedAnswer, told: str, resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What a question and its answer say as a sentence."""
    reading.mention(sentence.mentioned, resource, told)
    for found in reading.stated(sentence.said, resource, State.PRESENT, days):
        yield replace(found, evidence=replace(found.evidence, text=told))


def _mention_words(question: str, part: Mapping[str, Any], resource: Mapping[str, Any], reading: Reading) -> None:
    """What a question and its answer in words name is no fact, but may no longer be taken as absent."""
    answer = next(iter(written(part)), "")
    if not answer or is_family_history(question) or asks_otherwise(question, answer):
        return
    made = read_label(question, answer, reading.as_of)
    named = {each.finding for each in made.said if each.state in (State.PRESENT, State.SUSPECTED)}
    reading.mention(frozenset(named) | made.mentioned, resource, f"{question}: {answer}")


def _left_open(question: str, verdict: str, made: WordedAnswer, told: Sequence[Said], reading: Reading) -> frozenset[str]:
    """What an answer names and does not settle. A no leaves open what the question denies itself, and else only what must
    not be lost."""
    named = {each.finding for each in made.said if each.state is State.PRESENT} | made.mentioned
    if turns_round(question):
        named |= {each.finding for each in read_text(question, reading.as_of).said}
    elif verdict == _NO:
        named &= kept_elsewhere()
    return frozenset(named - {each.finding for each in told})


def _verdict(part: Mapping[str, Any]) -> str:
    """The plain yes or no of an answer; "" for any other, and for one that says both."""
    told = (*written(part), *indicated(part.get("valueCodeableConcept")))
    words = {yes_or_no(each) for each in told} - {None}
    if not words and told and verdict_of(told) is False:
        return _NO
    return (_YES if True in words else _NO) if len(words) == 1 else ""


@cache
def _headings() -> frozenset[str]:
    return column("form_headings", "heading")
