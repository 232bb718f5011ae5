"""What the details page shows of the past of an order: earlier imaging of the part, its radiation, what is there already,
and the sentence for the radiologist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cards.already_there_words import already_there, there_sentence
from cards.grouping import DraftGroup
from cards.history_lines import exam_name, radiation_words, to_be_looked_at_first, without_radiation
from cards.referral_sentence import referral_sentence


@dataclass(frozen=True)
class EarlierLine:
    """One examination: what and when, the record's own words of its result (empty where none came), whether that is
    preliminary, where it stands, and whether it is to be looked at first."""

    name: str
    conclusion: str
    preliminary: bool
    source: str
    look_first: bool


@dataclass(frozen=True)
class PastView:
    """`there` are sentences on studies that need no order; `referral` is empty where nothing is recorded to say."""

    earlier: tuple[EarlierLine, ...]
    radiation: str
    there: tuple[str, ...]
    referral: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.earlier or self.radiation or self.there or self.referral)


def past_view(group: DraftGroup, visible: Callable[[str], str]) -> PastView:
    """Of the one draft of a group; `visible` makes text of the record fit to be shown."""
    made = group.assessment
    wanted = group.offers[0].studies[0] if group.offers else made.study
    history = made.radiation_history
    return PastView(
        earlier=tuple(
            EarlierLine(
                name=exam_name(each),
                conclusion=visible(each.exam.conclusion),
                preliminary=not each.exam.final and bool(each.exam.conclusion),
                source=visible(each.exam.source),
                look_first=to_be_looked_at_first(each),
            )
            for each in made.earlier_imaging
        ),
        radiation=radiation_words(history, without_radiation(group)) if history else "",
        there=tuple(there_sentence([each]) for each in already_there(group)),
        referral=referral_sentence(made, wanted) if wanted else "",
    )
