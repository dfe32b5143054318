"""Proposals of likely duplicates at 1,000 and at 1,000,000 cases: what `likely_same` takes at random cases' places.

    python bench/likely.py [--cases 1000000] [--rounds 400] [--keep FOLDER]

The report that is asked for comes a moment after the newest case and lies 20 m beside one of all times, so that there
is something to compare; a page asks for nothing else. Exits 1 where the p95 at the large size is above 20 ms.
"""

import argparse
import os
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.common import CITY, environment, linli, make_database, quantile, server

CEILING_MS = 20.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=400)
    options.add_argument("--keep", type=Path)
    options.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.answer:
        answer(given.rounds)
        return
    with server(given.keep):
        worst = [measure(size, given.rounds) for size in (1000, given.cases)][-1]
    print(f"p95 at {given.cases:,} cases {worst:.1f} ms (ceiling {CEILING_MS:.0f} ms)")
    raise SystemExit(worst > CEILING_MS)


def measure(size: int, rounds: int) -> float:
    """The p95 in milliseconds in a database of `size` cases, measured in a process of its own."""
    url, new = make_database(f"linli_likely_{size}")
    if new:
        linli(url, "migrate")
        linli(url, "pack", "load", str(CITY))
        print(linli(url, "simulate", "--bulk", str(size)), flush=True)
    done = subprocess.run(
        [sys.executable, __file__, "--answer", "--rounds", str(rounds)],
        env=environment(url) | {"LINLI_HOME": os.environ["LINLI_HOME"]},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    print(done.stdout, end="", flush=True)
    return float(done.stdout.split()[-1])


def answer(rounds: int) -> None:
    import django

    django.setup()
    from django.db import connection

    from linli.cases import queries

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE closed_at IS NULL) FROM cases_case")
        total, still_open = cursor.fetchone()
        cursor.execute(
            "SELECT lat, lon, class_key, (SELECT max(reported_at) FROM cases_case) FROM cases_case"
            " WHERE lat IS NOT NULL ORDER BY md5(id::text) LIMIT %s",
            [rounds + 50],
        )
        asked = cursor.fetchall()
    dice, taken, proposed = random.Random(5), [], 0
    for number, (lat, lon, class_key, at) in enumerate(asked):
        began = perf_counter()
        found = queries.likely_same(
            lat=lat + dice.choice((-1, 1)) * 20 / 111_195, lon=lon, class_key=class_key, text="灯不亮，晚上看不见路",
            at=at + timedelta(minutes=5),
        )  # fmt: skip
        if number >= 50:  # the first warm the caches up
            taken.append((perf_counter() - began) * 1000)
            proposed += len(found)
    print(
        f"{total:>9,} cases, {still_open:,} open: {proposed / len(taken):.2f} proposals a report;"
        f" ms p50 {quantile(taken, 0.5):.2f} p95 {quantile(taken, 0.95):.2f}"
    )


if __name__ == "__main__":
    main()
