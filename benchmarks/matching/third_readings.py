"""What a third reader makes of single findings of the texts kept for the final figure: whether the words state them.

He saw text, finding and the vocabulary's definition, and not who had named it: the author alone, the program alone, both, or
nobody. An author does not list all that his words state; what the program reads beyond that is not wrong for that alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from benchmarks.matching.charts import Chart
from benchmarks.matching.findings import Compared, compared

STATED, NOT_STATED = "stated", "not stated"


@cache
def _verdicts() -> Mapping[tuple[str, str, str], str]:
    lines = (files(__package__) / "third_readings.jsonl").read_text(encoding="utf-8").splitlines()
    return {(row["id"], row["finding"], _plain(row["as"])): row["verdict"] for row in map(json.loads, lines)}


def _plain(value: object) -> str:
    """A state or value in one spelling: 42 and 42.0, a list and a tuple are the same."""
    if isinstance(value, list | tuple):
        return ",".join(_plain(each) for each in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    return str(value)


def as_judged(chart: Chart) -> Compared:
    """The comparison with the author once disputed findings are judged: a surplus one that the words state is found, a
    missed one that they do not is none, an arguable one counts neither way. What was never judged stays as it is."""
    made = compared(chart)
    surplus = {each: _verdict(chart, each, made.values) for each in made.surplus}
    missed = {each: _verdict(chart, each, made.values) for each in made.missed}
    stated = sum(verdict == STATED for verdict in surplus.values())
    return replace(
        made,
        found=made.found + stated,
        missed=_left(missed, STATED),
        surplus=_left(surplus, NOT_STATED),
    )


def _left(verdicts: Mapping[str, str | None], counts: str) -> tuple[str, ...]:
    return tuple(each for each, verdict in verdicts.items() if verdict in (None, counts))


def _verdict(chart: Chart, disputed: str, values: Mapping[str, object]) -> str | None:
    name = disputed.partition("=")[0]
    return _verdicts().get((chart.id, name, _plain(values[disputed])))


def judged(charts: Sequence[Chart]) -> list[Compared]:
    """The comparisons of texts, as judged."""
    return [as_judged(chart) for chart in charts]
