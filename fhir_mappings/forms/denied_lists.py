"""What a plain no to a list denies: `Cancer / infection / fevers: none` denies a cancer and a fever.

Each member is read as a question of its own. A member may be a complaint or an illness that no rule asks about (`beside words`
in `tables/form_questions.yaml`); where one is anything else, the list denies nothing. What stands before or behind the list
for all of its members is put to each: `New tingling, weakness`, `Pain or numbness in the arms`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fhir_mappings.forms.table import FormMeaning
from fhir_mappings.forms.topics import beside_words, member_topic, topic_of
from fhir_mappings.forms.wordings import plain
from fhir_mappings.rows.label_answers import may_be_told, read_label
from fhir_mappings.rows.label_wording import plain_label, turns_round
from fhir_mappings.rows.statements import is_about_another_thing, read_row
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.recorded import kept_elsewhere
from imaging_rules.facts import State

_LONGEST = 200
_MOST = 8
_NO = "no"
_INJURY_DENIED = "no_recent_injury"
_BETWEEN = re.compile(r"\s*[,;]\s*(?:(?:and/or|or|and|nor)\s+)?|\s+(?:and/or|or|nor)\s+|\s+/\s+|(?<=\w\w)/(?=\w\w)")
_TAIL = re.compile(
    r"(?<=\w)\s+(?:(?:anywhere|in|of|on|at|after|before|since|with|when|while|during|around|over|to|from|into|for|between|within)\b"
    r"|(?:this|last|past|the last) (?:week|month|year)).*$"
)
_HEAD = re.compile(r"^.*\b(?:of|with|in|your|the)\b\s")
_WIDENS = re.compile(r"^(?:h/o|history of|hx of|any|current)\s+")
_LEADS = re.compile(r"^(?:new|recent|sudden|known|severe|unexplained|current|previous|prior|past|any|h/o|history of|hx of)\s+")
_AT_ANY_TIME = re.compile(
    r"\s*,?\s(?:(?:now|currently) or (?:before|ever|in the past|previously)"
    r"|(?:past|current|present) (?:or|/) (?:past|current|present)|ever|at any time|lately|recently)$"
)
_OR = re.compile(r"/|\b(?:or|nor)\b", re.IGNORECASE)
_AND = re.compile(r"\band\b(?! needles)")


@dataclass(frozen=True, slots=True)
class DeniedList:
    """What a no to a list denies, and what any other answer leaves open."""

    said: tuple[FormMeaning, ...]
    only_commas: bool
    """Whether nothing but commas stands between its members: a yes to it says not of which."""

    @property
    def opens(self) -> frozenset[str]:
        """The findings of all members that are understood."""
        return frozenset(each.finding for each in self.said) - {_INJURY_DENIED}


@lru_cache(maxsize=2048)
def denied_list(question: str, as_of: date) -> DeniedList | None:
    """What a no to a question denies that lists several things; None for any other question, and where a member is neither
    understood nor a mere complaint beside."""
    if len(question) > _LONGEST or turns_round(question) or is_about_another_thing(question, _NO):
        return None
    members = _members(_AT_ANY_TIME.sub("", plain_label(question).lower().rstrip("? .")))
    if len(members) < 2:
        return None
    found = [_first_understood(each, as_of) for each in members]
    if any(each is None for each in found) or not any(found):
        return None
    said = tuple(dict.fromkeys(each for told in found for each in told or ()))
    return DeniedList(said, only_commas=_OR.search(question) is None)


def _members(label: str) -> list[Sequence[str]]:
    """The members of a list, each in the wordings that it may have, the one with all that is shared first, and last as it
    stands there; none for what is no list, or for one that an 'and' joins."""
    pieces = [each for each in _BETWEEN.split(label) if each.strip()]
    if not 2 <= len(pieces) <= _MOST or any(_AND.search(each) for each in pieces):
        return []
    lead, tail = _found(_LEADS, pieces[0]), _found(_TAIL, pieces[-1])
    made: list[Sequence[str]] = []
    head = ""
    for piece in pieces:
        before = "" if _LEADS.match(piece) else lead
        behind = "" if _TAIL.search(piece) else tail
        wider = "" if _WIDENS.match(before) else before
        after_head = [f"{wider}{head}{piece}"] if head and not _TAIL.search(piece) else []
        made.append((*dict.fromkeys((f"{before}{piece}{behind}", f"{wider}{_bare(piece)}{behind}", *after_head)), piece))
        head = _bare(_found(_HEAD, piece)) or head
    return made


def _bare(piece: str) -> str:
    """A member without what only says that it is asked of any time."""
    return _WIDENS.sub("", piece)


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def _first_understood(wordings: Sequence[str], as_of: date) -> tuple[FormMeaning, ...] | None:
    """What a no to a member denies: nothing of a complaint beside, or of one that the list asks for in a narrower sense; None
    where it is not understood."""
    *shared, bare = wordings
    understood = (_denied(each, as_of) for each in shared)
    found = next((each for each in understood if each is not None), None)
    if found is not None:
        return found
    bare = _LEADS.sub("", bare)
    return () if _is_beside(bare) or _denied(bare, as_of) is not None else None


def _denied(member: str, as_of: date) -> tuple[FormMeaning, ...] | None:
    topic = topic_of(member) or member_topic(member)
    if topic is not None and topic.no is not None:
        return tuple(each for each in topic.no if each.state is not State.PRESENT or each.finding == _INJURY_DENIED)
    row = read_row(member, _NO, as_of)
    said = row.said if row is not None else read_label(member, _NO, as_of).said
    sure = (each for each in said if _may_be_denied(each.finding, stated=row is not None))
    kept = tuple(FormMeaning(each.finding, each.state) for each in sure if _denies(each.finding, each.state))
    return kept or (() if row is not None else None)


def _denies(finding: str, state: State) -> bool:
    return state is State.REFUTED or finding == _INJURY_DENIED


def _may_be_denied(finding: str, *, stated: bool) -> bool:
    """One treatment denied is not all of them, and implants, reactions and medicines have lists of their own."""
    if finding in kept_elsewhere() or finding in kinds_of_time().treatments:
        return False
    return stated or may_be_told(finding)


def _is_beside(member: str) -> bool:
    words = plain(member).split()
    return bool(words) and beside_words().issuperset(words)
