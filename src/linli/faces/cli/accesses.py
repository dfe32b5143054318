"""`linli accesses`: who opened reporters' contacts over a period, and what is unusual about it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.cases import queries as cases
from linli.catalogue import queries as catalogue
from linli.people.rules import PURPOSES_OF_STAFF
from linli.people.vault import accesses as log
from linli.people.vault.accesses import Access, Wanted

_DAYS = 30
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("accesses")
@click.option("--area", default="", metavar="PATH", help="Only cases in this area.")
@click.option("--unit", default="", metavar="PATH", help="Only openings by this unit and those below it.")
@click.option("--purpose", default="", type=click.Choice(["", *PURPOSES_OF_STAFF]), help="Only for this purpose.")
@click.option("--unusual", is_flag=True, help="Only unusual ones.")
@click.option("--from", "first", type=_DAY, help=f"First day; without it {_DAYS} days before the last.")
@click.option("--to", "last", type=_DAY, help="Last day, included; without it today.")
@click.option("--most", default=1000, show_default=True, type=click.IntRange(1), help="At most so many lines.")
def command(
    area: str, unit: str, purpose: str, unusual: bool, first: datetime | None, last: datetime | None, most: int
) -> None:
    """Print who opened contacts in a period, newest first: when, by which post, of which case, why. Never a contact."""
    zone = ZoneInfo(catalogue.current().settings.time_zone)
    final = last.date() if last else timezone.now().astimezone(zone).date()
    begin = first.date() if first else final - timedelta(days=_DAYS - 1)
    wanted = Wanted(
        areas=(area,),
        since=datetime.combine(begin, time(), zone),
        until=datetime.combine(final + timedelta(days=1), time(), zone),
        unit_path=unit,
        purpose=purpose,
        only_unusual=unusual,
    )
    found = log.accesses(wanted, limit=most)
    numbers = cases.numbers({one.case_id for one in found})
    click.echo(f"contacts opened from {begin} to {final}: {log.count(wanted)}")
    for one in found:
        click.echo(_line(one, numbers.get(one.case_id), zone))


def _line(one: Access, number: int | None, zone: ZoneInfo) -> str:
    post = " ".join(filter(None, (one.role, one.unit_path))) or "no post for it"
    marks = [*(["refused"] if one.refused else []), *one.unusual]
    return (
        f"  {one.at.astimezone(zone):%Y-%m-%d %H:%M}  case {number or one.case_id}  {one.staff_name} ({post})"
        f"  {one.area_path or '*'}  {one.purpose}{'  UNUSUAL: ' + ', '.join(marks) if marks else ''}"
    )
