"""Local times as other systems wrote them down: text → instant, with the two hours a year that a clock gets wrong."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

type Ambiguous = Literal["first", "second", "reject"]
type Skipped = Literal["forward", "reject"]


SERIAL = "serial"
"""The format of a day as a spreadsheet counts it: days since 1899-12-30, and the time as the fraction of a day."""

# 1927-05-18 to 2119-01-10: nobody's number of a case or a class should pass for a day.
_SERIALS = (10_000, 80_000)


class NotAMoment(ValueError):
    """The text names no instant; the message says why."""


@lru_cache(maxsize=65_536)
def moment(text: str, formats: tuple[str, ...], zone: str, ambiguous: Ambiguous, skipped: Skipped) -> datetime:
    """The instant, in UTC, that `text` names by the first of the `formats` (as of `strptime`) that fits.

    A date without a time is the start of that local day. In autumn an hour is shown twice: `ambiguous` says whether the
    first or the second is meant. In spring one is shown never: `forward` counts it on from before the change, as RFC
    5545 §3.3.5 does. A text with an offset of its own (`%z`) needs neither. Raises NotAMoment.
    """
    local = _parsed(text, formats)
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    first = local.replace(tzinfo=ZoneInfo(zone))
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(first.tzinfo).replace(tzinfo=None, fold=0) != local:
        if skipped == "reject":
            raise NotAMoment(f"clocks in {zone} were put forward over this time: it never was")
        return first.astimezone(UTC)
    if ambiguous == "reject":
        raise NotAMoment(f"clocks in {zone} were put back over this time: it was twice")
    return (first if ambiguous == "first" else second).astimezone(UTC)


def _parsed(text: str, formats: Sequence[str]) -> datetime:
    for form in formats:
        if form == SERIAL:
            if (found := _of_serial(text)) is not None:
                return found
            continue
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone comes from the mapping
        except ValueError:
            continue
    raise NotAMoment(f"not a time as the mapping writes it ({' or '.join(formats)})")


def _of_serial(text: str) -> datetime | None:
    try:
        days = float(text)
    except ValueError:
        return None
    if not _SERIALS[0] <= days < _SERIALS[1]:
        return None
    # A day's fraction is never exactly a second.
    return datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))  # noqa: DTZ001 - the zone comes from the mapping
