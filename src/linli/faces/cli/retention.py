"""`linli retention`: erasing what closed cases hold about persons past its term."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.cases.retention import nightly, reading
from linli.catalogue import queries as catalogue

_DAY = click.DateTime(["%Y-%m-%d"])
_DAYS = 365


@click.group("retention")
def command() -> None:
    """What closed cases hold about persons: what is due, erasing it, what was erased."""


@command.command("due")
def due() -> None:
    """Print in how many cases each kind of data is past its term, and the terms in days."""
    terms = catalogue.current().settings.retention
    for kind, cases in nightly.due(now=timezone.now()).items():
        click.echo(f"{kind}: {cases} cases past {getattr(terms, kind)} days after closure")
    for pattern, days in terms.photos_of.items():
        click.echo(f"photos of {pattern}: {days} days")


@command.command("run")
def run() -> None:
    """Erase all that is due now; the worker does it every night. Cut off, run it again."""
    done = nightly.run(now=timezone.now())
    click.echo(", ".join(f"{kind}: {cases} cases" for kind, cases in done.cases.items()) or "nothing was due")
    if done.failed:
        raise click.ClickException(
            f"{done.failed} cases can't be done; the log says why. Run it again after mending it"
        )


@command.command("report")
@click.option("--area", default="", metavar="PATH", help="Only cases in this area.")
@click.option("--from", "first", type=_DAY, help=f"First day; without it {_DAYS} days before the last.")
@click.option("--to", "last", type=_DAY, help="Last day, included; without it today.")
def report(area: str, first: datetime | None, last: datetime | None) -> None:
    """Print how often what kind of data was erased under which rule, by month. Never what it was."""
    time_zone = catalogue.current().settings.time_zone
    zone = ZoneInfo(time_zone)
    final = last.date() if last else timezone.now().astimezone(zone).date()
    begin = first.date() if first else final - timedelta(days=_DAYS)
    found = reading.erased(
        areas=(area,),
        since=datetime.combine(begin, time(), zone),
        until=datetime.combine(final + timedelta(days=1), time(), zone),
        time_zone=time_zone,
    )
    click.echo(f"erased from {begin} to {final}:")
    for one in found:
        click.echo(f"  {one.month:%Y-%m}  {one.kind:<8} {one.rule:<6} {one.cases} cases")
