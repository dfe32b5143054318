"""What is kept about a reporter, on the page of their code: seen, corrected, taken along, erased."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.db import connection
from tests import town
from tests.faces import portal_kit as portal
from tests.faces.desk_kit import Desk, number, page, words
from tests.faces.test_vault_pages import PHONE, dump, open_it

from linli.cases import commands as cases
from linli.cases import queries
from linli.cases.rules.retention import Kind
from linli.files import queries as files
from linli.people import queries as contacts

pytestmark = pytest.mark.django_db
TEXT = "The lamp flickers since Tuesday"


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def reported(client: Any) -> tuple[str, Any]:
    return portal.reported(client, text=TEXT, phone=PHONE, name="Lin Yi", photos=portal.photo())


def erase(client: Any, code: str, *kinds: str) -> Any:
    """Choose, read what is asked back, and say yes."""
    address = f"/t/{code}/mine/erase/"
    form = portal.fields(client.get(f"/t/{code}/mine/"), address)
    asked = client.post(address, {**form, "kinds": kinds})
    assert asked.status_code == 200 and "Erase for good?" in words(asked), words(asked)
    return client.post(address, {**portal.fields(asked, address), "kinds": kinds})


def test_a_reporter_sees_what_is_kept_and_who_opened_it(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = reported(client)
    open_it(desk, "operator", case_id)
    seen = client.get(f"/t/{code}/mine/")
    told = words(seen)
    assert TEXT in told and "Intake operator To find the place" in told and "English" in told
    for value in (PHONE, "Lin Yi"):
        assert f'value="{value}"' in seen.content.decode()
    assert seen.content.decode().count("/photos/") >= 1
    assert "no-store" in seen["Cache-Control"] and "30 days" in told
    assert f"/t/{code}/mine/" in client.get(f"/t/{code}/").content.decode()


def test_a_reporter_corrects_the_contact_and_the_old_one_is_gone(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = reported(client)
    address = f"/t/{code}/mine/contact/"
    form = portal.fields(client.get(f"/t/{code}/mine/"), address)
    wrong = client.post(address, form | {"phone": "no number", "email": "nowhere"})
    assert wrong.status_code == 422 and "look like a phone number" in words(wrong)
    assert 'value="no number"' in wrong.content.decode()
    right = client.post(address, form | {"phone": "13911112222"})
    assert right.status_code == 303 and "Corrected." in words(client.get(right["Location"]))
    kept = contacts.own_contact(case_id)
    assert kept is not None and (kept.phone, kept.name, kept.language) == ("13911112222", "Lin Yi", "en")
    client.post(address, form | {"name": "", "phone": ""})
    assert not contacts.has_contact(case_id)
    assert queries.timeline(case_id=case_id)[-1].kinds == ("contact",)
    assert client.post(address, form)["Location"].endswith("?done=gone")


def test_a_reporter_takes_everything_along_with_the_receipt(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = reported(client)
    open_it(desk, "operator", case_id)
    sent = client.get(f"/t/{code}/mine/export.zip")
    assert sent["Content-Type"] == "application/zip" and f"linli-{number(case_id)}.zip" in sent["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        data = json.loads(archive.read("data.json"))
        receipt = json.loads(archive.read("receipt.json"))
        (photo,) = [name for name in archive.namelist() if name.startswith("photos/")]
        assert archive.read(photo).startswith(b"\xff\xd8")
    assert (data["contact"]["phone"], data["contact"]["name"]) == (PHONE, "Lin Yi")
    assert [one["text"] for one in data["words"]] == [TEXT] and data["photos"][0]["file"] == photo
    assert data["opened"][0]["role"] == "operator" and "staff" not in data["opened"][0]
    assert receipt["entries"]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_erased_by_itself_and_only_after_being_asked_back(desk: Desk, kind: Kind) -> None:
    client = portal.visitor()
    code, case_id = reported(client)
    done = erase(client, code, str(kind))
    assert done.status_code == 303 and "Erased. Your report itself goes on." in words(client.get(done["Location"]))
    left = {
        Kind.CONTACT: contacts.has_contact(case_id),
        Kind.WORDS: TEXT.encode() in dump(),
        Kind.PHOTOS: bool(files.photos(case_id)),
    }
    assert left == {one: one is not kind for one in Kind}
    assert portal.state(case_id) == "dispatched"
    assert queries.timeline(case_id=case_id)[-1].kinds == (str(kind),)


def test_erased_words_are_nowhere_and_staff_read_that_the_reporter_erased_them(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = reported(client)
    erase(client, code, "contact", "words", "photos")
    everything = dump().lower()
    for gone in (b"flicker", b"tuesday", PHONE.encode()):
        assert gone not in everything
    with connection.cursor() as cursor:
        cursor.execute("SELECT terms::text FROM cases_case WHERE id = %s", [case_id])
        assert cursor.fetchone()[0] == ""
    read = words(page(desk.client("lamps"), case_id))
    assert "Erased by the reporter." in read and "the reporter asked for it" in read and TEXT not in read
    mine = words(client.get(f"/t/{code}/mine/"))
    assert mine.count("None are kept.") == 2 and "What is to be erased?" not in mine
    assert "Erased because you asked for it" in words(client.get(f"/t/{code}/"))
    assert "Erased" not in words(portal.visitor().get(f"/cases/{number(case_id)}/"))


def test_nothing_chosen_or_sent_twice_erases_nothing_more(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = reported(client)
    address = f"/t/{code}/mine/erase/"
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"kinds": "everything"}).status_code == 422
    erase(client, code, "words")
    assert client.post(address, {"kinds": "words", "sure": "yes"}).status_code == 303
    assert [one.move for one in queries.timeline(case_id=case_id)].count("erase") == 1


def test_only_the_reporter_s_own_code_opens_the_page(desk: Desk) -> None:
    client = portal.visitor()
    code, case_id = reported(client)
    address = f"/cases/{number(case_id)}/follow/"
    followed = client.post(address, portal.fields(client.get(f"/cases/{number(case_id)}/"), address))
    theirs = followed["Location"].removeprefix("/t/").split("/")[0]
    for other in (theirs, "DCZ7-CJZK-32PF"):
        for way in ("", "export.zip"):
            assert client.get(f"/t/{other}/mine/{way}").status_code == 404
        for way in ("contact/", "erase/"):
            assert client.post(f"/t/{other}/mine/{way}", {"kinds": "words", "sure": "yes"}).status_code == 404
    assert contacts.has_contact(case_id) and TEXT.encode() in dump()
    assert client.get(f"/t/{code}/mine/erase/").status_code == 405


def test_the_reporter_of_a_merged_report_erases_their_own_and_nobody_else_s(desk: Desk) -> None:
    client = portal.visitor()
    root = desk.report(text="Words of the other reporter")
    code, part = reported(client)
    cases.merge(case_id=part, into=root, actor=town.DISPATCHER, command_id=part, now=desk.now, text="same")
    assert erase(client, code, "words", "photos").status_code == 303
    everything = dump()
    assert b"Words of the other reporter" in everything and TEXT.encode() not in everything
    assert "Erased because" in words(client.get(f"/t/{code}/"))


def test_auditors_and_nobody_else_count_what_was_erased(desk: Desk) -> None:
    client = portal.visitor()
    code, _ = reported(client)
    erase(client, code, "contact", "words")
    seen = words(desk.client("auditor").get("/desk/erasures/"))
    assert "contact of the reporter" in seen and "the reporter asked for it" in seen
    for other in ("operator", "supervisor", "lamps", "checker"):
        assert desk.client(other).get("/desk/erasures/").status_code == 404
    empty = words(desk.client("auditor").get("/desk/erasures/?from=2020-01-01&to=2020-01-31"))
    assert "Nothing was erased" in empty
