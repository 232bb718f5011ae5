"""`imaging-cds library` and `imaging-cds codes`: what the library and the code tables hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from cds_service.commands import payer_lines, site_codes
from cds_service.commands.library_changes import library_changes
from cds_service.commands.policy import check_policy, library_diff
from fhir_mappings.codes import findings as finding_codes
from fhir_mappings.codes.systems import CANONICAL_URIS, normal_system, system_key
from fhir_mappings.order import codes as order_codes
from fhir_mappings.site.codes import SiteCodes
from imaging_rules.checks import check as everything_wrong
from imaging_rules.coverage import combination_count, uncovered
from imaging_rules.guideline import Scenario, Topic
from imaging_rules.joined_conditions import described
from imaging_rules.library import Library
from imaging_rules.study import Study, UnknownStudy, study


@click.group()
def library() -> None:
    """What the library holds, and whether it can stand."""


@library.command("list")
def list_topics() -> None:
    """The topics and their scenarios, the payer policies and their criteria."""
    known = Library.load()
    for topic in known.topics.values():
        click.echo(f"{topic.id}  {topic.file.topic} ({topic.file.publisher}, {topic.file.edition}), {_days(topic)}")
        for scenario in topic.scenarios.values():
            click.echo(f"  {scenario.id}  {scenario.title}")
    for policy in known.policies.values():
        click.echo(f"{policy.id}  {policy.file.policy} ({policy.file.publisher}, {policy.file.edition})")
        for criterion in policy.criteria:
            click.echo(f"  {criterion.id}  {criterion.title}")


@library.command()
@click.argument("name", metavar="TOPIC|SCENARIO|POLICY|CRITERION")
def show(name: str) -> None:
    """One topic or scenario: what it means, asks and rates. One payer policy or criterion: what it asks and expects."""
    lines = list(_lines_under(Library.load(), name))
    if not lines:
        raise click.ClickException(f"the library has no topic, scenario, policy or criterion {name}")
    for line in lines:
        click.echo(line)


def _lines_under(known: Library, name: str) -> Iterator[str]:
    for scenario in [*known.topics[name].scenarios.values()] if name in known.topics else [known.scenarios.get(name)]:
        if scenario is not None:
            yield from _scenario_lines(scenario)
    for policy in known.policies.values():
        if name == policy.id:
            yield from payer_lines.policy_lines(policy)
        elif name in policy.by_id:
            yield from payer_lines.criterion_lines(policy, policy.by_id[name])


@library.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--coverage", is_flag=True, help="List the combinations of entry and discriminators no scenario covers.")
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also check the file of a site's policy, and the library as it leaves it.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day a policy is looked at; today in UTC without it.")
def check(folder: Path | None, coverage: bool, policy: Path | None, as_of: datetime | None) -> None:
    """Say what is wrong with the library, or with one in FOLDER of the same layout; fails where anything is."""
    try:
        found = everything_wrong(folder)
    except OSError as problem:
        raise click.ClickException(str(problem)) from None
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException("1 problem" if len(found) == 1 else f"{len(found)} problems")
    known = Library.load(folder)
    if coverage:
        _print_coverage(known)
        return
    cells = sum(len(scenario.rows) for scenario in known.scenarios.values())
    criteria = sum(len(policy.criteria) for policy in known.policies.values())
    topics = f"{len(known.topics)} topics, {len(known.scenarios)} scenarios, {cells} ratings"
    click.echo(f"{topics}; {len(known.policies)} payer policies, {criteria} criteria: nothing is wrong")
    if policy is not None:
        check_policy(policy, known, as_of)


library.add_command(library_changes)
library.add_command(library_diff)


def _print_coverage(known: Library) -> None:
    for topic in known.topics.values():
        lines = list(uncovered(known, topic))
        click.echo(f"{topic.id}: {len(lines)} of {combination_count(known, topic)} combinations are not covered")
        for line in lines:
            click.echo(f"  {line}")


def _scenario_lines(scenario: Scenario) -> Iterator[str]:
    entry = scenario.entry_of
    yield f"{scenario.id}  {scenario.title}"
    yield f"  {entry.means}"
    if scenario.population is not None:
        yield f"  population: {described(scenario.population)}"
    yield f"  entry: {described(scenario.entry)}"
    yield from (f"  given: {described(condition)}" for condition in scenario.given)
    yield from (f"  unless: {described(condition)}" for condition in scenario.unless)
    for row in scenario.rows:
        median = "-" if row.median is None else str(row.median)
        sources = ", ".join(row.sources)
        yield f"  {row.study.name}: {row.rating.words}, median {median}, radiation {row.radiation or '-'} [{sources}]"
    if entry.prefer.study != "none":
        yield f"  preferred: {entry.prefer.study}, because {entry.prefer.because}"
    for key, source in scenario.topic.file.sources.items():
        where = source.address or source.citation or source.date or ""
        yield f"  [{key}] {source.title}. {source.publisher}. {where} ({source.seen})"
    yield ""


def _days(topic: Topic) -> str:
    dates = topic.file.in_force
    return f"in force from {dates.start}" + (f" until {dates.until}" if dates.until else "")


class _ShowsByDefault(click.Group):
    """A group that takes what is none of its commands for the argument of `show`: `codes M54.2`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ShowsByDefault)
def codes() -> None:
    """What codes stand for; `codes CODE|STUDY|FEATURE` is short for `codes show CODE|STUDY|FEATURE`."""


@codes.command("show")
@click.argument("what", metavar="CODE|STUDY|FEATURE")
@click.option("--system", help="Only this code system: a URI, an OID or a short name such as cpt, snomed, icd-10-cm.")
@click.option("--client", "client_id", help="With the codes of a client's own, by its id in the registry.")
def show_codes(what: str, system: str | None, client_id: str | None) -> None:
    """What a code stands for, or the codes that stand for a study, a feature or a finding."""
    site = site_codes.codes_of_client(client_id)
    if system and site_codes.has_system(site, system):
        lines = dict.fromkeys(site_codes.lines_of_code(site, what, system_key(system)))
    else:
        chosen = normal_system(system) if system else None
        if system and chosen is None:
            raise click.ClickException(f"unknown code system: {system}; known are {', '.join(CANONICAL_URIS)}")
        own = () if chosen else _of_client(what, site)
        lines = dict.fromkeys([*own, *_of_code(what, chosen), *_of_study(what, chosen), *_of_feature(what, chosen)])
    if not lines:
        raise click.ClickException(f"nothing is known under {what}")
    for line in lines:
        click.echo(line)


codes.add_command(site_codes.check_codes)


def _of_client(what: str, site: SiteCodes) -> Iterator[str]:
    yield from site_codes.lines_of_code(site, what, None)
    named = _named_study(what)
    if named is not None:
        yield from site_codes.lines_of_study(site, named)
    yield from site_codes.lines_of_findings(site, _findings_under(what))


def _of_code(code: str, chosen: str | None) -> Iterator[str]:
    for system in [chosen] if chosen else CANONICAL_URIS:
        row = order_codes.order_code(system, code)
        if row is not None:
            yield _order_line(row)
        for found in finding_codes.findings_of(system, code):
            yield _finding_line(found) if found.read_by == "code" else _inherited_line(system, code, found)
        reason = finding_codes.no_finding_reason(system, code)
        if reason is not None:
            yield f"{system} {code}: no finding ({reason})"


def _of_study(name: str, chosen: str | None) -> Iterator[str]:
    wanted = _named_study(name)
    for row in order_codes.codes_of(wanted) if wanted else ():
        if chosen in (None, row.system):
            yield _order_line(row)


def _of_feature(name: str, chosen: str | None) -> Iterator[str]:
    for finding in _findings_under(name):
        for row in finding_codes.codes_of(finding):
            if chosen in (None, row.system):
                yield _finding_line(row)


def _named_study(name: str) -> Study | None:
    try:
        return study(name)
    except UnknownStudy:
        return None


def _findings_under(name: str) -> list[str]:
    """The findings that a feature rests on, or the finding itself."""
    vocabulary = Library.load().vocabulary
    return sorted(vocabulary.rests_on(name) & vocabulary.findings.keys()) if name in vocabulary else []


def _order_line(row: order_codes.OrderCode) -> str:
    meaning = " or ".join(candidate.name for candidate in row.candidates) or "imaging outside the catalogue"
    note = f" ({row.note})" if row.note else ""
    return f"{row.system} {row.code}: order of {meaning}{note}"


def _inherited_line(system: str, code: str, row: finding_codes.FindingCode) -> str:
    return f"{system} {code.strip()} ({row.display}) is read as {_finding_line(row)}"


def _finding_line(row: finding_codes.FindingCode) -> str:
    codes_below = " and codes below" if row.prefix else ""
    value = "" if row.value is None else f" = {', '.join(row.value) if isinstance(row.value, tuple) else row.value}"
    state = "" if row.state == "present" else f", {row.state}"
    return f"{row.system} {row.code}{codes_below}: finding {row.finding}{value}{state}"
