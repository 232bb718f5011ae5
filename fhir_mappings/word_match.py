"""Names found as whole words in a text: `heparin` is in `Heparin 5000 units`, not in `heparinoid`."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST_TEXT = 400


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){re.escape(name)}(?:s|es)?(?![\w])")


def has_word(name: str, text: str) -> bool:
    """Whether a name stands in a text as whole words, in any case, also in the plural."""
    low = " ".join(text[:_LONGEST_TEXT].lower().split())
    return name in low and bool(_pattern(name).search(low))
