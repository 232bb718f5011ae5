"""What follows from a wording alone is worked out once and remembered: of a short one across requests, of any within one.

The labels of codes, of rows of a flowsheet and of questions of a form come again with every patient: only so many of the latest
are held, only short ones, and only in memory. A longer text may be a letter about a patient, and goes with its request.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, TypeVar

LONGEST = 120
"""Characters; a longer text is no label."""
MOST = 4096

_T = TypeVar("_T")
_of_one_request: ContextVar[dict[Hashable, Any] | None] = ContextVar("of_one_request", default=None)


def remembered(function: Callable[[str], _T]) -> Callable[[str], _T]:
    """The function, its answers for short texts remembered. It must answer with what nobody changes."""
    known = lru_cache(maxsize=MOST)(function)

    @wraps(function)
    def answered(text: str) -> _T:
        return known(text) if len(text) <= LONGEST else function(text)

    return answered


@contextmanager
def one_request() -> Iterator[None]:
    """As long as it lasts, what `once_in_a_request` works out is remembered; nothing is kept afterwards."""
    token = _of_one_request.set({})
    try:
        yield
    finally:
        _of_one_request.reset(token)


def once_in_a_request(work_out: Callable[..., _T], *given: Hashable) -> _T:
    """What a function makes of its arguments, worked out once in a request; anew each time outside of one."""
    known = _of_one_request.get()
    if known is None:
        return work_out(*given)
    key = (work_out, given)
    if key not in known:
        known[key] = work_out(*given)
    found: _T = known[key]
    return found
