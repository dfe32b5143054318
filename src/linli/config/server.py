"""The server: granian's web processes and the worker that does the jobs, beside each other on one database."""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command

from linli.config import options
from linli.config.home import SOURCE
from linli.config.options import SetUpFault
from linli.config.processes import Ensemble

_START = 60.0  # seconds until the first page must be there


def address(port: int | None = None) -> str:
    """Where this server is reached from its own machine."""
    host = options.text("LINLI_HOST")
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port or options.number('LINLI_PORT')}"  # noqa: S104


def serve(
    *,
    workers: int,
    port: int,
    worker: bool = True,
    until: Callable[[], None] | None = None,
    ready: Callable[[], None],
) -> None:
    """Serves on LINLI_HOST:`port`, which is `claimed`, until a signal comes, or until the function `until` returns.

    Without a `worker` nothing is sent and nothing acts by the clock. `ready` is called once /healthz answers. The
    database must be running and its tables up to date. Raises SetUpFault when a process ends by itself.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    environment = os.environ | {
        "LINLI_HOME": str(settings.LINLI_HOME),
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(SOURCE.parent), os.environ.get("PYTHONPATH", "")])),
    }
    with Ensemble() as processes:
        web = ["--host", options.text("LINLI_HOST"), "--port", str(port), "--workers", str(workers or processors())]
        processes.start("web", [sys.executable, "-m", "linli.config.web", *web], environment)
        if worker:
            processes.start("worker", [sys.executable, "-m", "linli", "worker"], environment)
        _wait_until_healthy(processes, address(port))
        ready()
        if until is not None:
            until()
            return
        try:
            name, code = processes.wait()
        except KeyboardInterrupt:  # Ctrl-C is how it is ended, no mishap
            return
        raise SetUpFault(f"the {name} process ended with {code}; its last lines above say why")


def processors() -> int:
    """Processors that this process may use; fewer than the machine's inside a container or under taskset."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def claimed(port: int) -> Iterator[None]:
    """Keeps LINLI_HOST:`port` for the server that is about to start. Raises SetUpFault where somebody has it.

    Granian shares a port that another server listens on; so ask before, and let nobody else ask until it listens.
    """
    host = options.text("LINLI_HOST")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((host, port))
        except OSError as fault:
            raise SetUpFault(
                f"cannot listen on {host}:{port} ({fault.strerror}): set LINLI_PORT to a free port"
            ) from fault
        if sys.platform == "linux":
            # From here on only sockets that share the port get it, as granian's do, and no other one that asks like us.
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        else:
            place.close()
        yield


def _wait_until_healthy(processes: Ensemble, base: str) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until:
        if ended := processes.ended():
            raise SetUpFault(
                f"the {ended[0]} process ended with {ended[1]} while starting; its last lines above say why"
            )
        try:
            with urlopen(f"{base}/healthz", timeout=5) as answer:  # noqa: S310 - our own address
                if json.load(answer)["database"]:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SetUpFault(f"{base}/healthz gave no answer within {_START:.0f} seconds")
