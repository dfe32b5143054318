"""`linli staff`: whoever runs an installation opens accounts and gives posts from the command line."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from tests import town

from linli.faces.cli.staff import command
from linli.kernel.rights import Grant, Role
from linli.people import commands, queries

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
LATER = town.NOW.replace(year=town.NOW.year + 50)


@pytest.fixture(autouse=True)
def city() -> None:
    town.install()


def run(*arguments: str, typed: str = "") -> Result:
    # The commands themselves; their database is the test's, and already there.
    return CliRunner().invoke(command, arguments, input=typed)


def enrol(name: str = "lamps.1") -> Result:
    return run("enrol", name, "--called", "Lamp crew", typed=f"{PASSWORD}\n{PASSWORD}\n")


def grants(name: str = "lamps.1", now: datetime = LATER) -> tuple[Grant, ...]:
    account = queries.account_named(name)
    assert account is not None
    actor = queries.actor(account.id, now=now)
    return actor.grants if actor else ()


def test_an_account_is_opened_and_gets_posts_by_the_codes_of_the_city() -> None:
    assert enrol().exit_code == 0
    assert run("post", "Lamps.1", "handler", "--area", "990101001", "--unit", "lighting").exit_code == 0
    assert run("post", "lamps.1", "checker").exit_code == 0
    assert grants() == (Grant(Role.HANDLER, town.EAST, town.LIGHTING), Grant(Role.CHECKER))
    shown = run("list").output
    assert "Lamp crew" in shown
    assert "East Street" in shown
    assert "Street Lighting" in shown
    assert "everywhere" in shown


def test_a_password_is_asked_for_and_never_shown() -> None:
    result = enrol()
    assert "Password" in result.output
    assert PASSWORD not in result.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("post", "nobody", "checker"), "no such account"),
        (("post", "lamps.1", "handler"), "name it with --unit"),
        (("post", "lamps.1", "handler", "--unit", "moon"), "--unit moon: the city has no such unit"),
        (("post", "lamps.1", "checker", "--area", "123"), "--area 123: the city has no such area"),
        (("post", "lamps.1", "reporter"), "is not one of"),
        (("end", "999999"), "no such post is held now"),
        (("enrol", "lamps.1", "--password", PASSWORD), "there is an account of that name"),
        (("enrol", "x", "--password", PASSWORD), "use 2 to 40 letters"),
        (("enrol", "lamps.2", "--password", "short"), "at least 12 characters"),
        (("password", "lamps.1", "--password", "aaaaaaaaaaaaaaaa"), "too easy to guess"),
    ],
)
def test_a_mistake_is_named_with_its_remedy_and_changes_nothing(arguments: tuple[str, ...], says: str) -> None:
    enrol()
    result = run(*arguments)
    assert result.exit_code != 0
    assert says in result.output
    assert grants() == ()
    assert [account.sign_in for account in queries.accounts()] == ["lamps.1"]


def test_a_post_ends_and_an_account_closes() -> None:
    enrol()
    run("post", "lamps.1", "checker")
    [held] = queries.posts(now=town.NOW.replace(year=town.NOW.year + 50))
    assert run("end", str(held.id)).exit_code == 0
    assert grants() == ()
    assert run("close", "lamps.1").exit_code == 0
    assert "lamps.1 (closed)" in run("list").output


def test_absence_and_return_are_told_from_the_command_line() -> None:
    for name in ("lamps.1", "lamps.2"):
        enrol(name)
    run("post", "lamps.1", "checker")
    assert run("absent", "lamps.1", "lamps.2", "--to", "2000-01-01").exit_code == 1
    last = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    done = run("absent", "lamps.1", "lamps.2", "--to", last)
    assert done.exit_code == 0, done.output
    number = done.output.rsplit(" ", 1)[1].strip()
    assert "Lamp crew" in run("absences").output
    assert [grant.role for grant in grants("lamps.2", datetime.now(UTC))] == [Role.CHECKER]
    assert run("back", number).exit_code == 0
    assert grants("lamps.2", datetime.now(UTC)) == ()
    assert "no such absence" in run("back", number).stderr


def test_a_lost_device_is_dropped_from_the_command_line() -> None:
    enrol()
    assert "no second factor" in run("drop-factor", "lamps.1").stderr
    account = queries.account_named("lamps.1")
    assert account
    commands.begin_factor(staff_id=account.id)
    assert run("drop-factor", "lamps.1").exit_code == 0
