"""`imaging-cds library` and `imaging-cds codes`: what the library and the code tables hold."""

from __future__ import annotations

from collections.abc import Iterator

import click

from fhir_mappings import finding_codes, order_codes
from fhir_mappings.code_systems import CANONICAL_URIS, normal_system
from imaging_rules.guideline import Scenario, Topic
from imaging_rules.library import Library
from imaging_rules.study import Study, UnknownStudy, study


@click.group()
def library() -> None:
    """What the library holds, and whether it can stand."""


@library.command("list")
def list_topics() -> None:
    """The topics and their scenarios."""
    for topic in Library.load().topics.values():
        click.echo(f"{topic.id}  {topic.file.topic} ({topic.file.publisher}, {topic.file.edition}), {_days(topic)}")
        for scenario in topic.scenarios.values():
            click.echo(f"  {scenario.id}  {scenario.title}")


@library.command()
@click.argument("name", metavar="TOPIC|SCENARIO")
def show(name: str) -> None:
    """One topic or one scenario: what it means, what it asks, how it rates."""
    known = Library.load()
    if name in known.topics:
        scenarios = list(known.topics[name].scenarios.values())
    elif name in known.scenarios:
        scenarios = [known.scenarios[name]]
    else:
        raise click.ClickException(f"the library has no topic or scenario {name}")
    for scenario in scenarios:
        for line in _scenario_lines(scenario):
            click.echo(line)


def _scenario_lines(scenario: Scenario) -> Iterator[str]:
    entry = scenario.entry_of
    yield f"{scenario.id}  {scenario.title}"
    yield f"  {entry.means}"
    for label, content in (
        ("population", entry.population),
        ("entry", entry.entry),
        ("given", entry.given),
        ("unless", entry.unless),
    ):
        if content:
            yield f"  {label}: {content}"
    for row in scenario.rows:
        median = "-" if row.median is None else str(row.median)
        sources = ", ".join(row.sources)
        yield f"  {row.study.name}: {row.rating.words}, median {median}, radiation {row.radiation or '-'} [{sources}]"
    if entry.prefer.study != "none":
        yield f"  preferred: {entry.prefer.study}, because {entry.prefer.because}"
    for source in scenario.topic.file.sources.values():
        yield f"  source: {source.title}. {source.publisher}. {source.address or source.citation or ''}".rstrip()
    yield ""


def _days(topic: Topic) -> str:
    dates = topic.file.in_force
    return f"in force from {dates.start}" + (f" until {dates.until}" if dates.until else "")


@click.command()
@click.argument("what", metavar="CODE|STUDY|FEATURE")
@click.option("--system", help="Only this code system: a URI, an OID or a short name such as cpt, snomed, icd-10-cm.")
def codes(what: str, system: str | None) -> None:
    """What a code stands for, or the codes that stand for a study, a feature or a finding."""
    chosen = normal_system(system) if system else None
    if system and chosen is None:
        raise click.ClickException(f"unknown code system: {system}; known are {', '.join(CANONICAL_URIS)}")
    lines = dict.fromkeys([*_of_code(what, chosen), *_of_study(what, chosen), *_of_feature(what, chosen)])
    if not lines:
        raise click.ClickException(f"nothing is known under {what}")
    for line in lines:
        click.echo(line)


def _of_code(code: str, chosen: str | None) -> Iterator[str]:
    for system in [chosen] if chosen else CANONICAL_URIS:
        row = order_codes.order_code(system, code)
        if row is not None:
            yield _order_line(row)
        for found in finding_codes.findings_of(system, code):
            yield _finding_line(found)
        reason = finding_codes.no_finding_reason(system, code)
        if reason is not None:
            yield f"{system} {code}: no finding ({reason})"


def _of_study(name: str, chosen: str | None) -> Iterator[str]:
    try:
        wanted: Study = study(name)
    except UnknownStudy:
        return
    for row in order_codes.codes_of(wanted):
        if chosen in (None, row.system):
            yield _order_line(row)


def _of_feature(name: str, chosen: str | None) -> Iterator[str]:
    vocabulary = Library.load().vocabulary
    if name not in vocabulary:
        return
    for finding in sorted(vocabulary.rests_on(name) & vocabulary.findings.keys()):
        for row in finding_codes.codes_of(finding):
            if chosen in (None, row.system):
                yield _finding_line(row)


def _order_line(row: order_codes.OrderCode) -> str:
    meaning = " or ".join(candidate.name for candidate in row.candidates) or "imaging outside the catalogue"
    note = f" ({row.note})" if row.note else ""
    return f"{row.system} {row.code}: order of {meaning}{note}"


def _finding_line(row: finding_codes.FindingCode) -> str:
    codes_below = " and codes below" if row.prefix else ""
    value = "" if row.value is None else f" = {', '.join(row.value) if isinstance(row.value, tuple) else row.value}"
    state = "" if row.state == "present" else f", {row.state}"
    return f"{row.system} {row.code}{codes_below}: finding {row.finding}{value}{state}"
