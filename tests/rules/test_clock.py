"""Deadlines computed by hand, each with its sum written out, and a slow oracle that walks minute by minute."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.laws import tried
from tests.rules.clock_kit import CALENDARS, HOLIDAYS, MAKE_UP, OFFICE_DAY, ZONES, edition, limit, told
from tests.rules.clock_sums import SUMS, Sum
from tests.rules.test_periods import is_open

from linli.cases.rules import Event, Given
from linli.cases.rules.clock import Clock, Working, handling, working
from linli.catalogue.rules.edition import Edition
from linli.kernel.periods import Limit, WorkCalendar

MINUTE = timedelta(minutes=1)


def moment(text: str, zone: ZoneInfo) -> datetime:
    """`03-02 10:00` (of 2026) or `2027-03-02 10:00` in the zone. A time that comes twice is the second one."""
    return datetime.fromisoformat(text if len(text) > 11 else f"2026-{text}").replace(tzinfo=zone, fold=1)


def read(one: Sum) -> list[Event]:
    zone = ZONES[one.unit]
    acts = []
    for text in one.acts.split(";"):
        day, clock, move, *more = text.split()
        given = Given()
        if move == "dispatch":
            given = Given(unit_path=more[0] if more else one.unit)
        elif more and more[0] == "until":
            given = Given(reason="weather", until=moment(" ".join(more[1:]), zone))
        elif more:
            given = Given(amount=int(more[0]))
        acts.append((moment(f"{day} {clock}", zone), move, given))
    return told(acts, flow=one.flow)


def rules(one: Sum) -> Callable[[int], Edition]:
    town = edition(limit(one.limit))
    changed = replace(town, units=dict(town.units) | {"office-too": town.units["office"]})
    return lambda number: changed


def due_of(events: list[Event], editions: Callable[[int], Edition], *, flow: int) -> datetime | None:
    found = handling(events, editions, flow=flow, now=events[-1].at)
    return found.deadline if found and found.ended is None else None


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


@tried(80)
@drawn(stories(), LIMITS)
def test_the_deadline_is_where_an_oracle_arrives_minute_by_minute(events: list[Event], row: Limit) -> None:
    town = edition(row)
    found = due_of(events, lambda number: town, flow=2)
    assert found is not None
    # A share of a day that is carried to shorter days may end within a minute; the oracle sees whole ones.
    assert found <= walk(events, town) < found + MINUTE


@tried(60)
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
