"""JSON whose objects know the line they begin on, so that what is wrong in a file can be said by line."""

from __future__ import annotations

import json
from bisect import bisect_right
from json.decoder import JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any


class JsonObject(dict[str, Any]):
    """A JSON object with the number of the line on which it begins."""

    line: int = 0


class JsonProblem(ValueError):
    """A text that is no JSON, or that says the same key twice in one object; the message names the line."""


def read_json(text: str) -> Any:
    """The value of a JSON text; every object in it is a JsonObject. Raises JsonProblem."""
    try:
        return _Decoder(text).decode(text)
    except json.JSONDecodeError as problem:
        raise JsonProblem(f"line {problem.lineno}: no JSON: {problem.msg}") from None
    except JsonProblem:
        raise
    except (ValueError, RecursionError) as problem:
        raise JsonProblem(f"line 1: no JSON that can be read: {problem}") from None


class _Decoder(json.JSONDecoder):
    """The decoder of the standard library in its Python form, which can be told where an object begins."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._breaks = [place for place, character in enumerate(text) if character == "\n"]
        self.parse_object = self._object
        self.scan_once = py_make_scanner(self)

    def _object(self, begins: tuple[str, int], *rest: Any) -> tuple[JsonObject, int]:
        line = bisect_right(self._breaks, begins[1] - 1) + 1
        strict, scan, _, _, memo, *_ = rest
        pairs, end = JSONObject(begins, strict, scan, None, _checked(line), memo)
        made = JsonObject(pairs)
        made.line = line
        return made, end


def _checked(line: int) -> Any:
    def pairs_of(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise JsonProblem(f"line {line}: {twice} stands twice in one object")
        return pairs

    return pairs_of
