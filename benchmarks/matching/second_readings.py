"""What a second reader, who had not seen the author's answers, makes of the charts kept for the final figure: how far two
people agree is the most that a reader of charts can be held to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from benchmarks.matching.charts import Chart, Expected, expected


@dataclass(frozen=True)
class Agreement:
    """How many charts both readers saw, on how many they agree, and of the findings of texts how many both state, and how
    many only the author or only the second reader."""

    charts: int
    same: int
    findings_of_both: int
    of_the_author_alone: int
    of_the_second_alone: int


@cache
def _readings() -> Mapping[str, Mapping[str, Any]]:
    lines = (files(__package__) / "second_readings.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def read_twice(charts: Sequence[Chart]) -> list[Chart]:
    """Those of the charts that a second reader has read."""
    return [chart for chart in charts if chart.id in _readings()]


def agreement(charts: Sequence[Chart]) -> Agreement:
    """How far the author and the second reader agree on charts that both have read."""
    same = sum(_same(chart.expects, expected(_readings()[chart.id]["expects"])) for chart in charts)
    named = [_findings(chart) for chart in charts]
    return Agreement(
        charts=len(charts),
        same=same,
        findings_of_both=sum(len(mine & theirs) for mine, theirs in named),
        of_the_author_alone=sum(len(mine - theirs) for mine, theirs in named),
        of_the_second_alone=sum(len(theirs - mine) for mine, theirs in named),
    )


def with_what_both_state(chart: Chart) -> Chart:
    """The chart with the findings that both readers state; what only one of them does counts neither way."""
    mine, theirs = _findings(chart)
    kept = {name: value for name, value in chart.line["findings"].items() if name in theirs}
    neither = {*chart.line.get("also", ()), *_readings()[chart.id].get("also", ()), *(mine ^ theirs)}
    return replace(chart, line={**chart.line, "findings": kept, "also": sorted(neither)})


def _findings(chart: Chart) -> tuple[set[str], set[str]]:
    return set(chart.line.get("findings", ())), set(_readings()[chart.id].get("findings", ()))


def _same(mine: Expected, theirs: Expected) -> bool:
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        return bool(set(mine) & set(theirs))
    return mine == theirs
