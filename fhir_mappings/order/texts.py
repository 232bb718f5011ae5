"""The free texts of an order that may say why it is placed: reasons, notes, instructions, and the end of its name.

An order is a request of a few lines. Of one that holds a file only so much is read, and what is left unread counts as that: it
may mention anything (`is_read_whole`). So does a text in another language (`is_understood`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fhir_mappings.mentions import Mentions, mentions
from fhir_mappings.order.name import indication_in
from fhir_mappings.resource.elements import LONGEST_TEXT, Unreadable, codings, mapping, name_of, text_of
from fhir_mappings.text.mostly_unread import is_mostly_unread
from fhir_mappings.vocabulary import vocabulary_findings

MOST_TEXTS = 50
"""So many reasons, references, notes and order details of each kind are read, and so many texts in all; as many as codings and
sites of an order."""
MOST_CHARACTERS = 3 * LONGEST_TEXT
"""Of all texts of an order together."""
_LISTS = ("reasonCode", "reasonReference", "note", "orderDetail")


@dataclass(frozen=True, slots=True)
class OrderText:
    """One text and the element it stands in."""

    element: str
    text: str


def order_texts(order: Mapping[str, Any]) -> tuple[OrderText, ...]:
    """The texts of an order beside its codes that are read, each once and as far as it is. Never raises; an odd element says
    nothing."""
    found: list[OrderText] = []
    left = MOST_CHARACTERS
    for each in dict.fromkeys(_every_text(order)):
        if len(found) < MOST_TEXTS and left > 0:
            found.append(OrderText(each.element, each.text[: min(LONGEST_TEXT, left)]))
            left -= len(found[-1].text)
    return tuple(found)


def is_read_whole(order: Mapping[str, Any]) -> bool:
    """Whether all words of an order are read, its details among them. Never raises."""
    if any(isinstance(order.get(name), list) and len(order[name]) > MOST_TEXTS for name in _LISTS):
        return False
    every = [each.text for each in dict.fromkeys(_every_text(order))]
    every += [text for each in _objects(order.get("orderDetail")) for text in _texts(each, "text")]
    longest = max((len(each) for each in every), default=0)
    return len(every) <= MOST_TEXTS and longest <= LONGEST_TEXT and sum(map(len, every)) <= MOST_CHARACTERS


def is_understood(order: Mapping[str, Any]) -> bool:
    """Whether all words of an order are read, and none of its texts is in words that the tables mostly do not know, as in
    another language. What a patient is told is in the patient's. Never raises."""
    told = (each.text for each in order_texts(order) if each.element != "patientInstruction")
    return is_read_whole(order) and not any(map(is_mostly_unread, told))


def _every_text(order: Mapping[str, Any]) -> Iterator[OrderText]:
    for reason in _objects(order.get("reasonCode")):
        yield from (OrderText("reasonCode", text) for text in _reason(reason))
    for reference in _objects(order.get("reasonReference")):
        yield from (OrderText("reasonReference", text) for text in _texts(reference, "display"))
    for note in _objects(order.get("note")):
        yield from (OrderText("note", text) for text in _texts(note, "text"))
    yield from (OrderText("patientInstruction", text) for text in _texts(order, "patientInstruction"))
    code = order.get("code")
    for name in _texts(code, "text") if isinstance(code, Mapping) else ():
        yield from [OrderText("code", text)] if (text := indication_in(name)) else []


_ADDS_UP = frozenset({"si_imaging"})
"""Studies that add up: what is told of the films leaves open what an MRI has shown that nobody has read."""


def order_mentions(order: Mapping[str, Any], read: frozenset[str], as_of: date, months: int | None = None) -> Mentions:
    """What the words of an order mention without settling it, apart from the findings in `read`. What is left unread of them
    may mention anything. `months` is the age of the patient, where the record has it."""
    made = mentions(
        [each.text for each in order_texts(order)], f"{_name(order)}.reasonCode", as_of, of_order=True, months=months
    )
    names = made.names if is_understood(order) else frozenset(vocabulary_findings())
    return Mentions(names - (read - _ADDS_UP), made.findings)


def _reason(reason: Mapping[str, Any]) -> Iterator[str]:
    """The text of a reason where it says more than the displays of its codes."""
    try:
        written = text_of(mapping(reason).get("text"))
        displays = {coding.display.lower() for coding in codings(reason)}
    except Unreadable:
        return
    if written and written.lower() not in displays:
        yield written


def _texts(holder: Mapping[str, Any], element: str) -> Iterator[str]:
    value = holder.get(element)
    if isinstance(value, str) and value.strip():
        yield value


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value[:MOST_TEXTS] if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []


def _name(order: Mapping[str, Any]) -> str:
    try:
        return name_of(order)
    except Unreadable:
        return "ServiceRequest"
