"""How long the complaint of a text has lasted: which of its times is that of the complaint, and which of something else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, takewhile

from fhir_mappings.text.known_of_findings import kinds_of_time, new_deficit_days
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Row
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.times.changed_deficits import is_called_new
from fhir_mappings.text.times.points_in_time import heads_the_visit
from fhir_mappings.text.times.time_owners import denies_a_change
from fhir_mappings.text.times.times_of_signs import without_pains_beside_signs
from fhir_mappings.text.times.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at
from imaging_rules.facts import State

_WORDS = word_lists("text/course")
_AROUND = word_lists("text/around_times")
_NEAR = 3
ONSET, _COURSE = "symptom_onset", "trajectory"
_STIFF = "morning_stiffness"
_MAY_BE_THERE = frozenset({Meant.AFFIRMED, Meant.SUSPECTED})
_EPISODE = 5
_A_SENTENCE = 30
"""So many words of the sentence before a time, and behind it, are heeded."""
_DRUG = 7
_DONE = frozenset({"done", "made", "taken", "performed"})
_EVENT = 8
"""Words from what began a sentence to its time."""
_FEVER = frozenset({"fever"})
_CORD = frozenset({"myelopathy", "cord_compression", "transverse_myelitis", "sensory_level", "umn_signs", "hyperreflexia"})
_CORD |= {"pathologic_reflex", "spasticity", "multiple_sclerosis", "peripheral_demyelination"}
"""Beside these a weakness is not one of the roots."""


def onset(made: Text, when: Owned) -> Iterator[Said]:
    """How long the complaint has lasted: since its change where the text tells when, else its first time."""
    if not when:
        return
    lasts = kinds_of_time().lasting
    some_complaint = not lasts.isdisjoint(made.findings) and any(
        how in _MAY_BE_THERE and not lasts.isdisjoint(hit.findings) for hit, how in zip(made.hits, made.meant, strict=True)
    )
    when = _without_times_of_other_things(made, when)
    if not some_complaint:
        when = [(time, None if owner is not None and _may_be_new(made, owner) else owner) for time, owner in when]
    ours: Owned = [each for each in when if _is_of_complaint(made, *each, some_complaint)]
    if len(ours) > 1:
        ours = _without_newer_signs(made, [ours[0], *(each for each in ours[1:] if not _heads_an_examination(made, *each))])
        ours = without_pains_beside_signs(made, ours)
    old = text_limits().old_complaint
    long = any(time.days > old for time, _ in ours)
    changes = [each for each in ours if _is_a_change(made, *each, long)]
    alone = [(time, owner) for time, owner in when if owner is None and (not time.ago or _is_called_onset(made, time))]
    alone = [each for each in alone if _is_told_alone(made, each[0])] if some_complaint else alone
    changes += [each for each in alone if each[0].change and ours and each[0].days < min(time.days for time, _ in ours)]
    told = changes or ours or [each for each in alone if each[0].change] or _of_an_injury(made, when) or alone
    if changes and len({*ours, *changes}) > 1:
        time = min((time for time, _ in changes), key=lambda each: each.days)
        if time.change:
            yield Said(_COURSE, State.PRESENT, made.slice(max(0, time.first - 1), time.last), "worsening")
    elif told:
        time = told[0][0]
    elif some_complaint and (lasting := [time for time, owner in when if _has_lasted_since(made, time, owner)]):
        time = lasting[0]
    else:
        return
    about = " (about)" if time.about else ""
    yield Said(ONSET, State.PRESENT, made.slice(time.first, time.last) + about, float(int(time.days)))


def onset_of_another_illness(made: Text, others: Sequence[Time]) -> Iterator[Said]:
    """How long a cough or a cold has lasted, which is the complaint where the text names no other."""
    if any(kinds_of_time().lasts(hit) and how is Meant.AFFIRMED for hit, how in zip(made.hits, made.meant, strict=True)):
        return
    time = next((time for time in others if not time.ago), None)
    if time is not None:
        yield Said(ONSET, State.PRESENT, made.slice(time.first, time.last), float(int(time.days)))


def _without_times_of_other_things(made: Text, when: Owned) -> Owned:
    """Some times without those of studies, of drugs and of what is denied; one that is called the onset is of no phrase that is
    denied beside it."""
    called, studies = (not _WORDS[name].isdisjoint(made.words.named) for name in ("onset", "studies"))
    left: list[tuple[Time, int | None]] = []
    for time, owner in when:
        own = None if called and owner is not None and _is_onset_beside_a_denial(made, time, owner) else owner
        if _is_of_something_else(made, time) if own is None else studies and _is_of_a_study(made, time, own):
            continue
        left.append((time, own))
    return left


def _may_be_new(made: Text, owner: int) -> bool:
    """Whether a time beside a phrase is that of the illness where no complaint is named: a fever, a disease asked for."""
    hit = made.hits[owner]
    if hit.findings == _FEVER:
        return made.meant[owner] is Meant.AFFIRMED
    return made.meant[owner] is Meant.SUSPECTED and not kinds_of_time().is_procedure(hit) and not kinds_of_time().is_injury(hit)


def _is_of_complaint(made: Text, time: Time, owner: int | None, some_complaint: bool) -> bool:
    if owner is None:
        return not some_complaint and (not time.ago or time.days <= text_limits().at_once)
    hit, how = made.hits[owner], made.meant[owner]
    if time.days < 1 and _STIFF in hit.findings:
        return False  # 'stiff for 2 hours'
    return how in _MAY_BE_THERE and _is_there(hit.row) and not denies_a_change(hit.row, how)


def _without_newer_signs(made: Text, ours: Owned) -> Owned:
    """Some times without those of signs that came on later than a pain of the lower back which has its own time: 'sciatica 3
    weeks, new foot drop today' is three weeks old. A pain of more than twelve weeks is a standing complaint, and a sign of the
    cord no sign of the roots: these begin anew with what changes."""
    root_pains, hits = kinds_of_time().root_pains, made.hits
    pains = [time.days for time, at in ours if at is not None and not root_pains.isdisjoint(hits[at].findings)]
    if not pains or max(pains) > new_deficit_days() or not _CORD.isdisjoint(made.findings):
        return ours
    return [each for each in ours if not (_is_of_a_root_sign(made, *each) and each[0].days < max(pains))]


def _heads_an_examination(made: Text, time: Time, owner: int | None) -> bool:
    """Whether a 'today' heads what an examination found: 'gait worse over 2 years. Today: spastic, brisk'."""
    signs = owner is not None and not _CORD.isdisjoint(made.hits[owner].findings)
    return signs and heads_the_visit(made.words.keys, time.first)


def _is_of_a_root_sign(made: Text, time: Time, owner: int | None) -> bool:
    """Whether a time is when a sign of the lower roots began, not when it got worse."""
    if owner is None or time.change:
        return False
    kinds, findings = kinds_of_time(), made.hits[owner].findings
    return not kinds.root_signs.isdisjoint(findings) and kinds.root_pains.isdisjoint(findings)


@cache
def _is_there(row: Row) -> bool:
    """Whether a phrase says that something which lasts is there: 'no nystagmus today, cranial nerves intact' has no onset."""
    lasting = kinds_of_time().lasting
    return any(meaning.finding in lasting and meaning.state is not State.REFUTED for meaning in row.meanings)


def _is_of_something_else(made: Text, time: Time) -> bool:
    """Whether a time is that of a study ('last MRI 11/2025'), of what is denied ('no relapse for 18 months'), of a relative's
    illness, or how long a drug was given ('12 months into', 'on vitamin D for 2 years')."""
    spelled = made.words.keys
    if not made.is_of_patient(time.first) or _is_of_a_drug(made, time):
        return True
    before = spelled[max(0, time.first - _NEAR) : time.first]
    first = next((at + 1 for at in range(time.first - 1, time.first - 1 - len(before), -1) if spelled[at] in SENTENCE), 0)
    near = range(bisect_left(made.lasts, max(first, time.first - _NEAR)), bisect_left(made.lasts, time.first))
    denied = any(made.meant[place] is Meant.DENIED or _says_no(made.hits[place]) for place in near)
    after = spelled[time.last + 1 : time.last + 3]
    into = after[:1] == ("into",) and _AROUND["into a complaint"].isdisjoint(after[1:])
    return denied or not _WORDS["studies"].isdisjoint(before) or into


def _is_told_alone(made: Text, time: Time) -> bool:
    """Whether the sentence of a time that no phrase owns speaks of the complaint or of nothing: 'Began 3 weeks ago', 'For 6
    weeks now', but not 'Vegan since 2017', 'Has had acne for two years'."""
    spelled = made.words.keys
    before = [*takewhile(_goes_on, spelled[max(0, time.first - _A_SENTENCE) : time.first][::-1])]
    others = {*before, *takewhile(_goes_on, spelled[time.last + 1 : time.last + 1 + _A_SENTENCE])}
    begins = bool(before) and before[-1] in _WORDS["onset"] and before[-2:-1] != ["on"]  # 'Started 3 weeks ago after a cough'
    if (
        not begins
        and not _WORDS["of something else"].isdisjoint(others)
        and _WORDS["surely of the complaint"].isdisjoint(others)
    ):
        return False
    if not _WORDS["of the complaint"].isdisjoint(others):
        return True
    return all(not word.isalpha() or word in _WORDS["little"] for word in others)


def _goes_on(word: str) -> bool:
    return word not in SENTENCE


def _is_of_a_study(made: Text, time: Time, owner: int) -> bool:
    """Whether a study stands between a complaint and a time, just before it: 'myelopathy? MRI done last month'."""
    done = made.words.keys[time.first - 2 : time.first - 1]
    first = max(made.hits[owner].last + 1, time.first - (2 if _DONE.isdisjoint(done) else _NEAR))  # 'had films done in 2020'
    between = made.words.keys[first : time.first]
    return not _WORDS["studies"].isdisjoint(between) and between[-1:] != (",",)


def _is_of_a_drug(made: Text, time: Time) -> bool:
    """Whether 'on' or 'taking' begins the sentence, and no finding stands between it and the time."""
    spelled = made.words.keys
    if _WORDS["taken"].isdisjoint(made.words.named):
        return False
    first = max((at + 1 for at in range(max(0, time.first - _DRUG), time.first) if spelled[at] in SENTENCE), default=None)
    begins = 0 if first is None and time.first <= _DRUG else first
    if begins is None or spelled[begins] not in _WORDS["taken"]:
        return False
    if _WORDS["little"].issuperset(spelled[begins + 1 : time.first]):
        return False  # 'Started 3 weeks ago'
    if word_at(spelled, begins + 1) == ":" or word_at(spelled, begins + 1) in _WORDS["began while"]:
        return False  # 'Started: 3 weeks ago', 'Started while carrying shopping 3 weeks ago'
    return not any(begins <= hit.first < time.first for hit in made.hits)


def _says_no(hit: Hit) -> bool:
    return bool(hit.meanings) and all(meaning.state is State.REFUTED for meaning in hit.meanings)


def _is_called_onset(made: Text, time: Time) -> bool:
    spelled = made.words.keys
    if not _WORDS["onset"].isdisjoint(spelled[max(0, time.first - _NEAR) : time.first]):
        return True
    before = spelled[max(0, time.first - 2) : time.first]
    if not _WORDS["onset just before"].isdisjoint(before[-2:] if before[-1:] == (":",) else before[-1:]):
        return True
    first = made.sentence(time.first)[0]  # 'Started when chopping wood 17 days ago', 'Came on over …'
    return time.first - first <= _EVENT and (spelled[first] in _WORDS["onset"] or spelled[first : first + 2] == ("came", "on"))


def _is_onset_beside_a_denial(made: Text, time: Time, owner: int) -> bool:
    """Whether a time that is called the onset stands beside something that is denied: 'onset: 11 days ago, atraumatic'."""
    denied = made.meant[owner] is Meant.DENIED or any(each.state is State.REFUTED for each in made.hits[owner].meanings)
    return denied and _is_called_onset(made, time)


def _is_sudden(made: Text, time: Time) -> bool:
    """Whether what began at a time is called sudden: 'slow for 2 years; since Wednesday evening sudden loss of walking'."""
    if _WORDS["sudden"].isdisjoint(made.words.named):
        return False
    return not _WORDS["sudden"].isdisjoint(made.words.keys[max(0, time.first - _NEAR) : time.last + 1 + _NEAR])


def _is_a_change(made: Text, time: Time, owner: int | None, long: bool) -> bool:
    """Whether a time is that of a change in a complaint. `long` tells that the complaint is an old one."""
    if time.change or _is_of_now(made, time) or is_called_new(made, owner) or _is_sudden(made, time):
        return True
    return long and _is_of_last_night(made, time, owner)


def _is_of_last_night(made: Text, time: Time, owner: int | None) -> bool:
    """Whether a deficit began a day or two ago: 'back pain since 2022; since last night cannot pass urine'."""
    return owner is not None and time.days <= text_limits().last_night and kinds_of_time().is_deficit(made.hits[owner])


def _is_of_now(made: Text, time: Time) -> bool:
    """Whether a time is of now or of this episode: 'now for the past 8 days', 'the current bout began 3 weeks ago'."""
    before = made.words.keys[max(0, time.first - _EPISODE) : time.first]
    if "now" in before[1:]:
        return True
    return not _WORDS["bouts"].isdisjoint(before) and any(
        other in _WORDS["bouts"] and one in _WORDS["this"] for one, other in pairwise(before)
    )


def _has_lasted_since(made: Text, time: Time, owner: int | None) -> bool:
    """Whether a time is that of an old injury, or one up to which all was well, since which the complaint is there: 'whiplash
    in 2017, neck pain ever since', 'good until October; since then arm pain'."""
    if "since" not in made.words.named:
        return False
    spelled, (_, end) = made.words.keys, made.sentence(time.last)
    hurt = owner is not None and kinds_of_time().is_injury(made.hits[owner])
    before = spelled[max(0, time.first - _NEAR) : time.first]
    if not hurt and ("until" not in before or _AROUND["well until"].isdisjoint(before)):
        return False
    end = made.sentence(end + 1)[1] if end + 1 < len(spelled) else end
    after = range(time.last + 1, min(end, time.last + _A_SENTENCE))
    return any(spelled[at] == "since" and (word_at(spelled, at + 1) or ".") in _WORDS["since that"] for at in after)


def _of_an_injury(made: Text, when: Owned) -> Owned:
    """The times of injuries that happened; a complaint of the same text is taken to date from them."""
    hits, meant, kinds = made.hits, made.meant, kinds_of_time()
    return [
        (time, owner)
        for time, owner in when
        if owner is not None and meant[owner] is Meant.AFFIRMED and kinds.is_injury(hits[owner])
    ]
