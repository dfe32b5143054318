"""Figures: kept up with events they are what events say, made afresh they are the same, and nobody sees more of them
than of lists."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests import town
from tests.laws import tried
from tests.rooms.test_cases_sequences import acts, given_to

from linli.cases import changes, commands, queries
from linli.cases.commands import Spot
from linli.cases.queries import Filters, interval
from linli.cases.rules import Given
from linli.insight.figures import checking, folding, reading, saved
from linli.insight.models import Folding, Life
from linli.insight.rules.figures.question import By, Period, Question, Step
from linli.insight.rules.figures.sums import COUNTS, Sums
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Grant, Role, reporter

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
NOW = town.NOW
LATER = NOW + timedelta(days=30)
SPRING = Period(date(2026, 1, 10), date(2026, 4, 5))
EVERYTHING = Question(By.CLASS, Period(date(2025, 1, 1), date(2029, 12, 31)))
EAST_LEAD = Actor("staff", 31, (Grant(Role.AREA_LEAD, town.EAST),))
LAMPS = Actor("staff", 32, (Grant(Role.HANDLER, "", town.LIGHTING),))
BOTH = Actor("staff", 33, (Grant(Role.COLLECTOR, town.EAST), Grant(Role.HANDLER, "", town.LIGHTING)))
NOBODY = Actor("staff", 34, ())


def report(klass: str = town.LAMP, where: tuple[float, float] = town.IN_EAST, at: datetime = NOW) -> UUID:
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=at, class_key=klass, spot=Spot(*where), text="words"
    )
    assert isinstance(done, Allowed)
    return done.value.case_id


def act(case_id: UUID, move: str, at: datetime, given_: Given | None = None) -> None:
    for actor in (*town.EVERYBODY, SYSTEM, reporter(str(case_id))):
        done = commands.act(
            case_id=case_id, move=move, actor=actor, given=given_ or Given(text="words"), command_id=uuid4(), now=at
        )
        if isinstance(done, Allowed):
            return
    raise AssertionError(done)


def naive(now: datetime) -> dict[str, Sums]:
    """Sums by class, straight from the rows of events, the long way round."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, move, before, after, at, given::text FROM cases_event ORDER BY case_id, seq")
        rows = [(*row[:5], changes.store.json_of(row[5])) for row in cursor.fetchall()]
    by_case: dict[UUID, list[Any]] = defaultdict(list)
    for case_id, *event in rows:
        by_case[case_id].append(event)
    found: dict[str, Sums] = defaultdict(Sums)
    for events in by_case.values():
        klass, due, handed, promised, closed, reworked = "", None, None, None, False, False
        for move, before, after, at, given_ in events:
            klass = given_.get("class_key", klass) if move in ("report", "file") else klass
            due = datetime.fromisoformat(given_["due_at"]) if "due_at" in given_ and move != "report" else due
            if before in ("confirming", "closed", "contested", "sampled", "answered") and after in (
                "filed",
                "reported",
            ):
                due = handed = promised = None
            if move == "handle":
                handed, promised = at, due
            if move == "fail":
                handed, promised, reworked = None, None, True
            closed = after in ("closed", "sampled")
        state, standing = events[-1][2], not closed
        sums = found[klass]
        late = standing and due is not None and due < now and state in reading_states()
        owed = promised is not None or late
        in_time = promised is not None and handed <= promised
        sums.reported += 1
        sums.closed += closed
        sums.open += standing and state != "merged"
        sums.merged += state == "merged"
        sums.overdue += late
        sums.owed += owed
        sums.in_time += in_time
        sums.owed_closed += promised is not None and closed
        sums.closed_in_time += in_time and closed
        sums.reworked += owed and reworked
    return dict(found)


def reading_states() -> frozenset[str]:
    return frozenset({"reported", "filed", "dispatched", "disputed", "handling"})


def counted(now: datetime) -> dict[str, Sums]:
    """The sums by class of everything, without the lengths."""
    found = reading.figures(actor=SYSTEM, question=EVERYTHING, now=now).sums
    return {name: replace(sums, paces=Counter()) for name, sums in found.items()}


def tables() -> tuple[list[Any], ...]:
    with connection.cursor() as cursor:
        found = []
        for table, (columns, _) in zip(("insight_reportedcount", "insight_closedcount"), folding.SUMS, strict=True):
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
            found.append(sorted(cursor.fetchall()))
        cursor.execute(f"SELECT {', '.join(folding.LIFE)} FROM insight_life ORDER BY case_id")
        return (*found, cursor.fetchall())


stories = st.lists(
    st.tuples(
        st.sampled_from([town.LAMP, town.NOISE, town.QUESTION, ""]),
        st.sampled_from([town.IN_EAST, town.IN_WEST]),
        st.lists(acts, max_size=12),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@tried(100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories)
def test_kept_up_made_afresh_and_counted_by_hand_are_the_same(told: list[Any]) -> None:
    with transaction.atomic():
        town.install()
        for klass, where, sequence, folds in told:
            case_id, now = report(klass, where), NOW
            for actor, move, offered_only, days, choice in sequence:
                now += timedelta(days=days)
                view = queries.case(case_id=case_id)
                assert view is not None
                bearer = reporter(str(case_id))
                if offered_only:
                    ways = [
                        (who, row.name)
                        for who in (*town.EVERYBODY, SYSTEM, bearer)
                        for row in queries.allowed_moves(facts=view.facts, actor=who, now=now)
                    ]
                    if not ways:
                        continue
                    actor, move = ways[choice % len(ways)]
                commands.act(
                    case_id=case_id, move=move, actor=actor or bearer, given=given_to(move, now), command_id=uuid4(),
                    now=now,
                )  # fmt: skip
                if folds and choice % 3 == 0:
                    folding.fold(now=now, page=1 + choice % 4)
        at_last = NOW + timedelta(days=400)
        folding.fold(now=at_last, page=3)
        assert folding.fold(now=at_last) == 0
        kept_up = tables()
        assert counted(at_last) == naive(at_last)
        assert checking.check().differences == ()
        folding.rebuild(now=at_last)
        assert tables() == kept_up
        transaction.set_rollback(True)


@pytest.fixture
def year() -> None:
    """Cases of some months in both streets: closed, reopened, merged, open; counted."""
    town.install(now=NOW - timedelta(days=60))
    ids = [report(klass, where, NOW - timedelta(days=days)) for days, klass, where in (
        (50, town.LAMP, town.IN_EAST), (40, town.LAMP, town.IN_WEST), (31, town.LAMP, town.IN_EAST),
        (20, town.BURST, town.IN_EAST), (3, town.NOISE, town.IN_EAST), (1, town.NOISE, town.OUTSIDE),
        (0, town.LAMP, town.IN_EAST),
    )]  # fmt: skip
    for case_id, days in zip(ids[:3], (49, 39, 10), strict=True):
        at = NOW - timedelta(days=days)
        act(case_id, "accept", at)
        act(case_id, "handle", at + timedelta(hours=1))
        act(case_id, "pass", at + timedelta(hours=2))
        act(case_id, "confirm", at + timedelta(hours=3))
    act(ids[1], "reopen", NOW - timedelta(days=38))
    folding.fold(now=NOW)


def figures(actor: Actor, by: By, period: Period = SPRING, **more: Any) -> reading.Answer:
    return reading.figures(actor=actor, question=Question(by, period, **more), now=NOW)


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("by", By)
def test_whatever_it_is_counted_by_the_total_is_the_same(by: By) -> None:
    total = figures(SYSTEM, by).total
    if by is not By.STAGE:
        assert (total.reported, total.closed, total.owed, total.owed_closed) == (7, 2, 2 + total.overdue, 2)
    assert total.open == 5


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("step", Step)
def test_what_was_open_at_the_end_of_each_step_follows_from_what_came_and_went(step: Step) -> None:
    answer = figures(SYSTEM, By.TIME, step=step)
    standing = 0
    for _, sums in sorted(answer.sums.items()):
        standing += sums.reported - sums.closed
        assert sums.standing == standing
    assert standing == answer.total.standing == 5
    early = figures(SYSTEM, By.TIME, Period(date(2026, 1, 10), date(2026, 1, 20)), step=step)
    assert early.total.standing == early.sums[max(early.sums)].standing == 0


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("actor", [SYSTEM, EAST_LEAD, LAMPS, BOTH, NOBODY], ids=lambda one: str(one.id))
def test_nobody_sees_more_counted_than_listed_and_the_list_behind_a_count_has_as_many(actor: Actor) -> None:
    base = Filters(unit=town.LIGHTING) if actor is LAMPS else Filters()
    month = Period(date(2026, 2, 1), date(2026, 2, 28))
    bounds = interval(datetime(2026, 2, 1, tzinfo=ZONE), datetime(2026, 3, 1, tzinfo=ZONE))
    for period, reported in ((SPRING, ""), (month, bounds)):
        for klass, sums in figures(actor, By.CLASS, period).sums.items():
            wanted = replace(base, klass=klass, sort="newest", reported=reported)
            assert queries.count(actor=actor, filters=wanted, now=NOW) == sums.reported
            wanted = replace(base, klass=klass, open=True)
            assert queries.count(actor=actor, filters=wanted, now=NOW) == sums.open
            wanted = replace(base, klass=klass, overdue=True)
            assert queries.count(actor=actor, filters=wanted, now=NOW) == sums.overdue
    for outcome, sums in figures(actor, By.OUTCOME, month).sums.items():
        wanted = replace(base, outcome=outcome, closed=bounds, sort="newest")
        assert not outcome or queries.count(actor=actor, filters=wanted, now=NOW) == sums.closed
    listed = queries.count(actor=actor, filters=replace(base, sort="newest"), now=NOW)
    assert figures(actor, By.SOURCE, EVERYTHING.period).total.reported == listed


@pytest.mark.usefixtures("year")
def test_cells_of_a_community_add_up_to_it_and_each_has_its_list() -> None:
    community = figures(SYSTEM, By.AREA, area=town.EAST_COMMUNITY).total
    cells = figures(SYSTEM, By.AREA, area=town.EAST_COMMUNITY, cells=True)
    assert [getattr(cells.total, name) for name in COUNTS] == [getattr(community, name) for name in COUNTS]
    for cell, sums in cells.sums.items():
        wanted = Filters(cell=cell, sort="newest")
        assert queries.count(actor=SYSTEM, filters=wanted, now=NOW) == sums.reported


@pytest.mark.usefixtures("year")
def test_a_report_merged_into_another_is_still_a_report_but_no_open_case() -> None:
    root, part = (
        queries.case(number=row.number)
        for row in queries.listing(actor=SYSTEM, filters=Filters(open=True), now=NOW).rows[:2]
    )
    assert root is not None and part is not None
    done = commands.merge(case_id=part.id, into=root.id, actor=town.DISPATCHER, command_id=uuid4(), now=NOW)
    assert isinstance(done, Allowed), done
    before = figures(SYSTEM, By.CLASS).total
    assert folding.fold(now=NOW) == 2
    total = figures(SYSTEM, By.CLASS).total
    assert (total.reported, total.open, total.merged) == (before.reported, before.open - 1, 1)
    by_stage = figures(SYSTEM, By.STAGE).sums
    assert by_stage["merged"].merged == 1
    assert queries.count(actor=SYSTEM, filters=Filters(state="merged"), now=NOW) == 1


@pytest.mark.usefixtures("year")
def test_what_lies_above_the_mark_is_looked_at_again_and_counted_once() -> None:
    before = tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM cases_event")
        top = cursor.fetchone()[0]
    Folding.objects.update(event=0, bound=0, writers=[])
    assert folding.fold(now=NOW) == 0
    assert tables() == before
    # As if the last event had been committed behind the back of the one before it.
    Folding.objects.update(event=top - 1)
    Life.objects.filter(case_id=last_case(top)).update(version=0)
    assert folding.fold(now=NOW) == 1


def last_case(event: int) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM cases_event WHERE id = %s", [event])
        found: UUID = cursor.fetchone()[0]
        return found


@pytest.mark.usefixtures("year")
def test_a_count_that_was_never_finished_or_made_by_other_rules_is_made_afresh() -> None:
    whole = tables()
    Life.objects.all().delete()
    Folding.objects.update(whole=False)
    assert not reading.freshness().whole
    assert folding.fold(now=LATER) == 7
    assert tables() == whole and reading.freshness() == reading.Freshness(True, LATER)
    Folding.objects.update(shape=folding.SHAPE - 1)
    assert folding.fold(now=LATER) == 7


@pytest.mark.usefixtures("year")
def test_a_count_that_was_tampered_with_is_found() -> None:
    one = Life.objects.first()
    assert one is not None
    Life.objects.filter(pk=one.pk).update(owed=not one.owed)
    found = checking.check().differences
    assert any(str(one.pk) in line for line in found) and any("insight_reportedcount" in line for line in found)


def test_kept_views_are_ones_own_and_named_once() -> None:
    first = saved.save(staff_id=1, name=" My  view ", query="?by=area", now=NOW)
    assert isinstance(first, Allowed)
    assert [(one.name, one.query) for one in saved.views(staff_id=1)] == [("My view", "?by=area")]
    assert saved.save(staff_id=1, name="My view", query="?", now=NOW) == Refused("view_name_taken", {"name": "My view"})
    assert isinstance(saved.save(staff_id=2, name="My view", query="?", now=NOW), Allowed)
    assert saved.save(staff_id=1, name="  ", query="?", now=NOW) == Refused("view_unnamed")
    assert saved.save(staff_id=1, name="x" * 61, query="?", now=NOW) == Refused("view_too_long", {"most": 60})
    assert not saved.delete(staff_id=2, view_id=first.value)
    assert saved.delete(staff_id=1, view_id=first.value) and not saved.views(staff_id=1)
