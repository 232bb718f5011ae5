"""Whether a text can be a code of a standard system at all: its shape, and its check digit where the system has one.

Sources: SNOMED CT Release File Specification (SCTID: partition identifier, Verhoeff check digit); LOINC Users' Guide
(mod 10 check digit); the shapes of the other systems as their owners publish them.
"""

from __future__ import annotations

import re

_SHAPES = {
    "cpt": re.compile(r"\d{4}[0-9A-Z]"),
    "hcpcs": re.compile(r"[A-Z]\d{4}|\d{5}"),
    "icd-10-cm": re.compile(r"[A-Z]\d[0-9A-Z]{1,5}"),
    "rxnorm": re.compile(r"\d{1,8}"),
    "radlex": re.compile(r"RP?ID\d{1,7}"),
    "loinc": re.compile(r"\d{1,7}-\d"),
    "snomed": re.compile(r"\d{3,15}00\d|\d{8,15}10\d"),  # of an extension: the seven digits of its namespace stand inside
}
_TURNED = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")


def is_well_formed(system: str, code: str) -> bool:
    """Whether `code`, in the spelling of `normal_code`, can be a code of a system (short name).

    It says nothing of whether the system has the code. A system without a shape here takes any code.
    """
    shape = _SHAPES.get(system)
    if shape is not None and not shape.fullmatch(code):
        return False
    if system == "loinc":
        return _mod_10_holds(code)
    return system != "snomed" or _verhoeff_holds(code)


def _mod_10_holds(code: str) -> bool:
    number, digit = code.split("-")
    weighed = (int(each) * (2 if place % 2 == 0 else 1) for place, each in enumerate(reversed(number)))
    return (10 - sum(sum(divmod(each, 10)) for each in weighed) % 10) % 10 == int(digit)


def _verhoeff_holds(number: str) -> bool:
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = int(_TURNED[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0
