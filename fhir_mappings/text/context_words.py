"""The words around findings that say how they are meant, from `tables/text_context.yaml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fhir_mappings.text.words import keys
from imaging_rules.yaml_files import read_yaml

STOP, STOP_OF_DENIAL = "stop", "stop of denial"


@dataclass(frozen=True, slots=True)
class Roles:
    """What one phrase can do: what it says of what comes after it (`before`), of what came before it (`after`)."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ContextWords:
    """Phrases with their roles by first word, the longest first; `lasting` are findings that a 'history of' leaves present."""

    by_first: Mapping[str, tuple[tuple[int, tuple[str, ...], Roles], ...]]
    lasting: frozenset[str]
    listed: frozenset[str]
    """Findings that a bare 'no' denies over a comma as well."""
    failed: tuple[tuple[str, ...], ...] = ()
    """Said before a treatment, these say that it failed."""
    of_a_treatment: frozenset[str] = frozenset()
    """Words that may stand between these and the treatment."""
    of_today: frozenset[str] = frozenset()
    """A denial with one of these says nothing of the past."""

    def at(self, spelled: tuple[str, ...], place: int, before: int) -> tuple[int, Roles] | None:
        """The longest phrase that starts at a word and ends before another: how many words it has, and its roles."""
        for size, phrase, roles in self.by_first.get(spelled[place], ()):
            if place + size <= before and spelled[place : place + size] == phrase:
                return size, roles
        return None


@cache
def context_words() -> ContextWords:
    """The words that ship with the package, read once."""
    content = read_yaml(files("fhir_mappings") / "tables" / "text_context.yaml")
    before = {keys(phrase): kind for kind, phrases in content["before"].items() for phrase in phrases}
    after = {keys(phrase): kind for kind, phrases in content["after"].items() for phrase in phrases}
    stops = {keys(phrase): STOP for phrase in content["stops"]}
    stops |= {keys(phrase): STOP_OF_DENIAL for phrase in content["stops of a denial alone"] if keys(phrase) not in before}
    by_first: dict[str, list[tuple[int, tuple[str, ...], Roles]]] = defaultdict(list)
    for phrase in sorted({*before, *after, *stops}, key=lambda each: (-len(each), each)):
        roles = Roles(before.get(phrase) or stops.get(phrase, ""), after.get(phrase, ""))
        by_first[phrase[0]].append((len(phrase), phrase, roles))
    return ContextWords(
        {first: tuple(rows) for first, rows in by_first.items()},
        frozenset(content["lasting"]),
        frozenset(content["listed after a bare no"]),
        tuple(keys(phrase) for phrase in content["failed before a treatment"]),
        frozenset(content["between those and the treatment"]),
        frozenset(content["of today alone"]),
    )
