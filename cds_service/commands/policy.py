"""`imaging-cds library diff` and `library check --policy`: a site's policy against the guideline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click

from cds_service.settings import SettingsProblem, read_settings
from imaging_rules.case_files import CaseEntry, topic_cases
from imaging_rules.library import Library
from imaging_rules.overlays.policy_review import answered_under, differences, policy_problems, remarks
from imaging_rules.overlays.site_policy import PolicyProblem, SitePolicy


@click.command("diff")
@click.argument("file", metavar="[POLICY.yaml]", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--client", "client_id", help="The policy in use for a client, by its id in the registry.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day; today in UTC without it.")
def library_diff(file: Path | None, client_id: str | None, as_of: datetime | None) -> None:
    """What a site's policy does otherwise than the guideline: its overlays, and which known patients are answered otherwise.

    Without a file and a client, the policy of the installation (IMAGING_CDS_SITE_POLICY). Two libraries, such as two
    editions, are compared by `library changes`.
    """
    if file is not None and client_id is not None:
        raise click.UsageError("name a file or a client, not both")
    library, day = Library.load(), _day(as_of)
    policy = usable_policy(file, library) if file is not None else _in_use(client_id)
    _fail_for(policy.problems(library))
    if not policy.overlays:
        click.echo("no overlay: what the guideline says holds")
        return
    click.echo(f"{policy.site}, on {day}:")
    for line in (*differences(policy, library, day), *(f"note: {remark}" for remark in remarks(policy, library, day))):
        click.echo(f"  {line}")
    click.echo("Known patients answered otherwise:")
    for line in answered_under(policy, library, day, _cases(library)) or ["none"]:
        click.echo(f"  {line}")


def check_policy(file: Path, library: Library, as_of: datetime | None = None) -> None:
    """Print what is wrong with a policy and what is remarkable. Raises ClickException where anything is wrong."""
    policy, day = _read(file), _day(as_of)
    _fail_for(policy_problems(policy, library, day))
    for remark in remarks(policy, library, day):
        click.echo(f"note: {remark}")
    count = len(policy.in_force(day))
    click.echo(f"{file.name}: {policy.site}, {count} of {len(policy.overlays)} overlays in force: nothing is wrong")


def usable_policy(file: Path, library: Library) -> SitePolicy:
    """The policy of a file. Prints what is wrong with it and raises ClickException where the library does not allow it."""
    policy = _read(file)
    _fail_for(policy.problems(library))
    return policy


def _read(file: Path) -> SitePolicy:
    try:
        return SitePolicy.read(file)
    except (OSError, PolicyProblem) as problem:
        _fail_for(str(problem).splitlines())
        raise


def _in_use(client_id: str | None) -> SitePolicy:
    try:
        settings = read_settings()
        clients = {client.id: client for client in settings.clients()}
        if client_id is not None and client_id not in clients:
            raise click.ClickException(f"no client {client_id} in the registry; registered: {', '.join(clients) or 'none'}")
        own = clients[client_id].policy if client_id is not None else None
        return own or settings.policy()
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None


def _fail_for(problems: list[str]) -> None:
    for line in problems:
        click.echo(line)
    if problems:
        raise click.ClickException("1 problem" if len(problems) == 1 else f"{len(problems)} problems")


def _cases(library: Library) -> Iterator[tuple[str, CaseEntry]]:
    for topic in library.topics:
        yield from topic_cases(topic)


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else datetime.now(UTC).date()
