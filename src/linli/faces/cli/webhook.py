"""`linli webhook`: programs that are told of what happens to cases."""

from datetime import UTC, datetime
from uuid import uuid4

import click

from linli.faces.cli._given import account_of, refuse, value_of, zone_of_times
from linli.faces.cli._named import area_path, class_pattern, unit_path
from linli.faces.cli._shown import at, show_table
from linli.kernel.rights import SYSTEM
from linli.notices.adapters import Sent
from linli.notices.hooks import commands, delivery, queries
from linli.notices.hooks.queries import KINDS, Known, Wanted
from linli.people import queries as people

_REMEDIES = {
    "hook_needs_name": "name the program that gets the events, in 1 to {most} characters",
    "hook_url_unfit": "{url}: give an https:// address in full, without a name, a password or a # in it",
    "hook_url_private": "{url} lies in a private network: LINLI_WEBHOOKS_PRIVATE=1 allows such addresses",
    "account_unknown": "--for: the account is closed; `linli staff list` shows those that are open",
    "hook_class_unknown": "--class {class}: there is no such class: give a key, or a kind and *, such as 'matter-*'",
    "hook_area_unknown": "--area {area}: the city has no such area: give its path, such as 990101/990101001",
    "hook_unit_unknown": "--unit {unit}: the city has no such unit: give its path, as `linli staff` does",
    "hook_unknown": "{hook_id}: no such webhook, or it isn't at rest: `linli webhook list` shows the numbers",
}


@click.group("webhook")
def command() -> None:
    """Programs that are told of what happens to cases."""


@command.command("add")
@click.argument("name")
@click.argument("url")
@click.option("--for", "sign_in", metavar="NAME", required=True, help="The account whose posts say what it may see.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), metavar="KIND", help="Only such events.")
@click.option("--class", "class_key", default="", metavar="CLASS", help="Only this class, or a beginning and *.")
@click.option("--area", default="", metavar="CODE", help="Only what lies below this area.")
@click.option("--unit", default="", metavar="CODE", help="Only cases of this unit and those below it.")
def add(name: str, url: str, sign_in: str, kinds: tuple[str, ...], class_key: str, area: str, unit: str) -> None:
    """Tell the program NAME at URL of events. The secret of its signatures is shown once."""
    added = value_of(
        commands.add(
            command_id=uuid4(),
            name=name,
            url=url,
            staff_id=account_of(sign_in, option="--for").id,
            wanted=Wanted(kinds, class_pattern(class_key), area_path(area), unit_path(unit)),
            actor=SYSTEM,
            now=datetime.now(UTC),
        ),
        _REMEDIES,
    )
    click.echo(f"webhook {added.hook_id}, its secret:")
    click.echo(added.secret)


@command.command("list")
def list_hooks() -> None:
    """Show all webhooks: for whom, what they are narrowed to, and how it goes."""
    known, rows = queries.hooks(), []
    accounts = people.accounts_of({one.staff_id for one in known})
    for one in known:
        sums = ", ".join(f"{state} {count}" for state, count in sorted(one.counts.items()))
        account = accounts[one.staff_id].sign_in
        rows.append((str(one.id), one.name, account, _narrowed(one), _state(one), _at(one.reached_at), sums))
    show_table(("webhook", "program", "for", "narrowed to", "state", "last taken", "deliveries"), rows)


@command.command("deliveries")
@click.argument("number", type=int, metavar="WEBHOOK")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="So many, newest first.")
def deliveries(number: int, limit: int) -> None:
    """Show the last events for a webhook, and what became of each."""
    for one in queries.deliveries(number, limit=limit):
        when = _at(one.ended_at or one.next_at)
        click.echo(f"{one.id:<14}{one.kind:<34}{one.state:<9}{when}  tries {one.tries}  {one.why}".rstrip())


@command.command("try")
@click.argument("number", type=int, metavar="WEBHOOK")
def try_(number: int) -> None:
    """Send a trial event at once."""
    outcome = value_of(delivery.attempt(hook_id=number, actor=SYSTEM, now=datetime.now(UTC)), _REMEDIES)
    if not isinstance(outcome, Sent):
        refuse(f"the receiver did not take it: {outcome.why}")
    click.echo("the receiver took it")


@command.command("wake")
@click.argument("number", type=int, metavar="WEBHOOK")
def wake(number: int) -> None:
    """Let a webhook that was put to rest begin anew."""
    value_of(commands.wake(hook_id=number, actor=SYSTEM, now=datetime.now(UTC)), _REMEDIES)
    click.echo(f"webhook {number} is active")


@command.command("remove")
@click.argument("number", type=int, metavar="WEBHOOK")
def remove(number: int) -> None:
    """End a webhook and forget its secret and its deliveries."""
    value_of(commands.remove(hook_id=number, actor=SYSTEM, now=datetime.now(UTC)), _REMEDIES)
    click.echo(f"webhook {number} is removed")


def _narrowed(one: Known) -> str:
    wanted = one.wanted
    parts = (" ".join(wanted.kinds), wanted.class_key, wanted.area_path, wanted.unit_path)
    return "; ".join(part for part in parts if part) or "everything"


def _state(one: Known) -> str:
    failing = one.failing_since if one.state == "active" else None
    return f"failing since {_at(failing)}: {one.why}" if failing else f"{one.state} {one.why}".strip()


def _at(moment: datetime | None) -> str:
    return at(moment, zone_of_times(), without="never")
