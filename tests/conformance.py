"""What CDS Hooks refuses in an answer: one walker for every test that has an answer in hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any


def nonconformities(answer: Mapping[str, Any]) -> list[str]:
    """What CDS Hooks refuses in an answer: CH-03..05, CH-65..113, and the invariants cds-resp-1 to 7."""
    found = [] if isinstance(answer.get("cards"), list) else ["CH-65: cards is an array"]
    found += _empty(answer, "", allowed={".cards"})
    for card in answer.get("cards", []):
        found += _in_card(card)
    mirrored = answer.get("extension", {}).get("systemActions", [])
    for action in (*answer.get("systemActions", []), *mirrored):
        found += _in_action(action)
    return found


def _empty(value: Any, where: str, allowed: set[str]) -> list[str]:
    """Null and empty members; inside a FHIR resource the client's own are its own business."""
    if value in (None, "", [], {}) and where not in allowed:
        return [f"CH-03/04: {where} is empty"]
    if isinstance(value, dict):
        inner = ((f"{where}.{name}", each) for name, each in value.items() if name != "resource")
    elif isinstance(value, list):
        inner = ((f"{where}[{place}]", each) for place, each in enumerate(value))
    else:
        return []
    return [problem for name, each in inner for problem in _empty(each, name, allowed)]


_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


def _in_card(card: Mapping[str, Any]) -> list[str]:
    suggestions: Sequence[Any] = card.get("suggestions", [])
    recommended = [suggestion for suggestion in suggestions if suggestion.get("isRecommended")]
    source = card.get("source", {})
    checks = {
        "CH-75: uuid": bool(_UUID.match(card.get("uuid", ""))),
        "CH-76: summary": 0 < len(card.get("summary", "")) < 140 and "\n" not in card.get("summary", ""),
        "CH-78: indicator": card.get("indicator") in ("info", "warning", "critical"),
        "CH-80: source.label": bool(source.get("label")),
        "CH-81: source.url": source.get("url", "https://").startswith(("https://", "http://")),
        "CH-112: source.topic": {"system", "code"} <= source.get("topic", {}).keys(),
        "CH-84, cds-resp-6: selectionBehavior": not suggestions or card.get("selectionBehavior") == "at-most-one",
        "cds-resp-1: one recommended": len(recommended) <= 1,
        "cds-resp-4: reasons": all({"code", "system", "display"} <= c.keys() for c in card.get("overrideReasons", [])),
        "cds-resp-3: appContext": all("appContext" not in k or k["type"] == "smart" for k in card.get("links", [])),
    }
    found = [name for name, holds in checks.items() if not holds]
    for suggestion in suggestions:
        if not suggestion.get("label") or not _UUID.match(suggestion.get("uuid", "")) or not suggestion.get("actions"):
            found.append("CH-90, CH-91, CH-93: suggestion")
        for action in suggestion.get("actions", []):
            found += _in_action(action)
            found += [] if action.get("description") else ["cds-resp-5: description"]
    return found


def _in_action(action: Mapping[str, Any]) -> list[str]:
    if action.get("type") == "delete":
        pointed = re.fullmatch(r"[A-Za-z]+/\S+", action.get("resourceId", ""))
        return [] if pointed and "resource" not in action else ["CH-100, cds-resp-2: delete"]
    resource = action.get("resource", {})
    whole = {"resourceType", "id", "status", "intent", "subject", "code"} <= resource.keys()
    known = action.get("type") in ("create", "update")
    return [] if known and whole else ["CH-96, CH-99: create and update carry the whole resource"]
