"""What may be ordered instead: the studies of the table that rate better, within the limits of safety, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from imaging_rules.assessment_result import Offer, Rating
from imaging_rules.factbook import FactBook
from imaging_rules.guideline import Scenario
from imaging_rules.judging import Judgement
from imaging_rules.matching import Fit
from imaging_rules.placement import BoundRow, rows_for
from imaging_rules.safety import Limits
from imaging_rules.study import Study, UnknownStudy, study

NO_RATING = 3
"""The rank of an order that has no rating of its own (wrong region, contrast phase not stated): any listed study is better."""


@dataclass(frozen=True)
class Offers:
    """`recommended` best first; `may_be` are listed without being recommended; `ruled_out` are the better studies that a
    constraint takes away, `screened` those that wait for an answer; `drafted` are already in the basket."""

    recommended: tuple[Offer, ...] = ()
    may_be: tuple[Offer, ...] = ()
    ruled_out: tuple[Study, ...] = ()
    screened: tuple[Study, ...] = ()
    drafted: tuple[Study, ...] = ()
    nothing_usually_appropriate: bool = False


@dataclass(frozen=True)
class _Candidate:
    study: Study
    whole: Study
    rating: Rating | None
    median: int | None
    radiation: str | None
    preference: int
    why: str
    fallback: bool = False


class OfferFinder:
    """Finds the offers for one order on one set of facts."""

    def __init__(self, judgement: Judgement, facts: FactBook, limits: Limits, ordered: Study, drafted: Sequence[Study]) -> None:
        self._judgement = judgement
        self._facts = facts
        self._limits = limits
        self._ordered = ordered
        self._drafted = drafted
        self._primary: Fit = judgement.primary
        self._table = judgement.placement(self._primary).table
        self._child = _is_child(facts)

    def find(self, rank: int) -> Offers:
        """The offers that rate better than `rank` (0 best, 2 usually not appropriate), or any where the order is ruled
        out itself."""
        if self._limits.rules_out(self._ordered):
            rank = NO_RATING
        if rank == 0:
            return Offers()
        usually = [self._candidate(bound) for bound in self._table if bound.row.rating is Rating.USUALLY]
        other = self._near([c for c in usually if c.study != self._ordered or self._limits.rules_out(c.study)])
        ruled_out = [c.study for c in other if self._limits.rules_out(c.study)]
        screened = [c.study for c in other if self._limits.screened(c.study) and c.study not in ruled_out]
        free = [c for c in other if c.study not in ruled_out and c.study not in screened]
        fitting = self._agreed(free)
        chosen = fitting or self._fallbacks(rank) if usually else []
        if fitting and self._limits.classes_held():
            chosen = [*fitting, *(c for c in self._fallbacks(rank) if c.study not in [f.study for f in fitting])]
        left, drafted = self._beside_the_basket(chosen)
        return Offers(
            recommended=self._as_offers(left),
            may_be=() if usually else self._may_be(),
            ruled_out=tuple(dict.fromkeys(ruled_out)),
            screened=tuple(dict.fromkeys(screened)),
            drafted=drafted,
            nothing_usually_appropriate=not usually,
        )

    def _beside_the_basket(self, chosen: list[_Candidate]) -> tuple[list[_Candidate], tuple[Study, ...]]:
        """What is left to offer, and what of it is already drafted. A study as good as any that could be offered is
        enough; of a study over several regions only the part that is missing is offered."""
        drafted = [c for c in chosen if c.study in self._drafted or (c.study.regions and not self._missing(c.study))]
        best = min((self._rank(c)[:2] for c in chosen), default=None)
        if any(self._rank(c)[:2] == best for c in drafted):
            return [], tuple(dict.fromkeys(c.study for c in drafted))
        left = [replace(c, study=c.study.at(self._missing(c.study))) for c in chosen if c not in drafted]
        return left, tuple(dict.fromkeys(c.study for c in drafted))

    def _missing(self, target: Study) -> set[str]:
        """The regions of a study that no draft of its modality and phase covers."""
        same = [other for other in self._drafted if (other.modality, other.phase) == (target.modality, target.phase)]
        return set(target.regions) - {region for other in same for region in other.regions}

    def advised(self) -> Offers:
        """The study a scenario advises on without a rating."""
        entry = self._primary.scenario.entry_of
        chosen = next(
            row for when, row in self._primary.scenario.advise if when is None or when.evaluate(self._facts).value is True
        )
        target = study(chosen.study)
        ruled_out = self._limits.rules_out(target)
        waits = self._limits.screened(target)
        why = chosen.because if not chosen.note else f"{chosen.because}; {chosen.note}"
        candidates = [] if ruled_out or waits else [_Candidate(target, target, None, None, None, 0, why)]
        if (ruled_out or self._limits.classes_held()) and entry.fallback:
            candidates += [c for c in self._fallbacks(NO_RATING) if c.study != target]
        candidates = [c for c in candidates if c.study != self._ordered]
        if target == self._ordered and not ruled_out:
            candidates = []
        left, drafted = self._beside_the_basket(candidates)
        return Offers(
            recommended=self._as_offers(left),
            ruled_out=(target,) if ruled_out else (),
            screened=(target,) if waits else (),
            drafted=drafted,
        )

    def _candidate(self, bound: BoundRow) -> _Candidate:
        row = bound.row
        radiation = row.radiation_child if self._child and row.radiation_child else row.radiation
        target = self._own_part(bound.study)
        preference, why = self._preference(row.study)
        return _Candidate(target, bound.study, row.rating, row.median, radiation, preference, why)

    def _own_part(self, wide: Study) -> Study:
        """The order's own part of a wider row: an order for the neck is swapped for the neck."""
        return wide.at(self._ordered.regions) if set(self._ordered.regions) < set(wide.regions) else wide

    def _preference(self, row_study: Study) -> tuple[int, str]:
        scenario = self._primary.scenario
        preferred, because = preferred_study(scenario, self._facts)
        if preferred is not None and row_study == preferred:
            return 0, because
        also = scenario.entry_of.prefer_also
        if also and row_study == study(also):
            return 0, because
        return 1, "rated usually appropriate"

    def _agreed(self, candidates: list[_Candidate]) -> list[_Candidate]:
        """Those usually appropriate in all that fit, else the primary's; never one that a co-match rates usually not."""
        tables = [self._judgement.placement(fit).table for fit in self._judgement.fitting[1:]]

        def ratings(candidate: _Candidate) -> set[Rating]:
            return {bound.row.rating for table in tables for bound in rows_for(candidate.study, table)}

        allowed = [c for c in candidates if Rating.USUALLY_NOT not in ratings(c)]
        return [c for c in allowed if ratings(c) <= {Rating.USUALLY}] or allowed

    def _near(self, candidates: list[_Candidate]) -> list[_Candidate]:
        """Those at the order's own region where there are any, and the preferred ones."""
        here = [c for c in candidates if set(c.study.regions) & set(self._ordered.regions)]
        about = set(self._judgement.placement(self._primary).regions)
        kept = here or [c for c in candidates if set(c.study.regions) & about] or candidates
        return [c for c in candidates if c in kept or c.preference == 0]

    def _fallbacks(self, rank: int) -> list[_Candidate]:
        """The study the scenario names for the classes of constraints that hold, the most specific class first."""
        held = self._limits.classes_held()
        entry = self._primary.scenario.entry_of
        matching = [key for key in entry.fallback if _components(key) <= held]
        for key in sorted(matching, key=lambda key: -len(_components(key))):
            named = entry.fallback[key]
            if named.study == "none":
                continue
            candidate = self._named(named.study)
            worse = candidate.rating is not None and candidate.rating.rank > rank
            if worse or self._limits.rules_out(candidate.study) or self._limits.screened(candidate.study):
                continue
            if candidate.study == self._ordered:
                return []
            if self._condemned_by_co_match(candidate):
                continue
            return [candidate]
        return []

    def _condemned_by_co_match(self, candidate: _Candidate) -> bool:
        tables = [self._judgement.placement(fit).table for fit in self._judgement.fitting[1:]]
        return any(bound.row.rating is Rating.USUALLY_NOT for table in tables for bound in rows_for(candidate.study, table))

    def _named(self, name: str) -> _Candidate:
        for bound in self._table:
            if bound.row.study == study(name):
                made = self._candidate(bound)
                return _Candidate(made.study, made.whole, made.rating, made.median, made.radiation, 0, "the study left", True)
        target = study(name)
        return _Candidate(target, target, None, None, None, 0, "the study left", True)

    def _may_be(self) -> tuple[Offer, ...]:
        rows = [b for b in self._table if b.row.rating in (Rating.MAY_BE, Rating.MAY_BE_DISAGREEMENT)]
        listed = [self._candidate(bound) for bound in rows]
        safe = [c for c in listed if not self._limits.rules_out(c.study) and not self._limits.screened(c.study)]
        return self._as_offers([c for c in safe if c.study != self._ordered], preferred=False)

    def _as_offers(self, candidates: Iterable[_Candidate], preferred: bool = True) -> tuple[Offer, ...]:
        ranked = sorted(candidates, key=self._rank)
        out: list[Offer] = []
        for place, candidate in enumerate(ranked):
            out.append(self._offer(candidate, (candidate.study,), preferred and place == 0))
        if preferred and ranked and not ranked[0].fallback:
            rest = self._rest(ranked[0])
            if rest is not None:
                out.insert(1, self._offer(ranked[0], (ranked[0].study, rest), False))
        return tuple(out)

    def _rest(self, candidate: _Candidate) -> Study | None:
        """The other part of a wider row, as a second order, unless that region is already in the basket."""
        left = set(candidate.whole.regions) - set(candidate.study.regions)
        in_basket = {r for other in self._drafted if other.modality == candidate.study.modality for r in other.regions}
        return candidate.whole.at(left) if left and not left & in_basket else None

    def _offer(self, candidate: _Candidate, studies: tuple[Study, ...], preferred: bool) -> Offer:
        cautions = [held for one in studies for held in self._limits.of(one, "relative")]
        return Offer(
            studies=studies,
            rating=candidate.rating,
            radiation=candidate.radiation,
            preferred=preferred,
            why=candidate.why,
            one_tap=all(held.constraint.entry.one_tap for held in cautions),
            fallback=candidate.fallback,
            median=candidate.median,
        )

    def _rank(self, candidate: _Candidate) -> tuple[int, int, int, int, float, int]:
        rating = candidate.rating.rank if candidate.rating else 1
        own = bool(set(candidate.study.regions) & set(self._ordered.regions))
        median = -(candidate.median or 0)
        return (candidate.fallback, rating, candidate.preference, not own, radiation_level(candidate.radiation), median)


def preferred_study(scenario: Scenario, facts: FactBook) -> tuple[Study | None, str]:
    """The study a scenario prefers on these facts, and why; None where it prefers none."""
    for when, row in scenario.prefer_when:
        if when.evaluate(facts).value is True:
            return study(row.study), row.because
    prefer = scenario.entry_of.prefer
    try:
        return (None if prefer.study == "none" else study(prefer.study)), prefer.because
    except UnknownStudy:
        return None, prefer.because


def radiation_level(symbol: str | None) -> float:
    """The relative radiation level as a number to sort by: none 0, then the count of symbols; 'varies' lies between."""
    if symbol in (None, "O"):
        return 0.0
    return float(symbol.count("☢")) if symbol and "☢" in symbol else 3.5


def _components(key: str) -> frozenset[str]:
    """`mri-and-iodinated-not-possible` needs both single classes."""
    ending = "-not-possible"
    if not key.endswith(ending):
        return frozenset({key})
    return frozenset(part + ending for part in key.removesuffix(ending).split("-and-"))


def _is_child(facts: FactBook) -> bool:
    age = facts.fact("age_years").value
    return isinstance(age, float | int) and not isinstance(age, bool) and age < facts.vocabulary.adult_age
