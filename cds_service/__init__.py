"""The Flask skin: discovery, hooks, feedback, FHIR access, consultation store, settings and command line."""
