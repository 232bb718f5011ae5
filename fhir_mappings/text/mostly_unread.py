"""Whether a text is written in words that the tables mostly do not know, as one in another language is.

What is not understood takes nothing away; but a text of which two fifths are not understood may say anything, and its silence
is none. The phrases of the tables hold nearly every word that English reasons are made of, the plain ones too: of some 6,000
reasons and notes of the example charts six fall under these limits, one of them in German.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.phrases.phrase_table import phrase_table
from fhir_mappings.text.words import Words
from fhir_mappings.text.written_words import written_words

_ENDS_OF_SENTENCES = frozenset({".", ";", "\n", "?", "!"})
_REMEMBERED, _SHORTEST = 2048, 2
_OURS = re.compile(r"LATIN|GREEK|MICRO SIGN|FEMININE|MASCULINE|DEGREE")
"""How Unicode names the letters and signs of our script."""


@lru_cache(maxsize=_REMEMBERED)
def is_mostly_unread(text: str) -> bool:
    """Whether too many words of a text, or of a sentence in it, are known to no table, or any is of another script."""
    words = written_words(text)
    unknown = {each for each in words.named - phrase_table().spelling.known if len(each) >= _SHORTEST and each.isalpha()}
    if not unknown:
        return False
    limits = text_limits()
    if any(map(_is_of_another_script, unknown)):
        return True
    of_all = (limits.unread_words, limits.unread_share), (limits.unread_words_of_few, limits.unread_share_of_few)
    of_one = limits.unread_words_of_sentence, limits.unread_share_of_sentence
    return any(_is_unread(words.keys, unknown, *each) for each in of_all) or any(
        _is_unread(each, unknown, *of_one) for each in _sentences(words)
    )


def _is_unread(keys: Sequence[str], unknown: set[str], fewest: int, percent: int) -> bool:
    spelled = [key for key in keys if len(key) >= _SHORTEST and key.isalpha()]
    count = sum(key in unknown for key in spelled)
    return count >= fewest and 100 * count >= percent * len(spelled)


def _sentences(words: Words) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for key in words.keys:
        if key in _ENDS_OF_SENTENCES:
            found.append([])
        else:
            found[-1].append(key)
    return found


def _is_of_another_script(word: str) -> bool:
    """Whether a letter of a word is neither Latin nor one of the Greek ones that medicine writes in."""
    return any(not _OURS.match(unicodedata.name(letter, "")) for letter in word if not letter.isascii())
