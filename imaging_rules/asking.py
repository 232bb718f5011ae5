"""Questions in the vocabulary's words: what to ask, which answers there are, what each would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from imaging_rules.assessment_result import Answer, Question, Rating
from imaging_rules.outlook import Decision, Outlook
from imaging_rules.study import Phase
from imaging_rules.vocabulary import FeatureEntry, Vocabulary

_CONTRAST = "requested_contrast"


def question_about(vocabulary: Vocabulary, name: str, outlook: Outlook) -> Question:
    """The question for one unknown, with what its answers would change: the rating, or else the best study."""
    plain = plain_question(vocabulary, name)
    ends = {answer.text: after for answer in plain.answers if (after := outlook.after(name, answer.sets))}
    ratings = {answer: _ratings(decisions) for answer, decisions in ends.items()}
    told = ratings if len(set(ratings.values())) > 1 else {answer: _best(decisions) for answer, decisions in ends.items()}
    if len(set(told.values())) == 1:
        return plain
    return replace(plain, changes="; ".join(f"{answer}: {words}" for answer, words in told.items() if words))


def _ratings(decisions: list[Decision]) -> str:
    found = sorted({d.rating for d in decisions if d.rating is not None}, key=lambda rating: rating.order)
    return " or ".join(dict.fromkeys(rating.words for rating in found))


def _best(decisions: list[Decision]) -> str:
    names = sorted({" and ".join(one.name for one in studies) for d in decisions for studies in d.best})
    return " or ".join(names)


def plain_question(vocabulary: Vocabulary, name: str) -> Question:
    """The question for a fact that has to be known first, such as a device's MR label."""
    entry = vocabulary.entry(name)
    if isinstance(entry, FeatureEntry) and entry.question is not None:
        answers = tuple(_answer(vocabulary, row.says, row.sets) for row in entry.question.answers)
        return Question(name, entry.question.text, answers, "")
    values = entry.values or ["yes", "no"]
    answers = tuple(
        Answer(value.replace("_", " "), ((name, {"yes": True, "no": False}.get(value, value)),)) for value in values
    )
    return Question(name, f"{entry.means.rstrip('.')}?", answers, "")


def choice_question(vocabulary: Vocabulary, name: str) -> Question | None:
    """The question for a feature that is answered by choosing; None for a day, a period, a number or several codes, unless the
    vocabulary says how to ask."""
    entry = vocabulary.features[name]
    by_choice = entry.kind == "boolean" or (entry.kind == "code" and bool(entry.values))
    return plain_question(vocabulary, name) if entry.question or by_choice else None


def contrast_question(vocabulary: Vocabulary, by_phase: Mapping[Phase, Rating]) -> Question:
    """Which contrast phase is meant, where the order does not say and the phases rate differently."""
    plain = plain_question(vocabulary, _CONTRAST)
    changes = "; ".join(f"{phase.value}: {rating.words}" for phase, rating in by_phase.items())
    return Question(_CONTRAST, plain.text, plain.answers, changes)


def _answer(vocabulary: Vocabulary, says: str, sets: Mapping[str, object]) -> Answer:
    return Answer(says, tuple((name, vocabulary.value_of(name, value)) for name, value in sets.items()))
