"""Contacts on the pages: what reporters, units, the intake desk and auditors see, and what nobody ever finds."""

import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests import town
from tests.faces import portal_kit as portal
from tests.faces.desk_kit import Desk, number, page, send, words
from tests.rooms.notices_kit import Box, boxes

from linli.cases import commands as cases
from linli.cases import published, queries
from linli.cases.rules import Given
from linli.faces.cli.accesses import command as accesses
from linli.faces.cli.vault import command as vault
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Role
from linli.notices import commands as notices
from linli.notices import delivery
from linli.people import commands as people
from linli.people.models import Contact

pytestmark = pytest.mark.django_db
PHONE = "13800005678"


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, however unimportant."""
    lines = io.StringIO()
    handler, root = logging.StreamHandler(lines), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def open_it(desk: Desk, who: str, case_id: Any, purpose: str = "find_place") -> Any:
    return desk.client(who).post(f"/desk/cases/{number(case_id)}/contact/", {"purpose": purpose})


def dump() -> bytes:
    """All rows of all tables, as PostgreSQL's own COPY writes them."""
    with connection.cursor() as cursor:
        found = []
        for name in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{name}" TO STDOUT') as rows:
                found += [bytes(row) for row in rows]
    return b"\n".join(found)


def test_a_dump_of_the_whole_database_and_the_log_hold_nothing_of_a_person(desk: Desk, log: io.StringIO) -> None:
    planted = {"name": "Planted Name", "phone": "13912340007", "email": "planted@example.org"}
    client = portal.visitor()
    code, case_id = portal.reported(client, text="The lamp is dark", **planted)
    people.keep_contact(case_id=case_id, **planted, language="en", now=desk.now, private=["planted passage 5-302"])
    opened = open_it(desk, "operator", case_id)
    shown = words(opened)
    for one in (*planted.values(), "planted passage 5-302"):
        assert one in shown
    client.get(f"/t/{code}/")
    page(desk.client("lamps"), case_id)
    everything = dump()
    assert b"The lamp is dark" in everything
    for one in (*planted.values(), "planted passage", "5-302"):
        for spelt in (one.encode(), one.encode().hex().encode(), one.casefold().encode()):
            assert spelt not in everything
            assert spelt.decode() not in log.getvalue()


def test_the_reporter_sees_who_opened_the_contact_and_why_but_no_name(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = portal.reported(client, text="Dark", phone=PHONE)
    assert "Nobody has opened them." in words(client.get(f"/t/{code}/"))
    assert open_it(desk, "operator", case_id).status_code == 200
    people.open_to_send(case_ids=[case_id], now=desk.now)
    seen = words(client.get(f"/t/{code}/"))
    assert "Intake operator To find the place" in seen and "Linli, by itself To send a message" in seen
    assert "Operator " not in seen.replace("Intake operator", "") and PHONE not in seen


def test_the_reporter_shares_and_stops_sharing_on_the_tracking_page(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = portal.reported(client, text="Dark", phone=PHONE, name="Lin Yi")
    masked = words(page(desk.client("lamps"), case_id))
    assert "138****5678" in masked and "L**" in masked and PHONE not in masked
    assert open_it(desk, "lamps", case_id).status_code == 422

    form = portal.fields(client.get(f"/t/{code}/"), f"/t/{code}/contact/")
    assert client.post(f"/t/{code}/contact/", form)["Location"] == f"/t/{code}/#contact"
    opened = open_it(desk, "lamps", case_id, "arrange_visit")
    assert opened.status_code == 200 and PHONE in words(opened)
    seen = words(client.get(f"/t/{code}/"))
    assert "Handler · Street Lighting To arrange a visit" in seen and "Lamps" not in seen

    form = portal.fields(client.get(f"/t/{code}/"), f"/t/{code}/contact/")
    client.post(f"/t/{code}/contact/", form)
    assert open_it(desk, "lamps", case_id).status_code == 422
    assert "Lin Yi" not in words(page(desk.client("lamps"), case_id))


def test_a_box_at_the_report_shares_from_the_start(desk: Desk) -> None:
    _, shared = portal.reported(portal.visitor(), text="Dark", phone=PHONE, share="1")
    _, not_shared = portal.reported(portal.visitor(), text="Dark", phone=PHONE)
    assert open_it(desk, "lamps", shared).status_code == 200
    assert open_it(desk, "lamps", not_shared).status_code == 422


def test_only_the_reporter_s_own_code_reaches_the_contact(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = portal.reported(client, text="Dark", phone=PHONE)
    open_it(desk, "operator", case_id)
    followed = client.post(f"/cases/{number(case_id)}/follow/", portal.fields(
        client.get(f"/cases/{number(case_id)}/"), f"/cases/{number(case_id)}/follow/"))  # fmt: skip
    theirs = followed["Location"].removeprefix("/t/").split("/")[0]
    assert "Your contact details" not in words(client.get(f"/t/{theirs}/"))
    assert client.post(f"/t/{theirs}/contact/", {"share": "yes"}).status_code == 404
    assert client.post("/t/DCZ7-CJZK-32PF/contact/", {"share": "yes"}).status_code == 404
    assert not Contact.objects.exclude(shared_at=None).exists()
    assert client.get(f"/t/{code}/contact/").status_code == 405


def test_an_erased_contact_leaves_the_list_of_who_opened_it(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = portal.reported(client, text="Dark", phone=PHONE)
    open_it(desk, "operator", case_id)
    people.erase_contacts([case_id])
    seen = words(client.get(f"/t/{code}/"))
    assert "They are erased." in seen and "Intake operator To find the place" in seen


def test_a_vault_that_can_t_be_opened_says_so_and_leaves_the_case_readable(
    desk: Desk, settings: Any, log: io.StringIO
) -> None:
    case_id = desk.report()
    people.keep_contact(case_id=case_id, name="", phone=PHONE, email="", language="en", now=desk.now)
    settings.LINLI_VAULT_KEY = "A" * 43
    answer = open_it(desk, "operator", case_id)
    assert answer.status_code == 503 and "vault with contact details can't be opened" in words(answer)
    assert page(desk.client("lamps"), case_id).status_code == 200
    assert "add its line, from the file `vault`" in log.getvalue() and PHONE not in log.getvalue()
    shut = CliRunner().invoke(vault, ["keys"])
    assert shut.exit_code == 1 and "MISSING" in shut.output


def test_reporters_of_one_case_who_are_the_same_are_counted_as_long_as_there_are_keys(desk: Desk) -> None:
    root, part, third = (desk.report(ago=timedelta(minutes=30)) for _ in range(3))
    for case_id, phone in ((root, PHONE), (part, "+86 138 0000 5678"), (third, "13912340007")):
        people.keep_contact(case_id=case_id, name="", phone=phone, email="", language="en", now=desk.now)
    dispatcher = town.DISPATCHER
    for case_id in (part, third):
        merged = cases.merge(
            case_id=case_id, into=root, actor=dispatcher, command_id=case_id, now=desk.now, text="same", seen=None
        )
        assert isinstance(merged, Allowed), merged
    assert "2 of the reporters of this case are the same." in words(page(desk.client("operator"), root))
    assert "are the same." not in words(page(desk.client("dispatcher"), root))
    people.destroy_keys([root, part, third])
    assert "are the same." not in words(page(desk.client("operator"), root))


def test_auditors_read_the_log_with_filters_and_no_contact(desk: Desk, settings: Any) -> None:
    settings.LINLI_ACCESS_ANY_HOUR = True
    found = [desk.report() for _ in range(3)]
    for case_id in found:
        people.keep_contact(case_id=case_id, name="", phone=PHONE, email="", language="en", now=desk.now)
        open_it(desk, "operator", case_id)
    open_it(desk, "checker", found[0])
    client = desk.client("auditor")
    seen = words(client.get("/desk/accesses/"))
    assert "4 openings" in seen and "Operator Intake operator" in seen and PHONE not in seen
    assert "refused" in seen and "outside the own area" in seen and f"#{number(found[0])}" in seen
    assert "1 opening " in words(client.get("/desk/accesses/?unusual=1&to=&purpose=find_place"))
    assert "Nobody opened a contact" in words(client.get("/desk/accesses/?purpose=tell_result"))
    assert "Nobody opened a contact" in words(client.get("/desk/accesses/?from=2020-01-01&to=2020-01-02"))
    assert client.get("/desk/accesses/?before=999999999999999999999&from=x&unit=%00").status_code == 200
    assert "Contacts opened" in words(client.get("/desk/account/"))


def test_pages_of_the_log_go_on_where_the_last_one_ended(desk: Desk) -> None:
    case_id = desk.report()
    people.keep_contact(case_id=case_id, name="", phone=PHONE, email="", language="en", now=desk.now)
    operator = town.staff(desk.staff["operator"], Role.OPERATOR)
    for minute in range(51):
        people.open_contact(
            case_id=case_id, area_path=town.EAST, actor=operator, purpose="ask_details",
            now=desk.now - timedelta(minutes=60 - minute),
        )  # fmt: skip
    client = desk.client("auditor")
    first = client.get("/desk/accesses/")
    further = [part.split('"')[0] for part in first.content.decode().split('href="') if "before=" in part]
    assert len(further) == 1 and first.content.decode().count("<time") == 50
    second = client.get("/desk/accesses/" + further[0].replace("&amp;", "&"))
    assert second.content.decode().count("<time") == 1 and "From the start" in words(second)


def test_whoever_reported_the_same_later_reads_no_letter_from_before(desk: Desk) -> None:
    client = portal.visitor()
    first, root = portal.reported(client, text="Dark")
    second, part = portal.reported(portal.visitor(), text="Dark here, too")
    assert send(desk.client("lamps"), root, "write", text="Is it the lamp at your gate?").status_code == 302
    merged = cases.merge(case_id=part, into=root, actor=town.OPERATOR, command_id=uuid4(), now=desk.now)
    assert isinstance(merged, Allowed)
    assert send(desk.client("lamps"), root, "write", text="We come on Tuesday.").status_code == 302
    assert "Is it the lamp at your gate?" in words(client.get(f"/t/{first}/"))
    theirs = words(portal.visitor().get(f"/t/{second}/"))
    assert "We come on Tuesday." in theirs and "at your gate" not in theirs


@pytest.mark.parametrize("how", ["return", "recall"])
def test_a_unit_that_has_the_case_no_more_neither_sees_nor_opens_the_contact_nor_writes(desk: Desk, how: str) -> None:
    case_id = desk.report()
    people.keep_contact(case_id=case_id, name="", phone=PHONE, email="", language="en", now=desk.now, share=True)
    unit = desk.client("lamps")
    assert "138****5678" in words(page(unit, case_id))
    who = unit if how == "return" else desk.client("dispatcher")
    assert send(who, case_id, how, reason="not_ours", text="It is not ours").status_code == 302
    assert "138****5678" not in words(page(unit, case_id))
    opened = open_it(desk, "lamps", case_id)
    assert opened.status_code == 422 and PHONE not in words(opened)
    refused = cases.act(
        case_id=case_id, move="write", actor=town.LAMP_HANDLER, given=Given(text="Hello"), command_id=uuid4(),
        now=desk.now,
    )  # fmt: skip
    assert isinstance(refused, Refused) and refused.code == "not_yours"
    noted = cases.act(
        case_id=case_id, move="note", actor=town.LAMP_HANDLER, given=Given(text="It is the park's lamp"),
        command_id=uuid4(), now=desk.now,
    )  # fmt: skip
    assert isinstance(noted, Allowed)


@pytest.mark.parametrize("name", ["operator", "supervisor", "dispatcher", "lamps", "checker", "east-lead"])
def test_nobody_but_auditors_reads_the_log(desk: Desk, name: str) -> None:
    assert desk.client(name).get("/desk/accesses/").status_code == 404


def test_the_log_on_the_command_line(desk: Desk, settings: Any) -> None:
    settings.LINLI_ACCESS_ANY_HOUR = True
    case_id = desk.report()
    people.keep_contact(case_id=case_id, name="", phone=PHONE, email="", language="en", now=desk.now)
    open_it(desk, "operator", case_id)
    open_it(desk, "checker", case_id)
    said = CliRunner().invoke(accesses, [])
    assert said.exit_code == 0, said.output
    assert f"case {number(case_id)}  Operator (operator)" in said.output and PHONE not in said.output
    assert "Checker (no post for it)" in said.output and "refused, elsewhere" in said.output
    assert "Operator" not in CliRunner().invoke(accesses, ["--purpose", "tell_result"]).output


def test_the_caller_s_number_may_be_shared_on_the_telephone(desk: Desk) -> None:
    client: Client = desk.client("operator")
    opened = client.get("/desk/call/")
    form = portal.fields(opened, "/desk/call/")
    done = client.post("/desk/call/", form | {"text": "Dark", "phone": PHONE, "share": "1", "send": "1"})
    assert done.status_code == 200
    (contact,) = Contact.objects.all()
    assert contact.shared_at is not None and contact.by_phone and not contact.by_email
    assert queries.case(case_id=contact.case_id) is not None


def test_a_letter_reaches_the_reporter_and_neither_the_public_nor_those_who_follow(
    desk: Desk, settings: Any, tmp_path: Path
) -> None:
    settings.LINLI_MESSAGES = tmp_path
    client = portal.visitor()
    code, case_id = portal.reported(client, text="Dark", email="me@example.org")
    followed = client.post(f"/cases/{number(case_id)}/follow/", portal.fields(
        client.get(f"/cases/{number(case_id)}/"), f"/cases/{number(case_id)}/follow/"))  # fmt: skip
    theirs = followed["Location"].removeprefix("/t/").split("/")[0]
    unit = desk.client("lamps")
    sent = send(unit, case_id, "write", text="Which of the two lamps is it?")
    assert sent.status_code == 302 and "The reporter reads this" in words(page(unit, case_id))
    seen = words(client.get(f"/t/{code}/"))
    assert "Street Lighting wrote to you. Which of the two lamps is it?" in seen and "Lamps" not in seen
    for address in (f"/t/{theirs}/", f"/cases/{number(case_id)}/", f"/open311/v2/requests/{number(case_id)}.json"):
        answer = client.get(address, {"extensions": "true"})
        other = answer.content.decode()
        assert answer.status_code == 200
        assert "Which of the two" not in other and "wrote to you" not in other, address
    assert "write" not in {one.move for one in published.told([case_id])[case_id]}
    notices.tell(now=timezone.now())
    box = Box()
    delivery.send(now=timezone.now(), adapters=boxes(box))
    (letter,) = [one for one in box.got if "written" in one.templates]
    assert letter.to == "me@example.org" and "Which of the two lamps is it?" in letter.body
    assert not [one for one in box.got if one is not letter and "Which of the two" in one.body + one.short]
