"""How FHIR R4 says it: draft orders and the record read into studies and findings; a replacement order written back."""
