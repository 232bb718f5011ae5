"""`imaging-cds scenario`: switch a scenario off in every running process, and on again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

import click

from cds_service.database import now_in_utc
from cds_service.scenario_switches import (
    EVERY_CLIENT,
    REREAD_SECONDS,
    Switch,
    SwitchesUnreadable,
    SwitchRegister,
)
from cds_service.settings import SettingsProblem, read_settings
from imaging_rules.library import Library

T = TypeVar("T")
_SENTENCE, _ROLE = 200, 80
_client = click.option("--client", default=EVERY_CLIENT, help="Only for this client, by its id in the registry.")
_because = click.option("--because", required=True, help="Why; kept, and shown in the details app.")
_by = click.option("--by", required=True, help="Who decides it: a role or department.")


@click.group()
def scenario() -> None:
    """Switch a scenario off, or on again, in every running process within half a minute."""


@scenario.command()
@click.argument("name", metavar="SCENARIO")
@_because
@_by
@_client
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day it stays off; without it, until switched on.")
def off(name: str, because: str, by: str, client: str, until: datetime | None) -> None:
    """Switch a scenario off: orders it would rate get no rating and no card, and no other scenario rates them instead.

    A safety constraint on such an order is said all the same.
    """
    _known(name, client)
    last = until.date() if until else None
    if last is not None and last < _today():
        raise click.ClickException(f"--until {last} is over")
    _write(Switch(name, client, "off", _text(because, _SENTENCE), _text(by, _ROLE), now_in_utc(), last))
    click.echo(f"{name} is off {_where(client)}{_until(last)}; every process follows within {2 * REREAD_SECONDS:.0f} seconds")


@scenario.command()
@click.argument("name", metavar="SCENARIO")
@_because
@_by
@_client
def on(name: str, because: str, by: str, client: str) -> None:
    """Switch a scenario on again, where it was switched off."""
    held = [switch for switch in _register(SwitchRegister.off) if switch.scenario == name]
    if not any(switch.client == client for switch in held):
        others = ", ".join(_where(switch.client) for switch in held)
        raise click.ClickException(f"{name} is not off {_where(client)}" + (f"; it is off {others}" if others else ""))
    _write(Switch(name, client, "on", _text(because, _SENTENCE), _text(by, _ROLE), now_in_utc()))
    left = ", ".join(_where(switch.client) for switch in held if switch.client != client)
    click.echo(f"{name} is on again {_where(client)}" + (f", and still off {left}" if left else ""))


@scenario.command("list")
@click.option("--history", is_flag=True, help="Every switch there was, oldest first.")
def list_switches(history: bool) -> None:
    """What is switched off, by whom and why."""
    switches = _register(SwitchRegister.history if history else SwitchRegister.off)
    for switch in switches:
        over = " (over)" if switch.until is not None and switch.until < _today() and not history else ""
        what = f"{switch.scenario} {switch.state} {_where(switch.client)}{_until(switch.until)}{over}"
        click.echo(f"{switch.at[:16].replace('T', ' ')} UTC  {what}: {switch.because} ({switch.by})")
    if not switches:
        click.echo("no scenario was ever switched off" if history else "no scenario is switched off", err=True)


def _known(name: str, client: str) -> None:
    """Raises ClickException for a scenario or a client that is not there: a switch for it would do nothing."""
    scenarios = Library.load().scenarios
    if name not in scenarios:
        alike = ", ".join(each for each in scenarios if each.split("/")[0] == name.split("/")[0])
        raise click.ClickException(f"the library has no scenario {name}" + (f"; it has {alike}" if alike else ""))
    try:
        clients = [each.id for each in read_settings().clients()] if client else []
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None
    if client and client not in clients:
        raise click.ClickException(f"no client {client} in the registry; registered: {', '.join(clients) or 'none'}")


def _write(switch: Switch) -> None:
    _register(lambda register: register.add(switch))


def _register(use: Callable[[SwitchRegister], T]) -> T:
    try:
        register = SwitchRegister(read_settings().storage)
        try:
            return use(register)
        finally:
            register.close()
    except (SettingsProblem, SwitchesUnreadable) as problem:
        raise click.ClickException(f"the switches cannot be read or written: {problem}") from None


def _text(given: str, longest: int) -> str:
    text = " ".join(given.split())
    if not text or len(text) > longest:
        raise click.ClickException(f"--because and --by are text, of {longest} characters at most here")
    return text


def _where(client: str) -> str:
    return f"for client {client}" if client else "for every client"


def _until(last: date | None) -> str:
    return f" until {last}" if last else ""


def _today() -> date:
    return datetime.now(UTC).date()
