"""`imaging-cds replay ID`: a stored consultation assessed again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from cds_service.commands.site_store import site_store
from cds_service.consultations.replay import CannotReplay, Difference, KeptForReplay, assessed_with, differences, replayed
from imaging_rules.library import Library


@click.command()
@click.argument("known_id", metavar="ID")
@click.option("--now", is_flag=True, help="Also say what the library of today would answer on the same facts.")
@click.option("--show", is_flag=True, help="Print the answer.")
def replay(known_id: str, now: bool, show: bool) -> None:
    """Assess a stored consultation again, with the library of then; fails where the answer is not the same to the byte.

    ID is that of a consultation, or one it gave out: of a card, of a suggestion, or the consultation id on an order.
    """
    kept = _kept(known_id)
    try:
        answer = replayed(kept)
    except CannotReplay as problem:
        raise click.ClickException(str(problem)) from None
    if show:
        click.echo(json.dumps(json.loads(answer), indent=2, ensure_ascii=False))
    click.echo(f"consultation {kept.consultation} of {kept.as_of}, library {kept.library[:12]}, program {kept.program}")
    if answer != kept.assessment:
        _print_differences(differences(kept.assessment, answer))
        raise click.ClickException("the answer is not the one that was stored")
    click.echo("the same answer, to the byte")
    if now:
        _print_today(kept)


def _kept(known_id: str) -> KeptForReplay:
    """What is kept under an id. Raises ClickException."""
    with site_store("the consultations") as store:
        kept = store.for_replay(known_id)
    if kept is None:
        raise click.ClickException(f"no facts are kept of {known_id}")
    return kept


def _print_today(kept: KeptForReplay) -> None:
    found = differences(kept.assessment, assessed_with(Library.load(), kept))
    click.echo("the library of today answers:" if found else "the library of today answers alike")
    _print_differences(found)


def _print_differences(found: Sequence[Difference]) -> None:
    for each in found:
        click.echo(f"  {each.order}, {each.about}: {_short(each.then)} -> {_short(each.now)}")


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
