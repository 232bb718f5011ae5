"""A bare word for cancer of which its own sentence says that it was no more than a skin cancer or one in situ: "BCC nose 2022
(only 'cancer' history)", 'cancer history: basal cell only'.

Such a word says nothing beside the name of what it was. The words stand in `tables/text/which_cancer.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import takewhile

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.facts import State

_WORDS = word_lists("text/which_cancer")
_LOW_RISK = frozenset({"low_risk_skin_or_in_situ_cancer"})
_CANCERS = frozenset({"malignancy_active", "history_of_malignancy"})
_FAR = 10
"""Words between the two at most."""
_LONGEST = 8
"""Words of the name of a cancer."""
_SOON = 4
"""Words behind an 'and' in which another cancer is named."""
_COLON = ":"


def without_bare_cancers(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text without the bare words for a cancer that is named beside them and does not count as one."""
    if words.named.isdisjoint(_WORDS["bare"]) or not any(hit.findings == _LOW_RISK for hit in hits):
        return hits
    if not words.named.isdisjoint(_WORDS["or another"]) or any(_is_another(words, hit) for hit in hits):
        return hits
    low = [hit for hit in hits if hit.findings == _LOW_RISK and not _is_one_of_several(words, hit)]
    firsts = [each.first for each in low]

    def near(hit: Hit) -> list[Hit]:
        begins, ends = hit.first - _FAR - _LONGEST, hit.last + _FAR + 1
        return low[bisect_left(firsts, begins) : bisect_right(firsts, ends)]

    return [hit for hit in hits if not (_is_bare(words, hit) and any(_is_the_same(words, hit, each) for each in near(hit)))]


def _is_bare(words: Words, hit: Hit) -> bool:
    """Whether a phrase says that there is or was some cancer, and not where."""
    told = words.keys[hit.first : hit.last + 1]
    return (
        bool(hit.findings)
        and hit.findings <= _CANCERS
        and not _WORDS["bare"].isdisjoint(told)
        and all(key in _WORDS["bare"] or key in _WORDS["beside bare"] for key in told)
    )


def _is_another(words: Words, hit: Hit) -> bool:
    """Whether a phrase names a cancer that counts."""
    named = any(each.finding in _CANCERS and each.state is not State.REFUTED for each in hit.meanings)
    return named and not _is_bare(words, hit)


def _is_one_of_several(words: Words, low: Hit) -> bool:
    """Whether another cancer may be named behind it in its sentence: 'BCC of the ear and breast 2011'."""
    behind = words.keys[low.last + 1 : low.last + 1 + _FAR]
    told = list(takewhile(lambda key: key not in SENTENCE, behind))
    joined = (at for at, key in enumerate(told) if key in _WORDS["joins"])
    return any(not _WORDS["organs"].isdisjoint(told[at + 1 : at + 1 + _SOON]) for at in joined)


def _is_the_same(words: Words, bare: Hit, low: Hit) -> bool:
    """Whether a bare word and the name of a cancer that does not count are told as one."""
    first, last = (bare, low) if bare.first < low.first else (low, bare)
    between = words.keys[first.last + 1 : last.first]
    if len(between) > _FAR or not SENTENCE.isdisjoint(between):
        return False
    around = words.keys[max(0, bare.first - 2) : bare.last + 3]
    alone = not _WORDS["alone"].isdisjoint(between) or not _WORDS["alone"].isdisjoint(around)
    plain = all(key in _WORDS["between"] or key in _WORDS["is"] or key in _WORDS["alone"] or key.isdigit() for key in between)
    if alone and (plain or _COLON in between):
        return True
    return first is bare and plain and not _WORDS["is"].isdisjoint(between)
