"""Processes that belong together: they start together, and when one ends or a signal comes, all of them end."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

_PR_SET_PDEATHSIG = 1
_GRACE = 15.0  # seconds that a process gets to finish what it is doing
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def unwind_when_told_to_end() -> None:
    """Makes SIGTERM and SIGHUP leave through `finally` blocks, as Ctrl-C does, with a shell's exit code."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Holds back the signals that would end the process until the block is done. Only the main thread can."""
    came: list[int] = []
    try:
        before = {number: signal.signal(number, lambda number, frame: came.append(number)) for number in ENDING}
    except ValueError:  # not the main thread: signals do not interrupt it anyway
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def _end_with_parent() -> None:
    """Asks Linux to end this child when its parent is killed outright and can't do so itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Ensemble:
    """Child processes by name. Leaving the block ends them all, politely first."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Ensemble":
        return self

    def __exit__(self, *reason: object) -> None:
        with undisturbed():
            self.end()

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Starts a child in a session of its own, so that Ctrl-C reaches it once, through us, and not twice."""
        self.children[name] = subprocess.Popen(
            list(command), env=dict(environment), start_new_session=True, preexec_fn=_end_with_parent
        )

    def ended(self) -> tuple[str, int] | None:
        """Name and exit code of a child that has ended."""
        for name, child in self.children.items():
            code = child.poll()
            if code is not None:
                return name, code
        return None

    def wait(self) -> tuple[str, int]:
        """Blocks until a child ends."""
        while (ended := self.ended()) is None:
            time.sleep(0.2)
        return ended

    def end(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + _GRACE
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
