"""What the reader asks to try: an edition or a draft, and days, read from the address bar."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from linli.catalogue.queries import Known
from linli.kernel.results import Allowed, Refused, Result

LONGEST_DAYS = 31
DRAFT = "draft-"
_WEEK = timedelta(days=6)

type Wrong = Literal["edition_unknown", "dates_unreadable", "dates_reversed", "period_too_long"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Edition `number`, or else `draft`, on the reports of the days from `first` to `last`, both included."""

    number: int
    first: date
    last: date
    draft: int = 0

    def period(self, time_zone: str) -> tuple[datetime, datetime]:
        """From the beginning of the first day until just before the day after the last, in the city's time zone."""
        zone = ZoneInfo(time_zone)
        return (
            datetime.combine(self.first, time(), zone),
            datetime.combine(self.last + timedelta(days=1), time(), zone),
        )


def proposed(known: Sequence[Known], today: date, *, draft: int = 0) -> Asked:
    """What the form opens with: the edition in force, or a draft, on the week up to today."""
    return Asked(next(one.number for one in known if one.in_force), today - _WEEK, today, draft)


def draft_in(query: Mapping[str, str], drafts: Collection[int]) -> int:
    """The draft that was asked for as `draft-NUMBER`; 0 where it was none of these."""
    text = query.get("edition", "").removeprefix(DRAFT)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return number if query.get("edition", "").startswith(DRAFT) and number in drafts else 0


def read(query: Mapping[str, str], known: Sequence[Known], drafts: Collection[int] = ()) -> Result[Asked]:
    """What was asked. Refused: a code of `Wrong`."""
    text = query.get("edition", "")
    draft = draft_in(query, drafts)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not draft and all(one.number != number for one in known):
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
    return Allowed(Asked(number, first, last, draft))
