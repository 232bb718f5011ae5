"""What may be ordered instead: the studies of the table that rate better, within the limits of safety, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from imaging_rules.assessment_result import Offer
from imaging_rules.beside_the_drafts import beside_the_drafts
from imaging_rules.candidates import NAMED_FALLBACK, PREFERRED, PREFERRED_ALSO, Candidate, Candidates
from imaging_rules.factbook import FactBook
from imaging_rules.judging import Judgement
from imaging_rules.overlays.overlay import Availability
from imaging_rules.placement import rows_for
from imaging_rules.rating import Rating
from imaging_rules.safety import Active, Limits
from imaging_rules.study import Study

NO_RATING = 3
"""The rank of an order that has no rating of its own (wrong region, contrast phase not stated): any listed study is better."""
NEXT_BEST = "the best that can be done here"


@dataclass(frozen=True)
class Offers:
    """`recommended` best first; `may_be` are listed without being recommended; `ruled_out` are the better studies that a
    constraint takes away, `barred` the fallbacks it takes away, `screened` those that wait for an answer, `not_available`
    those that the site cannot do; `drafted` are there already: in the basket, ordered before,
    or done. `left` are, for an order that is ruled out, all studies of its own part of the body that the table rates usually
    or may be appropriate and nothing keeps from being ordered, the best first."""

    recommended: tuple[Offer, ...] = ()
    may_be: tuple[Offer, ...] = ()
    ruled_out: tuple[Study, ...] = ()
    barred: tuple[Study, ...] = ()
    screened: tuple[Study, ...] = ()
    drafted: tuple[Study, ...] = ()
    not_available: tuple[Study, ...] = ()
    nothing_usually_appropriate: bool = False
    left: tuple[Offer, ...] = ()


class OfferFinder:
    """Finds the offers for one order on one set of facts."""

    def __init__(
        self,
        judgement: Judgement,
        facts: FactBook,
        limits: Limits,
        ordered: Study,
        drafted: Sequence[Study],
        availability: Availability,
        beside: Sequence[Study] = (),
        emergency: bool = False,
    ) -> None:
        """`drafted` are all studies that are there already; `beside` those of them that the session drafts."""
        self._availability = availability
        self._beside = beside
        self._emergency = emergency
        self._judgement = judgement
        self._facts = facts
        self._limits = limits
        self._ordered = ordered
        self._drafted = drafted
        self._scenario = judgement.primary.scenario
        self._placement = judgement.placement(judgement.primary)
        self._here = limits.about(self._placement.regions)
        self._candidates = Candidates(self._scenario, self._placement, facts, ordered)
        self._co_tables = [judgement.placement(fit).table for fit in judgement.fitting[1:]]

    def find(self, rank: int) -> Offers:
        """The offers that rate better than `rank` (0 best, 2 usually not appropriate), or any where the order is ruled
        out itself or cannot be done here."""
        condemned, best_already = self._limits.rules_out(self._ordered), rank == 0
        rank = self._rank_to_beat(rank)
        if rank == 0:
            return Offers(recommended=self._as_offers(self._without_the_warning()))
        usually = self._candidates.rated(Rating.USUALLY)
        if not usually:
            return Offers(may_be=self._may_be(), nothing_usually_appropriate=True)
        other = [c for c in usually if c.study != self._ordered or condemned]
        if best_already and not condemned:  # in its place only a study of the same region will do
            other = [c for c in other if set(c.study.regions) & set(self._ordered.regions)]
        lacking = [c.study for c in self._near(other) if self._lacking(c.study)]
        near = [c for c in self._near(other) if c.study not in lacking]
        ruled_out = [c.study for c in near if self._limits.rules_out(c.study)]
        screened = [c.study for c in near if self._limits.screened(c.study) and c.study not in ruled_out]
        fitting = self._agreed(self._free(near)) or self._as_good_elsewhere(usually, rank, ruled_out)
        if not fitting and not ruled_out and not screened and not lacking:
            fitting = self._agreed(self._free(_whole(near))) or self._near(self._agreed(self._free(other)))
        barred = [c for c in near if c.study in (*ruled_out, *screened)]
        if best_already:  # its part of the body was right
            barred = [c for c in barred if self._at_the_ordered_part(c.study)]
        chosen = self._with_fallbacks(self._warned_last(fitting), rank, barred)
        named = [c.study for c in self._named_fallbacks()]
        lacking += [one for one in named if self._lacking(one) and not chosen and not self._limits.rules_out(one)]
        away = [*lacking, *([self._ordered] if self._lacking(self._ordered) else [])]
        chosen = chosen or self._left_without(away, rank)
        left, drafted = self._beside_the_basket(chosen)
        drafted += tuple(study for study in lacking if study in self._drafted)
        return Offers(
            recommended=self._as_offers(left),
            may_be=self._may_be() if away and not chosen else (),
            ruled_out=tuple(dict.fromkeys(ruled_out)),
            barred=tuple(c.study for c in self._named_fallbacks() if self._limits.rules_out(c.study)),
            screened=tuple(dict.fromkeys(screened)),
            drafted=drafted,
            not_available=tuple(dict.fromkeys(lacking)),
            left=self._left() if condemned else (),
        )

    def _as_good_elsewhere(self, usually: list[Candidate], rank: int, ruled_out: list[Study]) -> list[Candidate]:
        """In place of better studies of the ordered part that are ruled out: those of the scenario's other parts that are
        usually appropriate too, before a fallback that rates lower. Not where the order may stay: nobody is sent from a part
        of the body that is rightly looked at to another."""
        if not ruled_out or rank < Rating.USUALLY_NOT.rank or self._limits.rules_out(self._ordered):
            return []
        about = set(self._placement.regions)
        return [c for c in self._agreed(self._free(usually)) if set(c.study.regions) & about and c.study != self._ordered]

    def _without_the_warning(self) -> list[Candidate]:
        """In place of a usually appropriate study that the order is warned of: the best one that is rated as well, looks at
        the same part and does not meet the warning."""
        if not self._limits.warned_of(self._ordered):
            return []
        usually = self._agreed(self._free(self._near(self._candidates.rated(Rating.USUALLY))))
        here = [c for c in usually if c.study != self._ordered and set(c.study.regions) & set(self._ordered.regions)]
        equal = sorted((c for c in here if not self._limits.warned_of(c.study)), key=self._candidates.order_of)
        return [] if any(c.study in self._drafted for c in equal) else equal[:1]

    def _warned_last(self, candidates: list[Candidate]) -> list[Candidate]:
        """A study to be warned of comes after one of the same part that rates as well and is not."""
        free = [c for c in candidates if not self._limits.warned_of(c.study)]

        def goes_after(c: Candidate) -> bool:
            alike = (f for f in free if set(f.study.regions) & set(c.study.regions) and f.rating_rank <= c.rating_rank)
            return c not in free and any(alike)

        return [replace(c, last=True) if goes_after(c) else c for c in candidates]

    def _goes_ahead(self, held: Active) -> bool:
        """Whether time decides and the caution only speaks for another study: a needed study is not held back."""
        primary = self._judgement.primary
        return held.constraint.entry.another_first and (self._emergency or (primary.fits and self._scenario.entry_of.emergency))

    def _is_warned_anew(self, target: Study) -> bool:
        """Whether a study is to be warned of for what the order is not."""
        before = {held.constraint.id for held in self._limits.warned_of(self._ordered)}
        return any(held.constraint.id not in before for held in self._limits.warned_of(target))

    def _left(self) -> tuple[Offer, ...]:
        """What of the order's own part of the body may be ordered though the order itself is ruled out."""
        rated = self._candidates.rated(Rating.USUALLY, Rating.MAY_BE, Rating.MAY_BE_DISAGREEMENT)
        here = [c for c in self._free(rated) if set(c.study.regions) & set(self._ordered.regions) and c.study != self._ordered]
        ranked = sorted((c for c in here if c.study not in self._drafted), key=self._candidates.order_of)
        return tuple(self._offer(replace(c, fallback=True), (c.study,), False) for c in ranked)

    def way_out(self, offered: Iterable[Offer] = ()) -> tuple[Offer, ...]:
        """What the scenario names for a patient who cannot have the ordered study after all, beyond what is offered."""
        told = {self._ordered, *(study for offer in offered for study in offer.studies)}
        named = [c for c in self._fallbacks(self._here.classes_held(), self._as_rated(self._ordered)) if c.study not in told]
        return tuple(self._offer(c, (c.study,), False) for c in named)

    def _rank_to_beat(self, rank: int) -> int:
        """An order that is ruled out, or cannot be done here, is beaten by more than one that can stay."""
        if self._limits.rules_out(self._ordered):
            return NO_RATING
        return max(rank, Rating.USUALLY_NOT.rank) if self._lacking(self._ordered) else rank

    def advised(self) -> Offers:
        """The study a scenario advises on without a rating."""
        lines = self._scenario.advise
        holding = (row for when, row in lines if when is None or when.evaluate(self._facts).value is True)
        chosen = next(holding, self._scenario.entry_of.prefer)
        why = chosen.because if not chosen.note else f"{chosen.because}; {chosen.note}"
        target = replace(self._candidates.named(chosen.study), why=why, preference=PREFERRED)
        ruled_out, waits = self._limits.rules_out(target.study), self._limits.screened(target.study)
        lacking = self._lacking(target.study)
        if target.study == self._ordered and not ruled_out:
            return Offers()
        fallbacks = self._fallbacks(self._here.classes_held())
        fallbacks += self._left_without([target.study], NO_RATING) if lacking else []
        if (ruled_out or waits) and any(c.study == self._ordered for c in fallbacks):
            return Offers()  # the order is the very study that is left
        offered = [] if ruled_out or waits or lacking else [target]
        further = [c for c in fallbacks if c.study not in (target.study, self._ordered)]
        left, drafted = self._beside_the_basket([*offered, *(replace(c, last=bool(offered)) for c in further)])
        drafted += (target.study,) if lacking and target.study in self._drafted else ()
        return Offers(
            recommended=self._as_offers(left),
            ruled_out=(target.study,) if ruled_out else (),
            screened=(target.study,) if waits else (),
            drafted=drafted,
            not_available=(target.study,) if lacking else (),
        )

    def _free(self, candidates: list[Candidate]) -> list[Candidate]:
        return [c for c in candidates if self._is_free(c.study)]

    def _is_free(self, target: Study) -> bool:
        """Whether nothing keeps a study from being offered: no constraint, no question first, and the site can do it."""
        return not (self._limits.rules_out(target) or self._limits.screened(target) or self._lacking(target))

    def _lacking(self, target: Study) -> bool:
        return self._availability.lacking(target) is not None

    def _left_without(self, lacking: Sequence[Study], rank: int) -> list[Candidate]:
        """Where the site cannot do some studies: what the scenario names for a patient who cannot have them, if that is
        better than the order."""
        if not lacking or any(study in self._drafted for study in lacking):
            return []  # the draft of the study itself is told what is left
        named = self._fallbacks(self._here.classes_held() | self._limits.classes_about(lacking))
        better = [c for c in named if c.rating_rank < rank and c.study != self._ordered]
        return [replace(c, why=NEXT_BEST, fallback=False, whole=c.study) for c in better]

    def _agreed(self, candidates: list[Candidate]) -> list[Candidate]:
        """Those usually appropriate in all that fit, else the primary's; never one that a co-match rates usually not."""
        allowed = [c for c in candidates if Rating.USUALLY_NOT not in self._elsewhere(c)]
        return [c for c in allowed if self._elsewhere(c) <= {Rating.USUALLY}] or allowed

    def _elsewhere(self, candidate: Candidate) -> set[Rating]:
        """What the co-matching scenarios rate a study."""
        return {bound.row.rating for table in self._co_tables for bound in rows_for(candidate.study, table)}

    def _near(self, candidates: list[Candidate]) -> list[Candidate]:
        """Those at the order's own region where there are any, and the preferred ones."""
        here = [c for c in candidates if set(c.study.regions) & set(self._ordered.regions)]
        about = set(self._placement.regions)
        kept = here or [c for c in candidates if set(c.study.regions) & about] or candidates
        return [c for c in candidates if c in kept or c.preference in (PREFERRED, PREFERRED_ALSO)]

    def _with_fallbacks(self, fitting: list[Candidate], rank: int, barred: Sequence[Candidate]) -> list[Candidate]:
        """The fallback leads where a constraint applies, stands in where nothing fits, and comes after a study that stays
        first in spite of a caution. It may rate as the order does only where a better study is ruled out for good, and never
        where it is one to be warned of: at the same rating nobody is sent to a puncture that may bleed, nor from a part of the
        body that is rightly looked at to another. `barred` are the better studies that are kept from being ordered."""
        better_ruled_out = any(self._limits.rules_out(c.study) for c in barred)
        right_part = any(self._at_the_ordered_part(c.study) for c in barred)

        def as_good(study: Study) -> bool:
            elsewhere = right_part and not self._at_the_ordered_part(study)
            return not elsewhere and not self._is_part_of(study) and not self._is_warned_anew(study)

        def good_enough(candidate: Candidate) -> bool:
            equal = better_ruled_out and candidate.rating_rank == rank
            return candidate.rating_rank < rank or (equal and as_good(candidate.study))

        named = [c for c in self._fallbacks(self._here.classes_that_bar(), barred) if good_enough(c)]
        first = {c.study for c in named}
        fitting = [replace(c, preference=NAMED_FALLBACK) if c.study in first else c for c in fitting]
        chosen = fitting or [c for c in named if c.study != self._ordered]
        after = [c for c in self._fallbacks(self._here.classes_held(), barred) if chosen and good_enough(c)]
        offered = {one.study for one in chosen} | {self._ordered}
        return [*chosen, *(replace(c, last=True) for c in after if c.study not in offered)]

    def _is_part_of(self, wider: Study) -> bool:
        """Whether the order is for a part of a study, in its modality and contrast."""
        return wider.at(self._ordered.regions) == self._ordered and set(self._ordered.regions) <= set(wider.regions)

    def _fallbacks(self, held: frozenset[str], barred: Sequence[Candidate] = ()) -> list[Candidate]:
        """The study the scenario names for the classes of constraints that hold: the plainest that no constraint touches,
        else the plainest that none rules out. Where it looks at another part of the body than the studies it stands in for,
        and these are `barred` for their contrast alone, they themselves in the phase that is left."""
        allowed = [candidate for candidate in self._named_fallbacks(held) if self._is_open(candidate)]
        named = (self._untouched(allowed) or allowed)[:1]
        return [c for fallback in named for c in self._without_contrast(barred, fallback) or [fallback]]

    def _without_contrast(self, barred: Sequence[Candidate], named: Candidate) -> list[Candidate]:
        """The best of the barred studies in another contrast phase, if it rates at least as the fallback that the scenario
        names, and after it that one, where it stands in for a barred study, too. The part that an order with contrast asks
        for goes first, else the one the scenario prefers. None where that is the fallback's own."""
        rated = self._candidates.rated(Rating.USUALLY, Rating.MAY_BE, Rating.MAY_BE_DISAGREEMENT)
        left: dict[Study, Candidate] = {}
        for one in barred:
            same_part = bool(set(one.study.regions) & set(named.study.regions))
            asked_for = self._limits.rules_out(self._ordered) and self._at_the_ordered_part(one.study)
            preference = NAMED_FALLBACK if asked_for else one.preference
            for found in [named] if same_part else self._other_phases(one.study, rated, named):
                left.setdefault(found.study, replace(found, preference=preference, why=named.why, fallback=True))
        first, *others = sorted(left.values(), key=self._candidates.order_of) or [named]
        return [first, *(c for c in others if c.study == named.study)] if first.study != named.study else []

    def _other_phases(self, barred: Study, rated: list[Candidate], named: Candidate) -> list[Candidate]:
        """The other phases of a study that may be ordered and rate at least as the named fallback: the best."""
        alike = [c for c in rated if c.study != barred and c.study.in_phase(barred.phase) == barred]
        good = [c for c in alike if c.rating_rank <= named.rating_rank and self._is_open(c)]
        wanted = self._untouched(good) if self._untouched([named]) else good
        return sorted(wanted, key=self._candidates.order_of)[:1]

    def _at_the_ordered_part(self, study: Study) -> bool:
        return bool(set(study.regions) & set(self._ordered.regions))

    def _as_rated(self, wanted: Study) -> list[Candidate]:
        """A study with its rating, where the table has one."""
        return [c for c in self._candidates.rated(*Rating) if c.study == wanted]

    def _is_open(self, candidate: Candidate) -> bool:
        """Whether nothing keeps a candidate from being offered, in no scenario that fits."""
        return self._is_free(candidate.study) and Rating.USUALLY_NOT not in self._elsewhere(candidate)

    def _untouched(self, candidates: list[Candidate]) -> list[Candidate]:
        return [candidate for candidate in candidates if not self._displaced(candidate.study)]

    def _displaced(self, target: Study) -> bool:
        """Whether a caution speaks for another study; one that says how to offer it (as advice) does not."""
        return any(held.constraint.displaces for held in self._limits.of(target, "relative"))

    def _named_fallbacks(self, held: frozenset[str] | None = None) -> list[Candidate]:
        classes = self._here.classes_held() if held is None else held
        named = [(key, row) for key, row in self._scenario.entry_of.fallback.items() if _components(key) <= classes]
        plain_first = sorted(named, key=lambda item: len(_components(item[0])))
        made = [self._candidates.named(row.study) for _, row in plain_first if row.study != "none"]
        return [replace(c, preference=NAMED_FALLBACK, why="the study left", fallback=True) for c in made]

    def _may_be(self) -> tuple[Offer, ...]:
        listed = self._candidates.rated(Rating.MAY_BE, Rating.MAY_BE_DISAGREEMENT)
        ranked = sorted((c for c in self._free(listed) if c.study != self._ordered), key=self._candidates.order_of)
        return tuple(self._offer(c, (c.study,), False) for c in ranked)

    def _beside_the_basket(self, chosen: list[Candidate]) -> tuple[list[Candidate], tuple[Study, ...]]:
        """What is left to offer, and what of it is already drafted. A study as good as any that could be offered is
        enough; of a study over several regions only the part that is missing is offered."""
        drafted = [c for c in chosen if c.study in self._drafted or (c.study.regions and not self._missing(c.study))]
        best = min(((c.last, c.rating_rank) for c in chosen), default=None)
        if any((c.last, c.rating_rank) == best for c in drafted):
            return [], tuple(dict.fromkeys(c.study for c in drafted))
        missing = [self._what_is_missing(c) for c in chosen if c not in drafted]
        left = beside_the_drafts(missing, self._ordered, self._beside)
        return left, tuple(dict.fromkeys(c.study for c in drafted))

    def _what_is_missing(self, candidate: Candidate) -> Candidate:
        left = self._missing(candidate.study)
        return candidate if len(left) == len(candidate.study.regions) else replace(candidate, study=candidate.study.at(left))

    def _missing(self, target: Study) -> set[str]:
        """The regions of a study that no draft of its modality covers, in its phase or in one still to be settled."""
        alike = (other for other in self._drafted if other.modality == target.modality)
        same = [other for other in alike if target.phase in other.possible_phases]
        return set(target.regions) - {region for other in same for region in other.regions}

    def _as_offers(self, candidates: Iterable[Candidate]) -> tuple[Offer, ...]:
        ranked = sorted(candidates, key=self._candidates.order_of)
        offers = [self._in_its_place(c, ranked[0], place) for place, c in enumerate(ranked)]
        rest = self._rest(ranked[0]) if ranked and not ranked[0].fallback else None
        if rest is not None:
            offers.insert(1, self._offer(replace(ranked[0], why=""), (ranked[0].study, rest), False))
        return tuple(offers)

    def _in_its_place(self, candidate: Candidate, first: Candidate, place: int) -> Offer:
        """The first offer, one in its stead, or one together with it."""
        if place and self._candidates.go_together(first, candidate):
            return replace(self._offer(candidate, (first.study, candidate.study), False), beside=True)
        return self._offer(candidate, (candidate.study,), place == 0)

    def _rest(self, candidate: Candidate) -> Study | None:
        """The other part of a wider row, as a second order, unless that region is already in the basket."""
        left = set(candidate.whole.regions) - set(candidate.study.regions)
        in_basket = {r for other in self._drafted if other.modality == candidate.study.modality for r in other.regions}
        rest = candidate.whole.at(left) if left and not left & in_basket else None
        return rest if rest is not None and not self._lacking(rest) else None

    def _offer(self, candidate: Candidate, studies: tuple[Study, ...], preferred: bool) -> Offer:
        held = {a.constraint.id: a for one in studies for a in self._limits.of(one, "relative")}
        return Offer(
            studies=studies,
            rating=candidate.rating,
            radiation=candidate.radiation,
            preferred=preferred,
            why=candidate.why,
            one_tap=all(active.constraint.entry.one_tap or self._goes_ahead(active) for active in held.values()),
            fallback=candidate.fallback,
            median=candidate.median,
            cautions=tuple(active.caution for active in held.values()),
            replaces=candidate.replaces,
        )


def _whole(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The wider studies of the rows, where only a part was meant: a second complaint may speak against the part alone."""
    return [replace(c, study=c.whole) for c in candidates if c.whole != c.study]


def _components(key: str) -> frozenset[str]:
    """`mri-and-iodinated-not-possible` needs both single classes."""
    ending = "-not-possible"
    if not key.endswith(ending):
        return frozenset({key})
    return frozenset(part + ending for part in key.removesuffix(ending).split("-and-"))
