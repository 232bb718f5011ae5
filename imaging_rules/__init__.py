"""What is known about imaging: studies, features, guidelines, safety constraints, payer policies, and the assessment of an
order.

Usable from a notebook or a batch job with no server and no FHIR::

    from datetime import date
    from imaging_rules import Library, assess, read_case

    library = Library.load()
    case = read_case(
        {"features": {"age_years": 35, "neck_pain": True}, "studies": ["mri-cervical-spine-without-iv-contrast"]},
        library.vocabulary,
        date(2026, 11, 20),
    )
    assess(library, case).to_json()
"""

from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import Assessment, OrderAssessment
from imaging_rules.case import Case, CaseProblem, assess, read_case
from imaging_rules.facts import Evidence, Finding, Record, State
from imaging_rules.library import Library
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.payer.evaluation import payer_verdict
from imaging_rules.payer.policy import PayerPolicy
from imaging_rules.payer.verdict import PayerStatus, PayerVerdict
from imaging_rules.study import Study, study

__all__ = [
    "Assessment",
    "Basket",
    "Case",
    "CaseProblem",
    "Evidence",
    "Finding",
    "Library",
    "OrderAssessment",
    "OrderToAssess",
    "PayerPolicy",
    "PayerStatus",
    "PayerVerdict",
    "Record",
    "State",
    "Study",
    "assess",
    "assess_order",
    "payer_verdict",
    "read_case",
    "study",
]
