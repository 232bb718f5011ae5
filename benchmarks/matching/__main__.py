"""Prints the match rate by topic: `python -m benchmarks.matching`, or `make match-rate`.

Two thirds of the charts may be looked at while the readers are mended, and their misses are listed with `--misses`. The
rest, chosen by their ids, give the final figure; their misses are never listed.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date

import click

from benchmarks.matching.charts import AS_OF, charts
from benchmarks.matching.outcome import Outcome, Scored, scored
from cds_service.evaluation import Evaluator
from imaging_rules.library import Library


@click.command()
@click.option("--misses", is_flag=True, help="List what went wrong among the charts that may be looked at.")
@click.option("--topic", help="Only this topic.")
def main(misses: bool, topic: str | None) -> None:
    """Match the charts of benchmarks/matching and compare with what their authors expect."""
    logging.disable(logging.WARNING)
    evaluator = Evaluator(Library.load(), as_of=date.fromisoformat(AS_OF))
    results = [scored(evaluator, chart) for chart in charts() if topic in (None, chart.topic)]
    for part, kept_back in (("charts that were looked at", False), ("charts kept for the final figure", True)):
        click.echo(f"\n{part}\n" + table([each for each in results if each.chart.kept_back is kept_back]))
    if misses:
        for each in results:
            if each.outcome is not Outcome.RIGHT and not each.chart.kept_back:
                click.echo(f"\n{each.chart.id} ({each.chart.kind}) {each.outcome}: expects {each.chart.expects}; {each.said}")
                click.echo(f"  {each.chart.why}")


def table(results: Sequence[Scored]) -> str:
    """Lines of counts and shares by topic, the sum last."""
    topics = sorted({each.chart.topic for each in results})
    rows = [(topic, [each for each in results if each.chart.topic == topic]) for topic in topics]
    lines = ["| topic | charts | right | wrong | abstained |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(name, found) for name, found in [*rows, ("all", list(results))])])


def _row(name: str, results: Sequence[Scored]) -> str:
    counts = Counter(each.outcome for each in results)
    shares = (f"{counts[outcome]} ({100 * counts[outcome] / max(1, len(results)):.1f} %)" for outcome in Outcome)
    return f"| {name} | {len(results)} | {' | '.join(shares)} |"


if __name__ == "__main__":
    main()
