"""Questionnaires of other people: what their questions ask for and what the answers say."""
