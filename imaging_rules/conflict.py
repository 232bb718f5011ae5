"""Where a record contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imaging_rules.facts import Evidence


@dataclass(frozen=True, slots=True)
class Conflict:
    """A finding that the record both affirms and denies: `present` says which was taken, `taken` and `against` where each
    stands."""

    finding: str
    present: bool
    taken: Evidence
    against: Evidence

    def to_json(self) -> dict[str, Any]:
        """For the trace."""
        return {
            "finding": self.finding,
            "taken_as": "present" if self.present else "refuted",
            "taken": self.taken.source,
            "against": self.against.source,
        }
