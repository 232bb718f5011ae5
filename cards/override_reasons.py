"""The coded reasons a clinician may give for keeping an order, from `override_reasons.yaml`."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from cards.card_types import Coding
from imaging_rules.yaml_files import packaged_yaml


@lru_cache(maxsize=1)
def override_reasons() -> tuple[Coding, ...]:
    """The reasons, in the order they are shown; code, system and words stay the same from version to version."""
    content = packaged_yaml("cards", "override_reasons.yaml")
    return tuple(Coding(content["system"], row["code"], row["display"]) for row in content["reasons"])


def reasons_against(offered: Collection[object]) -> tuple[Coding, ...]:
    """The reasons that make sense on a card with these offers: without one, none about an alternative."""
    if offered:
        return override_reasons()
    rows = packaged_yaml("cards", "override_reasons.yaml")["reasons"]
    of_an_offer = {row["code"] for row in rows if row.get("of_an_offer")}
    return tuple(one for one in override_reasons() if one.code not in of_an_offer)
