"""What tests of the clocks share: a town with several calendars, and cases told as a list of moments and moves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests import town

from linli.cases.rules import FLOWS, Event, Given, State
from linli.catalogue.rules.edition import Edition, LimitRow, Unit
from linli.kernel.periods import Hours, Limit, LimitUnit, Span, WorkCalendar
from linli.kernel.rights import Role
from linli.kernel.words import words

type Act = tuple[str, str, dict[str, object]]


def _hours(*spans: tuple[int, int]) -> Hours:
    return tuple(Span(opens * 60, closes * 60) for opens, closes in spans)


def _days(first: str, last: str) -> Iterable[date]:
    return (date.fromordinal(day) for day in range(_ordinal(first), _ordinal(last) + 1))


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


OFFICE_DAY = _hours((8, 12), (14, 18))
ZURICH_DAY = _hours((8, 12), (13, 17))
NIGHT = _hours((0, 6), (22, 24))
# Spring Festival and National Day of 2026, each with the weekend days that are worked for them.
HOLIDAYS = frozenset((*_days("2026-02-15", "2026-02-23"), *_days("2026-10-01", "2026-10-07")))
MAKE_UP = frozenset(map(date.fromisoformat, ("2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10")))
CALENDARS = {
    "office": WorkCalendar("Asia/Shanghai", (OFFICE_DAY,) * 5 + ((), ()), OFFICE_DAY, HOLIDAYS, MAKE_UP),
    "always": WorkCalendar("Asia/Shanghai", (_hours((0, 24)),) * 7, _hours((0, 24))),
    "zurich": WorkCalendar("Europe/Zurich", (ZURICH_DAY,) * 5 + ((), ()), ZURICH_DAY),
    "zurich-night": WorkCalendar("Europe/Zurich", (NIGHT,) * 7, NIGHT),
}
ZONES = {name: ZoneInfo(calendar.time_zone) for name, calendar in CALENDARS.items()}


def edition(limit: Limit, calendars: dict[str, WorkCalendar] = CALENDARS) -> Edition:
    """The town with one limit for everything, and a unit for each calendar, named like it."""
    units = {name: Unit(name, name, None, words("单位", "Unit"), "", name) for name in calendars}
    row = LimitRow("*", "ordinary", words("一般", "Ordinary"), limit)
    return replace(town.EDITION, limits=(row,), calendars=calendars, units=units)


def limit(text: str) -> Limit:
    """`2 d working` as a limit."""
    value, unit, clock = text.split()
    units: dict[str, LimitUnit] = {"min": "min", "h": "h", "d": "d"}
    return Limit(int(value), units[unit], "working" if clock == "working" else "continuous")


def told(acts: Iterable[tuple[datetime, str, Given]], *, flow: int = 2) -> list[Event]:
    """The events of these acts on a case that was reported and filed at the first of them. Nothing is judged."""
    acts = list(acts)
    first = acts[0][0]
    events: list[Event] = []
    state = State.NEW
    for at, move, given in [(first, "report", Given()), (first, "file", Given(class_key=town.LAMP)), *acts]:
        row = FLOWS[flow].moves[move]
        assert state in row.sources, (move, state)
        after = row.target or state
        events.append(Event(len(events) + 1, move, at, state, after, "staff", 1, Role.SYSTEM, "", given, 1))
        state = after
    return events
