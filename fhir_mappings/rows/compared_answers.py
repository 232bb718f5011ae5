"""An answer that tells today's finding beside an earlier one: `extensor, was flexor in June`.

The earlier one says nothing of today. Where it was normal then, a deficit of today is a change. What was found then stands in
`tables/compared_answers.csv`; any other words stay with the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fhir_mappings.tables_csv import column

_LONG_AGO = re.compile(r"\b(?:(?:19|20)\d\d|years? ago|yrs ago|childhood|birth|always)\b", re.IGNORECASE)

_SIGNS = frozenset(",;(")
_LONGEST = 200
"""Characters. A longer answer is a report, and is left as it is."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What an answer says of today, and whether it was well before: None where it compares nothing. `lately` where no words say
    that the earlier examination was long ago."""

    today: str
    was_well: bool | None = None
    lately: bool = True


def compared(answer: str) -> Compared:
    """An answer without what it tells of an earlier examination."""
    found = _then().search(answer) if len(answer) <= _LONGEST and not _SIGNS.isdisjoint(answer) else None
    if found is None or not answer[: found.start()].strip():
        return Compared(answer)
    was_well = " ".join(found["then"].lower().split()) in column("compared_answers", "word", then="well")
    return Compared(answer[: found.start()].strip(), was_well, _LONG_AGO.search(found.group()) is None)


@cache
def _then() -> re.Pattern[str]:
    words = sorted(column("compared_answers", "word"), key=len, reverse=True)
    said = "|".join(re.escape(word) for word in words)
    said_of_then = r"(?:was|were|had been|previously|formerly|earlier)(?:\s+(?:still|only|previously))?\s+|(?=not\s)"
    return re.compile(
        rf"\s*[,;(]\s*(?:but\s+|it\s+)?(?:{said_of_then})(?P<then>{said})(?![\w/+-])(?P<when>[^,;()]*)\)?\s*$",
        re.IGNORECASE,
    )
