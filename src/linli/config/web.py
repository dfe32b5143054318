"""`python -m linli.config.web`: granian with the application in it, as `server` starts it.

The application is loaded before the web processes part, so that each is there at once and they share its memory.
"""

import argparse
import os
import signal
from importlib import import_module
from pathlib import Path

from django.conf import settings
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from linli.config import options, wsgi

_YEAR = 365 * 24 * 60 * 60
_DRAIN = 10  # seconds that a request under way gets when the server ends


def serve(*, host: str, port: int, workers: int) -> None:
    """Answers requests until a signal comes. Collected static files never reach Python."""
    import_module(settings.ROOT_URLCONF)
    # Until a web process listens for signals itself, it must not swallow them in its parent's handler.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    Server(
        f"{wsgi.__name__}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=options.number("LINLI_THREADS", least=1),
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        static_path_route=[settings.STATIC_URL.rstrip("/")],
        static_path_mount=[Path(settings.STATIC_ROOT)],
        static_path_expires=_YEAR,
        workers_kill_timeout=_DRAIN,
    ).serve()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    given = parser.parse_args()
    serve(host=given.host, port=given.port, workers=given.workers)
