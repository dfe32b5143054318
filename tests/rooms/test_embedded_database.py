"""The database that Linli brings along: it starts by itself, wherever its home is, and ends with its last user."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from linli.config import database
from linli.config.home import ROOT

pytestmark = pytest.mark.skipif(not database.embedded(), reason="LINLI_DATABASE_URL names another server")

USE_UNTIL_TOLD = """
import sys, psycopg
from linli.config import database
from linli.config.processes import unwind_when_told_to_end
unwind_when_told_to_end()
with database.running(durable=False) as address:
    with psycopg.connect(address.conninfo()) as connection:
        print(connection.execute("SELECT current_database()").fetchone()[0], flush=True)
    sys.stdin.read()
"""


class User:
    """A process that uses the database of `home` until it is told to end."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USE_UNTIL_TOLD],
            env=os.environ | {"LINLI_HOME": str(home), "PYTHONPATH": str(ROOT / "src")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def says(self) -> str:
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        return self.process.stdout.readline().strip() or self.process.stderr.read()

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    if server_runs(tmp_path / "home"):  # what a failed test left ends with one more user
        user = User(tmp_path / "home")
        user.says()
        user.end()


def server_runs(home: Path) -> bool:
    return (home / "pg" / "postmaster.pid").exists()


@pytest.mark.parametrize("name", ["plain", "with a space", "it's", "x" * 120], ids=["plain", "space", "quote", "long"])
def test_it_runs_wherever_its_home_is(name: str, home: Path) -> None:
    user = User(home / name)
    assert user.says() == "linli"
    assert user.end() == 128 + signal.SIGTERM
    assert not server_runs(home / name)


def test_a_home_where_it_cannot_lie_is_refused_with_the_remedy(home: Path) -> None:
    user = User(home / "$HOME")
    assert "set LINLI_HOME" in user.says()
    user.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_ends_with_its_last_user_and_not_before(number: int, home: Path) -> None:
    first, second = User(home), User(home)
    assert (first.says(), second.says()) == ("linli", "linli")
    first.end(number)
    assert server_runs(home)
    second.end(number)
    assert not server_runs(home)


def test_a_user_that_was_killed_does_not_count_any_more(home: Path) -> None:
    killed, other = User(home), User(home)
    assert (killed.says(), other.says()) == ("linli", "linli")
    killed.end(signal.SIGKILL)
    other.end()
    assert not server_runs(home)


def test_it_starts_again_after_the_server_was_killed(home: Path) -> None:
    user = User(home)
    assert user.says() == "linli"
    os.kill(int((home / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    user.end(signal.SIGKILL)
    again = User(home)
    assert again.says() == "linli"
    again.end()


def test_a_note_of_a_process_that_is_somebody_elses_now_does_no_harm(home: Path) -> None:
    (home / "pg").mkdir(parents=True, mode=0o700)
    user = User(home)
    assert user.says() == "linli"
    user.end()
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (home / "pg" / "postmaster.pid").write_text(f"{bystander.pid}\n{home / 'pg'}\n1\n5432\n\n\n\nready\n")
    again = User(home)
    assert again.says() == "linli"
    again.end()
    assert bystander.poll() is None
    bystander.communicate(b"\n")


def test_being_told_to_end_while_it_starts_leaves_nothing_behind(home: Path) -> None:
    user = User(home)
    until = time.monotonic() + 30
    while not server_runs(home) and time.monotonic() < until:
        time.sleep(0.002)
    user.end(signal.SIGINT)
    assert not server_runs(home)


def test_others_may_not_read_what_it_keeps(home: Path) -> None:
    user = User(home)
    user.says()
    assert (home / "pg").stat().st_mode & 0o077 == 0
    user.end()


@pytest.mark.parametrize(
    ("url", "conninfo"),
    [
        (
            "postgresql://ann:s%40fe@db.example.org:5433/linli",
            "user=ann password=s@fe host=db.example.org port=5433 dbname=linli",
        ),
        ("postgres:///linli?host=/run/postgresql", "host=/run/postgresql dbname=linli"),
        ("postgresql://db/linli?sslmode=require", "host=db dbname=linli sslmode=require"),
    ],
)
def test_a_server_of_ones_own_is_named_by_a_url(url: str, conninfo: str) -> None:
    parse = psycopg.conninfo.conninfo_to_dict
    assert parse(database.parse(url).conninfo()) == parse(conninfo)


@pytest.mark.parametrize("url", ["mysql://db/linli", "postgresql://db", "linli"])
def test_a_url_that_names_no_database_is_refused_with_the_right_form(url: str) -> None:
    with pytest.raises(ValueError, match="give postgresql://"):
        database.parse(url)
