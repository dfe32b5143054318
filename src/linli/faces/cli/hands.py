"""`linli hands`: in whose hands a case was, or what a unit had in hand, with the delay that is charged to each."""

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.cases import queries
from linli.cases.queries import Account, CaseHands, Sum
from linli.cases.rules.hands import Hand
from linli.faces.cli._given import DAY, case_of, city_zone, period, refuse
from linli.faces.cli._named import area_path, unit_path
from linli.faces.cli._shown import at
from linli.kernel.results import Refused
from linli.kernel.rights import SYSTEM

_HEAD = ("case", "class", "area", "holder", "unit", "level", "assisting", "since", "until", "passed_min", "worked_min")


@click.command("hands")
@click.argument("number", type=int, required=False)
@click.option("--unit", default="", metavar="CODE", help="A unit and what lies below it; without one, everybody.")
@click.option("--area", default="", metavar="CODE", help="Only cases of this area and what lies below it.")
@click.option("--from", "first", type=DAY, help="First day: cases given to the unit since.")
@click.option("--to", "last", type=DAY, help="Last day.")
@click.option("--csv", "as_csv", is_flag=True, help="Every hand as a row, times in minutes.")
def command(number: int | None, unit: str, area: str, first: date | None, last: date | None, as_csv: bool) -> None:
    """Print in whose hands case NUMBER was; or, from one day to another, the time in hand of units, case by case."""
    now = timezone.now()
    zone = city_zone()
    if number is not None:
        for line in _told(queries.in_hand(case_id=case_of(number).id, now=now), zone):
            click.echo(line)
        return
    if first is None or last is None:
        raise click.UsageError("name a case, or the days with --from and --to")
    days = period(first, last, zone=zone)
    cases = _all(unit_path(unit), area_path(area), days.since, days.until, now)
    if as_csv:
        _write(cases, zone)
        return
    everything = tuple(cases)
    click.echo(f"{len(everything)} cases, {first} to {last}")
    for one in queries.sums(everything, by_unit=bool(unit)):
        click.echo(_sum(one))
    for case in everything if unit else ():
        click.echo(f"  {case.number}: {_length(case.passed)} in hand, {_length(case.late)} late")


def _all(unit: str, area: str, since: datetime, until: datetime, now: datetime) -> Iterator[CaseHands]:
    after = ""
    while True:
        answer = queries.hands_of(actor=SYSTEM, unit=unit, area=area, since=since, until=until, now=now, after=after)
        if isinstance(answer, Refused):
            refuse(answer.code)
        account: Account = answer.value
        yield from account.cases
        after = account.after
        if not after:
            return


def _told(hands: Iterable[Hand], zone: ZoneInfo) -> Iterator[str]:
    for hand in hands:
        who = f"{hand.holder} {hand.unit_path}".strip() + (" (its part)" if hand.assisting else "")
        start, end = at(hand.since, zone), at(hand.until, zone, without="now")
        late = f", {_length(hand.late)} late" if hand.late else ""
        yield f"{start} to {end:<16}  {who}: {_length(hand.passed)}, {_length(hand.worked)} of working hours{late}"


def _sum(one: Sum) -> str:
    who = one.unit_path or (f"units of level {one.level}" if one.level else str(one.holder))
    times = f"{_length(one.passed)} in hand, {_length(one.worked)} of working hours, {_length(one.late)} late"
    return f"{who}: {one.cases} cases, {one.late_cases} late; {times}"


def _write(cases: Iterable[CaseHands], zone: ZoneInfo) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow((*_HEAD, "late_min"))
    for case in cases:
        for hand in case.hands:
            moments = (at.astimezone(zone).isoformat() if at else "" for at in (hand.since, hand.until))
            lengths = (int(length / timedelta(minutes=1)) for length in (hand.passed, hand.worked, hand.late))
            about = (case.number, case.class_key, case.area_path, str(hand.holder), hand.unit_path, hand.level)
            out.writerow((*about, int(hand.assisting), *moments, *lengths))


def _length(length: timedelta) -> str:
    minutes = int(length / timedelta(minutes=1))
    return f"{minutes // 60}:{minutes % 60:02} h"
