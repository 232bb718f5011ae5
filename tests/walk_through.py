"""The rows of the walk-through in the README of `sandbox_config`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

README = (files("sandbox_config") / "README.md").read_text(encoding="utf-8")


class Row(NamedTuple):
    """What to choose and what to expect; `none` stands for nothing shown."""

    patient: str
    study: str
    reason: str
    rating: str
    begins: str
    makes: str


def rows() -> Iterator[Row]:
    lines = README[README.index("| patient | study | reason") :].split("\n\n")[0].splitlines()[2:]
    yield from (Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines)
