"""Timers in the database: whoever scans acts once on what is due, past what others are at and what can't be judged."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4, uuid5

import pytest
from django.db import connection
from tests import town

from linli.cases import bulk, commands, outbox, queries, timers
from linli.cases.commands import Spot
from linli.cases.rules import Given, State, decide, open_case
from linli.kernel.ids import uuid7
from linli.kernel.results import Allowed
from linli.kernel.rights import IMPORTER, Role

# 2 working days from Monday 10:00: 80 % are used up on Tuesday at 16:48, all on Wednesday at 10:00.
AT_80 = town.NOW + timedelta(days=1, hours=6, minutes=48)
AT_100 = town.NOW + timedelta(days=2)


def lamp(now: datetime = town.NOW) -> UUID:
    """A lamp in the east, dispatched by itself."""
    return opened(town.LAMP, now)


def opened(klass: str, now: datetime = town.NOW) -> UUID:
    """A case in the east, dispatched by itself; of rubbish the east's office does a part."""
    done = commands.report(
        command_id=uuid4(),
        actor=town.PASSER_BY,
        source="web",
        now=now,
        class_key=klass,
        photos=(str(uuid4()),),
        spot=Spot(*town.IN_EAST),
    )
    assert isinstance(done, Allowed)
    assert done.value.state is State.DISPATCHED
    return done.value.case_id


def rungs(case_id: UUID) -> list[int]:
    return [rung for stamp in queries.timeline(case_id=case_id) for rung in stamp.rungs]


def whole(case_id: UUID) -> bool:
    """Whether the row is what its events make of it."""
    found = queries.case(case_id=case_id)
    return found is not None and found.facts == queries.rebuilt(case_id=case_id)


@pytest.fixture
def lamps(db: None) -> list[UUID]:
    town.install()
    return [lamp() for _ in range(5)]


def test_each_rung_is_climbed_once_when_it_is_reached(lamps: list[UUID]) -> None:
    assert timers.wake(now=AT_80 - timedelta(microseconds=1)) == 0
    assert timers.wake(now=AT_80) == 5
    assert timers.wake(now=AT_80) == 0
    assert [rungs(one) for one in lamps] == [[80]] * 5
    assert timers.wake(now=AT_100, at_most=3) == 3
    assert timers.wake(now=AT_100) == 2
    assert [rungs(one) for one in lamps] == [[80, 100]] * 5
    assert all(whole(one) for one in lamps)


def test_a_part_climbs_beside_its_case_and_after_a_jump_of_the_clock_each_in_one_event(db: None) -> None:
    town.install()
    case_id = opened(town.RUBBISH)
    assert town.catch_up(now=AT_100 + timedelta(days=10)) == 2
    assert town.catch_up(now=AT_100 + timedelta(days=10)) == 0
    climbed = [stamp for stamp in queries.timeline(case_id=case_id) if stamp.rungs]
    assert [(one.reason, one.units, one.rungs) for one in climbed] == [
        ("handle", (), (80, 100, 150, 200)),
        ("assist", (town.EAST_OFFICE,), (80, 100, 150, 200)),
    ]
    assert whole(case_id)
    lead = town.staff(60, Role.UNIT_LEAD, unit_path=town.EAST_OFFICE)
    found = queries.listing(actor=lead, filters=queries.Filters(climbed=True), now=AT_100)
    assert [row.id for row in found.rows] == [case_id]
    other = town.staff(61, Role.UNIT_LEAD, unit_path=town.WEST_OFFICE)
    assert queries.listing(actor=other, filters=queries.Filters(climbed=True), now=AT_100).rows == ()


def test_a_part_that_is_done_climbs_no_more_and_leaves_the_list(db: None) -> None:
    town.install()
    case_id = opened(town.RUBBISH)
    town.catch_up(now=AT_100)
    for move in ("assist_accept", "assist_done"):
        done = commands.act(
            case_id=case_id, move=move, actor=town.EAST_HANDLER, given=Given(text="Swept"), command_id=uuid4(),
            now=AT_100,
        )  # fmt: skip
        assert isinstance(done, Allowed), done
    lead = town.staff(60, Role.UNIT_LEAD, unit_path=town.EAST_OFFICE)
    assert queries.listing(actor=lead, filters=queries.Filters(climbed=True), now=AT_100).rows == ()
    assert town.catch_up(now=AT_100 + timedelta(days=10)) == 1
    assert whole(case_id)


def test_what_climbed_waits_to_be_told(lamps: list[UUID]) -> None:
    outbox.take()
    timers.wake(now=AT_80)
    assert sorted((one.case_id, one.first_seq, one.last_seq) for one in outbox.take()) == sorted(
        (one, 4, 4) for one in lamps
    )


def test_a_reminder_does_not_make_the_page_stale_that_the_holder_looks_at(lamps: list[UUID]) -> None:
    view = queries.case(case_id=lamps[0])
    assert view is not None
    timers.wake(now=AT_80)
    done = commands.act(
        case_id=lamps[0], move="accept", actor=town.LAMP_HANDLER, command_id=uuid4(), now=AT_80, seen=view.version
    )
    assert isinstance(done, Allowed)
    assert whole(lamps[0])
    assert timers.wake(now=AT_100) == 5


def test_a_case_that_cannot_be_read_keeps_no_other_waiting(lamps: list[UUID], caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""UPDATE cases_case SET more = '{"unheard_of": 1}' WHERE id = %s""", [lamps[2]])
    assert timers.wake(now=AT_80) == 4
    assert str(lamps[2]) in caplog.text
    [stuck] = timers.waiting(now=AT_80).stuck
    assert (stuck.due_at, stuck.again_at) == (AT_80, AT_80 + timedelta(minutes=1))
    assert timers.wake(now=AT_80) == 0
    assert timers.wake(now=AT_80 + timedelta(minutes=1)) == 0
    # It had been tried for one minute, and then for two.
    assert timers.wake(now=AT_80 + timedelta(minutes=2)) == 0
    assert timers.waiting(now=AT_80).stuck[0].again_at == AT_80 + timedelta(minutes=4)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET more = '{}' WHERE id = %s", [lamps[2]])
    assert timers.wake(now=AT_80 + timedelta(minutes=4)) == 1
    assert timers.waiting(now=AT_80).stuck == ()


def test_a_case_that_cannot_be_written_keeps_no_other_waiting(
    lamps: list[UUID], caplog: pytest.LogCaptureFixture
) -> None:
    taken = uuid5(lamps[2], "rung 3 80")
    commands.act(
        case_id=lamps[0], move="note", actor=town.OPERATOR, given=Given(text="x"), command_id=taken, now=town.NOW
    )
    assert timers.wake(now=AT_80) == 4
    assert f"case {lamps[2]}: what is due can't be written" in caplog.text
    assert rungs(lamps[2]) == []
    assert [one.due_at for one in timers.waiting(now=AT_80).stuck] == [AT_80]


def test_timers_tell_how_they_stand(lamps: list[UUID]) -> None:
    before = timers.waiting(now=AT_80 - timedelta(minutes=10))
    assert (before.due, before.oldest, before.within_the_hour, before.following) == (0, None, 5, AT_80)
    late = timers.waiting(now=AT_80 + timedelta(minutes=10))
    assert (late.due, late.oldest, late.within_the_hour) == (5, AT_80, 0)


@pytest.mark.django_db
def test_cases_from_before_there_were_timers_get_one() -> None:
    town.install()
    facts = open_case(uuid7(town.NOW), town.EDITION)
    given = Given(source="import", text="It is dark")
    step = decide(facts=facts, move="report", actor=IMPORTER, given=given, edition=town.EDITION, now=town.NOW)
    assert isinstance(step, Allowed)
    old = bulk.History(step.value.facts, (bulk.Act(uuid4(), (step.value.event,)),))
    bulk.write(histories=[old], origin="import", recorded_at=town.NOW)
    assert timers.wake(now=AT_100) == 0
    assert timers.set_timers(now=AT_100) == (1, None)
    assert timers.set_timers(now=AT_100) == (0, None)
    # Filing has 15 working minutes on Monday: by Wednesday every rung is passed, and climbed in one step.
    assert timers.wake(now=AT_100) == 1
    assert rungs(facts.id) == [80, 100, 150, 200]
    assert whole(facts.id)


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_what_is_due_and_do_nothing_twice() -> None:
    town.install()
    lamps = [lamp() for _ in range(40)]
    start, moved = Barrier(2), [0, 0]

    def work(number: int) -> None:
        start.wait()
        while more := timers.wake(now=AT_80, at_most=5):
            moved[number] += more
        connection.close()

    workers = [Thread(target=work, args=[number]) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(moved) == 40
    assert [rungs(one) for one in lamps] == [[80]] * 40
