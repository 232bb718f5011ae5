"""Diseases that a text names and no phrase knows: 'LBP 10 days, pyelonephritis'.

They are told by their endings or listed in `tables/text/unread_diseases.yaml`. What they mean here nobody can say, but the
plain complaint is then not all there is: it is as if the order asked about something else. A disease that passes and is told as
past, treated or of a past year is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.past_years import is_past_year
from fhir_mappings.text.phrases.other_questions import ASKED, OTHER_QUESTION
from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table
from fhir_mappings.text.phrases.phrase_trie import Row
from fhir_mappings.text.said import PARTS, Said, Text
from fhir_mappings.text.words import Words, keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_UNREAD = Row(())
"""A phrase that says nothing by itself: how it is meant is seen as that of any other."""
_TOLD = frozenset({Meant.AFFIRMED, Meant.SUSPECTED, Meant.LEFT_OPEN})
_NEAR = 6
"""Words behind a disease that may tell that it is over."""


@dataclass(frozen=True, slots=True)
class _Table:
    """`diseases` are those listed, and of the words that stand in any phrase those with such an ending."""

    endings: tuple[str, ...]
    diseases: frozenset[str]
    no_diseases: frozenset[str]
    """The words of phrases, and others, that are none."""
    lasting: frozenset[str]
    lasting_endings: tuple[str, ...]
    over: frozenset[str]


def with_unread_diseases(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text, and its unread diseases among them."""
    table = _table()
    strange = words.named - table.no_diseases
    named = {key for key in strange if key in table.diseases or key.endswith(table.endings)}
    if not named:
        return hits
    read = {at for hit in hits for at in range(hit.first, hit.last + 1)}
    unread = [at for at in words.where(named) if at not in read]
    return sorted([*hits, *(Hit(at, at, (), frozenset(), _UNREAD) for at in unread)], key=lambda hit: hit.first)


def unread_diseases(made: Text) -> Iterator[Said]:
    """The unread diseases of a text that the patient may have now, as questions that no criteria here know."""
    for hit, how in zip(made.hits, made.meant, strict=True):
        if (hit.row is _UNREAD and _is_there(made, hit, how)) or (how is Meant.PAST and _is_a_lasting_question(made, hit)):
            yield Said(OTHER_QUESTION, State.PRESENT, made.slice(hit.first, hit.last), ASKED)


def _is_a_lasting_question(made: Text, hit: Hit) -> bool:
    """Whether a phrase that asks about something else names what lasts: 'PMH: AAA'."""
    lasts = OTHER_QUESTION in hit.findings and not _table().lasting.isdisjoint(made.words.keys[hit.first : hit.last + 1])
    return lasts and not _is_over(made, hit)


def _is_there(made: Text, hit: Hit, how: Meant) -> bool:
    key, table = made.words.keys[hit.first], _table()
    if key in table.lasting or key.endswith(table.lasting_endings):
        return how in _TOLD or how is Meant.PAST
    return how in _TOLD and not (how is Meant.AFFIRMED and _is_over(made, hit))


def _is_over(made: Text, hit: Hit) -> bool:
    """Whether the words just behind a disease call it treated, or name a past year: 'pancreatitis 2015'."""
    after = made.words.keys[hit.last + 1 : hit.last + 1 + _NEAR]
    after = after[: next((at for at, key in enumerate(after) if key in PARTS), _NEAR)]
    return not _table().over.isdisjoint(after) or any(is_past_year(key, made.as_of) for key in after)


@cache
def _table() -> _Table:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/unread_diseases.yaml")

    def listed(name: str) -> frozenset[str]:
        return frozenset(key for each in content[name] for key in keys(str(each)))

    endings, harmless, known = tuple(content["endings"]), listed("harmless"), phrase_table().spelling.known
    diseases = (listed("words") | {key for key in known if key.endswith(endings)}) - harmless
    no_diseases = (known | harmless) - diseases
    return _Table(endings, diseases, no_diseases, listed("lasting"), tuple(content["lasting endings"]), listed("over"))
