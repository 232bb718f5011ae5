"""The free texts of an order that may say why it is placed: reasons, notes, instructions, and the end of its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fhir_mappings.mentions import Mentions, mentions
from fhir_mappings.order_text import indication_in
from fhir_mappings.resources import Unreadable, codings, mapping, name_of, text_of


@dataclass(frozen=True, slots=True)
class OrderText:
    """One text and the element it stands in."""

    element: str
    text: str


def order_texts(order: Mapping[str, Any]) -> tuple[OrderText, ...]:
    """The texts of an order beside its codes, each once. Never raises; an odd element says nothing."""
    found = [OrderText("reasonCode", text) for reason in _objects(order.get("reasonCode")) for text in _reason(reason)]
    found += [
        OrderText("reasonReference", text)
        for each in _objects(order.get("reasonReference"))
        for text in _texts(each, "display")
    ]
    found += [OrderText("note", text) for note in _objects(order.get("note")) for text in _texts(note, "text")]
    found += [OrderText("patientInstruction", text) for text in _texts(order, "patientInstruction")]
    code = order.get("code")
    names = _texts(code, "text") if isinstance(code, Mapping) else ()
    found += [OrderText("code", text) for name in names if (text := indication_in(name))]
    return tuple(dict.fromkeys(found))


def order_mentions(order: Mapping[str, Any], read: frozenset[str], as_of: date) -> Mentions:
    """What the words of an order mention without settling it, apart from the findings in `read`."""
    made = mentions([each.text for each in order_texts(order)], f"{_name(order)}.reasonCode", as_of, of_order=True)
    return Mentions(made.names - read, made.findings)


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
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []


def _name(order: Mapping[str, Any]) -> str:
    try:
        return name_of(order)
    except Unreadable:
        return "ServiceRequest"
