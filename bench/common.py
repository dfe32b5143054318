"""What the measurements share: databases of their own on the embedded server, and numbers as people read them."""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
CITY = Path(os.environ.get("LINLI_BENCH_PACK", ROOT / "packs" / "demo"))


@contextmanager
def server(keep: Path | None) -> Iterator[None]:
    """The embedded server in a folder of the measurement's own: `keep`, or one that is thrown away afterwards.

    `LINLI_DATABASE_URL` is of no use here: what is measured must not touch a database that somebody keeps.
    """
    from linli.config import database

    os.environ.pop("LINLI_DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="linli-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["LINLI_HOME"] = str(keep or folder)
        with database.running():
            yield


def make_database(name: str) -> tuple[str, bool]:
    """The URL of the database `name` on the running server, and whether it is new."""
    from linli.config import database

    address = database.address()
    with psycopg.connect(address.conninfo(), autocommit=True) as link:
        known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if known is None:
            link.execute(f"CREATE DATABASE {name}")
    return f"postgresql://{address.user}@/{name}?host={quote(address.host, safe='')}", known is None


def linli(url: str, *arguments: str) -> str:
    """What `linli ARGUMENTS` prints, run on the database at `url`. Raises SystemExit with its words where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "linli", *arguments],
        env=environment(url),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"linli {' '.join(arguments)} ended with {done.returncode}: {done.stdout}")
    return done.stdout.strip()


def environment(url: str) -> dict[str, str]:
    """The environment of a process that works on the database at `url`."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return os.environ | {
        "LINLI_DATABASE_URL": url,
        "PYTHONPATH": path,
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
    }


class Pages:
    """A server process of its own for pages from the database at `url`, and a link to it."""

    def __init__(self, url: str, port: int) -> None:
        self.url = url
        self.served = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "linli.config.wsgi:application", "--interface=wsgi",
                "--host=127.0.0.1", f"--port={port}", "--workers=1", "--blocking-threads=1", "--http=1", "--no-ws",
                "--log-level=error",
            ],
            env=environment(url),
        )  # fmt: skip
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> Self:
        for _ in range(300):
            try:
                self.link.request("GET", "/healthz")
                self.link.getresponse().read()
                return self
            except OSError:
                self.link.close()
                time.sleep(0.1)
        raise SystemExit(f"the server on {self.url} did not start")

    def __exit__(self, *_: object) -> None:
        self.served.terminate()
        self.served.wait()

    def fetch(self, path: str, cookie: str) -> float:
        """Milliseconds from the request to the last byte of the page."""
        began = time.perf_counter()
        self.link.request("GET", path, headers={"Cookie": cookie})
        answer = self.link.getresponse()
        answer.read()
        taken = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        return taken


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
