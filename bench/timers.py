"""Timers at 100,000 open cases: 10,000 that fall due within a minute, 10,000 overdue at once, and nothing due.

    python bench/timers.py [--cases 100000] [--due 10000] [--cores 2] [--keep FOLDER]

The database and one `linli worker` share so many cores. Exits 1 where not all timers were fired within the minute,
where one was fired twice, or where a scan with nothing due takes more than 5 ms.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.common import CITY, environment, linli, make_database, quantile, server

MINUTE = 60.0
SCAN_MS = 5.0
START = 20.0  # seconds that a worker gets to start
# Under this condition handling has two hours, by day and by night; a reminder comes after 80 % of them.
URGENT = ("component-01001", "hazard")
UNTIL_REMINDED = timedelta(hours=2) * 0.8


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--due", type=int, default=10_000)
    options.add_argument("--cores", type=int, default=2)
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.cores])
    with server(given.keep):
        url, _ = make_database(f"linli_timers_{os.getpid()}")
        linli(url, "migrate")
        linli(url, "pack", "load", str(CITY))
        os.environ |= environment(url)
        import django

        django.setup()
        raise SystemExit(measure(url, cases=given.cases, due=given.due))


def measure(url: str, *, cases: int, due: int) -> int:
    """The figures, printed; 1 where one of them is not kept."""
    began = time.perf_counter()
    fill(cases)
    print(f"{cases:,} open cases in {time.perf_counter() - began:.0f} s", flush=True)
    nothing = scan_nothing()
    print(f"a scan with nothing due: median {nothing:.2f} ms (at most {SCAN_MS:g})", flush=True)
    worker = subprocess.Popen([sys.executable, "-m", "linli", "worker"], env=environment(url))
    try:
        time.sleep(START)
        lags = fall_due(due)
        storm = overdue_at_once(due)
    finally:
        worker.terminate()
        worker.wait()
    twice = fired_twice()
    print(
        f"{due:,} due within a minute: {len(lags):,} fired within it; from due to fired: median"
        f" {statistics.median(lags):.1f} s, p95 {quantile(lags, 0.95):.1f} s, longest {max(lags):.1f} s"
    )
    print(f"{due:,} overdue at once: all fired after {storm:.0f} s, {due / storm:,.0f} a second")
    print(f"fired twice: {twice}")
    return int(len(lags) < due or twice > 0 or nothing > SCAN_MS)


def fill(cases: int) -> None:
    """Open cases whose time comes tomorrow."""
    from linli.cases import bulk
    from linli.cases.multiply import multiply

    now = datetime.now(UTC)
    templates = [manhole(now + timedelta(days=1)) for _ in range(500)]
    bulk.write(histories=templates, origin="simulated", recorded_at=now)
    rest = cases - len(templates)
    multiply(
        templates=templates, grounds=(), wanted=rest, reach=timedelta(), salt="timers", now=now, tell=lambda done: None
    )
    bulk.settle()


def manhole(reported_at: datetime) -> "bulk.History":  # type: ignore[name-defined]  # noqa: F821
    """A manhole without its cover, filed by a person and dispatched by itself."""
    from linli.cases import bulk
    from linli.cases.commands import judge
    from linli.cases.rules import Given, open_case
    from linli.catalogue import queries as catalogue
    from linli.kernel.ids import uuid7
    from linli.kernel.results import Allowed
    from linli.kernel.rights import Actor, Grant, Role

    edition, place = catalogue.current(), ground()
    operator = Actor("staff", 1, (Grant(Role.OPERATOR),))
    facts = open_case(uuid7(reported_at), edition)
    acts: list[bulk.Act] = []
    klass, condition = URGENT
    for move, given in (
        ("report", Given(source="phone", text="The cover is gone", place=place)),
        ("file", Given(class_key=klass, condition=condition)),
    ):
        judged = judge(
            facts=facts,
            move=move,
            actor=operator,
            given=given,
            edition=edition,
            now=reported_at,
            history=lambda: [event for act in acts for event in act.events],
        )
        assert isinstance(judged, Allowed), judged
        facts, events = judged.value
        acts.append(bulk.Act(uuid4(), events))
    assert facts.climb_at == reported_at + UNTIL_REMINDED, facts
    return bulk.History(facts, tuple(acts))


def ground() -> "Place":  # type: ignore[name-defined]  # noqa: F821
    """The middle of the city's map."""
    from linli.cases.commands import Spot, place_of
    from linli.catalogue import queries as catalogue

    view = catalogue.current().settings.map
    return place_of(Spot(view.latitude, view.longitude))


def add(moments: Iterator[datetime]) -> None:
    """Cases of which each is due at one of the moments."""
    from linli.cases import bulk

    for some in batched(moments, 1000):
        found = [manhole(moment - UNTIL_REMINDED) for moment in some]
        bulk.write(histories=found, origin="simulated", recorded_at=datetime.now(UTC))


def scan_nothing() -> float:
    """The median of a scan's milliseconds while every timer lies ahead."""
    from linli.cases import timers

    now, taken = datetime.now(UTC), []
    for _ in range(300):
        began = time.perf_counter()
        assert timers.wake(now=now) == 0
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def fall_due(due: int) -> list[float]:
    """Seconds from due to fired of those that were fired before the minute in which all fell due was over."""
    # Writing them takes a while, and none may be due before.
    start = datetime.now(UTC) + timedelta(seconds=20 + due / 200)
    add(start + timedelta(seconds=55 * number / due) for number in range(due))
    time.sleep(max(0.0, (start + timedelta(seconds=MINUTE) - datetime.now(UTC)).total_seconds()))
    return [
        lag.total_seconds()
        for (lag,) in ask(
            "SELECT e.at - (d.given->>'climb_at')::timestamptz FROM cases_event e"
            " JOIN cases_event d ON d.case_id = e.case_id AND d.seq = e.seq - 1"
            " WHERE e.move = 'remind' AND e.at <= %s",
            start + timedelta(seconds=MINUTE),
        )
    ]


def overdue_at_once(due: int) -> float:
    """Seconds until as many more are fired that are all overdue the moment they are there, as after an outage."""
    from django.db import transaction

    before = reminded()
    with transaction.atomic():
        past = datetime.now(UTC) - timedelta(minutes=5)
        add(past for _ in range(due))
    began = time.perf_counter()
    while reminded() < before + due and time.perf_counter() - began < 5 * MINUTE:
        time.sleep(0.2)
    return time.perf_counter() - began


def reminded() -> int:
    return int(ask("SELECT count(*) FROM cases_event WHERE move = 'remind'")[0][0])


def fired_twice() -> int:
    return len(ask("SELECT case_id FROM cases_event WHERE move = 'remind' GROUP BY case_id HAVING count(*) > 1"))


def ask(sql: str, *parameters: object) -> list[tuple]:  # type: ignore[type-arg]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


if __name__ == "__main__":
    main()
