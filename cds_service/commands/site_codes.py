"""`imaging-cds codes check` and `codes show --client`: what the codes of a client's own stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import click

from cds_service.settings import SettingsProblem, read_settings
from fhir_mappings.codes.findings import FindingCode, findings_of
from fhir_mappings.codes.systems import system_key
from fhir_mappings.order.codes import OrderCode
from fhir_mappings.site.catalogue import CodesFile, Role, compile_codes
from fhir_mappings.site.codes import NO_SITE_CODES, LocalOrder, LocalProblem, SiteCodes
from imaging_rules.study import Study


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "role", type=click.Choice(["orders", "problems"]), required=True, help="What the codes stand for.")
@click.option("--system", help='The code system of codes for which the file names none; "" where they come without one.')
def check_codes(file: Path, role: Role, system: str | None) -> None:
    """Say what is wrong with a file of a client's own codes (CSV or FHIR R4 ConceptMap) before it is used."""
    made = compile_codes([CodesFile(file, role, system)])
    for problem in made.problems:
        click.echo(problem)
    for remark in made.remarks:
        click.echo(f"note: {remark}")
    if made.problems:
        raise click.ClickException("1 problem" if len(made.problems) == 1 else f"{len(made.problems)} problems")
    count = len(made.codes.orders) + len(made.codes.problems)
    click.echo(f"{file.name}: {count} {'code' if count == 1 else 'codes'} of {role}, nothing is wrong")


def codes_of_client(client_id: str | None) -> SiteCodes:
    """The codes of a client of the registry; none where no client is named. Raises click.ClickException."""
    if client_id is None:
        return NO_SITE_CODES
    try:
        clients = read_settings().clients()
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None
    for client in clients:
        if client.id == client_id:
            return client.site_codes
    known = ", ".join(client.id for client in clients) or "none"
    raise click.ClickException(f"no client {client_id} in the registry; registered: {known}")


def has_system(site: SiteCodes, system: str) -> bool:
    """Whether a client has codes of its own in a system."""
    return system_key(system) in {key for key, _ in (*site.orders, *site.problems)}


def lines_of_code(site: SiteCodes, code: str, system: str | None) -> Iterator[str]:
    """What a code of the client's own stands for, in one of its systems or in any."""
    for (key, own), order in site.orders.items():
        if own == code.strip() and system in (None, key):
            yield from _order_lines(order)
    for (key, own), problem in site.problems.items():
        if own == code.strip() and system in (None, key):
            yield from _problem_lines(problem)


def lines_of_study(site: SiteCodes, wanted: Study) -> Iterator[str]:
    """The order codes of the client's own that are read as a study, or written for it."""
    for order in site.orders.values():
        if wanted == order.written_for or wanted in (row.study for row in order.rows):
            yield from _order_lines(order)


def lines_of_findings(site: SiteCodes, wanted: Collection[str]) -> Iterator[str]:
    """The problem codes of the client's own that say one of these findings."""
    for problem in site.problems.values():
        if any(row.finding in wanted for row in _rows(problem)):
            yield from _problem_lines(problem)


def _order_lines(order: LocalOrder) -> Iterator[str]:
    named = f"{order.system or 'without system'} {order.code}"
    for row in order.rows:
        yield f"{named}: {_standard(row, order)}order of {_meaning(row)} ({order.source})"
    for other in order.others:
        yield f"{named}: read as {other.system} {other.code}, which is no order code of ours ({order.source})"
    if order.written_for is not None:
        yield f"{named}: written for {order.written_for.name}, unless an earlier code of its system is"


def _standard(row: OrderCode, order: LocalOrder) -> str:
    return "" if row.system == order.system else f"read as {row.system} {row.code}, "


def _meaning(row: OrderCode) -> str:
    return " or ".join(each.name for each in row.candidates) or "imaging outside the catalogue"


def _problem_lines(problem: LocalProblem) -> Iterator[str]:
    named = f"{problem.system or 'without system'} {problem.code}"
    for coding in problem.standard:
        said = ", ".join(_said(row) for row in findings_of(coding.system, coding.code)) or "no finding"
        yield f"{named}: read as {coding.system} {coding.code}, {said} ({problem.source})"
    for row in problem.findings:
        yield f"{named}: {_said(row)} ({row.source})"


def _rows(problem: LocalProblem) -> Iterator[FindingCode]:
    yield from problem.findings
    for coding in problem.standard:
        yield from findings_of(coding.system, coding.code)


def _said(row: FindingCode) -> str:
    value = "" if row.value is None else f" = {', '.join(row.value) if isinstance(row.value, tuple) else row.value}"
    return f"finding {row.finding}{value}" + ("" if row.state == "present" else f", {row.state}")
