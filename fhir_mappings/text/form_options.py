"""Answers of a form that stand beside the options they were chosen from: 'Fever  Y / N : N', 'Weakness: [no]'."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.context_signs import AFTER_AN_ANSWER
from fhir_mappings.text.words import BLANK, Words

_OPTIONS = frozenset({("y", "/", "n"), ("yes", "/", "no"), ("n", "/", "y"), ("no", "/", "yes")})
_SIGNS = frozenset({":", "?", "="})
_ANSWERS = frozenset({"y", "n", "yes", "no", "none", "nil", "denie", "denied", "negative", "neg", "positive", "present", "absent", BLANK})
_OPENS, _CLOSES, _SLASH = "[", "]", "/"
_LONG = 3


def with_form_options(words: Words) -> Words:
    """The words without the options before an answer, and without the brackets around one; the same words where there is none."""
    named = words.named
    if not (_OPENS in named or ("n" in named and "y" in named) or ("no" in named and "yes" in named and _SLASH in named)):
        return words
    read = dict(_read(words.keys))
    if not read:
        return words
    kept = [at for at in range(len(words.keys)) if read.get(at) != ""]
    keys = [read.get(at, words.keys[at]) for at in kept]
    return Words(words.text, keys, [words.starts[at] for at in kept], [words.ends[at] for at in kept])


def _read(spelled: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The places of words that are read as others, or, where nothing is given, left out."""
    for at, key in enumerate(spelled):
        if key == _OPENS and spelled[at - 1 : at] in ((":",), ("?",)) and spelled[at + 2 : at + _LONG] == (_CLOSES,):
            if spelled[at + 1] in _ANSWERS:
                yield at, ""
                yield at + 2, ""
        elif key == _SLASH and at and spelled[at - 1 : at + 2] in _OPTIONS:
            yield from _options(spelled, at - 1)


def _options(spelled: tuple[str, ...], first: int) -> Iterator[tuple[int, str]]:
    """Options, with the brackets around them, before their answer; those that nobody chose from are a blank."""
    end = first + _LONG
    bracketed = spelled[first - 1 : first] == ("(",) and spelled[end : end + 1] == (")",)
    first, end = first - bracketed, end + bracketed
    after = spelled[end : end + 2]
    if len(after) > 1 and after[0] in _SIGNS and after[1] in _ANSWERS:
        yield from ((at, "") for at in range(first, end))
    elif not after or after[0] in AFTER_AN_ANSWER:
        yield first, BLANK
        yield from ((at, "") for at in range(first + 1, end))
