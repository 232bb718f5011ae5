"""What a text plans: a treatment after `Plan:` is to come, and a time no duration, unless the sentence tells of what was done.

'Plan: naproxen, physiotherapy, six weeks off sport' says that nothing was tried; 'Plan: MRI, failed 6 weeks of PT' does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words

_WORDS = word_lists("text/plans")

_ON = "on"
_NEAR_IT = 2
_CONTINUED = 4
"""So many words before a treatment one of these says that it was begun before."""
_NOWHERE: frozenset[int] = frozenset()
_TO_COME = Meant.PLANNED
_MAY_BE_BEGUN = frozenset({Meant.AFFIRMED, Meant.PLANNED})


def planned_places(words: Words) -> frozenset[int]:
    """The places of words that say what is planned."""
    if words.named.isdisjoint(_WORDS["begin"]):
        return _NOWHERE
    spelled, ends = words.keys, [*words.where(SENTENCE), len(words.keys)]
    found: list[int] = []
    done = 0
    for at in words.where(_WORDS["begin"]):
        if at < done or at + 1 == len(spelled) or spelled[at + 1] not in _WORDS["opens"]:
            continue
        done = ends[bisect_left(ends, at)]
        told = not _WORDS["tells"].isdisjoint(spelled[at:done]) or _says_how_long(spelled[at:done])
        if not told and not _follows_a_time(spelled, at, done) and not _had(spelled, at, done):
            found += range(at, done)
    return frozenset(found)


def _says_how_long(part: Sequence[str]) -> bool:
    """Whether a plan of a study tells how long something was: 'Plan: MRI, PT x 6 weeks', but not 'Plan: PT x 6 weeks'."""
    return "x" in part and not _WORDS["studies"].isdisjoint(part)


def _follows_a_time(spelled: Sequence[str], at: int, end: int) -> bool:
    """Whether what is planned comes after some time or treatment: 'MRI after six weeks of PT', but 'then PT after that'."""
    return any(
        key in _WORDS["later"] and spelled[place + 1] not in _WORDS["not after"]
        for place, key in enumerate(spelled[at : end - 1], at)
    )


def _had(spelled: Sequence[str], at: int, end: int) -> bool:
    """Whether a plan tells what the patient is on, or what came of it: 'MRI, on naproxen 3 months', 'PT without relief', but
    'review if no relief'."""
    for place in range(at + 1, end):
        before = spelled[max(at, place - 3) : place]
        if spelled[place] == _ON and before[-1] in _WORDS["before on"]:
            return True
        if (
            spelled[place] in _WORDS["effects"]
            and not _WORDS["before effects"].isdisjoint(before)
            and _WORDS["unless"].isdisjoint(before)
        ):
            return True
    return False


def is_of_a_complaint(hits: Sequence[Hit], first: int, planned: frozenset[int]) -> bool:
    """Whether a time in a plan stands just after a complaint, with no treatment planned before it: 'imaging for sciatica 8
    weeks'."""
    kinds = kinds_of_time()
    told = [hit for hit in hits if hit.first in planned and hit.last < first]
    near = bool(told) and first - told[-1].last <= _NEAR_IT and not kinds.lasting.isdisjoint(told[-1].findings)
    return near and all(kinds.treatments.isdisjoint(hit.findings) for hit in told)


def of_plans(words: Words, hits: Sequence[Hit], meant: list[Meant], planned: frozenset[int]) -> list[Meant]:
    """How phrases are meant where some name a treatment that is planned."""
    treatments = kinds_of_time().treatments
    for place, hit in enumerate(hits):
        if hit.first in planned and meant[place] in _MAY_BE_BEGUN and not treatments.isdisjoint(hit.findings):
            meant[place] = Meant.AFFIRMED if _is_continued(words, hit) else _TO_COME
    return meant


def _is_continued(words: Words, hit: Hit) -> bool:
    """Whether a treatment was begun before: 'continue naproxen and exercises'."""
    before = words.keys[max(0, hit.first - _CONTINUED) : hit.first + 1]
    comma = max((at for at, key in enumerate(before) if key == ","), default=-1)
    return not _WORDS["goes on"].isdisjoint(before[comma + 1 :])
