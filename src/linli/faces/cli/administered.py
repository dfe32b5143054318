"""`linli administered`: what administrators did, at the desk and on the command line."""

import json
from datetime import date

import click

from linli.faces.cli._given import DAY, account_of, period, zone_of_times
from linli.people import queries


@click.command("administered")
@click.option("--what", default="", help="Only acts of this kind, such as give_post.")
@click.option("--by", "sign_in", default="", metavar="NAME", help="Only what this account did.")
@click.option("--from", "first", type=DAY, help="First day, in the city's time zone.")
@click.option("--to", "last", type=DAY, help="Last day, included.")
@click.option("--most", default=100, show_default=True, type=click.IntRange(1), help="At most so many lines.")
def command(what: str, sign_in: str, first: date | None, last: date | None, most: int) -> None:
    """Print what administrators did, the newest first: when, who (`-`: on the command line), what, and its facts."""
    zone = zone_of_times()
    days = period(first or last, last or first, zone=zone)
    found = queries.administered(
        most=most,
        what=what,
        staff_id=account_of(sign_in, option="--by").id if sign_in else None,
        since=days.since if first else None,
        until=days.until if last else None,
    )
    known = queries.accounts_of({act.staff_id for act in found if act.staff_id is not None})
    for act in found:
        who = known[act.staff_id].sign_in if act.staff_id is not None else "-"
        facts = json.dumps(dict(act.facts), ensure_ascii=False, sort_keys=True)
        click.echo(f"{act.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {who}  {act.what}  {facts}")
