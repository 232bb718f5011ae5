"""The answer to a question whose whole wording `tables/form_questions.yaml` knows, of a form or of a flowsheet.

An answer that settles nothing leaves what was asked open, so that it is not taken as absent; a no to one thing denies only it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fhir_mappings.forms.answer_limits import answer_limit
from fhir_mappings.forms.answers import meant_by, verdict_of
from fhir_mappings.forms.denied_lists import denied_list
from fhir_mappings.forms.table import FormMeaning, Topic
from fhir_mappings.forms.topics import asked_below, listed_in, opened_by, time_topic_of, topic_of
from fhir_mappings.forms.wordings import plain, words_of
from fhir_mappings.mentions import NOTHING_MENTIONED, Mentions
from fhir_mappings.questions.typed_answers import indicated
from fhir_mappings.readers.observation_value import written
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.time_answer import time_answer
from fhir_mappings.resource.elements import Days, lenient_days, members, text_of
from fhir_mappings.rows.label_wording import asks_otherwise
from fhir_mappings.rows.labels import is_of_another_year, tells_of_a_picture
from fhir_mappings.text.reader import read_text
from fhir_mappings.worded_otherwise import of_another_kind
from imaging_rules.facts import Finding, State

_SIDES = frozenset({"left", "right"})
_CHILD = frozenset({"child", "childs"})
_CHILD_UNTIL = "child_until"
_LONGEST_ANSWER = 200
_LEVEL_OF_THE_BACK = re.compile(r"\b[tls]\d{1,2}\b", re.IGNORECASE)

_OF_A_PICTURE = frozenset({"vcf_film", "abnormal_film_or_ct_infection"})
"""What a film or a CT that is not understood may show."""


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """What the table makes of a question and its answer.

    `settled` says that it settles what was asked: with no findings too. What tells of a time may tell of more. `known` is
    false where the table does not know the question. `opens` is what the answer leaves open where nothing else settles it.
    """

    findings: list[Finding] = field(default_factory=list)
    settled: bool = False
    may_tell_more: bool = False
    known: bool = True
    opens: Mentions = NOTHING_MENTIONED


def read_topic(
    question: str,
    part: Mapping[str, Any],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
    under: Sequence[Mapping[str, Any]] = (),
    heading: str = "",
) -> TopicAnswer:
    """What an answer says. `part` has its value as an Observation has it, `under` are the items under the answer, `heading`
    is what the question stands under: `Outcome` of `Treatment`."""
    answers = _answers(part)
    asked_when = time_topic_of(question)
    if asked_when is None or verdict_of(answers) is not None:
        return _of_a_topic(question, part, answers, resource, days, reading, under, heading)
    of_a_time = _of_a_time(asked_when, question, part, answers, resource, days, reading)
    if of_a_time.settled:
        return of_a_time
    made = _of_a_topic(question, part, answers, resource, days, reading, under, heading)
    return replace(made, opens=of_a_time.opens.plus(made.opens))


def _of_a_topic(
    question: str,
    part: Mapping[str, Any],
    answers: Sequence[str],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
    under: Sequence[Mapping[str, Any]],
    heading: str,
) -> TopicAnswer:
    """What an answer says of the one topic that the question asks of, or of those that it lists."""
    topic = topic_of(question) or (topic_of(f"{heading} {question}") if heading else None)
    listed = listed_in(question) if topic is None else ()
    if not (topic or listed) or not _is_asked_now(topic, question, part, answers, reading) or _is_of_the_back(topic, answers):
        return TopicAnswer(known=False)
    said = _said(topic, answers, under, reading) if topic is not None else _of_a_list(listed, answers)
    opens = topic.opens if topic is not None else frozenset[str]().union(*(each.opens for each in listed))
    verdict = verdict_of(answers)
    told = f"{question}: {answers[0].lower() if verdict is not None else answers[0]}" if answers else question
    of_one_place = bool(resource.get("bodySite")) or len(_SIDES.intersection(words_of(f"{question} {' '.join(answers)}"))) == 1
    made = _as_findings(_anywhere(said or (), of_one_place), told, resource, days, reading)
    if topic is not None and verdict is not False:
        made += [each for item in under for each in _detail(topic, item, resource, days, reading)]
    settled = said is not None or bool(made)
    return TopicAnswer(made, settled, opens=NOTHING_MENTIONED if settled else reading.named_in(opens, resource, told))


def _is_of_the_back(topic: Topic | None, answers: Sequence[str]) -> bool:
    """Whether an item of the rule for the neck is answered with a level of the back: `Midline tenderness: yes, L3`."""
    return topic is not None and bool(topic.item) and any(_LEVEL_OF_THE_BACK.search(each) for each in answers)


def _is_asked_now(
    topic: Topic | None, question: str, part: Mapping[str, Any], answers: Sequence[str], reading: Reading
) -> bool:
    """Whether a question asks the patient, of these years, for something that is said in words."""
    if _asks_of_a_grown_ups_child(question, reading):
        return False
    if is_of_another_year(question, reading.as_of) and not (topic is not None and topic.lasting):
        return False
    return not _is_measured(part, answers) or (topic is not None and any(meant_by(topic, each) is not None for each in answers))


def asks_of_a_time(question: str) -> bool:
    """Whether a question asks since when something is there, or how it goes."""
    return time_topic_of(question) is not None


def _of_a_time(
    topic: Topic,
    question: str,
    part: Mapping[str, Any],
    answers: Sequence[str],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> TopicAnswer:
    """What an answer says of when it began or how it goes. Where it says neither it may be of something else."""
    found = time_answer(topic, question, part, answers, resource, days, reading)
    if found is not None:
        return TopicAnswer(found, settled=True, may_tell_more=bool(answers))
    if not answers or asks_otherwise(question, answers[0]):
        return TopicAnswer()
    return TopicAnswer(opens=reading.named_in(topic.opens, resource, f"{question}: {answers[0]}"))


def read_denied_list(
    question: str,
    part: Mapping[str, Any],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
    denied: frozenset[str] = frozenset(),
) -> list[Finding] | None:
    """What a no to a list denies; None for any other question and any other answer, which leaves open what the list names but
    `denied`. A yes to a list says not of which of its members."""
    answers = _answers(part)
    if not answers or _asks_of_a_grown_ups_child(question, reading):
        return None
    listed = denied_list(question, reading.as_of)
    if listed is None or not listed.said:
        return None
    told = f"{question}: {answers[0].lower()}"
    verdict = verdict_of(answers)
    if verdict is not False:
        reading.mention(listed.opens - denied, resource, told)
        return [] if verdict and listed.only_commas else None
    of_one_place = bool(resource.get("bodySite")) or len(_SIDES.intersection(words_of(question))) == 1
    return _as_findings(_anywhere(listed.said, of_one_place), told, resource, days, reading)


def _asks_of_a_grown_ups_child(question: str, reading: Reading) -> bool:
    """Whether a question asks an adult, or a patient of no known age, of a child: another person."""
    if _CHILD.isdisjoint(words_of(question)):
        return False
    birth = lenient_days((reading.patient or {}).get("birthDate"))
    return birth is None or (reading.as_of - birth.first).days > answer_limit(_CHILD_UNTIL)


def _is_measured(part: Mapping[str, Any], answers: Sequence[str]) -> bool:
    """Whether the value is a number, a day or the like, and no words: `Temperature: 36.8`."""
    valued = any(key.startswith("value") for key in part)
    return (valued and not answers) or any(each[:1].isdigit() for each in answers)


def _anywhere(said: Iterable[FormMeaning], of_one_place: bool) -> list[FormMeaning]:
    """What is said of the whole body: a no of one place leaves the others open."""
    return [each for each in said if not (of_one_place and each.state is State.REFUTED)]


def _answers(part: Mapping[str, Any]) -> list[str]:
    """The value in words, a code of the yes-no indicator too; none where it is absent."""
    if part.get("dataAbsentReason") is not None:
        return []
    return [*written(part), *(each for each in indicated(part.get("valueCodeableConcept")) if each)]


def open_what_is_near(
    question: str, part: Mapping[str, Any], resource: Mapping[str, Any], reading: Reading, denied: frozenset[str]
) -> None:
    """Leave open what a question that was not understood may be about, where its answer is no plain no."""
    answers = _answers(part)
    if answers and tells_of_a_picture(question, answers[0]):
        reading.mention(_OF_A_PICTURE, resource, f"{question}: {answers[0]}")
    settles = verdict_of(answers) is False or _is_measured(part, answers)
    if answers and not settles and not asks_otherwise(question, answers[0]):
        reading.mention(opened_by(question) - denied, resource, f"{question}: {answers[0]}")


def note_another_kind(question: str, part: Mapping[str, Any], resource: Mapping[str, Any], reading: Reading) -> None:
    """Leave open what a code of the order may stand for, where an answer names another of these things."""
    for answer in written(part):
        reading.mention(of_another_kind(answer), resource, f"{question}: {answer}")


def _said(
    topic: Topic, answers: Sequence[str], under: Sequence[Mapping[str, Any]], reading: Reading
) -> Sequence[FormMeaning] | None:
    """What the answer means; None where it settles nothing."""
    verdict = verdict_of(answers)
    if verdict is True:
        taken_back = any(topic.unless.search(plain(words)) for words in (*answers, *_words_of(under)))
        return None if taken_back else topic.yes
    if verdict is False:
        return topic.no
    for answer in answers:
        if (found := meant_by(topic, answer)) is not None:
            return found
    return (_read(topic, answers[0], reading) or None) if answers else None


def _read(topic: Topic, answer: str, reading: Reading) -> list[FormMeaning]:
    """What the text reader makes of an answer as the end of the topic's sentence."""
    if not topic.sentence or "?" in answer or len(answer) > _LONGEST_ANSWER:
        return []
    read = read_text(f"{topic.sentence} {answer}", reading.as_of).said
    return [FormMeaning(each.finding, each.state, each.value) for each in read if each.finding in topic.of]


def _of_a_list(listed: Sequence[Topic], answers: Sequence[str]) -> Sequence[FormMeaning] | None:
    """A no denies each member; a yes says only what all of them mean."""
    verdict = verdict_of(answers)
    if verdict is None:
        return None
    said = [each.yes if verdict else each.no for each in listed]
    if not verdict:
        return list(dict.fromkeys(each for found in said for each in found or ()))
    certain = set.intersection(*(set(found or ()) for found in said))
    return [each for each in said[0] or () if each in certain] or None


def _detail(
    topic: Topic, item: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> list[Finding]:
    """What the answer to a question under an affirmed one adds: `What did it show?` under `X-ray of the spine: yes`."""
    detail = asked_below(text_of(item.get("text")), topic.details)
    given = members(item.get("answer"))
    if detail is None or len(given) != 1:
        return []
    words = _words_of([item])
    said = _said(detail, words, (), reading)
    told = f"{text_of(item.get('text'))}: {words[0]}" if words else ""
    return _as_findings(said or (), told, resource, days, reading)


def _as_findings(
    said: Iterable[FormMeaning], told: str, resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> list[Finding]:
    evidence = reading.evidence(resource, told, days, "text")
    kind = text_of(resource.get("resourceType"))
    found = (Finding(each.finding, each.state, evidence, each.value) for each in said)
    return [kept for each in found for kept in reading.kept(each, days, kind)]


def _words_of(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """The answers in words that stand in items."""
    answers = [answer for item in items for answer in members(item.get("answer"))]
    coded = [text_of(each["valueCoding"].get("display")) for each in answers if isinstance(each.get("valueCoding"), dict)]
    typed = [text_of(each["valueString"]) for each in answers if isinstance(each.get("valueString"), str)]
    plainly = ["yes" if each["valueBoolean"] else "no" for each in answers if isinstance(each.get("valueBoolean"), bool)]
    return [each for each in (*coded, *typed, *plainly) if each]
