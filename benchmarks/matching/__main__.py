"""Prints the match rate by topic: `python -m benchmarks.matching`, or `make match-rate`.

Most of the charts may be looked at while the readers are mended, and their misses are listed with `--misses`. The rest,
marked in their lines, give the final figure; their misses are never listed.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date

import click

from benchmarks.matching.charts import AS_OF, Chart, charts
from benchmarks.matching.findings import Compared, compared
from benchmarks.matching.outcome import Outcome, Scored, scored
from benchmarks.matching.payer import POLICY, PayerScored, payer_charts, payer_scored, payer_table
from benchmarks.matching.second_readings import agreement, read_twice, with_what_both_state
from cds_service.evaluation import Evaluator
from imaging_rules.library import Library


@click.command()
@click.option("--misses", is_flag=True, help="List what went wrong among the charts that may be looked at.")
@click.option("--topic", help="Only this topic.")
@click.option("--only", type=click.Choice(("coded", "text", "payer")), help="Only the coded charts, the texts, or the payer's.")
def main(misses: bool, topic: str | None, only: str | None) -> None:
    """Match the charts of benchmarks/matching and compare with what their authors expect."""
    logging.disable(logging.WARNING)
    evaluator = Evaluator(Library.load(), as_of=date.fromisoformat(AS_OF))
    for name in ("coded", "text"):
        if only in (None, name):
            chosen = [chart for chart in charts(name) if topic in (None, chart.topic)]
            _report(name, [scored(evaluator, chart) for chart in chosen], misses)
    if only in (None, "payer") and topic is None:
        _report_payer([payer_scored(evaluator, chart) for chart in payer_charts()], misses)


def _report_payer(results: Sequence[PayerScored], misses: bool) -> None:
    click.echo(f"\npayer: {POLICY}, orders and what the policy says of them\n" + payer_table(results))
    for each in results if misses else ():
        if each.outcome is not Outcome.RIGHT:
            click.echo(f"\n{each.chart.id} {each.outcome}: expects {each.chart.status}; {each.said}\n  {each.chart.why}")


def _report(name: str, results: Sequence[Scored], misses: bool) -> None:
    for part, kept_back in (("looked at", False), ("kept for the final figure", True)):
        of_part = [each for each in results if each.chart.kept_back is kept_back]
        click.echo(f"\n{name}: charts {part}\n" + table(of_part))
        if name == "text":
            texts = [each.chart for each in of_part if each.chart.tells_findings]
            click.echo(precision_and_recall([compared(chart) for chart in texts]))
        if twice := read_twice([each.chart for each in of_part]):
            click.echo(_agreement(name, twice))
    for each in results if misses else ():
        if not each.chart.kept_back:
            _tell(name, each)


def _agreement(name: str, twice: Sequence[Chart]) -> str:
    made = agreement(twice)
    said = f"read twice: the second reader agrees on the scenario of {made.same} of {made.charts} charts"
    if name == "coded":
        return said
    split = f"findings that both state {made.findings_of_both}, the author alone {made.of_the_author_alone}"
    of_both = precision_and_recall([compared(with_what_both_state(chart)) for chart in twice])
    return f"{said}; {split}, the second alone {made.of_the_second_alone}\nwhere both agree, {of_both}"


def _tell(name: str, each: Scored) -> None:
    said = compared(each.chart) if name == "text" and each.chart.tells_findings else None
    if each.outcome is not Outcome.RIGHT:
        click.echo(f"\n{each.chart.id} ({each.chart.kind}) {each.outcome}: expects {each.chart.expects}; {each.said}")
        click.echo(f"  {each.chart.why}")
    if said and (said.missed or said.surplus):
        click.echo(f"  {each.chart.id} findings missed {said.missed}, surplus {said.surplus}")
    if said and (said.missed or said.surplus or each.outcome is not Outcome.RIGHT):
        click.echo(f"  {each.chart.line['order'].get('code')}")
        click.echo(f"  {each.chart.line['order'].get('reasonCode')}")


def precision_and_recall(made: Sequence[Compared]) -> str:
    """One line on the findings of texts."""
    right = sum(each.found for each in made)
    missed, surplus = sum(len(each.missed) for each in made), sum(len(each.surplus) for each in made)
    precision, recall = 100 * right / max(1, right + surplus), 100 * right / max(1, right + missed)
    return f"findings: {right} right, precision {precision:.1f} %, recall {recall:.1f} %"


def table(results: Sequence[Scored]) -> str:
    """Lines of counts and shares by topic, the sum last."""
    topics = sorted({each.chart.topic for each in results})
    rows = [(topic, [each for each in results if each.chart.topic == topic]) for topic in topics]
    lines = ["| topic | charts | right | second | wrong | abstained |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(name, found) for name, found in [*rows, ("all", list(results))])])


def _row(name: str, results: Sequence[Scored]) -> str:
    counts = Counter(each.outcome for each in results)
    shares = (f"{counts[outcome]} ({100 * counts[outcome] / max(1, len(results)):.1f} %)" for outcome in Outcome)
    return f"| {name} | {len(results)} | {' | '.join(shares)} |"


if __name__ == "__main__":
    main()
