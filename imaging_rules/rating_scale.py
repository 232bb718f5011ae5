"""The scale of the rating tables, from `library/rating_scale.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from imaging_rules.yaml_files import packaged_yaml


@dataclass(frozen=True)
class RatingScale:
    """`medians` are the lowest and the highest panel median of a category, by its words; `radiation` the symbols of the
    relative radiation levels, each with its place among them; `varies` is the one that is no level."""

    medians: dict[str, tuple[int, int]]
    radiation: dict[str, int]
    varies: str

    def problem(self, rating: str, median: int | None, *levels: str | None) -> str | None:
        """What is impossible about a cell; None where nothing is. What a table does not print may be None."""
        if rating not in self.medians:
            return f"unknown rating {rating}"
        low, high = self.medians[rating]
        if median is not None and not low <= median <= high:
            return f"a panel median of {median} is not '{rating}' ({low} to {high})"
        unknown = [level for level in levels if level is not None and level not in self.radiation]
        return f"unknown radiation level {unknown[0]}" if unknown else None

    def radiation_place(self, symbol: str | None) -> int:
        """The place of a relative radiation level to sort by; none is the lowest, what is no level stands as what varies."""
        return self.radiation.get(symbol, self.radiation[self.varies]) if symbol is not None else 0


@cache
def rating_scale() -> RatingScale:
    """The scale that ships with the package, read once."""
    content = packaged_yaml("imaging_rules", "library/rating_scale.yaml")
    medians = {words: (int(low), int(high)) for words, (low, high) in content["medians"].items()}
    places = {symbol: place for place, symbol in enumerate(content["radiation"])}
    return RatingScale(medians, places, content["not a level"])
