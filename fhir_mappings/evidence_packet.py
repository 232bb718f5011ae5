"""The evidence for a payer's reviewer as FHIR R4: the facts as a QuestionnaireResponse, the page as a DocumentReference.

The response names no Questionnaire: the payer's own form is the payer's to publish. Each item says its fact in words, and
where the record holds it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fhir_mappings.questions.answers import QUESTION_SYSTEM
from imaging_rules.facts import Evidence, Interval, State, Value

FACT_SYSTEM = "https://imaging-cds.example/CodeSystem/fact"
"""The code system of values that are codes of the vocabulary."""
_PARTIAL = re.compile(r"\d{4}(-\d\d)?")
"""A month or a year, as FHIR writes it."""


@dataclass(frozen=True)
class PacketFact:
    """One fact of the packet: its name in the vocabulary, what it means, its value, and where it stands; `told` is a day as the
    record tells it, where that is no single day (`2022`, empty where only its text tells it)."""

    name: str
    means: str
    value: Value | State
    evidence: tuple[Evidence, ...] = ()
    told: str | None = None


@dataclass(frozen=True)
class Packet:
    """What a packet is about. `authored` is an instant such as `2026-11-20T09:30:00Z`, `author` the name of the service that
    put it together, `page` the printed page as HTML. The draft orders are not referred to: nobody could look them up."""

    title: str
    consultation: str
    patient_id: str
    authored: str
    author: str
    facts: tuple[PacketFact, ...]
    page: str


def packet_bundle(packet: Packet) -> dict[str, Any]:
    """A collection Bundle of the QuestionnaireResponse and the DocumentReference, to be attached to a request."""
    entries = [questionnaire_response(packet), document_reference(packet)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": packet.authored,
        "entry": [{"fullUrl": f"urn:uuid:{_own_id(packet, each['resourceType'])}", "resource": each} for each in entries],
    }


def questionnaire_response(packet: Packet) -> dict[str, Any]:
    """The facts, one item each, in the order they came."""
    made = {
        "resourceType": "QuestionnaireResponse",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{packet.consultation}"},
        "status": "completed",
        "subject": _patient(packet),
        "authored": packet.authored,
        "author": _author(packet),
        "item": [_item(fact) for fact in packet.facts],
    }
    return made if packet.facts else {name: value for name, value in made.items() if name != "item"}


def document_reference(packet: Packet) -> dict[str, Any]:
    """The printed page, attached."""
    content = packet.page.encode()
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "preliminary",
        "type": {"text": packet.title},
        "subject": _patient(packet),
        "date": packet.authored,
        "author": [_author(packet)],
        "content": [
            {
                "attachment": {
                    "contentType": "text/html; charset=utf-8",
                    "language": "en",
                    "data": base64.b64encode(content).decode(),
                    "size": len(content),
                    "hash": base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode(),
                    "title": packet.title,
                    "creation": packet.authored,
                }
            }
        ],
    }


def _own_id(packet: Packet, kind: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{packet.consultation}/{packet.authored}/{kind}"))


def _patient(packet: Packet) -> dict[str, str]:
    return {"reference": f"Patient/{packet.patient_id}"}


def _author(packet: Packet) -> dict[str, str]:
    """This service, which filled it in; who answered is not known to it."""
    return {"type": "Device", "display": packet.author}


def _item(fact: PacketFact) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": fact.name, "definition": f"{QUESTION_SYSTEM}#{fact.name}", "text": fact.means}
    where = _evidence(fact.name, fact.evidence)
    if isinstance(fact.value, Interval):
        days = {"start": fact.value.start, "end": fact.value.end}
        ends = [_dated(f"{fact.name}.{name}", name, day) for name, day in days.items() if day is not None]
        return {**item, "item": [*ends, *where]}
    if fact.told is not None and not _PARTIAL.fullmatch(fact.told):
        return {**item, **({"item": where} if where else {})}
    answers = _answers(fact.value) if fact.told is None else [{"valueDate": fact.told}]
    return {**item, "answer": [{**answers[0], **({"item": where} if where else {})}, *answers[1:]]}


def _dated(link_id: str, text: str, day: date) -> dict[str, Any]:
    return {"linkId": link_id, "text": text, "answer": [{"valueDate": day.isoformat()}]}


def _answers(value: Value | State) -> Sequence[dict[str, Any]]:
    match value:
        case State():
            return [{"valueCoding": _coding(value.value)}]
        case bool():
            return [{"valueBoolean": value}]
        case tuple():
            return [{"valueCoding": _coding(code)} for code in value or ("none",)]
        case float() | int():
            return [{"valueDecimal": value}]
        case date():
            return [{"valueDate": value.isoformat()}]
    return [{"valueCoding": _coding(str(value))}]


def _coding(code: str) -> Mapping[str, str]:
    return {"system": FACT_SYSTEM, "code": code, "display": code.replace("_", " ")}


def _evidence(name: str, evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Where a fact stands: reference, words and day of each piece of the record; apart from that what was answered for the
    request, and what the policy takes for granted."""
    return [
        {"linkId": f"{name}.{place}", "text": text, "answer": [{"valueString": line} for line in lines]}
        for place, text in _PLACES.items()
        if (lines := dict.fromkeys(_line(each) for each in evidence if _place(each) == place and each.text.strip()))
    ]


_PLACES = {"evidence": "On record", "answered": "Answered by the clinician", "assumed": "Assumed, as nothing is recorded"}


def _place(each: Evidence) -> str:
    if each.kind in ("given", "answer"):
        return "answered"
    return "assumed" if each.kind == "default" else "evidence"


def _line(each: Evidence) -> str:
    day = f" ({each.day})" if each.day else ""
    return f"{each.source}: {' '.join(each.quote.split())}{day}"
