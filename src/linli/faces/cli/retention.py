"""`linli retention`: erasing what closed cases hold about persons past its term."""

from datetime import date

import click
from django.utils import timezone

from linli.cases.retention import nightly, reading
from linli.catalogue import queries as catalogue
from linli.faces.cli._given import period, period_options
from linli.faces.cli._named import area_path

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
@click.option("--area", default="", metavar="CODE", help="Only cases in this area.")
@period_options(_DAYS)
def report(area: str, first: date | None, last: date | None) -> None:
    """Print how often what kind of data was erased under which rule, by month. Never what it was."""
    days = period(first, last, days=_DAYS)
    found = reading.erased(areas=(area_path(area),), since=days.since, until=days.until, time_zone=days.zone.key)
    click.echo(f"erased from {days.first} to {days.last}:")
    for one in found:
        click.echo(f"  {one.month:%Y-%m}  {one.kind:<8} {one.rule:<6} {one.cases} cases")
