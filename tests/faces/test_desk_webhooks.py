"""Webhooks at the desk and on the command line: set up by administrators alone, the secret told once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from tests.faces.desk_kit import Desk, hidden, words
from tests.rooms.hooks_kit import Receiver, listening

from linli.faces.cli.webhook import command
from linli.faces.desk.words.hooks import kind_names
from linli.notices import commands as notices
from linli.notices.hooks import delivery, queries
from linli.notices.rules.hooks import KINDS, REST_AFTER
from linli.people import acts

pytestmark = pytest.mark.django_db

ADDRESS = "/desk/webhooks/"


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.LINLI_WEBHOOKS_PRIVATE = True
    found = Desk()
    found.open()
    return found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(Receiver()) as found:
        yield found


def set_up(desk: Desk, client: Client, url: str, **given: Any) -> Any:
    form = hidden(client.get(ADDRESS), ADDRESS + '"')
    fields = {"act": "add", "name": "Works system", "url": url, "staff": desk.staff["auditor"], **given}
    found = re.findall(r'name="command_id" value="([^"]+)"', client.get(ADDRESS).content.decode())
    return client.post(ADDRESS, form | {"command_id": found[0]} | fields)


def secret(response: Any) -> str:
    found = re.findall(r"whsec_[A-Za-z0-9+/=]+", response.content.decode())
    return found[0] if found else ""


def run(*arguments: str) -> Result:
    # The commands themselves; their database is the test's, and already there.
    return CliRunner().invoke(command, arguments)


def test_an_administrator_sets_one_up_tries_it_sees_deliveries_and_removes_it(desk: Desk, receiver: Receiver) -> None:
    client = desk.client("city-admin")
    made = set_up(desk, client, receiver.url, kind=["dispatched"])
    receiver.secret = secret(made)
    assert made.status_code == 200 and receiver.secret
    shown = words(client.get(ADDRESS))
    assert "Works system active" in shown and "Dispatched" in shown and "Auditor" in shown
    assert not secret(client.get(ADDRESS))
    (hook,) = queries.hooks()
    assert hook.made_by == desk.staff["city-admin"]
    tried = client.post(ADDRESS, {"act": "try", "hook": hook.id}, follow=True)
    assert "The receiver took the trial event." in words(tried) and receiver.forged == 0
    desk.report(ago=timedelta(0))
    notices.tell(now=desk.now)
    assert dict(delivery.run(now=desk.now)) == {"sent": 1}
    seen = words(client.get(ADDRESS, {"of": hook.id}))
    assert "Last deliveries to Works system" in seen and "delivered" in seen and "1 try" in seen
    gone = client.post(ADDRESS, {"act": "remove", "hook": hook.id}, follow=True)
    assert "The webhook is removed." in words(gone) and "No program is told of anything yet" in words(gone)
    mine = [(act.what, act.staff_id) for act in acts.administered()]
    assert mine == [(what, desk.staff["city-admin"]) for what in ("remove_webhook", "add_webhook")]


def test_a_form_that_is_sent_twice_sets_up_one_and_tells_no_secret_again(desk: Desk) -> None:
    client = desk.client("city-admin")
    same = {"command_id": "01900000-0000-7000-8000-000000000001"}
    assert secret(set_up(desk, client, "https://example.org/in", **same))
    again = set_up(desk, client, "https://example.org/in", **same)
    assert again.status_code == 422 and not secret(again) and "was set up before" in words(again)
    assert len(queries.hooks()) == 1


def test_what_could_not_work_is_refused_and_nothing_that_was_typed_is_lost(desk: Desk) -> None:
    refused = set_up(desk, desk.client("city-admin"), "ftp://example.org/in", kind=["handled"])
    assert refused.status_code == 422 and "is no address that events could go to" in words(refused)
    page = refused.content.decode()
    assert 'value="ftp://example.org/in"' in page and 'value="Works system"' in page
    assert re.search(r'value="handled" checked', page) and f'value="{desk.staff["auditor"]}" selected' in page


def test_the_administrator_reads_that_a_receiver_was_put_to_rest_and_wakes_it(desk: Desk, receiver: Receiver) -> None:
    client = desk.client("city-admin")
    receiver.secret = secret(set_up(desk, client, receiver.url))
    receiver.answer = lambda event: 500
    desk.report(ago=timedelta(0))
    notices.tell(now=desk.now)
    delivery.run(now=desk.now)
    assert "Failing since" in words(client.get(ADDRESS)) and "answered 500" in words(client.get(ADDRESS))
    delivery.run(now=desk.now + REST_AFTER)
    page = words(client.get(ADDRESS))
    assert "“Works system” gets nothing any more" in page and "at rest" in page
    (hook,) = queries.hooks()
    woken = client.post(ADDRESS, {"act": "wake", "hook": hook.id}, follow=True)
    assert "The webhook is active again." in words(woken) and "gets nothing any more" not in words(woken)


@pytest.mark.parametrize("name", ["supervisor", "auditor", "lamps", "east-lead"])
def test_nobody_else_sees_or_changes_anything(desk: Desk, name: str) -> None:
    set_up(desk, desk.client("city-admin"), "https://example.org/in")
    (hook,) = queries.hooks()
    client = desk.client(name)
    assert client.get(ADDRESS).status_code == 404
    for act in ("add", "remove", "wake", "try"):
        answer = client.post(ADDRESS, {"act": act, "hook": hook.id, "name": "x", "url": "https://example.org/"})
        assert answer.status_code == 404
    assert queries.hooks() == (hook,)


def test_every_kind_of_event_is_said_in_words() -> None:
    assert list(kind_names()) == list(KINDS) and all(str(said) for said in kind_names().values())


def test_the_command_line_does_the_same(desk: Desk, receiver: Receiver) -> None:
    made = run("add", "Works system", receiver.url, "--for", "auditor", "--kind", "reported", "--class", "component-*")
    assert made.exit_code == 0, made.output
    receiver.secret = made.output.split()[-1]
    (hook,) = queries.hooks()
    listed = run("list").output
    assert "Works system" in listed and "active" in listed and receiver.secret not in listed
    assert run("try", str(hook.id)).output == "the receiver took it\n"
    desk.report(ago=timedelta(0))
    notices.tell(now=desk.now)
    delivery.run(now=desk.now)
    assert re.fullmatch(r"\d+-1 +linli\.case\.reported +sent .* tries 1\n", run("deliveries", str(hook.id)).output)
    receiver.answer = lambda event: 302
    failed = run("try", str(hook.id))
    assert failed.exit_code == 1 and "did not take it: answered 302" in failed.output
    assert run("wake", str(hook.id)).exit_code == 1
    assert run("remove", str(hook.id)).exit_code == 0 and queries.hooks() == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Works", "gopher://x/", "--for", "auditor"], "give an https:// address"),
        (["Works", "https://example.org/", "--for", "nobody"], "--for nobody: no such account"),
        (["Works", "https://example.org/", "--for", "auditor", "--class", "none"], "--class none"),
        (["Works", "https://example.org/", "--for", "auditor", "--area", "1"], "--area 1"),
        (["Works", "https://example.org/", "--for", "auditor", "--unit", "none"], "--unit none"),
        (["", "https://example.org/", "--for", "auditor"], "1 to 80 characters"),
    ],
)
def test_the_command_line_says_what_stands_against_it_and_what_to_do(
    desk: Desk, arguments: list[str], said: str
) -> None:
    done = run("add", *arguments)
    assert done.exit_code == 1 and said in done.output
