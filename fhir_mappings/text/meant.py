"""How a finding can be meant, and what each kind of word around findings says of them."""

from __future__ import annotations

from enum import StrEnum


class Meant(StrEnum):
    """How a finding is meant."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    SUSPECTED = "suspected"
    PAST = "past"
    NOT_OF_THE_PATIENT = "not of the patient"
    PLANNED = "planned"
    CANDIDATE = "candidate"
    """It is to be done, or might be: an operation, an injection."""
    LEFT_OPEN = "left open"
    """The words do not settle it: it is mentioned, no more."""


MEANS = {
    "denied in a list": Meant.DENIED,
    "denied": Meant.DENIED,
    "denied lists": Meant.DENIED,
    "denied next": Meant.DENIED,
    "suspected": Meant.SUSPECTED,
    "alternative": Meant.SUSPECTED,
    "purpose": Meant.SUSPECTED,
    "differential": Meant.SUSPECTED,
    "past": Meant.PAST,
    "past list": Meant.PAST,
    "over": Meant.PAST,
    "family": Meant.NOT_OF_THE_PATIENT,
    "hypothetical": Meant.NOT_OF_THE_PATIENT,
    "affirmed": Meant.AFFIRMED,
    "planned": Meant.PLANNED,
    "candidate": Meant.CANDIDATE,
    "declined": Meant.LEFT_OPEN,
    "open": Meant.LEFT_OPEN,
    "asked": Meant.LEFT_OPEN,
}
TO_BE_DONE = (Meant.PLANNED, Meant.CANDIDATE)
DIFFERENTIAL = "differential"
DENIED_IN_A_LIST, DENIED_LISTS, DENIED_NEXT = "denied in a list", "denied lists", "denied next"
