"""The desk's statistics at 1,000,000 cases on two cores, the database among them.

    python bench/figures.py [--cases 1000000] [--rounds 20] [--keep FOLDER] [--only TEXT] [--check]

Each picture for somebody who sees the whole city, a community, and a unit, over thirty days, twelve months and all
years: the bare question, and the page through HTTP with somebody signed in. The floor is a case looked up by its id in
the same run, again and again between the questions, so that a machine that drifts drifts under both. Exits 1 where the
p95 of a page is above 300 ms, and names each such picture. `--check` holds all figures against all events first.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.common import CITY, Pages, linli, make_database, quantile, server
from bench.lists import cookie_of

CORES = {0, 1}
CEILING_MS = 300.0
PORT = 8395


@dataclass(frozen=True, slots=True)
class Asked:
    """A picture: who asks for it, and how the address bar says it."""

    who: str
    span: str
    query: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.who}, {self.query['by']}{' of cells' if 'area' in self.query else ''}, {self.span}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--keep", type=Path)
    options.add_argument("--only", default="", help="only pictures whose name holds this")
    options.add_argument("--check", action="store_true", help="hold the figures against all events first")
    given = options.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, CORES)  # the database and the server are started below, and inherit it
    with server(given.keep), ExitStack() as stack:
        url = prepare(given.cases)
        os.environ |= {"LINLI_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
        if given.check:
            began = time.perf_counter()
            print(f"{linli(url, 'figures', 'check')}, {time.perf_counter() - began:.0f} s", flush=True)
        import django

        django.setup()
        served = stack.enter_context(Pages(url, PORT))
        raise SystemExit(measure(served, [one for one in pictures() if given.only in one.name], given.rounds))


def prepare(cases: int) -> str:
    """A database with that many cases in the demonstration's city, counted; used again where it is there already."""
    url, new = make_database("linli_figures")
    linli(url, "migrate")
    if new:
        linli(url, "pack", "load", str(CITY))
    began = time.perf_counter()
    linli(url, "simulate", "--bulk", str(cases))
    print(f"{cases:,} cases in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    print(f"{linli(url, 'figures', 'fold')}, {time.perf_counter() - began:.0f} s", flush=True)
    return url


def pictures() -> Iterator[Asked]:
    today = datetime.now(UTC).date()
    spans = {"30 days": today - timedelta(days=29), "12 months": year_before(today), "all years": first_day()}
    small = community()
    for who in ("city", "community", "unit"):
        for span, first in spans.items():
            days = {"from": first.isoformat(), "to": today.isoformat()}
            for by in ("time", "stage", "class", "area", "unit", "source", "outcome"):
                yield Asked(who, span, days | {"by": by, "look": "map" if by == "area" else "bar"})
            if who == "city":
                yield Asked(who, span, days | {"by": "area", "area": small, "look": "map"})


def year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=1)


def measure(served: Pages, asked: list[Asked], rounds: int) -> int:
    """Print a line for each picture; 1 where a page is too slow."""
    print(f"{'picture':34} {'cases':>9}   {'question p50 / p95 ms':>22}   × floor   {'page p50 / p95 ms':>20}")
    cookies = {who: cookie_of(account(who)) for who in {one.who for one in asked}}
    late, every, floors = [], [], []
    for one in asked:
        bare, page, floor, cases = [], [], [], 0
        for number in range(rounds + 3):
            took, cases = question(one)
            looked_up = look_up()
            whole = served.fetch(f"/desk/figures/?{urlencode(one.query)}", cookies[one.who])
            if number >= 3:
                bare.append(took)
                floor.append(looked_up)
                page.append(whole)
        ratio = quantile(bare, 0.95) / quantile(floor, 0.95)
        floors += floor
        every.append(quantile(page, 0.95))
        print(f"{one.name:34} {cases:9,}   {said(bare)}   {ratio:7.0f}   {said(page)}", flush=True)
        if quantile(page, 0.95) > CEILING_MS:
            late.append(one.name)
    for name in late:
        print(f"above {CEILING_MS:g} ms: {name}")
    print(f"floor: a case by its id, p50 / p95 {said(floors)} ms")
    print(f"figures: worst p95 of a page {max(every):.0f} ms, median {statistics.median(every):.0f} ms;")
    print(f"within {CEILING_MS:g} ms in {len(every) - len(late)} of {len(every)} pictures")
    return int(bool(late))


def said(times: list[float]) -> str:
    return f"{statistics.median(times):8.1f} / {quantile(times, 0.95):8.1f}"


def question(one: Asked) -> tuple[float, int]:
    """Milliseconds of the bare question, and how many cases it is about."""
    from linli.catalogue import queries as catalogue
    from linli.faces.desk.figures.asked import Asked as Read
    from linli.insight.figures import reading
    from linli.people import queries as people

    now = datetime.now(UTC)
    actor = people.actor(account(one.who), now=now)
    assert actor is not None
    catalogue.current()
    read = Read.read(one.query, today=now.date()).question(cells="area" in one.query)
    began = time.perf_counter()
    total = reading.figures(actor=actor, question=read, now=now).total
    return (time.perf_counter() - began) * 1000, total.reported or total.open


def look_up() -> float:
    """Milliseconds to fetch one case by its id."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE number = %s", [1])
        key = cursor.fetchone()[0]
        began = time.perf_counter()
        cursor.execute("SELECT number, state FROM cases_case WHERE id = %s", [key])
        cursor.fetchone()
        return (time.perf_counter() - began) * 1000


def first_day() -> date:
    return _one("SELECT min(reported_on) FROM insight_life")


def community() -> str:
    return str(
        _one("SELECT area_path FROM cases_case WHERE closed_at IS NULL AND cell <> '' ORDER BY area_path, id LIMIT 1")
    )


def _one(sql: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def account(who: str) -> int:
    """The number of an account with the post that `who` names, made where it is missing."""
    from linli.kernel.results import Allowed
    from linli.kernel.rights import Role
    from linli.people import commands
    from linli.people import queries as people

    known = people.account_named(f"figures-{who}")
    if known is not None:
        return known.id
    now = datetime.now(UTC)
    made = commands.enrol(
        sign_in=f"figures-{who}", display_name=who, password=os.urandom(16).hex(), language="en", now=now
    )
    assert isinstance(made, Allowed)
    busy = "SELECT unit_path FROM cases_case WHERE unit_path <> '' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    posts: dict[str, dict[str, Any]] = {
        "city": {"role": Role.AUDITOR},
        "community": {"role": Role.AREA_LEAD, "area_path": community()},
        "unit": {"role": Role.HANDLER, "unit_path": str(_one(busy))},
    }
    commands.assign(staff_id=made.value, now=now, **posts[who])
    return made.value


if __name__ == "__main__":
    main()
