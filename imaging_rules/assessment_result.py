"""The answer of the engine for one order, and its JSON form.

The JSON form is the one of `imaging-cds assess` and `imaging-cds evaluate --assessment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from imaging_rules.conflict import Conflict
from imaging_rules.facts import Evidence
from imaging_rules.past.imaging_before import AlreadyThere, EarlierExam, RadiationHistory
from imaging_rules.payer.verdict import PayerVerdict
from imaging_rules.rating import Rating
from imaging_rules.study import Study


class Status(StrEnum):
    """What the assessment of an order came to."""

    RATED = "rated"
    ADVISED = "advised"
    NEEDS_INFORMATION = "needs-information"
    NO_CRITERIA = "no-criteria"
    NOT_IMAGING = "not-imaging"


class Match(StrEnum):
    """How a scenario fits: all known; true with absences assumed; open on an unknown fact."""

    DEFINITE = "definite"
    PROVISIONAL = "provisional"
    OPEN = "open"
    NO = "no"


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact an assessment rests on: the feature, its value, and where it stands. `assumed` and `unknown` have no evidence."""

    feature: str
    value: str
    standing: str
    """known, assumed or unknown."""
    evidence: tuple[Evidence, ...] = ()
    unseen: tuple[str, ...] = ()
    """The parts of the record that would hold it and did not arrive whole: it is not seen, whether or not it is recorded."""


@dataclass(frozen=True, slots=True)
class ScenarioMatch:
    """One scenario that fits or could fit. `means` is its definition in our words."""

    id: str
    match: Match
    assumed: tuple[str, ...] = ()
    means: str = ""
    open_on: tuple[str, ...] = ()
    trace: Any = None

    def to_json(self) -> dict[str, Any]:
        """A member of `scenarios`."""
        return {"id": self.id, "match": self.match.value, "assumed": list(self.assumed)}


@dataclass(frozen=True, slots=True)
class Note:
    """A short line with an id: a caution, a pitfall of the scenario, a next step. `evidence` is what a caution names with its
    day."""

    id: str
    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalPolicy:
    """A site's own policy that bears on an order: what it says, why, who answers for it, and its last day. `replaces` is
    the guideline's category where the policy rates otherwise; the two are always told apart."""

    id: str
    kind: str
    """rating, prefer, unavailable, silence or switched-off."""
    says: str
    reason: str
    owner: str
    until: date | None
    site: str
    replaces: Rating | None = None

    def to_json(self) -> dict[str, Any]:
        """A member of `site_policy`."""
        return {
            "id": self.id,
            "kind": self.kind,
            "says": self.says,
            "reason": self.reason,
            "owner": self.owner,
            "until": self.until.isoformat() if self.until else None,
            "replaces": self.replaces.value if self.replaces else None,
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be ordered instead. Several studies go together as one offer.

    `one_tap` is false where it may only be advised (a caution that needs a word with radiology first); `fallback` marks
    the study left when a constraint rules out the better one; `beside` that the last of the studies goes with the first
    offer, not in its stead; `replaces` is the guideline's category where a site's policy gives another one.
    """

    studies: tuple[Study, ...]
    rating: Rating | None
    radiation: str | None
    preferred: bool
    why: str
    one_tap: bool = True
    fallback: bool = False
    median: int | None = None
    cautions: tuple[Note, ...] = ()
    replaces: Rating | None = None
    beside: bool = False

    @property
    def needs_a_word(self) -> bool:
        """Whether a caution asks for a word with radiology before it is ordered."""
        return bool(self.cautions) and not self.one_tap

    def to_json(self) -> dict[str, Any]:
        """A member of `recommended`."""
        return {
            "studies": [study.id for study in self.studies],
            "rating": self.rating.value if self.rating else None,
            "radiation": self.radiation,
            "preferred": self.preferred,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class AppliedConstraint:
    """A safety constraint that holds for this patient. `condemns` is true where it rules out the ordered study itself."""

    id: str
    strength: str
    says: str
    features: tuple[str, ...]
    rules_out: tuple[Study, ...]
    condemns: bool
    evidence: tuple[Evidence, ...] = ()
    basis: str = "guideline"
    in_emergency: str = ""
    """What to do at once where time decides; empty where it does not, or where neither the ordered study is concerned nor one
    that a fallback would stand in for."""

    def to_json(self) -> dict[str, Any]:
        """A member of `constraints`."""
        return {"id": self.id, "features": list(self.features), "rules_out": [study.id for study in self.rules_out]}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question, and the features it would set."""

    text: str
    sets: tuple[tuple[str, Any], ...]
    unrated: str = ""
    """In words, why the order is not rated after it; empty where that needs no word of its own."""


@dataclass(frozen=True, slots=True)
class Question:
    """A fact whose answer changes the rating or the best study; `of_safety` where a safety constraint hangs on it."""

    feature: str
    text: str
    answers: tuple[Answer, ...]
    changes: str
    of_safety: bool = False

    def to_json(self) -> dict[str, Any]:
        """A member of `questions`."""
        answers = [answer.text for answer in self.answers]
        return {"feature": self.feature, "text": self.text, "answers": answers, "changes": self.changes}


@dataclass(frozen=True, slots=True)
class Source:
    """The publication a rating rests on."""

    label: str
    topic_id: str
    topic_title: str
    edition: str
    url: str


@dataclass(frozen=True, slots=True)
class NearScenario:
    """A scenario that does not speak about the order; `kept_by` says in words what kept it from matching. `fits` is true where
    the order's own reason fits it and nothing but the study kept it; `open_on` names the facts that are not on record and
    on which alone, beside the study, it hangs."""

    id: str
    title: str
    kept_by: tuple[str, ...]
    fits: bool = False
    open_on: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A member of the `scenarios` of the nearest topic."""
        told = {"id": self.id, "title": self.title, "fits": self.fits}
        return {**told, "open_on": list(self.open_on), "kept_by": list(self.kept_by)}


@dataclass(frozen=True, slots=True)
class NearTopic:
    """The topic nearest to an order that no criteria speak about, and its nearest scenarios. It explains; it never rates."""

    id: str
    title: str
    scenarios: tuple[NearScenario, ...]

    def to_json(self) -> dict[str, Any]:
        """`nearest`."""
        return {"topic": self.id, "title": self.title, "scenarios": [each.to_json() for each in self.scenarios]}


@dataclass(frozen=True)
class OrderAssessment:
    """The assessment of one order. `recommended` holds what is offered instead, best first; empty when the order is
    among the best. `rating` is None unless `status` is rated."""

    order: str
    study: Study | None
    status: Status
    scenarios: tuple[ScenarioMatch, ...] = ()
    rating: Rating | None = None
    rating_by: str | None = None
    recommended: tuple[Offer, ...] = ()
    constraints: tuple[AppliedConstraint, ...] = ()
    cautions: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    payer: tuple[PayerVerdict, ...] = ()
    """The verdict of each policy asked for, over all studies ordered together; the same on each order."""
    # what cards and pages need beyond the JSON form
    median: int | None = None
    radiation: str | None = None
    situation: str = "silent"
    """Which row of the card table applies; see `imaging_rules.situation`."""
    because: str = ""
    """The deciding reason in one sentence, for the card."""
    because_of: tuple[Evidence, ...] = ()
    """Where the sign stands that the deciding reason speaks of, if it speaks of one."""
    source: Source | None = None
    holds_either_way: bool = True
    """Whether every answer to what is unknown leaves criteria, and with them the rating."""
    claimed: bool = False
    """True where the library claims the indication, so that 'no criteria' may be said on the order."""
    emergency: bool = False
    may_be_appropriate: tuple[Offer, ...] = ()
    """Listed without being recommended when nothing is usually appropriate."""
    ruled_out_better: tuple[Study, ...] = ()
    way_out: tuple[Offer, ...] = ()
    """In an emergency: the study left if the ordered one is refused for a device; told on the phone, never a swap."""
    waiting: tuple[Study, ...] = ()
    """The better studies that wait for the answer to a safety question."""
    already_there: tuple[AlreadyThere, ...] = ()
    """What would have been offered and needs no order: drafted, ordered, or done for this complaint."""
    earlier_imaging: tuple[EarlierExam, ...] = ()
    """Examinations of the ordered part within the look-back, the newest first."""
    radiation_history: RadiationHistory | None = None
    """Where the ordered study has radiation: that of the examinations before it."""
    contrast_facts: tuple[UsedFact, ...] = ()
    """What is known of the patient that matters to the contrast of the ordered or an offered study."""
    lacks_ordered: bool = False
    """True where the site cannot do the ordered study."""
    not_available: tuple[Study, ...] = ()
    """The better studies that the site cannot do."""
    replaces: tuple[Rating, ...] = ()
    """The guideline's category of the ordered study where a site's policy gives `rating`; several where it hangs on the
    contrast phase, which the order does not state."""
    site_policy: tuple[LocalPolicy, ...] = ()
    """What of the site's own policy bears on the order."""
    unseen: tuple[str, ...] = ()
    """Record parts that could forbid what is offered and were not delivered."""
    facts: tuple[UsedFact, ...] = ()
    urgent_facts: tuple[UsedFact, ...] = ()
    """In an emergency: what makes it one, where a rule of its own says so and not the scenario."""
    conflicts: tuple[Conflict, ...] = ()
    """Where the record contradicts itself in something the assessment rests on."""
    limit_facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By each safety limit that holds the facts for which it does."""
    pitfalls: tuple[Note, ...] = ()
    meanwhile: tuple[Note, ...] = ()
    """What a card that is shown for another reason should not leave out, such as a referral in parallel."""
    nearest: NearTopic | None = None
    """Where no scenario rates or advises: the nearest topic, and why it did not match."""
    next_steps: tuple[Note, ...] = ()
    trace: Any = None

    @property
    def guideline_rating(self) -> Rating | None:
        """The category the guideline itself gives the ordered study; None where it hangs on the contrast phase."""
        if not self.replaces:
            return self.rating
        return self.replaces[0] if len(self.replaces) == 1 else None

    @property
    def local_rating(self) -> Rating | None:
        """The category a site's policy gives instead of the guideline's; None where it gives none."""
        return self.rating if self.replaces else None

    def _all_cautions(self) -> tuple[Note, ...]:
        """Those on the order and those on what is offered instead."""
        offered = (note for offer in self.recommended for note in offer.cautions)
        return tuple(dict.fromkeys((*self.cautions, *offered)))

    def to_json(self) -> dict[str, Any]:
        """The stable form: what is stored, replayed, and shown in the details app."""
        return {
            "order": self.order,
            "study": self.study.id if self.study else None,
            "status": self.status.value,
            "scenarios": [scenario.to_json() for scenario in self.scenarios],
            "rating": self.rating.value if self.rating else None,
            "rating_by": self.rating_by,
            "recommended": [offer.to_json() for offer in self.recommended],
            "constraints": [constraint.to_json() for constraint in self.constraints],
            "cautions": [{"id": note.id, "text": note.text} for note in self._all_cautions()],
            "questions": [question.to_json() for question in self.questions],
            "payer": [verdict.to_json() for verdict in self.payer],
            "nearest": self.nearest.to_json() if self.nearest else None,
            "site_policy": [policy.to_json() for policy in self.site_policy],
            "already_there": [each.to_json() for each in self.already_there],
            "earlier_imaging": [each.to_json() for each in self.earlier_imaging],
            "radiation_history": self.radiation_history.to_json() if self.radiation_history else None,
        }

    def but(self, **said: Any) -> OrderAssessment:
        """The same with these said otherwise."""
        return OrderAssessment(**{**vars(self), **said})

    def to_record(self) -> dict[str, Any]:
        """The same without traces: what a consultation keeps, with no word of the patient's record."""
        return {**self.to_json(), "payer": [verdict.to_record() for verdict in self.payer]}


@dataclass(frozen=True)
class Assessment:
    """All orders of one request."""

    orders: tuple[OrderAssessment, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """`{"orders": […]}`."""
        return {"orders": [order.to_json() for order in self.orders]}

    def to_record(self) -> dict[str, Any]:
        """The same as a consultation keeps it."""
        return {"orders": [order.to_record() for order in self.orders]}
