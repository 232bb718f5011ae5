"""The codes of FHIR's status elements that several readers ask for; "" is no status at all.

Sources: FHIR R4 value sets observation-status, diagnostic-report-status and condition-ver-status.
"""

from __future__ import annotations

REVISED = frozenset({"amended", "corrected", "appended"})
"""Changed after it was final."""
FINAL = frozenset({"final", ""}) | REVISED
"""A result that counts."""
INTERIM = frozenset({"preliminary", "registered", "unknown"})
"""A result that is not final, and may be none."""
INTERIM_REPORT = INTERIM | {"partial"}
"""A report of results of which some may still come."""
SUSPECTED = frozenset({"provisional", "differential", "unconfirmed"})
"""A diagnosis that is thought of, neither confirmed nor refuted."""
