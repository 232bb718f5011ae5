"""The level of the spine that a body site or a wording names, from `tables/body_levels.csv`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from fhir_mappings.resource.elements import members, texts
from fhir_mappings.tables_csv import table

SURGERY_OF_NO_LEVEL = "prior_spine_surgery_level_unknown"
LEVELS_OF_SURGERY = frozenset({"prior_cervical_surgery", "prior_thoracic_surgery", "prior_lumbar_surgery"})


def surgery_at_level(finding: str, resource: Mapping[str, Any]) -> str:
    """The finding itself; for spine surgery of unknown level the one that the body site or the wording names."""
    if finding != SURGERY_OF_NO_LEVEL:
        return finding
    named = {_surgeries()[region] for region in regions_named(resource)}
    return named.pop() if len(named) == 1 else finding


def regions_named(resource: Mapping[str, Any]) -> frozenset[str]:
    """The spine regions that the `bodySite` names, else those that the `code` names in words."""
    sites = [text for site in members(resource.get("bodySite")) for text in texts(site)]
    return regions_in(" ".join(sites or texts(resource.get("code"))))


def regions_in(text: str) -> frozenset[str]:
    """The spine regions that a text names: `C5-C6` and `neck` are cervical."""
    low = text.lower()
    return frozenset(region for pattern, region in _patterns() if pattern.search(low))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"\b{re.escape(row['word'])}\b"), row["region"]) for row in table("body_levels"))


@cache
def _surgeries() -> dict[str, str]:
    return {row["region"]: row["surgery"] for row in table("body_levels")}
