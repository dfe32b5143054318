"""`linli token`: what other programs show to be let in. Who runs an installation hands them out here."""

from datetime import UTC, datetime

import click

from linli.faces.cli._given import account_of, value_of, zone_of_times
from linli.faces.cli._shown import show_table
from linli.people import queries as people
from linli.people import tokens
from linli.people.administration import tokens as handed_out
from linli.people.rules import LONGEST_TOKEN_DAYS, SCOPES

_REMEDIES = {
    "token_needs_name": "name the program that gets the token, in 1 to 80 characters",
    "token_needs_days": f"--days: give 1 to {LONGEST_TOKEN_DAYS}, or --endless",
    "token_unknown": "no such token holds now: `linli token list` shows the numbers",
    "account_unknown": "--for: the account is closed; `linli staff list` shows those that are open",
}


@click.group("token")
def command() -> None:
    """Tokens of other programs."""


@command.command("make")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), required=True, help="What it is good for.")
@click.option("--for", "sign_in", metavar="NAME", help="The account that it stands for; without one it is nobody's.")
@click.option("--days", type=int, default=365, show_default=True, help="It ends after so many days.")
@click.option("--endless", is_flag=True, help="It doesn't end by itself.")
def make(name: str, scopes: tuple[str, ...], sign_in: str | None, days: int, endless: bool) -> None:
    """Make a token for the program NAME. It is shown once."""
    made = value_of(
        handed_out.make(
            actor=None,
            city=(),
            name=name,
            scopes=scopes,
            now=datetime.now(UTC),
            days=None if endless else days,
            staff_id=account_of(sign_in, option="--for").id if sign_in else None,
        ),
        _REMEDIES,
    )
    end = made.token.expires_at
    click.echo(f"token {made.token.id} for {made.token.name}, {f'until {_day(end)}' if end else 'without an end'}:")
    click.echo(made.secret)


@command.command("list")
def list_tokens() -> None:
    """Show all tokens: what they are good for, until when, and when they were last used (to the hour)."""
    known, rows = tokens.tokens(), []
    accounts = people.accounts_of({one.staff_id for one in known if one.staff_id is not None})
    for one in known:
        ends = f"revoked {_day(one.revoked_at)}" if one.revoked_at else _day(one.expires_at)
        ends = "account closed" if one.closed else ends
        account = accounts[one.staff_id].sign_in if one.staff_id is not None else ""
        scopes = " ".join(one.scopes)
        rows.append((str(one.id), one.name, account, scopes, _day(one.made_at), ends, _day(one.used_at)))
    show_table(("token", "program", "for", "scopes", "made", "ends", "last used"), rows)


@command.command("revoke")
@click.argument("number", type=int, metavar="TOKEN")
def revoke(number: int) -> None:
    """End a token at once, named by its number."""
    value_of(handed_out.revoke(actor=None, city=(), token_id=number, now=datetime.now(UTC)), _REMEDIES)
    click.echo(f"token {number} is revoked")


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(zone_of_times()):%Y-%m-%d}" if at else "never"
