"""An answer in one tap: each answer to the question that a card asks, as a suggestion that notes it on the order.

The next call reads the note and rates. 'Not sure' is no answer: nothing is tapped then, and nothing is taken for a no.
"""

from __future__ import annotations

from cards.assessed_draft import AssessedDraft
from cards.card_types import Action, ActionType, Suggestion
from cards.criteria_address import criteria_url
from cards.grouping import DraftGroup
from cards.rating_actions import rating_action
from cards.suggestions import SwapContext
from fhir_mappings.questions.answer_notes import ABOUT_ONE_ORDER, has_note, note_text, with_note
from imaging_rules.assessment_result import Answer, Question

_MOST_ANSWERS = 4


def answer_suggestions(group: DraftGroup, context: SwapContext) -> tuple[Suggestion, ...]:
    """One suggestion for each answer to the first question of a card that asks; none where it cannot be tapped."""
    made = group.assessment
    asks = made.situation == "question" and bool(made.questions)
    return answers_to(made.questions[0], group, context) if asks and can_be_tapped(made.questions[0], group, context) else ()


def can_be_tapped(question: Question, group: DraftGroup, context: SwapContext) -> bool:
    """Whether the client's dialect takes the answers to a question of a card about these drafts.

    All answers or none: some of them alone would lead. Left to the details app are a question with more answers than a card
    has room for, one of safety (an implant's label is looked up, not tapped), and one that notes on the order already
    answer, against each other.
    """
    if context.dialect.answer_suggestions != "order-note" or not all(draft.can_be_changed for draft in group.members):
        return False
    if question.feature == ABOUT_ONE_ORDER or question.of_safety or not 1 < len(question.answers) <= _MOST_ANSWERS:
        return False
    return not any(_answered(draft, question) for draft in group.members)


def answers_to(question: Question, group: DraftGroup, context: SwapContext, asked: str = "Answer:") -> tuple[Suggestion, ...]:
    """One suggestion for each answer, which notes it on every draft of the group. `asked` names the question where the card
    has several."""
    return tuple(
        Suggestion(f"{asked} {answer.text}", context.ids.new(), _actions(group, question, answer, context))
        for answer in question.answers
    )


def _answered(draft: AssessedDraft, question: Question) -> bool:
    return any(has_note(draft.resource, note_text(question.text, answer.text)) for answer in question.answers)


def _actions(group: DraftGroup, question: Question, answer: Answer, context: SwapContext) -> tuple[Action, ...]:
    noted = note_text(question.text, answer.text)
    return tuple(
        Action(ActionType.UPDATE, f"{_which_order(draft, group)}: {noted}", with_note(_as_left(draft, context), noted))
        for draft in group.members
    )


def _which_order(draft: AssessedDraft, group: DraftGroup) -> str:
    study = draft.assessment.study
    return f"Note on the order of {study.name}" if study and len(group.members) > 1 else "Note on the order"


def _as_left(draft: AssessedDraft, context: SwapContext) -> dict[str, object]:
    """The draft as the system action of this answer leaves it: the tap must not bring an old rating back."""
    action = rating_action(draft, context.ids, context.dialect, criteria_url(draft.assessment, None))
    return dict(draft.resource) if action is None or action.resource is None else action.resource
