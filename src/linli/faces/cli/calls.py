"""`linli calls`: how called units responded over a period, unit by unit and case by case."""

from datetime import date
from zoneinfo import ZoneInfo

import click

from linli.cases import queries
from linli.cases.queries import Response, Tally
from linli.faces.cli._given import period, period_options
from linli.faces.cli._named import area_path, unit_path
from linli.faces.cli._shown import at
from linli.kernel.rights import SYSTEM

_DAYS = 30


@click.command("calls")
@click.option("--unit", default="", metavar="CODE", help="Only this unit and those below it.")
@click.option("--area", default="", metavar="CODE", help="Only cases in this area.")
@period_options(_DAYS)
def command(unit: str, area: str, first: date | None, last: date | None) -> None:
    """Print the calls (吹哨) made in a period: who answered, who came in time, and whether it helped."""
    days = period(first, last, days=_DAYS)
    found = queries.responses(
        actor=SYSTEM, since=days.since, until=days.until, unit=unit_path(unit), area=area_path(area)
    )
    click.echo(f"calls from {days.first} to {days.last}: {len(found)}")
    for tally in queries.tallies(found):
        click.echo(_sum(tally))
    for one in found:
        click.echo(_line(one, days.zone))


def _sum(one: Tally) -> str:
    answer = f", median answer {int(one.median_answer.total_seconds() // 60)} min" if one.median_answer else ""
    return (
        f"{one.unit_path}: {one.calls} calls, {one.answered} answered, {one.in_time} in time"
        f" (emergencies {one.there_in_time}/{one.emergencies}); helped {one.helped}, partly {one.partly},"
        f" not {one.useless}, absent {one.absent}, not ended {one.waiting}{answer}"
    )


def _line(one: Response, zone: ZoneInfo) -> str:
    asked = one.asked
    called, due, answered, arrived = (
        at(moment, zone, without="-") for moment in (one.call.at, asked.due_at, asked.answered_at, asked.arrived_at)
    )
    state = asked.verdict or ("in time" if one.in_time else "missed" if asked.missed_at else "open")
    return (
        f"  {called}  case {one.number}  {asked.unit_path}  {one.call.degree}  due {due}  answered {answered}"
        f"  arrived {arrived}  {state}"
    )
