"""Questions in the vocabulary's words: what to ask, which answers there are, what each would change."""

from __future__ import annotations

from collections.abc import Mapping

from imaging_rules.assessment_result import Answer, Question, Rating
from imaging_rules.facts import Value
from imaging_rules.outlook import Outlook
from imaging_rules.study import Phase
from imaging_rules.vocabulary import FeatureEntry, Vocabulary

_CONTRAST = "requested_contrast"


def question_about(vocabulary: Vocabulary, name: str, outlook: Outlook) -> Question:
    """The question for one unknown, with what its answers would change."""
    plain = plain_question(vocabulary, name)
    told: dict[str, None] = {}
    for answer in plain.answers:
        value = dict(answer.sets).get(name)
        words = _led_to(outlook, name, value) if value is not None else ""
        if words:
            told[f"{answer.text}: {words}"] = None
    return Question(plain.feature, plain.text, plain.answers, "; ".join(told))


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
    return Question(name, f"{entry.means}?", answers, "")


def contrast_question(vocabulary: Vocabulary, by_phase: Mapping[Phase, Rating]) -> Question:
    """Which contrast phase is meant, where the order does not say and the phases rate differently."""
    plain = plain_question(vocabulary, _CONTRAST)
    changes = "; ".join(f"{phase.value}: {rating.words}" for phase, rating in by_phase.items())
    return Question(_CONTRAST, plain.text, plain.answers, changes)


def _answer(vocabulary: Vocabulary, says: str, sets: Mapping[str, object]) -> Answer:
    return Answer(says, tuple((name, vocabulary.value_of(name, value)) for name, value in sets.items()))


def _led_to(outlook: Outlook, name: str, value: Value) -> str:
    ends = outlook.after(name, value)
    ratings = sorted({rating for _, rating in ends if rating is not None}, key=lambda rating: rating.rank)
    return " or ".join(dict.fromkeys(rating.words for rating in ratings))
