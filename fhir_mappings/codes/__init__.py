"""Codes of standard systems: their spelling, what they stand for, and those that say nothing."""
