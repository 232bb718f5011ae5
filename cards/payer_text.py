"""A payer's answer in words: the facts in the vocabulary's meaning of them, criteria by their titles.

The guideline stands in a line of its own, in its own words; where the two part ways, both are said in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cards.card_types import LONGEST_SUMMARY
from cards.detail import rating_words, source_label
from cards.evidence_words import evidence_words
from cards.grouping import studies_name
from cards.local_words import rated_words
from cards.payer_grounds import any_is_enough, common_ways, grounds_against, grounds_of_gate, open_ways, told_date
from cards.payer_word import PayerView, PayerWord
from cards.plain_text import escaped, sentence_part, shortened
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.fact_conditions import Covers, Dated
from imaging_rules.facts import Interval
from imaging_rules.payer.policy import Clash
from imaging_rules.payer.request import PayerAnswer
from imaging_rules.payer.verdict import CriterionVerdict, Doubt, GateEffect, Passage, PayerStatus, StudyVerdict
from imaging_rules.rating import Rating
from imaging_rules.study import Study
from imaging_rules.value_words import value_words
from imaging_rules.verdict import Fact, Verdict

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
        wordings = [f"Payer criteria for {policy}: {what_is_owed(word.verdicts)}.", "Payer criteria: proof still owed."]
    return next((words for words in wordings if len(words) <= LONGEST_SUMMARY), shortened(wordings[-1], LONGEST_SUMMARY))


def payer_detail(word: PayerWord) -> str:
    """The body of a payer's card, as Markdown."""
    facts = word.answer
    paragraphs = [
        *_guideline_lines(word),
        *_on_record_line(word),
        *_met_line(word),
        *_owed_lines(word),
        *_short_of_line(word),
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
        says = f"{what_is_owed(word.verdicts)}{_named(_first_owed(word))}."
    else:
        says = f"criteria met{_named([each.title for study in word.verdicts for each in study.met])}."
    return " ".join([lead, escaped(says), *clashes])


def clash_sentence(clash: Clash) -> str:
    """Both sides of a clash."""
    entry = clash.entry_of
    return f"**Guideline and payer differ:** the guideline {escaped(entry.guideline)}; the payer {escaped(entry.payer)}."


def fact_words(answer: PayerAnswer, name: str) -> str:
    """A fact as a phrase, in the vocabulary's meaning of it."""
    return _phrase(answer.facts[name].means)


def owed_words(answer: PayerAnswer, name: str, of: str = "") -> str:
    """What has to be written for a fact, as a criterion or gate wants it."""
    return _phrase(answer.facts[name].owed(of))


def _phrase(words: str) -> str:
    first = words.split(". ")[0].split("; ")[0]
    return first.rstrip(".") if first.startswith(_EPONYMS) else sentence_part(first)


def _studies(views: Iterable[PayerView]) -> list[Study]:
    return [view.made.study for view in views if view.made.study]


def _guideline_lines(word: PayerWord) -> Iterator[str]:
    """What the guideline says of each draft; those that it does not rate together."""
    unrated = _studies(view for view in word.views if view.made.rating is None)
    if unrated:
        yield f"**Guideline:** no criteria of this library rate {escaped(sentence_part(studies_name(unrated)))} here."
    rated: dict[str, list[Study]] = {}
    for view in word.views:
        if view.made.rating is not None:
            rated.setdefault(_rated_as(view.made, view.made.rating), []).extend(_studies([view]))
    for said, studies in rated.items():
        yield f"**Guideline:** {escaped(f'{studies_name(studies)}: ')}{said}"


def _rated_as(made: OrderAssessment, rating: Rating) -> str:
    rated = rated_words(rating, made.replaces) or rating_words(rating, made.median)
    by = f", {source_label(made.source)}" if made.source else ""
    stands = "" if rating is not Rating.USUALLY else " The order stands."
    return f"{escaped(f'{rated}{by}')}.{stands}"


def _unproven(word: PayerWord) -> list[StudyVerdict]:
    return [study for study in word.verdicts if study.status is PayerStatus.MORE_INFORMATION]


def _owed(word: PayerWord) -> list[str]:
    return list(dict.fromkeys(name for study in _unproven(word) for name in study.owed))


def what_is_owed(studies: Iterable[StudyVerdict]) -> str:
    """How much is owed; not as a number where any one of several criteria is enough."""
    unproven = [study for study in studies if study.status is PayerStatus.MORE_INFORMATION]
    ways = max((len(ways_told(unproven, study)) for study in unproven), default=0)
    if ways > 1:
        return f"proof still owed, one of {number_word(ways)} criteria is enough"
    count = len({name for study in unproven for name in study.owed})
    if any(_any_of(way) for study in unproven for way in open_ways(study)):
        count = 1
    if any(any_is_enough(gate.limit.passed_when) for study in unproven for gate in study.gates):
        count = 1
    return f"{number_word(count)} {'fact' if count == 1 else 'facts'} still owed"


def ways_told(unproven: list[StudyVerdict], study: StudyVerdict) -> list[CriterionVerdict]:
    """The open criteria told for a study: those that are enough for all the unproven ones together, where there are any."""
    return common_ways(unproven) or open_ways(study)


def _any_of(way: CriterionVerdict) -> bool:
    """Whether one of the facts that a criterion misses is enough for it."""
    return any_is_enough(way.criterion.logic)


def number_word(count: int) -> str:
    """A small number as a word."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _first_owed(word: PayerWord) -> list[str]:
    """What a line names: the criteria where any one is enough, else what is owed for the one there is."""
    unproven = _unproven(word)
    several = [each.title for study in unproven for each in ways_told(unproven, study) if len(ways_told(unproven, study)) > 1]
    owed = [owed_words(word.answer, name, way.id) for study in unproven for way in open_ways(study) for name in way.missing]
    gates = [owed_words(word.answer, name, gate.gate.id) for study in unproven for gate in study.gates for name in gate.missing]
    return several or owed or gates or [owed_words(word.answer, name) for name in _owed(word)]


def _named(parts: Iterable[str]) -> str:
    every = [part.rstrip(".") for part in dict.fromkeys(parts) if part]
    more = f" and {number_word(len(every) - _MOST_IN_A_LINE)} more" if len(every) > _MOST_IN_A_LINE else ""
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
    words = fact_words(answer, fact.name)
    told = told_date(fact)
    value = value_words(fact.value if fact.value is not None else fact.state, answer.facts[fact.name].unit)
    value = value if told is None else told
    if value and value != "yes":
        words += f": {value}"
    recorded = ", ".join(each for each in evidence_words(fact.evidence) if each.casefold() != value)
    return escaped(words) + (f" – {recorded}" if recorded else "")


def _met_line(word: PayerWord) -> list[str]:
    """The studies ordered together with those that lack something, and that lack nothing."""
    met = [study for each in word.answer.verdict.studies if each.status is PayerStatus.MET for study in each.orders]
    return [f"**Met:** {escaped(studies_name(met))}."] if met and word.due else []


def _owed_lines(word: PayerWord) -> Iterator[str]:
    unproven = _unproven(word)
    common = common_ways(unproven) if len(unproven) > 1 else []
    if common:
        yield from _ways_lines(word, common, _all_of(unproven))
    for study in unproven:
        of_study = f" ({escaped(study.orders[0].name)})" if len(word.answer.verdict.studies) > 1 else ""
        if not common:
            yield from _ways_lines(word, open_ways(study), of_study)
        for gate in study.gates:
            if gate.passage is Passage.UNDECIDED:
                yield _gate_line(word, gate, of_study)


def _all_of(studies: Sequence[StudyVerdict]) -> str:
    return " (both studies)" if len(studies) == 2 else f" (all {number_word(len(studies))} studies)"


def _ways_lines(word: PayerWord, ways: list[CriterionVerdict], of_study: str) -> Iterator[str]:
    if len(ways) > 1:
        more = f" The first {number_word(_MOST_CRITERIA)} of {number_word(len(ways))}:" if len(ways) > _MOST_CRITERIA else ""
        yield f"**Still owed{of_study}, any one of these is enough.**{more}"
        for number, each in enumerate(ways[:_MOST_CRITERIA], 1):
            yield f"**{number}.** {escaped(each.title)}: {_owed_for(word, each)}."
    elif ways:
        yield f"**Still owed{of_study}** for {escaped(sentence_part(ways[0].title))}: {_owed_for(word, ways[0])}."


def _gate_line(word: PayerWord, gate: GateEffect, of_study: str) -> str:
    """What a gate still wants, with the earlier study that it is about."""
    looked_at = "; ".join(part for fact in grounds_of_gate(gate) for part in evidence_words(fact.evidence, most=1))
    joint = ", or " if any_is_enough(gate.limit.passed_when) else "; "
    owed = _listed(word, gate.missing, joint, gate.gate.id)
    earlier = f" of the earlier study, {looked_at}" if looked_at else ""
    return f"**Still owed{of_study}**{earlier}: {owed}. {escaped(gate.gate.entry_of.statement)}"


def _owed_for(word: PayerWord, way: CriterionVerdict) -> str:
    """The facts that a criterion misses; joined by 'or' where any of them is enough."""
    return _listed(word, way.missing, ", or " if _any_of(way) else "; ", way.id)


def _listed(word: PayerWord, names: Sequence[str], joint: str, of: str) -> str:
    more = f"; and {number_word(len(names) - _MOST_OWED)} more" if len(names) > _MOST_OWED else ""
    return escaped(joint.join(owed_words(word.answer, name, of) for name in names[:_MOST_OWED])) + more


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
        yield f"And {number_word(len(reasons) - _MOST_REASONS)} more."
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


def _short_of_line(word: PayerWord) -> list[str]:
    """Of the unproven studies: what is dated on record and does not reach, such as a course of too few days."""
    failed = {each.id: each for study in _unproven(word) for each in study.not_met}
    said = [
        f"{escaped(sentence_part(each.title))} ({_fails(word.answer, leaf)})"
        for each in failed.values()
        for leaf in list(grounds_against(each).values())[:1]
        if _is_not_yet(leaf)
    ]
    return [f"**Not met as recorded:** {'; '.join(said[:_MOST_AGAINST])}."] if said else []


def _is_not_yet(leaf: Verdict) -> bool:
    """Whether a course has too few days, or the last study is too short ago."""
    return isinstance(leaf.of, Covers) or (isinstance(leaf.of, Dated) and leaf.of.test == "at_least_ago")


def _known_against(answer: PayerAnswer, failed: CriterionVerdict) -> str:
    """What is recorded against a criterion."""
    said = "; ".join(_fails(answer, leaf) for leaf in list(grounds_against(failed).values())[:_MOST_AGAINST])
    return f": {said}" if said else ""


def _fails(answer: PayerAnswer, leaf: Verdict) -> str:
    if leaf.fact is None:
        return ""
    short = shortfall(leaf, answer.day)
    recorded = ", ".join(evidence_words(leaf.fact.evidence, most=1))
    return f"{escaped(short)} – {recorded}" if short and recorded else escaped(short) or _fact_said(answer, leaf.fact)


def shortfall(leaf: Verdict, day: date) -> str:
    """`25 of 42 days within the last 6 months`, where a course is too short or too old."""
    if not isinstance(leaf.of, Covers) or leaf.fact is None or not isinstance(leaf.fact.value, Interval):
        return ""
    course, wanted = leaf.fact.value, leaf.of
    start, end = max(course.start or day, wanted.inside.before(day)), min(course.end or day, day)
    return f"{max((end - start).days, 0)} of {wanted.period.elapsed_days} days within the last {wanted.inside.words}"


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
