"""Our questions and their answers as codes: which questions a form may ask, and what a coded answer to one says.

An answer's code is the question's name and the answer's own words, such as `neck_symptom_tempo.getting-worse`: only a code
that stands in the vocabulary is read, with all that the answer states.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from fhir_mappings.questions.answerable_names import answerable_names
from imaging_rules.facts import State, Value
from imaging_rules.vocabulary import QuestionEntry, Vocabulary, shipped_vocabulary

QUESTION_SYSTEM = "https://imaging-cds.example/CodeSystem/question"
"""The code system of our questions: the names of the vocabulary."""
ANSWER_SYSTEM = "https://imaging-cds.example/CodeSystem/question-answer"

_NOT_IN_A_CODE = re.compile(r"[^a-z0-9]+")


def form_questions(vocabulary: Vocabulary) -> dict[str, QuestionEntry]:
    """The questions that a form may ask, by name, in the vocabulary's order: of the patient, with a choice of answers.

    Left out are the contrast phase, which the order itself says, and what `answerable_names` leaves out.
    """
    return {
        name: entry.question
        for name, entry in vocabulary.features.items()
        if entry.question is not None and len(entry.question.answers) > 1 and name in answerable_names()
    }


def answer_code(name: str, says: str) -> str:
    """The code of an answer to the question about `name`."""
    return f"{name}.{_NOT_IN_A_CODE.sub('-', says.lower()).strip('-')}"


def is_yes_or_no(vocabulary: Vocabulary, name: str) -> bool:
    """Whether the answers to a question are a plain yes and no to just that."""
    answers = form_questions(vocabulary)[name].answers
    stated = {row.says: {own: vocabulary.value_of(own, value) for own, value in row.sets.items()} for row in answers}
    return stated == {"yes": {name: True}, "no": {name: False}}


@dataclass(frozen=True)
class CodedAnswer:
    """What a coded answer says in words, and all that it states, by name."""

    says: str = ""
    states: Mapping[str, Value | State] = field(default_factory=dict)


def coded_answer(name: str, code: str) -> CodedAnswer:
    """The answer to the question about `name` that a code stands for; one that says nothing for any other code."""
    return _coded().get((name, code), CodedAnswer())


@cache
def _coded() -> dict[tuple[str, str], CodedAnswer]:
    vocabulary = shipped_vocabulary()
    return {
        (name, answer_code(name, answer.says)): CodedAnswer(
            answer.says, {own: vocabulary.value_of(own, value) for own, value in answer.sets.items()}
        )
        for name, question in form_questions(vocabulary).items()
        for answer in question.answers
    }


@cache
def answered_anew() -> frozenset[str]:
    """The questions of which a later answer takes the earlier one back with all that it stated. Not those about a finding,
    where the engine weighs a yes against a no and says that they contradict; nor those that rest on an implant or a reaction:
    what has once been affirmed of these stands."""
    vocabulary = shipped_vocabulary()
    stands = {name for name, entry in vocabulary.findings.items() if entry.affirmed_wins}
    asked = (name for name in form_questions(vocabulary) if name not in vocabulary.findings)
    return frozenset(name for name in asked if stands.isdisjoint(vocabulary.rests_on(name)))
