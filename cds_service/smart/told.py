"""What the page says after something was done on it: at which place, in which words."""

from __future__ import annotations

from dataclasses import dataclass

from cds_service.smart.details_page import DetailsPage
from cds_service.smart.sessions import OpenPage

PAYER, LEFT_OPEN, TAKEN_BACK, ORDER = "payer", "left-open", "taken-back", "order-"
"""The words of an address for what has happened; `ORDER` goes before the place of an order."""


@dataclass(frozen=True)
class Said:
    """A line for one place of the page: `top`, `payer`, or an order's."""

    place: str | int
    words: str
    tone: str = "good"


def told(what: str, page: OpenPage, details: DetailsPage) -> Said | None:
    """The line for a word of the address; None for any other, and where there is nothing to say."""
    if what == TAKEN_BACK:
        return Said("top", "Taken back. The page stands as without that answer.")
    if what == LEFT_OPEN:
        return Said(PAYER, "Left open as not sure: nothing is taken for known.", "middle")
    place = what.removeprefix(ORDER)
    if not page.answers:
        return None
    last = page.answers[-1]
    answered = f"Answered: {last.question} {last.answer}."
    if what == PAYER and details.payer:
        return Said(PAYER, " ".join([answered, *(view.headline for view in details.payer)]))
    if what.startswith(ORDER) and place.isascii() and place.isdigit() and int(place) < len(details.orders):
        return Said(int(place), f"{answered} {details.orders[int(place)].headline}")
    return None
