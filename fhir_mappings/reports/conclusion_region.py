"""The part of the spine that a sentence of a report is about."""

from __future__ import annotations

import re

from fhir_mappings.text.words import keys

_LEVELS = {"c#": "cervical spine", "t#": "thoracic spine", "l#": "lumbar spine"}
_OF_A_SEQUENCE = re.compile(
    r"\bT[12](?:[- ]?(?:w|weighted|weighting)\b|[-/ ]+(?=(?:flair|stir|hyper|hypo|signal|bright|dark|high|low|foci|focus|change"
    r"|prolong|sequence|image|lesions?\b)))",
    re.IGNORECASE,
)
"""What is bright or dark on such images is at no level: 'several T2 lesions beside the ventricles'."""
_NAMED = re.compile(r"\b(cervical|thoracic|lumbar)\b")


def region_in(sentence: str) -> str:
    """The region that a sentence names, by its name or by levels, where it names one."""
    found = {_LEVELS[key] for key in keys(_OF_A_SEQUENCE.sub(" ", sentence)) if key in _LEVELS}
    found |= {f"{name} spine" for name in _NAMED.findall(sentence.lower())}
    return found.pop() if len(found) == 1 else ""
