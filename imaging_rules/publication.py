"""What a knowledge file says of the publications it rests on and of the days its edition is used."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from imaging_rules.file_model import FileModel


class SourceEntry(FileModel):
    """A publication: what it is and how it was seen."""

    title: str
    publisher: str
    seen: str
    year: int | None = None
    date: str | None = None
    citation: str | None = None
    doi: str | None = None
    pmid: str | None = None
    address: str | None = None


class InForce(FileModel):
    """The days on which an edition is used; the last day is counted."""

    start: date = Field(alias="from")
    until: date | None = None
    note: str | None = None
