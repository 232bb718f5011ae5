"""What is denied of now and was told of before: 'arm pain in the spring, no arm symptoms now'."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/gone_now")

_COURSE, _RECURRENT = "trajectory", "recurrent"
_NEXT_TO_IT = 1


def without_what_is_gone(made: Text, found: Sequence[Said]) -> list[Said]:
    """What is said, without what the text itself denies of now. A denial of no stated day leaves both to be weighed, and what
    comes and goes may be away now."""
    if made.words.named.isdisjoint(_WORDS["now"]) or not made.words.named.isdisjoint(_WORDS["comes and goes"]):
        return list(found)
    if any((said.finding, said.value) == (_COURSE, _RECURRENT) for said in found):
        return list(found)
    gone = frozenset(
        name
        for hit, how in zip(made.hits, made.meant, strict=True)
        if how is Meant.DENIED or any(each.state is State.REFUTED for each in hit.meanings)
        if not _WORDS["now"].isdisjoint(made.words.keys[hit.last + 1 : hit.last + 1 + _NEXT_TO_IT])
        for name in hit.findings
    )
    return [said for said in found if said.state is not State.PRESENT or said.finding not in gone]
