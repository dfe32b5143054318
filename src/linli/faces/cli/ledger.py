"""`linli ledger`: where the ledger stands, whether it is what the events say, who has seen it, and its keys."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from django.conf import settings

from linli.cases import auditing, ledgering
from linli.cases.auditing import MEANINGS, Difference
from linli.faces.cli._given import OLD_FILE, refuse, text_of
from linli.faces.cli._shown import bar
from linli.kernel.results import Refused
from linli.ledger import commands, queries
from linli.ledger.commands import LedgerFault
from linli.ledger.keys import KeyFault
from linli.ledger.queries import SignedHead
from linli.ledger.rules import note
from linli.ledger.rules.note import NoteFault
from linli.notices import witnesses
from linli.people import commands as people


@click.group("ledger")
def command() -> None:
    """The ledger of all events: everything that happened to a case, provably."""


@command.command("status")
def status() -> None:
    """Print how far the ledger has grown, its newest head, its keys and its witnesses."""
    now = datetime.now(UTC)
    head = queries.newest_head()
    click.echo(f"name       {queries.name()}")
    click.echo(f"leaves     {queries.size()}")
    click.echo(f"waiting    {ledgering.waiting(since=now)} events, {ledgering.waiting(since=_promised(now))} too long")
    if head is None:
        click.echo("head       none yet: the worker (`linli worker`) signs the first one")
    else:
        click.echo(f"head       {head.size} leaves, signed {_at(head.signed_at)}, root {head.root.hex()}")
    for key in queries.own_keys():
        until = f" until {_at(key.until)}" if key.until else ""
        click.echo(f"key        {key.key.text}  since {_at(key.since)}{until}")
    for name, size, at in queries.latest_per_witness():
        click.echo(f"witness    {name}  saw {size} leaves {_at(at)}")


@command.command("record")
def record() -> None:
    """Do now what the worker does every fifteen seconds: record what has happened, and sign the head."""
    try:
        click.echo(f"{ledgering.run(now=datetime.now(UTC))} events recorded")
    except (LedgerFault, KeyFault) as fault:
        refuse(str(fault))


@command.command("audit")
@click.option("--head", "kept", type=OLD_FILE, multiple=True, help="A head that somebody has kept.")
def audit(kept: tuple[Path, ...]) -> None:
    """Work the whole tree out again from the events; name the first difference, and exit 1 where there is one.

    --head is a file with a head (or a receipt) that somebody outside has kept; it may be given several times.
    """
    outside = [_outside(path) for path in kept]
    with bar("audit") as tell:
        found = auditing.audit(
            now=datetime.now(UTC), outside=outside, tell=lambda done, total: tell("leaves", done, total)
        )
    click.echo(f"{found.leaves} leaves, {found.heads} heads; the words of {found.erased} events have been erased")
    if found.late:
        click.echo(
            f"{found.late} events wait for longer than {commands.INCLUDED_WITHIN.seconds} seconds: is a worker up?"
        )
    if found.difference is not None:
        refuse(f"FIRST DIFFERENCE: {told(found.difference)}")
    click.echo("events, leaves, tiles and signed heads agree")


@command.command("push")
@click.argument("targets", nargs=-1)
def push(targets: tuple[str, ...]) -> None:
    """Show the newest head to TARGETS, or to those of LINLI_LEDGER_WITNESSES, whether they have seen it or not.

    A target is git:/folder, mailto:name@example.org, or the address of another Linli's ledger.
    """
    chosen = targets or settings.LINLI_LEDGER_WITNESSES
    if not chosen:
        refuse("there is no witness: name one, or set LINLI_LEDGER_WITNESSES")
    done = witnesses.push(targets=tuple(chosen), now=datetime.now(UTC), again=True)
    if not done:
        refuse("no head is signed yet: run `linli ledger record`")
    for one in done:
        click.echo(f"{one.witness}: {one.why or f'has seen the head of {one.size} leaves'}")
    if any(one.why for one in done):
        raise SystemExit(1)


@command.command("rotate")
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    default=commands.OVERLAP.days,
    show_default=True,
    help="So long both keys sign.",
)
@click.option("--lost", is_flag=True, help="The present key is lost: begin anew without its signature.")
def rotate(days: int, lost: bool) -> None:
    """Let a new key follow the present one, which goes on signing beside it for --days."""
    try:
        done = commands.rotate(now=datetime.now(UTC), overlap=timedelta(days=days), lost=lost)
    except KeyFault as fault:
        refuse(str(fault))
    if isinstance(done, Refused):
        refuse(
            f"the present key {done.facts['key']} isn't at hand: put LINLI_HOME/keys/ledger back from your copy; if it"
            " is lost for ever, add --lost (whoever checks a receipt will be told that the keys don't connect)"
        )
    people.note_administered(staff_id=None, what="rotate_ledger", facts={"lost": lost}, now=datetime.now(UTC))
    for key in queries.own_keys()[-2:]:
        click.echo(f"{key.key.text}  since {_at(key.since)}{f' until {_at(key.until)}' if key.until else ''}")
    if not settings.LINLI_LEDGER_KEY:
        click.echo(f"keep a new copy of {settings.LINLI_LEDGER_KEY_FILE}", err=True)


def told(difference: Difference) -> str:
    """A difference in one line: case number and event first, since these are what can be looked up."""
    place = []
    if difference.case_id is not None:
        place.append(f"case {difference.case if difference.case is not None else difference.case_id}")
        place.append(f"event {difference.seq}")
    if difference.position is not None:
        place.append(f"leaf {difference.position}")
    if difference.size is not None and difference.what != "tiles":
        place.append(f"head of {difference.size} leaves")
    parts = f" (differs in: {', '.join(difference.parts)})" if difference.parts else ""
    return f"{', '.join(place) or 'ledger'}: {MEANINGS[difference.what]}{parts}"


def _outside(path: Path) -> SignedHead:
    text = text_of(path)
    try:
        signed = str(json.loads(text).get("head") or "") if text.lstrip().startswith("{") else text
        head = note.read_head(note.read(signed).text)
    except (NoteFault, ValueError) as fault:
        refuse(f"{path}: neither a head nor a receipt ({fault}); give what /ledger/checkpoint answered")
    return SignedHead(head.size, head.root, datetime.fromtimestamp(head.at, UTC), signed)


def _promised(now: datetime) -> datetime:
    return now - commands.INCLUDED_WITHIN


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
