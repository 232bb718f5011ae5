"""Questions in the vocabulary's words: what to ask, which answers there are, what each would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from imaging_rules.assessment_result import Answer, Question
from imaging_rules.factbook import FactBook
from imaging_rules.outlook import Decision, Outlook
from imaging_rules.rating import Rating
from imaging_rules.study import Phase, Study
from imaging_rules.vocabulary import AnswerEntry, FeatureEntry, Vocabulary

NO_RATING = "no rating by these criteria"
_CONTRAST = "requested_contrast"
_MOST_NAMED = 2
_MORE = "depends on more"
"""For an answer that the outlook did not come to."""


def question_about(vocabulary: Vocabulary, name: str, outlook: Outlook) -> Question:
    """The question for one unknown, with what each of its answers leads to; nothing is said where all lead to the same."""
    plain = _as_far_as_told(plain_question(vocabulary, name), outlook.start.facts)
    after = {answer: outlook.after(name, answer.sets) for answer in plain.answers}
    told = {answer.text: _after(answer, ends) if ends or outlook.complete else _MORE for answer, ends in after.items()}
    if len(set(told.values())) == 1:
        return plain
    return replace(plain, changes=in_one_line(told))


def wordings(vocabulary: Vocabulary, question: Question) -> tuple[str, ...]:
    """Every text that a question may be asked with: its own, and the one for where something of the answer is on record."""
    reworded = vocabulary.reworded.get(question.feature)
    return (question.text, reworded[1]) if reworded else (question.text,)


def _as_far_as_told(question: Question, facts: FactBook) -> Question:
    """A question without the answers that what is on record rules out, in the words for that."""
    name, vocabulary = question.feature, facts.vocabulary
    left = tuple(each for each in question.answers if not facts.supposing(dict(each.sets)).impossible([name]))
    left = tuple(each for each in left if not _untrue(name, each, facts))
    when, text = vocabulary.reworded.get(name, (None, ""))
    reworded = when is not None and when.evaluate(facts).value is True
    return replace(question, text=text if reworded else question.text, answers=left or question.answers)


def _untrue(name: str, answer: Answer, facts: FactBook) -> bool:
    """Whether what is on record contradicts the words of an answer: 'nothing yet', where a treatment is told."""
    when = facts.vocabulary.untrue_where.get((name, answer.text))
    return when is not None and when.evaluate(facts).value is True


def _after(answer: Answer, ends: Sequence[Decision]) -> str:
    """What one answer leads to; where that is no rating, in the answer's own words for it."""
    words = leads_to(ends)
    return answer.unrated if words == NO_RATING and answer.unrated else words


def in_one_line(told: Mapping[str, str]) -> str:
    """`nothing yet: the ordered study is usually not appropriate; under way: no rating by these criteria`."""
    return "; ".join(f"{answer}: {words}" for answer, words in told.items())


def leads_to(decisions: Sequence[Decision]) -> str:
    """What the decisions after one answer come to, in words: the rating of the ordered study, and the study instead."""
    ratings = sorted({d.rating for d in decisions if d.rating is not None}, key=lambda rating: rating.order)
    best = sorted({" and ".join(map(_within, studies)) for d in decisions for studies in d.best})
    instead = " or ".join(best) if len(best) <= _MOST_NAMED else "another study"
    rated = of_the_ordered(ratings)
    if rated and best and ratings != [Rating.USUALLY]:
        return f"{rated}, {instead} instead"
    return rated or (f"{instead} instead" if best else NO_RATING)


def of_the_ordered(ratings: Iterable[Rating]) -> str:
    """`the ordered study is usually appropriate`; empty without a rating."""
    plain = {r: Rating.MAY_BE if r is Rating.MAY_BE_DISAGREEMENT else r for r in ratings}
    verbs = {Rating.MAY_BE: "may be appropriate"}
    words = " or ".join(dict.fromkeys(verbs.get(r, f"is {r.words}") for r in plain.values()))
    return f"the ordered study {words}" if words else ""


def _within(one: Study) -> str:
    """A study's name within a sentence."""
    return one.name if one.name[1:2].isupper() else f"{one.name[0].lower()}{one.name[1:]}"


def plain_question(vocabulary: Vocabulary, name: str) -> Question:
    """The question for a fact that has to be known first, such as a device's MR label."""
    entry = vocabulary.entry(name)
    if isinstance(entry, FeatureEntry) and entry.question is not None:
        answers = tuple(_answer(vocabulary, row) for row in entry.question.answers)
        return Question(name, entry.question.text, answers, "")
    values = entry.values or ["yes", "no"]
    answers = tuple(
        Answer(value.replace("_", " "), ((name, {"yes": True, "no": False}.get(value, value)),)) for value in values
    )
    return Question(name, f"{entry.means.rstrip('.')}?", answers, "")


def choice_question(vocabulary: Vocabulary, name: str) -> Question | None:
    """The question for a fact that is answered by choosing; None for a day, a period, a number or several codes, unless the
    vocabulary says how to ask."""
    entry = vocabulary.entry(name)
    worded = isinstance(entry, FeatureEntry) and entry.question is not None
    by_choice = entry.kind == "boolean" or (entry.kind == "code" and bool(entry.values))
    return plain_question(vocabulary, name) if worded or by_choice else None


def contrast_question(vocabulary: Vocabulary, by_phase: Mapping[Phase, Rating], ordered: Study) -> Question:
    """Which contrast phase is meant, where the order does not say and the phases rate differently. Of an order that says that
    contrast is given, whether images without it come first; 'without' is no answer then."""
    plain = plain_question(vocabulary, _CONTRAST)
    if Phase.WITHOUT not in ordered.possible_phases:
        phases = (Phase.WITH, Phase.WITHOUT_AND_WITH)
        rows = (AnswerEntry(says=each.value, sets={_CONTRAST: each.value.replace(" ", "-")}) for each in phases)
        answers = tuple(_answer(vocabulary, row) for row in rows)
        plain = Question(_CONTRAST, "With contrast alone, or without and with?", answers, "")
    told = {
        phase.value: of_the_ordered([by_phase[phase]]) if phase in by_phase else NO_RATING
        for phase in ordered.possible_phases
        if phase in by_phase or phase is not Phase.WITH
    }
    return Question(_CONTRAST, plain.text, plain.answers, in_one_line(told))


def _answer(vocabulary: Vocabulary, row: AnswerEntry) -> Answer:
    return Answer(row.says, tuple((name, vocabulary.value_of(name, value)) for name, value in row.sets.items()), row.unrated)
