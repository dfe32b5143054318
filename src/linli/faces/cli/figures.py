"""`linli figures`: the counts behind the desk's statistics, kept up, made afresh and held against the events."""

from pathlib import Path

import click
from django.utils import timezone

from linli.faces.cli.app import without_database
from linli.insight.figures import checking, folding
from linli.insight.opendata import checking as published


@click.group("figures")
def command() -> None:
    """Keep up the counts that statistics are read from; the worker does so by itself, every ten seconds."""


@command.command("fold")
def fold() -> None:
    """Count what has happened since the last time."""
    click.echo(f"counted anew: {folding.fold(now=timezone.now())} cases")


@command.command("rebuild")
def rebuild() -> None:
    """Count all cases afresh from their events. Until it is done there are no figures."""
    done = folding.rebuild(now=timezone.now(), tell=lambda cases: click.echo(f"\r{cases:,} cases", nl=False, err=True))
    click.echo("", err=True)
    if done is None:
        raise click.ClickException("somebody else is counting: wait until that is done, or stop the worker")
    click.echo(f"counted: {done} cases")


@command.command("check")
def check() -> None:
    """Work everything out once more from the events, write nothing, and name what differs. Exits 1 where it does."""
    found = checking.check()
    click.echo(f"held against their events: {found.cases} cases")
    for line in found.differences:
        click.echo(line)
    if found.differences:
        raise SystemExit(1)


@command.command("verify")
@click.argument("export", type=click.Path(exists=True, file_okay=False, path_type=Path))
@without_database
def verify(export: Path) -> None:
    """Work the published figures out again from open data: the folder EXPORT, or one month in it.

    Needs no database. Names the first difference of each month, and exits 1 where there is one or nothing to verify.
    """
    months = published.exports(export)
    if not months:
        raise click.ClickException(f"{export}: no month of open data lies there (a folder with a manifest.json)")
    wrong = 0
    for month in months:
        difference = published.first_difference(month)
        wrong += bool(difference)
        click.echo(f"{month.resolve().name}: {difference or 'all figures and tables are what the rows give'}")
    if wrong:
        raise SystemExit(1)
