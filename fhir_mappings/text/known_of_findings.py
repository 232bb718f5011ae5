"""What the reader of texts has to know of findings: which last, which have a day, which are treatments, which belong together.

All of it from tables; read once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fhir_mappings.codes.findings import table_value
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.finding_roles import Kinds
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from fhir_mappings.vocabulary import vocabulary_findings
from imaging_rules.facts import State

_INJECTIONS = frozenset({"epidural_injection", "facet_injection"})
_PARTS_WITH_A_PAST = frozenset({"condition", "procedure", "device", "allergy"})
_GENERAL = frozenset({"fever", "weight_loss", "night_sweats", "malaise"})
_OF_THE_ORDER_WITH_A_PAST = frozenset({"other_question"})


@dataclass(frozen=True)
class KindsOfTime:
    """`lasting`: what a time makes the duration of; `dated`: what it makes the day of; `treatments`: what lasted so long;
    `deficits`: what is new or worse when it is called so; `injuries`: what a complaint may date from; `procedures`: what is
    recent for some weeks; `events`: what came over somebody on a day; `root_pains`: pain of the lower back and its roots, of
    which `root_signs` are newer signs."""

    lasting: frozenset[str]
    dated: frozenset[str]
    treatments: frozenset[str]
    deficits: frozenset[str]
    injuries: frozenset[str]
    procedures: frozenset[str]
    root_pains: frozenset[str]
    root_signs: frozenset[str]
    events: frozenset[str]
    any: frozenset[str]
    """All that have a time."""

    def lasts(self, hit: Hit) -> bool:
        """Whether a time beside a phrase is how long it has lasted."""
        return not self.lasting.isdisjoint(hit.findings)

    def is_deficit(self, hit: Hit) -> bool:
        """Whether a phrase says a symptom of nerves that can be new or worse."""
        return not self.deficits.isdisjoint(hit.findings)

    def is_treatment(self, hit: Hit) -> bool:
        """Whether a phrase says a treatment."""
        return not self.treatments.isdisjoint(hit.findings)

    def is_procedure(self, hit: Hit) -> bool:
        """Whether a phrase says an operation or an injection of the spine that was done."""
        done = not self.procedures.isdisjoint(hit.findings)
        if done and any(each.finding in self.procedures and each.state is not State.REFUTED for each in hit.meanings):
            return True
        return _names_an_injection(hit.row)

    def is_injury(self, hit: Hit) -> bool:
        """Whether a phrase says an injury that is there."""
        if self.injuries.isdisjoint(hit.findings):
            return False
        return any(meaning.finding in self.injuries and meaning.state is State.PRESENT for meaning in hit.meanings)

    def has_time(self, hit: Hit | Row) -> bool:
        """Whether a phrase says anything that has a time."""
        return not self.any.isdisjoint(hit.findings)


@cache
def kinds_of_time() -> KindsOfTime:
    """From `tables/text/time_kinds.csv` and the complaints."""
    rows = table("text/time_kinds")
    kinds = ("lasts", "dated", "treatment", "deficit", "injury", "procedure", "root pain", "root sign", "event")
    by_kind = {kind: frozenset(row["finding"] for row in rows if row["kind"] == kind) for kind in kinds}
    lasting = by_kind["lasts"] | {row["finding"] for row in table("complaints")}
    timely = lasting | by_kind["dated"] | by_kind["treatment"] | by_kind["injury"] | by_kind["procedure"]
    return KindsOfTime(
        lasting,
        by_kind["dated"],
        by_kind["treatment"],
        by_kind["deficit"],
        by_kind["injury"],
        by_kind["procedure"],
        by_kind["root pain"],
        by_kind["root sign"],
        by_kind["event"],
        timely,
    )


@cache
def _names_an_injection(row: Row) -> bool:
    """Whether a value that a phrase says is an injection of the spine."""
    values = {value for each in row.meanings if isinstance(each.value, tuple) for value in each.value}
    return bool(_INJECTIONS & values)


@cache
def symptoms() -> frozenset[str]:
    """Symptoms that name no disease: who tells of one has it, whatever cause is asked for."""
    return kinds_of_time().deficits | {row["finding"] for row in table("text/time_kinds") if row["kind"] == "symptom"}


@cache
def passing_symptoms() -> frozenset[str]:
    """What somebody tells of and may have had for a time: complaints, symptoms of nerves, general warning signs."""
    told = kinds_of_time().deficits | symptoms() | context_kinds().complaints | context_words().named_diseases | _GENERAL
    return told - context_words().lasting


@cache
def context_kinds() -> Kinds:
    """What the walk over the words around findings has to know."""
    findings = vocabulary_findings()
    named = context_words().named_diseases
    complaints = column("complaints", "finding") - named
    diagnoses = {
        name for name, row in findings.items() if "condition" in row["record_part"] and "observation" not in row["record_part"]
    }
    done = {name for name, row in findings.items() if "procedure" in row["record_part"] and name.startswith("prior_")}
    done |= kinds_of_time().treatments | {"recent_spine_procedure", "vcf_treated_or_multiple"}
    past = {name for name, row in findings.items() if _PARTS_WITH_A_PAST & set(row["record_part"])} | _OF_THE_ORDER_WITH_A_PAST
    deficits = kinds_of_time().deficits | named | context_words().listed_symptoms
    diagnoses -= context_words().no_diagnoses
    implants = {name for name, row in findings.items() if "device" in row["record_part"]}
    return Kinds(complaints, *(frozenset(each) for each in (diagnoses, done, deficits, past, implants)))


@cache
def suspicions() -> dict[str, tuple[Meaning, ...]]:
    """What it also says to suspect a finding."""
    found: dict[str, tuple[Meaning, ...]] = {}
    for row in table("text/suspicions"):
        suspected = Meaning(row["finding"], State(row["state"]), table_value(row["value"]))
        found[row["when_suspected"]] = (*found.get(row["when_suspected"], ()), suspected)
    return found


@cache
def past_of() -> dict[str, str]:
    """The finding for having had, by that for having now."""
    return {row["now"]: row["past"] for row in table("text/pasts")}


@cache
def neighbours() -> dict[str, frozenset[str]]:
    """By a finding that says something only beside others, those others."""
    found: dict[str, set[str]] = {}
    for row in table("text/neighbours"):
        found.setdefault(row["finding"], set()).add(row["beside"])
    return {finding: frozenset(beside) for finding, beside in found.items()}


@cache
def regions() -> dict[str, str]:
    """The region of the spine that a finding speaks of."""
    return {row["finding"]: row["region"] for row in table("text/regions")}


@cache
def relapsing() -> frozenset[str]:
    """Diseases that come in attacks."""
    return column("relapses", "finding")


@cache
def recent_procedure_days() -> int:
    """How many days an operation or injection of the spine counts as recent, as for recorded procedures."""
    return next(
        int(row["within_days"])
        for row in table("recency")
        if (row["finding"], row["record_type"]) == ("recent_spine_procedure", "Procedure")
    )


@cache
def new_deficit_days() -> int:
    """How many days a deficit counts as new, as for recorded conditions."""
    return next(int(row["days"]) for row in table("onset_limits") if row["limit"] == "new_until")


@cache
def fast_tempo_days() -> int:
    """Over how many days a deficit comes on that comes on in hours to days."""
    return next(int(row["days"]) for row in table("onset_limits") if row["limit"] == "fast_until")


@cache
def planned_days() -> int:
    """Within how many days a day without a year that stands beside an operation is the day it is planned for."""
    return next(int(row["days"]) for row in table("onset_limits") if row["limit"] == "planned_within")


@cache
def also_said() -> dict[str, str]:
    """By a finding another one that it says as well."""
    return {row["finding"]: row["also"] for row in table("text/also")}
