"""The sentence for the radiologist as a note on the order, and how it is known again on the next call.

The note says who wrote it and carries a check over its own words. As long as nobody changed it, it is ours: it is no
evidence of anything, and it is replaced, not doubled. Once somebody changed it, it is theirs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

AUTHOR = "Imaging CDS"
_LEAD = re.compile(r"Imaging\s+CDS\s+(?P<check>[0-9a-f]{6}),\s+from\s+the\s+record:\s+")
_LONGEST_READ = 400


def note_text(sentence: str) -> str:
    """The text of the note."""
    return f"{AUTHOR} {_check(sentence)}, from the record: {sentence}"


def with_referral_note(order: dict[str, Any], sentence: str) -> dict[str, Any]:
    """The order with the sentence as its last note, in place of an earlier one of ours.

    It comes back as it is where there is no sentence, where the note is there, where somebody changed ours or took it into
    a note of theirs, and where its notes are of no shape that FHIR knows.
    """
    came = order.get("note", [])
    if not sentence or not isinstance(came, list):
        return order
    others = [note for note in came if not _is_ours(note)]
    if any(_LEAD.search(_text(note)) for note in others) or any(_text(note) == note_text(sentence) for note in came):
        return order
    return {**order, "note": [*others, {"authorString": AUTHOR, "text": note_text(sentence)}]}


def without_referral_notes(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """The order without our own sentence, also where a client put it into a longer note: for whoever reads its words."""
    came = order.get("note")
    if not isinstance(came, list) or not any(_LEAD.search(_text(note)) for note in came):
        return order
    return {**order, "note": [_others_words(note) for note in came if not _is_ours(note)]}


def _is_ours(note: object) -> bool:
    written = " ".join(_text(note).split())
    return bool(written) and _cut(written) == ""


def _others_words(note: object) -> object:
    """A note without our sentence in it."""
    written = _text(note)
    left = _cut(written)
    return {**note, "text": left} if isinstance(note, Mapping) and left != written else note


def _cut(written: str) -> str:
    """The text without each sentence of ours that nobody changed."""
    at = 0
    while lead := _LEAD.search(written, at):
        rest = written[lead.end() : lead.end() + _LONGEST_READ]
        ends = [found.end() for found in re.finditer(r"\.", rest)]
        end = next((each for each in ends if _check(rest[:each]) == lead["check"]), None)
        if end is None:
            at = lead.end()
            continue
        before, after = written[: lead.start()], written[lead.end() + end :]
        written, at = f"{before.rstrip()}\n{after.lstrip()}".strip(), 0
    return written


def _check(sentence: str) -> str:
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:6]


def _text(note: object) -> str:
    text = note.get("text") if isinstance(note, Mapping) else None
    return text if isinstance(text, str) else ""
