"""A small FHIR R4 server with SMART App Launch over the sample patients: read-only, in memory, this machine only."""
