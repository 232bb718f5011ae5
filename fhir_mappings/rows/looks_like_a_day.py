"""What looks like a day in a row of a flowsheet or a form: `17 Nov 2026`, `Nov 17, 2026`, `2026-11-17`, `11/17/26`.

Which day it is does not matter here: rows are told apart without it. The readers of days in texts and in FHIR's elements tell
which (`text.day_in_words`, `resources.days_of`).
"""

from __future__ import annotations

import re
from functools import cache

from fhir_mappings.text.times.time_table import time_table


@cache
def a_day() -> re.Pattern[str]:
    """A whole day, with its year."""
    names = "|".join(sorted(time_table().months, key=len, reverse=True))
    named = rf"\d{{1,2}}[ -](?:{names})[ -]\d{{4}}|(?:{names}) \d{{1,2}},? \d{{4}}"
    return re.compile(rf"\b(?:{named}|\d{{4}}-\d\d-\d\d|\d{{1,2}}([./])\d{{1,2}}\1(?:\d{{4}}|\d\d))\b", re.IGNORECASE)


NAMES_A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
"""What names a year may be of a time gone by."""
