"""The signs, joining words and short answers that the walk over a text goes by, and how far is near."""

from __future__ import annotations

from fhir_mappings.text.words import keys

ENDS = frozenset({".", ";", "\n", "!"})
BULLETS = frozenset({"•", "●", "▪", "◦"})
"""Each begins an item of a list on one line."""
JOINS = frozenset({"and", "or", "nor", "&", "/", "+"})
SIGNS = ENDS | JOINS | {",", ":"}
PATIENT = frozenset({"pt", "patient", "she", "he", "himself", "herself"})
"""After a comma these end what was said of a relative: 'sister on warfarin, pt on none'."""
BEFORE_THE_PATIENT = frozenset({",", *keys("but however though although while whilst whereas")})
"""With one of these before such a word: 'father has psoriasis but he himself has no rash'."""
WALKED = SIGNS | PATIENT | BULLETS | {"(", ")"}
ORS = frozenset({"or", "nor"})
AFTER_AN_ANSWER = ENDS | {",", ")"}
ANSWERS = frozenset({"no", "nil", "none", "never", "n", "0", "y", "yes"})
"""These speak of what came only where nothing follows: 'fever: no', but not 'neck pain no relief'."""
VERDICTS = frozenset({"negative", "neg", "positive", "pos", "absent", "present"})
"""Just after a finding these speak of it, whatever follows."""
REVERSES = frozenset({"positive", "pos", "+", "upgoing", "up", "confirmed", "yes", "y"})
"""These affirm even what a list denied: 'denies fever, Hoffmann positive'; 'present', 'noted' do not: 'no weakness noted'."""
NEAR = 2
"""'worsening of pain', 'new pain': so near stands what is worse or new."""
REACH = 4
"""A bare denial reaches this many plain words far: 'not sure whether it was the fall that hurt' denies nothing."""
