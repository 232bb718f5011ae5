"""`imaging-cds codes unmatched`: what a site should map next."""

from __future__ import annotations

from collections.abc import Sequence

import click
import pydantic

from cds_service.consultation_store import ConsultationStore, StoreUnreadable
from cds_service.settings import Settings, SettingsProblem
from cds_service.unmatched_codes import CodeCount

_HEAD = ("requests", "part", "code", "system", "first day", "last day", "client")
_NO_SYSTEM = "(none)"


@click.command("unmatched")
@click.option("--client", help="Only this client's, by its id in the registry.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The most lines.")
def unmatched(client: str | None, limit: int) -> None:
    """What a site should map next: codes that said nothing, the most frequent first.

    `part` is where a code stood: a resource type, `reason` (of an order) or `order`. Codes only: no patient, no words.
    """
    try:
        store = ConsultationStore(Settings().storage)
        counts = store.unmatched(client, limit)
        store.close()
    except (pydantic.ValidationError, SettingsProblem, StoreUnreadable) as problem:
        raise click.ClickException(f"the counts cannot be read: {problem}") from None
    if not counts:
        click.echo("no unmatched code is counted", err=True)
        return
    for line in _columns([_HEAD, *(_cells(each) for each in counts)]):
        click.echo(line)


def _cells(each: CodeCount) -> tuple[str, ...]:
    system = each.system or _NO_SYSTEM
    return (str(each.requests), each.part, each.code, system, each.first_day, each.last_day, each.client)


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
