"""The findings that the phrases of a text say, each as it is meant, with its time, and only where it is said of the patient's
complaint: in 'acute leukaemia' nothing is acute but the leukaemia."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import kinds_of_time, past_of, planned_days, relapsing
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.numbers.measures import names_of_values
from fhir_mappings.text.past.past_years import is_over
from fhir_mappings.text.phrases.backs_operated import LUMBAR_OPERATION, operation_on_a_back
from fhir_mappings.text.phrases.phrase_sayings import sayings
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.quoted import QUOTED_ALONG, quoted, quoted_as_denied, quoted_as_meant
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.film_places import CT, FILM, MRI, ct_of, film_of, is_of_another_part
from fhir_mappings.text.times.courses_of_others import is_of_something_else
from fhir_mappings.text.times.times_elsewhere import COURSES, courses_elsewhere
from fhir_mappings.text.times.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at
from fhir_mappings.time_units import time_units
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import State, Value

_PLANS = word_lists("text/plans")
_ENDED = frozenset({"cancer_treatment_current", "dmt", "dmt_pml_risk", "anticoagulated"})
_CANCER, _TREATED = "malignancy_active", "cancer_treatment_current"
_SPINE = frozenset({"back", "spine", "spinal"})
_COURSE = "trajectory"
_FRACTURES = findings_of_kind("fracture")
_STEROIDS = "steroid_long_term"
_THINNER = "anticoagulated"
_STABLE = "neuro_stable"
_NORMAL, _NOT_DONE = "neuro_exam_normal", "not_done"
_BUT = frozenset(
    {
        ("apart", "from"),
        ("aside", "from"),
        ("except",),
        ("other", "than"),
        ("save", "for"),
        ("with", "exception"),
        ("bar",),
        ("barring",),
        ("but",),
    }
)
_OR_ELSE = frozenset({"but", ","})
"""Behind 'no films' these go on to something else: 'no films but had physio'."""
_PASSED_OVER = frozenset({",", "the"})
_SOON = 5
_CARE = "conservative_care"
_HANGS_ON_MORE = {_NORMAL, _CARE} | _ENDED | COURSES | {_THINNER, _STEROIDS, MRI, FILM, CT}
_NEXT = 2
_DIGITS_OF_A_YEAR = 4
_WAS_DONE = frozenset({"p", "sp", "post", "had", "status", "previous", "prior", "after", "since", "underwent", "old"})
_GOES_ON = frozenset({"fever"})
"""What is dated by a point in time and lasts for a length of it."""
_NO_FINDING = frozenset({Meant.NOT_OF_THE_PATIENT, Meant.LEFT_OPEN, Meant.PLANNED, Meant.CANDIDATE})
_AHEAD = {Meant.PLANNED: "spine_procedure_planned", Meant.CANDIDATE: "surgery_candidate"}


def findings_of_phrases(made: Text, when: Owned) -> Iterator[Said]:
    """What the phrases of a text say, from left to right; `when` are its times with the phrase each speaks of."""
    kinds, old_injury, comes_in_attacks = kinds_of_time(), text_limits().old_injury, relapsing()
    present, refuted, affirmed = State.PRESENT, State.REFUTED, Meant.AFFIRMED
    denied_at_all, regions = context_words().denied_at_all, made.regions
    time_of: dict[int | None, Time] = {}
    for time, owner in when:
        time_of.setdefault(owner, time)
    elsewhere = courses_elsewhere(made, when)
    for place, (hit, how) in enumerate(zip(made.hits, made.meant, strict=True)):
        if not hit.findings:
            continue
        if how in _NO_FINDING:
            if how in _AHEAD and kinds.is_procedure(hit) and not (how is Meant.CANDIDATE and _finds_out(made, hit)):
                yield Said(_AHEAD[how], present, made.slice(max(0, hit.first - 1), hit.last))
            if how is Meant.LEFT_OPEN and _STABLE in hit.findings:  # 'MS stable until last month' is MS
                yield from (Said(name, present, made.slice(hit.first, hit.last)) for name in hit.findings & comes_in_attacks)
            continue
        if hit.findings <= COURSES and (is_of_something_else(made, place) or _is_of_a_value(made, hit)):
            continue
        own = time_of.get(place)
        if own is not None:
            if how is affirmed and _is_to_come(made, hit, own):
                yield Said(_AHEAD[Meant.PLANNED], present, made.slice(hit.first, max(hit.last, own.last)))
                continue
            if how is affirmed and own.days > old_injury and kinds.is_injury(hit):
                how = Meant.PAST  # 'fell 3 years ago'
        words = quoted(made, hit, own) if own else made.slice(hit.first, hit.last)
        beside = quoted_as_meant(made, hit, how, own) if how in QUOTED_ALONG else ""
        denial = quoted_as_denied(made, hit) if how is Meant.DENIED else ""
        for finding, state, value in sayings(hit.row, how, regions):
            if state is refuted and finding in denied_at_all and _is_no_denial_here(made, hit, finding):
                continue
            if finding == _CANCER and _TREATED in hit.findings and is_over(made, hit):
                finding = past_of()[finding]  # 'adjuvant chemo 2019'
            if finding in COURSES and place in elsewhere:
                continue
            if finding == LUMBAR_OPERATION and state is not refuted:
                finding = operation_on_a_back(made, hit)
            if finding in _HANGS_ON_MORE:
                if _is_not_said_here(made, place, finding, state, value, own):
                    continue
                study = _shown(made, hit, finding, value) if state is present else (finding, value)
                if study is None:
                    continue
                finding, value = study
            shown = "" if state is present and finding in comes_in_attacks else beside  # '?MS relapse' leaves the MS
            if own is None:
                yield Said(finding, state, words, value, None, shown, denial if state is refuted else "")
                continue
            goes_on = finding in _GOES_ON and not own.ago  # 'fevers for 3 weeks' are of today
            day = made.as_of - timedelta(days=int(own.days)) if finding in kinds.dated and not goes_on else None
            if state is refuted:  # the time is that of what is there: 'ataxia for 2 days, no trauma'
                words = made.slice(hit.first, hit.last)
            yield Said(finding, state, words, value, day, shown, denial if state is refuted else "", in_words=True)
            if not own.ago and own.days >= 1 and state is present and finding in kinds.treatments:
                yield Said("conservative_weeks", state, words, float(int(own.days // time_units()["w"].days)))


def _shown(made: Text, hit: Hit, finding: str, value: Value | None) -> tuple[str, Value | None] | None:
    """What a study showed as a finding of the part that was imaged; None where that is no part of the spine."""
    if finding == FILM:
        return film_of(made, hit, value)
    if finding == CT:
        ct = ct_of(made, hit)
        return (ct, value) if ct else None
    return finding, value


def _is_not_said_here(made: Text, place: int, finding: str, state: State, value: Value | None, own: Time | None) -> bool:
    """Whether the words around a phrase, or its time, keep it from saying a finding."""
    hit = made.hits[place]
    if (finding in _ENDED and is_over(made, hit)) or (finding in COURSES and _is_of_a_fracture(made, place)):
        return True
    if finding == _NORMAL:
        return _has_an_exception(made, hit)
    if value == _NOT_DONE and _has_an_exception(made, hit) and word_at(made.words.keys, hit.last + 1) not in _OR_ELSE:
        return True  # 'no prior imaging except an XR'
    if finding == _CARE and state is State.REFUTED:
        return _has_an_exception(made, hit) and word_at(made.words.keys, hit.last + 1) not in _OR_ELSE  # 'no care except PT'
    if finding == _THINNER and state is State.SUSPECTED and _is_gone(made, hit, own):
        return True  # 'stopped Plavix 2 weeks ago'
    if finding == _STEROIDS and own and not own.ago and own.days <= treatment_limit("steroid_course"):
        return True  # 'on prednisone x 5 days'
    return finding == MRI and is_of_another_part(made, hit, value)


def _has_an_exception(made: Text, hit: Hit) -> bool:
    """Whether an examination is called normal but for something: 'neurologically intact apart from an absent ankle jerk'."""
    after = [key for key in made.words.keys[hit.last + 1 : hit.last + _SOON] if key not in _PASSED_OVER][:_NEXT]
    return tuple(after[:1]) in _BUT or tuple(after) in _BUT


def _is_to_come(made: Text, hit: Hit, own: Time) -> bool:
    """Whether a day without a year, just after an operation, is soon to come again: 'fusion on 12/15' told in November."""
    year = time_units()["y"].longest
    if not kinds_of_time().is_procedure(hit) or own.first - hit.last > _NEXT + 1 or own.days < year - planned_days():
        return False
    told = made.words.keys[max(0, hit.first - _NEXT) : hit.last + 1]
    numbers = [key for key in made.words.keys[own.first : own.last + 1] if key.isdigit()]  # 'in Feb' names no day
    dated = made.words.keys[own.first - 1] == "on" and own.days < year and numbers != []
    return dated and max(map(len, numbers)) < _DIGITS_OF_A_YEAR and _WAS_DONE.isdisjoint(told)


def _is_gone(made: Text, hit: Hit, own: Time | None) -> bool:
    """Whether a drug against clotting was stopped so long ago that it acts no more."""
    return is_over(made, hit) or (own is not None and own.days >= treatment_limit("thinner_acts"))


def _is_no_denial_here(made: Text, hit: Hit, finding: str) -> bool:
    """Whether a word that only suspects a finding which is denied at all is denied in a text that does not speak of the spine:
    'no infection' of somebody with a relapse denies none of the spine."""
    if made.regions or not _SPINE.isdisjoint(made.words.named):
        return False
    return any(meaning.finding == finding and meaning.state is State.SUSPECTED for meaning in hit.row.meanings)


def _finds_out(made: Text, hit: Hit) -> bool:
    """Whether a procedure is a lumbar puncture: 'routine LP if MRI supports it' makes no candidate for an operation."""
    return not _PLANS["finds out"].isdisjoint(made.words.keys[hit.first : hit.last + 1])


def _is_of_a_value(made: Text, hit: Hit) -> bool:
    """Whether 'stable' or 'rising' is said of a laboratory value: 'Cr stable 1.4', 'stable creatinine'."""
    spelled, names = made.words.keys, names_of_values()
    return (hit.first > 0 and spelled[hit.first - 1] in names) or (
        hit.last + 1 < len(spelled) and spelled[hit.last + 1] in names
    )


def _is_of_a_fracture(made: Text, place: int) -> bool:
    """Whether what is called new or unchanged is a fracture: 'new L1 compression fracture' says nothing of the pain."""
    hits = made.hits
    if _FRACTURES.isdisjoint(made.findings):
        return False
    if not _FRACTURES.isdisjoint(hits[place].findings):
        return True
    for at in (place - 1, place + 1):
        if 0 <= at < len(hits) and not _FRACTURES.isdisjoint(hits[at].findings):
            one, other = hits[min(at, place)], hits[max(at, place)]
            if other.first - one.last <= _NEXT and not made.apart(one, other):
                return True
    return False
