"""The desk's queue at 1,000 and at 1,000,000 cases: a page of 50 under each filter and some together.

    python bench/lists.py [--cases 1000000] [--rounds 60] [--keep FOLDER] [--only TEXT]

Two databases on one server, the same city, the same questions: the bare query, and the page through HTTP with somebody
signed in. Small and large take turns question by question, so that a machine that drifts drifts under both. The floor
is the small one. Exits 1 where a page's p95 at the large size is above 3 times that at the small one (with `--bare`:
the query's), and names each such question. `--keep` makes the databases in a folder that a later run uses again.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.common import CITY, ROOT, Pages, environment, linli, make_database, quantile, server

CEILING = 3.0
PORTS = (8393, 8394)
# Below this a difference is nothing that a reader or the measurement can tell from noise.
GRAIN_MS = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """One list: who asks, and what for, as the address bar says it."""

    name: str
    who: str
    query: Mapping[str, str]


class Size:
    """One database with its own server process for pages and a process for bare queries."""

    def __init__(self, url: str, port: int) -> None:
        self.url = url
        self.asked = subprocess.Popen(
            [sys.executable, __file__, "--answer"],
            env=environment(url),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pages = Pages(url, port)
        self.cookies: dict[str, str] = {}

    def __enter__(self) -> Self:
        self.pages.__enter__()
        return self

    def __exit__(self, *fault: Any) -> None:
        self.pages.__exit__(*fault)
        self.asked.terminate()
        self.asked.wait()

    def ask(self, **what: Any) -> Any:
        assert self.asked.stdin is not None
        assert self.asked.stdout is not None
        print(json.dumps(what), file=self.asked.stdin, flush=True)
        answer = self.asked.stdout.readline()
        if not answer:
            raise SystemExit("the process that asks the database has ended")
        return json.loads(answer)

    def page(self, question: Question) -> float:
        """Milliseconds from the request to the last byte of the page."""
        if question.who not in self.cookies:
            self.cookies[question.who] = self.ask(sign_in=question.who)
        return self.pages.fetch(f"/desk/?{urlencode(question.query)}", self.cookies[question.who])

    def query(self, question: Question) -> tuple[float, int]:
        """Milliseconds of the bare query and the number of rows."""
        took, rows = self.ask(who=question.who, query=dict(question.query))
        return took, rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=60)
    options.add_argument("--keep", type=Path)
    options.add_argument("--only", default="", help="only questions whose name holds this")
    options.add_argument("--bare", action="store_true", help="no pages, only the query")
    options.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.answer:
        answer()
        return
    with server(given.keep), ExitStack() as stack:
        urls = (prepare("linli_small", 1000), prepare("linli_large", given.cases))
        sizes = [stack.enter_context(Size(url, port)) for url, port in zip(urls, PORTS, strict=True)]
        questions = [one for one in ask_for(sizes[1].ask(choose=True)) if given.only in one.name]
        ratios = compare(sizes, questions, given)
    above = {name: one for name, one in ratios.items() if one > CEILING}
    for name, one in above.items():
        print(f"above the ceiling: {name} ({one:.2f})")
    what = "queries" if given.bare else "pages"
    print(f"lists: median ratio {statistics.median(ratios.values()):.2f}, worst {max(ratios.values()):.2f};")
    print(f"{what} keep below {CEILING:g} × the floor in {len(ratios) - len(above)} of {len(ratios)} questions")
    raise SystemExit(bool(above))


def prepare(name: str, cases: int) -> str:
    """A database with that many cases in the demonstration's city; used again where it is there already."""
    url, new = make_database(name)
    linli(url, "migrate")
    if new:
        linli(url, "pack", "load", str(CITY))
    began = time.perf_counter()
    if cases <= 1000:
        # A young city: most of a thousand cases are still open, so that small pages are as full as large ones.
        linli(url, "simulate", "--days", "8", "--per-day", str(round(cases / 8.2)))
    else:
        linli(url, "simulate", "--bulk", str(cases))
    print(f"{name}: {cases:,} cases in {time.perf_counter() - began:.0f} s", flush=True)
    return url


def compare(sizes: Sequence[Size], questions: Sequence[Question], given: argparse.Namespace) -> dict[str, float]:
    """Print a line for each question; the ratio of each that counts."""
    head = f"{'question':42} {'rows':>9}   {'query p50 / p95 ms, small → large':>38}   ratio"
    print(head + ("" if given.bare else f"   {'page p50 / p95 ms, small → large':>38}   ratio"))
    ratios: dict[str, float] = {}
    for question in questions:
        bare: tuple[list[float], list[float]] = ([], [])
        pages: tuple[list[float], list[float]] = ([], [])
        rows = [0, 0]
        for number in range(given.rounds + 5):
            for at, size in enumerate(sizes):
                took, rows[at] = size.query(question)
                page = 0.0 if given.bare else size.page(question)
                if number >= 5:
                    bare[at].append(took)
                    pages[at].append(page)
        ratios[question.name] = ratio(*bare)
        line = f"{question.name:42} {rows[0]:4} {rows[1]:4}   {said(*bare)} {ratios[question.name]:6.2f}"
        if not given.bare:
            ratios[question.name] = ratio(*pages)
            line += f"   {said(*pages)} {ratios[question.name]:6.2f}"
        print(line, flush=True)
    return ratios


def said(small: Sequence[float], large: Sequence[float]) -> str:
    return " → ".join(f"{statistics.median(one):7.1f} / {quantile(one, 0.95):7.1f}" for one in (small, large))


def ratio(small: Sequence[float], large: Sequence[float]) -> float:
    return max(quantile(large, 0.95), GRAIN_MS) / max(quantile(small, 0.95), GRAIN_MS)


def alone(chosen: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Each filter by itself, wide and narrow."""
    return {
        "no filter": {},
        "newest": {"sort": "newest"},
        "stage received": {"stage": "received"},
        "stage filed": {"stage": "filed"},
        "stage filed, disputed": {"stage": "filed.disputed"},
        "stage handling": {"stage": "handling"},
        "stage checking": {"stage": "checking"},
        "stage confirming": {"stage": "confirming"},
        "stage closed": {"stage": "closed"},
        "common class": {"class": chosen["class_common"]},
        "rare class": {"class": chosen["class_rare"]},
        "family of classes": {"class": "component-01*"},
        "kind of classes": {"class": "matter-*"},
        "common class, newest": {"class": chosen["class_common"], "sort": "newest"},
        "rare class, newest": {"class": chosen["class_rare"], "sort": "newest"},
        "area of everything": {"area": chosen["area_top"]},
        "street": {"area": chosen["area_street"]},
        "community": {"area": chosen["area_small"]},
        "community, newest": {"area": chosen["area_small"], "sort": "newest"},
        "street, newest": {"area": chosen["area_street"], "sort": "newest"},
        "busy unit": {"unit": chosen["unit_busy"]},
        "quiet unit": {"unit": chosen["unit_quiet"]},
        "busy unit, newest": {"unit": chosen["unit_busy"], "sort": "newest"},
        "quiet unit, newest": {"unit": chosen["unit_quiet"], "sort": "newest"},
        "overdue": {"overdue": "1"},
        "text, common": {"text": "路灯"},
        "text, a number": {"text": chosen["address"]},
        "text, two words": {"text": "路灯 不亮"},
        "text, part of a sentence": {"text": "晚上这一段黑得"},
        "text, English": {"text": "street lamp"},
        "text, nowhere": {"text": "无此词语可寻"},
        "text, common, newest": {"text": "路灯", "sort": "newest"},
        "text, a number, newest": {"text": chosen["address"], "sort": "newest"},
    }


def together(chosen: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Filters with one another."""
    return {
        "class + street": {"class": chosen["class_common"], "area": chosen["area_street"]},
        "rare class + community": {"class": chosen["class_rare"], "area": chosen["area_small"]},
        "class + community, newest": {"class": chosen["class_common"], "area": chosen["area_small"], "sort": "newest"},
        "stage + street": {"stage": "handling", "area": chosen["area_street"]},
        "stage + class": {"stage": "checking", "class": chosen["class_common"]},
        "stage closed + rare class": {"stage": "closed", "class": chosen["class_rare"]},
        "stage closed + quiet unit": {"stage": "closed", "unit": chosen["unit_quiet"]},
        "stage closed + community": {"stage": "closed", "area": chosen["area_small"]},
        "unit + overdue": {"unit": chosen["unit_busy"], "overdue": "1"},
        "unit + stage + street": {"unit": chosen["unit_busy"], "stage": "handling", "area": chosen["area_street"]},
        "quiet unit + busy class": {"unit": chosen["unit_quiet"], "class": chosen["class_common"]},
        "street + overdue": {"area": chosen["area_street"], "overdue": "1"},
        "text + street": {"text": "路灯", "area": chosen["area_street"]},
        "text + community, newest": {"text": "垃圾", "area": chosen["area_small"], "sort": "newest"},
        "text + class": {"text": "晚上", "class": chosen["class_common"]},
        "text + other class, newest": {"text": "路灯", "class": chosen["class_rare"], "sort": "newest"},
        "text + kind, newest": {"text": "路灯", "class": "component-*", "sort": "newest"},
        "text + other kind, newest": {"text": "路灯", "class": "matter-*", "sort": "newest"},
        "text + area of everything, newest": {"text": "路灯", "area": chosen["area_top"], "sort": "newest"},
        "text + unit + street, newest": {
            "text": "垃圾", "unit": chosen["unit_busy"], "area": chosen["area_street"], "sort": "newest",
        },
        "text + overdue": {"text": "垃圾", "overdue": "1"},
        "text + stage closed": {"text": "路灯", "stage": "closed"},
        "text + stage + unit": {"text": "路灯", "stage": "handling", "unit": chosen["unit_busy"]},
        "all six": {
            "stage": "handling", "class": chosen["class_common"], "area": chosen["area_street"],
            "unit": chosen["unit_busy"], "overdue": "1", "text": "路灯",
        },
    }  # fmt: skip


def ask_for(chosen: Mapping[str, str]) -> Iterator[Question]:
    """Filters for somebody who sees the whole city, then the lists of posts in the city, in a street and in a unit."""
    whole = {"list": "all"}
    for name, query in (alone(chosen) | together(chosen)).items():
        yield Question(name, "city", whole | query)
    for who in ("city", "street", "unit"):
        yield Question(f"what waits for me, {who}", who, {})
        yield Question(f"what waits for me, overdue, {who}", who, {"overdue": "1"})
    for who in ("street", "unit"):
        yield Question(f"all in my area, {who}", who, whole)
        yield Question(f"all in my area, newest, {who}", who, whole | {"sort": "newest"})
        yield Question(f"all in my area, closed, {who}", who, whole | {"stage": "closed"})
        yield Question(f"all in my area, text, {who}", who, whole | {"text": "路灯"})
        yield Question(f"all in my area, text, newest, {who}", who, whole | {"text": "垃圾", "sort": "newest"})


def answer() -> None:
    """The process that asks the database: a question a line on standard input, an answer a line on standard output."""
    import django

    django.setup()
    for line in sys.stdin:
        what = json.loads(line)
        if "choose" in what:
            found: Any = choose()
        elif "sign_in" in what:
            found = cookie_of(account(what["sign_in"]))
        else:
            found = timed(what["who"], what["query"])
        print(json.dumps(found), flush=True)


def timed(who: str, query: dict[str, str]) -> tuple[float, int]:
    from django.utils import timezone

    from linli.cases import queries
    from linli.faces.desk.queue.filters import Chosen
    from linli.people import queries as people

    now = timezone.now()
    actor = people.actor(account(who), now=now)
    assert actor is not None
    filters = Chosen.read(query).filters
    began = time.perf_counter()
    page = queries.listing(actor=actor, filters=filters, now=now)
    return (time.perf_counter() - began) * 1000, len(page.rows)


def choose() -> dict[str, str]:
    """The commonest and rarest values among open cases; by the larger database, for both."""
    from django.db import connection

    def one(sql: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0])

    by = "SELECT {0} FROM cases_case WHERE closed_at IS NULL AND {0} <> '' GROUP BY 1 ORDER BY count(*) {1}, 1 LIMIT 1"
    community = one(by.format("area_path", "ASC"))
    return {
        "class_common": one(by.format("class_key", "DESC")),
        "class_rare": one(by.format("class_key", "ASC")),
        "area_top": community.partition("/")[0],
        "area_street": one(by.format("area_path", "DESC")).rpartition("/")[0],
        "area_small": community,
        "unit_busy": one(by.format("unit_path", "DESC")),
        "unit_quiet": one(by.format("unit_path", "ASC")),
        "address": one(
            "SELECT address FROM cases_case WHERE closed_at IS NULL GROUP BY 1 ORDER BY address = '', 1 LIMIT 1"
        ),
    }


def account(who: str) -> int:
    """The number of an account with the posts that `who` names, made where it is missing."""
    from django.utils import timezone

    from linli.kernel.results import Allowed
    from linli.kernel.rights import Role
    from linli.people import commands
    from linli.people import queries as people

    known = people.account_named(f"bench-{who}")
    if known is not None:
        return known.id
    now = timezone.now()
    enrolled = commands.enrol(
        sign_in=f"bench-{who}", display_name=who, password=os.urandom(16).hex(), language="en", now=now
    )
    assert isinstance(enrolled, Allowed)
    where = choose()
    posts: dict[str, dict[str, Any]] = {
        "city": {"roles": (Role.OPERATOR, Role.DISPATCHER, Role.CHECKER)},
        "street": {"roles": (Role.OPERATOR, Role.DISPATCHER, Role.CHECKER), "area_path": where["area_street"]},
        "unit": {"roles": (Role.HANDLER,), "unit_path": where["unit_busy"]},
    }
    given = posts[who]
    for role in given.pop("roles"):
        commands.assign(staff_id=enrolled.value, role=role, now=now, **given)
    return enrolled.value


def cookie_of(staff_id: int) -> str:
    """What a browser sends that this account has signed in with."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(pk=staff_id))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


if __name__ == "__main__":
    main()
