"""The coded reasons a clinician may give for keeping an order, from `override_reasons.yaml`."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from cards.card_types import Coding
from imaging_rules.yaml_files import read_yaml


@lru_cache(maxsize=1)
def override_reasons() -> tuple[Coding, ...]:
    """The reasons, in the order they are shown; code, system and words stay the same from version to version."""
    content = read_yaml(files("cards") / "override_reasons.yaml")
    return tuple(Coding(content["system"], row["code"], row["display"]) for row in content["reasons"])
