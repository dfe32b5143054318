"""`linli staff`: accounts and posts. Who runs an installation appoints people here."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import click

from linli.catalogue import queries as catalogue
from linli.faces.cli._given import DAY, account_of, city_zone, language_option, period, value_of
from linli.faces.cli._named import area_path, unit_path
from linli.faces.cli._shown import at, show_table
from linli.kernel.paths import leaf
from linli.kernel.results import Result
from linli.kernel.rights import Role
from linli.kernel.words import LANGUAGES, say
from linli.people import commands, queries
from linli.people.administration import accounts, ways_in
from linli.people.queries import HeldPost
from linli.people.rules import POSTS, plain_sign_in
from linli.places import queries as places

_REMEDIES = {
    "sign_in_unfit": "use 2 to 40 letters, digits, dots, hyphens, underscores or @, beginning with a letter or digit",
    "sign_in_taken": "there is an account of that name: choose another, or give it a post with `linli staff post`",
    "password_too_short": "the password is too short: use at least 12 characters",
    "password_too_common": "the password is among the most used ones: choose one of your own",
    "password_obvious": "the password is too easy to guess: use more different characters",
    "account_unknown": "the account is closed",
    "post_needs_unit": "this post belongs to a unit: name it with --unit",
    "account_open": "the account is open",
    "last_administrator": "nobody else would administer that area: give somebody else the post of administrator first",
    "no_passkeys": "the account has no passkeys",
    "no_factor": "the account has no second factor",
    "why_missing": "say why, with --why",
    "absence_out_of_range": "an absence ends in the future, after it begins, and lasts at most 180 days",
    "absence_not_yours": "the account holds no post then, so there is nothing to stand in for",
    "absence_unknown": "no such absence runs or is to come: `linli staff absences` shows the numbers",
    "absent_already": "a deputy is named for part of that time: end that absence with `linli staff back`",
    "deputy_is_absent": "nobody is their own deputy: name somebody else",
    "deputy_unknown": "one of the accounts is closed: name somebody else",
    "deputy_away": "the deputy is absent in that time: name somebody else",
    "stands_in": "the account is a deputy in that time: name another one there first",
    "sso_unknown": "no such issuer: name one of LINLI_OIDC_ISSUERS with --issuer",
    "sso_linked": "this subject is an account already: `linli staff unlink-oidc` lets it go",
    "sso_subject_unfit": "a subject has 1 to 255 characters: copy it from the page that refused the sign-in",
    "post_unknown": "no such post is held now: `linli staff list` shows the numbers",
}


@click.group("staff")
def command() -> None:
    """Accounts, and the posts that they hold."""


@command.command("list")
@language_option("en")
def list_accounts(language: str) -> None:
    """Show all accounts with their posts."""
    show_table(("name", "called", "post", "role", "area", "unit"), _accounts(language))


@command.command("enrol")
@click.argument("name")
@click.option("--called", default="", help="What colleagues read; best the name of the post, not of the person.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True, help="Of its pages.")
@click.password_option(help="Asked for where it isn't given.")
def enrol(name: str, called: str, language: str, password: str) -> None:
    """Open an account. It can do nothing until it holds a post. Its password is only good for choosing an own one."""
    now = datetime.now(UTC)
    _done(accounts.enrol(actor=None, sign_in=name, display_name=called, password=password, language=language, now=now))
    click.echo(f"{plain_sign_in(name)} is enrolled, to choose its own password at the first sign-in")
    click.echo(f"give it a post with: linli staff post {plain_sign_in(name)} ROLE")


@command.command("post")
@click.argument("name")
@click.argument("role", type=click.Choice([str(role) for role in POSTS]))
@click.option("--area", default="", metavar="CODE", help="Area that the post is held in; without it everywhere.")
@click.option("--unit", default="", metavar="CODE", help="Unit that the post is held in.")
def post(name: str, role: str, area: str, unit: str) -> None:
    """Give the account NAME a post, as in `linli staff post lamps handler --unit lighting`."""
    number = _done(
        accounts.assign(
            actor=None,
            staff_id=account_of(name).id,
            role=Role(role),
            area_path=area_path(area, retired=False),
            unit_path=unit_path(unit, past=False),
            now=datetime.now(UTC),
        )
    )
    click.echo(f"{plain_sign_in(name)} is {role}: post {number}")


@command.command("end")
@click.argument("post_number", type=int, metavar="POST")
def end(post_number: int) -> None:
    """End a post, named by its number. It holds until this moment, and stays on record."""
    _done(accounts.end_post(actor=None, post_id=post_number, now=datetime.now(UTC)))
    click.echo(f"post {post_number} has ended")


@command.command("password")
@click.argument("name")
@click.password_option(help="Asked for where it isn't given.")
def set_password(name: str, password: str) -> None:
    """Set a new password. All sessions of the account end, and a wait after wrong attempts with them."""
    now = datetime.now(UTC)
    _done(accounts.new_password(actor=None, staff_id=account_of(name).id, password=password, now=now))
    click.echo(f"{plain_sign_in(name)} has a new password, to be changed at the next sign-in")


@command.command("close")
@click.argument("name")
def close(name: str) -> None:
    """Close an account and end its posts. What it did keeps its name."""
    _done(accounts.close(actor=None, staff_id=account_of(name).id, now=datetime.now(UTC)))
    click.echo(f"{plain_sign_in(name)} is closed")


@command.command("reopen")
@click.argument("name")
def reopen(name: str) -> None:
    """Open a closed account again, without posts. Its new password is shown once."""
    initial = _done(accounts.reopen(actor=None, staff_id=account_of(name).id, now=datetime.now(UTC)))
    click.echo(f"{initial.sign_in} is open again, with the password: {initial.password}")


@command.command("sign-out")
@click.argument("name")
def sign_out(name: str) -> None:
    """End all sessions of an account."""
    account = account_of(name)
    _done(accounts.end_sessions(actor=None, staff_id=account.id, now=datetime.now(UTC)))
    click.echo(f"{account.sign_in} is signed out everywhere")


@command.command("drop-factor")
@click.argument("name")
@click.option("--why", default="the device is lost", show_default=True, help="Stands on the record.")
def drop_factor(name: str, why: str) -> None:
    """Take the second factor of an account away, for a lost device. Its open sessions end."""
    account = account_of(name)
    _done(accounts.drop_factor(actor=None, staff_id=account.id, why=why, now=datetime.now(UTC)))
    click.echo(f"{account.sign_in} signs in with the password alone")


@command.command("drop-passkeys")
@click.argument("name")
@click.option("--why", default="the devices are lost", show_default=True, help="Stands on the record.")
def drop_passkeys(name: str, why: str) -> None:
    """Remove all passkeys of an account, for lost devices. Its open sessions end."""
    account = account_of(name)
    dropped = _done(ways_in.drop_passkeys(actor=None, staff_id=account.id, why=why, now=datetime.now(UTC)))
    click.echo(f"{account.sign_in} has no passkeys any more; there were {dropped}")


@command.command("link-oidc")
@click.argument("name")
@click.argument("subject")
@click.option("--issuer", default="", metavar="ADDRESS", help="Needed where LINLI_OIDC_ISSUERS has several.")
def link_oidc(name: str, subject: str, issuer: str) -> None:
    """Let a single sign-on provider sign the account NAME in: SUBJECT is what the provider calls it.

    The page that refuses an unknown subject shows it.
    """
    account, known = account_of(name), queries.issuers()
    chosen = issuer or (known[0] if len(known) == 1 else "")
    now = datetime.now(UTC)
    _done(ways_in.link_subject(actor=None, staff_id=account.id, issuer=chosen, subject=subject, now=now))
    click.echo(f"{account.sign_in} is {subject} at {chosen}")


@command.command("unlink-oidc")
@click.argument("name")
def unlink_oidc(name: str) -> None:
    """Let no single sign-on provider sign the account NAME in any more. Its open sessions end."""
    account = account_of(name)
    for one in queries.linked_subjects(account.id):
        click.echo(f"{account.sign_in} was {one.subject} at {one.issuer}")
    unlinked = _done(ways_in.unlink_subjects(actor=None, staff_id=account.id, now=datetime.now(UTC)))
    click.echo(f"{account.sign_in}: {unlinked} unlinked")


@command.command("absent")
@click.argument("name")
@click.argument("deputy")
@click.option("--from", "first", type=DAY, help="First day; without it from now on.")
@click.option("--to", "last", type=DAY, required=True, help="Last day, in the city's time zone.")
def absent(name: str, deputy: str, first: date | None, last: date) -> None:
    """NAME is absent; DEPUTY holds the posts for that time."""
    now, zone = datetime.now(UTC), city_zone()
    days = period(first or min(last, now.astimezone(zone).date()), last, zone=zone)
    number = _done(
        commands.name_deputy(
            staff_id=account_of(name).id,
            deputy_id=account_of(deputy).id,
            since=max(now, days.since),
            until=days.until,
            actor=None,
            now=now,
        )
    )
    click.echo(f"{plain_sign_in(deputy)} stands in for {plain_sign_in(name)}: absence {number}")


@command.command("absences")
def list_absences() -> None:
    """Show the absences that run or are to come."""
    zone = city_zone()
    rows = [
        (str(one.id), one.staff_name, one.deputy_name, at(one.since, zone), at(one.until, zone))
        for one in queries.absences(now=datetime.now(UTC))
    ]
    show_table(("absence", "absent", "deputy", "from", "until"), rows)


@command.command("back")
@click.argument("absence", type=int, metavar="ABSENCE")
def back(absence: int) -> None:
    """End an absence now, or call off one that is to come."""
    _done(commands.end_absence(absence_id=absence, actor=None, now=datetime.now(UTC)))
    click.echo(f"absence {absence} has ended")


def _accounts(language: str) -> Iterator[tuple[str, ...]]:
    """A line for each post; an account's name stands in its first one."""
    held = queries.posts(now=datetime.now(UTC))
    for account in queries.accounts():
        name = account.sign_in if account.is_active else f"{account.sign_in} (closed)"
        own: list[HeldPost | None] = [one for one in held if one.staff_id == account.id]
        for post in own or [None]:
            yield name, account.display_name, *_columns(post, language)
            name = ""


def _columns(held: HeldPost | None, language: str) -> tuple[str, str, str, str]:
    if held is None:
        return "", "none", "", ""
    areas = places.area_names(held.area_path) if held.area_path else ()
    area = say(areas[-1], language) if areas else "everywhere"
    return str(held.id), str(held.role), area, _unit_name(held.unit_path, language)


def _unit_name(unit_path: str, language: str) -> str:
    try:
        unit = catalogue.current().units.get(leaf(unit_path))
    except catalogue.NoEditionError:
        unit = None
    return say(unit.name, language) if unit else unit_path


def _done[T](result: Result[T]) -> T:
    return value_of(result, _REMEDIES)
