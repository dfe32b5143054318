"""A pause whose day has come, before a worker has seen it: whatever else happens to the case lets it go on."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import town
from tests.rooms.merging_kit import DAY, act, facts, report

from linli.cases import family, queries, timers
from linli.cases.commands import Done
from linli.cases.family import Part
from linli.cases.retention import own
from linli.cases.rules import State
from linli.cases.rules.retention import Kind
from linli.kernel.results import Allowed

OVER = town.NOW + 8 * DAY
LATER = OVER + timedelta(hours=1)
PART = Part(town.LAMP, "The lamp at the corner")


@pytest.fixture
def whole(db: None) -> Done:
    """A paused case whose pause ends at `OVER`, with a sub-case whose reporter is asked until the day before."""
    town.install()
    done = report()
    act(done.case_id, "accept", town.LAMP_HANDLER)
    child = split(done.case_id)
    for move, actor in (("accept", town.LAMP_HANDLER), ("handle", town.LAMP_HANDLER), ("pass", town.CHECKER)):
        act(child, move, actor, text="Bulb replaced")
    act(done.case_id, "pause", town.LAMP_HANDLER, reason="weather", until=OVER)
    return done


def split(case_id: UUID, now: datetime = town.NOW) -> UUID:
    done = family.split(case_id=case_id, parts=(PART,), actor=town.DISPATCHER, command_id=uuid4(), now=now)
    assert isinstance(done, Allowed), done
    return done.value[0].case_id


def child_of(whole: Done) -> UUID:
    return UUID(facts(whole).children[0].id)


def test_a_sub_case_is_closed(whole: Done) -> None:
    act(child_of(whole), "confirm", town.OPERATOR, LATER)
    after = facts(whole)
    assert (after.state, after.children[0].open) == (State.HANDLING, False)


def test_a_worker_that_comes_to_the_sub_case_first_closes_it_and_nothing_is_put_aside(whole: Done) -> None:
    other = report(now=LATER - DAY)
    assert timers.wake(now=LATER, at_most=1) == 1
    assert timers.waiting(now=LATER).stuck == ()
    town.catch_up(now=LATER)
    after = facts(whole)
    assert (after.state, after.children[0].open) == (State.HANDLING, False)
    assert facts(other).state is State.DISPATCHED


def test_another_sub_case_is_opened(whole: Done) -> None:
    split(whole.case_id, LATER)
    assert (facts(whole).state, len(facts(whole).children)) == (State.HANDLING, 2)


def test_its_reporter_erases_what_is_theirs(whole: Done) -> None:
    found = queries.tracked(code=whole.code)
    assert found is not None
    assert own.erase_own(found=found, kinds=(Kind.WORDS,), command_id=uuid4(), now=LATER) == (Kind.WORDS,)
    assert facts(whole).state is State.HANDLING


def test_a_case_that_breaks_whoever_judges_it_keeps_no_other_from_being_woken(
    whole: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = report(now=LATER - 5 * DAY)
    child = queries.case(case_id=child_of(whole))
    assert child is not None

    def broken(**given: object) -> None:
        raise ValueError("what follows from it can't be told")

    monkeypatch.setattr(timers, "follow_on", broken)
    timers.wake(now=LATER)
    assert [one.number for one in timers.waiting(now=LATER).stuck] == [child.number]
    assert facts(other).climbed
