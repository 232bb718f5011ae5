"""Treatments in a text: which, from when to when, whether they were finished, and whether they helped."""
