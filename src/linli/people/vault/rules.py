"""Judgements about sealed contacts: how they are masked and padded, and which openings are unusual."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from linli.kernel.periods import WorkCalendar
from linli.kernel.rights import Grant

STAR = "*"
LEAST_RECORD = 512  # bytes; a name, a phone and an e-mail of usual lengths fit, so that almost all records are as long
_LENGTH = 4  # bytes that say how long a padded record is
_DIGITS_HIDDEN = 4  # as the field writes it: 138****5678


def mask_phone(phone: str) -> str:
    """A phone with its middle hidden: 138****5678. What has fewer than nine digits shows its last two at most."""
    digits = _digits(phone)
    if not digits:
        return ""
    if len(digits) < 2 * _DIGITS_HIDDEN + 1:
        shown = digits[-2:] if len(digits) > 2 * _DIGITS_HIDDEN - 2 else ""
        return STAR * _DIGITS_HIDDEN + shown
    return digits[:3][: len(digits) - 2 * _DIGITS_HIDDEN] + STAR * _DIGITS_HIDDEN + digits[-4:]


def _digits(phone: str) -> str:
    """The digits of a number as it is dialled within China, of any other as it is written."""
    return re.sub(r"\D", "", re.sub(r"^\s*(?:\+|00)86", "", phone))


def mask_email(email: str) -> str:
    """An address with its first character and where it is kept: z***@example.org."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}{STAR * 3}@{domain}" if at and local else STAR * 3 if email else ""


def mask_name(name: str) -> str:
    """A name with its first character, and always as many stars: 林**."""
    return f"{name[0]}{STAR * 2}" if name else ""


def pad(content: bytes) -> bytes:
    """A record made as long as most others are: 512 bytes, else the next power of two. `unpad` is its inverse."""
    longest = LEAST_RECORD
    while longest < len(content) + _LENGTH:
        longest *= 2
    return (len(content).to_bytes(_LENGTH) + content).ljust(longest, b"\0")


def unpad(padded: bytes) -> bytes:
    return padded[_LENGTH : _LENGTH + int.from_bytes(padded[:_LENGTH])]


class Unusual(StrEnum):
    """Why an opening is looked at by an auditor. It says nothing of guilt: whoever stands in works elsewhere, too."""

    MANY = "many"
    ELSEWHERE = "elsewhere"
    OUT_OF_HOURS = "out_of_hours"


@dataclass(frozen=True, slots=True)
class Habit:
    """What is usual: fewer than `many` cases opened by one account within `window`, in the city's hours unless the desk
    is staffed at `any_hour`."""

    many: int
    window: timedelta
    any_hour: bool = False


def unusual(
    habit: Habit, *, cases: int, by: Grant | None, at: datetime, calendar: WorkCalendar | None
) -> tuple[Unusual, ...]:
    """What is unusual about an opening at `at` (aware), in the order of `Unusual`.

    `cases` are the different cases whose contacts the account opened within the window, this one included. `by` is the
    grant that allowed it: none where it was refused because no post of the account covers the case; one held for
    somebody absent lies outside the own area as well. Without a `calendar` no hour is unusual.
    """
    found = {
        Unusual.MANY: cases >= habit.many,
        Unusual.ELSEWHERE: by is None or by.stands_for is not None,
        Unusual.OUT_OF_HOURS: calendar is not None and not habit.any_hour and not _open(calendar, at),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _open(calendar: WorkCalendar, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(calendar.time_zone))
    minute = local.hour * 60 + local.minute
    return any(span.opens <= minute < span.closes for span in calendar.hours(local.date()))


def same(reporters: Mapping[str, tuple[str, str]]) -> int:
    """How many of these reporters, by case, are one somebody else is as well: by phone, else by e-mail, as (phone,
    e-mail)."""
    phones = {one: _digits(phone) for one, (phone, _) in reporters.items()}
    emails = {one: email.casefold() for one, (_, email) in reporters.items()}
    return sum(
        any(
            other != one and ((phones[one] and phones[one] == phones[other]) or (mail and mail == emails[other]))
            for other in reporters
        )
        for one, mail in emails.items()
    )
