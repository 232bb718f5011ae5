"""`imaging-cds codes unmatched`: what a site should map next."""

from __future__ import annotations

import click

from cds_service.commands.columns import in_columns
from cds_service.commands.site_store import site_store
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
    with site_store("the counts") as store:
        counts = store.unmatched(client, limit)
    if not counts:
        click.echo("no unmatched code is counted", err=True)
        return
    click.echo("\n".join(in_columns([_HEAD, *(_cells(each) for each in counts)])))


def _cells(each: CodeCount) -> tuple[str, ...]:
    system = each.system or _NO_SYSTEM
    return (str(each.requests), each.part, each.code, system, each.first_day, each.last_day, each.client)
