"""A question answered by a suggestion or in the details app, as a note on the order, and read back on the next call.

The note is the question and the answer in the vocabulary's own words, in whichever of its wordings the question was asked:
whoever reads the order understands it. An EHR may stamp it, quote it, put it into a longer note or into another text of the
order: wherever the question stands, in any case, nobody reads it as prose ("Six weeks of treatment without success? nothing
yet" would say the opposite), and the answer right behind it is read where nothing but punctuation follows in its sentence.
Any other words behind the question are the clinician's: they are prose, and the question is asked again. A question of three
words or less ("Scoliosis type?") is anybody's: it counts as a note, or a line of one, with its answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
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
    """Whether a note of an order holds these words, in any case, whatever stands around them."""
    return any(_plain(text).casefold() in _plain(told).casefold() for told in map(_text, _notes(draft)))


@dataclass(frozen=True, slots=True)
class _OurWords:
    """Where words of ours stand in a text, and what they state; nothing where the answer is not plain."""

    start: int
    end: int
    sets: Mapping[str, Value | State]


class AnswerNotes:
    """Knows the notes of one library's questions."""

    def __init__(self, library: Library) -> None:
        self._facts: dict[str, dict[str, Value | State]] = {}
        self._asked: dict[str, dict[str, list[str]]] = defaultdict(dict)
        """By the last word of a question its wordings, each with its answers, the longest first."""
        for question in _questions(library):
            for text in wordings(library.vocabulary, question):
                for answer in question.answers:
                    self._facts.setdefault(note_text(text, answer.text), {}).update(answer.sets)
                words = text.split()
                if len(words) >= _FEWEST_WORDS:
                    answers = self._asked[_plain_case(words[-1])].setdefault(" ".join(words), [])
                    answers += [answer.text for answer in question.answers]
                    answers.sort(key=len, reverse=True)

    def read(self, draft: Mapping[str, Any]) -> dict[str, Value | State]:
        """The facts that an order's notes state; none for a question that is answered in two ways."""
        found: dict[str, Value | State] = {}
        contradicted: set[str] = set()
        for text in _texts(draft):
            for ours in self._ours(text):
                for name, value in ours.sets.items():
                    if found.setdefault(name, value) != value:
                        contradicted.add(name)
        return {name: value for name, value in found.items() if name not in contradicted}

    def without(self, draft: Mapping[str, Any]) -> Mapping[str, Any]:
        """The draft without the words that are read here, for whoever reads its other words."""
        changed: dict[str, Any] = {}
        for element in _LISTS:
            came = draft.get(element)
            if isinstance(came, list):
                left = [each for each in map(self._others_words, came) if each is not None]
                changed |= {element: left} if left != came else {}
        instruction = draft.get(_INSTRUCTION)
        if isinstance(instruction, str) and (ours := self._ours(instruction)):
            changed[_INSTRUCTION] = _cut(instruction, ours)
        return {**draft, **changed} if changed else draft

    def _ours(self, text: str) -> list[_OurWords]:
        """Where a text holds questions of ours: as a whole or as a line, in exactly our words, else wherever one stands."""
        if "?" not in text:
            return []
        told = _plain(text)
        if told in self._facts:
            return [_OurWords(0, len(text), self._facts[told])]
        exact = [
            _OurWords(*line.span(), self._facts[_plain(line[0])])
            for line in _LINE.finditer(text)
            if _plain(line[0]) in self._facts
        ]
        touched = [
            found
            for mark in _MARK.finditer(text)
            if not any(each.start < mark.end() <= each.end for each in exact)
            if (found := self._touched(text, mark.end())) is not None
        ]
        return sorted([*exact, *touched], key=lambda each: each.start)

    def _touched(self, text: str, end: int) -> _OurWords | None:
        """The question of ours that ends at a question mark, with its answer."""
        before = text[max(0, end - _LONGEST_READ) : end]
        last = before.split()[-1] if before.split() else ""
        fitting = (
            (found, *each)
            for each in self._asked.get(_plain_case(last), {}).items()
            if (found := _ending(each[0]).search(before))
        )
        longest = min(fitting, key=lambda each: each[0].start(), default=None)
        if longest is None:
            return None
        found, wording, answers = longest
        start = end - len(before) + found.start()
        for answer in answers:
            if said := _beginning(answer).match(text, end):
                plain = _ENDS.match(text, said.end()) is not None
                return _OurWords(start, said.end(), self._facts[note_text(wording, answer)] if plain else {})
        return _OurWords(start, end, {})

    def _others_words(self, holder: Any) -> Any:
        """A note or a reason without our words in it; None where nothing else is."""
        text = _text(holder)
        ours = self._ours(text)
        if not ours:
            return holder
        left, codes = _cut(text, ours), {name: value for name, value in holder.items() if name != "text"}
        if left:
            return {**holder, "text": left}
        return codes if codes.get("coding") else None


_FEWEST_WORDS = 4
_LONGEST_READ = 400
_LISTS, _INSTRUCTION = ("note", "reasonCode"), "patientInstruction"
_MARK, _LINE = re.compile(r"\?"), re.compile(r"[^\r\n]+")
_ENDS = re.compile(r"\s*(?:$|[.;|\"”’')\]<]|[\r\n])")
"""What may follow a plain answer: the end, or the end of its sentence. 'None, but ...' and 'no (was weak)' go on."""


def _cut(text: str, ours: Iterable[_OurWords]) -> str:
    """A text without our words. The lines that are left stay lines."""
    for each in reversed([*ours]):
        text = f"{text[: each.start]}\0{text[each.end :]}"
    lines = [line for line in text.splitlines() if line.strip(" \t\0")]
    return "\n".join(line.replace("\0", " ").strip() if "\0" in line else line for line in lines)


@cache
def _ending(wording: str) -> re.Pattern[str]:
    """A question at the end of a text, however it is spaced and capitalised."""
    return re.compile(rf"(?<!\w){_spaced(wording)}\Z", re.IGNORECASE)


@cache
def _beginning(answer: str) -> re.Pattern[str]:
    """An answer right behind its question, not the first of more words."""
    return re.compile(rf"[\s\"”’')\]:]*{_spaced(answer)}(?!\w)(?![^\S\r\n]+\w)", re.IGNORECASE)


def _spaced(words: str) -> str:
    return r"\s+".join(re.sub("['’]", "['’]", re.escape(word)) for word in words.split())


def _plain_case(word: str) -> str:
    return word.replace("’", "'").casefold()


def _texts(draft: Mapping[str, Any]) -> Iterator[str]:
    """The texts of an order that may hold our words."""
    for element in _LISTS:
        came = draft.get(element)
        yield from (_text(each) for each in came if _text(each)) if isinstance(came, list) else ()
    instruction = draft.get(_INSTRUCTION)
    yield from [instruction] if isinstance(instruction, str) else []


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
