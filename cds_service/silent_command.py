"""`imaging-cds silent report`: what would have been seen, so that a site can decide to go live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

import click
import pydantic

from cds_service.consultation_store import ConsultationStore, StoreUnreadable
from cds_service.settings import Settings, SettingsProblem
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
    try:
        store = ConsultationStore(Settings().storage)
        counts = store.silent(client, since.date().isoformat() if since else "")
        store.close()
    except (pydantic.ValidationError, SettingsProblem, StoreUnreadable) as problem:
        raise click.ClickException(f"the counts cannot be read: {problem}") from None
    if not counts:
        click.echo("nothing was assessed silently", err=True)
        return
    rows = [_HEAD, *_rows(counts)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _rows(counts: Sequence[SilentCount]) -> Iterator[tuple[str, ...]]:
    for (client, scenario), of_scenario in groupby(counts, key=lambda each: (each.client, each.scenario)):
        every = list(of_scenario)
        cards = ", ".join(f"{each.situation} {each.cards}" for each in every if each.cards)
        yield client, scenario or "(safety alone)", _sum(every, "orders"), _sum(every, "rated"), _sum(every, "cards"), cards


def _sum(counts: Sequence[SilentCount], what: str) -> str:
    return str(sum(getattr(each, what) for each in counts))
