"""Questions of ours as a FHIR R4 Questionnaire, and the answers to them as a QuestionnaireResponse.

One form for each set of questions, whoever asks: its address names them, its items stand in the vocabulary's order. A
question left out, or left without an answer, is unknown; none is required and none has a default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fhir_mappings.questions.answers import (
    ANSWER_SYSTEM,
    QUESTION_SYSTEM,
    answer_code,
    form_questions,
    is_yes_or_no,
)
from imaging_rules.vocabulary import AnswerEntry, QuestionEntry, Vocabulary

FORMS = "/questionnaires"
"""Where the forms are served, under the address of the service."""
_BETWEEN = "."
_LONGEST_ID = 64


@dataclass(frozen=True)
class QuestionForms:
    """The forms of one vocabulary. `base` is the address of the service that serves them, `version` the library's."""

    vocabulary: Vocabulary
    base: str
    version: str

    def names(self, asked: Iterable[str]) -> tuple[str, ...]:
        """Those of the names asked about that a form may ask, in the vocabulary's order."""
        wanted = set(asked)
        return tuple(name for name in form_questions(self.vocabulary) if name in wanted)

    def named(self, written: str) -> tuple[str, ...]:
        """The names that a form's own name stands for, such as `neck_symptom_tempo.low_back_pain`; none where it is no
        form's name exactly."""
        names = self.names(written.split(_BETWEEN))
        return names if _BETWEEN.join(names) == written else ()

    def address(self, names: Sequence[str]) -> str:
        """The canonical address of a set of questions, without its version."""
        return f"{self.base}{FORMS}/{_BETWEEN.join(names)}"

    def questionnaire(self, names: Sequence[str], title: str = "") -> dict[str, Any]:
        """The Questionnaire that asks about `names`, which `names` or `named` gave."""
        own_id = _form_id(names)
        questions = form_questions(self.vocabulary)
        return {
            "resourceType": "Questionnaire",
            "id": own_id,
            "url": self.address(names),
            "version": self.version,
            "name": f"ImagingQuestions{sha256(_BETWEEN.join(names).encode()).hexdigest()[:8].upper()}",
            "title": title or "Questions on which the rating of an imaging order hangs",
            "status": "active",
            "subjectType": ["Patient"],
            "description": "Each question may be left unanswered; what is not answered stays unknown.",
            "item": [self._item(name, questions[name]) for name in names],
        }

    def response(self, given: Mapping[str, str], patient_id: str, authored: str) -> dict[str, Any] | None:
        """A completed QuestionnaireResponse of a clinician's answers.

        Args:
            given: the words of the answer by the name of its question; what a form cannot ask is left out.
            patient_id: whom it is about.
            authored: the instant of answering, such as `2026-11-20T09:30:00Z`.

        Returns:
            The response to the form of just these questions; None where none of them can stand in a form.
        """
        questions = form_questions(self.vocabulary)
        known = {name: row for name in self.names(given) for row in questions[name].answers if row.says == given[name]}
        if not known:
            return None
        return {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": f"{self.address(tuple(known))}|{self.version}",
            "status": "completed",
            "subject": {"reference": f"Patient/{patient_id}"},
            "authored": authored,
            "item": [self._answered(name, questions[name], row) for name, row in known.items()],
        }

    def _item(self, name: str, question: QuestionEntry) -> dict[str, Any]:
        asked = {
            "linkId": name,
            "code": [{"system": QUESTION_SYSTEM, "code": name, "display": question.text}],
            "text": question.text,
            "required": False,
            "repeats": False,
        }
        if is_yes_or_no(self.vocabulary, name):
            return {**asked, "type": "boolean"}
        return {**asked, "type": "choice", "answerOption": [{"valueCoding": _coding(name, row)} for row in question.answers]}

    def _answered(self, name: str, question: QuestionEntry, row: AnswerEntry) -> dict[str, Any]:
        yes_or_no = is_yes_or_no(self.vocabulary, name)
        value = {"valueBoolean": row.says == "yes"} if yes_or_no else {"valueCoding": _coding(name, row)}
        return {"linkId": name, "text": question.text, "answer": [value]}


def _form_id(names: Sequence[str]) -> str:
    """A FHIR id for a set of questions: their names, or a digest of them where they are too long for one."""
    plain = _BETWEEN.join(names).replace("_", "-")
    return plain if len(plain) <= _LONGEST_ID else f"questions-{sha256(plain.encode()).hexdigest()[:24]}"


def _coding(name: str, row: AnswerEntry) -> dict[str, str]:
    return {"system": ANSWER_SYSTEM, "code": answer_code(name, row.says), "display": row.says}
