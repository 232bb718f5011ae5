"""A time that a text tells, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Time:
    """A time and its words, `first` to `last`. `days` before the day of reading; `about` where the words are vague.

    `ahead` is true where it speaks of what follows ('3-week history of'), `ago` where it names a point ('fell 3 weeks
    ago'), `change` where something got worse then, `other` where it is that of a cough or a cold beside the complaint.
    """

    first: int
    last: int
    days: float
    about: bool = False
    ahead: bool = False
    ago: bool = False
    change: bool = False
    other: bool = False


Told = tuple[int, float, bool]
"""Of a length of time or a point in time: its last word, its days (before the day of reading), whether its words are vague."""
Owned = Sequence[tuple[Time, int | None]]
"""Times, each with the place of the phrase it speaks of."""
