"""`linli order`: supervision orders (督办)."""

from datetime import UTC, datetime

import click

from linli.faces.cli._given import city_zone, refuse
from linli.faces.cli._shown import at, show_table
from linli.kernel.rights import SYSTEM, Grant
from linli.people import queries as people
from linli.supervision import queries
from linli.supervision.queries import View
from linli.supervision.rules import Party


@click.group("order")
def command() -> None:
    """Supervision orders: who has to answer for which cases, and until when."""


@command.command("list")
@click.option("--ended", is_flag=True, help="Accepted and withdrawn ones instead of open ones.")
@click.option("--late", is_flag=True, help="Only open ones whose answer is late.")
def list_orders(ended: bool, late: bool) -> None:
    """List orders: late ones first, then the nearest date; ended ones last ended first."""
    now = datetime.now(UTC)
    zone = city_zone()
    reader = queries.reader(actor=SYSTEM, now=now)
    found = queries.listing(reader=reader, shelf="ended" if ended else "open")
    shown = [view for view in found if view.overdue or not late]
    staff = people.names({party.account for view in shown for party in _parties(view)})
    if not shown:
        click.echo("no order")
        return
    rows = [
        (
            f"D-{view.number}",
            _state(view),
            at(view.facts.due_at, zone),
            str(len(view.facts.covered)),
            *(_who(party, staff) for party in (view.facts.answerer, view.facts.issuer)),
        )
        for view in shown
    ]
    show_table(("order", "state", "due", "cases", "to answer", "issued by"), rows)


@command.command("show")
@click.argument("number")
def show_order(number: str) -> None:
    """Print the order NUMBER (12 or D-12) with its cases and its timeline. Exit 1 where there is none."""
    digits = number.upper().removeprefix("D-")
    view = queries.order(number=int(digits), now=datetime.now(UTC)) if digits.isdecimal() and len(digits) < 18 else None
    if view is None:
        refuse(f"{number}: no such order; `linli order list` shows them")
    zone = city_zone()
    events = queries.timeline(order_id=view.id)
    staff = people.names({party.account for party in _parties(view)} | {event.actor_id for event in events})
    click.echo(f"order     D-{view.number}  {view.id}")
    click.echo(f"state     {_state(view)}")
    click.echo(f"due       {at(view.facts.due_at, zone)}")
    click.echo(f"to answer {_who(view.facts.answerer, staff)}")
    click.echo(f"issued by {_who(view.facts.issuer, staff)}")
    click.echo(f"cases     {', '.join(str(case.number) for case in view.facts.covered)}")
    for event in events:
        until = f"  until {at(event.given.due_at, zone)}" if event.given.due_at else ""
        who = _who(Party(event.actor_id, event.post), staff)
        click.echo(f"{event.seq:>4}  {at(event.at, zone)}  {event.move} → {event.after}{until}  [{who}]")
        if event.given.text:
            click.echo(f"      “{event.given.text}”")


def _parties(view: View) -> tuple[Party, ...]:
    return tuple(party for party in (view.facts.issuer, view.facts.answerer) if party is not None)


def _state(view: View) -> str:
    return f"{view.facts.state}{', late' * view.overdue}"


def _who(party: Party | None, staff: dict[int, str]) -> str:
    if party is None:
        return ""
    return f"{staff.get(party.account, party.account)}, {_post(party.grant)}"


def _post(grant: Grant) -> str:
    return " ".join(part for part in (grant.role, grant.unit_path or grant.area_path) if part)
