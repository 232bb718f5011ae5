"""What the record says, as a clinician would write it: units as they are spoken of, and a value never cut off behind its name.

Only the writing changes: a unit is rewritten where it stands behind a number, part for part, by the signs of UCUM.
"""

from __future__ import annotations

import re
from functools import cache

from cards.plain_text import one_line, shortened
from imaging_rules.facts import Evidence
from imaging_rules.yaml_files import packaged_yaml

_UNIT = re.compile(r"(?<=\d) (?P<unit>[^\s,;()]+?)(?=\.?(?:[\s,;()]|$))")
_ANNOTATION = re.compile(r"\{[^}]*\}")
"""Words in braces are no part of a unit (UCUM, section on annotations)."""
_NAME_AND_VALUE = re.compile(r"(?P<name>.+?): (?P<value>[<>=~≤≥]{0,2} ?\d\S*(?: [^\s:]+){0,2})")
_SHORTEST_NAME = 12


def quoted(evidence: Evidence) -> str:
    """The words of a piece of evidence on one line, its units written out."""
    return with_written_units(one_line(evidence.quote).strip().rstrip("."))


def with_written_units(text: str) -> str:
    """`eGFR: 24 mL/min/1.73 m²` for `eGFR: 24 mL/min/{1.73_m2}`."""
    return _UNIT.sub(lambda found: _behind_a_number(found["unit"]), text)


def cut_to(text: str, longest: int) -> str:
    """A text of limited length; of a name with its value the name is cut, for the value is what matters."""
    told = _NAME_AND_VALUE.fullmatch(text) if len(text) > longest else None
    room = longest - len(told["value"]) - len(": ") if told else 0
    if told is None or room < _SHORTEST_NAME:
        return shortened(text, longest)
    return f"{shortened(told['name'], room)}: {told['value']}"


def _behind_a_number(unit: str) -> str:
    written = "/".join(_written()["parts"].get(part, part) for part in unit.split("/"))
    plain = _ANNOTATION.sub("", written)
    return f" {plain}" if plain else ""


@cache
def _written() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = packaged_yaml("cards", "written_units.yaml")
    return content
