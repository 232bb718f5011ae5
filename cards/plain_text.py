"""Text of a record or a client, made safe for a card: one line, of limited length, without Markdown or HTML in it.

Clients render `detail` as GitHub-flavoured Markdown, some let raw HTML through, and bare addresses become links.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
_ESCAPED = str.maketrans({**{sign: f"\\{sign}" for sign in "\\`*_[]|~#!"}, "&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""The signs of Markdown and HTML."""


def foreign(text: str, longest: int = 80) -> str:
    """Text from outside as one escaped piece of a Markdown line, at most `longest` code points before escaping.

    Control, direction and unpaired surrogate characters are dropped, addresses are broken so that nothing links.
    """
    return escaped(shortened(_unlinked(one_line(text)), longest))


def one_line(text: str) -> str:
    """Text on one line, without characters that are not seen or turn the line around."""
    seen = filter(str.isprintable, " ".join(text.split()))
    return " ".join("".join(seen).split())


def escaped(text: str) -> str:
    """One line of plain text as Markdown that shows it unchanged."""
    return text.translate(_ESCAPED).replace("://", ": //")


def shortened(text: str, longest: int) -> str:
    """Text of at most `longest` code points, cut after a word, or before a combining mark's letter where it has one
    long word only."""
    if len(text) <= longest:
        return text
    room = text[: longest - len(ELLIPSIS) + 1]
    cut = room.rfind(" ")
    if cut > longest // 3:
        return room[:cut].rstrip(" ,;:") + ELLIPSIS
    end = longest - len(ELLIPSIS)
    while end > 1 and unicodedata.combining(text[end]):
        end -= 1
    return text[:end] + ELLIPSIS


def ended(text: str) -> str:
    """A sentence with its full stop; a text that was cut off has its own end."""
    return text if text.endswith(ELLIPSIS) else f"{text}."


def sentence_part(text: str) -> str:
    """A sentence as it stands after a colon: lower first letter unless it is an abbreviation, no full stop."""
    part = text.strip().rstrip(".")
    starts_plain = len(part) > 1 and part[0].isupper() and (part[1].islower() or part[1] == " ")
    return part[0].lower() + part[1:] if starts_plain else part


def _unlinked(text: str) -> str:
    apart = text.replace("://", ": //").replace("@", " at ")
    return " ".join(re.sub(r"(?i)\bwww\.", "www ", apart).split())
