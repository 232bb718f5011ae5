"""A question answered by a suggestion or in the details app, as a note on the order, and read back on the next call.

The note is the question and the answer in the vocabulary's own words, in whichever of its wordings the question was asked:
whoever reads the order understands it, and only a note, or a line of one, in exactly these words is read back, so that nothing
is made of a note that somebody else wrote. Nobody reads our words as prose: "Six weeks of treatment without success? nothing
yet" would say the opposite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from imaging_rules.asking import choice_question, wordings
from imaging_rules.assessment_result import Question
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
    """Whether an order carries these words, as a note or as a line of one."""
    return any(text in (_plain(told), *map(_plain, told.splitlines())) for told in map(_text, _notes(draft)))


class AnswerNotes:
    """Knows the notes of one library's questions."""

    def __init__(self, library: Library) -> None:
        self._facts: dict[str, dict[str, Value | State]] = {}
        for question in _questions(library):
            for text in wordings(library.vocabulary, question):
                for answer in question.answers:
                    self._facts.setdefault(note_text(text, answer.text), {}).update(answer.sets)

    def read(self, draft: Mapping[str, Any]) -> dict[str, Value | State]:
        """The facts that an order's notes state; none for a question that is answered in two ways."""
        found: dict[str, Value | State] = {}
        contradicted: set[str] = set()
        for note in _notes(draft):
            for ours in self._ours(_text(note)):
                for name, value in self._facts[ours].items():
                    if found.setdefault(name, value) != value:
                        contradicted.add(name)
        return {name: value for name, value in found.items() if name not in contradicted}

    def without(self, draft: Mapping[str, Any]) -> Mapping[str, Any]:
        """The draft without the words that are read here, for whoever reads its other words."""
        notes = _notes(draft)
        left = [self._others_words(note) for note in notes]
        return draft if left == notes else {**draft, "note": [note for note in left if note is not None]}

    def _ours(self, text: str) -> list[str]:
        """The answers that a note holds: the note as a whole, else its lines, for an EHR may keep all notes as one."""
        told = _plain(text)
        return [told] if told in self._facts else [line for line in map(_plain, text.splitlines()) if line in self._facts]

    def _others_words(self, note: Any) -> Any:
        """A note without the answers in it; None where nothing else is."""
        text = _text(note)
        if not self._ours(text):
            return note
        lines = [line for line in text.splitlines() if _plain(line) not in self._facts]
        return None if _plain(text) in self._facts or not "".join(lines).strip() else {**note, "text": "\n".join(lines)}


def _questions(library: Library) -> Iterator[Question]:
    """Everything that is asked with answers to choose from: what has a question, what a payer asks, what a scenario reads."""
    vocabulary = library.vocabulary
    read = frozenset[str]().union(*(scenario.names for scenario in library.scenarios.values()))
    asked = [name for name, entry in vocabulary.features.items() if entry.question is not None or entry.payer or name in read]
    for name in (*asked, *sorted(read - set(vocabulary.features))):
        question = choice_question(vocabulary, name) if name != ABOUT_ONE_ORDER else None
        if question is not None:
            yield question


def _text(note: object) -> str:
    text = note.get("text") if isinstance(note, Mapping) else None
    return text if isinstance(text, str) else ""


def _plain(text: str) -> str:
    return " ".join(text.split())


def _notes(draft: Mapping[str, Any]) -> list[Any]:
    came = draft.get("note")
    return [*came] if isinstance(came, list) else []
