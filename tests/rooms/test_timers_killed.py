"""Workers are killed, the database ends and the clock jumps: every step is made, and none twice."""

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest
from tests import timer_kit, town

from linli.config import database
from linli.config.home import ROOT

pytestmark = pytest.mark.skipif(not database.embedded(), reason="LINLI_DATABASE_URL names another server")
CASES = 1000
FEWER = 300  # more than two workers do before they are killed
PARTS = 200
FEW = 4  # batches
PATIENCE = 180  # seconds
AT_80 = town.NOW + timedelta(days=1, hours=6, minutes=48)
A_DAY_LATER = AT_80 + timedelta(days=1)  # all of the limit is used up, but not half as much again


def environment(home: Path) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return os.environ | {"LINLI_HOME": str(home), "PYTHONPATH": path}


class City:
    """A server of its own with lamps that are due at the same moments."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.cases: list[str] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.timer_kit", *arguments],
            cwd=ROOT,
            env=os.environ
            | {"LINLI_HOME": str(self.home), "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def fill(self, number: int, klass: str = town.LAMP) -> None:
        said, _ = self.start("fill", str(number), klass).communicate(timeout=PATIENCE)
        self.cases = said.split()
        assert len(self.cases) == number

    def work(self, now: datetime, *, workers: int = 2) -> list[subprocess.Popen[str]]:
        return [self.start("work", now.isoformat()) for _ in range(workers)]

    def finish(self, now: datetime) -> None:
        (worker,) = self.work(now, workers=1)
        worker.communicate(timeout=PATIENCE)
        assert worker.returncode == 0

    def server(self) -> int:
        return int((self.home / "pg" / "postmaster.pid").read_text().split()[0])

    def climbed(self) -> dict[str, list[int]]:
        """The rungs that each case has climbed; every one of them waits to be told once."""
        found: dict[str, list[int]] = defaultdict(list)
        told: set[tuple[str, int]] = set()
        with database_of(self.home) as link:
            for case_id, given in link.execute(
                "SELECT case_id::text, given FROM cases_event WHERE move IN ('remind', 'climb')"
                " AND case_id::text = ANY(%s) ORDER BY case_id, seq",
                [self.cases],
            ):
                found[case_id] += given["rungs"]
            waiting = link.execute(
                "SELECT case_id::text, first_seq FROM cases_outbox WHERE first_seq > 1 AND case_id::text = ANY(%s)",
                [self.cases],
            ).fetchall()
            events = link.execute(
                "SELECT case_id::text, seq FROM cases_event WHERE move IN ('remind', 'climb')"
                " AND case_id::text = ANY(%s)",
                [self.cases],
            ).fetchall()
        told.update(waiting)
        assert len(waiting) == len(told)
        assert told == set(events)
        return found


def database_of(home: Path) -> psycopg.Connection:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINLI_HOME", str(home))
        return psycopg.connect(database.address().conninfo(), autocommit=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("timers")


@pytest.fixture
def city(home: Path) -> Iterator[City]:
    """The server stays up as long as one more worker waits, whatever happens to the others."""
    city = City(home)
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEP],
        env=environment(city.home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdout is not None
    keeper.stdout.readline()
    yield city
    keeper.communicate("\n", timeout=PATIENCE)


KEEP = """
import sys
from linli.config import database
with database.running():
    print("up", flush=True)
    sys.stdin.readline()
"""


def await_some(workers: list[subprocess.Popen[str]], batches: int = 8) -> None:
    """Until each of the workers has done as many batches, side by side; each goes on with a few more, but not to the
    end."""
    for _ in range(batches):
        tell(workers, "\n")
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "batch\n"
    tell(workers, "\n" * FEW)


def tell(workers: list[subprocess.Popen[str]], lines: str) -> None:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(lines)
        worker.stdin.flush()


def kill(workers: list[subprocess.Popen[str]]) -> None:
    for worker in workers:
        worker.send_signal(signal.SIGKILL)
    for worker in workers:
        worker.communicate()


def test_a_worker_killed_among_a_thousand_timers_leaves_each_to_be_fired_once(city: City) -> None:
    city.fill(CASES)
    workers = city.work(AT_80)
    await_some(workers)
    kill(workers)
    assert 0 < len(city.climbed()) < CASES
    city.finish(AT_80)
    assert city.climbed() == {case: [80] for case in city.cases}


def test_a_database_that_ends_in_the_middle_leaves_each_to_be_fired_once(city: City) -> None:
    city.fill(FEWER)
    workers = city.work(AT_80)
    await_some(workers)
    server = city.server()
    os.kill(server, signal.SIGQUIT)  # PostgreSQL's immediate shutdown: it recovers from its log
    for worker in workers:
        worker.communicate(timeout=PATIENCE)
        assert worker.returncode != 0
    while alive(server):
        time.sleep(0.01)
    city.finish(AT_80)
    assert city.server() != server
    assert city.climbed() == {case: [80] for case in city.cases}


def test_a_clock_that_jumps_by_a_day_repeats_and_loses_no_step(city: City) -> None:
    city.fill(FEWER)
    workers = city.work(AT_80)
    await_some(workers)
    kill(workers)
    reminded = set(city.climbed())
    city.finish(A_DAY_LATER)
    city.finish(AT_80)
    assert city.climbed() == {case: [80, 100] for case in city.cases}
    with database_of(city.home) as link:
        made = dict(
            link.execute(
                "SELECT case_id::text, count(*) FROM cases_event WHERE move IN ('remind', 'climb')"
                " AND case_id::text = ANY(%s) GROUP BY 1",
                [city.cases],
            ).fetchall()
        )
    # Whoever was reminded in time climbs the next rung; where both had passed, one event tells of both.
    assert made == {case: 2 if case in reminded else 1 for case in city.cases}
    assert timer_kit.BATCH * 16 <= len(reminded) < FEWER


def test_parts_of_other_units_climb_once_each_though_workers_are_killed_and_the_clock_jumps(city: City) -> None:
    city.fill(PARTS, town.RUBBISH)
    workers = city.work(AT_80)
    await_some(workers, batches=4)
    kill(workers)
    city.finish(AT_80)
    city.finish(A_DAY_LATER + timedelta(days=10))
    city.finish(AT_80)
    found: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    with database_of(city.home) as link:
        for case_id, given in link.execute(
            "SELECT case_id::text, given FROM cases_event WHERE move IN ('remind', 'climb')"
            " AND case_id::text = ANY(%s) ORDER BY case_id, seq",
            [city.cases],
        ):
            found[case_id, " ".join(given.get("units", ["lead"]))].append(given["rungs"])
    wanted = [[80], [100, 150, 200]]
    assert found == {(case, who): wanted for case in city.cases for who in ("lead", town.EAST_OFFICE)}
    assert set(city.climbed()) == set(city.cases)


def alive(process: int) -> bool:
    """A dead one that nobody collects, as in a container without an init, is not."""
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
