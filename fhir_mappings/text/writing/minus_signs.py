"""What a dash in a text is: a minus that denies ('fever -, weakness +', '-fever +weakness'), a comma between two thoughts, or
nothing at all."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

_LED_BY_PLUS = re.compile(r"(?:\A|[,;:(.\n][ \t]?)\+ ?(?=[^\W\d_])(?!ve\b)|[ \t]\+(?=[^\W\d_])(?!ve\b)")
_LED_BY_MINUS = re.compile(r"[ \t][-–−](?=[^\W\d_])(?!ve\b|sided|[CTLS]\d)")
_BULLET = re.compile(r"(?:\A|\n)[ \t]*[-–−]")
_AT_A_LINE_END = re.compile(r"[-–−][ \t]*(?:\n|\Z)")
_GLUED_AFTER = re.compile(r"[a-z]-(?=[\s,.;)]|\Z)(?! (?:and|or|to|&)\b)")
_PLUS_GLUED_AFTER = re.compile(r"[a-z]\+(?=[\s,.;)]|\Z)")
_ASKED_FOR = re.compile(r"(?:ros|systems|flags?|exam|o/e)\s*:\Z", re.IGNORECASE)
"""Headings of what is asked for: the minus signs after these are no bullets."""
_FLAG = re.compile(
    r"(?:fevers?|chills?|rigors?|night sweats?|sweats?|weight loss|wt loss|trauma|ivdu|incontinence|loc)\b", re.IGNORECASE
)
"""What is asked for and denied, and nobody comes with: a minus before one of these, as the first of its signs, is no bullet."""
_PAIN = re.compile(r"pains?\b|ache|\blbp\b|sore", re.IGNORECASE)
_SPACED = re.compile(r"[ \t][-–−+](?=[ \t]|\Z)")
_ENDS_A_LIST = re.compile(r"[ \t][-–−+][ \t]*(?:[.;,\n]|\Z)")
_PART = re.compile(r"[^.;,\n]+")
_VERDICT = re.compile(
    r"[ \t](?:(?:entirely|grossly|all) )?(?:normal|intact|unremarkable|nad|wnl|nl|ok|okay|fine)[ \t]*(?:[,.;)\n]|\Z)",
    re.IGNORECASE,
)
"""After a dash: 'neuro - normal'."""
_LONGEST_ITEM = 3
"""Words of what stands between two signs of a list 'fever - chills - weakness -'."""
_NO_MINUS_BEFORE = re.compile(r"ve\b|sided|[CTLS]\d", re.IGNORECASE)
_SEVERAL = 2
_INDENT = 40
"""Characters before a dash that are looked at."""
_OF_SIDES = re.compile(r"[ \t]+(?:bilat(?:eral(?:ly)?)?|b/l|both sides|left|right|[lr])\b", re.IGNORECASE)
_AFTER_A_MINUS = frozenset("),.;")
_AFTER_A_SPACE = frozenset(",;")
_BEFORE_AN_ITEM = frozenset(",;:(.\n")
DASHES = frozenset("-–—−")
DENIES, DENIES_SYMPTOMS, DENIED, COMMA = "¬", "∓", "neg", ","
"""How the words before a finding are written that deny it, or deny it where it is a symptom, for the tables; 'neg' follows."""


class MinusSigns:
    """The dashes of a text, which are judged together: a minus stands beside a plus, or is one of several."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read_as(self, start: int, end: int) -> str:
        """The word that a dash stands for, empty for none."""
        text = self._text
        before, after = text[start - 1 : start], text[end : end + 1]
        if not after or after in _AFTER_A_MINUS:
            is_minus = end - start == 1 and before not in _BEFORE_AN_ITEM
            return DENIED if is_minus or (before, after) == ("(", ")") else ""
        if after == "\n" and self._end_lines and end - start == 1:
            return DENIED
        if after.isspace() and text[end : end + 3].lstrip(" \t")[:1] == "/" and end - start == 1:
            return DENIED  # 'PPM - / ICD -'
        if after.isspace():
            if not before.isspace() and before:
                return DENIED if before.islower() and end - start == 1 and self._glued_after else ""
            if start in self._after_their_items or (
                end - start == 1 and text[end : end + _INDENT].lstrip(" \t")[:1] in _AFTER_A_SPACE
            ):
                return DENIED  # 'fever - , chills - , weakness +'
            if end - start == 1 and self._just_before(start)[-1:] == ":" and _OF_SIDES.match(text, end):
                return DENIED  # 'Hoffmann: - bilaterally'
            if self._beside_plus and self._begins_an_item(start):
                return DENIES
            return "" if before and end - start == 1 and _VERDICT.match(text, end) else COMMA
        if after.isdigit() or _NO_MINUS_BEFORE.match(text, end):
            return ""
        if self._beside_plus:
            return "" if self._is_a_bullet(start) else DENIES
        return DENIES_SYMPTOMS if self._several and not self._is_a_bullet(start, any_line=True) else ""

    def _begins_an_item(self, start: int) -> bool:
        before = self._just_before(start)[-1:]
        return (not before or before in _BEFORE_AN_ITEM) and not self._is_a_bullet(start)

    def _is_a_bullet(self, start: int, any_line: bool = False) -> bool:
        begins_a_line = self._just_before(start)[-1:] in ("", "\n")
        return begins_a_line and (any_line or self._bullets)

    def _just_before(self, start: int) -> str:
        return self._text[max(0, start - _INDENT) : start].rstrip(" \t")

    @cached_property
    def _beside_plus(self) -> bool:
        return _LED_BY_PLUS.search(self._text) is not None

    @cached_property
    def _several(self) -> bool:
        """Whether several glued to words deny: no inline bullets after a colon or at the start of a line."""
        found = list(_LED_BY_MINUS.finditer(self._text))
        if not found:
            return False
        line = self._text[self._text.rfind("\n", 0, found[0].start() + 1) + 1 : found[0].start()].rstrip()
        flag = _FLAG.match(self._text, found[0].end()) is not None
        if line.endswith(":"):
            listed = self._text[found[0].start() :].split("\n", 1)[0]
            return _ASKED_FOR.search(line) is not None or (flag and _PAIN.search(listed) is None)
        return (flag or len(found) >= _SEVERAL) and line != "" and line[0] not in DASHES

    @cached_property
    def _after_their_items(self) -> frozenset[int]:
        """Where minus signs stand after their items with a space on each side: 'fever - chills - weakness -'. The last of them
        ends the list."""
        found: set[int] = set()
        for part in _PART.finditer(self._text) if _ENDS_A_LIST.search(self._text) else ():
            signs = list(_SPACED.finditer(part[0].rstrip()))
            if len(signs) < _SEVERAL or signs[-1].end() != len(part[0].rstrip()):
                continue
            items = [part[0][one.end() : other.start()] for one, other in pairwise(signs)]
            if all(0 < len(item.split()) <= _LONGEST_ITEM for item in items):
                found.update(part.start() + sign.end() - 1 for sign in signs)
        return frozenset(found)

    @cached_property
    def _glued_after(self) -> bool:
        """Whether minus signs are glued to the words before them: 'fever- chills- weakness+'."""
        several = len(_GLUED_AFTER.findall(self._text))
        return several >= _SEVERAL or (several > 0 and _PLUS_GLUED_AFTER.search(self._text) is not None)

    @cached_property
    def _bullets(self) -> bool:
        """Whether dashes begin lines as bullets: several do, and no plus does."""
        return len(_BULLET.findall(self._text)) >= _SEVERAL and re.search(r"(?:\A|\n)[ \t]*\+", self._text) is None

    @cached_property
    def _end_lines(self) -> bool:
        return len(_AT_A_LINE_END.findall(self._text)) >= _SEVERAL
