"""A payer's answer in words: the facts in the vocabulary's meaning of them, criteria by their titles.

The guideline stands in a line of its own, in its own words; where the two part ways, both are said in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cards.card_types import LONGEST_SUMMARY
from cards.detail import rating_words, source_label
from cards.evidence_words import evidence_words
from cards.grouping import studies_name
from cards.local_words import rated_words
from cards.payer_word import PayerView, PayerWord
from cards.plain_text import escaped, sentence_part, shortened
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.joined_conditions import AtLeast, Defined
from imaging_rules.payer.facts import is_recorded
from imaging_rules.payer.policy import Clash
from imaging_rules.payer.request import PayerAnswer
from imaging_rules.payer.verdict import CriterionVerdict, Doubt, Passage, PayerStatus, StudyVerdict
from imaging_rules.rating import Rating
from imaging_rules.study import Study
from imaging_rules.used_facts import known_fact
from imaging_rules.verdict import Fact

_EPONYMS = ("Babinski", "Canadian", "Chiari")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MOST_CRITERIA = 3
_MOST_FACTS = 8
_MOST_AGAINST = 2
_MOST_REASONS = 3
_MOST_OWED = 4
_MOST_IN_A_LINE = 2
_MOST_DOCUMENTS = 4
_MOST_DOUBTS = 2


def policy_label(answer: PayerAnswer) -> str:
    """`National Imaging Associates (Magellan): Cervical spine MRI (revision of March 2022)`."""
    verdict = answer.verdict
    return f"{verdict.publisher}: {verdict.title} ({verdict.edition})"


def payer_summary(word: PayerWord) -> str:
    """The first line of a payer's card, of the drafts that call for one."""
    policy = sentence_part(word.answer.verdict.title)
    refused = [view for view in word.views if view.clashes_with_rating]
    if refused:
        study = studies_name(_studies(refused))
        tail = f"the payer's criteria for {policy} are not met"
        lead = "is usually appropriate"
        wordings = [f"{who}; {tail}." for who in (f"{study} {lead} by the guideline", f"{study} {lead}", f"The order {lead}")]
    else:
        wordings = [f"Payer criteria for {policy}: {_what_is_owed(word)}.", "Payer criteria: proof still owed."]
    return next((words for words in wordings if len(words) <= LONGEST_SUMMARY), shortened(wordings[-1], LONGEST_SUMMARY))


def payer_detail(word: PayerWord) -> str:
    """The body of a payer's card, as Markdown."""
    facts = word.answer
    paragraphs = [
        *(_guideline_line(view.made) for view in word.views),
        *_on_record_line(word),
        *_owed_lines(word),
        *_refused_lines(word),
        *(clash_sentence(clash) for clash in word.clashes),
        *_documents_line(word),
        *(_doubt_line(doubt) for doubt in _doubts(word)[:_MOST_DOUBTS]),
        f"**Payer's criteria:** {escaped(policy_label(facts))}. {escaped(facts.verdict.caution)}",
    ]
    return "\n\n".join(paragraphs)


def payer_line(word: PayerWord) -> str:
    """One line for a card that is shown for another reason."""
    verdict = word.answer.verdict
    lead = f"**Payer** ({escaped(f'{verdict.publisher}: {verdict.title}')}):"
    clashes = [clash_sentence(clash) for clash in word.clashes[:1]]
    if any(view.refused for view in word.views):
        says = f"criteria not met{_named(_reasons(word))}. The rating stands."
    elif any(view.owes_proof for view in word.views):
        says = f"{_what_is_owed(word)}{_named(_first_owed(word))}."
    else:
        says = f"criteria met{_named([each.title for study in word.verdicts for each in study.met])}."
    return " ".join([lead, escaped(says), *clashes])


def clash_sentence(clash: Clash) -> str:
    """Both sides of a clash."""
    entry = clash.entry_of
    return f"**Guideline and payer differ:** the guideline {escaped(entry.guideline)}; the payer {escaped(entry.payer)}."


def fact_words(answer: PayerAnswer, name: str) -> str:
    """A fact as a phrase, in the vocabulary's meaning of it."""
    means = answer.facts[name].means.split(". ")[0].split("; ")[0]
    return means.rstrip(".") if means.startswith(_EPONYMS) else sentence_part(means)


def _studies(views: Iterable[PayerView]) -> list[Study]:
    return [view.made.study for view in views if view.made.study]


def _guideline_line(made: OrderAssessment) -> str:
    study = studies_name([made.study] if made.study else [])
    if made.rating is None:
        return f"**Guideline:** no criteria of this library rate {escaped(sentence_part(study))} here."
    local = rated_words(made.rating, made.replaces)
    rated = local or rating_words(made.rating, made.median)
    by = f", {source_label(made.source)}" if made.source else ""
    stands = " The order stands." if made.rating is Rating.USUALLY else ""
    return f"**Guideline:** {escaped(f'{study}: {rated}{by}')}.{stands}"


def open_ways(study: StudyVerdict) -> list[CriterionVerdict]:
    """The criteria of which any one would be enough, the one that needs the fewest facts first."""
    by_criteria = study.status is PayerStatus.MORE_INFORMATION and not study.gates
    return sorted(study.open, key=lambda each: len(each.missing)) if by_criteria else []


def _unproven(word: PayerWord) -> list[StudyVerdict]:
    return [study for study in word.verdicts if study.status is PayerStatus.MORE_INFORMATION]


def _owed(word: PayerWord) -> list[str]:
    return list(dict.fromkeys(name for study in _unproven(word) for name in study.owed))


def _what_is_owed(word: PayerWord) -> str:
    """How much is owed; not as a number where any one of several criteria is enough."""
    unproven = _unproven(word)
    if any(len(open_ways(study)) > 1 for study in unproven):
        ways = max(len(open_ways(study)) for study in unproven)
        return f"proof still owed, one of {_number(ways)} criteria is enough"
    count = len(_owed(word)) if not any(_any_of(way) for study in unproven for way in open_ways(study)) else 1
    return f"{_number(count)} {'fact' if count == 1 else 'facts'} still owed"


def _any_of(way: CriterionVerdict) -> bool:
    """Whether one of the facts that a criterion misses is enough for it."""
    logic = way.criterion.logic
    while isinstance(logic, Defined):
        logic = logic.part
    return isinstance(logic, AtLeast) and logic.count == 1


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _first_owed(word: PayerWord) -> list[str]:
    """What a line names: the criteria where any one is enough, else the facts."""
    several = [each.title for study in _unproven(word) if len(open_ways(study)) > 1 for each in open_ways(study)]
    return several or [fact_words(word.answer, name) for name in _owed(word)]


def _named(parts: Iterable[str]) -> str:
    every = [part.rstrip(".") for part in dict.fromkeys(parts) if part]
    more = f" and {_number(len(every) - _MOST_IN_A_LINE)} more" if len(every) > _MOST_IN_A_LINE else ""
    return f": {'; '.join(every[:_MOST_IN_A_LINE])}{more}" if every else ""


def _on_record_line(word: PayerWord) -> list[str]:
    """What speaks for the criteria in play so far, with the words of the record."""
    facts: dict[str, Fact] = {}
    for study in word.verdicts:
        for each in (*study.met, *open_ways(study)):
            facts.update({fact.name: fact for fact in each.on_record})
    said = [_fact_said(word.answer, fact) for fact in facts.values()]
    return [f"**On record so far:** {'; '.join(said[:_MOST_FACTS])}."] if said else []


def _fact_said(answer: PayerAnswer, fact: Fact) -> str:
    words, value = fact_words(answer, fact.name), known_fact(fact).value.replace("_", " ")
    if value != "yes":
        words += f": {value}"
    recorded = ", ".join(each for each in evidence_words(fact.evidence) if each.casefold() != value)
    return escaped(words) + (f" – {recorded}" if recorded else "")


def _owed_lines(word: PayerWord) -> Iterator[str]:
    unproven = _unproven(word)
    for study in unproven:
        of_study = f" ({escaped(study.orders[0].name)})" if len(unproven) > 1 else ""
        ways = open_ways(study)
        if len(ways) > 1:
            more = f" The first {_number(_MOST_CRITERIA)} of {_number(len(ways))}:" if len(ways) > _MOST_CRITERIA else ""
            yield f"**Still owed{of_study}, any one of these is enough.**{more}"
            for number, each in enumerate(ways[:_MOST_CRITERIA], 1):
                yield f"**{number}.** {escaped(each.title)}: {_owed_for(word, each)}."
        elif ways:
            yield f"**Still owed{of_study}** for {escaped(sentence_part(ways[0].title))}: {_owed_for(word, ways[0])}."
        for gate in study.gates:
            if gate.passage is Passage.UNDECIDED:
                yield f"**Still owed{of_study}:** {_listed(word, gate.missing, '; ')}. {escaped(gate.gate.entry_of.statement)}"


def _owed_for(word: PayerWord, way: CriterionVerdict) -> str:
    """The facts that a criterion misses; joined by 'or' where any of them is enough."""
    return _listed(word, way.missing, " or " if _any_of(way) else "; ")


def _listed(word: PayerWord, names: Sequence[str], joint: str) -> str:
    more = f"; and {_number(len(names) - _MOST_OWED)} more" if len(names) > _MOST_OWED else ""
    return escaped(joint.join(fact_words(word.answer, name) for name in names[:_MOST_OWED])) + more


def _reasons(word: PayerWord) -> list[str]:
    """Why criteria are not met, shortly: the criteria in play that fail, the gates that are shut."""
    refused = [study for study in word.verdicts if study.status in (PayerStatus.NOT_MET, PayerStatus.OUTSIDE)]
    titles = [each.title for study in refused for each in study.not_met if study.by_criteria is not PayerStatus.MET]
    gates = [gate.gate.entry_of.statement for study in refused for gate in study.gates if gate.passage is Passage.SHUT]
    outside = [f"no criterion speaks for {study.orders[0].name}" for study in refused if study.status is PayerStatus.OUTSIDE]
    return [*titles, *gates, *outside]


def _refused_lines(word: PayerWord) -> Iterator[str]:
    reasons = [line for study in word.verdicts for line in _refusals(word.answer, study)]
    yield from (f"**Not met:** {reason}." for reason in reasons[:_MOST_REASONS])
    if len(reasons) > _MOST_REASONS:
        yield f"And {_number(len(reasons) - _MOST_REASONS)} more."
    if any(view.clashes_with_rating for view in word.views):
        yield "The payer's answer changes no rating, and nothing is suggested instead for its sake."


def _refusals(answer: PayerAnswer, study: StudyVerdict) -> Iterator[str]:
    if study.status is PayerStatus.OUTSIDE:
        yield f"{escaped(study.orders[0].name)}: no criterion of this policy speaks for it here"
    elif study.status is PayerStatus.NOT_MET:
        failed = study.not_met if study.by_criteria is not PayerStatus.MET else ()
        yield from (f"{escaped(each.title)}{_known_against(answer, each)}" for each in failed)
        shut = (gate.gate.entry_of for gate in study.gates if gate.passage is Passage.SHUT)
        yield from (f"{escaped(entry.statement.rstrip('.'))}" for entry in shut)


def _known_against(answer: PayerAnswer, failed: CriterionVerdict) -> str:
    """What is recorded against a criterion."""
    leaves = failed.logic.leaves() if failed.logic is not None else ()
    against = {leaf.fact.name: leaf.fact for leaf in leaves if leaf.fact is not None and is_recorded(leaf.fact)}
    said = "; ".join(_fact_said(answer, fact) for fact in list(against.values())[:_MOST_AGAINST])
    return f": {said}" if said else ""


def _documents_line(word: PayerWord) -> list[str]:
    """What a reviewer expects to see for what is open."""
    wanted = [text for study in _unproven(word) for each in open_ways(study) for text in each.documentation]
    for study in _unproven(word):
        wanted += [text for gate in study.gates for text in gate.gate.entry_of.documentation]
    documents = [sentence_part(text) for text in dict.fromkeys(wanted)]
    more = " and more" if len(documents) > _MOST_DOCUMENTS else ""
    return [f"**A reviewer expects:** {escaped('; '.join(documents[:_MOST_DOCUMENTS]))}{more}."] if documents else []


def _doubts(word: PayerWord) -> list[Doubt]:
    """The doubtful readings worth a line: those that decide behind what is said, and those of low confidence behind the one
    criterion that is asked for."""
    ways = [open_ways(study) for study in word.verdicts]
    asked = {each.id for open_now in ways if len(open_now) == 1 for each in open_now}
    said = {each.id for study in word.verdicts for each in study.not_met} | {each.id for open_now in ways for each in open_now}
    said |= {gate.gate.id for study in word.verdicts for gate in study.gates}
    doubts = sorted(word.answer.verdict.doubts, key=lambda doubt: not doubt.decides)
    return [
        doubt
        for doubt in doubts
        if (doubt.decides and said & set(doubt.criteria)) or (doubt.confidence == "low" and asked & set(doubt.criteria))
    ]


def _doubt_line(doubt: Doubt) -> str:
    says = doubt.reviewer if doubt.decides and doubt.reviewer else doubt.reading
    return f"**Doubtful wording ({doubt.confidence} confidence):** {escaped(says)}"
