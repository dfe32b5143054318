"""`linli due`: how the deadline of a case comes about."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.cases import queries
from linli.cases.rules import Facts
from linli.cases.rules.clock import Cause, Reckoned
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import LimitRow
from linli.faces.cli._given import case_of
from linli.faces.cli._shown import at
from linli.kernel.periods import Limit


@click.command("due")
@click.argument("number", type=int)
@click.option("--all", "everything", is_flag=True, help="Clocks that have ended as well.")
def command(number: int, everything: bool) -> None:
    """Print the working of the deadlines of case NUMBER, from its events alone."""
    view = case_of(number)
    zone = ZoneInfo(catalogue.edition(view.facts.edition).settings.time_zone)
    now = timezone.now()
    working = queries.clocks(case_id=view.id, now=now)
    click.echo(f"case {number}: {view.facts.state}, {at(now, zone)} {zone}")
    shown = (*working.past, *working.running) if everything else working.running
    for one in shown:
        click.echo("")
        for line in (*_lines(one, zone), *_climbs(one, view.facts, zone)):
            click.echo(line)
    if not shown:
        click.echo("no clock runs" + (" (--all shows those that have ended)" if working.past else ""))


def _lines(one: Reckoned, zone: ZoneInfo) -> Iterable[str]:
    name = f"{one.clock} ({one.degree})" if one.degree else str(one.clock)
    yield f"{name}  {'ended' if one.ended else 'stands still' if one.stands else 'runs'}{', late' * one.late}"
    limit = "none" if one.limit is None else _limit(one.limit)
    yield _line("limit", limit + (f"  condition {_condition(one.row)} of {one.row.class_pattern}" if one.row else ""))
    if len(one.among) > 1:
        rows = ", ".join(f"{_condition(row)} {_limit(row.limit)}" for row in one.among)
        yield _line("", f"strictest of {rows}" + (f"; grade {one.grade}" if one.grade else ""))
    yield _line("start", f"{at(one.started.at, zone)}  {_who(one.started)}")
    for hold in one.holds:
        yield _line(
            "upon" if one.degree else "held by", f"{hold.unit_path} from {at(hold.since.at, zone)}  {_who(hold.since)}"
        )
    for stop in one.stops:
        yield _line(stop.kind, f"{stop.reason}: {at(stop.since.at, zone)} to {at(stop.end, zone)}  {_who(stop.since)}")
        if stop.ended is not None:
            yield _line(
                "", f"promised until {at(stop.until, zone)}; ended {at(stop.ended.at, zone)}  {_who(stop.ended)}"
            )
    for extension in one.extensions:
        amount = f"+{extension.amount} {one.limit.unit if one.limit else ''}"
        yield _line("extension", f"{amount} asked {at(extension.asked.at, zone)}  {_who(extension.asked)}")
        decided = extension.decided
        if decided is not None:
            verdict = "granted" if extension.granted else "refused"
            yield _line("", f"{verdict} {at(decided.at, zone)}  {_who(decided)}")
    for part in one.spans:
        end = at(part.end, zone) if part.end else "on"
        yield _line("ran", f"{at(part.start, zone)} to {end}  {_length(part.used)} on calendar {part.calendar}")
    yield _line("used", _length(one.used))
    if one.remaining is not None:
        yield _line("left", _length(one.remaining))
    if one.deadline is not None:
        yield _line("due", at(one.deadline, zone))
    if one.ended is not None:
        yield _line("ended", f"{at(one.ended.at, zone)}  {_who(one.ended)}")


def _climbs(one: Reckoned, facts: Facts, zone: ZoneInfo) -> Iterable[str]:
    """How far a clock has climbed, and where it climbs next."""
    for climbed in facts.climbed:
        if climbed.item == one.started.seq:
            yield _line("climbed", f"{climbed.at}%  told: {', '.join(climbed.posts)}")
    for ahead in queries.ahead(facts=facts):
        if ahead.item == one.started.seq:
            yield _line("climbs", f"{at(ahead.at, zone)}  {ahead.rung.at}%  to: {', '.join(map(str, ahead.posts))}")


def _line(name: str, text: str) -> str:
    return f"  {name:<11}{text}"


def _limit(limit: Limit) -> str:
    return f"{limit.value} {limit.unit} ({limit.clock})"


def _condition(row: LimitRow) -> str:
    return f"{row.condition}, grade {row.grade}," if row.grade else row.condition


def _who(cause: Cause) -> str:
    who = f"{cause.role} {cause.actor_id or ''}".strip() + (f" of {cause.actor_unit}" if cause.actor_unit else "")
    return f"[{cause.move} #{cause.seq} by {who}]"


def _length(length: timedelta) -> str:
    minutes = int(length / timedelta(minutes=1))
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    return f"{sign}{minutes // 60}:{minutes % 60:02} h"
