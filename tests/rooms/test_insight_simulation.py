"""A simulated history: the same for the same seed, judged like a real one, with something in every queue."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from tests import town

from linli.cases import queries
from linli.cases.rules import FLOWS, State
from linli.cases.rules.flow import loop, recall, stops
from linli.catalogue import queries as catalogue
from linli.insight.models import SimulationRun
from linli.insight.simulation import runs
from linli.insight.simulation.runs import Tally, simulate
from linli.kernel.ids import read_tracking_code
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Role
from linli.packs.persons import find
from linli.people import commands as people

NOW = town.NOW
EVERYTHING = """
SELECT c.id, c.state, c.outcome, c.lat, c.lon, c.cell, c.unit_path, c.due_at, c.wake_at, c.terms::text,
       (SELECT jsonb_agg(to_jsonb(e) - 'id' - 'recorded_at' ORDER BY seq) FROM cases_event e WHERE e.case_id = c.id),
       (SELECT jsonb_agg(w.body ORDER BY seq) FROM cases_words w WHERE w.case_id = c.id)
FROM cases_case c ORDER BY c.id
"""


@pytest.fixture
def installed(db: None) -> None:
    catalogue.forget()
    town.install()


def rows_of(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def run(**changes: Any) -> Tally:
    result = simulate(**({"seed": 1, "days": 10, "per_day": 12, "now": NOW} | changes))
    assert isinstance(result, Allowed), result
    return result.value


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("installed")
class TestSimulation:
    def test_the_same_seed_makes_the_same_history(self) -> None:
        with undone():
            run()
            first = rows_of(EVERYTHING)
        run()
        assert rows_of(EVERYTHING) == first
        assert len(first) > 60

    def test_another_seed_makes_another_history(self) -> None:
        run(seed=1)
        run(seed=2)
        assert rows_of("SELECT count(DISTINCT seed) FROM insight_simulationrun") == [(2,)]
        bodies = rows_of(
            "SELECT count(*), count(DISTINCT (lat, lon, reported_at)) FROM cases_case WHERE lat IS NOT NULL"
        )
        assert bodies[0][0] == bodies[0][1]

    def test_a_second_run_adds_nothing_even_later(self) -> None:
        first = run()
        before = rows_of(EVERYTHING)
        second = run(now=NOW + timedelta(days=3))
        assert (second.written, second.already) == (0, first.written)
        assert rows_of(EVERYTHING) == before

    def test_after_a_kill_the_rest_is_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with undone():
            run()
            whole = rows_of(EVERYTHING)
        with monkeypatch.context() as patched:
            patched.setattr(runs, "BATCH", 20)
            patched.setattr(runs.bulk, "write", _dies_on_third(runs.bulk.write))
            with pytest.raises(KeyboardInterrupt):
                run()
        assert rows_of("SELECT count(*) FROM cases_case") == [(40,)]
        assert SimulationRun.objects.get().finished_at is None
        rest = run(now=NOW + timedelta(hours=1))
        assert rest.already == 40
        assert rows_of(EVERYTHING) == whole

    def test_a_seed_is_for_one_history(self) -> None:
        run()
        assert simulate(seed=1, days=11, per_day=12, now=NOW) == Refused("seed_taken", {"days": 10, "per_day": 12})

    def test_nothing_happens_before_its_first_day_or_after_its_moment(self) -> None:
        run()
        [(first, last)] = rows_of("SELECT min(at), max(at) FROM cases_event")
        assert NOW - timedelta(days=10) <= first
        assert last <= NOW

    def test_every_case_is_rebuilt_from_its_events(self) -> None:
        run()
        for (case_id,) in rows_of("SELECT id FROM cases_case"):
            view = queries.case(case_id=case_id)
            assert view is not None
            assert asdict(queries.rebuilt(case_id=case_id)) == asdict(view.facts)  # type: ignore[arg-type]

    def test_units_are_called_to_cases_and_the_same_is_merged_so_that_those_pages_show_something(self) -> None:
        run(days=40, per_day=20)
        moves = dict(rows_of("SELECT move, count(*) FROM cases_event GROUP BY 1"))
        assert {"whistle", "answer_call", "arrive", "end_call", "merge", "absorb", "conclude"} <= set(moves)
        assert moves["merge"] == moves["absorb"] >= 5
        lead = town.staff(70, Role.AREA_LEAD)
        assert len(queries.calls_made(actor=lead)) + moves["end_call"] >= moves["whistle"]
        for part_id, part_closed, root_closed, root_id in rows_of(
            "SELECT p.id, p.closed_at, r.closed_at, r.id FROM cases_link l JOIN cases_case p ON p.id = l.case_id"
            " JOIN cases_case r ON r.id = l.other_id WHERE l.kind = 'merged'"
        ):
            assert part_closed == root_closed, "a part is closed with its root"
            root = queries.case(case_id=root_id)
            assert root is not None
            [reported] = [one for one in queries.reports(facts=root.facts) if one.facts.id == part_id]
            assert reported.facts.reported_at is not None and root.facts.reported_at is not None
            assert reported.facts.reported_at > root.facts.reported_at

    def test_events_come_in_order_and_say_that_they_are_simulated(self) -> None:
        run()
        assert rows_of("SELECT DISTINCT origin FROM cases_event") == [("simulated",)]
        assert not rows_of(
            "SELECT 1 FROM cases_event a JOIN cases_event b ON b.case_id = a.case_id AND b.seq = a.seq + 1"
            " WHERE b.at < a.at"
        )

    def test_nobody_who_handled_checked(self) -> None:
        run()
        assert not rows_of(
            "SELECT 1 FROM cases_event h JOIN cases_event c USING (case_id) WHERE h.move = 'handle'"
            " AND c.move IN ('pass', 'fail') AND (c.actor_id = h.actor_id OR c.actor_unit = h.actor_unit)"
        )

    def test_a_tracking_code_opens_a_simulated_case(self) -> None:
        tally = run()
        assert tally.codes
        for state, code in tally.codes.items():
            assert read_tracking_code(code)
            tracked = queries.tracked(code=code)
            assert tracked is not None
            assert tracked.view.facts.state == state

    def test_accounts_that_hold_posts_do_their_share_and_nobody_else_is_made_up(self) -> None:
        since = NOW - timedelta(days=1)
        posts = {"op": (Role.OPERATOR, ""), "lamp": (Role.HANDLER, town.LIGHTING), "ck": (Role.CHECKER, "")}
        known = set()
        for name, (role, unit) in posts.items():
            enrolled = people.enrol(
                sign_in=name, display_name=name, password="a long passphrase", language="en", now=since
            )
            assert isinstance(enrolled, Allowed)
            people.assign(staff_id=enrolled.value, role=role, unit_path=unit, now=since)
            known.add(enrolled.value)
        run()
        acted = rows_of("SELECT DISTINCT actor_id FROM cases_event WHERE actor_id IS NOT NULL")
        assert {row[0] for row in acted} == known
        units = rows_of("SELECT DISTINCT actor_unit FROM cases_event WHERE actor_id IS NOT NULL AND role = 'handler'")
        assert units == [(town.LIGHTING,)]

    def test_nothing_that_is_written_is_about_persons(self) -> None:
        run()
        for (body,) in rows_of("SELECT DISTINCT body FROM cases_words"):
            assert find(body) is None, body
            assert "{" not in body


def test_after_weeks_every_state_has_something_and_some_of_it_is_overdue(installed: None) -> None:
    run(seed=7, days=40, per_day=100)
    found = dict(rows_of("SELECT state, count(*) FROM cases_case GROUP BY state"))
    for state in State:
        if state in FLOWS[1].states and state is not State.NEW:
            assert found.get(state, 0) >= 2, (state, found)
    [(overdue,)] = rows_of(
        "SELECT count(*) FROM cases_case WHERE due_at < %s AND state IN ('dispatched', 'handling')",
        NOW,
    )
    assert overdue >= 10
    moves = {row[0] for row in rows_of("SELECT DISTINCT move FROM cases_event")}
    ordinary = {move.name for subject in (loop, stops, recall) for move in subject.MOVES}
    assert moves >= ordinary - {"record"}
    outcomes = {row[0] for row in rows_of("SELECT DISTINCT outcome FROM cases_case WHERE outcome <> ''")}
    assert outcomes >= {"satisfied", "unanswered", "rejected", "withdrawn"}


def test_the_rhythm_is_that_of_a_city(installed: None) -> None:
    run(seed=7, days=7, per_day=100)
    night, day = (
        rows_of(
            "SELECT count(*) FROM cases_case"
            " WHERE extract(hour FROM reported_at AT TIME ZONE 'Asia/Shanghai') BETWEEN %s AND %s",
            *hours,
        )[0][0]
        for hours in ((1, 4), (9, 12))
    )
    assert day > 4 * night
    [(languages,)] = rows_of("SELECT count(DISTINCT language) FROM cases_key")
    assert languages == 2


def _dies_on_third(write: Any) -> Any:
    calls = iter(range(1, 4))

    def dying(**named: Any) -> Any:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return write(**named)

    return dying
