"""Public intake through HTTP, from form post to committed events, against a bare WSGI insert in the same run.

    python bench/intake.py [--workers 4] [--threads 4] [--seconds 2] [--rounds 12] [--contact]

Both are served by granian with the same processes and threads, on the same durable PostgreSQL, and kept busy by the
same client. The floor reads the body and inserts one row; Linli locates the point, judges three acts and writes a case,
its events, its words and its tracking code. Floor and Linli take turns, so that a machine that drifts drifts under
both. Exits 1 where the median ratio is below 0.15.
"""

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
LEAST, AIM = 0.15, 0.20
FLOOR_PORT, LINLI_PORT = 8391, 8392
TEXT = "路灯不亮好几天了，晚上走路看不清，请尽快修理。 The street lamp has been dark for days."


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--threads", type=int, default=4, help="of each worker, as LINLI_THREADS is if nobody sets it")
    options.add_argument("--seconds", type=float, default=2)
    options.add_argument("--rounds", type=int, default=12)
    options.add_argument("--connections", type=int, default=32)
    options.add_argument("--contact", action="store_true", help="every report brings a contact")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        os.environ |= {
            "LINLI_HOME": os.environ.get("LINLI_BENCH_HOME", folder),
            "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        }
        sys.path[:0] = [str(ROOT), str(ROOT / "src")]
        import django

        django.setup()
        from linli.config import database

        with database.running():
            measure(given)


def measure(given: argparse.Namespace) -> None:
    from bench.load import run

    keys, points = load_city()
    os.environ["LINLI_FLOOR_CONNINFO"] = floor_table()
    ratios = []
    with (
        served("bench.floor:application", FLOOR_PORT, given),
        served("linli.config.wsgi:application", LINLI_PORT, given),
    ):
        makers = {
            FLOOR_PORT: floor_request,
            LINLI_PORT: report_request(keys, points, contact=given.contact),
        }
        for port, make in makers.items():
            run(port, make, seconds=2, connections=given.connections)
        for number in range(given.rounds):
            floor = run(FLOOR_PORT, makers[FLOOR_PORT], seconds=given.seconds, connections=given.connections)
            before = cases()
            linli = run(LINLI_PORT, makers[LINLI_PORT], seconds=given.seconds, connections=given.connections)
            written = cases() - before
            if set(floor.statuses) != {204} or set(linli.statuses) != {303}:
                raise SystemExit(f"unexpected answers: floor {floor.statuses}, linli {linli.statuses}")
            if written < sum(linli.statuses.values()):
                raise SystemExit(f"{sum(linli.statuses.values())} answered but {written} written")
            ratios.append(linli.per_second / floor.per_second)
            print(
                f"round {number + 1}: floor {floor.per_second:7.0f}/s (p95 {floor.quantile(0.95):5.1f} ms)"
                f"   linli {linli.per_second:6.0f}/s (p95 {linli.quantile(0.95):5.1f} ms)   ratio {ratios[-1]:.3f}",
                flush=True,
            )
    median = statistics.median(ratios)
    print(f"intake: median ratio {median:.3f} of the floor (at least {LEAST}, aim {AIM})")
    raise SystemExit(median < LEAST)


def load_city() -> tuple[list[str], list[tuple[float, float]]]:
    """Load the demo pack; the classes that residents may report without a photo, and points in the city."""
    from django.core.management import call_command

    from linli.catalogue import queries as catalogue
    from linli.packs import commands as packs
    from linli.places import queries as places

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    packs.load(ROOT / "packs" / "demo", by="bench", now=datetime.now(UTC))
    edition = catalogue.current()
    keys = [
        one.key
        for one in edition.classes.values()
        if not one.photo_required and one.reporters == "anyone" and one.kind != "service"
    ]
    chance = random.Random(1)
    south, west = edition.settings.map.latitude - 0.015, edition.settings.map.longitude - 0.015
    points = [(south + chance.random() * 0.03, west + chance.random() * 0.03) for _ in range(20_000)]
    return keys, [point for point in points if places.locate(lat=point[0], lon=point[1])]


def floor_table() -> str:
    """Make the floor's table; how to reach it."""
    from django.db import connection

    from linli.config import database

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor")
        cursor.execute(
            "CREATE TABLE floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " at timestamptz NOT NULL DEFAULT now(), body text NOT NULL)"
        )
    return database.address().conninfo()


def cases() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        return int(cursor.fetchone()[0])


@contextmanager
def served(application: str, port: int, given: argparse.Namespace) -> Iterator[subprocess.Popen[bytes]]:
    """An application under granian; the same server and the same settings for floor and Linli."""
    command = [
        sys.executable, "-m", "granian", application, "--interface=wsgi", "--host=127.0.0.1", f"--port={port}",
        f"--workers={given.workers}", f"--blocking-threads={given.threads}", "--http=1", "--no-ws", "--log-level=error",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(200):
            try:
                urlopen(
                    Request(f"http://127.0.0.1:{port}/healthz", data=b"x" if port == FLOOR_PORT else None), timeout=5
                )
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit(f"{application} did not start")
        yield process
    finally:
        process.terminate()
        process.wait()


def post(path: str, body: bytes, headers: str = "") -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n{headers}\r\n"
    )
    return head.encode() + body


def floor_request() -> bytes:
    return post("/", urlencode({"text": TEXT, "command": uuid4()}).encode())


def report_request(keys: list[str], points: list[tuple[float, float]], *, contact: bool) -> Callable[[], bytes]:
    """What a browser sends: the form's own token and cookie, a fresh command, a point and a class."""
    with urlopen(f"http://127.0.0.1:{LINLI_PORT}/report/tell/", timeout=30) as answer:
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', answer.read())
    assert found is not None, "the form has no token"
    token = found[1].decode()
    person = {"name": "A", "phone": "13800000000", "email": "a@example.org"} if contact else {}

    def make() -> bytes:
        lat, lon = random.choice(points)
        fields = {
            "csrfmiddlewaretoken": token, "command": str(uuid4()), "lat": f"{lat:.6f}", "lon": f"{lon:.6f}",
            "class": random.choice(keys), "text": TEXT, **person,
        }  # fmt: skip
        return post("/report/tell/", urlencode(fields).encode(), f"Cookie: {cookie}\r\n")

    return make


if __name__ == "__main__":
    main()
