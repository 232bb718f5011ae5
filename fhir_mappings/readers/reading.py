"""What all readers share: whose chart is read on which day, what was skipped and why, how a code becomes a finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from fhir_mappings.chart.grown_curve import CurveAngle
from fhir_mappings.chart.rising_markers import is_marker
from fhir_mappings.chart.starts_of_therapy import TherapyTaken
from fhir_mappings.chart.syndromes import denies_a_sign_only
from fhir_mappings.codes.certainty import with_certainty
from fhir_mappings.codes.findings import CONTRADICTS, IF_SUSPECTED, FindingCode, findings_of, names_the_whole, why_no_finding
from fhir_mappings.codes.systems import is_international_icd
from fhir_mappings.codes.unmatched import REASON, UnmatchedCode, unmatched
from fhir_mappings.complaint_parts import NOTHING_ELSEWHERE
from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.mentions import NOTHING_MENTIONED, Mentions, mentions, naming
from fhir_mappings.readers.recency import is_of_then, still_holds
from fhir_mappings.readers.treatment import Treatment
from fhir_mappings.reports.earlier_imaging import EarlierStudy
from fhir_mappings.resource.age import birth_days, months_lived
from fhir_mappings.resource.elements import (
    Coding,
    Days,
    Unreadable,
    codings,
    lenient_days,
    mapping,
    name_of,
    text_of,
    texts,
    wording,
)
from fhir_mappings.resource.subject import Whose, whose
from fhir_mappings.resource.usable import may_be_used
from fhir_mappings.site.codes import NO_SITE_CODES, SiteCodes
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.recorded import ambiguous_abbreviations, kept_elsewhere, recorded_in
from fhir_mappings.text.said import Said
from fhir_mappings.vocabulary import dated_quantities
from fhir_mappings.whole_texts import Phrases, asks, is_family_history
from fhir_mappings.worded_otherwise import calls_it_past, denies, names_another
from imaging_rules.facts import Evidence, Finding, State, Value
from imaging_rules.past.past_exam import PlacedOrder

FAMILY_HISTORY = "family-history"
NOT_ASKED = "not-asked"
NO_TOLD_KIND = "no-told-kind"
"""Why a code for signs that no other code names is none: `other signs of the nervous system`."""
TOLD_BY_A_PAIN = "told-by-a-pain"
"""A worn or slipped part of the spine: the pain on record is why it is imaged."""
TOLD_BY_IMAGES = "told-by-images"
"""Why a code for an abnormal image is none: which abnormality it was, a report on record tells or nothing does."""
_CARE, _ROW = "conservative_care", "Observation"
_ICD_SHAPE = re.compile(r"[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}", re.IGNORECASE)
_AUGMENTED = "vcf_treated_or_multiple"


@dataclass
class Reading:
    """The reading of one patient's record: the patient, the day, and the books kept while reading.

    `skipped` counts by reason what was left out; `unmatched` holds the codes that said nothing, `imaging` the earlier
    imaging on record, `placed` the imaging orders placed before, `treatments` the conservative treatment, `not_done` that of
    which is recorded that it was not done; `augmented` the days on which a fractured vertebra was treated; `delivered` are
    the Conditions at hand.
    """

    patient_id: str
    as_of: date
    phrases: Phrases
    patient: Mapping[str, Any] | None = None
    of_order: bool = False
    site: SiteCodes = NO_SITE_CODES
    """The codes of the client's own."""
    own_forms: tuple[str, ...] = ()
    """The beginnings of the addresses of this service's own questionnaires."""
    elsewhere: frozenset[str] = NOTHING_ELSEWHERE
    """Complaints of another part of the spine than the ordered one, whose times in words are not told."""
    skipped: Counter[str] = field(default_factory=Counter)
    unmatched: set[UnmatchedCode] = field(default_factory=set)
    mentioned: Mentions = field(default_factory=Mentions)
    imaging: list[EarlierStudy] = field(default_factory=list)
    placed: list[PlacedOrder] = field(default_factory=list)
    delivered: Sequence[Mapping[str, Any]] = ()
    treatments: list[Treatment] = field(default_factory=list)
    not_done: list[Treatment] = field(default_factory=list)
    augmented: list[Days] = field(default_factory=list)
    therapies: list[TherapyTaken] = field(default_factory=list)
    """The times over which a disease-modifying therapy was taken."""
    neck_items: list[tuple[Days, str, bool, Mapping[str, Any]]] = field(default_factory=list)
    """Items of the rule for the injured neck that stand in rows of their own: the day, the item, whether it is denied."""

    angles: list[CurveAngle] = field(default_factory=list)
    """The angles of curves of the spine, each with its day."""
    markers: list[Finding] = field(default_factory=list)
    """The blood values of an infection, old ones too: two of them tell a course."""
    taken_out: list[tuple[str, Days | None]] = field(default_factory=list)
    """The implants that an operation took out, leads and all, each with its day where that is told."""
    unclear: set[str] = field(default_factory=set)
    """The resource types of which something was left out that may be this patient's."""
    times: list[tuple[date, Finding]] = field(default_factory=list)
    """What rows of a day say of when a complaint began or how it goes, and not of which complaint."""

    @cached_property
    def birth(self) -> Days | None:
        """The birth date of the patient, where the record tells it."""
        return birth_days(self.patient)

    @cached_property
    def months_lived(self) -> int | None:
        """The age of the patient in completed months, where the record settles it."""
        return months_lived(self.patient, self.as_of)

    def apart(self) -> Reading:
        """The same patient on the same day, with empty books: nothing that is read into it is kept here."""
        return replace(self, **{each.name: each.default_factory() for each in fields(self) if callable(each.default_factory)})

    def skip(self, reason: str) -> None:
        """Count one thing that was left out."""
        self.skipped[reason] += 1

    def is_ours(self, resource: Mapping[str, Any]) -> bool:
        """Whether a resource is about this patient. Another's is counted; so is what cannot be told whose it is, and its type
        noted: that list is not whole without it. A missing subject is accepted and counted."""
        found = whose(resource, self.patient_id, self.patient)
        if found is Whose.OURS:
            return True
        self.skip(found.value)
        if found is Whose.UNKNOWN:
            self.unclear.add(text_of(resource.get("resourceType")))
        return found.accepted

    def would_be_ours(self, resource: Mapping[str, Any]) -> bool:
        """As `is_ours`, and counts nothing; False for a contained Patient, and for what cannot be read."""
        try:
            return self.whose(resource) in (Whose.OURS, Whose.NOT_GIVEN)
        except Unreadable:
            return False

    def may_use(self, resource: Mapping[str, Any]) -> bool:
        """Whether what another resource refers to may be used: this patient's, neither entered in error, refuted nor
        modified."""
        return may_be_used(resource, self.patient_id, self.patient)

    @cached_property
    def conditions(self) -> Mapping[str, Mapping[str, Any]]:
        """The Conditions that other resources may refer to, by id. One of which nothing may be used is an empty one: it is at
        hand, and what a reference calls it is not taken for it."""
        every = [(str(each.get("id")), each if self.may_use(each) else {}) for each in self.delivered]
        return {own_id: each for own_id, each in every if not each} | {own: each for own, each in every if each}

    def whose(self, resource: Mapping[str, Any]) -> Whose:
        """Whose a resource is. Raises Unreadable for a subject of no known shape."""
        return whose(resource, self.patient_id, self.patient)

    def evidence(self, resource: Mapping[str, Any], text: str, days: Days | None, kind: str = "code") -> Evidence:
        """Evidence of a resource. A partial date counts from its first day: nothing looks newer than it may be. A day in
        the future is a slip of the pen; it is said and does not count."""
        usable = self.up_to_now(days)
        said = f"{text} (dated in the future: {days.first})" if days and not usable else text
        recorded = self.up_to_now(lenient_days(resource.get("recordedDate")))
        day = usable.first if usable else None
        goes_on = usable is not None and usable.last == self.as_of  # since a day, not some day up to now
        dated = usable.written if usable and not goes_on else None
        return Evidence(name_of(resource), said, day, kind, self.of_order, recorded.first if recorded else None, dated=dated)

    def in_the_words(self, said: Said, resource: Mapping[str, Any], days: Days | None, note: str = "") -> Evidence:
        """Evidence of what words of a resource say: shown with what denies it, and without a day that they tell themselves."""
        evidence = self.evidence(resource, said.quote + note, days, "text")
        told = said.dated or ("" if said.in_words and said.day is not None else evidence.dated)
        return replace(evidence, meant=said.denial + note if said.denial else "", dated=told)

    def in_the_future(self, days: Days | None) -> bool:
        """Whether all of these days lie ahead."""
        return days is not None and days.lie_ahead_of(self.as_of)

    def up_to_now(self, days: Days | None) -> Days | None:
        """The days, or nothing where they lie in the future."""
        return None if self.in_the_future(days) else days

    def codings(self, concept: object) -> tuple[Coding, ...]:
        """The codings of a CodeableConcept, the client's own codes as the standard codes they stand for."""
        return self.site.in_standard_codes(codings(concept))

    def called(self, concept: object, kind: str, otherwise: str) -> str:
        """What a card calls a concept in a type of resource: its words, else the name our tables have for its code, else
        `otherwise`. A bare code tells a clinician nothing."""
        named = (row.display for row in self.rows(self.codings(concept), kind) if row.display)
        return wording(concept) or next(named, otherwise)

    def rows(self, coded: Iterable[Coding], kind: str) -> list[FindingCode]:
        """What codings say in a type of resource: by our tables, and where the client's own table names findings."""
        return self.site.rows(coded, kind)

    def concept(
        self, concept: object, resource: Mapping[str, Any], state: State, days: Days | None, note: str = ""
    ) -> Iterator[Finding]:
        """The findings of a CodeableConcept in a given state: by its codes, by its whole text where none is known."""
        given, state = codings(concept), with_certainty(concept, state)
        coded, wordings = self.site.in_standard_codes(given), texts(concept)
        if FAMILY_HISTORY in map(why_no_finding, coded) or any(map(is_family_history, wordings)):
            self.skip(FAMILY_HISTORY)
            return
        kind = text_of(resource.get("resourceType"))
        rows = [row for row in self.rows(coded, kind) if not names_another(wordings, row.finding)]
        if rows:
            asked = state is State.PRESENT and asks(text_of(mapping(concept).get("text")))
            held = State.SUSPECTED if asked else state
            yield from self._by_codes(rows, wordings[0] if wordings else "", resource, held, days, note)
            return
        self.note_unmatched(coded, REASON if self.of_order else kind)
        for text in _own_words(concept, coded, wordings):
            for finding in self.written(text, resource, state, days, note):
                abbreviated = finding.evidence.text.removesuffix(note) in ambiguous_abbreviations()
                if abbreviated and any(each.code for each in coded):
                    self.skip("abbreviation-beside-a-code")  # 'MS' beside the code of mitral stenosis
                else:
                    yield finding
        if state is not State.REFUTED:
            self._unread(coded, wordings, resource)

    def _by_codes(
        self,
        rows: Sequence[FindingCode],
        words: str,
        resource: Mapping[str, Any],
        state: State,
        days: Days | None,
        note: str,
    ) -> Iterator[Finding]:
        """What the codes of a concept say; `words` are what is written beside them."""
        kind = text_of(resource.get("resourceType"))
        doubted = {row.finding for row in rows if row.state == CONTRADICTS}
        for row in [each for each in rows if each.state != CONTRADICTS]:
            held = self._held(row, state, doubted, words)
            evidence = self.evidence(resource, (words or row.display) + note, days, row.read_by)
            yield from self.finding(row, held, evidence, days, kind)

    def _held(self, row: FindingCode, state: State, doubted: set[str], words: str) -> State:
        """The state of a row, where another coding or the words beside its code say otherwise."""
        if state is not State.PRESENT or row.state != State.PRESENT:
            return state
        if row.finding in doubted or denies(words):
            self.skip("said-otherwise")
            return State.SUSPECTED
        return State.HISTORY if calls_it_past(words, row.finding) else state

    def raise_if_unread(self, concept: object, kind: str, resource: Mapping[str, Any]) -> None:
        """Raise Unreadable for a concept of nothing but codes of no known meaning, in a type of resource."""
        wordings = texts(concept)
        if wordings or self.rows(coded := self.codings(concept), kind):
            return
        self.note_unmatched(coded, kind)
        self._unread(coded, wordings, resource)

    def _unread(self, coded: Iterable[Coding], wordings: Sequence[str], resource: Mapping[str, Any]) -> None:
        """A code of no known meaning without words is unreadable, and its part of the record does not count as delivered. What
        is written as only ICD-10 codes are, of no stated system, is mentioned as what it would say."""
        if wordings:
            return
        written = [each for each in coded if each.code]
        if any(map(_of_no_concern, written)):
            return
        shaped = [each.raw for each in written if not each.uri and _ICD_SHAPE.fullmatch(each.raw.strip())]
        if shaped:
            rows = [row for code in shaped for row in findings_of("icd-10-cm", code)]
            self.mention(frozenset(row.finding for row in rows), resource, shaped[0])
            return
        if written and not any(_gone_through(each) for each in written):
            raise Unreadable("a code of no known meaning, without words")

    def finding(self, row: FindingCode, state: State, evidence: Evidence, days: Days | None, kind: str) -> Iterator[Finding]:
        """The finding of one table row in a resource of a given state, if it still holds on the day."""
        meant = meant_state(row.state, state)
        if state is State.REFUTED and row.state != State.REFUTED and not names_the_whole(row):
            self.skip("refuted-in-part")
            return
        if meant is None or (row.value is not None and meant not in (State.PRESENT, State.HISTORY)):
            return
        yield from self.kept(Finding(row.finding, meant, evidence, row.value), days, kind, row.use)

    def kept(self, finding: Finding, days: Days | None, kind: str, use: str = "") -> Iterator[Finding]:
        """The finding if it is recent enough to hold, the finding that an old one becomes, or nothing (counted)."""
        if denies_a_sign_only(finding):
            self.skip("one-sign-denied")
            return
        if is_marker(finding):
            self.markers.append(finding)
        held = still_holds(finding, self.up_to_now(days), self.as_of, kind, use)
        if held is None:
            self.skip("too-old")
            return
        if kind == _ROW and is_of_then(held, days, self.as_of):
            self.skip("of-then")
            held = replace(held, state=State.HISTORY)
        yield held

    def named(
        self, name: str, resource: Mapping[str, Any], text: str, days: Days | None, value: Value | None = None
    ) -> Iterator[Finding]:
        """A present finding read from words or a value of a resource, if it still holds."""
        evidence = self.evidence(resource, text, days, "value")
        kind = text_of(resource.get("resourceType"))
        yield from self.kept(Finding(name, State.PRESENT, evidence, value), days, kind)

    def written(
        self, text: str, resource: Mapping[str, Any], state: State, days: Days | None, note: str = ""
    ) -> Iterator[Finding]:
        """The findings of free text in a resource of a given state: those that such a resource is there to hold.

        What the order itself says without a day, it says of today.
        """
        self.note_mentions(mentions([text], name_of(resource), self.as_of, of_order=self.of_order, months=self.months_lived))
        yield from self.told(read_text(text, self.as_of, self.months_lived, self.elsewhere).said, resource, state, days, note)

    def _beside(self, said: Said, meant: State, resource: Mapping[str, Any]) -> None:
        """Note an implant, an allergy, a medicine that stands in words where such things are not kept: it is not lost."""
        if said.finding in kept_elsewhere() and meant in (State.PRESENT, State.SUSPECTED):
            self.mention(frozenset({said.finding}), resource, said.quote)

    def mention(self, names: frozenset[str], resource: Mapping[str, Any], text: str) -> None:
        """Note findings that words of a resource name without settling them."""
        self.note_mentions(self.named_in(names, resource, text))

    def named_in(self, names: frozenset[str], resource: Mapping[str, Any], text: str) -> Mentions:
        """Such findings, for `note_mentions` where nothing else settles them."""
        source = name_of(resource)
        return naming(names, Evidence(source, text, kind="text", of_order=self.of_order)) if names else NOTHING_MENTIONED

    def note_mentions(self, found: Mentions) -> None:
        """Note what texts mention."""
        self.mentioned = self.mentioned.plus(found)

    def told(
        self, told: Iterable[Said], resource: Mapping[str, Any], state: State, days: Days | None, note: str = ""
    ) -> Iterator[Finding]:
        """The findings of what words say, as for `written`."""
        held, told = recorded_in(text_of(resource.get("resourceType"))), [*told]
        if not any(said.finding == _CARE for said in told):
            held -= findings_of_kind("told of a treatment")  # 'prednisone without benefit' in the note of an asthma
        kept: list[Said] = []
        for said in told:
            meant = meant_state(said.state, state)
            if self.of_order or said.finding in held:
                kept.append(said)
            elif meant is not None:
                self._beside(said, meant, resource)
        yield from self.stated(kept, resource, state, days, note)

    def stated(
        self, told: Iterable[Said], resource: Mapping[str, Any], state: State, days: Days | None, note: str = ""
    ) -> Iterator[Finding]:
        """As `told`, of whatever the words are about: a row of a flowsheet may give a diagnosis, a result, an operation."""
        kind = text_of(resource.get("resourceType"))
        today = Days(self.as_of, self.as_of) if kind == "ServiceRequest" else None
        for said in told:
            meant = meant_state(said.state, state)
            if meant is None:
                continue
            if said.value is not None and meant not in (State.PRESENT, State.HISTORY):
                continue
            about = Days(said.day, said.day) if said.day else days
            if about is None and said.finding in dated_quantities():
                about = today  # 'eGFR 22' without a day is the value of today
            evidence = self.in_the_words(said, resource, about, note)
            yield from self.kept(Finding(said.finding, meant, evidence, said.value), about or today, kind)

    def note_augmentation(self, finding: Finding, days: Days | None) -> None:
        """Keep the day of a vertebral augmentation."""
        if finding.name == _AUGMENTED and finding.state is State.PRESENT and days is not None:
            self.augmented.append(days)

    def note_unmatched(self, coded: Sequence[Coding], part: str) -> None:
        """Keep the codes of a concept that said nothing; `part` is the type of the resource it stands in."""
        self.unmatched.update(unmatched(coded, part))
        for each in coded:
            if each.code and not each.uri:
                self.skip("code-without-system")

    def is_patient(self, identifier: str) -> bool:
        """Whether an id is this patient's."""
        return bool(identifier) and identifier == self.patient_id.removeprefix("Patient/").removeprefix("urn:uuid:")


def _own_words(concept: object, coded: Sequence[Coding], wordings: Sequence[str]) -> Sequence[str]:
    """The wordings to read where no code says anything. Beside a code of no concern its display is of none either, and only
    what somebody wrote instead of it is read."""
    if not any(map(_of_no_concern, [each for each in coded if each.code])):
        return wordings
    text = text_of(mapping(concept).get("text"))
    return [text] if text and text.lower() not in {each.display.lower() for each in coded} else []


def _of_no_concern(coding: Coding) -> bool:
    """A code listed as no finding, or of ICD-10-CM, which is read by whole categories. The WHO's ICD-10 has categories that
    ICD-10-CM lacks, so its words still count; so do those of a code that no rule asks about, such as one of 'other signs', to
    which the index sends a weak leg."""
    reason = why_no_finding(coding)
    if coding.system == "icd-10-cm" and reason is None:
        return not is_international_icd(coding.uri)
    return reason not in (None, NOT_ASKED, NO_TOLD_KIND, TOLD_BY_A_PAIN)


def _gone_through(coding: Coding) -> bool:
    """A code that was looked at when the tables were made, and that says nothing we ask."""
    return coding.system == "icd-10-cm" or why_no_finding(coding) is not None


def meant_state(row_state: str, state: State) -> State | None:
    """What a row means in a resource of this state; None where the two together say nothing.

    'History of cancer' that is active is history; 'not pregnant' that is resolved, or suspected, says nothing.
    """
    if row_state == State.PRESENT:
        return state
    if row_state == State.REFUTED:
        return State.REFUTED if state is State.PRESENT else None
    if row_state == State.SUSPECTED:
        return State.SUSPECTED if state is State.PRESENT else (state if state is not State.HISTORY else None)
    if row_state == State.HISTORY:
        return State.HISTORY if state is State.PRESENT else state
    if row_state == IF_SUSPECTED:
        return State.SUSPECTED if state is State.SUSPECTED else None
    return None
