"""Rows of flowsheets and forms, a label and an answer each, read as what they state."""
