"""How far the walk over a text has come, and what reaches on there from some words before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fhir_mappings.text.context.context_words import ContextWords
from fhir_mappings.text.finding_roles import Kinds
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.words import Words

TO_THE_END = frozenset({"family", "hypothetical"})
AHEAD = frozenset({"planned", "candidate"})
HEADS = frozenset({":", "("})
"""A list begins after these."""


@dataclass(slots=True)
class Scope:
    """What reaches on from some words before; nothing does where it has no kind, and what is counted there is not read."""

    kind: str = ""
    commas: int = 0
    words: int = 0
    hits: int = 0
    like: bool = False
    """Whether a symptom or a warning sign was among its findings: a bare symptom after that belongs to it."""
    start: int = 0
    """The word it began with."""
    closes: bool = False
    """Whether it ends with the parenthesis that follows."""
    heading: bool = False
    """Whether it heads lines, each with a member."""
    bulleted: bool = False
    """Whether it heads items with bullets on one line: 'denies: • fever • chills'."""
    repeated: bool = False
    """Whether a denial of one finding stood just before: 'no fever no trauma'."""

    def denies_one(self) -> bool:
        """Whether it denies what stands just before, and is no list."""
        return self.kind == "denied" and self.hits > 0 and not self.commas

    def ended(self) -> Scope:
        """What reaches on after the end of a sentence: nothing."""
        return Scope() if self.kind else self


@dataclass(slots=True)
class Walk:
    """The text walked over, what is known of it, and what has been found out so far."""

    words: Words
    spelled: tuple[str, ...]
    hits: Sequence[Hit]
    context: ContextWords
    kinds: Kinds
    timed: frozenset[int]
    """Words that belong to a duration."""
    meant: list[Meant] = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)
    list_from: int = 0
    """The first finding of the list that a word after it may speak of."""
    outside: Scope | None = None
    """What reached on before a parenthesis: it does so again after it."""
    may_head: bool = field(init=False)
    """Whether a sign stands in the text that a list begins after."""

    def __post_init__(self) -> None:
        self.may_head = not HEADS.isdisjoint(self.words.named)

    def told(self) -> Meant:
        """How a finding is meant that is told again: what reached on ends before it."""
        self.scope = Scope()
        return Meant.AFFIRMED
