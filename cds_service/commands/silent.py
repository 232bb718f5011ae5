"""`imaging-cds silent report`: what would have been seen, so that a site can decide to go live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

import click

from cds_service.commands.columns import in_columns
from cds_service.commands.site_store import site_store
from cds_service.silent_orders import SilentCount

_HEAD = ("client", "scenario", "orders", "rated", "cards", "cards by situation")


@click.group()
def silent() -> None:
    """What is assessed silently: kept, and not shown to anybody."""


@silent.command()
@click.option("--client", help="Only this client's, by its id in the registry.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on, such as 2026-11-20.")
def report(client: str | None, since: datetime | None) -> None:
    """By scenario: orders assessed silently, how many were rated, and the cards that would have been shown.

    Numbers only: no patient, no order.
    """
    with site_store("the counts") as store:
        counts = store.silent(client, since.date().isoformat() if since else "")
    if not counts:
        click.echo("nothing was assessed silently", err=True)
        return
    click.echo("\n".join(in_columns([_HEAD, *_rows(counts)])))


def _rows(counts: Sequence[SilentCount]) -> Iterator[tuple[str, ...]]:
    for (client, scenario), of_scenario in groupby(counts, key=lambda each: (each.client, each.scenario)):
        every = list(of_scenario)
        cards = ", ".join(f"{each.situation} {each.cards}" for each in every if each.cards)
        yield client, scenario or "(safety alone)", _sum(every, "orders"), _sum(every, "rated"), _sum(every, "cards"), cards


def _sum(counts: Sequence[SilentCount], what: str) -> str:
    return str(sum(getattr(each, what) for each in counts))
