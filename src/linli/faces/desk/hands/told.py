"""Hands in the reader's words: who had a case, how long, and how much of it was overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.cases.queries import Sum
from linli.cases.rules.hands import Hand, Holder
from linli.faces.desk.due import moment
from linli.faces.desk.names import Names
from linli.faces.desk.words.hands import HOLDERS

WIDTH = 1000  # of the bar, in units of its own
_LEAST = 4


@dataclass(frozen=True, slots=True)
class Held:
    """A hand as a row of a table and a piece of a bar from `x` on, `width` wide."""

    who: str
    kind: str
    since: str
    until: str
    passed: str
    worked: str
    late: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Summed:
    who: str
    cases: int
    late_cases: int
    passed: str
    worked: str
    late: str


def told(hands: Sequence[Hand], names: Names, now: datetime) -> list[Held]:
    """The hands of one case, oldest first; the bar is as long as all of them, each wide enough to be seen."""
    whole = sum((hand.passed for hand in hands), timedelta()) or timedelta(seconds=1)
    found, x = [], 0
    room = WIDTH - _LEAST * len(hands)
    for hand in hands:
        width = _LEAST + int(room * (hand.passed / whole))
        found.append(
            Held(
                who=who(hand.holder, hand.unit_path, names, assisting=hand.assisting),
                kind=str(hand.holder),
                since=moment(hand.since, now),
                until=moment(hand.until, now) if hand.until else "",
                passed=length(hand.passed),
                worked=length(hand.worked),
                late=length(hand.late) if hand.late else "",
                x=x,
                width=width,
            )
        )
        x += width
    return found


def summed(sums: Sequence[Sum], names: Names) -> list[Summed]:
    return [
        Summed(
            who(one.holder, one.unit_path, names, level=one.level),
            one.cases,
            one.late_cases,
            length(one.passed),
            length(one.worked),
            length(one.late) if one.late else "",
        )
        for one in sums
    ]


def who(holder: Holder, unit_path: str, names: Names, *, assisting: bool = False, level: int = 0) -> str:
    if unit_path:
        name = names.unit(unit_path)
        return _("%(unit)s (its part)") % {"unit": name} if assisting else name
    return _("Units of level %(level)d") % {"level": level} if level else str(HOLDERS[holder])


def length(time: timedelta) -> str:
    """Days of 24 hours and hours, or hours and minutes: enough to compare by."""
    minutes = int(time / timedelta(minutes=1))
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    days, hours = divmod(hours, 24)
    return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
