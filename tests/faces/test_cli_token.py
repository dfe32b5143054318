"""`linli token`: whoever runs an installation hands out tokens, sees them, and ends them."""

import re

import pytest
from click.testing import CliRunner, Result
from tests import town
from tests.faces import desk_kit

from linli.faces.cli.token import command
from linli.kernel.results import Allowed, Refused
from linli.people import commands as people
from linli.people import tokens

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_a_token_is_made_listed_and_revoked() -> None:
    made = run("make", "Street app", "--scope", "open311", "--days", "30")
    assert made.exit_code == 0, made.output
    number, secret = re.findall(r"token (\d+) for Street app, until \d{4}-\d\d-\d\d:\n(linli_\S+)", made.output)[0]
    opened = tokens.bearer(secret=secret, scope="open311", now=_now())
    assert isinstance(opened, Allowed)
    listed = run("list").output
    assert "Street app" in listed and secret not in listed
    assert run("revoke", number).exit_code == 0
    assert isinstance(tokens.bearer(secret=secret, scope="open311", now=_now()), Refused)
    assert "revoked" in run("list").output
    again = run("revoke", number)
    assert again.exit_code == 1 and "linli token list" in again.output


def test_a_token_is_made_for_an_account_and_ends_with_it() -> None:
    staff_id = desk_kit.enrol("operator")
    made = run("make", "Map", "--scope", "read", "--scope", "act", "--for", "operator")
    secret = made.output.split()[-1]
    opened = tokens.bearer(secret=secret, scope="act", now=_now())
    assert isinstance(opened, Allowed) and opened.value.staff_id == staff_id
    assert re.search(r"Map +operator +act read", run("list").output)
    people.close_account(staff_id=staff_id, now=_now())
    assert "account closed" in run("list").output
    assert isinstance(tokens.bearer(secret=secret, scope="act", now=_now()), Refused)
    for name in ("operator", "nobody"):
        refused = run("make", "Map", "--scope", "read", "--for", name)
        assert refused.exit_code == 1 and "--for" in refused.output


def test_a_token_without_an_end_says_so() -> None:
    assert "without an end" in run("make", "app", "--scope", "open311", "--endless").output


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("make", "app"), "--scope"),
        (("make", "app", "--scope", "everything"), "open311"),
        (("make", "app", "--scope", "open311", "--days", "0"), "--days"),
        (("make", " ", "--scope", "open311"), "name the program"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_remedy(arguments: tuple[str, ...], word: str) -> None:
    done = run(*arguments)
    assert done.exit_code != 0 and word in done.output
    assert tokens.tokens() == ()


def _now() -> town.datetime:
    return town.datetime.now(town.UTC)
