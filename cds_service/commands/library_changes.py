"""`imaging-cds library changes OLD [NEW]`: what a clinician will see differently."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from cds_service.commands.site_store import site_store
from imaging_rules.archive import opened
from imaging_rules.case_files import CaseEntry, topic_cases
from imaging_rules.changes import answered_otherwise, changes
from imaging_rules.library import Library


@click.command("changes")
@click.argument("old")
@click.argument("new", required=False)
def library_changes(old: str, new: str | None) -> None:
    """What is different in NEW (without it, the library that ships): what its files say, and which known patients are
    answered otherwise.

    OLD and NEW are library folders, or the first characters of the content hash of a library that this service has used,
    as `imaging-cds replay` names it.
    """
    then, now = _library(old), _library(new) if new else Library.load()
    said = list(changes(then, now))
    answered = list(answered_otherwise(then, now, _cases(old, new, now)))
    click.echo("\n".join(["What the files say:", *(f"  {line}" for line in said or ["nothing else"])]))
    click.echo("\n".join(["Known patients answered otherwise:", *(f"  {line}" for line in answered or ["none"])]))


def _library(named: str) -> Library:
    """A library by folder or hash. Raises ClickException."""
    try:
        if Path(named).is_dir():
            return Library.load(Path(named))
        return Library.load(opened(_kept(named)))
    except (ValueError, OSError) as problem:
        raise click.ClickException(f"{named}: {problem}") from None


def _kept(start: str) -> bytes:
    with site_store("the libraries in use") as store:
        found = store.library(start)
    if found is None:
        raise click.ClickException(f"{start} is no folder, and not the start of the hash of just one library in use")
    return found[1]


def _cases(old: str, new: str | None, now: Library) -> Iterator[tuple[str, CaseEntry]]:
    """The cases beside the topics of the folders that were named, or of the library that ships; no sentence twice."""
    folders = [Path(each) if each and Path(each).is_dir() else None for each in (old, new)]
    seen: set[str] = set()
    for folder in dict.fromkeys(folders):
        for topic in now.topics:
            for sentence, case in topic_cases(topic, folder):
                if sentence not in seen:
                    seen.add(sentence)
                    yield sentence, case
