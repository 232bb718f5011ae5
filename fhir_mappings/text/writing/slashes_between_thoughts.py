"""Slashes that part the thoughts of a text as commas do: 'RRMS 2015 / no new complaints / yearly scan due'."""

from __future__ import annotations

from fhir_mappings.text.words import Words, places

_SLASH = "/"
_SPACED = " / "
_SEVERAL = 2
"""So many slashes with spaces around part thoughts; a single one may stand in 'fever / chills'."""


def with_slashes_as_commas(words: Words) -> Words:
    """The words with each slash that has spaces around it as a comma where several stand in the text, unless it stands between
    two numbers; the same words elsewhere. A 'no' would reach over the slashes else to what the text goes on with."""
    if _SLASH not in words.named or words.text.count(_SPACED) < _SEVERAL:
        return words
    read = {at for at in places(words.keys, {_SLASH}) if _parts_thoughts(words, at)}
    return Words(words.text, ["," if at in read else key for at, key in enumerate(words.keys)], words.starts, words.ends)


def _parts_thoughts(words: Words, at: int) -> bool:
    first = words.starts[at] - 1
    if first < 0 or words.text[first : first + len(_SPACED)] != _SPACED:
        return False
    beside = words.keys[at - 1 : at] + words.keys[at + 1 : at + 2]
    return not all(key[0].isdigit() for key in beside)
