"""Consultations: what is kept of an answered request, where, and how it is assessed again."""
