"""Names found as whole words in a text: `heparin` is in `Heparin 5000 units`, not in `heparinoid`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){re.escape(name)}(?:s|es)?(?![\w])")


_DENIED = re.compile(r"\s*(no|not|none|denies|denied|without|nka|nkda)\b", re.IGNORECASE)


def is_denied(text: str) -> bool:
    """Whether a text begins by denying what it names, such as `No contrast allergy`."""
    return bool(_DENIED.match(text))


def has_word(name: str, text: str) -> bool:
    """Whether a name stands in a text as whole words, in any case, also in the plural."""
    return has_any_word((name,), text)


def has_any_word(names: Iterable[str], text: str) -> bool:
    """Whether any of some names stands in a text so."""
    return next(words_in(names, text), None) is not None


def words_in(names: Iterable[str], text: str) -> Iterator[str]:
    """Those of some names that stand in a text so, however long it is: a hedge may be its last word."""
    low = " ".join(text.lower().split())
    for name in filter(low.__contains__, names):
        if _pattern(name).search(low):
            yield name
