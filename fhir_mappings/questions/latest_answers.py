"""Of several completed responses to questions of ours the latest counts, question by question.

Two of one moment that answer a question differently say nothing on it: it is asked again. What bears on an implant or a
reaction is left as it is: there what was affirmed stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from fhir_mappings.questions.answers import answered_anew

_NEVER = datetime.min.replace(tzinfo=UTC)


def latest_answers(delivered: Sequence[Any], counts: Callable[[Mapping[str, Any]], bool]) -> list[Any]:
    """The responses as they came, but without the items that a later one answers anew.

    `counts` tells whether a response is one to our own questions that is read at all; the others stay as they are. One whose
    moment is not known gives way to any that has one.
    """
    ours = [each for each in delivered if isinstance(each, Mapping) and counts(each)]
    if len(ours) < 2:
        return list(delivered)
    newest: dict[str, tuple[datetime, Any]] = {}
    doubtful: set[str] = set()
    for response in ours:
        for link, answer in _answers(response):
            at, known = newest.get(link, (_NEVER, None))
            if link not in newest or _moment(response) > at:
                newest[link] = (_moment(response), answer)
                doubtful.discard(link)
            elif _moment(response) == at and answer != known:
                doubtful.add(link)
    kept = {link: at for link, (at, _) in newest.items() if link not in doubtful}
    own = {id(each) for each in ours}
    return [_without_older(each, kept) if id(each) in own else each for each in delivered]


def _without_older(response: Mapping[str, Any], kept: Mapping[str, datetime]) -> dict[str, Any]:
    """The response without the items answered later, or in doubt."""
    moment = _moment(response)
    asked_anew = answered_anew()
    items = [item for item in _items(response) if _link(item) not in asked_anew or kept.get(_link(item)) == moment]
    return {**response, "item": items}


def _answers(response: Mapping[str, Any]) -> list[tuple[str, Any]]:
    asked_anew = answered_anew()
    return [(_link(item), item["answer"]) for item in _items(response) if item.get("answer") and _link(item) in asked_anew]


def _link(item: Mapping[str, Any]) -> str:
    return str(item.get("linkId", ""))


def _items(response: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = response.get("item")
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _moment(response: Mapping[str, Any]) -> datetime:
    """When it was answered; a day alone begins it, a time without a zone is in UTC."""
    authored = response.get("authored")
    try:
        read = datetime.fromisoformat(authored) if isinstance(authored, str) else _NEVER
    except ValueError:
        return _NEVER
    return read if read.tzinfo else read.replace(tzinfo=UTC)
