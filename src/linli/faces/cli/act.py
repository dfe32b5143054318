"""`linli act`: move a case from the command line, judged like any other act."""

from uuid import UUID, uuid4

import click
from django.utils import timezone

from linli.cases import commands, queries
from linli.cases.commands import Spot
from linli.cases.rules import Given
from linli.cases.rules.facts import joined
from linli.catalogue import queries as catalogue
from linli.faces.cli._given import POINT, actor_of, case_of
from linli.faces.cli._named import unit_path
from linli.kernel.results import Refused
from linli.ui import says


@click.command("act")
@click.argument("number", type=int)
@click.argument("move")
@click.option("--as", "sign_in", required=True, metavar="NAME", help="The account that acts.")
@click.option("--text", default="", help="What to say.")
@click.option("--reason", default="", help="Code of a reason of the pack, for `reject`, `return`, `contest`.")
@click.option("--class", "class_key", default="", metavar="KEY", help="Class, for `file`.")
@click.option("--condition", "conditions", multiple=True, help="Condition of the limit, for `file`; may be repeated.")
@click.option("--at", "point", type=POINT, metavar="LAT,LON", help="Place in degrees (WGS 84), for `file`.")
@click.option("--unit", default="", metavar="CODE", help="Lead unit, for `dispatch` and `rule`.")
@click.option("--assist", multiple=True, metavar="CODE", help="Assisting unit; may be repeated.")
@click.option("--called", "units", multiple=True, metavar="CODE", help="Unit to call in, to release, or to act for.")
@click.option("--verdict", default="", help="partly or not_fixed, for `dissent`.")
@click.option("--degree", default="", help="routine, tough or emergency, for `whistle`.")
@click.option(
    "--call", "units", multiple=True, metavar="CODE", help="A called unit, for moves of a call; may be repeated."
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
    point: tuple[float, float] | None,
    unit: str,
    assist: tuple[str, ...],
    units: tuple[str, ...],
    conditions: tuple[str, ...],
    command_id: UUID | None,
    **rest: str | int | tuple[str, ...],
) -> None:
    """Make MOVE on case NUMBER, as in `linli act 12 accept --as lamps`. Exits 1 with the reason where it is refused.

    `linli flow` lists the moves and what each needs.
    """
    now = timezone.now()
    view, actor = case_of(number), actor_of(sign_in, now=now)
    answer = commands.act(
        case_id=view.id,
        move=move,
        actor=actor,
        given=Given(
            unit_path=unit_path(unit),
            assisting=tuple(unit_path(one, option="--assist") for one in assist),
            units=tuple(unit_path(one, option="--called") for one in units),
            condition=joined(conditions),
            **rest,  # type: ignore[arg-type]
        ),
        spot=Spot(*point) if point else None,
        command_id=command_id or uuid4(),
        now=now,
    )
    if isinstance(answer, Refused):
        said = says.refusal(answer, catalogue.current(), "en")
        click.echo(f"refused: {answer.code} ({' '.join(filter(None, said))})", err=True)
        moves = ", ".join(one.name for one in queries.allowed_moves(facts=view.facts, actor=actor, now=now))
        click.echo(f"{sign_in} may now: {moves or 'nothing'}", err=True)
        raise SystemExit(1)
    done = answer.value
    click.echo(
        f"case {done.number}: {', '.join(done.moves)} → {done.state}" + (" (as before)" if done.repeated else "")
    )
