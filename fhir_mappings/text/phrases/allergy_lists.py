"""Contrast agents in a list of allergies: 'Allergies: PCN, gadolinium', 'All: sulfa, Isovue (hives)'.

An agent counts where it is a whole member of the list, with no more beside it than what happened: 'PCN, needs gad' names none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fhir_mappings.contrast_reactions import reaction_by_agent
from fhir_mappings.tables_csv import table
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from fhir_mappings.text.words import Words, keys
from imaging_rules.yaml_files import packaged_yaml

_OPENS, _CLOSES = "(", ")"

Path = tuple[str, ...]


@dataclass(frozen=True)
class _ListWords:
    """`agents`: the class of each agent by its words, the longest first, by its first word."""

    agents: Mapping[str, Sequence[tuple[Path, str]]]
    headings: Mapping[str, Sequence[Path]]
    first_of_agents: frozenset[str]
    first_of_headings: frozenset[str]
    beside: frozenset[str]
    parts: frozenset[str]
    ends: frozenset[str]
    tells: frozenset[str]
    takes_back: frozenset[str]


def with_allergy_lists(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text, and each contrast agent that is a member of a list of allergies and that no phrase names."""
    known = _list_words()
    if known.first_of_headings.isdisjoint(words.named) or known.first_of_agents.isdisjoint(words.named):
        return hits
    taken = {at: hit for hit in hits for at in range(hit.first, hit.last + 1)}
    found: list[Hit] = []
    done = 0
    for at in words.where(known.first_of_headings):
        size = _heading(words.keys, at, known)
        if not size or at < done:
            continue
        for first, end in _members(words.keys, at + size, known):
            done = end
            named = _agent(words.keys, first, end, known)
            if named is None or any(taken[place].findings for place in range(first, named[0]) if place in taken):
                continue
            row = _rows()[named[1]]
            found.append(Hit.of(first, named[0] - 1, row))
    if not found:
        return hits
    covered = {at for hit in found for at in range(hit.first, hit.last + 1)}
    kept = [hit for hit in hits if covered.isdisjoint(range(hit.first, hit.last + 1))]
    return sorted([*kept, *found], key=_first)


def _first(hit: Hit) -> int:
    return hit.first


def _heading(spelled: Sequence[str], at: int, known: _ListWords) -> int:
    """How many words of a heading stand at a place; 0 where none does."""
    fitting = (path for path in known.headings[spelled[at]] if tuple(spelled[at : at + len(path)]) == path)
    return max((len(path) for path in fitting), default=0)


def _members(spelled: Sequence[str], start: int, known: _ListWords) -> Iterator[tuple[int, int]]:
    """The first word of each member of the list that begins at a place, and the word after it; what stands in parentheses
    belongs to its member."""
    first, inside = start, False
    for at in range(start, len(spelled)):
        key = spelled[at]
        if key in (_OPENS, _CLOSES):
            inside = key == _OPENS
        elif key in known.ends:
            yield first, at
            return
        elif key in known.parts and not inside:
            yield first, at
            first = at + 1
    yield first, len(spelled)


def _agent(spelled: Sequence[str], first: int, end: int, known: _ListWords) -> tuple[int, str] | None:
    """The word after the agent that a member is, and the agent's class; None where the member is something else, or takes the
    agent back: 'contrast - none'."""
    at = first
    classes: set[str] = set()
    while at < end and spelled[at] not in known.tells:
        named = next(
            (each for each in known.agents.get(spelled[at], ()) if tuple(spelled[at : at + len(each[0])]) == each[0]), None
        )
        if named:
            classes.add(named[1])
            at += len(named[0])
        elif spelled[at] in known.beside:
            at += 1
        else:
            return None
    if not classes or not known.takes_back.isdisjoint(spelled[at:end]):
        return None
    sure = classes - {"unknown"}
    return at, sure.pop() if len(sure) == 1 else "unknown"


@cache
def _rows() -> Mapping[str, Row]:
    return {agent_class: Row((Meaning(finding),)) for agent_class, finding in reaction_by_agent().items()}


@cache
def _list_words() -> _ListWords:
    content = packaged_yaml("fhir_mappings", "tables/text/allergy_lists.yaml")
    agents: dict[str, list[tuple[Path, str]]] = {}
    for row in sorted(table("contrast_agents"), key=lambda each: -len(keys(each["name"]))):
        path = keys(row["name"])
        agents.setdefault(path[0], []).append((path, row["agent_class"]))
    headings: dict[str, list[Path]] = {}
    for path in (keys(str(each)) for each in content["headings"]):
        headings.setdefault(path[0], []).append(path)
    sets = {name: frozenset(keys(" ".join(content[name]))) for name in ("beside an agent", "takes it back")}
    signs = {name: frozenset(content[name]) for name in ("between members", "ends the list", "begins what happened")}
    tells = signs["begins what happened"] | frozenset(keys(" ".join(content["what happened"])))
    return _ListWords(
        agents,
        headings,
        frozenset(agents),
        frozenset(headings),
        sets["beside an agent"],
        signs["between members"],
        signs["ends the list"],
        tells,
        sets["takes it back"],
    )
