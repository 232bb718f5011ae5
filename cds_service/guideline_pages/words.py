"""Ids and symbols of the library in words, for a page."""

from __future__ import annotations

import re

from imaging_rules.safety import Target
from imaging_rules.study import catalogue

_ADDRESS = re.compile(r"https?://[^\s;)]+")


def name_words(name: str) -> str:
    """The name of a result or a phase in words."""
    return name.replace("_", " ").replace("-", " ")


def class_words(name: str) -> str:
    """`MRI not possible`, from the id of a class of constraints."""
    words = name.replace("-", " ").replace("mri", "MRI").replace("iodinated", "iodinated contrast")
    return words[0].upper() + words[1:]


def radiation_words(level: str | None) -> str:
    """A relative radiation level for those who cannot see the symbols."""
    if not level:
        return "not stated"
    return {"o": "no ionising radiation", "varies": "varies"}.get(level.lower(), f"level {len(level)}")


def target_words(target: Target) -> str:
    """The studies a constraint is about, such as `MRI, MRA` or `studies with gadolinium contrast`."""
    known = catalogue().modalities
    modalities = ", ".join(dict.fromkeys(known[name].prefix for name in target.modalities))
    contrast = " or ".join(target.contrast)
    parts = [
        modalities or ("studies with ionising radiation" if target.ionising else "studies"),
        *([f"with {contrast} contrast"] if contrast else []),
        *([f"given by the {target.route} route"] if target.route else []),
        *([f"of {', '.join(target.regions)}"] if target.regions else []),
    ]
    return " ".join(parts)


def addresses(text: str) -> list[str]:
    """The web addresses in the `url` of a safety source, which may hold more than one, or words beside it."""
    return [found.rstrip(".,") for found in _ADDRESS.findall(text)]
