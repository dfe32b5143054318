"""`linli notices`: what is told to whom, what is on its way, and what a message will say."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from linli.catalogue import queries as catalogue
from linli.faces.cli._given import account_of, case_of, city_zone, language_option, refuse
from linli.faces.cli._shown import at, show_table
from linli.kernel.results import Refused
from linli.notices import commands, delivery, queries, texts
from linli.notices.queries import Entry

_STATES = ("waiting", "failed", "sent")


@click.group("notices")
def command() -> None:
    """Messages to reporters, units and staff."""


@command.command("table")
def audiences() -> None:
    """Print which act tells whom, with which text; and of which acts nobody is told."""
    told = [
        (row.move, row.template, str(row.to), "waits for others" if row.held else "") for row in queries.audiences()
    ]
    untold = [(move, "", "nobody", reason) for move, reason in queries.tellings().items()]
    show_table(("act", "text", "to", ""), [*told, *untold])


@command.command("list")
@click.option("--case", "number", type=int, help="All that was told of this case.")
@click.option("--state", type=click.Choice(_STATES), default="waiting", show_default=True, help="Without --case.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Letters, without --case."
)
def list_notices(number: int | None, state: str, limit: int) -> None:
    """List messages: of one case, or those that wait, were given up or were sent. No address is shown."""
    if number is None:
        found = queries.letters(state=state, limit=limit)
        counts = queries.counts()
        click.echo("  ".join(f"{name} {counts.get(name, 0)}" for name in ("held", *_STATES)))
    else:
        found = queries.of_case(case_of(number).id)
    zone = city_zone()
    for entry in found:
        for line in _lines(entry, zone):
            click.echo(line)


@command.command("preview")
@click.argument("name")
@language_option()
@click.option("--case", "number", type=int, help="What it would say of this case; without it, of a sample.")
def preview(name: str, language: str, number: int | None) -> None:
    """Print what message NAME says. `linli notices table` lists the names."""
    try:
        said = queries.preview(name, language=language, case_id=None if number is None else case_of(number).id)
    except LookupError as fault:
        refuse(str(fault.args[0]))
    click.echo(f"{said.subject}\n\n{said.body}\n[sms]\n{said.short}")


@command.command("check")
def check() -> None:
    """Judge the messages' texts of the city that is loaded; exit 1 where one can't be used."""
    found = texts.faults(catalogue.current())
    for fault in found:
        click.echo(fault)
    if found:
        raise SystemExit(1)
    click.echo("the texts can be used")


@command.command("send")
def send() -> None:
    """Do now what the worker does every minute: tell of what happened, and send what is due."""
    done = delivery.run(now=datetime.now(UTC))
    click.echo("  ".join(f"{name} {count}" for name, count in sorted(done.items())) or "nothing to do")


@command.command("retry")
@click.argument("letter", type=click.UUID, required=False)
def retry(letter: UUID | None) -> None:
    """Let letters that were given up be tried anew: all of them, or LETTER."""
    click.echo(f"{commands.try_again(now=datetime.now(UTC), letter_id=letter)} letters wait again")


@command.command("address")
@click.argument("name")
@click.option("--email", default="", help="Where messages go.")
@click.option("--phone", default="", help="For text messages, where there is no e-mail address.")
def address(name: str, email: str, phone: str) -> None:
    """Say where the account NAME gets messages about its posts; with neither option, it gets none."""
    account = account_of(name)
    match commands.set_address(staff_id=account.id, email=email, phone=phone):
        case Refused("address_unfit", facts):
            refuse(f"--{facts['field']} {facts['value']}: it doesn't look like one; write it in full")
        case Refused():
            refuse(f"{name}: the account is closed")
    click.echo(f"{account.sign_in} gets messages" if email or phone else f"{account.sign_in} gets no messages")


def _lines(entry: Entry, zone: ZoneInfo) -> Iterable[str]:
    to = f"{entry.recipient} {entry.recipient_id}".strip()
    what = f"#{entry.seq} {entry.template:<18} {entry.channel:<8} {to}"
    yield f"{at(entry.made_at, zone)}  {what}  {_state(entry, zone)}"
    if entry.letter_id and entry.state != "sent":
        yield f"    letter {entry.letter_id}"
    for one in entry.tries:
        yield f"    {at(one.at, zone)}  {one.outcome}  {one.why}".rstrip()


def _state(entry: Entry, zone: ZoneInfo) -> str:
    when = entry.ended_at or entry.next_at
    others = f" (with {entry.together - 1} others)" if entry.together > 1 else ""
    return f"{entry.state}{f' {at(when, zone)}' if when else ''}{others}"
