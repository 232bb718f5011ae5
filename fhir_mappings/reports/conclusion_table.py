"""The words that understood sentences of a conclusion are made of, from `tables/conclusion_sentences.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from imaging_rules.yaml_files import packaged_yaml

LEVEL = re.compile(r"([ctls]?\d{1,2}(/[ctls]?\d{1,2})?|[ctls])")
"""A level of the spine, or the part of one that is left where a sentence is cut into words."""


@cache
def filler() -> frozenset[str]:
    """Words that may stand in any sentence."""
    return frozenset(sentence_table()["filler"])


def sentence_table() -> Mapping[str, Any]:
    """The lists of words and the kinds of sentences."""
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/conclusion_sentences.yaml")
    return content
