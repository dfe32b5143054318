"""`linli timers`: what the system does by the clock next, and what it can't do."""

from uuid import UUID

import click
from django.utils import timezone

from linli.cases import timers
from linli.faces.cli._given import zone_of_times
from linli.faces.cli._shown import at


@click.command("timers")
@click.option("--set", "set_missing", is_flag=True, help="Set the timers of open cases that have none yet.")
def command(set_missing: bool) -> None:
    """Print how many timers are due, since when, what comes next, and which cases the system can't act on.

    Cases from before there were timers, and imported ones, have none until they are set once by --set.
    """
    now, zone = timezone.now(), zone_of_times()
    if set_missing:
        click.echo(f"set: {_set()}")
    found = timers.waiting(now=now)
    late = f", the oldest for {_length(int((now - found.oldest).total_seconds()))}" if found.oldest else ""
    click.echo(f"due now: {found.due}{late}")
    click.echo(f"within the hour: {found.within_the_hour}")
    click.echo(f"next: {found.following.astimezone(zone):%Y-%m-%d %H:%M:%S}" if found.following else "next: none")
    for one in found.stuck:
        due, again = (at(moment, zone) for moment in (one.due_at, one.again_at))
        click.echo(f"put aside: case {one.number}, due {due}, tried again {again}; the worker's log says why")
    if found.stuck:
        raise SystemExit(1)


def _set() -> int:
    done, after = 0, UUID(int=0)
    while True:
        more, last = timers.set_timers(now=timezone.now(), after=after)
        done += more
        if last is None:
            return done
        after = last


def _length(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02} h"
