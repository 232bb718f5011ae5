"""QuestionnaireResponse: answers to questions about the vocabulary's own names, and to coded questions.

A `linkId` is a name of ours only in a questionnaire of ours; in any other, and for any other name, only a question with
a code is read, as an Observation of that code would be; a question in words is where it stands under no heading, or one
of `tables/form_headings.csv`, and asks with a yes or no for a symptom, a sign or the treatment. A disease, an implant or a
medicine that is affirmed so is only mentioned. Silence says nothing, an old answer only what cannot pass, and
what the patient answers weighs as words do: less than what is coded. What an unfinished response affirms is no fact, but
its absence may no longer be assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from fhir_mappings.codes.findings import findings_of
from fhir_mappings.forms.answer_limits import answer_limit
from fhir_mappings.mentions import Mentions, all_named
from fhir_mappings.questions.answerable_names import answerable_names
from fhir_mappings.questions.answers import ANSWER_SYSTEM, coded_answer
from fhir_mappings.questions.own_responses import ANSWERED, UNFINISHED, is_to_ours
from fhir_mappings.questions.typed_answers import TypedAnswer, interval_answer, typed_answers
from fhir_mappings.readers.any_treatment import note_no_treatment
from fhir_mappings.readers.neck_rule import no_item_of_a_form
from fhir_mappings.readers.observation import read_part
from fhir_mappings.readers.question_in_words import is_of_the_patient, read_question
from fhir_mappings.readers.reading import FAMILY_HISTORY, Reading
from fhir_mappings.resource.elements import (
    Days,
    coding_of,
    contained,
    days_of,
    mapping,
    members,
    name_of,
    reference_key,
    reference_of,
    status_of,
    text_of,
)
from fhir_mappings.rows.labels import study_asked_for, with_study
from fhir_mappings.rows.test_answers import is_question
from fhir_mappings.tables_csv import column
from fhir_mappings.whole_texts import is_family_history
from imaging_rules.facts import Finding, Interval, State, Value

_HOLDS = "answer_holds"
_BY_THE_PATIENT = frozenset({"Patient", "RelatedPerson"})
_DEEPEST = 20
_UNFIT = "answer-does-not-fit"
# Days since it began, told on the day of the answer: they have grown since.
_GROWING = frozenset({"symptom_onset", "symptom_duration_days"})
_CODE_AT_THE_END = re.compile(r"(https?://loinc\.org|https?://snomed\.info/sct)[|/#]([A-Za-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class _Item:
    """One item with its answers: `link` its linkId, `code` the codes of the question as a CodeableConcept."""

    link: str
    text: str
    code: Mapping[str, Any]
    given: Sequence[Mapping[str, Any]]
    under: tuple[str, ...] = ()
    """The texts of the items that it stands in."""
    inside: Sequence[Mapping[str, Any]] = ()
    """The items that stand in it and in its answers."""


def read_questionnaire_response(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a completed or amended response. One that is not finished, was stopped or sent in error, comes from
    the future or is another patient's gives none (counted); neither does an answer that does not fit its question."""
    status = status_of(resource.get("status"))
    if status not in ANSWERED | UNFINISHED:
        reading.skip("entered-in-error" if status == "entered-in-error" else "not-final")
        return
    if not reading.is_ours(resource):
        return
    days = days_of(resource.get("authored"))
    if reading.in_the_future(days):
        reading.skip("in-the-future")
        return
    if status in UNFINISHED:
        reading.skip("not-final")
        affirmed = {each.name for each in _found(resource, days, reading) if each.state is not State.REFUTED}
        reading.note_mentions(Mentions(frozenset(affirmed)))
        return
    kind, _ = reference_key(reference_of(resource.get("source")))
    weighs: Literal["value", "text"] = "text" if kind in _BY_THE_PATIENT else "value"
    for item in _items(resource, reading):
        if len(item.given) == 1 and is_of_the_patient(item.text, item.under):
            note_no_treatment(item.text, _as_observation(item.given[0]), resource, days, reading, weighs)
    for finding in _found(resource, days, reading):
        if not _holds(finding, days, reading):
            reading.skip("too-old")
        elif kind in _BY_THE_PATIENT:
            told = f"{finding.evidence.text} (answered by the patient)"
            yield replace(finding, evidence=replace(finding.evidence, kind="text", text=told))
        else:
            yield finding


def _found(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    ours = is_to_ours(resource, reading.own_forms)
    items = list(_items(resource, reading))
    parts = {item.link: item.given for item in items}
    in_words: list[Mapping[str, Any]] = []
    study = ""
    for item in items:
        name = item.link if ours else ""
        if name in answerable_names():
            yield from _named(name, item, parts, resource, days, reading)
        elif item.given and _is_known(item.code, reading):
            yield from _coded(item, resource, days, reading)
        elif len(item.given) == 1 and not ours and is_of_the_patient(item.text, item.under):
            in_words.append({"code": {"text": item.text}, **_as_observation(item.given[0])})
            yield from read_question(
                with_study(item.text, study), in_words[-1], resource, days, reading, item.inside, _heading(item)
            )
            study = study_asked_for(item.text, _in_short(item.given[0])) or study
    yield from no_item_of_a_form(in_words, resource, days, reading)


def _in_short(answer: Mapping[str, Any]) -> str:
    """An answer in words or as a day."""
    return text_of(answer.get("valueString")) or text_of(answer.get("valueDate")) or text_of(answer.get("valueDateTime"))[:10]


def _heading(item: _Item) -> str:
    return item.under[-1] if item.under else ""


def _items(resource: Mapping[str, Any], reading: Reading) -> Iterator[_Item]:
    """All items in their order, those inside items and inside answers too; what stands under family history is left out."""
    codes = _codes_of_questions(resource)
    waiting: list[tuple[Mapping[str, Any], tuple[str, ...]]] = [(each, ()) for each in reversed(members(resource.get("item")))]
    while waiting:
        item, under = waiting.pop()
        link, given = text_of(item.get("linkId")), members(item.get("answer"))
        if is_family_history(text_of(item.get("text"))):
            reading.skip(FAMILY_HISTORY)
            continue
        asked = {"coding": [*members(item.get("code")), *_defined(item), *codes.get(link, ())]}
        inside = [*members(item.get("item")), *(each for answer in given for each in members(answer.get("item")))]
        yield _Item(link, text_of(item.get("text")), asked, given, under, inside)
        if len(under) + 1 < _DEEPEST:
            waiting += [(each, (*under, text_of(item.get("text")))) for each in reversed(inside)]


def _defined(item: Mapping[str, Any]) -> list[dict[str, str]]:
    """The coded question that `definition` names, such as `http://loinc.org/32385-7`."""
    found = _CODE_AT_THE_END.fullmatch(text_of(item.get("definition")))
    return [{"system": found[1], "code": found[2]}] if found else []


def _codes_of_questions(resource: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """The codes of a contained Questionnaire's questions, by linkId."""
    asked = text_of(resource.get("questionnaire"))
    found = contained(resource, asked[1:]) if asked.startswith("#") else None
    waiting = [(each, 1) for each in members((found or {}).get("item"))]
    codes: dict[str, tuple[Mapping[str, Any], ...]] = {}
    while waiting:
        item, depth = waiting.pop()
        codes[text_of(item.get("linkId"))] = members(item.get("code"))
        if depth < _DEEPEST:
            waiting += [(each, depth + 1) for each in members(item.get("item"))]
    return codes


def _named(
    name: str,
    item: _Item,
    parts: Mapping[str, Sequence[Mapping[str, Any]]],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    for own, said in _said(name, item, parts, reading):
        for _ in range(said.unfit):
            reading.skip(_UNFIT)
        _mention(item.given if said.unfit else (), resource, reading)
        if said.state is not None:
            yield from _told(own, said, item, resource, days, reading)


def _said(
    name: str, item: _Item, parts: Mapping[str, Sequence[Mapping[str, Any]]], reading: Reading
) -> list[tuple[str, TypedAnswer]]:
    """What an item says, by name: a coded answer of ours all that it states, any other only on its own question."""
    codes = {coding.raw for each in item.given if (coding := coding_of(each.get("valueCoding"))).uri == ANSWER_SYSTEM}
    if codes:
        stated = coded_answer(name, codes.pop() if len(codes) == len(item.given) == 1 else "").states
        return [(own, _as_said(value)) for own, value in stated.items()] or [(name, TypedAnswer(unfit=1))]
    entry = answerable_names()[name]
    if entry.kind == "date interval":
        given = parts.get(f"{name}.start", ()), parts.get(f"{name}.end", ())
        return [(name, interval_answer(*given, reading.as_of) if any(given) or item.given else TypedAnswer())]
    return [(name, typed_answers(name, entry, item.given, reading.as_of, reading.phrases))]


def _as_said(value: Value | State) -> TypedAnswer:
    """A value of the vocabulary as an answer gives it."""
    if isinstance(value, State):
        return TypedAnswer(value)
    if isinstance(value, bool):
        return TypedAnswer(State.PRESENT if value else State.REFUTED)
    return TypedAnswer(State.PRESENT, value)


def _told(
    name: str, said: TypedAnswer, item: _Item, resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """An answer as a finding of the day it was given."""
    state, value = said.state, said.value
    if state is None:
        return
    if name in _GROWING and isinstance(value, float):
        if days is None:
            reading.skip("duration-without-a-day")
            return
        value += (reading.as_of - days.last).days if days.last < reading.as_of else 0
    text = f"{item.text or name.replace('_', ' ')}: {_worded(item) or _shown(said)}"
    found = Finding(name, state, reading.evidence(resource, text, days, "value"), value)
    yield from reading.kept(found, days, "QuestionnaireResponse")


def _worded(item: _Item) -> str:
    """The words of a coded answer of ours, whatever its display says."""
    codings = [coding_of(each.get("valueCoding")) for each in item.given]
    return next((coded_answer(item.link, coding.raw).says for coding in codings if coding.uri == ANSWER_SYSTEM), "")


def _shown(said: TypedAnswer) -> str:
    """The answer in words."""
    value = said.value
    if value is None:
        return {State.PRESENT: "yes", State.REFUTED: "no"}.get(said.state or State.PRESENT, str(said.state))
    if isinstance(value, Interval):
        return f"from {value.start} to {value.end or 'now'}"
    if isinstance(value, tuple):
        return ", ".join(value).replace("_", " ")
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def _is_known(code: Mapping[str, Any], reading: Reading) -> bool:
    """Whether the question is one that our tables know answers to. A disease's own code is no question: it may stand
    under a heading that says whose disease it is."""
    for coding in reading.codings(code):
        rows = findings_of(coding.system, coding.code, "Observation")
        if coding.system and (is_question(coding.code or "") or any(row.record_type == "Observation" for row in rows)):
            return True
    return False


def _coded(item: _Item, resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """A coded question, each of its answers read as the value of an Observation."""
    for answer in item.given:
        yield from read_part({"code": item.code, **_as_observation(answer)}, resource, days, reading)


def _as_observation(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer's value under the names that an Observation has for it; a bare number has no unit."""
    value = {key: each for key, each in answer.items() if key in ("valueBoolean", "valueString", "valueQuantity")}
    if answer.get("valueCoding") is not None:
        value["valueCodeableConcept"] = {"coding": [mapping(answer["valueCoding"])]}
    number = answer.get("valueInteger", answer.get("valueDecimal"))
    if number is not None:
        value["valueQuantity"] = {"value": number}
    day = answer.get("valueDate", answer.get("valueDateTime"))
    return {**value, **({"valueDateTime": day} if day is not None else {})}


def _mention(given: Sequence[Mapping[str, Any]], resource: Mapping[str, Any], reading: Reading) -> None:
    """What an unread answer in words names is no fact, but its absence may no longer be assumed."""
    words = [text_of(each.get("valueString")) for each in given]
    reading.note_mentions(all_named([each for each in words if each], name_of(resource), reading.as_of))


def _holds(finding: Finding, days: Days | None, reading: Reading) -> bool:
    """Whether an answer of that day still counts; one without a day, or of long ago, only where it cannot pass."""
    if days is not None and (reading.as_of - days.first).days <= answer_limit(_HOLDS):
        return True
    return finding.name in _lasting() and finding.state in (State.PRESENT, State.HISTORY)


@cache
def _lasting() -> frozenset[str]:
    return column("lasting_answers", "finding")
