"""A question answered by a suggestion or in the details app, as a note on the order, and read back on the next call.

The note is the question and the answer in the vocabulary's own words: whoever reads the order understands it, and only a
note in exactly these words is read back, so that nothing is made of a note that somebody else wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imaging_rules.asking import choice_question
from imaging_rules.facts import State, Value
from imaging_rules.library import Library

ABOUT_ONE_ORDER = "requested_contrast"
"""The one thing asked that is no fact of the patient; the order itself says it."""


def note_text(question: str, answer: str) -> str:
    """Question and answer as one line."""
    return " ".join(f"{question} {answer}".split())


def with_note(draft: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The draft with one more note, once."""
    notes = _notes(draft)
    if any(isinstance(note, Mapping) and note.get("text") == text for note in notes):
        return dict(draft)
    return {**draft, "note": [*notes, {"text": text}]}


def has_note(draft: Mapping[str, Any], text: str) -> bool:
    """Whether an order carries a note in these words."""
    return any(isinstance(note, Mapping) and _plain(note.get("text")) == text for note in _notes(draft))


class AnswerNotes:
    """Knows the notes of one library's questions."""

    def __init__(self, library: Library) -> None:
        self._facts: dict[str, dict[str, Value | State]] = {}
        vocabulary = library.vocabulary
        for name, entry in vocabulary.features.items():
            asked = entry.question is not None or entry.payer
            question = choice_question(vocabulary, name) if asked and name != ABOUT_ONE_ORDER else None
            if question is None:
                continue
            for answer in question.answers:
                self._facts.setdefault(note_text(question.text, answer.text), {}).update(answer.sets)

    def read(self, draft: Mapping[str, Any]) -> dict[str, Value | State]:
        """The facts that an order's notes state; none for a question that is answered in two ways."""
        found: dict[str, Value | State] = {}
        contradicted: set[str] = set()
        for note in _notes(draft):
            text = _plain(note.get("text")) if isinstance(note, Mapping) else ""
            for name, value in self._facts.get(text, {}).items():
                if found.setdefault(name, value) != value:
                    contradicted.add(name)
        return {name: value for name, value in found.items() if name not in contradicted}

    def without(self, draft: Mapping[str, Any]) -> Mapping[str, Any]:
        """The draft without the notes that are read here, for whoever reads its other words."""
        notes = _notes(draft)
        others = [note for note in notes if not (isinstance(note, Mapping) and _plain(note.get("text")) in self._facts)]
        return draft if len(others) == len(notes) else {**draft, "note": others}


def _plain(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _notes(draft: Mapping[str, Any]) -> list[Any]:
    came = draft.get("note")
    return [*came] if isinstance(came, list) else []
