"""The categories of a rating table, and how they rank."""

from __future__ import annotations

from enum import StrEnum


class Rating(StrEnum):
    """The category of a rating table."""

    USUALLY = "usually-appropriate"
    MAY_BE = "may-be-appropriate"
    MAY_BE_DISAGREEMENT = "may-be-appropriate-disagreement"
    USUALLY_NOT = "usually-not-appropriate"

    @property
    def rank(self) -> int:
        """0 is best; the two forms of 'may be appropriate' rank alike."""
        return {"usually-appropriate": 0, "usually-not-appropriate": 2}.get(self.value, 1)

    @property
    def order(self) -> tuple[int, str]:
        """The best first, those that rank alike in one fixed order."""
        return (self.rank, self.value)

    @property
    def words(self) -> str:
        """As a clinician reads it."""
        if self is Rating.MAY_BE_DISAGREEMENT:
            return "may be appropriate (disagreement)"
        return self.value.replace("-", " ")
