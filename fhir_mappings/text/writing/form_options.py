"""Answers of a form that stand beside the options they were chosen from, or beside the next label: 'Fever  Y / N : N',
'Weakness: [no]', 'Osteoporosis: no  Steroids: no'."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.context.context_signs import AFTER_AN_ANSWER
from fhir_mappings.text.words import BLANK, Words, word_at

_OPTIONS = frozenset({("y", "/", "n"), ("yes", "/", "no"), ("n", "/", "y"), ("no", "/", "yes")})
_SIGNS = frozenset({":", "?", "="})
_ANSWERS = frozenset(
    {
        "y",
        "n",
        "yes",
        "no",
        "none",
        "nil",
        "denie",
        "denied",
        "negative",
        "neg",
        "positive",
        "present",
        "absent",
        "never",
        BLANK,
    }
)
_WORDED = frozenset({"no", "yes", "nil", "none", "denie", "denied", "neg", "negative", "absent", "never"})
"""Answers that might be read with the word after them: 'No  Steroids', 'Fever: denies  Trauma: denies'."""
_ANSWERS = _WORDED | {"y", "n", "positive", "present", BLANK}
_SAYS_NO = frozenset({"denie", "denied"})
_WHO = frozenset({"pt", "patient", "he", "she"})
_ALL = frozenset({"all", "both", "these", "them", "those", "each"})
_ANY = _ALL | {"any", "this", "it", "same", "such", "of", "the", "above"}
"""What such an answer may name before and behind: 'Trauma: pt denies any', 'Fever, chills: pt denies all of these'."""
_OPENS, _CLOSES, _SLASH = "[", "]", "/"
_LONG, _LABEL = 3, 4
_BRACKET, _STROKE = frozenset({_OPENS}), frozenset({_SLASH})
_LETTERS, _YES_NO = frozenset({"y", "n"}), frozenset({"yes", "no"})


def with_form_options(words: Words) -> Words:
    """The words without the options before an answer and the brackets around one; the same words where there is none."""
    read = dict(_read(words))
    if not read:
        return words
    told = [(key, at) for at, each in enumerate(words.keys) for key in read.get(at, (each,))]
    return Words(words.text, [key for key, _ in told], [words.starts[at] for _, at in told], [words.ends[at] for _, at in told])


def _read(words: Words) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The places of words that are read as others, or are left out."""
    spelled, named = words.keys, words.named
    for sign in words.where(_SIGNS):
        at, first = sign + 1, word_at(spelled, sign + 1)
        if first in _WORDED:
            if _goes_on(spelled, at + 1, spelled[sign]):
                yield at, (first, ";")
        elif first in _WHO and word_at(spelled, at + 1) in _SAYS_NO:
            yield from _said_by_the_patient(spelled, at + 1)
    for at in words.where(_BRACKET):
        closed = spelled[at + 2 : at + _LONG] == (_CLOSES,)
        if closed and spelled[at - 1 : at] in ((":",), ("?",)) and spelled[at + 1] in _ANSWERS:
            yield at, ()
            yield at + 2, ()
    if _SLASH in named and (named >= _LETTERS or named >= _YES_NO):
        for at in words.where(_STROKE):
            if at and spelled[at - 1 : at + 2] in _OPTIONS:
                yield from _options(spelled, at - 1)


def _said_by_the_patient(spelled: tuple[str, ...], at: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """A whole answer without who gave it: 'Trauma: pt denies any  Fever: pt denies'."""
    after = at + 1
    while after < len(spelled) and after <= at + _LABEL and spelled[after] in _ANY:
        after += 1
    ends = after == len(spelled) or spelled[after] in AFTER_AN_ANSWER - {","}
    if not ends and not _goes_on(spelled, after, spelled[at - 2]):
        return
    of_all = () if _ALL.isdisjoint(spelled[at + 1 : after]) else ("all",)
    yield at - 1, ()
    yield at, (spelled[at], *of_all) if ends else (spelled[at], *of_all, ";")
    yield from ((more, ()) for more in range(at + 1, after))


def _goes_on(spelled: tuple[str, ...], first: int, sign: str) -> bool:
    """Whether the next label and its answer follow an answer: 'Osteoporosis: no  Steroids: no'."""
    for at in range(first, min(len(spelled) - 1, first + _LABEL + 1)):
        if spelled[at] == sign:
            answer = spelled[at + 1]
            return at > first and (answer in _ANSWERS or answer in _WHO or answer[0].isdigit())
        if spelled[at] in AFTER_AN_ANSWER:
            return False
    return False


def _options(spelled: tuple[str, ...], first: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Options, with the brackets around them, before their answer; those that nobody chose from are a blank."""
    end = first + _LONG
    bracketed = spelled[first - 1 : first] == ("(",) and spelled[end : end + 1] == (")",)
    first, end = first - bracketed, end + bracketed
    after = spelled[end : end + 2]
    if len(after) > 1 and after[0] in _SIGNS and after[1] in _ANSWERS:
        yield from ((at, ()) for at in range(first, end))
    elif not after or after[0] in AFTER_AN_ANSWER:
        yield first, (BLANK,)
        yield from ((at, ()) for at in range(first + 1, end))
