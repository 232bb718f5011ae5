"""Reading knowledge files: every scalar is text until a model gives it a type, and nothing is silently overwritten."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from sys import intern
from typing import Any

import yaml

_Loader: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class YamlProblem(ValueError):
    """A knowledge file that cannot be read; the message names the file and the line."""


class _StrictLoader(_Loader):  # type: ignore[misc]
    """Reads all scalars as text, and refuses duplicate keys and aliases (both change meaning unseen)."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise YamlProblem(f"alias at {self.peek_event().start_mark}")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise YamlProblem(f"'{key.value}' stands twice, line {key.start_mark.line + 1}")
            seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def _plain(node: Any) -> Any:
    """Null and the empty scalar become None; all other scalars stay text, those that say the same as one string."""
    if isinstance(node, dict):
        return {intern(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return None if node in ("", "null", "~") else intern(node)


def read_yaml(file: Path | Traversable) -> Any:
    """The content of a knowledge file as dicts, lists, text and None.

    Raises YamlProblem with file and line where the file is not YAML, or says the same key twice.
    """
    try:
        return _plain(yaml.load(file.read_text(encoding="utf-8"), Loader=_StrictLoader))
    except (yaml.YAMLError, YamlProblem) as problem:
        raise YamlProblem(f"{file.name}: {problem}") from None


@cache
def packaged_yaml(package: str, place: str) -> Any:
    """The content of a knowledge file that ships with a package, parsed once in a process however many ask for it. Not to be
    changed by who reads it. Raises YamlProblem, FileNotFoundError."""
    return read_yaml(files(package) / place)
