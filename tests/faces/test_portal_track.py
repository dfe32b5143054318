"""Following a report by its code: what is shown, what is asked, and what the reporter may do."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import town
from tests.faces.portal_kit import act, code_of, fields, handled, operator, photo, report, reported, state, visitor
from tests.faces.test_portal_report import text_of

from linli.cases import queries
from linli.files import models as files
from linli.kernel.ids import ALPHABET

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings: Any, tmp_path: Path) -> Client:
    settings.LINLI_FILES = tmp_path
    town.install()
    return visitor()


def send(client: Client, code: str, move: str, **given: Any) -> Any:
    """Fill in the form of `move` on the tracking page and send it."""
    address = f"/t/{code}/act/"
    name = "verdict" if move in ("confirm", "dissent") and "verdict" in given else move
    return client.post(address, fields(client.get(f"/t/{code}/"), address, move=name) | given)


def test_a_code_is_found_however_it_is_typed(client: Client) -> None:
    code, _ = reported(client)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert client.get("/t/", {"code": typed})["Location"] == f"/t/{code}/"


def test_what_is_printed_says_where_the_code_is_looked_up(client: Client) -> None:
    code, _ = reported(client)
    assert "Look it up at http://testserver/t/" in text_of(client.get(f"/t/{code}/"))


def test_a_mistyped_code_is_told_what_is_wrong_with_it(client: Client) -> None:
    code, _ = reported(client)
    wrong = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 32]
    swapped = code[1] + code[0] + code[2:]
    for typed, said in (
        (wrong, "One character is wrong"),
        (swapped if code[0] != code[1] else wrong, "One character is wrong"),
        (code[:-1], "You typed 11 characters"),
        (code[:-1] + "U", "never contains U"),
        ("000000000000", "no report has it"),
    ):
        page = client.get("/t/", {"code": typed})
        assert page.status_code == 200
        assert said in text_of(page).replace("&#x27;", "'"), typed
        assert typed in page.content.decode(), "what was typed is still there"


def test_an_unknown_code_in_the_address_is_not_found(client: Client) -> None:
    assert client.get("/t/0000-0000-0000/").status_code == 404
    assert client.get("/t/nonsense/").status_code == 404
    assert client.post("/t/0000-0000-0000/act/", {"move": "withdraw"}).status_code == 404


def test_whatever_knows_a_code_is_kept_by_no_browser_and_says_what_is_wrong_with_it(client: Client) -> None:
    code, _ = reported(client)
    wrong = code[:-1]
    for path in ("", "slip.txt", "receipt.json", "mine/", "mine/export.zip", "act/", "contact/"):
        ask = client.post if path in ("act/", "contact/") else client.get
        for one, status in ((code, (200, 303, 422)), (wrong, (404,))):
            answer = ask(f"/t/{one}/{path}")
            assert answer.status_code in status and "no-store" in answer["Cache-Control"], (path, answer.status_code)
            assert answer["X-Robots-Tag"] == "noindex"
        assert "You typed 11 characters" in text_of(ask(f"/t/{wrong}/{path}"))
    assert "no-store" in client.get("/t/", {"code": wrong})["Cache-Control"]


def test_a_case_number_leads_to_the_public_page(client: Client) -> None:
    _, case_id = reported(client)
    view = queries.case(case_id=case_id)
    assert view is not None
    assert client.get("/t/", {"code": f"#{view.number}"})["Location"] == f"/cases/{view.number}/"
    assert "There is no report number 99999" in text_of(client.get("/t/", {"code": "99999"}))


def test_the_page_is_never_kept_by_a_cache(client: Client) -> None:
    code, _ = reported(client)
    assert "no-store" in client.get(f"/t/{code}/")["Cache-Control"]


def test_a_new_code_comes_first_and_later_what_is_asked(client: Client) -> None:
    code, case_id = reported(client)
    fresh = client.get(f"/t/{code}/").content.decode()
    assert fresh.index("data-code") < fresh.index("Where it stands")
    handled(case_id)
    asked = client.get(f"/t/{code}/").content.decode()
    assert asked.index("Is it fixed?") < asked.index("Where it stands") < asked.index("data-code")


def test_satisfied_closes_the_case(client: Client) -> None:
    code, case_id = reported(client)
    handled(case_id)
    assert "Is it fixed?" in text_of(client.get(f"/t/{code}/"))
    assert send(client, code, "confirm", verdict="satisfied").status_code == 303
    assert state(case_id) == "closed"
    assert "You said that it is fixed" in text_of(client.get(f"/t/{code}/"))


@pytest.mark.parametrize("verdict", ["partly", "not_fixed"])
def test_not_fixed_sends_it_back_with_what_is_missing(client: Client, verdict: str) -> None:
    code, case_id = reported(client)
    handled(case_id)
    empty = send(client, code, "dissent", verdict=verdict)
    assert empty.status_code == 422
    assert "Say what is still missing" in text_of(empty)
    assert f'value="{verdict}" checked' in empty.content.decode(), "the answer is still ticked"
    assert state(case_id) == "confirming"
    sent = send(client, code, "dissent", verdict=verdict, text="The second lamp is dark", photos=photo())
    assert sent.status_code == 303
    assert state(case_id) == "filed", "a dispatcher decides who takes it up again"
    assert "The second lamp is dark" in text_of(client.get(f"/t/{code}/"))
    assert files.Photo.objects.get().kind == "extra"


def test_no_answer_ticked_is_asked_for(client: Client) -> None:
    code, case_id = reported(client)
    handled(case_id)
    page = client.get(f"/t/{code}/")
    form = fields(page, f"/t/{code}/act/", move="verdict")
    refused = client.post(f"/t/{code}/act/", form)
    assert refused.status_code == 422
    assert "Choose one of the answers" in text_of(refused)
    assert 'id="verdict-error"' in refused.content.decode()


def test_a_rejection_can_be_objected_to_once(client: Client) -> None:
    code, case_id = reported(client, klass="", text="A pothole")
    act(case_id, "reject", operator(), reason="outside", text="Beyond the river")
    page = client.get(f"/t/{code}/")
    assert "It lies outside." in text_of(page)
    assert "Beyond the river" in text_of(page)
    assert send(client, code, "object").status_code == 422
    assert send(client, code, "object", text="It is on our side").status_code == 303
    assert state(case_id) == "reported"
    act(case_id, "reject", operator(), reason="outside", text="Still beyond it")
    assert "Why do you disagree?" not in text_of(client.get(f"/t/{code}/"))


def test_an_answer_is_accepted_or_asked_about_again(client: Client) -> None:
    code, case_id = reported(client, klass=town.QUESTION, text="When is the hall open?")
    act(case_id, "answer", operator(), text="On Mondays")
    page = client.get(f"/t/{code}/")
    assert "On Mondays" in text_of(page)
    assert "Does this answer it?" in text_of(page)
    assert send(client, code, "press", text="Also on holidays?").status_code == 303
    act(case_id, "answer", operator(), text="Not on holidays")
    assert send(client, code, "confirm").status_code == 303
    assert state(case_id) == "closed"


def test_a_report_can_be_added_to_and_withdrawn(client: Client) -> None:
    code, case_id = reported(client)
    assert send(client, code, "add", text="It flickers at dusk").status_code == 303
    assert "It flickers at dusk" in text_of(client.get(f"/t/{code}/"))
    assert send(client, code, "withdraw").status_code == 303
    assert state(case_id) == "closed"
    page = client.get(f"/t/{code}/")
    assert "Withdrawn" in text_of(page)
    assert "What else you can do" not in text_of(page)


def test_a_closed_case_can_be_reopened(client: Client) -> None:
    code, case_id = reported(client)
    handled(case_id)
    send(client, code, "confirm", verdict="satisfied")
    assert "Within 30 days of closing" in text_of(client.get(f"/t/{code}/"))
    assert send(client, code, "reopen", text="Dark again").status_code == 303
    assert state(case_id) == "filed"


def test_an_act_on_a_page_that_is_out_of_date_is_refused(client: Client) -> None:
    code, case_id = reported(client)
    address = f"/t/{code}/act/"
    old = fields(client.get(f"/t/{code}/"), address, move="withdraw")
    view = queries.case(case_id=case_id)
    assert view is not None
    act(case_id, "accept", town.staff(2, operator().grants[0].role.HANDLER, unit_path=view.facts.unit_path))
    refused = client.post(address, old)
    assert refused.status_code == 422
    assert "has moved on since you opened this page" in text_of(refused)
    assert state(case_id) == "handling"


@pytest.mark.parametrize("move", ["dispatch", "reject", "settle", "silence", "follow", "", "report"])
def test_nobody_makes_a_move_that_isnt_the_reporters(client: Client, move: str) -> None:
    code, case_id = reported(client)
    before = state(case_id)
    refused = client.post(f"/t/{code}/act/", {"move": move, "command": str(uuid4()), "text": "x", "reason": "outside"})
    assert refused.status_code == 422
    assert state(case_id) == before


def test_the_same_answer_sent_twice_counts_once(client: Client) -> None:
    code, case_id = reported(client)
    address = f"/t/{code}/act/"
    form = fields(client.get(f"/t/{code}/"), address, move="add") | {"text": "more"}
    assert client.post(address, form).status_code == 303
    assert client.post(address, form).status_code == 303
    assert [stamp.move for stamp in queries.timeline(case_id=case_id)].count("add") == 1


def test_the_code_can_be_kept_as_a_file(client: Client) -> None:
    code, _ = reported(client)
    slip = client.get(f"/t/{code}/slip.txt")
    assert slip["Content-Disposition"].startswith("attachment")
    assert code in slip.content.decode()


def test_photos_open_with_the_code_of_their_own_case_only(client: Client) -> None:
    code = code_of(report(client, klass=town.RUBBISH, photos=photo()))
    other, _ = reported(client)
    kept = files.Photo.objects.get()
    picture = client.get(f"/t/{code}/photos/{kept.id}/full.jpg")
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert "private" in picture["Cache-Control"]
    assert client.get(f"/t/{other}/photos/{kept.id}/full.jpg").status_code == 404
    assert client.get(f"/t/{code}/photos/{kept.id}/huge.jpg").status_code == 404
    assert client.get(f"/t/0000-0000-0000/photos/{kept.id}/full.jpg").status_code == 404


def test_everything_is_said_in_chinese_too(client: Client) -> None:
    reader = visitor("zh-hans")
    code, case_id = reported(reader)
    handled(case_id)
    page = text_of(reader.get(f"/t/{code}/"))
    for said in ("问题解决了吗", "照明所", "办理经过", "东街道"):
        assert said in page
    assert "Is it fixed" not in page


def test_what_waited_for_a_report_opens_no_photo_once_it_is_sent(client: Client) -> None:
    """The door of a form that isn't sent yet is open to whoever has the form; a case has doors of its own."""
    opened = client.get("/report/tell/", {"class": town.RUBBISH, "lat": town.IN_EAST[0], "lon": town.IN_EAST[1]})
    form = fields(opened, "/report/tell/")
    found = queries.tracked(code=code_of(client.post("/report/tell/", form | {"photos": photo()})))
    assert found is not None
    kept = files.Photo.objects.get()
    for subject in (found.view.id, form["command"]):
        assert client.get(f"/report/photos/{subject}/{kept.id}.jpg").status_code == 404


def test_photos_of_an_act_are_kept_with_it_or_not_at_all(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    code, case_id = reported(client)

    def fails(**given: Any) -> int:
        raise OSError("disk full")

    monkeypatch.setattr("linli.files.commands.adopt", fails)
    with pytest.raises(OSError, match="disk full"):
        send(client, code, "add", text="See here", photos=photo())
    assert [stamp.move for stamp in queries.timeline(case_id=case_id)].count("add") == 0


def test_a_refused_act_leaves_no_photo_behind_and_takes_none_of_an_earlier_one(client: Client) -> None:
    code, case_id = reported(client)
    address = f"/t/{code}/act/"
    form = fields(client.get(f"/t/{code}/"), address, move="add")
    assert client.post(address, form | {"text": "See here", "photos": photo()}).status_code == 303
    assert client.post(address, form | {"text": "See here", "photos": photo()}).status_code == 303
    assert client.post(address, form | {"text": "Something else", "photos": photo()}).status_code == 422
    assert [one.subject for one in files.Photo.objects.all()] == [case_id]


def test_a_version_that_is_no_number_is_no_fault(client: Client) -> None:
    code, _ = reported(client)
    form = {"move": "add", "text": "more", "command": str(uuid4()), "seen": "9" * 5000}
    assert client.post(f"/t/{code}/act/", form).status_code == 303


def test_nobody_is_asked_for_a_reply_that_they_can_not_give(client: Client) -> None:
    code, case_id = reported(client, klass="", text="A pothole")
    act(case_id, "reject", operator(), reason="outside", text="Beyond the river")
    assert "Waits for your reply" in text_of(client.get(f"/t/{code}/"))
    send(client, code, "object", text="It is on our side")
    act(case_id, "reject", operator(), reason="outside", text="Still beyond it")
    assert "Waits for your reply" not in text_of(client.get(f"/t/{code}/"))
