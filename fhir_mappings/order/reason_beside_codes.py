"""What the words of an order say only beside the name of a code it is placed for: `Vertigo` and 'non-stop since yesterday'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice, product
from typing import Any

from fhir_mappings.order.texts import order_texts
from fhir_mappings.remembered import LONGEST
from fhir_mappings.resource.elements import Unreadable, codings
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.said import Said

_MOST = 3
"""So many names of codes, and so many short texts, are read beside each other."""
_REFERENCE = "reasonReference"


def said_beside_codes(
    order: Mapping[str, Any], concepts: Iterable[Mapping[str, Any]], as_of: date, months: int | None
) -> Iterator[Said]:
    """What neither the name of a code nor a text says by itself. `concepts` are the coded reasons; `months` is the age of the
    patient in completed months, where the record has it. Never raises."""
    names = islice(dict.fromkeys(_names(concepts)), _MOST)
    texts = (each.text for each in order_texts(order) if each.element != _REFERENCE)
    for name, text in product(names, [*islice((text for text in texts if len(text) <= LONGEST), _MOST)]):
        alone = {said.finding for part in (name, text) for said in read_text(part, as_of, months).said}
        yield from (said for said in read_text(f"{name}, {text}", as_of, months).said if said.finding not in alone)


def _names(concepts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for concept in concepts:
        try:
            yield from (each.display for each in codings(concept) if each.display and len(each.display) <= LONGEST)
        except Unreadable:
            continue
