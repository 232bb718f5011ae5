"""How a finding is meant that a question reaches on to: '?fracture MVC today', 'r/o discitis LBP'."""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import NEAR
from fhir_mappings.text.context.doubts import asks_whether_to
from fhir_mappings.text.context.reach_of_history import is_dated, is_status_post
from fhir_mappings.text.context.whose import is_of_whom
from fhir_mappings.text.meant import DIFFERENTIAL, Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at
from fhir_mappings.text.writing.question_ends import is_right_behind_a_word

_WORDS = word_lists("text/reach_on")

_AFFIRMED = Meant.AFFIRMED
_CANCER, _SITE = "malignancy_active", "cancer_site"
_MAY_HAVE_SPREAD = frozenset({"metastases", "cord_compression"})
_NO_PRIMARY = frozenset({"myeloma", "lymphoma", "leukemia", "cns"})
_PURPOSE, _WHETHER, _MARK = "purpose", "whether", "?"


def asked(walk: Walk, hit: Hit) -> Meant | None:
    """How a finding behind a question is meant; None where it is asked about."""
    scope, kinds = walk.scope, walk.kinds
    if scope.kind == DIFFERENTIAL:
        return None
    if is_status_post(walk, hit) and (scope.words or scope.hits or scope.kind == _PURPOSE):
        return walk.told()  # 'r/o hardware failure s/p fusion', '?mets s/p mastectomy', but '?s/p fusion'
    if scope.hits and is_of_whom(walk, hit):
        return walk.told()
    if scope.kind == _PURPOSE and _is_under_a_label(walk) and (kinds.is_event(hit) or _is_called_known(walk, hit)):
        return _AFFIRMED  # 'Clinical question: fell down 12 stairs', 'Clinical question: myeloma on lenalidomide'
    if scope.kind == _PURPOSE and not kinds.is_diagnosis(hit):
        unsettled = walk.spelled[scope.start] == _WHETHER and asks_whether_to(walk, hit)
        return Meant.LEFT_OPEN if unsettled else _AFFIRMED  # 'whether vertebroplasty would help'
    if scope.hits and _is_the_cancer_that_may_have_spread(walk, hit):
        return walk.told()  # '?metastasis, lung ca'
    if _is_the_cancer_a_study_is_for(walk, hit):
        return _AFFIRMED  # 'MRI spine for breast cancer metastases', 'survey for prostate cancer'
    if scope.hits and kinds.is_event(hit):
        return walk.told()  # '?fracture MVC today'
    if _is_told_behind_a_disease(walk, hit):
        _tell_its_course(walk, hit)
        return walk.told()  # 'r/o discitis LBP'
    if _is_asked_of_the_word_before(walk):
        if kinds.is_complaint(hit) or kinds.is_deficit(hit):
            return walk.told()  # 'source? neck pain since Monday'
        if kinds.is_course(hit):
            return _AFFIRMED
    return _asked_whether(walk, hit) if asks_whether_to(walk, hit) else None


def _asked_whether(walk: Walk, hit: Hit) -> Meant:
    """How something to be done is meant behind a question: '?kyphoplasty', but 'pseudarthrosis? ACDF 2023'."""
    if is_right_behind_a_word(walk.words, walk.scope.start) and is_dated(walk, hit):
        return walk.told()
    return Meant.LEFT_OPEN


def _is_under_a_label(walk: Walk) -> bool:
    """Whether what reaches on is the label of a form, and nothing was told under it yet."""
    return ":" in walk.spelled[walk.scope.start : walk.scope.start + NEAR + 1] and not walk.scope.hits


def _is_called_known(walk: Walk, hit: Hit) -> bool:
    """Whether the word behind a disease tells that it is known, or an age of the patient goes before it."""
    after = word_at(walk.spelled, hit.last + 1)
    story = any(key[:1].isdigit() for key in walk.spelled[walk.scope.start : hit.first])
    return story or after in _WORDS["tells it is known"] or hit.last + 1 in walk.timed


def _is_asked_of_the_word_before(walk: Walk) -> bool:
    """Whether what reaches on is a mark that ends a question in words which are no finding: a symptom behind it, with its
    course, is told."""
    scope = walk.scope
    if walk.spelled[scope.start] != _MARK or not is_right_behind_a_word(walk.words, scope.start):
        return False
    return all(walk.kinds.is_course(each) for each in walk.hits[len(walk.meant) - scope.hits : len(walk.meant)])


def _is_the_cancer_that_may_have_spread(walk: Walk, hit: Hit) -> bool:
    """Whether a cancer stands behind no more than a comma after metastases that are asked for, or a cord that they may press
    on: who asks for them knows of it. One of the blood, the marrow or the cord itself may be asked for in their
    place."""
    asked_for = walk.hits[len(walk.meant) - 1]
    if _CANCER not in hit.findings or _MAY_HAVE_SPREAD.isdisjoint(asked_for.findings):
        return False
    sites = {each.value for each in hit.meanings if each.finding == _SITE}
    if word_at(walk.spelled, hit.last + 1) in _WORDS["joins a differential"]:
        return False  # '?mets, lung ca or TB'
    return bool(sites) and sites.isdisjoint(_NO_PRIMARY) and walk.spelled[asked_for.last + 1 : hit.first] == (",",)


def _is_the_cancer_a_study_is_for(walk: Walk, hit: Hit) -> bool:
    """Whether a study of the spine is ordered for a cancer that begins elsewhere: no such study looks for that one, but for
    what has come of it. One of the blood, the marrow or the cord itself it may look for."""
    if walk.spelled[walk.scope.start] not in _WORDS["studies for a cancer"] or not hit.findings <= {_CANCER, _SITE}:
        return False
    sites = {each.value for each in hit.meanings if each.finding == _SITE}
    return bool(sites) and sites.isdisjoint(_NO_PRIMARY)


def _is_told_behind_a_disease(walk: Walk, hit: Hit) -> bool:
    """Whether a complaint or a symptom of nerves stands right behind the disease that is asked for, with no word that joins
    the two: 'r/o discitis LBP', '?MS numb legs', '?disc LBP'. A name of the roots alone may be asked for with it."""
    scope, kinds = walk.scope, walk.kinds
    if scope.commas or not (kinds.is_complaint(hit) or kinds.is_deficit(hit)):
        return False
    if not _WORDS["asked for with a disease"].isdisjoint(walk.spelled[hit.first : hit.last + 1]):
        return False
    told = walk.hits[len(walk.meant) - scope.hits : len(walk.meant)]
    courses = {at for each in told if kinds.is_course(each) for at in range(each.first, each.last + 1)}  # '?mets new back pain'
    diseases = [each for each in told if not kinds.is_course(each)]
    if diseases and not (kinds.is_diagnosis(diseases[-1]) or "fracture_suspected" in diseases[-1].findings):
        return False
    begins = diseases[-1].last + 1 if diseases else scope.start + 1
    between = [walk.spelled[at] for at in range(begins, hit.first) if at not in courses]
    named = [key for key in between if key not in _WORDS["between a disease and a symptom"]]
    if diseases:
        return not named
    while named and named[0] in _WORDS["rest of a word that asks"]:
        named.pop(0)
    return kinds.is_complaint(hit) and bool(named) and _WORDS["diseases of no finding"].issuperset(named)


def _tell_its_course(walk: Walk, hit: Hit) -> None:
    """What stands right before a complaint and says how it goes is told with it: the 'new' of '?mets new back pain'."""
    place, begins = len(walk.meant) - 1, hit.first
    while place >= 0 and walk.hits[place].last + 1 == begins and walk.kinds.is_course(walk.hits[place]):
        walk.meant[place], begins = _AFFIRMED, walk.hits[place].first
        place -= 1
