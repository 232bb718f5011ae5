"""How often a chart is still matched right when its reason is written otherwise: `python -m benchmarks.matching.rewritten`.

A reason typed in small letters, or whose lines a system has joined, means what it meant. Each way of writing is tried on every
so many of the charts in words that may be looked at and are matched right as they stand.
"""

from __future__ import annotations

import copy
import logging
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import click

from benchmarks.matching.charts import AS_OF, Chart, charts
from benchmarks.matching.outcome import Outcome, scored
from cds_service.evaluation import Evaluator
from imaging_rules.library import Library

_NEXT_SENTENCE = re.compile(r"\. (?=[A-Z])")
_LISTED = re.compile(r"(?<=[a-z]), (?=[a-z])")
_LONG_WORD = re.compile(r"\b([a-z]{4})([a-z])([a-z])([a-z]{3,})\b")
_WAYS: Mapping[str, Callable[[str], str]] = {
    "all in small letters": str.lower,
    "all in capitals": str.upper,
    "a line for each sentence": lambda text: _NEXT_SENTENCE.sub(".\r\n", text),
    "lines joined without a sign": lambda text: _NEXT_SENTENCE.sub(" ", text).rstrip("."),
    "commas for full stops": lambda text: _NEXT_SENTENCE.sub(", ", text),
    "dashes for full stops": lambda text: _NEXT_SENTENCE.sub(" - ", text),
    "semicolons for full stops": lambda text: _NEXT_SENTENCE.sub("; ", text),
    "lists without commas": lambda text: _LISTED.sub(" ", text),
    "slashes for commas": lambda text: _LISTED.sub(" / ", text),
    "two letters changed about in a long word": lambda text: _LONG_WORD.sub(r"\1\3\2\4", text, count=1),
    "a letter left out of a long word": lambda text: _LONG_WORD.sub(r"\1\3\4", text, count=1),
    "abbreviated": lambda text: text.replace(" weeks", " wks").replace(" with ", " w/ ").replace(" and ", " & "),
    "under a label": lambda text: f"Clinical details: {text}",
    "marked up": lambda text: f"<p>{text}</p>",
    "with thanks and a name behind": lambda text: f"{text.rstrip('. ')}. Many thanks, Dr A, bleep 4411",
    "with medicines that do not matter behind": lambda text: f"{text.rstrip('. ')}. Meds: ramipril, atorvastatin. NKDA.",
}


def rewritten(chart: Chart, way: Callable[[str], str]) -> Chart:
    """The chart with every text of its order written otherwise."""
    line = copy.deepcopy(dict(chart.line))
    for key in ("reasonCode", "note"):
        for each in line["order"].get(key, ()):
            if isinstance(each, dict) and each.get("text"):
                each["text"] = way(each["text"])
    return replace(chart, line=line)


def counted(evaluator: Evaluator, chosen: Sequence[Chart], way: Callable[[str], str]) -> Counter[Outcome]:
    """What becomes of some charts that are written otherwise."""
    return Counter(scored(evaluator, rewritten(chart, way)).outcome for chart in chosen)


@click.command()
@click.option("--every", type=click.IntRange(1, 1000), default=8, show_default=True, help="Every so many of the charts.")
def main(every: int) -> None:
    """Match charts whose reason is written otherwise."""
    logging.disable(logging.WARNING)
    evaluator = Evaluator(Library.load(), as_of=date.fromisoformat(AS_OF))
    looked_at = [chart for chart in charts("text") if not chart.kept_back][::every]
    right = [chart for chart in looked_at if scored(evaluator, chart).outcome is Outcome.RIGHT]
    click.echo(f"| {len(right)} charts in words, matched right as they stand | right | abstained | wrong |")
    click.echo("|---|---|---|---|")
    for name, way in _WAYS.items():
        found = counted(evaluator, right, way)
        shares = [f"{found[outcome] / len(right):.1%}" for outcome in (Outcome.RIGHT, Outcome.ABSTAINED, Outcome.WRONG)]
        click.echo(f"| {name} | {' | '.join(shares)} |")


if __name__ == "__main__":
    main()
