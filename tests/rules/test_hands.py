"""A case is always in exactly one hand, and its delay is charged to the hand in which it passes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests import town
from tests.laws import tried
from tests.rules.loop_kit import BEARER, DAY, MONDAY, WEDNESDAY, Case
from tests.rules.test_loop_machine import ACTORS, right

from linli.cases.rules import Event, State
from linli.cases.rules.clock import Clock, working
from linli.cases.rules.facts import ENDED
from linli.cases.rules.hands import Hand, Holder, hands
from linli.catalogue.rules.edition import Edition

HOUR = timedelta(hours=1)
NOTHING = timedelta()
NOT_CHARGED = (Clock.CONFIRM, Clock.ASSIST, Clock.CALL)
LAMP_LEAD = town.staff(40, town.Role.UNIT_LEAD, unit_path=town.LIGHTING)


def editions(number: int) -> Edition:
    return town.EDITION


def held(case: Case, now: datetime) -> tuple[Hand, ...]:
    return hands(case.events, editions, flow=2, now=now)


def who(found: Sequence[Hand]) -> list[str]:
    return [one.unit_path or str(one.holder) for one in found]


def charged(found: Sequence[Hand]) -> dict[str, timedelta]:
    sums: dict[str, timedelta] = {}
    for one in found:
        name = one.unit_path or str(one.holder)
        sums[name] = sums.get(name, NOTHING) + one.late
    return {name: late for name, late in sums.items() if late}


def test_a_case_passes_from_hand_to_hand() -> None:
    case = Case()
    case.go("handle", town.LAMP_HANDLER, text="Lamp replaced", now=MONDAY + DAY)
    case.go("pass", town.CHECKER, now=MONDAY + DAY + HOUR)
    case.go("confirm", BEARER, now=MONDAY + 2 * DAY)
    found = held(case, MONDAY + 9 * DAY)
    assert who(found) == [town.LIGHTING, "checker", "reporter"]
    assert found[0].passed == DAY
    assert found[0].worked == 8 * HOUR  # Monday 10 to 12 and 14 to 18, Tuesday 8 to 10
    assert found[-1].until == MONDAY + 2 * DAY


def test_what_passes_after_the_deadline_is_charged_to_whoever_has_it_then() -> None:
    case = Case()
    # Due on Wednesday; lighting keeps it until Thursday, then the dispatcher for an hour, then sanitation for a day.
    case.go("return", town.LAMP_HANDLER, reason="not_ours", text="Not ours", now=WEDNESDAY + DAY)
    case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION, now=WEDNESDAY + DAY + HOUR)
    case.go("accept", town.CLEANER, now=WEDNESDAY + DAY + 2 * HOUR)
    case.go("handle", town.CLEANER, text="Done", now=WEDNESDAY + 2 * DAY + HOUR)
    found = held(case, WEDNESDAY + 9 * DAY)
    late = charged(found)
    assert late[town.LIGHTING] == DAY
    assert late["dispatcher"] == HOUR
    assert late[town.SANITATION] == DAY


def test_who_gave_it_back_in_time_is_charged_nothing() -> None:
    case = Case()
    case.go("return", town.LAMP_HANDLER, reason="not_ours", text="Not ours", now=MONDAY + DAY)
    case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION, now=MONDAY + DAY)
    assert charged(held(case, WEDNESDAY + DAY)) == {town.SANITATION: DAY}


def test_while_the_lead_waits_for_another_unit_that_one_has_it() -> None:
    case = Case()
    case.go("call_in", LAMP_LEAD, units=(town.EAST_WORKSTATION,), text="Cut the branches", now=MONDAY + HOUR)
    case.go("pause", town.LAMP_HANDLER, reason="weather", until=MONDAY + 3 * DAY, now=MONDAY + 2 * HOUR)
    workstation = town.staff(60, town.Role.HANDLER, unit_path=town.EAST_WORKSTATION)
    case.go("assist_accept", workstation, now=MONDAY + DAY)
    case.go("assist_done", workstation, text="Cut", now=MONDAY + 2 * DAY)
    found = held(case, MONDAY + 3 * DAY)
    assert who(found) == [town.LIGHTING, town.EAST_WORKSTATION, town.LIGHTING]
    assert [one.assisting for one in found] == [False, True, False]
    assert found[1].passed == 2 * DAY - 2 * HOUR
    assert [one.level for one in found] == [1, 2, 1]


def test_a_pause_without_a_part_stays_with_the_lead_and_a_suspension_is_the_banks() -> None:
    case = Case()
    case.go("pause", town.LAMP_HANDLER, reason="weather", until=MONDAY + DAY)
    case.go("suspend", town.SUPERVISOR, reason="funds", until=MONDAY + 9 * DAY, text="Later", now=MONDAY + HOUR)
    found = held(case, MONDAY + DAY)
    assert [one.holder for one in found][-2:] == [Holder.UNIT, Holder.BANK]


def test_time_in_the_bank_is_nobodys_delay() -> None:
    case = Case()
    case.go("suspend", town.SUPERVISOR, reason="funds", until=WEDNESDAY + 9 * DAY, text="Later", now=WEDNESDAY + HOUR)
    case.go("revive", town.SUPERVISOR, now=WEDNESDAY + 5 * DAY)
    assert charged(held(case, WEDNESDAY + 5 * DAY + HOUR)) == {town.LIGHTING: 2 * HOUR}


def test_the_units_delay_stops_while_its_result_is_checked() -> None:
    case = Case()
    case.go("handle", town.LAMP_HANDLER, text="Done", now=WEDNESDAY - HOUR)
    # The check has half an hour of its own.
    assert charged(held(case, WEDNESDAY + HOUR)) == {"checker": 1.5 * HOUR}


def test_nothing_has_happened_to_nobody() -> None:
    assert hands([], editions, flow=2, now=MONDAY) == ()


# What the system does at a moment that its ledger gives, and at no other.
_BY_THE_CLOCK = ("remind", "climb")


@tried(120)
@drawn(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 60)), min_size=1, max_size=25))
def test_hands_part_the_life_of_a_case_and_their_charges_are_its_overdue_time(ways: list[tuple[int, int]]) -> None:
    case, now = Case(), MONDAY
    for choice, hours in ways:
        now += timedelta(hours=hours)
        offered = [(actor, name) for actor in ACTORS for name in case.offered(actor, now) if name not in _BY_THE_CLOCK]
        if not offered:
            continue
        actor, name = offered[choice % len(offered)]
        given = right(name, now, case.facts, actor)
        case.go(name, actor, now=now, **{part: getattr(given, part) for part in given.__slots__})
    now += 5 * HOUR
    found = hands(case.events, editions, flow=2, now=now)
    lives = _lives(case.events, now)
    assert sum((one.passed for one in found), NOTHING) == sum((end - start for start, end in lives), NOTHING)
    for one, following in pairwise(found):
        assert one.until is not None
        assert one.until <= following.since
        assert one.until == following.since or any(end == one.until for _, end in lives)
    assert sum((one.late for one in found), NOTHING) == _overdue(case.events, now)
    assert all(one.late <= one.passed and one.worked <= one.passed for one in found)


def _lives(events: Sequence[Event], now: datetime) -> list[tuple[datetime, datetime]]:
    """From each opening of the case to its closure."""
    found: list[tuple[datetime, datetime]] = []
    opened: datetime | None = None
    for event in events:
        if event.after in ENDED and opened is not None:
            found.append((opened, event.at))
            opened = None
        elif event.after not in ENDED and opened is None:
            opened = event.at
    return found if opened is None else [*found, (opened, now)]


def _overdue(events: Sequence[Event], now: datetime) -> timedelta:
    """The slow way: cut the life at every moment that matters, and ask of each piece whether its middle is late."""
    told = working(events, editions, flow=2, now=now)
    clocks = [one for one in (*told.past, *told.running) if one.clock not in NOT_CHARGED]
    handled = [event.at for event in events if event.move == "handle"]
    ends = {
        id(one): one.ended.at
        if one.ended
        else handled[-1]
        if one.clock is Clock.HANDLE and events[-1].after is State.HANDLED
        else now
        for one in clocks
    }
    cuts = {now, *(event.at for event in events)}
    for one in clocks:
        cuts |= {one.deadline or now, *(stop.end for stop in one.stops)}
    moments, total = sorted(cuts), NOTHING
    for start, end in pairwise(moments):
        middle = start + (end - start) / 2
        # A case that was closed and is taken up where it was when it was merged was in nobody's hands meanwhile.
        open_then = any(since <= middle < until for since, until in _lives(events, now))
        if open_then and any(_is_late(one, middle, ends[id(one)]) for one in clocks):
            total += end - start
    return total


def _is_late(one: object, moment: datetime, end: datetime) -> bool:
    deadline, stops = one.deadline, one.stops  # type: ignore[attr-defined]
    stands = any(stop.since.at <= moment < stop.end for stop in stops)
    return deadline is not None and deadline < moment < end and not stands


def test_what_waits_for_a_post_is_in_its_hands() -> None:
    case = Case()
    case.go("recall", town.DISPATCHER, text="For somebody else", now=MONDAY + HOUR)
    found = held(case, MONDAY + DAY)
    assert [(one.holder, one.level) for one in found] == [(Holder.UNIT, 1), (Holder.DISPATCHER, 0)]


@pytest.mark.parametrize("flow", [1, 2])
def test_cases_of_every_version_have_hands(flow: int) -> None:
    assert who(hands(Case().events, editions, flow=flow, now=MONDAY)) == [town.LIGHTING]
