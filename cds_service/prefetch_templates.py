"""The prefetch templates of our discovery: what we ask a client to send along, and which resource type each key holds.

Written for a CDS Hooks 2.0 client and any R4 server: first-level context tokens only, no parameter twice in a template,
no modifiers, and only the patient token, which every client can fill.
"""

from __future__ import annotations

PREFETCH: dict[str, str] = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "observations": "Observation?patient={{context.patientId}}&_sort=-date&_count=200",
    "procedures": "Procedure?patient={{context.patientId}}",
    "allergies": "AllergyIntolerance?patient={{context.patientId}}",
    "devices": "Device?patient={{context.patientId}}",
    "medications": "MedicationRequest?patient={{context.patientId}}&status=active",
    "statements": "MedicationStatement?patient={{context.patientId}}",
    "reports": "DiagnosticReport?patient={{context.patientId}}&_sort=-date",
    "imaging": "ImagingStudy?patient={{context.patientId}}",
    "answers": "QuestionnaireResponse?patient={{context.patientId}}&status=completed&_sort=-authored&_count=20",
    "orders": "ServiceRequest?patient={{context.patientId}}&status=active&_sort=-authored&_count=50",
}

OPTIONAL = frozenset({"statements", "answers", "orders"})
"""Keys that many records cannot fill. They are read where they come, or along with others, never waited for alone, and
never page by page."""

TYPE_OF_KEY: dict[str, str] = {key: template.split("?")[0].split("/")[0] for key, template in PREFETCH.items()}
KEY_OF_TYPE: dict[str, str] = {kind: key for key, kind in TYPE_OF_KEY.items()}
