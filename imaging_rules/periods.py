"""ISO 8601 periods counted back from a day: months and years are calendar months and years, weeks are seven days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORM = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,5})D)?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A length of time such as P6W, P3M, P42D."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Raises ValueError for anything but PnYnMnWnD with at least one part."""
        form = _FORM.fullmatch(text)
        if form is None or not any(form.groups()):
            raise ValueError(f"not a period: {text}")
        years, months, weeks, days = (int(part or 0) for part in form.groups())
        return cls(years, months, 7 * weeks + days)

    def before(self, day: date) -> date:
        """The day this long before `day`; the last day of a month that is too short."""
        month_count = day.year * 12 + day.month - 1 - self.years * 12 - self.months
        year, month = max(1, month_count // 12), month_count % 12 + 1
        shifted = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        return shifted - timedelta(days=min(self.days, shifted.toordinal() - 1))

    @property
    def words(self) -> str:
        """Such as `1 year`, `30 days`."""
        parts = ((self.years, "year"), (self.months, "month"), (self.days, "day"))
        return " ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count) or "no time"

    @property
    def elapsed_days(self) -> int:
        """Days of a period in weeks and days. Raises ValueError for months or years, which have no fixed length."""
        if self.years or self.months:
            raise ValueError("months and years have no fixed number of days")
        return self.days
