"""`linli demo`: a city to look at in one command, and nothing left of it when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
from tests import pack_folders
from tests.ports import free_port

from linli.config import database
from linli.config.home import ROOT

pytestmark = pytest.mark.skipif(not database.embedded(), reason="LINLI_DATABASE_URL names another server")

PATIENCE = 120  # seconds, for a machine that has much else to do


def hear_ctrl_c() -> None:
    """As at a terminal: what a shell starts in the background, a test run perhaps, passes on that it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Demo:
    """A demonstration of a small town in a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.port = free_port()
        self.command = [
            sys.executable,
            "-m",
            "linli",
            "demo",
            "--days=3",
            f"--pack={pack_folders.write(folder / 'town')}",
        ]
        self.environment = os.environ | {
            # Not the settings under test: they would lead the demonstration into the home of the tests.
            "DJANGO_SETTINGS_MODULE": "linli.config.settings",
            "LINLI_HOME": str(self.home),
            "LINLI_PORT": str(self.port),
            "LINLI_WORKERS": "2",
            "PYTHONPATH": str(ROOT / "src"),
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.command, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Returns once pages come."""
        process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=hear_ctrl_c,
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return process
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"no page within {PATIENCE} seconds")

    def processes(self) -> list[str]:
        """What still runs for this home: the server has it in its arguments, everything else in its environment."""
        found = []
        for process in psutil.process_iter():
            try:
                mine = str(self.home) in " ".join(process.cmdline()) or process.environ().get("LINLI_HOME") == str(
                    self.home
                )
                if mine and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        return found

    def is_gone(self, within: float) -> bool:
        until = time.monotonic() + within
        while self.processes() and time.monotonic() < until:
            time.sleep(0.1)
        return not self.processes()


@dataclass
class Made:
    """A home as the first run of a demonstration leaves it, and what that run said."""

    home: Path
    said: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    first = Demo(tmp_path_factory.mktemp("made"))
    said = first.run("--check")
    assert said.returncode == 0, said.stderr
    assert first.is_gone(within=0)
    return Made(first.home, said)


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Demo]:
    """A demonstration that nobody has seen yet."""
    demo = Demo(tmp_path)
    yield demo
    end(demo)


@pytest.fixture
def demo(made: Made, tmp_path: Path) -> Iterator[Demo]:
    """A demonstration that was looked at before: making one is what takes long."""
    demo = Demo(tmp_path)
    # Not shutil: a database that doesn't run as root belongs to a user of its own.
    subprocess.run(["cp", "-a", made.home, demo.home], check=True)
    yield demo
    end(demo)


def end(demo: Demo) -> None:
    for process in psutil.process_iter():
        try:
            if process.environ().get("LINLI_HOME") == str(demo.home):
                process.kill()
        except psutil.Error:
            continue


def test_it_shows_a_page_of_each_face_and_a_second_run_uses_what_is_there(made: Made, demo: Demo) -> None:
    assert [line.split()[:1] for line in made.said.stdout.splitlines()] == [["200"]] * 4
    assert "living 3 days" in made.said.stderr
    second = demo.run("--check")
    assert second.returncode == 0, second.stderr
    assert "living" not in second.stderr
    assert demo.is_gone(within=0)


def test_nothing_runs_on_when_it_is_told_to_end(demo: Demo) -> None:
    process = demo.start()
    assert demo.processes()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=PATIENCE)
    assert demo.is_gone(within=0)


def test_pages_alone_are_served_where_nothing_may_be_sent(demo: Demo) -> None:
    demo.command = [sys.executable, "-m", "linli", "serve", "--no-worker"]
    process = demo.start()
    assert [line for line in demo.processes() if "linli.config.web" in line]
    assert not [line for line in demo.processes() if "linli worker" in line]
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=PATIENCE)
    assert demo.is_gone(within=0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_what_is_left_when_it_is_killed_outright_ends_with_the_next_command(demo: Demo) -> None:
    process = demo.start()
    process.kill()
    process.wait()
    subprocess.run(
        [sys.executable, "-m", "linli", "migrate"],
        env=demo.environment,
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    assert demo.is_gone(within=30), demo.processes()


def test_a_city_of_ones_own_is_left_alone(new: Demo) -> None:
    load = [sys.executable, "-m", "linli", "pack", "load", str(pack_folders.write(new.home.parent / "own"))]
    subprocess.run(load, env=new.environment, check=True, capture_output=True)
    for arguments in ([], ["--fresh"]):
        refused = new.run("--check", *arguments)
        assert refused.returncode == 1
        assert "a city of its own" in refused.stderr


def test_a_port_that_is_taken_is_named_with_the_remedy(new: Demo) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", new.port))
        other.listen()
        refused = new.run("--check")
    assert refused.returncode == 1
    assert f"127.0.0.1:{new.port}" in refused.stderr
    assert "set LINLI_PORT" in refused.stderr


def test_starting_over_beside_one_that_runs_is_refused_and_ctrl_c_ends_that_one(demo: Demo) -> None:
    running = demo.start()
    try:
        refused = demo.run("--fresh")
        assert refused.returncode == 1
        assert "set LINLI_PORT" in refused.stderr
        assert "clearing" not in refused.stderr
        with urlopen(f"http://127.0.0.1:{demo.port}/desk/sign-in/", timeout=30) as answer:
            assert answer.status == 200
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=PATIENCE)
    assert demo.is_gone(within=0)
