"""The tables of consultations and feedback.

Kept are ids, codes, ratings and the assessment; no names, no free text, no token. The findings and drafts that the details app
shows stand in a table of their own and go after some hours; the findings without words that a replay needs in another, and go
when the site says; so do consultations and feedback, which are kept until it says. A library is kept once, by its hash.
"""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
CONSULTATION = sa.Table(
    "consultation",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("made_at", sa.String, nullable=False),
    sa.Column("client", sa.String, nullable=False),
    sa.Column("service", sa.String, nullable=False),
    sa.Column("hook", sa.String, nullable=False),
    sa.Column("hook_instance", sa.String, nullable=False),
    sa.Column("patient_id", sa.String, nullable=False),
    sa.Column("user_id", sa.String, nullable=False),
    sa.Column("as_of", sa.String, nullable=False),
    sa.Column("assessment", sa.Text, nullable=False),
)
ANSWER_ID = sa.Table(
    "answer_id",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("consultation", sa.String, nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("of", sa.String, nullable=False),
)
FEEDBACK = sa.Table(
    "feedback",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("service", sa.String, nullable=False),
    sa.Column("card", sa.String, nullable=False, index=True),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("suggestions", sa.Text, nullable=False),
    sa.Column("outcome_timestamp", sa.String, nullable=False),
    sa.Column("reason_system", sa.String, nullable=False),
    sa.Column("reason_code", sa.String, nullable=False),
    sa.Column("received_at", sa.String, nullable=False),
)
DETAILS = sa.Table(
    "consultation_details",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("consultation", sa.String, nullable=False),
    sa.Column("client", sa.String, nullable=False),
    sa.Column("patient_id", sa.String, nullable=False),
    sa.Column("made_at", sa.String, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
    sa.Column("tasks", sa.Text, nullable=False),
    sa.Index("details_of_patient", "client", "patient_id"),
)
"""The one table with findings of patients; `id` is the SHA-256 of the handle. Rows go when they expire."""
REPLAY = sa.Table(
    "consultation_facts",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("program", sa.String, nullable=False),
    sa.Column("library", sa.String, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
    sa.Column("tasks", sa.Text, nullable=False),
)
"""Findings of patients without words; `id` is the consultation's. Rows go when they expire."""
LIBRARY = sa.Table(
    "library",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("first_used", sa.String, nullable=False),
    sa.Column("program", sa.String, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""Every library that was ever in use, packed; `id` is its content hash. No patient data."""
