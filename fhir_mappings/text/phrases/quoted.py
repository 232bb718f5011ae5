"""The words with which a finding is quoted: its own and those of its time, with the word of doubt or of the past that stands
just before or after it, and what denies it. 'MS' is no word for what was asked as '?MS', 'fever' none for 'no fever'."""

from __future__ import annotations

from fhir_mappings.text.context.context_signs import ORS
from fhir_mappings.text.context.context_words import ContextWords, context_words
from fhir_mappings.text.meant import MEANS, Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import BREAKS, Text
from fhir_mappings.text.times.told_time import Time

_LONGEST = 6
"""Words of the longest phrase that is quoted along."""
QUOTED_ALONG = frozenset({Meant.SUSPECTED, Meant.PAST})
"""How a finding is meant where the word beside it is quoted as well."""
_ALTERNATIVE = "alternative"
_ENDS = BREAKS | ORS | {"and", "&"}
"""Beyond these another thing is denied."""
_DENIED = "denied: "
"""Before what is denied by a word farther off, such as the head of a list: 'denies fever, chills, weight loss'."""


def quoted(made: Text, hit: Hit, own: Time) -> str:
    """The words of a phrase and of its time."""
    return made.slice(min(hit.first, own.first), max(hit.last, own.last))


def quoted_as_meant(made: Text, hit: Hit, how: Meant, own: Time | None) -> str:
    """The same, with what makes it suspected or past where that stands just beside the phrase: '?discitis', 'r/o MS', 'GBS?',
    'h/o colon cancer'."""
    context = context_words()
    first, last = _before(made, hit, how, context), _after(made, hit, how, context)
    if own is not None:
        first, last = min(first, own.first), max(last, own.last)
    return made.slice(first, last)


def quoted_as_denied(made: Text, hit: Hit) -> str:
    """The words of a phrase with those that deny it: 'no new weakness', 'Hoffmann negative'."""
    first, last = _denied_from(made, hit), _after(made, hit, Meant.DENIED, context_words())
    bare, words = made.slice(hit.first, hit.last), made.slice(first, last)
    return words if _letters(words) != _letters(bare) else denied_elsewhere(bare)


def denied_elsewhere(words: str) -> str:
    """Words that something farther off denies, so that nobody takes them for what is there."""
    return f"{_DENIED}{words}"


def _letters(words: str) -> str:
    """Words without signs, which are easily overlooked: 'Cancer?', '[ ] fever', '(-) weakness'."""
    return "".join(filter(str.isalnum, words))


def _denied_from(made: Text, hit: Hit) -> int:
    """Where what denies a phrase begins, with nothing between them that is denied as well; where it begins itself if all that
    stands farther off."""
    spelled, context, first = made.words.keys, context_words(), hit.first
    for at in range(hit.first - 1, max(-1, hit.first - 1 - _LONGEST), -1):
        if spelled[at] in _ENDS or at in made.phrase_at:
            break
        found = context.at(spelled, at, hit.first) if spelled[at] in context.by_first else None
        if found is not None and MEANS.get(found[1].before) is Meant.DENIED:
            first = at
    return first


def _before(made: Text, hit: Hit, how: Meant, context: ContextWords) -> int:
    """Where the longest phrase that makes it meant so begins and ends just before it; where it begins itself without one."""
    spelled = made.words.keys
    for at in range(max(0, hit.first - _LONGEST), hit.first):
        found = context.at(spelled, at, hit.first) if spelled[at] in context.by_first else None
        if found is None or at + found[0] != hit.first or found[1].before == _ALTERNATIVE:
            continue
        if MEANS.get(found[1].before) is how:
            return at
    return hit.first


def _after(made: Text, hit: Hit, how: Meant, context: ContextWords) -> int:
    """The last word of a phrase just after it that makes it meant so; its own last word without one."""
    spelled, at = made.words.keys, hit.last + 1
    if at >= len(spelled) or spelled[at] not in context.by_first:
        return hit.last
    found = context.at(spelled, at, len(spelled))
    if found is None or MEANS.get(found[1].after) is not how or (at + found[0] < len(spelled) and _asks_on(made, at, found[0])):
        return hit.last
    return at + found[0] - 1


def _asks_on(made: Text, at: int, size: int) -> bool:
    """Whether a '?' is written onto the word after it and asks for that: 'LBP ?discitis'."""
    words = made.words
    return (
        words.keys[at] == "?" and words.starts[at + size] == words.ends[at + size - 1] and words.starts[at] > words.ends[at - 1]
    )
