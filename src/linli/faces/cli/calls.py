"""`linli calls`: how called units responded over a period, unit by unit and case by case."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.cases import queries
from linli.cases.queries import Response, Tally
from linli.catalogue import queries as catalogue
from linli.kernel.rights import SYSTEM

_DAYS = 30
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("calls")
@click.option("--unit", default="", metavar="PATH", help="Only this unit and those below it.")
@click.option("--area", default="", metavar="PATH", help="Only cases in this area.")
@click.option("--from", "first", type=_DAY, help=f"First day; without it {_DAYS} days before the last.")
@click.option("--to", "last", type=_DAY, help="Last day, included; without it today.")
def command(unit: str, area: str, first: datetime | None, last: datetime | None) -> None:
    """Print the calls (吹哨) made in a period: who answered, who came in time, and whether it helped."""
    zone = ZoneInfo(catalogue.current().settings.time_zone)
    final = last.date() if last else timezone.now().astimezone(zone).date()
    begin = first.date() if first else final - timedelta(days=_DAYS - 1)
    found = queries.responses(
        actor=SYSTEM,
        since=datetime.combine(begin, time(), zone),
        until=datetime.combine(final + timedelta(days=1), time(), zone),
        unit=unit,
        area=area,
    )
    click.echo(f"calls from {begin} to {final}: {len(found)}")
    for tally in queries.tallies(found):
        click.echo(_sum(tally))
    for one in found:
        click.echo(_line(one, zone))


def _sum(one: Tally) -> str:
    answer = f", median answer {int(one.median_answer.total_seconds() // 60)} min" if one.median_answer else ""
    return (
        f"{one.unit_path}: {one.calls} calls, {one.answered} answered, {one.in_time} in time"
        f" (emergencies {one.there_in_time}/{one.emergencies}); helped {one.helped}, partly {one.partly},"
        f" not {one.useless}, absent {one.absent}, not ended {one.waiting}{answer}"
    )


def _line(one: Response, zone: ZoneInfo) -> str:
    def at(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime("%m-%d %H:%M") if moment else "-"

    asked = one.asked
    state = asked.verdict or ("in time" if one.in_time else "missed" if asked.missed_at else "open")
    return (
        f"  {at(one.call.at)}  case {one.number}  {asked.unit_path}  {one.call.degree}  due {at(asked.due_at)}"
        f"  answered {at(asked.answered_at)}  arrived {at(asked.arrived_at)}  {state}"
    )
