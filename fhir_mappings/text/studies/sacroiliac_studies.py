"""What films and MRI of the sacroiliac joints showed: 'SIJ x-rays clear and SIJ MRI in June showed no bone marrow oedema'.

The result of a study stands behind it, up to the next study or the end of the sentence. An MRI of these joints that is told as
done, and whose result is not read, leaves open what imaging has shown so far. Words stand in
`tables/text/sacroiliac_studies.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.writing.minus_signs import DASHES
from imaging_rules.facts import State

SACROILIAC = "si_imaging"
_WORDS = word_lists("text/sacroiliac_studies")
_CLEAN_MRI, _CLEAN_FILM, _FILM = ("si_mri_negative",), ("radiograph_done", "radiograph_negative"), ("radiograph_done",)
_LEAD = 4
"""Words before a study that tell of what, and whether it was done."""
_BEFORE_TWO = 4
_TOGETHER = 4
_HEADS = frozenset({":", "imaging", "so", "far", "date", "to"}) | DASHES
_JOINT = (("si", "joint"), ("sacroiliac", "joint"))
_NEAR = 7
_SOON = 5
_FOR, _TO = "for", "to"
_DENIED_WITHIN = 7
_FAR = 40
_END = frozenset({".", ";", ",", "\n"})
_YEAR = 4
_NOT_YET = 2
"""Words behind 'nothing' among which one says that nobody has the result."""
_ARTICLES = frozenset({"a", "an", "the", "his", "her", "my", "our"})


class _Study(NamedTuple):
    """A study of the joints: its word, the words before it that are its own begin at `lead`, its result ends before `end`."""

    at: int
    lead: int
    end: int
    is_mri: bool


def sacroiliac_studies(made: Text) -> Iterator[Said]:
    """The films of the joints that the text tells, and their clean MRI."""
    for study, clean in _read(made):
        if (clean or not study.is_mri) and made.is_of_patient(study.at):
            value = _CLEAN_MRI if study.is_mri else _CLEAN_FILM if clean else _FILM
            yield Said(SACROILIAC, State.PRESENT, made.slice(study.lead, max(study.at, study.end - 1)), value)


def with_unread_mri_left_open(made: Text, found: Sequence[Said], unseen: bool) -> Sequence[Said] | None:
    """What a text says without what imaging of the joints has shown, where an MRI of them was done whose result is not read, or
    is `unseen` as the text tells; None where there is no such MRI."""
    if _WORDS["mri"].isdisjoint(made.words.named) or _WORDS["joints"].isdisjoint(made.words.named):
        return None
    if any(said.finding == SACROILIAC and _CLEAN_MRI[0] in _values(said) for said in found):
        return None
    unread = unseen or any(study.is_mri and not clean and made.is_of_patient(study.at) for study, clean in _read(made))
    return found if unread else None


def _values(said: Said) -> tuple[object, ...]:
    return said.value if isinstance(said.value, tuple) else ()


def _read(made: Text) -> Iterator[tuple[_Study, bool]]:
    """The studies of the joints that were done, each with whether it was clean."""
    named = made.words.named
    if _WORDS["joints"].isdisjoint(named) and _WORDS["the pelvis"].isdisjoint(named):
        return
    studies = made.words.where(_WORDS["mri"] | _WORDS["film"])
    for first, end in dict.fromkeys(made.sentence(at) for at in studies):
        ours = studies[bisect_left(studies, first) : bisect_left(studies, end)]
        yield from _of_a_sentence(made, first, end, ours)


def _of_a_sentence(made: Text, first: int, end: int, places: Sequence[int]) -> Iterator[tuple[_Study, bool]]:
    spelled = made.words.keys
    denied = not _WORDS["neither"].isdisjoint(spelled[max(first, places[0] - _BEFORE_TWO) : places[0]])
    leads = [_lead(spelled, max(before + 1, first), at) for before, at in pairwise((first - 1, *places))]
    studies = [
        _Study(at, lead, min(until, at + _FAR), spelled[at] in _WORDS["mri"])
        for at, lead, until in zip(places, leads, (*leads[1:], end), strict=True)
    ]
    before = _joints_head(spelled, first, leads[0])
    called = False
    subject = _joints_called_clean(spelled, first, places[0])
    for number, study in enumerate(studies):
        goes_with = [number, *_those_that_go_with(spelled, studies, number)]
        read = studies[goes_with[-1]]
        linked = number > 0 and _goes_with(spelled, studies[number - 1], study.lead)
        on_it = subject and _is_told_on(spelled, study)
        shared = before or (read is not study and _is_of_the_joints(spelled, read))
        of_them = on_it or _is_of_the_joints(spelled, study) or (shared and _names_no_place(spelled, study))
        called = on_it or spelled[study.lead] in _WORDS["normal"] or (called and linked and _ends_behind(spelled, study))
        before = of_them and not _names_the_pelvis_alone(spelled, study)
        if of_them and not any(_is_to_come(spelled, first, each) for each in (study, read)):
            clean = _is_clean(spelled, study, denied, called) or (
                read is not study and _is_clean(spelled, read, denied, called)
            )
            if clean or _is_done(spelled, study) or _is_done(spelled, read):
                yield study, clean


def _joints_head(spelled: Sequence[str], first: int, lead: int) -> bool:
    """Whether the joints head what is told of the studies: 'SI joints: XR normal, MRI normal'."""
    at = lead - 1
    while at > first and spelled[at] in _HEADS:
        at -= 1
    return at < lead - 1 and at >= first and (spelled[at] in _WORDS["joints"] or spelled[at - 1 : at + 1] in _JOINT)


def _joints_called_clean(spelled: Sequence[str], first: int, end: int) -> bool:
    """Whether the joints are called clean before any study is named: 'SI joints normal on film and on MRI'."""
    begins = max(first, end - _NEAR)
    joints = next((at for at in range(begins, end) if spelled[at] in _WORDS["joints"]), None)
    if joints is None:
        return False
    told = spelled[joints:end]
    amiss = _WORDS["denies"] | _WORDS["turns"] | _WORDS["unclear"] | _END
    return not _WORDS["normal"].isdisjoint(told) and amiss.isdisjoint(told)


def _is_told_on(spelled: Sequence[str], study: _Study) -> bool:
    """Whether what is told is told of a study: 'on plain film', 'and on MRI'."""
    own = _WORDS["between"] | _WORDS["told on"] | {"both"}
    lead = spelled[max(0, study.at - _LEAD) : study.at]
    return any(key in _WORDS["told on"] and own.issuperset(lead[at:]) for at, key in enumerate(lead))


def _those_that_go_with(spelled: Sequence[str], studies: Sequence[_Study], number: int) -> Iterator[int]:
    """The studies that follow one with nothing told between them."""
    for at in range(number + 1, min(number + _TOGETHER, len(studies))):
        if not _goes_with(spelled, studies[at - 1], studies[at].lead):
            return
        yield at


def _goes_with(spelled: Sequence[str], study: _Study, lead: int) -> bool:
    """Whether nothing but the words of a study stands between it and the next: what is said behind that is said of both."""
    own = _WORDS["between"] | _WORDS["joints"] | _WORDS["the pelvis"] | _WORDS["one with another"]
    between = spelled[study.at + 1 : lead]
    linked = not _WORDS["one with another"].isdisjoint(spelled[study.at + 1 : lead + 1]) or not between
    return linked and own.issuperset(between)


def _names_no_place(spelled: Sequence[str], study: _Study) -> bool:
    """Whether neither the words before a study nor those behind it name a part of the body."""
    places = _WORDS["joints"] | _WORDS["the pelvis"] | _WORDS["elsewhere"]
    return places.isdisjoint(spelled[study.lead : min(study.end, study.at + _BEFORE_TWO)])


def _names_the_pelvis_alone(spelled: Sequence[str], study: _Study) -> bool:
    own = spelled[study.lead : study.end]
    return not _WORDS["the pelvis"].isdisjoint(own) and _WORDS["joints"].isdisjoint(own)


def _ends_behind(spelled: Sequence[str], study: _Study) -> bool:
    """Whether nothing more is told of a study: 'normal films and MRI', 'normal films and MRI in June'."""
    after = takewhile(lambda key: key not in _END, spelled[study.at + 1 : study.end])
    own = _WORDS["between"] | _WORDS["joints"] | _WORDS["months"] | _WORDS["done"]
    return all(key in own or key == "in" or key.isdigit() for key in after)


def _lead(spelled: Sequence[str], first: int, at: int) -> int:
    """Where the words begin that stand before a study and are its own."""
    lead = at
    own = _WORDS["between"] | _WORDS["joints"] | _WORDS["the pelvis"] | _WORDS["elsewhere"]
    while lead > first and at - lead < _LEAD and spelled[lead - 1] in own:
        lead -= 1
    while lead < at and spelled[lead] in _ARTICLES:
        lead += 1  # 'a negative MRI', 'negative, a normal MRI'
    called = lead > first and spelled[lead - 1] in _WORDS["normal"] and _begins_a_thought(spelled, lead - 1)
    return lead - 1 if called else lead


def _begins_a_thought(spelled: Sequence[str], at: int) -> bool:
    """Whether a thought begins at a word: 'normal' in 'films clear, normal SIJ MRI', not in 'films normal SIJ MRI booked'."""
    while at and spelled[at - 1] in _ARTICLES:
        at -= 1
    return at == 0 or spelled[at - 1] in _END or spelled[at - 1] in _WORDS["begins a thought"]


def _is_of_the_joints(spelled: Sequence[str], study: _Study) -> bool:
    """Whether the place that stands nearest to a study is the joints; of a film, the pelvis too."""
    joints = _WORDS["joints"] if study.is_mri else _WORDS["joints"] | _WORDS["the pelvis"]
    own = _WORDS["between"] | joints | _WORDS["elsewhere"]
    behind = takewhile(own.__contains__, spelled[study.at + 1 : min(study.end, study.at + _NEAR)])
    for side in (spelled[study.lead : study.at][::-1], [*behind]):
        place = next((key for key in side if key in joints or key in _WORDS["elsewhere"]), None)
        if place is not None:
            return place in joints or not joints.isdisjoint(side)
    return False


def _is_to_come(spelled: Sequence[str], first: int, study: _Study) -> bool:
    before = spelled[max(first, study.lead - _LEAD) : study.lead]
    behind = list(spelled[study.at + 1 : min(study.end, study.at + _NEAR)])
    verdict = next((at for at, key in enumerate(behind) if key in _WORDS["done"]), len(behind))
    own = _WORDS["between"] | _WORDS["joints"]
    asked = (
        key
        for at, key in enumerate(behind[:verdict])
        if not (key == _FOR and behind[at + 1 : at + 2] and behind[at + 1] in own)  # 'pelvis film for the SI joints: normal'
        and not (key == _TO and behind[at - 1].isdigit())  # 'grade 1 to 2'
    )
    return not _WORDS["to come"].isdisjoint(before) or not _WORDS["asked behind it"].isdisjoint(asked)


def _is_done(spelled: Sequence[str], study: _Study) -> bool:
    """Whether a study is told as done: by a verb of the past, by a year, by what it showed."""
    own = _WORDS["between"] | _WORDS["joints"] | _WORDS["elsewhere"]
    begins = next((at for at in range(study.at + 1, study.end) if spelled[at] not in own), study.end)
    behind = list(takewhile(_goes_straight_on, spelled[begins : min(study.end, begins + _SOON)]))
    done = _WORDS["done"] | _WORDS["months"]
    before = spelled[max(0, study.lead - 2) : study.lead]
    told = (key for part in (before, behind) for at, key in enumerate(part) if not _is_of_what_was_asked(part, at))
    return any(key in done or _is_year(key) for key in told)


def _is_of_what_was_asked(behind: Sequence[str], at: int) -> bool:
    """Whether a word only says that a study was asked for, or not made, and when: 'was ordered abroad', 'were requested last
    year', 'did not go', 'never done'."""
    if behind[at] in _WORDS["auxiliaries"] and not _WORDS["asked or missed"].isdisjoint(behind[at + 1 : at + 3]):
        return True
    only_when = behind[at] in _WORDS["when"] or behind[at] in _WORDS["months"] or _is_year(behind[at])
    if only_when and not _WORDS["asked or missed"].isdisjoint(behind[:at]):
        return True
    return not _WORDS["missed"].isdisjoint(behind[max(0, at - 1) : at])


def _goes_straight_on(key: str) -> bool:
    """Whether a word still speaks of the study, and not behind its heading: 'MRI SIJ: back pain since 2022'."""
    return key not in (":", ",", "since", "with", "for") and key not in DASHES


def _is_year(key: str) -> bool:
    return len(key) == _YEAR and key.isdigit() and key.startswith("20")


def _is_clean(spelled: Sequence[str], study: _Study, denied: bool, called: bool) -> bool:
    """Whether the words behind a study say that nothing was seen, and none of them that something may have been. `denied` of
    'neither' before it: 'neither film nor MRI showed sacroiliitis'; `called` normal before it: 'normal films and MRI'."""
    clean, denied_from = called, study.at if denied else -_FAR
    for at in range(study.at + 1, study.end):
        key = spelled[at]
        if key in _WORDS["turns"] or key in _WORDS["unclear"]:
            return False
        if key in (",", ";") and not _goes_on(spelled, at, study.end):
            break
        if key in _WORDS["nothing"]:
            if not _WORDS["not yet"].isdisjoint(spelled[at + 1 : at + 1 + _NOT_YET]):
                return False  # 'MRI last week, nothing reported yet'
            clean, denied_from = True, at
        elif key in _WORDS["denies"]:
            denied_from = at
        elif key in _WORDS["normal"]:
            if at - denied_from <= 2:
                return False  # 'not normal'
            clean = True
        elif key in _WORDS["shown"]:
            if at - denied_from > _DENIED_WITHIN:
                return False
            clean, denied_from = True, at  # 'no oedema, erosion or sclerosis'
    return clean


def _goes_on(spelled: Sequence[str], at: int, end: int) -> bool:
    """Whether a comma only goes on to more of the result: 'normal, no erosions', 'in June, clear'."""
    after = spelled[at + 1 : at + 2]
    if at + 1 >= end or not after:
        return False
    of_a_result = _WORDS["denies"] | _WORDS["shown"] | _WORDS["done"] | _WORDS["months"]
    if after[0] in of_a_result or _is_year(after[0]):
        return True
    ends = at + 2 >= end or spelled[at + 2] in _END
    return after[0] in _WORDS["normal"] and ends
