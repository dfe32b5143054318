"""What the reader asks to try: an edition and days, read from the address bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from linli.catalogue.queries import Known
from linli.kernel.results import Allowed, Refused, Result

LONGEST_DAYS = 31
_WEEK = timedelta(days=6)

type Wrong = Literal["edition_unknown", "dates_unreadable", "dates_reversed", "period_too_long"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Edition `number` on the reports of the days from `first` to `last`, both included."""

    number: int
    first: date
    last: date

    def period(self, time_zone: str) -> tuple[datetime, datetime]:
        """From the beginning of the first day until just before the day after the last, in the city's time zone."""
        zone = ZoneInfo(time_zone)
        return (
            datetime.combine(self.first, time(), zone),
            datetime.combine(self.last + timedelta(days=1), time(), zone),
        )


def proposed(known: Sequence[Known], today: date) -> Asked:
    """What the form opens with: the edition in force, on the week up to today."""
    return Asked(next(one.number for one in known if one.in_force), today - _WEEK, today)


def read(query: Mapping[str, str], known: Sequence[Known]) -> Result[Asked]:
    """What was asked. Refused: a code of `Wrong`."""
    text = query.get("edition", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if all(one.number != number for one in known):
        return Refused("edition_unknown")
    try:
        first, last = date.fromisoformat(query.get("from", "")), date.fromisoformat(query.get("to", ""))
    except ValueError:
        return Refused("dates_unreadable")
    if not date(1970, 1, 2) <= first <= date(9000, 1, 1) or not date(1970, 1, 2) <= last <= date(9000, 1, 1):
        return Refused("dates_unreadable")
    if last < first:
        return Refused("dates_reversed")
    if (last - first).days >= LONGEST_DAYS:
        return Refused("period_too_long")
    return Allowed(Asked(number, first, last))
