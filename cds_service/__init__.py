"""The Flask skin: discovery, hooks, feedback, FHIR access, consultation store, settings and command line."""

__version__ = "0.1.0"
