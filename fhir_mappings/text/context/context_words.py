"""The words around findings that say how they are meant, from `tables/text/context.yaml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from fhir_mappings.text.context.context_signs import WALKED
from fhir_mappings.text.phrases.phrase_patterns import phrases_of
from fhir_mappings.text.words import keys, places
from imaging_rules.yaml_files import packaged_yaml

_HELPING = frozenset({"has", "have", "had", "does", "did", "do", "is", "are", "was", "were", "could"})
STOP, STOP_OF_DENIAL, STOP_OF_DOUBT = "stop", "stop of denial", "stop of doubt"


@dataclass(frozen=True, slots=True)
class Roles:
    """What one phrase can do: what it says of what comes after it (`before`), of what came before it (`after`)."""

    before: str = ""
    after: str = ""


Phrase = tuple[int, Roles]
"""How many words a phrase has, and its roles."""
_Rows = Mapping[int, Mapping[tuple[str, ...], Roles]]
"""The roles of phrases by the number of their words, the longest first."""
_NO_ROWS: _Rows = {}


@dataclass(slots=True, eq=False)
class ContextWords:
    """Phrases of several words by the first and then the second of them, and single words; `lasting` are findings that a
    'history of' leaves present."""

    by_pair: Mapping[str, Mapping[str, _Rows]]
    by_word: Mapping[str, Roles]
    lasting: frozenset[str]
    listed: frozenset[str]
    """Findings that a bare 'no' denies over a comma as well."""
    named_diseases: frozenset[str] = frozenset()
    """Complaints that name a disease: asked for, or past, they are not what the patient has."""
    listed_symptoms: frozenset[str] = frozenset()
    """Symptoms that a list of denied symptoms goes on to, besides deficits."""
    no_diagnoses: frozenset[str] = frozenset()
    """What a problem list may name, but a question for it says that it is there."""
    of_now_only: frozenset[str] = frozenset()
    """Findings that are only so now: in the past they say nothing."""
    developed: frozenset[str] = frozenset()
    """Words before a symptom that say it is new."""
    failed: tuple[tuple[str, ...], ...] = ()
    """Said before a treatment, these say that it failed."""
    of_a_treatment: frozenset[str] = frozenset()
    """Words that may stand between these and the treatment."""
    denied_at_all: frozenset[str] = frozenset()
    """Findings that a word such as 'infection' only suspects, and 'no infection' denies."""
    no_course: frozenset[str] = frozenset()
    """Diseases of which 'new' or 'chronic' says nothing of the complaint."""
    sites_in_the_spine: frozenset[str] = frozenset()
    """Cancers that are looked for in the spine."""
    telling: frozenset[str] = frozenset()
    """Words by which a relative tells of the patient."""
    before_symptoms: frozenset[str] = frozenset()
    """Signs with which a list of denied symptoms may begin."""
    other_symptoms: frozenset[str] = frozenset()
    """Words of symptoms that are no findings here: a list with one of them is a list of symptoms."""
    listed_risks: frozenset[str] = frozenset()
    """Risks that end a list of denied diseases."""
    of_today: frozenset[str] = frozenset()
    """A denial with one of these says nothing of the past."""
    of_a_label: frozenset[str] = frozenset()
    """Words that may stand between what a label names and its answer: 'bladder problems: none'."""

    by_first: Mapping[str, tuple[Phrase | None, Mapping[str, _Rows]]] = field(init=False)
    """By the first word of a phrase what it does alone, and the phrases of several words by the second of them."""
    of_others: frozenset[str] = field(init=False)
    """The single words that make what follows a relative's, or only imagined."""
    failed_ends: frozenset[str] = field(init=False)
    """The last words of the phrases of a failed treatment."""
    _alone: frozenset[str] = field(init=False)
    """The words that the walk over a text stops at, whatever follows."""
    _may_stop: frozenset[str] = field(init=False)
    """Those words, and the first ones of phrases."""

    def __post_init__(self) -> None:
        others = (word for word, roles in self.by_word.items() if roles.before in ("family", "hypothetical"))
        self.of_others = frozenset(others)
        alone: dict[str, Phrase] = {word: (1, roles) for word, roles in self.by_word.items()}
        self.by_first = {word: (alone.get(word), self.by_pair.get(word, {})) for word in {*alone, *self.by_pair}}
        self.failed_ends = frozenset(phrase[-1] for phrase in self.failed)
        self._alone = WALKED.union(self.by_word)
        self._may_stop = self._alone.union(self.by_pair)

    def stops(self, spelled: tuple[str, ...]) -> list[int]:
        """Where the walk over some words stops: at a word that counts alone, or at the first two of a phrase."""
        alone, pairs, seconds = self._alone, self.by_pair, (*spelled[1:], "")
        return [at for at in places(spelled, self._may_stop) if (key := spelled[at]) in alone or seconds[at] in pairs[key]]

    def at(self, spelled: tuple[str, ...], place: int, before: int) -> Phrase | None:
        """The longest phrase that starts at one of their first words and ends before another word."""
        alone, by_second = self.by_first[spelled[place]]
        if by_second and place + 2 <= before:
            for size, phrases in by_second.get(spelled[place + 1], _NO_ROWS).items():
                if place + size <= before and (roles := phrases.get(spelled[place : place + size])) is not None:
                    return size, roles
        return alone if place < before else None


def _with_contractions(kinds: Mapping[tuple[str, ...], str]) -> dict[tuple[str, ...], str]:
    """The phrases, and each that begins 'has not' and the like with 'hasnt' as well."""
    short = {
        (f"{phrase[0]}nt", *phrase[2:]): kind
        for phrase, kind in kinds.items()
        if phrase[0] in _HELPING and phrase[1:2] == ("not",)
    }
    return {**short, **kinds}


def _kinds(listed: Mapping[str, Iterable[str]]) -> dict[tuple[str, ...], str]:
    """The kind of each phrase, of a pattern such as `not [had|got] any` of all that it stands for."""
    return {keys(phrase): kind for kind, patterns in listed.items() for pattern in patterns for phrase in phrases_of(pattern)}


def _phrases(patterns: Iterable[str]) -> Iterator[tuple[str, ...]]:
    return (keys(phrase) for pattern in patterns for phrase in phrases_of(pattern))


@cache
def context_words() -> ContextWords:
    """The words that ship with the package, read once."""
    content = packaged_yaml("fhir_mappings", "tables/text/context.yaml")
    before, after = _with_contractions(_kinds(content["before"])), _with_contractions(_kinds(content["after"]))
    stops = {keys(phrase): STOP for phrase in content["stops"]}
    stops |= {keys(phrase): STOP_OF_DENIAL for phrase in content["stops of a denial alone"] if keys(phrase) not in before}
    stops |= {keys(phrase): STOP_OF_DOUBT for phrase in content["stops of a doubt alone"]}
    by_pair: dict[str, dict[str, dict[int, dict[tuple[str, ...], Roles]]]] = defaultdict(dict)
    by_word: dict[str, Roles] = {}
    phrases = {*before, *after, *stops, *_phrases(content["say nothing"])}
    for phrase in sorted(phrases, key=lambda each: (-len(each), each)):
        roles = Roles(before.get(phrase) or stops.get(phrase, ""), after.get(phrase, ""))
        if len(phrase) == 1:
            by_word[phrase[0]] = roles
        else:
            by_size = by_pair[phrase[0]].setdefault(phrase[1], {})
            by_size.setdefault(len(phrase), {})[phrase] = roles
    return ContextWords(
        dict(by_pair),
        by_word,
        frozenset(content["lasting"]),
        frozenset(content["listed after a bare no"]),
        frozenset(content["complaints that name a disease"]),
        frozenset(content["listed among denied symptoms"]),
        frozenset(content["no diagnoses"]),
        frozenset(content["of now only"]),
        frozenset(word for each in content["developed"] for word in keys(each)),
        tuple(keys(phrase) for phrase in content["failed before a treatment"]),
        frozenset(word for each in content["between those and the treatment"] for word in keys(str(each))),
        frozenset(content["denied by a word that only suspects"]),
        frozenset(content["new or chronic without the complaint"]),
        frozenset(content["sites in the spine"]),
        frozenset(word for each in content["a relative tells of the patient"] for word in keys(each)),
        frozenset(content["a list of symptoms begins with"]),
        frozenset(word for each in content["other symptoms of a list"] for word in keys(each)),
        frozenset(content["listed after a denied disease"]),
        frozenset(content["of today alone"]),
        frozenset(content["end a label"]),
    )
