"""Days of the city, as pages ask for them: read from an address, and where they begin."""

from datetime import date, datetime, time

from django.utils import timezone


def read_day(text: str) -> date | None:
    """A day as `2026-03-02`; None where it is none, or lies in another age."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def midnight(day: date) -> datetime:
    """When a day of the city begins."""
    return timezone.make_aware(datetime.combine(day, time()))
