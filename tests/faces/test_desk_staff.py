"""Accounts, tokens, the record and the state of the system at the desk: what administrators do, and nobody else."""

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.test import Client
from tests import town
from tests.faces import desk_kit
from tests.faces.desk_kit import Desk, words

from linli.faces.cli.administered import command as administered
from linli.faces.cli.status import command as status
from linli.faces.desk.words.administering import FACTS, SAYS
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people import queries
from linli.people.administration import accounts
from linli.people.models import Administered, Passkey, Token

pytestmark = pytest.mark.django_db
PAGES = ("staff/", "staff/new/", "tokens/", "administered/", "system/")


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    for name, area in (("chief", ""), ("east-admin", town.EAST)):
        found.staff[name] = desk_kit.enrol(name)
        people.assign(staff_id=found.staff[name], role=Role.ADMINISTRATOR, area_path=area, now=found.now)
    return found


def act(client: Client, staff_id: int, what: str, **given: Any) -> Any:
    return client.post(f"/desk/staff/{staff_id}/{what}/", given)


def last() -> Administered:
    found = Administered.objects.order_by("-id").first()
    assert found is not None
    return found


def test_every_role_meets_closed_doors_but_administrators_and_auditors_at_the_record(desk: Desk) -> None:
    held = {name: role for name, (role, _) in desk_kit.POSTS.items()}
    for name in [*held, "chief", "east-admin"]:
        client = desk.client(name)
        admin = held.get(name, Role.ADMINISTRATOR) == Role.ADMINISTRATOR
        for address in (*PAGES, f"staff/{desk.staff['lamps']}/"):
            may = admin or (name == "auditor" and address == "administered/")
            assert client.get(f"/desk/{address}").status_code == (200 if may else 404), (name, address)
        if not admin:
            for sent in (
                "post",
                "end-post",
                "close",
                "password",
                "factor",
                "passkeys",
                "sessions",
                "describe",
                "reopen",
            ):
                assert act(client, desk.staff["lamps"], sent, role="administrator").status_code == 404
            assert client.post("/desk/tokens/", {"program": "x", "scope": "read", "days": "3"}).status_code == 404
            assert client.post("/desk/staff/new/", {"sign_in": "intruder"}).status_code == 404
    assert not Administered.objects.exists() and not Token.objects.exists()


def test_an_account_is_opened_posted_and_signs_in_with_what_was_shown_once(desk: Desk) -> None:
    client = desk.client("chief")
    shown = client.post("/desk/staff/new/", {"sign_in": "New.Grid", "called": "Grid 7", "language": "en"})
    password = re.findall(r"data-password>([^<]+)<", shown.content.decode())[0]
    assert isinstance(people.sign_in(name="new.grid", password=password, now=desk.now), Allowed)
    account = queries.account_named("new.grid")
    assert account is not None and last().what == "enrol" and password not in json.dumps(last().facts)
    assert password not in client.get(f"/desk/staff/{account.id}/").content.decode()
    assert act(client, account.id, "post", role="checker", area=town.EAST).status_code == 302
    assert act(client, account.id, "post", role="checker", area=town.EAST).status_code == 302
    assert Administered.objects.filter(what="give_post").count() == 1
    assert act(client, account.id, "post", role="handler").status_code == 422
    assert act(client, account.id, "post", role="checker", area="moon").status_code == 422
    assert act(client, account.id, "post", role="reporter").status_code == 422
    seen = words(client.get("/desk/staff/?sign_in=GRID&role=checker&area=" + town.DISTRICT))
    assert "new.grid Grid 7" in seen and "1 account" in seen
    [post] = queries.posts(now=desk.now.replace(year=desk.now.year + 1), staff_id=account.id)
    assert act(client, account.id, "end-post", post=post.id).status_code == 302
    assert last().facts["post"] == post.id
    assert act(client, account.id, "describe", called="Grid 8", language="zh-hans").status_code == 302
    assert queries.names([account.id])[account.id] == "Grid 8" and last().facts["before"]["called"] == "Grid 7"


def test_an_administrator_of_a_part_changes_nothing_outside_it(desk: Desk) -> None:
    client, west, lamps = desk.client("east-admin"), desk.staff["west-checker"], desk.staff["lamps"]
    for sent in ("close", "password", "sessions", "describe"):
        refused = act(client, west, sent, called="x", language="en")
        assert refused.status_code == 422 and "outside the area you administer" in words(refused), sent
    assert act(client, lamps, "post", role="checker", area=town.WEST).status_code == 422
    assert act(client, lamps, "post", role="administrator").status_code == 422
    [post] = queries.posts(now=desk.now, staff_id=west)
    assert act(client, west, "end-post", post=post.id).status_code == 422
    assert not Administered.objects.exists()
    assert act(client, lamps, "post", role="checker", area=town.EAST_COMMUNITY).status_code == 302
    refused = client.post("/desk/tokens/", {"program": "x", "scope": "read", "days": "3"})
    assert refused.status_code == 422 and "whole city" in words(refused)


def test_nobody_changes_their_own_rights_nor_those_they_hold_as_a_deputy(desk: Desk) -> None:
    client = desk.client("chief")
    for sent in ("post", "close", "password", "factor"):
        assert act(client, desk.staff["chief"], sent, role="supervisor", why="x").status_code == 422
    later = desk.now.replace(year=desk.now.year + 1)
    assert isinstance(
        people.name_deputy(
            staff_id=desk.staff["east-admin"], deputy_id=desk.staff["chief"], since=desk.now,
            until=min(later, desk.now.replace(microsecond=0) + (later - desk.now) / 4), actor=None, now=desk.now,
        ),
        Allowed,
    )  # fmt: skip
    assert last().what == "name_deputy"
    assert act(client, desk.staff["east-admin"], "post", role="supervisor").status_code == 422


def test_the_last_administrator_of_an_area_stays(desk: Desk) -> None:
    for name in {name for name, (role, _) in desk_kit.POSTS.items() if role == Role.ADMINISTRATOR}:
        assert isinstance(accounts.close(actor=None, staff_id=desk.staff[name], now=desk.now), Allowed)
    refused = accounts.close(actor=None, staff_id=desk.staff["chief"], now=desk.now)
    assert isinstance(refused, Refused) and refused.code == "last_administrator"
    [post] = queries.posts(now=desk.now, staff_id=desk.staff["chief"])
    refused = accounts.end_post(actor=None, post_id=post.id, now=desk.now)
    assert isinstance(refused, Refused) and refused.code == "last_administrator"
    assert act(desk.client("chief"), desk.staff["east-admin"], "close").status_code == 302


def test_a_closed_account_comes_back_without_posts_and_tokens(desk: Desk) -> None:
    client, lamps = desk.client("chief"), desk.staff["lamps"]
    theirs = desk.client("lamps")
    client.post("/desk/tokens/", {"program": "Map", "scope": "read", "sign_in": "lamps", "days": "30"})
    assert act(client, lamps, "close").status_code == 302
    assert theirs.get("/desk/").status_code == 302
    assert "lamps" in words(client.get("/desk/staff/?closed=1"))
    shown = act(client, lamps, "reopen")
    assert shown.status_code == 200 and "data-password" in shown.content.decode()
    assert queries.posts(now=desk.now.replace(year=desk.now.year + 1), staff_id=lamps) == []
    assert Token.objects.get().revoked_at is not None
    assert act(client, lamps, "reopen").status_code == 422


def test_a_lost_second_factor_is_dropped_with_a_reason(desk: Desk) -> None:
    client, lamps = desk.client("chief"), desk.staff["lamps"]
    assert act(client, lamps, "factor", why="lost").status_code == 422
    people.begin_factor(staff_id=lamps)
    assert act(client, lamps, "factor", why=" ").status_code == 422
    assert act(client, lamps, "factor", why="Phone fell into the canal").status_code == 302
    assert last().facts == {"account": lamps, "why": "Phone fell into the canal"}
    assert get_user_model().objects.get(pk=lamps).sessions_ended == 1


def test_lost_passkeys_are_removed_with_a_reason(desk: Desk) -> None:
    client, lamps = desk.client("chief"), desk.staff["lamps"]
    assert "passkey" not in words(client.get(f"/desk/staff/{lamps}/"))
    assert act(client, lamps, "passkeys", why_passkeys="lost").status_code == 422
    Passkey.objects.create(staff_id=lamps, credential=b"a", public_key=b"b", name="Key", signed=0, made_at=desk.now)
    assert "Remove 1 lost passkey" in words(client.get(f"/desk/staff/{lamps}/"))
    assert act(client, lamps, "passkeys").status_code == 422
    assert act(client, lamps, "passkeys", why_passkeys="Bag was stolen").status_code == 302
    assert last().facts == {"account": lamps, "passkeys": 1, "why": "Bag was stolen"}
    assert not Passkey.objects.exists()


def test_a_token_is_made_shown_once_and_revoked(desk: Desk) -> None:
    client = desk.client("chief")
    made = client.post("/desk/tokens/", {"program": "Street app", "scope": ["open311"], "days": "30"})
    secret = re.findall(r"data-token>([^<]+)<", made.content.decode())[0]
    token = Token.objects.get()
    listed = client.get("/desk/tokens/").content.decode()
    assert "Street app" in listed and secret not in listed and secret not in json.dumps(last().facts)
    assert "locked out at once, for good" in listed, "what can't be undone is asked about"
    assert client.post("/desk/tokens/", {"program": "x", "scope": ["open311"], "days": ""}).status_code == 422
    assert client.post("/desk/tokens/", {"program": "x", "days": "3"}).status_code == 422
    assert client.post("/desk/tokens/revoke/", {"token": token.pk}).status_code == 302
    assert client.post("/desk/tokens/revoke/", {"token": token.pk}).status_code == 422
    assert [one.what for one in Administered.objects.order_by("id")] == ["make_token", "revoke_token"]


def test_the_record_is_read_with_filters_by_auditors_and_on_the_command_line(desk: Desk) -> None:
    client = desk.client("chief")
    act(client, desk.staff["lamps"], "sessions")
    act(client, desk.staff["lamps"], "describe", called="Lamp crew", language="en")
    auditor = desk.client("auditor")
    seen = words(auditor.get("/desk/administered/"))
    assert "chief" in seen and "Signed out everywhere" in seen and "Lamp crew" in seen
    only = auditor.get(
        "/desk/administered/", {"what": "end_sessions", "who": str(desk.staff["chief"]), "from": "2020-01-01"}
    )
    assert only.content.decode().count("<time") == 1
    assert "Nothing on record" in words(auditor.get("/desk/administered/?to=2020-01-01&before=x"))
    said = CliRunner().invoke(administered, ["--by", "chief", "--what", "end_sessions"])
    assert said.exit_code == 0 and "chief  end_sessions" in said.output and len(said.output.splitlines()) == 1
    for line in Administered.objects.all():
        assert set(line.facts) <= set(FACTS)


def test_the_state_of_the_system_is_the_same_on_the_page_and_for_monitoring(desk: Desk) -> None:
    said = CliRunner().invoke(status, ["--json"])
    found = json.loads(said.output)
    assert said.exit_code == 1 and found["verdict"] == "bad"
    assert {line["what"]: line["says"] for line in found["lines"]}["worker"] == "worker_none"
    assert all(line["says"] in SAYS for line in found["lines"])
    assert "linli worker" in CliRunner().invoke(status, []).output
    people.note_administered(staff_id=None, what="backup", facts={}, now=desk.now)
    seen = words(desk.client("chief").get("/desk/system/"))
    assert "None runs: clocks and messages stand." in seen and "The last was made at" in seen and "20 cases" in seen
