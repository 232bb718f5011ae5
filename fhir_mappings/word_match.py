"""Names found as whole words in a text: `heparin` is in `Heparin 5000 units`, not in `heparinoid`."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST_TEXT = 400


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){re.escape(name)}(?:s|es)?(?![\w])")


_DENIED = re.compile(r"\s*(no|not|none|denies|denied|without|nka|nkda)\b", re.IGNORECASE)


def is_denied(text: str) -> bool:
    """Whether a text begins by denying what it names, such as `No contrast allergy`."""
    return bool(_DENIED.match(text))


def has_word(name: str, text: str) -> bool:
    """Whether a name stands in a text as whole words, in any case, also in the plural."""
    low = " ".join(text[:_LONGEST_TEXT].lower().split())
    return name in low and bool(_pattern(name).search(low))
