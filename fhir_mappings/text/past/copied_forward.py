"""What stands in a text only because an earlier note was copied: "'foot drop' is a leftover of the 2018 letter".

It was so then. The words stand in `tables/text/copied_forward.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.bygone import as_bygone
from fhir_mappings.text.past.past_years import is_past_year
from fhir_mappings.text.phrases.hits_between import hits_between
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/copied_forward")

_NEAR, _FAR = 5, 12
"""Words from a finding to what tells that it was copied, and behind that to what tells that it is there all the same."""


@dataclass(frozen=True)
class _Phrases:
    copied: PhraseGroup
    ignore: PhraseGroup
    firsts: frozenset[str]


def of_what_was_copied(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant, those past that were only copied from an earlier note."""
    phrases, spelled = _phrases(), words.keys
    if not hits or phrases.firsts.isdisjoint(words.named):
        return meant
    made = list(meant)
    for at in sorted({at for each in (phrases.copied, phrases.ignore) for at in each.begins(words)}):
        if (end := _end(spelled, phrases.ignore, at)) is not None and _is_asked(spelled, at):
            for place in hits_between(hits, end, end + 1):
                made[place] = Meant.NOT_OF_THE_PATIENT
        end = _end(spelled, phrases.copied, at)
        if end is None or not _is_long_ago(spelled[at:end], as_of) or _is_there_now(spelled, end):
            continue
        for place in _copied(words, hits, at):
            made[place] = _as_copied(hits[place], made[place])
    return made


def _as_copied(hit: Hit, how: Meant) -> Meant:
    """How a copied phrase is meant: what cannot be past says nothing."""
    then = Meant.NOT_OF_THE_PATIENT if how is Meant.DENIED else as_bygone(hit, how)
    return Meant.NOT_OF_THE_PATIENT if then is Meant.AFFIRMED else then


def _copied(words: Words, hits: Sequence[Hit], at: int) -> Sequence[int]:
    """The findings just before a place, with those that are joined to them in a list."""
    place = hits_between(hits, 0, at).stop - 1
    if place >= 0 and hits[place].last >= at:
        place -= 1
    if place < 0 or at - hits[place].last > _NEAR or not PARTS.isdisjoint(words.keys[hits[place].last + 1 : at]):
        return ()
    found = [place]
    while place and _WORDS["joins"].issuperset(words.keys[hits[place - 1].last + 1 : hits[place].first]):
        place -= 1
        found.append(place)
    return found


def _is_asked(spelled: Sequence[str], at: int) -> bool:
    """Whether a word that asks for something begins a sentence or stands behind a 'please'."""
    return at == 0 or spelled[at - 1] in SENTENCE | _WORDS["please"]


def _is_there_now(spelled: Sequence[str], end: int) -> bool:
    """Whether the sentence goes on with what tells that the finding is there all the same."""
    behind = spelled[end : end + _FAR]
    ends = next((at for at, key in enumerate(behind) if key in SENTENCE), _FAR)
    return not _WORDS["there now"].isdisjoint(behind[:ends])


def _is_long_ago(spelled: Sequence[str], as_of: date) -> bool:
    """Whether some words tell of an earlier time."""
    return any(key in _WORDS["long ago"] or is_past_year(key, as_of) for key in spelled)


def _end(spelled: Sequence[str], phrases: PhraseGroup, at: int) -> int | None:
    return max(phrases.ends(spelled, at, len(spelled)), default=None) if spelled[at] in phrases.firsts else None


@cache
def _phrases() -> _Phrases:
    content = packaged_yaml("fhir_mappings", "tables/text/copied_forward.yaml")["phrases"]
    copied, ignore = (PhraseGroup(content[name]) for name in ("copied", "ignore"))
    return _Phrases(copied, ignore, copied.firsts | ignore.firsts)
