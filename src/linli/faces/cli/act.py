"""`linli act`: move a case from the command line, judged like any other act."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import click

from linli.cases import commands, queries
from linli.cases.commands import Spot
from linli.cases.rules import Given
from linli.kernel.results import Refused
from linli.people import queries as people


@click.command("act")
@click.argument("number", type=int)
@click.argument("move")
@click.option("--as", "sign_in", required=True, metavar="NAME", help="The account that acts.")
@click.option("--text", default="", help="What to say.")
@click.option("--reason", default="", help="Code of a reason of the pack, for `reject`, `return`, `contest`.")
@click.option("--class", "class_key", default="", metavar="KEY", help="Class, for `file`.")
@click.option("--condition", default="", help="Condition of the limit, for `file`.")
@click.option("--at", default="", metavar="LAT,LON", help="Place in degrees, for `file`.")
@click.option("--unit", default="", metavar="PATH", help="Lead unit, for `dispatch` and `rule`.")
@click.option("--assist", multiple=True, metavar="PATH", help="Assisting unit; may be repeated.")
@click.option("--called", "units", multiple=True, metavar="PATH", help="Unit to call in, to release, or to act for.")
@click.option("--verdict", default="", help="partly or not_fixed, for `dissent`.")
@click.option("--degree", default="", help="routine, tough or emergency, for `whistle`.")
@click.option(
    "--call", "units", multiple=True, metavar="PATH", help="A called unit, for moves of a call; may be repeated."
)
@click.option("--item", default=0, metavar="SEQ", help="The event that began the call, for moves of a call.")
@click.option(
    "--help-of", "verdicts", multiple=True, help="helped, partly, not or absent, for each --call of `end_call`."
)
@click.option("--photo", "photos", multiple=True, metavar="ID", help="A photo kept for this case; may be repeated.")
@click.option("--command-id", type=click.UUID, help="Give the same one to repeat an act safely.")
def command(
    number: int,
    move: str,
    sign_in: str,
    at: str,
    unit: str,
    assist: tuple[str, ...],
    command_id: UUID | None,
    **rest: str | int | tuple[str, ...],
) -> None:
    """Make MOVE on case NUMBER. Exit 1 and the reason where it is refused."""
    view = queries.case(number=number)
    now = datetime.now(UTC)
    account = people.account_named(sign_in)
    actor = people.actor(account.id, now=now) if account else None
    if view is None or actor is None:
        click.echo(f"{number}: no such case" if view is None else f"{sign_in}: no such account", err=True)
        raise SystemExit(1)
    answer = commands.act(
        case_id=view.id,
        move=move,
        actor=actor,
        given=Given(unit_path=unit, assisting=assist, **rest),  # type: ignore[arg-type]
        spot=_spot(at) if at else None,
        command_id=command_id or uuid4(),
        now=now,
    )
    if isinstance(answer, Refused):
        facts = ", ".join(f"{name} {value}" for name, value in answer.facts.items())
        click.echo(f"refused: {answer.code}" + (f" ({facts})" if facts else ""), err=True)
        raise SystemExit(1)
    done = answer.value
    click.echo(
        f"case {done.number}: {', '.join(done.moves)} → {done.state}" + (" (as before)" if done.repeated else "")
    )


def _spot(text: str) -> Spot:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter("write latitude and longitude like 31.2304,121.4737", param_hint="--at") from None
    return Spot(lat, lon)
