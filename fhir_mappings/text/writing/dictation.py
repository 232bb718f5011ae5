"""Signs that a speech recogniser wrote out as words: 'low back pain comma no fever full stop', 'no fever stop'."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.words import Words, places

_FULL_STOP, _LINE = ("full", "stop"), "\n"
_STOPS = frozenset({"stop", "period", "fullstop"})
_COMMA, _NEW = "comma", "new"
_LINES = frozenset({"paragraph", "line"})
_SPOKEN = _STOPS | _LINES | {_COMMA}
_WRITTEN = frozenset({".", ","})
_SEVERAL = 2
"""So many of them, in a text with no more than one written sign, are signs and no words: 'no relief over that period'; so many
commas are in any text."""


def with_spoken_signs(words: Words) -> Words:
    """The words with each spoken sign as the sign; the same words where there is none."""
    if words.named.isdisjoint(_SPOKEN):
        return words
    read = {at: sign for at in places(words.keys, _SPOKEN) if (sign := _sign(words.keys, at))}
    pair = any(at and words.keys[at - 1 : at + 1] == _FULL_STOP for at in read)
    enough = len(read) >= _SEVERAL or pair or words.keys[-1] in _STOPS
    commas = sum(sign == "," for sign in read.values())
    if commas < _SEVERAL and (not enough or len(places(words.keys, _WRITTEN)) > 1):
        return words
    gone = {at - 1 for at in read if words.keys[at - 1 : at] in (("full",), (_NEW,))}
    kept = [at for at in range(len(words.keys)) if at not in gone]
    keys = [read.get(at) or words.keys[at] for at in kept]
    return Words(words.text, keys, [words.starts[at] for at in kept], [words.ends[at] for at in kept])


def _sign(spelled: Sequence[str], at: int) -> str:
    if spelled[at] == _COMMA:
        return ","
    if spelled[at] in _LINES:
        return _LINE if at and spelled[at - 1] == _NEW else ""
    return "."
