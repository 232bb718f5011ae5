"""What a questionnaire of ours may ask: the names of the vocabulary that an answer can set, with kind, values and unit.

Left out are what other parts of the record state with certainty (age, sex), what is said of an order, and the MR label of
an implant: without its device an answer would clear every other one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from imaging_rules.vocabulary import FeatureEntry, FindingEntry, shipped_vocabulary

Entry = FindingEntry | FeatureEntry

_NOT_ASKED = frozenset(
    {"age_years", "sex", "order_reason", "order_priority", "device_mr_label", "device_label", "label_of_every_device"}
)


@cache
def answerable_names() -> Mapping[str, Entry]:
    """The entry of each name that an answer can set; a name that is a finding and a feature is the finding."""
    shipped = shipped_vocabulary()
    asked = {name: entry for name, entry in shipped.features.items() if _is_asked(entry)}
    known: dict[str, Entry] = {**asked, **shipped.findings}
    return {name: entry for name, entry in known.items() if name not in _NOT_ASKED}


def _is_asked(feature: FeatureEntry) -> bool:
    return "order" not in feature.set_by and (feature.question is not None or "answer" in feature.set_by)
