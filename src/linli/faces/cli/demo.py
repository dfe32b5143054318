"""`linli demo`: a fictional district with ninety days behind it, served on this machine."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click
from django.urls import reverse
from django.utils import timezone
from rich.console import Console
from rich.status import Status
from rich.table import Table

from linli.config import database, options, schema, server
from linli.config.home import PACKS
from linli.config.options import SetUpFault
from linli.faces.cli import _city as city
from linli.faces.cli._given import SEED
from linli.faces.cli._orders import issue_orders
from linli.faces.cli.app import without_database
from linli.insight.simulation.runs import simulate
from linli.kernel.results import Refused

_PER_DAY = 60  # reports on an ordinary day: a district of 25 km²
_CONSOLE = Console(stderr=True, highlight=False)


@click.command()
@click.option("--fresh", is_flag=True, help="Start over: forget what was done in the demonstration.")
@click.option("--check", is_flag=True, help="Start, fetch a page of each face, and stop; exit 0 if all came.")
@click.option("--days", type=click.IntRange(1, 730), default=90, show_default=True, help="Days of history to simulate.")
@click.option("--seed", type=SEED, default=8311, show_default=True, help="The same seed makes the same history.")
@click.option(
    "--pack", type=click.Path(path_type=Path, file_okay=False), default=PACKS / "demo", help="Show another city."
)
@without_database
def command(fresh: bool, check: bool, days: int, seed: int, pack: Path) -> None:
    """Show Linli with a city in it: a fictional district, or the one in --pack. What is there is used again."""
    # Before anything is cleared: another demonstration may be showing it.
    server.claim(options.number("LINLI_PORT"))
    with database.running():
        code = _prepare(pack, fresh=fresh, days=days, seed=seed)
        _serve(code, check=check)


def _prepare(pack: Path, *, fresh: bool, days: int, seed: int) -> str:
    """The tracking code of a report to follow, once the city is there."""
    missing = schema.pending()
    if len(missing) < schema.count():
        # Tables are there: only the mark tells a demonstration from a city of somebody's.
        state = city.mark()
        if fresh or state == "unfinished":
            with _step("clearing"):
                city.clear()
            missing = schema.pending()
        elif state == "ready" and not missing:
            return city.sample_report(now=timezone.now())
    with _step("making the tables"):
        schema.migrate()
    if city.mark() != "ready":
        city.set_mark("unfinished")
        _fill(pack, days=days, seed=seed)
        city.set_mark("ready")
    return city.sample_report(now=timezone.now())


def _fill(pack: Path, *, days: int, seed: int) -> None:
    with _step("loading the city"):
        edition = city.load(pack, now=timezone.now())
    with _step("appointing staff"):
        # Before the history: orders in it are issued to people who hold their posts.
        city.appoint(edition, now=timezone.now() - timedelta(days=days))
    with _step(f"living {days} days") as status:
        lived = simulate(
            seed=seed,
            days=days,
            per_day=_PER_DAY,
            now=timezone.now(),
            tell=lambda day, all_days: status.update(f"day {day} of {all_days}"),
        )
    if isinstance(lived, Refused):
        raise RuntimeError(f"the simulation was refused: {lived.code} {dict(lived.facts)}")
    with _step("issuing orders"):
        issue_orders(now=timezone.now())
    with _step("publishing months"):
        city.publish_months(now=timezone.now())
    _CONSOLE.print(f"{lived.value.cases} cases, {sum(lived.value.states.values())} of them open")


def _serve(code: str, *, check: bool) -> None:
    port = options.number("LINLI_PORT")
    base = server.address(port)
    pages = [reverse("portal:home"), reverse("desk:sign-in"), reverse("portal:track", args=[code])]
    server.serve(
        workers=options.number("LINLI_WORKERS"),
        port=port,
        ready=lambda: None if check else _announce(base, code),
        until=(lambda: _fetch(base, pages)) if check else None,
    )


def _announce(base: str, code: str) -> None:
    faces = Table(box=None, show_header=False)
    faces.add_row("Portal", f"{base}{reverse('portal:home')}")
    faces.add_row("Desk", f"{base}{reverse('desk:queue')}")
    faces.add_row("A report", f"{base}{reverse('portal:track', args=[code])}")
    staff = Table(box=None, title_justify="left", title="Sign in at the desk as")
    for heading in ("name", "password", "role", "for"):
        staff.add_column(heading)
    for sign_in in city.sign_ins():
        staff.add_row(sign_in.name, city.password(), sign_in.role.value.replace("_", " "), sign_in.where)
    console = Console(highlight=False)
    console.print(faces, "", staff, "", "Ctrl-C ends it.", sep="\n")


def _fetch(base: str, pages: list[str]) -> None:
    """Raises SetUpFault that names the first page that did not come."""
    for page in ["/healthz", *pages]:
        began = time.monotonic()
        try:
            with urlopen(base + page, timeout=30) as answer:  # noqa: S310 - our own address
                size = len(answer.read())
        except (URLError, OSError) as fault:
            raise SetUpFault(f"{base}{page} did not come: {fault}") from fault
        click.echo(f"200 {page} {size} bytes, {1000 * (time.monotonic() - began):.0f} ms")


@contextmanager
def _step(name: str) -> Iterator[Status]:
    """Shows that something goes on, then how long it took."""
    began = time.monotonic()
    with _CONSOLE.status(name) as status:
        yield status
    _CONSOLE.print(f"{name:<20}{time.monotonic() - began:6.1f} s")
