"""`linli administered`: what administrators did, at the desk and on the command line."""

import json
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from linli.catalogue import queries as catalogue
from linli.people import queries
from linli.people.rules import plain_sign_in

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("administered")
@click.option("--what", default="", help="Only acts of this kind, such as give_post.")
@click.option("--by", "sign_in", default="", metavar="NAME", help="Only what this account did.")
@click.option("--from", "first", type=_DAY, help="First day, in the city's time zone.")
@click.option("--to", "last", type=_DAY, help="Last day, included.")
@click.option("--most", default=100, show_default=True, type=click.IntRange(1), help="At most so many lines.")
def command(what: str, sign_in: str, first: datetime | None, last: datetime | None, most: int) -> None:
    """Print what administrators did, the newest first: when, who (`-`: on the command line), what, and its facts."""
    try:
        zone = ZoneInfo(catalogue.current().settings.time_zone)
    except catalogue.NoEditionError:
        zone = ZoneInfo("UTC")
    account = queries.account_named(plain_sign_in(sign_in)) if sign_in else None
    if sign_in and account is None:
        raise click.ClickException(f"--by {sign_in}: no such account; `linli staff list` shows all")
    found = queries.administered(
        most=most,
        what=what,
        staff_id=account.id if account else None,
        since=datetime.combine(first.date(), time(), zone) if first else None,
        until=datetime.combine(last.date() + timedelta(days=1), time(), zone) if last else None,
    )
    known = queries.accounts_of({act.staff_id for act in found if act.staff_id is not None})
    for act in found:
        who = known[act.staff_id].sign_in if act.staff_id is not None else "-"
        facts = json.dumps(dict(act.facts), ensure_ascii=False, sort_keys=True)
        click.echo(f"{timezone.localtime(act.at, zone):%Y-%m-%d %H:%M:%S}  {who}  {act.what}  {facts}")
