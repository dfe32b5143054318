"""Personal passages in free text: proposed for hiding before anything is sent, hidden from the public in any case."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import town
from tests.faces.desk_kit import Desk, page, send
from tests.faces.portal_kit import LAT, LON, act, fields, handled, operator, report, reported, visitor

from linli.cases import published, queries
from linli.cases.models import Case
from linli.people import queries as people

pytestmark = pytest.mark.django_db

WORDS = "The lamp is dark, call me on 07700 900123"


@pytest.fixture
def client(settings: Any, tmp_path: Path) -> Client:
    settings.LINLI_FILES = tmp_path
    town.install()
    return visitor()


def words_of(case_id: Any) -> str:
    return queries.timeline(case_id=case_id)[0].text


def test_a_report_with_a_phone_number_is_asked_about_it_and_not_sent_yet(client: Client) -> None:
    response = report(client, text=WORDS)
    assert response.status_code == 422
    assert Case.objects.count() == 0
    assert "This looks personal" in response.content.decode()
    assert "07700 900123</q>" in response.content.decode()


def test_sent_again_untouched_the_number_is_hidden(client: Client) -> None:
    asked = report(client, text=WORDS)
    form = fields(asked, "/report/tell/")
    sent = client.post("/report/tell/", form | {"text": WORDS})
    assert sent.status_code == 303
    case = Case.objects.get()
    assert words_of(case.id) == "The lamp is dark, call me on [phone]"


def test_what_somebody_says_is_not_personal_stays(client: Client) -> None:
    form = fields(report(client, text=WORDS), "/report/tell/")
    assert client.post("/report/tell/", form | {"text": WORDS, "passage-choice-0": "leave"}).status_code == 303
    assert words_of(Case.objects.get().id) == WORDS


def test_what_only_intake_may_read_is_sealed_and_not_in_the_words(client: Client) -> None:
    form = fields(report(client, text=WORDS), "/report/tell/")
    assert client.post("/report/tell/", form | {"text": WORDS, "passage-choice-0": "private"}).status_code == 303
    case = Case.objects.get()
    assert words_of(case.id) == "The lamp is dark, call me on [phone]"
    assert people.has_contact(case.id), "the passage lies in the vault"


def test_a_number_written_after_the_answer_is_asked_about_too(client: Client) -> None:
    form = fields(report(client, text=WORDS), "/report/tell/")
    more = client.post("/report/tell/", form | {"text": f"{WORDS} or a@example.com", "passage-choice-0": "leave"})
    assert more.status_code == 422
    assert fields(more, "/report/tell/")["passage-choice-0"] == "leave", "what was chosen stays chosen"
    assert fields(more, "/report/tell/")["passage-1"] == "a@example.com"


def test_the_page_is_told_of_passages_while_somebody_types(client: Client) -> None:
    found = client.post("/report/words/", {"text": WORDS}).content.decode()
    assert "07700 900123" in found and "<form" not in found
    assert client.post("/report/words/", {"text": "The lamp is dark"}).content.decode().strip() == ""
    assert client.get("/report/words/").status_code == 405
    assert Case.objects.count() == 0


def test_a_report_about_a_person_is_turned_away_with_whom_to_turn_to(client: Client) -> None:
    opened = client.get("/report/tell/", {"lat": LAT, "lon": LON})
    turned = client.post("/report/tell/", fields(opened, "/report/tell/") | {"text": "My husband beat me"})
    page_text = turned.content.decode()
    assert turned.status_code == 422 and Case.objects.count() == 0
    assert "110" in page_text and "12345" in page_text
    assert "My husband beat me" in page_text, "it can be put into other words"


def test_whoever_says_that_it_is_about_a_place_goes_on(client: Client) -> None:
    opened = client.get("/report/tell/", {"lat": LAT, "lon": LON})
    form = fields(opened, "/report/tell/") | {"text": "I want to report my neighbour"}
    assert client.post("/report/tell/", form).status_code == 422
    assert client.post("/report/tell/", form | {"about_place": "1"}).status_code == 303


def test_words_of_staff_are_hidden_from_the_public_whatever_they_hold(client: Client) -> None:
    code, case_id = reported(client, text="dark")
    handled(case_id, text="Mr Wong replaced it, ask him on 07700 900123")
    view = queries.case(case_id=case_id)
    assert view is not None
    everybody = client.get(f"/cases/{view.number}/").content.decode()
    assert "07700" not in everybody and "Wong" not in everybody
    assert "[name] replaced it" in everybody
    assert [one.text for one in published.told([case_id])[case_id] if one.text] == [
        "Mr [name] replaced it, ask him on [phone]"
    ]
    assert "07700 900123" in client.get(f"/t/{code}/").content.decode(), "its own reporter reads what was written"


def test_whoever_follows_reads_no_more_than_the_public(client: Client) -> None:
    _code, case_id = reported(client, text="dark")
    view = queries.case(case_id=case_id)
    assert view is not None
    followed = client.post(
        f"/cases/{view.number}/follow/", fields(client.get(f"/cases/{view.number}/"), f"/cases/{view.number}/follow/")
    )
    handled(case_id, text="Ask Mr Wong")
    assert "Wong" not in client.get(followed["Location"]).content.decode()


def test_public_updates_of_open311_hide_the_same(client: Client) -> None:
    _code, case_id = reported(client, text="dark")
    handled(case_id, text="Mail lamp@example.com")
    view = queries.case(case_id=case_id)
    assert view is not None
    found = client.get("/open311/v2/servicerequestupdates.json", {"service_request_id": view.number})
    assert found.status_code == 200, found.content
    assert b"lamp@example.com" not in found.content and b"[e-mail]" in found.content


def test_an_operator_is_asked_before_a_call_is_filed(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path
    desk = Desk()
    desk.open()
    client = desk.client("operator")
    opened = client.get("/desk/call/").content.decode()
    form = dict(re.findall(r'<input type="hidden" name="(command|begun)" value="([^"]*)"', opened))
    form |= {"text": WORDS, "class": town.LAMP, "place": f"{LAT}|{LON}||", "send": "1"}
    asked = client.post("/desk/call/", form)
    assert asked.status_code == 422 and Case.objects.count() == 0
    told = client.post("/desk/call/", form | {"passage-0": "07700 900123", "passage-choice-0": "mask"})
    assert told.status_code == 200
    assert words_of(Case.objects.get().id).endswith("[phone]")


def test_staff_are_asked_about_words_that_reporters_read(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path
    desk = Desk()
    desk.open()
    case_id = desk.report(klass=town.NOISE, spot=None)
    client = desk.client("operator")
    asked = send(client, case_id, "reject", reason="outside", text="Ask Mr Wong, 07700 900123")
    assert asked.status_code == 422
    shown = asked.content.decode()
    assert "This looks personal" in shown and "Ask Mr Wong, 07700 900123" in shown
    assert "personal" not in page(client, case_id).content.decode()


def test_notes_between_staff_are_left_alone(client: Client) -> None:
    _code, case_id = reported(client, text="dark")
    act(case_id, "note", operator(), text="Ask Mr Wong")
    assert queries.timeline(case_id=case_id)[-1].text == "Ask Mr Wong"
