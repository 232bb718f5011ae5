"""Which scenarios speak about an order, and what the leading one says. No question is weighed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from imaging_rules.factbook import FactBook
from imaging_rules.guideline import CORD_LEVEL, Scenario
from imaging_rules.matching import Fit, fits, leading
from imaging_rules.placement import Place, Placement, place
from imaging_rules.problems_of_the_reason import problems_of_the_reason
from imaging_rules.rating import Rating
from imaging_rules.study import Study, catalogue


class Says(Enum):
    """What the leading scenario says about the order."""

    RATES = "rates"
    ADVISES = "advises"
    WRONG_REGION = "wrong region"
    TOO_WIDE = "too wide"
    LEVEL_UNSTATED = "level unstated"
    UNLISTED = "unlisted"
    REFUSED = "refused"
    SILENCED = "silenced"
    AGE_UNKNOWN = "age unknown"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Judgement:
    """`lead` are the scenarios that go first (more than one only where the data names no order), `others` the remaining
    candidates, each with its placement."""

    says: Says
    lead: tuple[Fit, ...] = ()
    others: tuple[Fit, ...] = ()
    placements: dict[str, Placement] | None = None

    @property
    def primary(self) -> Fit:
        """The scenario that rates the order: one that fits before one that is open."""
        return next((fit for fit in self.lead if fit.fits), self.lead[0])

    @property
    def open_leads(self) -> tuple[Fit, ...]:
        """Leading scenarios whose fit hangs on an unknown."""
        return tuple(fit for fit in self.lead if not fit.fits)

    @property
    def settled(self) -> bool:
        """True when no unknown fact decides."""
        return bool(self.lead) and not self.open_leads

    def placement(self, fit: Fit) -> Placement:
        """Where the order stands in a scenario of this judgement."""
        assert self.placements is not None
        return self.placements[fit.id]

    def ratings(self, fit: Fit) -> set[Rating]:
        """The categories a scenario gives the ordered study; several when its contrast phase is not stated."""
        return {bound.row.rating for bound in self.placement(fit).rows}

    @property
    def fitting(self) -> tuple[Fit, ...]:
        """All that fit, the primary first."""
        primary = self.primary
        return (primary, *(fit for fit in (*self.lead, *self.others) if fit.fits and fit is not primary))


def judge(scenarios: Sequence[Scenario], facts: FactBook, ordered: Study) -> Judgement:
    """What the library says about an ordered study on these facts."""
    every = fits(scenarios, facts)
    candidates = _about_this_order([fit for fit in every if fit.candidate], facts, ordered, _sent_on(every))
    placements = {fit.id: place(fit.scenario, facts, ordered) for fit in candidates}
    for says, speaking in _speaking(candidates, placements, ordered):
        if speaking:
            lead = leading(speaking)
            first = _first_word(says, lead, placements)
            ahead = [fit for fit in lead if _word(fit, placements) is first] if says is Says.RATES else lead
            ahead = sorted(ahead, key=lambda fit: _row_width(placements[fit.id]))
            others = [fit for fit in candidates if fit not in ahead]
            return _heard(Judgement(first, tuple(ahead), tuple(others), placements))
    if any(fit.population_unknown for fit in every):
        return Judgement(Says.AGE_UNKNOWN)
    entered = _about_this_order([fit for fit in every if fit.entered and not fit.candidate], facts, ordered)
    heard = [fit for fit in entered if fit.scenario.silenced_by is None]
    near = [fit for fit in heard if place(fit.scenario, facts, ordered).place is not Place.ELSEWHERE]
    return Judgement(Says.REFUSED if near else Says.NOTHING, others=tuple(near))


def _heard(made: Judgement) -> Judgement:
    """The judgement without the scenarios that a site has silenced. Where one of them leads, or would on an open fact,
    nothing is said: a less fitting scenario never takes its place."""
    decisive = tuple(fit for fit in made.lead if fit.scenario.silenced_by and (fit is made.primary or not fit.fits))
    if decisive:
        return Judgement(Says.SILENCED, others=decisive)
    lead, others = (tuple(fit for fit in fits if not fit.scenario.silenced_by) for fits in (made.lead, made.others))
    return Judgement(made.says, lead, others, made.placements)


def _speaking(candidates: list[Fit], placements: dict[str, Placement], ordered: Study) -> list[tuple[Says, list[Fit]]]:
    """Candidates by what they say, strongest first: those with a word on the study itself, then on its region."""

    def at(where: Place) -> list[Fit]:
        return [fit for fit in candidates if placements[fit.id].place is where]

    beside = at(Place.OUTSIDE) + at(Place.LEAVES_OUT)
    with_a_word = [fit for fit in candidates if _word(fit, placements) is not None]
    return [
        (Says.RATES, with_a_word),
        (Says.TOO_WIDE, [] if _together_cover(at(Place.SUPERSET), placements, ordered) else at(Place.SUPERSET)),
        (Says.LEVEL_UNSTATED, at(Place.LEVEL_UNSTATED)),
        (Says.WRONG_REGION, [fit for fit in beside if by_its_reason(fit)] if _is_spine(ordered) else []),
        (Says.UNLISTED, at(Place.UNLISTED) + at(Place.SUPERSET)),
    ]


def _together_cover(wide_for: list[Fit], placements: dict[str, Placement], ordered: Study) -> bool:
    """Whether several complaints together ask for all the regions ordered: neck and back pain, the whole spine."""
    return set(ordered.regions) <= {region for fit in wide_for for region in placements[fit.id].regions}


def _word(fit: Fit, placements: dict[str, Placement]) -> Says | None:
    """A scenario's word on the ordered study: a rating, advice, or that it looks at the wrong part of the spine."""
    where = placements[fit.id].place
    if fit.scenario.entry_of.status == "advised":
        return None if where is Place.ELSEWHERE else Says.ADVISES
    if where is Place.LISTED:
        return Says.RATES
    wrong_segment = any(pitfall.card for pitfall in fit.scenario.entry_of.pitfalls)
    if where is Place.LEAVES_OUT:
        return Says.WRONG_REGION if CORD_LEVEL in fit.scenario.entry_of.region.never_without else None
    return Says.WRONG_REGION if where is Place.OUTSIDE and wrong_segment else None


def _row_width(placement: Placement) -> int:
    """The narrowest table that lists the study goes first where the data names no order."""
    return min((len(bound.study.regions) for bound in placement.rows), default=0)


def _first_word(says: Says, lead: list[Fit], placements: dict[str, Placement]) -> Says:
    if says is not Says.RATES:
        return says
    words = {_word(fit, placements) for fit in lead}
    urgent = [fit for fit in lead if fit.fits and fit.scenario.entry_of.emergency]
    if any(_word(fit, placements) is Says.RATES for fit in urgent):
        return Says.RATES  # an emergency's own study is never called the wrong one
    return next(word for word in (Says.WRONG_REGION, Says.ADVISES, Says.RATES) if word in words)


def _is_spine(ordered: Study) -> bool:
    return bool(ordered.regions) and all(catalogue().regions[name].spine for name in ordered.regions)


def by_its_reason(fit: Fit) -> bool:
    """Whether the presenting problem stands in the order's own reason."""
    return fit.entry is not None and any(evidence.of_order for evidence in fit.entry.evidence())


def _sent_on(every: Sequence[Fit]) -> frozenset[str]:
    """The scenarios to which another of their topic sends an order: its reason enters that one, which a fact excludes that is
    the presenting problem here. Low back pain with an infection suspected is another scenario after an injection."""
    sent = [fit for fit in every if fit.entered and fit.refused_by is not None and by_its_reason(fit)]
    return frozenset(
        fit.id
        for fit in every
        for other in sent
        if fit.candidate and fit.scenario.topic is other.scenario.topic and fit.scenario.entry.names() & _refused_by(other)
    )


def _explains_its_reason(fit: Fit, facts: FactBook) -> bool:
    """Whether a scenario that fits explains the complaint in the order's own reason: back pain comes from the new fracture
    that a film showed and that hurts."""
    complaints = (facts.fact(name) for name in fit.scenario.entry_of.explains) if fit.fits else ()
    return any(each.value is True and any(evidence.of_order for evidence in each.evidence) for each in complaints)


def _refused_by(fit: Fit) -> frozenset[str]:
    leaves = fit.refused_by.leaves() if fit.refused_by is not None else ()
    return frozenset(leaf.fact.name for leaf in leaves if leaf.fact is not None)


def _is_of_the_reason(fit: Fit, problems: frozenset[str], facts: FactBook) -> bool:
    """Whether a scenario entered by the chart alone may be why this order is placed. Where nothing but a disease that the
    patient has for years enters it, only if all problems of the reason can come of that: diplopia, not a blow to the head."""
    known = facts.vocabulary
    entering = frozenset().union(*(known.affirmed_by(name) for name in fit.scenario.entry.names())) & facts.names_on_record()
    there = {name for name in entering if name in known.findings and facts.finding(name).value not in (None, False)}
    if not there or not there <= known.lasting_diseases.keys():
        return True
    return problems <= frozenset().union(there, *(known.lasting_diseases[name] for name in there))


def _about_this_order(
    candidates: list[Fit], facts: FactBook, ordered: Study, sent_on: frozenset[str] = frozenset()
) -> list[Fit]:
    """The scenarios this order can be about.

    Where the order states its reason, a scenario entered by that reason is, or one that the reason's own scenario sends the
    order to, or that explains the complaint; any other one entered by the chart alone only if no such is, the reason was
    understood, and it can come of the disease that enters the scenario, or if cord signs are at stake and the spine is ordered.
    """
    indication = facts.record.indication
    if indication == "none":
        return candidates
    supported = [fit for fit in candidates if by_its_reason(fit) or fit.id in sent_on or _explains_its_reason(fit, facts)]
    if not supported and indication == "read":
        problems = problems_of_the_reason(facts)
        return [fit for fit in candidates if _is_of_the_reason(fit, problems, facts)] if problems else candidates
    cord = [fit for fit in candidates if fit.scenario.about_the_cord and _is_spine(ordered)]
    return [fit for fit in candidates if fit in supported or (fit in cord and indication == "read")]
