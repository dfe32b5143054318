"""Deadlines computed by hand, each with its sum written out, and a slow oracle that walks minute by minute."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.rules.clock_kit import CALENDARS, HOLIDAYS, MAKE_UP, OFFICE_DAY, ZONES, edition, limit, told
from tests.rules.test_periods import is_open

from linli.cases.rules import Event, Given
from linli.cases.rules.clock import Clock, Working, due_of, working
from linli.catalogue.rules.edition import Edition
from linli.kernel.periods import Limit, WorkCalendar

MINUTE = timedelta(minutes=1)
DISPATCH, ACCEPT, GO_ON, REVIVE, RETURN, HANDLE, FAIL, PASS, DISSENT, GRANT, REFUSE = (
    *("dispatch", "accept", "resume", "revive", "return", "handle", "fail", "pass", "dissent", "grant", "refuse"),
)


@dataclass(frozen=True)
class Sum:
    """A case by hand: who has it from when, what happened, when it is due, and the sum. Times are the unit's own."""

    name: str
    limit: str
    acts: str
    due: str
    sum: str
    unit: str = "office"
    flow: int = 2


# Monday 2 March 2026 is the first day of most of them. `A until B` stops the clock, `+2` is how much more is asked for.
SUMS = (
    Sum("two working days", "2 d working", "03-02 10:00 dispatch", "03-04 10:00", "Mon 6 h + Tue 8 h + Wed 2 h = 16 h"),
    Sum("over a weekend", "4 h working", "03-06 16:00 dispatch", "03-09 10:00", "Fri 2 h + Mon 2 h = 4 h"),
    Sum("an emergency at night", "2 h continuous", "03-06 23:00 dispatch", "03-07 01:00", "Fri 1 h + Sat 1 h = 2 h"),
    Sum("from a Saturday on", "4 h working", "03-07 11:00 dispatch", "03-09 12:00", "Mon 8-12 = 4 h, due at closing"),
    Sum("from closing on", "1 d working", "03-06 18:00 dispatch", "03-09 18:00", "Fri 0 h + Mon 8 h = 8 h"),
    Sum("over lunch", "30 min working", "03-02 11:45 dispatch", "03-02 14:15", "15 min + 15 min after lunch"),
    Sum("a week of calendar days", "7 d continuous", "03-02 10:00 dispatch", "03-09 10:00", "7 x 24 h"),
    Sum(
        "Spring Festival with a make-up Saturday before it", "2 d working", "02-13 14:00 dispatch", "02-24 12:00",
        "Fri 4 h + make-up Sat 8 h + 9 days off 0 h + Tue 4 h = 16 h",
    ),
    Sum(
        "from a make-up Saturday over Spring Festival", "1 d working", "02-14 16:00 dispatch", "02-24 16:00",
        "make-up Sat 2 h + Tue 4 h + 2 h = 8 h",
    ),
    Sum("in the middle of Spring Festival", "4 h working", "02-18 10:00 dispatch", "02-24 12:00", "0 h + Tue 4 h"),
    Sum(
        "the make-up Saturday after Spring Festival", "1 d working", "02-27 14:00 dispatch", "02-28 12:00",
        "Fri 4 h + make-up Sat 4 h = 8 h",
    ),
    Sum(
        "calendar days know no Spring Festival", "7 d continuous", "02-14 10:00 dispatch", "02-21 10:00", "7 x 24 h"
    ),
    Sum(
        "a pause over Spring Festival", "2 d working",
        "02-13 14:00 dispatch; 02-13 14:00 accept; 02-13 16:00 pause until 02-25 08:00", "02-26 16:00",
        "Fri 2 h | Wed 8 h + Thu 4 h + 2 h = 16 h; the make-up Sat and Tue are paused",
    ),
    Sum(
        "National Day", "2 d working", "09-30 16:00 dispatch", "10-09 16:00", "Wed 2 h + Thu 8 h + Fri 6 h = 16 h"
    ),
    Sum(
        "National Day's make-up Saturday", "2 d working", "10-09 14:00 dispatch", "10-12 12:00",
        "Fri 4 h + make-up Sat 8 h + Sun 0 h + Mon 4 h = 16 h",
    ),
    Sum(
        "a pause over a weekend", "1 d working",
        "03-06 14:00 dispatch; 03-06 14:00 accept; 03-06 16:00 pause until 03-09 10:00", "03-09 18:00",
        "Fri 2 h | Mon 10-12 2 h + 14-18 4 h = 8 h",
    ),
    Sum(
        "a pause over a weekend that is ended on Saturday", "1 d working",
        "03-06 14:00 dispatch; 03-06 14:00 accept; 03-06 16:00 pause until 03-09 10:00; 03-07 12:00 resume",
        "03-09 16:00", "Fri 2 h | Sat 0 h + Mon 4 h + 2 h = 8 h",
    ),
    Sum(
        "a pause outside hours costs nothing", "1 d working",
        "03-06 14:00 dispatch; 03-06 14:00 accept; 03-06 19:00 pause until 03-09 07:00", "03-09 12:00",
        "Fri 4 h | Mon 4 h = 8 h",
    ),
    Sum(
        "the system ends a pause three hours late", "1 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-02 12:00 pause until 03-03 08:00; 03-03 11:00 resume",
        "03-03 16:00", "Mon 2 h | from Tue 8:00, as promised: 4 h + 2 h = 8 h",
    ),
    Sum(
        "two pauses", "1 d working",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 09:00 pause until 03-02 11:00; 03-02 11:00 resume;"
        " 03-02 15:00 pause until 03-03 15:00", "03-04 10:00",
        "8-9 1 h | 11-12 1 h + 14-15 1 h | Tue 15-18 3 h + Wed 2 h = 8 h",
    ),
    Sum(
        "a pause at night of an emergency", "4 h continuous",
        "03-02 22:00 dispatch; 03-02 22:00 accept; 03-02 23:00 pause until 03-03 07:00", "03-03 10:00",
        "22-23 1 h | 7-10 3 h = 4 h",
    ),
    Sum(
        "a pause that comes too late", "4 h working",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 14:30 pause until 03-06 08:00", "03-02 12:00",
        "8-12 4 h; what is late is not made good by a pause",
    ),
    Sum(
        "a pause at the very deadline", "4 h working",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 12:00 pause until 03-03 12:00", "03-02 12:00", "8-12 4 h",
    ),
    Sum(
        "an extension", "2 d working",
        "03-02 10:00 dispatch; 03-02 11:00 ask_extension +1; 03-03 09:00 grant", "03-05 10:00",
        "Mon 6 h + Tue 8 h + Wed 8 h + Thu 2 h = 24 h",
    ),
    Sum(
        "an extension refused", "2 d working",
        "03-02 10:00 dispatch; 03-02 11:00 ask_extension +1; 03-03 09:00 refuse", "03-04 10:00", "6 h + 8 h + 2 h",
    ),
    Sum(
        "an extension nobody has decided on", "2 d working",
        "03-02 10:00 dispatch; 03-02 11:00 ask_extension +2", "03-04 10:00", "6 h + 8 h + 2 h",
    ),
    Sum(
        "two extensions", "2 d working",
        "03-02 10:00 dispatch; 03-02 11:00 ask_extension +1; 03-03 09:00 grant; 03-04 09:00 ask_extension +2;"
        " 03-04 10:00 grant", "03-09 10:00", "2 + 1 + 2 = 5 days: Mon 6 h + 4 x 8 h + next Mon 2 h = 40 h",
    ),
    Sum(
        "an extension granted after the deadline", "4 h working",
        "03-02 08:00 dispatch; 03-02 11:00 ask_extension +4; 03-03 09:00 grant", "03-02 18:00",
        "8-12 4 h + 14-18 4 h = 8 h: still late on Tuesday",
    ),
    Sum(
        "an extension inside a pause", "1 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-02 15:00 ask_extension +1; 03-02 16:00 pause until 03-04 08:00;"
        " 03-03 09:00 grant", "03-05 12:00", "Mon 2 h + 2 h | Wed 8 h + Thu 4 h = 16 h",
    ),
    Sum(
        "a suspension", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 10:00 suspend until 04-01 00:00", "04-01 18:00",
        "Mon 6 h + Tue 2 h | Wed 8 h = 16 h",
    ),
    Sum(
        "an extension inside a suspension", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 09:00 ask_extension +1;"
        " 03-03 10:00 suspend until 04-01 00:00; 03-16 09:00 grant", "04-02 18:00",
        "Mon 6 h + Tue 2 h | Wed 8 h + Thu 8 h = 24 h",
    ),
    Sum(
        "a suspension revived early", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 10:00 suspend until 04-01 00:00; 03-20 14:00 revive",
        "03-23 12:00", "Mon 6 h + Tue 2 h | Fri 4 h + Mon 4 h = 16 h",
    ),
    Sum(
        "a pause that gives way to a suspension", "1 d working",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 10:00 pause until 03-06 08:00;"
        " 03-03 10:00 suspend until 03-16 08:00", "03-16 16:00", "Mon 2 h | Mon 4 h + 2 h = 8 h",
    ),
    Sum(
        "a suspension of a year", "4 h continuous",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 09:00 suspend until 2027-03-02 00:00", "2027-03-02 03:00",
        "8-9 1 h | 0-3 3 h = 4 h",
    ),
    Sum(
        "a day when clocks go forward in Zurich", "1 d continuous", "03-28 12:00 dispatch", "03-29 13:00",
        "Sat 12 h + Sun 12 h, of which the clock skips 2-3", unit="zurich",
    ),
    Sum(
        "a day when clocks go back in Zurich", "1 d continuous", "10-24 12:00 dispatch", "10-25 11:00",
        "Sat 12 h + Sun 12 h, of which 2-3 comes twice", unit="zurich",
    ),
    Sum(
        "office hours over the change of clocks", "1 d working", "03-27 15:00 dispatch", "03-30 15:00",
        "Fri 2 h + Mon 4 h + 2 h = 8 h", unit="zurich",
    ),
    Sum(
        "a night shift that is an hour shorter", "8 h working", "03-28 22:00 dispatch", "03-29 23:00",
        "Sat 2 h + Sun 0-2 2 h + 3-6 3 h + 22-23 1 h = 8 h", unit="zurich-night",
    ),
    Sum(
        "a night shift that is an hour longer", "8 h working", "10-24 22:00 dispatch", "10-25 05:00",
        "Sat 2 h + Sun 0-2 2 h + 2-3 twice 2 h + 3-5 2 h = 8 h", unit="zurich-night",
    ),
    Sum(
        "a pause over the change of clocks", "12 h continuous",
        "03-28 20:00 dispatch; 03-28 20:00 accept; 03-28 22:00 pause until 03-29 08:00", "03-29 18:00",
        "Sat 2 h | Sun 8-18 10 h = 12 h", unit="zurich",
    ),
    Sum(
        "returned and sent to a unit of the same hours", "2 d working",
        "03-02 10:00 dispatch; 03-03 10:00 return; 03-04 09:00 dispatch office-too", "03-04 10:00",
        "6 h + 8 h + 2 h: finding the right unit stops nothing",
    ),
    Sum(
        "from an office to a unit that always works", "2 d working",
        "03-02 10:00 dispatch; 03-03 10:00 return; 03-03 10:00 dispatch always", "03-04 10:00",
        "Mon 6 h + Tue 2 h of 8-hour days = 1 day | 1 day of 24 h",
    ),
    Sum(
        "from a unit that always works to an office", "2 d working",
        "03-07 10:00 dispatch; 03-08 10:00 return; 03-08 10:00 dispatch office", "03-09 18:00",
        "24 h of 24-hour days = 1 day | Mon 8 h = 1 day", unit="always",
    ),
    Sum(
        "in the first version the first unit's hours count", "2 d working",
        "03-07 10:00 dispatch; 03-08 10:00 return; 03-08 10:00 dispatch office", "03-09 10:00",
        "2 days of 24 h", unit="always", flow=1,
    ),
    Sum(
        "rework is the same promise", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 09:00 handle; 03-03 17:00 fail", "03-04 10:00",
        "6 h + 8 h + 2 h: the check stops nothing",
    ),
    Sum(
        "a second round is a new promise", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 09:00 handle; 03-03 17:00 pass; 03-06 09:00 dissent;"
        " 03-09 10:00 dispatch", "03-11 10:00", "Mon 6 h + Tue 8 h + Wed 2 h = 16 h",
    ),
)  # fmt: skip


def moment(text: str, zone: ZoneInfo) -> datetime:
    """`03-02 10:00` (of 2026) or `2027-03-02 10:00` in the zone. A time that comes twice is the second one."""
    return datetime.fromisoformat(text if len(text) > 11 else f"2026-{text}").replace(tzinfo=zone, fold=1)


def read(one: Sum) -> list[Event]:
    zone = ZONES[one.unit]
    acts = []
    for text in one.acts.split(";"):
        day, clock, move, *more = text.split()
        given = Given()
        if move == DISPATCH:
            given = Given(unit_path=more[0] if more else one.unit)
        elif more and more[0] == "until":
            given = Given(reason="weather", until=moment(" ".join(more[1:]), zone))
        elif more:
            given = Given(amount=int(more[0]))
        acts.append((moment(f"{day} {clock}", zone), move, given))
    return told(acts, flow=one.flow)


def rules(one: Sum) -> Callable[[int], Edition]:
    town = edition(limit(one.limit))
    units = dict(town.units) | {"office-too": town.units["office"]}
    changed = Edition(**{name: getattr(town, name) for name in _OF_EDITION} | {"units": units})
    return lambda number: changed


_OF_EDITION = (
    *("number", "name", "digest", "title", "classes", "units", "duties", "limits", "reasons", "calendars"),
    "settings",
)


@pytest.mark.parametrize("one", SUMS, ids=lambda one: one.name)
def test_a_deadline_is_the_sum_worked_out_by_hand(one: Sum) -> None:
    events, editions = read(one), rules(one)
    due = moment(one.due, ZONES[one.unit])
    assert due_of(events, editions, flow=one.flow) == due, one.sum
    # The working says the same whenever it is asked for, before the deadline and long after it.
    for now in (events[-1].at, due - MINUTE, due + timedelta(days=400)):
        handling = working(events, editions, flow=one.flow, now=now).handling
        assert handling is not None
        assert handling.deadline == due, one.sum
        assert handling.late == (now > due)


def test_there_are_enough_sums_and_each_is_written_out() -> None:
    assert len(SUMS) >= 30
    assert all(one.sum for one in SUMS)
    assert len({one.name for one in SUMS}) == len(SUMS)


class TestWorking:
    def reckoned(self, name: str, now: str) -> Working:
        one = next(one for one in SUMS if one.name == name)
        return working(read(one), rules(one), flow=2, now=moment(now, ZONES[one.unit]))

    def test_it_says_what_was_used_and_what_is_left(self) -> None:
        found = self.reckoned("a pause over a weekend", "03-09 15:00").handling
        assert found is not None
        assert (found.used, found.remaining) == (timedelta(hours=5), timedelta(hours=3))
        assert [part.used for part in found.spans] == [timedelta(hours=2), timedelta(hours=3)]
        assert not found.stands

    def test_a_stopped_clock_stands_and_uses_nothing(self) -> None:
        found = self.reckoned("a suspension", "03-20 10:00").handling
        assert found is not None
        assert found.stands
        assert (found.used, found.remaining) == (timedelta(hours=8), timedelta(hours=8))
        [stop] = found.stops
        assert (stop.kind, stop.reason, stop.since.move) == ("suspension", "weather", "suspend")

    def test_what_is_over_is_below_zero(self) -> None:
        found = self.reckoned("over lunch", "03-02 15:00").handling
        assert found is not None
        assert found.late
        assert found.remaining == timedelta(minutes=-45)

    def test_it_names_who_asked_and_who_decided(self) -> None:
        found = self.reckoned("an extension", "03-03 10:00").handling
        assert found is not None
        [one] = found.extensions
        assert one.decided is not None
        assert (one.asked.seq, one.decided.seq, one.granted, found.extended_by) == (4, 5, True, 1)

    def test_a_promise_is_kept_when_the_result_is_handed_in(self) -> None:
        found = self.reckoned("a second round is a new promise", "03-09 11:00")
        kept = [one for one in found.past if one.clock is Clock.HANDLE]
        assert [one.ended and one.ended.move for one in kept] == ["handle"]
        assert [one.clock for one in found.running] == [Clock.HANDLE]

    def test_posts_have_clocks_of_the_citys_settings(self) -> None:
        found = self.reckoned("rework is the same promise", "03-03 17:00")
        check = next(one for one in found.past if one.clock is Clock.CHECK)
        # Handed in Tuesday 9:00, to be checked within 30 working minutes, checked at 17:00: 3 h + 3 h later.
        assert check.limit == Limit(30, "min", "working")
        assert check.deadline == moment("03-03 09:30", ZONES["office"])
        assert (check.late, check.used) == (True, timedelta(hours=6))

    def test_the_reporters_time_to_answer_is_a_clock_too(self) -> None:
        one = next(one for one in SUMS if one.name == "a second round is a new promise")
        events = [event for event in read(one) if event.seq <= 6]
        [running] = working(events, rules(one), flow=2, now=events[-1].at).running
        assert running.clock is Clock.CONFIRM
        assert running.deadline == events[-1].at + timedelta(days=7)


def walk(events: list[Event], town: Edition) -> datetime:
    """When the limit is used up, found by looking at every minute: who has it, are they there, does the clock stand?"""
    row = town.limits[0].limit
    granted = [event.given.amount for event in events if event.move == "ask_extension"][
        : sum(event.move == "grant" for event in events)
    ]
    budget = Fraction(row.value + sum(granted))
    now = next(event.at for event in events if event.move == "dispatch").astimezone(UTC)
    while budget > 0:
        past = [event for event in events if event.at <= now]
        holder = next(event.given.unit_path for event in reversed(past) if event.move == "dispatch")
        turns = [event for event in past if event.before != event.after]
        stopped = turns[-1].given.until if turns[-1].move in ("pause", "suspend") else None
        calendar = town.calendars[holder]
        runs = row.clock == "continuous" or is_open(now, calendar)
        if runs and (stopped is None or now >= stopped):
            day = calendar.standard_minutes if row.clock == "working" else 24 * 60
            budget -= Fraction(1, {"min": 1, "h": 60, "d": day}[row.unit])
        now += MINUTE
    return now


STARTS = st.one_of(
    st.dates(date(2026, 2, 11), date(2026, 2, 27)),
    st.dates(date(2026, 9, 28), date(2026, 10, 9)),
    *(st.dates(date(year, 3, 26), date(year, 3, 31)) for year in (2024, 2025, 2026, 2027)),
    *(st.dates(date(year, 10, 23), date(year, 10, 31)) for year in (2024, 2025, 2026, 2027)),
)
LIMITS = st.one_of(
    st.builds(Limit, st.integers(1, 600), st.just("min"), st.sampled_from(["working", "continuous"])),
    st.builds(Limit, st.integers(1, 16), st.just("h"), st.sampled_from(["working", "continuous"])),
    st.builds(Limit, st.integers(1, 2), st.just("d"), st.sampled_from(["working", "continuous"])),
)
# What may follow, with minutes to wait before it and, for stops, minutes until their promised end.
NEXT = st.tuples(
    st.sampled_from(["pause", "suspend", "extend", "another unit"]),
    st.integers(0, 1500),
    st.integers(1, 4000),
    st.sampled_from(sorted(CALENDARS)),
    st.booleans(),
)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """A case that is stopped, extended and passed on, somewhere near holidays and changes of clocks."""
    now = datetime.combine(draw(STARTS), datetime.min.time(), UTC) + draw(st.integers(0, 1439)) * MINUTE
    acts = [(now, "dispatch", Given(unit_path=draw(st.sampled_from(sorted(CALENDARS))))), (now, "accept", Given())]
    for what, wait, length, unit, early in draw(st.lists(NEXT, max_size=4)):
        now += wait * MINUTE
        if what == "extend":
            acts += [(now, "ask_extension", Given(amount=1 + length % 3))]
            acts += [(now + MINUTE, "grant", Given())]
            now += MINUTE
        elif what == "another unit":
            acts += [(now, "return", Given(text="x")), (now + MINUTE, "dispatch", Given(unit_path=unit))]
            now += 2 * MINUTE
            acts += [(now, "accept", Given())]
        else:
            until = now + length * MINUTE
            acts += [(now, what, Given(reason="weather", until=until))]
            now = now + draw(st.integers(0, length)) * MINUTE if early else until + wait * MINUTE
            acts += [(now, "resume" if what == "pause" else "revive", Given())]
    return told(acts)


@settings(max_examples=80, deadline=None)
@drawn(stories(), LIMITS)
def test_the_deadline_is_where_an_oracle_arrives_minute_by_minute(events: list[Event], row: Limit) -> None:
    town = edition(row)
    found = due_of(events, lambda number: town, flow=2)
    assert found is not None
    # A share of a day that is carried to shorter days may end within a minute; the oracle sees whole ones.
    assert found <= walk(events, town) < found + MINUTE


@settings(max_examples=60, deadline=None)
@drawn(stories(), LIMITS, st.integers(0, 20_000))
def test_used_and_left_are_the_limit_with_what_was_granted(events: list[Event], row: Limit, minutes: int) -> None:
    one_calendar = CALENDARS["office"]
    calendars: dict[str, WorkCalendar] = dict.fromkeys(CALENDARS, one_calendar)
    town = edition(row, calendars)
    now = events[-1].at + minutes * MINUTE
    found = working(events, lambda number: town, flow=2, now=now).handling
    assert found is not None
    assert found.remaining is not None
    unit = {"min": 1, "h": 60, "d": one_calendar.standard_minutes if row.clock == "working" else 1440}[row.unit]
    assert found.used + found.remaining == (row.value + found.extended_by) * unit * MINUTE
    assert found.late == (found.deadline is not None and now > found.deadline)


def test_the_calendars_of_these_tests_are_those_of_the_year() -> None:
    assert CALENDARS["office"].hours(date(2026, 2, 14)) == OFFICE_DAY
    assert CALENDARS["office"].hours(date(2026, 2, 16)) == ()
    assert len(HOLIDAYS) == 16
    assert {day.weekday() for day in MAKE_UP} == {5, 6}
