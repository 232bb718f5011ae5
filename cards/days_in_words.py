"""Days as a clinician writes them, whatever the language of the machine."""

from __future__ import annotations

from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_TOLD = 60
_MONTH = 30.44


def day_words(day: date) -> str:
    """`3 Nov 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span_words(first: date, last: date) -> str:
    """The days that a date can mean: `3 Nov 2026`, `Nov 2026` or `2026`."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    return str(first.year)


def ago_words(days: int) -> str:
    """`today`, `17 days ago`, `4 months ago`."""
    if days < 2:
        return ("today", "yesterday")[days]
    return f"{days} days ago" if days <= _DAYS_TOLD else f"{round(days / _MONTH)} months ago"
