"""Codes that said nothing: what a site could map next. Codes only: no patient, no words, no value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fhir_mappings.codes.findings import why_no_finding
from fhir_mappings.resource.elements import Coding

REASON, ORDER = "reason", "order"
"""Where a code stood that is not of a resource of the chart: in an order's reason, or in its code."""

# What EHRs write as a code; a name or a sentence in its place is not kept.
_A_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/^+-]{0,39}")
_A_SYSTEM = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#%=+-]{1,190}|[a-z0-9-]{1,20}|")

# Their categories were gone through as a whole: a code of theirs that is in no table is asked about by no rule.
_GONE_THROUGH = frozenset({"icd-10-cm", "loinc", "rxnorm"})


class UnmatchedCode(NamedTuple):
    """One code: `part` is a FHIR resource type, `reason` or `order`; `system` a short name, a URI, or "" for none."""

    part: str
    system: str
    code: str


def unmatched(coded: Iterable[Coding], part: str) -> Iterator[UnmatchedCode]:
    """The codes of a concept of which none said anything, as far as they could be mapped.

    A code of a system that is not ours is given as it came, for a site's table is read to the letter.
    In an order's reason every code counts: the order stays without criteria for it.
    """
    for each in coded:
        if not each.code or (each.system in _GONE_THROUGH and part != REASON):
            continue
        if why_no_finding(each) is None:
            yield from as_code(part, each.system or each.uri, each.code if each.system else each.raw)


def as_code(part: str, system: str, code: str) -> Iterator[UnmatchedCode]:
    """One code, if it looks like one: what has blanks or is too long may be words about a patient."""
    if _A_CODE.fullmatch(code) and _A_SYSTEM.fullmatch(system):
        yield UnmatchedCode(part, system, code)
