"""What the words of an order say only beside the name of a code it is placed for: `Vertigo` and 'non-stop since yesterday'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice, product
from typing import Any

from fhir_mappings.complaint_parts import NOTHING_ELSEWHERE
from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.order.texts import order_texts
from fhir_mappings.remembered import LONGEST
from fhir_mappings.resource.elements import Unreadable, codings
from fhir_mappings.tables_csv import column
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.said import Said

_MOST = 3
"""So many names of codes, and so many short texts, are read beside each other."""
_REFERENCE = "reasonReference"


def said_beside_codes(
    order: Mapping[str, Any],
    concepts: Iterable[Mapping[str, Any]],
    as_of: date,
    months: int | None,
    elsewhere: frozenset[str] = NOTHING_ELSEWHERE,
) -> Iterator[Said]:
    """What neither the name of a code nor a text says by itself. `concepts` are the coded reasons; `months` is the age of the
    patient in completed months, where the record has it; the times of complaints `elsewhere` are not told. Only what can hardly
    be of another thing is told so. Never raises."""
    names = islice(dict.fromkeys(_names(concepts)), _MOST)
    texts = (each.text for each in order_texts(order) if each.element != _REFERENCE)
    for name, text in product(names, [*islice((text for text in texts if len(text) <= LONGEST), _MOST)]):
        alone = {said.finding for part in (name, text) for said in read_text(part, as_of, months, elsewhere).said}
        together = read_text(f"{name}, {text}", as_of, months, elsewhere).said
        yield from (said for said in together if said.finding in _told_so() - alone)


@cache
def _told_so() -> frozenset[str]:
    return findings_of_kind("told beside a code")


def _names(concepts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for concept in concepts:
        try:
            displays = [each.display for each in codings(concept) if len(each.display) <= LONGEST]
        except Unreadable:
            continue
        yield from (plain for each in displays if (plain := _plain(each)))


def _plain(display: str) -> str:
    """A code's name without what its system adds to all: 'Ankylosing spondylitis of unspecified sites in spine'."""
    return ", ".join(part for each in _fillers().sub(" ", display).split(",") if (part := " ".join(each.split())))


@cache
def _fillers() -> re.Pattern[str]:
    phrases = sorted(column("code_name_fillers", "phrase"), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.IGNORECASE)
