"""What follows from a short wording alone is worked out once and remembered.

The labels of codes, of rows of a flowsheet and of questions of a form come again with every patient. Only so many of the latest
are held, only short ones, and only in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

LONGEST = 120
"""Characters; a longer text is no label."""
MOST = 4096

_T = TypeVar("_T")


def remembered(function: Callable[[str], _T]) -> Callable[[str], _T]:
    """The function, its answers for short texts remembered. It must answer with what nobody changes."""
    known = lru_cache(maxsize=MOST)(function)

    @wraps(function)
    def answered(text: str) -> _T:
        return known(text) if len(text) <= LONGEST else function(text)

    return answered
