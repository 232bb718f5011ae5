"""A cancer of which its sentence tells that it is in remission or gone, or in which past year it was treated.

'Breast cancer 2014, mastectomy and radiotherapy, in remission', 'prostate cancer treated with radical radiotherapy in 2022',
'NED 6 years after breast cancer'.
The words stand in `tables/text/cured.csv`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import zip_longest

from fhir_mappings.tables_csv import words_by_role
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.past_years import is_past_year
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.words import Words

_CANCER = "malignancy_active"
_REMISSION, _TREATED, _IN = "remission", "treated", "in"
_GONE = frozenset({"history_of_malignancy"})
_A_YEAR_NEAR = 8


def of_cured_cancers(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date) -> list[Meant]:
    """How phrases are meant where some name a cancer that was."""
    if words.named.isdisjoint(_words()["tells it"]):
        return meant
    ends = [*words.where(SENTENCE), len(words.keys)]
    cancers = [place for place, hit in enumerate(hits) if _CANCER in hit.findings]
    for place, other in zip_longest(cancers, cancers[1:]):
        if meant[place] is not Meant.AFFIRMED:
            continue
        after = hits[place].last + 1
        end = ends[bisect_left(ends, after)]
        part = words.keys[after : end if other is None else min(end, hits[other].first)]
        named = words.keys[max(0, hits[place].first - 1) : after]
        if (
            _words()["of now"].isdisjoint(part)
            and _words()["active"].isdisjoint(named)
            and (_is_in_remission(part, as_of) or _was_treated(part, as_of) or _is_called_gone(words, hits, place))
        ):
            meant[place] = Meant.PAST
    return meant


def _is_called_gone(words: Words, hits: Sequence[Hit], place: int) -> bool:
    """Whether a phrase beside a cancer says that none is left, and only times and the care for it stand between."""
    for one, other in ((place - 1, place), (place, place + 1)):
        if one < 0 or other == len(hits) or not _says_it_is_gone(words, hits[one if other == place else other]):
            continue
        between = words.keys[hits[one].last + 1 : hits[other].first]
        if all(_is_of_the_care(key) or key in _words()["when"] or key.isdigit() for key in between):
            return True
    return False


def _says_it_is_gone(words: Words, hit: Hit) -> bool:
    told = words.keys[hit.first : hit.last + 1]
    return hit.findings == _GONE and not _words()["none left"].isdisjoint(told)


def _is_in_remission(part: Sequence[str], as_of: date) -> bool:
    if _REMISSION not in part:
        return False
    at = part.index(_REMISSION)
    whole = at
    while whole and part[whole - 1] in _words()["whole"]:
        whole -= 1
    return _IN in part[whole:at] and _says_no_more(part[:whole], as_of)


def _was_treated(part: Sequence[str], as_of: date) -> bool:
    """Whether a past year ends what was done about it: 'treated with radical radiotherapy in 2022'."""
    if _TREATED not in part:
        return False
    at = part.index(_TREATED)
    years = [place for place, key in enumerate(part[at : at + _A_YEAR_NEAR], at) if is_past_year(key, as_of)]
    return bool(years) and _says_no_more(part[: years[0]], as_of)


def _says_no_more(part: Sequence[str], as_of: date) -> bool:
    """Whether words tell of nothing but when and how the cancer was treated: 'lung cancer, ulcerative colitis in remission' is
    another."""
    return all(_is_of_the_care(key) or is_past_year(key, as_of) for key in part)


def _is_of_the_care(key: str) -> bool:
    words = _words()
    return key in words["between"] or key in words["care"] or key.endswith(tuple(words["care ending"]))


@cache
def _words() -> dict[str, frozenset[str]]:
    words = words_by_role("text/cured")
    return {**words, "tells it": words["none left"] | {_REMISSION, _TREATED}}
