"""`linli vault`: the keys under which contacts are sealed."""

from collections.abc import Callable
from functools import wraps

import click
from django.utils import timezone

from linli.faces.cli._shown import bar
from linli.people import commands as people
from linli.people.vault import VaultError, rotating


@click.group("vault")
def command() -> None:
    """The keys under which reporters' contacts are sealed."""


def _told[**P](function: Callable[P, None]) -> Callable[P, None]:
    """A vault that stays shut is told in one line, with its remedy."""

    @wraps(function)
    def tried(*arguments: P.args, **named: P.kwargs) -> None:
        try:
            function(*arguments, **named)
        except VaultError as fault:
            raise click.ClickException(str(fault)) from fault

    return tried


@command.command("keys")
@_told
def keys() -> None:
    """Print the master keys by their marks, and how many cases' keys each wraps. Exits 1 where one is missing."""
    found = rotating.held()
    for one in found:
        state = (
            "current" if one.current else "to be rotated" if one.known else "MISSING: put it back, see docs/vault.md"
        )
        click.echo(f"{one.master}  {one.keys} cases  {state}")
    if not all(one.known for one in found):
        raise SystemExit(1)


@command.command("rotate")
@_told
def rotate() -> None:
    """Make a new master key, wrap every case's key under it, and forget the old one. Reports go on meanwhile.

    With it dies whatever only the old key opened: keys that were destroyed, in old copies of the database too.
    """
    with bar("rotating") as tell:
        done = rotating.rotate(tell=lambda so_far, total: tell("keys of cases", so_far, total))
    people.note_administered(
        staff_id=None,
        what="rotate_vault",
        facts={"master": str(done.master), "wrapped": done.wrapped},
        now=timezone.now(),
    )
    forgotten = (
        "the old one is forgotten: destroy its copies, and keep one of the new"
        if done.forgotten
        else "LINLI_VAULT_KEY may lose the others now"
    )
    click.echo(f"master key {done.master} wraps {done.wrapped} keys of cases anew; {forgotten}")
