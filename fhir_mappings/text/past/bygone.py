"""What a sentence tells of a past year and calls over: 'a C6 radiculopathy in 2017, which settled completely'.

Such a sentence is of an earlier episode: none of its complaints and attacks is of now. What stays once it was had,
an operation, a cancer, an implant, is read as ever, and what follows a word such as 'now' as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.tables_csv import column
from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import context_kinds, kinds_of_time, passing_symptoms
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.past_years import is_past_year, may_tell_a_year
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, places

_WORDS = word_lists("text/bygone")

_PLAIN_ONLY_AFTER = {"over": _WORDS["before over"], "better": _WORDS["before better"]}
"""These say that something ended only after one of these words: 'that was over within a week', not 'over the neck'."""
_THIS_TIME = frozenset(("this", word) for word in _WORDS["this"])
_NOT_LED_BY = frozenset({"since", "from"})
_A_YEAR = 4
_IN = frozenset({"in"})
_GOES_ON = _WORDS["of now"] | _WORDS["still"]
_AFFIRMED = frozenset({Meant.AFFIRMED, Meant.SUSPECTED})


def of_bygone_episodes(words: Words, hits: Sequence[Hit], meant: Sequence[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant where a sentence may tell of an episode that is over."""
    bygone = list(_bygone(words, hits, as_of)) if not words.named.isdisjoint(_WORDS["over"]) else []
    if not bygone:
        return list(meant)
    return [
        as_bygone(hit, how) if how in _AFFIRMED and any(first <= hit.first and hit.last < end for first, end in bygone) else how
        for hit, how in zip(hits, meant, strict=True)
    ]


def of_earlier_years(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant where a sentence begins 'in 2019 he had', and another tells what the patient comes with."""
    if "in" not in words.named or not may_tell_a_year(words) or _WORDS["had"].isdisjoint(words.named):
        return meant
    spelled = words.keys
    firsts = [
        at for at in places(spelled, _IN) if (not at or spelled[at - 1] in SENTENCE) and _is_a_past_year(spelled, at + 1, as_of)
    ]
    if not firsts:
        return meant
    ends = [*words.where(SENTENCE), len(spelled)]
    told = [(first, end) for first in firsts if _had(spelled[first : (end := ends[bisect_left(ends, first)])])]
    complaints = kinds_of_time().lasting
    inside = [any(first <= hit.first < end for first, end in told) for hit in hits]
    others = zip(hits, meant, inside, strict=True)
    if not any(how is Meant.AFFIRMED and not within and not complaints.isdisjoint(hit.findings) for hit, how, within in others):
        return meant
    return [
        as_bygone(hit, how) if within and how in _AFFIRMED else how
        for hit, how, within in zip(hits, meant, inside, strict=True)
    ]


def _is_a_past_year(spelled: Sequence[str], at: int, as_of: date) -> bool:
    return at < len(spelled) and is_past_year(spelled[at], as_of)


def _had(part: Sequence[str]) -> bool:
    """Whether a sentence that begins with a year tells what somebody had then, and not that it goes on."""
    return not _WORDS["had"].isdisjoint(part[2:_A_YEAR]) and _GOES_ON.isdisjoint(part)


def as_bygone(hit: Hit, how: Meant) -> Meant:
    """How a phrase of a bygone episode is meant; what treated that is no treatment of this one."""
    if not kinds_of_time().treatments.isdisjoint(hit.findings):
        return Meant.NOT_OF_THE_PATIENT
    return Meant.PAST if _passes(hit) else how


def _bygone(words: Words, hits: Sequence[Hit], as_of: date) -> Iterator[tuple[int, int]]:
    """The thoughts that tell of an episode that is over, from the first word to the one that leads back to now."""
    spelled = words.keys
    dated: list[tuple[int, int]] = []  # thoughts of a past year in this sentence of which nobody has said yet how they ended
    first = 0
    for end in [*words.where(SENTENCE), len(spelled)]:
        part, goes_on = spelled[first:end], spelled[end : end + 1] == (";",)
        over = next((at for at in _places(part, _WORDS["over"]) if _says_so(part, at)), None)
        year = _past_year(part, as_of) if over is not None or goes_on else None
        of_all = over is not None and not _WORDS["of all"].isdisjoint(part[:over])
        if over is not None and of_all:
            yield from dated
        if over is not None and (year is not None or (of_all and dated)):
            begins = first if of_all or year is None else _begins(part, hits, first, year)
            yield begins, first + _until_now(part, year, over)
        dated = [*dated, (first, end)] if year is not None and over is None else dated
        dated = dated if goes_on else []
        first = end + 1


def _begins(part: Sequence[str], hits: Sequence[Hit], first: int, year: int) -> int:
    """Where what a thought tells of a past year begins: behind the comma that ends the pain it begins with, where a symptom
    stands beside the year: 'LBP 1 week, numb legs in 2011, fully recovered'. `first` is the first word of the thought."""
    comma = next((at for at in range(year, -1, -1) if part[at] == ","), -1)
    if comma < 0:
        return first
    end = next((at for at in range(year, len(part)) if part[at] == ","), len(part))
    passing = [
        hit
        for hit in hits
        if first <= hit.first < first + end and (_passes(hit) or not hit.findings.isdisjoint(passing_symptoms()))
    ]
    pains = [hit.last - first for hit in passing if hit.last < first + comma and not kinds_of_time().is_deficit(hit)]
    if not pains or passing[-1].first < first + comma:
        return first
    return first + next(at for at in range(max(pains), year) if part[at] == ",") + 1


def _places(part: Sequence[str], wanted: frozenset[str]) -> list[int]:
    """The places of some words."""
    return [] if wanted.isdisjoint(part) else [at for at, key in enumerate(part) if key in wanted]


def _past_year(part: Sequence[str], as_of: date) -> int | None:
    """The first word that is a past year, or ends one such as 'last winter'."""
    may_be = [at for at, key in enumerate(part) if len(key) == _A_YEAR or key in _WORDS["seasons"] or key in _WORDS["young"]]
    return next((at for at in may_be if _is_of_a_past_year(part, at, as_of)), None)


def _until_now(part: Sequence[str], year: int | None, over: int) -> int:
    """How many words of a thought are about the past, up to a comma after its year and its end: 'HIV 2010, pneumonia
    recovered, LBP 3 weeks'; none where it begins with now."""
    told = [over] if year is None else [year, over]
    if not _WORDS["back again"].isdisjoint(part[max(told) :]) or any(_is_of_now(part, at) for at in range(min(told))):
        return 0
    ends = (at for at in range(max(told) + 1, len(part)) if part[at] == "," or _is_of_now(part, at))
    return next(ends, len(part))


def _is_of_now(part: Sequence[str], at: int) -> bool:
    return part[at] in _WORDS["of now"] or part[at : at + 2] in _THIS_TIME


def _is_of_a_past_year(part: Sequence[str], at: int, as_of: date) -> bool:
    """Whether a word is a past year, or ends one such as 'last winter'."""
    key = part[at]
    if key in _WORDS["young"]:
        return at > 0 and part[at - 1] in _WORDS["before young"]
    if key in _WORDS["seasons"]:
        return at > 0 and part[at - 1] == "last" and (at == 1 or part[at - 2] not in _NOT_LED_BY)
    if len(key) != _A_YEAR or not (key.isascii() and key.isdigit()):
        return False
    if not as_of.year - text_limits().year_of_past < int(key) < as_of.year:
        return False
    return at == 0 or part[at - 1] not in _NOT_LED_BY


def _says_so(part: Sequence[str], at: int) -> bool:
    before = _PLAIN_ONLY_AFTER.get(part[at])
    denied = at > 0 and part[at - 1] in _WORDS["not wholly"]
    return not denied and (before is None or (at > 0 and part[at - 1] in before))


def _passes(hit: Hit) -> bool:
    """Whether what a phrase says can be over."""
    return not _passing().isdisjoint(hit.findings) and not context_kinds().is_done(hit)


@cache
def _passing() -> frozenset[str]:
    """Complaints, deficits and diseases that pass."""
    kinds = kinds_of_time()
    passing = kinds.lasting | kinds.deficits | findings_of_kind("attack") | column("passing", "finding")
    return frozenset(passing) - context_words().lasting
