"""`linli accesses`: who opened reporters' contacts over a period, and what is unusual about it."""

from datetime import date
from zoneinfo import ZoneInfo

import click

from linli.cases import queries as cases
from linli.faces.cli._given import period, period_options
from linli.faces.cli._named import area_path, unit_path
from linli.faces.cli._shown import at
from linli.people.rules import PURPOSES_OF_STAFF
from linli.people.vault import accesses as log
from linli.people.vault.accesses import Access, Wanted

_DAYS = 30


@click.command("accesses")
@click.option("--area", default="", metavar="CODE", help="Only cases in this area.")
@click.option("--unit", default="", metavar="CODE", help="Only openings by this unit and those below it.")
@click.option("--purpose", default="", type=click.Choice(["", *PURPOSES_OF_STAFF]), help="Only for this purpose.")
@click.option("--unusual", is_flag=True, help="Only unusual ones.")
@period_options(_DAYS)
@click.option("--most", default=1000, show_default=True, type=click.IntRange(1), help="At most so many lines.")
def command(
    area: str, unit: str, purpose: str, unusual: bool, first: date | None, last: date | None, most: int
) -> None:
    """Print who opened contacts in a period, newest first: when, by which post, of which case, why. Never a contact."""
    days = period(first, last, days=_DAYS)
    wanted = Wanted(
        areas=(area_path(area),),
        since=days.since,
        until=days.until,
        unit_path=unit_path(unit),
        purpose=purpose,
        only_unusual=unusual,
    )
    found = log.accesses(wanted, limit=most)
    numbers = cases.numbers({one.case_id for one in found})
    click.echo(f"contacts opened from {days.first} to {days.last}: {log.count(wanted)}")
    for one in found:
        click.echo(_line(one, numbers.get(one.case_id), days.zone))


def _line(one: Access, number: int | None, zone: ZoneInfo) -> str:
    post = " ".join(filter(None, (one.role, one.unit_path))) or "no post for it"
    marks = [*(["refused"] if one.refused else []), *one.unusual]
    return (
        f"  {at(one.at, zone)}  case {number or one.case_id}  {one.staff_name} ({post})"
        f"  {one.area_path or '*'}  {one.purpose}{'  UNUSUAL: ' + ', '.join(marks) if marks else ''}"
    )
