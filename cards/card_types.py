"""The members of a CDS Hooks response, and their JSON form, which never holds a null or an empty member.

Source: CDS Hooks 2.0, sections on CDS Service Response, Card, Suggestion, Action, Link and Coding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from imaging_rules.study import Study

LONGEST_SUMMARY = 139
"""In code points: 'fewer than 140 characters'."""


class Indicator(StrEnum):
    """How urgent a card is."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class ActionType(StrEnum):
    """What an action does."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with its system and words."""

    system: str
    code: str
    display: str

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return _stated(system=self.system, code=self.code, display=self.display)


@dataclass(frozen=True, slots=True)
class Source:
    """The publication behind a card. `url` is absolute."""

    label: str
    url: str | None = None
    topic: Coding | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return _stated(label=self.label, url=self.url, topic=self.topic.to_json() if self.topic else None)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a card; `type` is `absolute` or `smart`, and only a SMART link has an `app_context`."""

    label: str
    url: str
    type: str = "absolute"
    app_context: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        context = self.app_context if self.type == "smart" else None
        return _stated(label=self.label, url=self.url, type=self.type, appContext=context)


@dataclass(frozen=True, slots=True)
class Action:
    """One change to the draft orders. `create` and `update` carry the whole resource, `delete` its relative reference."""

    type: ActionType
    description: str
    resource: dict[str, Any] | None = None
    resource_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form; the resource goes out as it is."""
        return _stated(type=self.type.value, description=self.description, resource=self.resource, resourceId=self.resource_id)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What one tap does: all actions together."""

    label: str
    uuid: str
    actions: tuple[Action, ...]
    recommended: bool = False
    orders: tuple[Study, ...] = ()
    """The studies that it leaves ordered, for the cards after it; no part of the JSON."""

    def to_json(self) -> dict[str, Any]:
        """The JSON form; `isRecommended` stands only where it is true."""
        return _stated(
            label=self.label,
            uuid=self.uuid,
            isRecommended=self.recommended or None,
            actions=[action.to_json() for action in self.actions],
        )


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `detail` is GitHub-flavoured Markdown; every text of a record or a client in it is escaped."""

    uuid: str
    summary: str
    indicator: Indicator
    source: Source
    detail: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    links: tuple[Link, ...] = ()
    override_reasons: tuple[Coding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON form; where there are suggestions at most one of them may be taken."""
        return _stated(
            uuid=self.uuid,
            summary=self.summary,
            detail=self.detail,
            indicator=self.indicator.value,
            source=self.source.to_json(),
            suggestions=[suggestion.to_json() for suggestion in self.suggestions],
            selectionBehavior="at-most-one" if self.suggestions else None,
            overrideReasons=[reason.to_json() for reason in self.override_reasons],
            links=[link.to_json() for link in self.links],
        )


def _stated(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
