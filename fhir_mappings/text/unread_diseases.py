"""Diseases that a text names and no phrase knows: 'LBP 10 days, pyelonephritis'.

They are told by their endings or listed in `tables/text/unread_diseases.yaml`. What they mean here nobody can say, but the
plain complaint is then not all there is: it is as if the order asked about something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.other_questions import ASKED, OTHER_QUESTION
from fhir_mappings.text.phrase_table import Hit, phrase_table
from fhir_mappings.text.phrase_trie import Row
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.words import Words, keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_UNREAD = Row(())
"""A phrase that says nothing by itself: how it is meant is seen as that of any other."""
_TOLD = frozenset({Meant.AFFIRMED, Meant.SUSPECTED, Meant.LEFT_OPEN})


@dataclass(frozen=True, slots=True)
class _Table:
    """`diseases` are those listed, and of the words that stand in any phrase those with such an ending."""

    endings: tuple[str, ...]
    diseases: frozenset[str]
    harmless: frozenset[str]


def with_unread_diseases(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text, and its unread diseases among them."""
    table = _table()
    strange = words.named - phrase_table().spelling.known - table.harmless
    named = (words.named & table.diseases).union(key for key in strange if key.endswith(table.endings))
    if not named:
        return hits
    read = {at for hit in hits for at in range(hit.first, hit.last + 1)}
    unread = [at for at in words.where(named) if at not in read]
    return sorted([*hits, *(Hit(at, at, (), frozenset(), _UNREAD) for at in unread)], key=lambda hit: hit.first)


def unread_diseases(made: Text) -> Iterator[Said]:
    """The unread diseases of a text that the patient may have now, as questions that no criteria here know."""
    for hit, how in zip(made.hits, made.meant, strict=True):
        if hit.row is _UNREAD and how in _TOLD:
            yield Said(OTHER_QUESTION, State.PRESENT, made.slice(hit.first, hit.last), ASKED)


@cache
def _table() -> _Table:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/unread_diseases.yaml")

    def listed(name: str) -> frozenset[str]:
        return frozenset(key for each in content[name] for key in keys(str(each)))

    endings, harmless = tuple(content["endings"]), listed("harmless")
    known = {key for key in phrase_table().spelling.known if key.endswith(endings)}
    return _Table(endings, (listed("words") | known) - harmless, harmless)
