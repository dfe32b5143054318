"""Messages at the desk and on the command line: what was told of a case, what a text will say, who wants any."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.faces.desk_kit import Desk, number, page, words

from linli.catalogue import queries as catalogue
from linli.faces.cli.notices import command
from linli.faces.desk.words.messages import CHANNELS, LETTER_STATES, LETTER_TONES, MESSAGES
from linli.notices import commands, delivery, queries, texts
from linli.notices.adapters import Channel, Failed, Message, Outcome
from linli.notices.models import Letter
from linli.people import commands as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Path) -> Desk:
    settings.LINLI_MESSAGES = tmp_path / "messages"
    settings.LINLI_ORIGIN = "https://linli.example.org"
    found = Desk()
    found.open()
    return found


def run(*arguments: str) -> Result:
    # The commands themselves; their database is the test's, and already there.
    return CliRunner().invoke(command, arguments)


def test_the_page_of_a_case_says_who_was_told_what_and_no_address(desk: Desk) -> None:
    case_id = desk.report(ago=timedelta(0))
    people.keep_contact(case_id=case_id, name="", phone="", email="me@example.org", language="en", now=desk.now)
    commands.tell(now=desk.now)
    seen = words(page(desk.client("supervisor"), case_id))
    assert "Messages (3)" in seen and "Your report has arrived Reporter · E-mail on its way" in seen
    delivery.send(now=desk.now)
    response = page(desk.client("lamps"), case_id)
    assert "Yours to handle Street Lighting · Webhook sent" in words(response)
    assert "me@example.org" not in response.content.decode() and "lighting@example.org" not in response.content.decode()


def test_a_message_that_could_not_be_delivered_stands_out_with_the_reason(desk: Desk) -> None:
    class Refusing:
        def send(self, message: Message) -> Outcome:
            return Failed("550 no such mailbox", retry=False)

        def close(self) -> None:
            """Nothing is open."""

    case_id = desk.report(ago=timedelta(0))
    commands.tell(now=desk.now)
    delivery.send(now=desk.now, adapters={Channel.EMAIL: Refusing()})
    response = page(desk.client("supervisor"), case_id)
    assert "not delivered" in words(response) and "given up" in words(response)
    assert "550 no such mailbox" in words(response)
    assert '<details class="ll-panel dk-clocks dk-told" id="told" open>' in response.content.decode()
    assert "未送达" in words(page(desk.client("supervisor", language="zh-hans"), case_id))


def test_the_record_of_openings_names_the_system_that_opened_an_address_to_send(desk: Desk) -> None:
    case_id = desk.report(ago=timedelta(0))
    people.keep_contact(case_id=case_id, name="", phone="", email="me@example.org", language="en", now=desk.now)
    commands.tell(now=desk.now)
    delivery.send(now=desk.now)
    response = page(desk.client("operator"), case_id)
    assert "Linli · To send a message" in words(response)
    assert 'value="send_message"' not in response.content.decode()


def test_a_supervisor_reads_every_text_before_it_is_sent(desk: Desk) -> None:
    client = desk.client("supervisor")
    for name in MESSAGES:
        for language in ("en", "zh-hans"):
            seen = client.get("/desk/messages/", {"name": name, "language": language})
            assert seen.status_code == 200
            assert queries.preview(name, language=language).subject in words(seen)
    case_id = desk.report()
    seen = client.get("/desk/messages/", {"name": "received", "language": "en", "case": number(case_id)})
    assert f"Your report {number(case_id)} has arrived" in words(seen)
    assert "To be done by" in words(seen)
    assert "this is a sample" in words(client.get("/desk/messages/", {"case": "999999"}))


def test_texts_are_previewed_by_those_who_answer_for_them_and_nobody_else(desk: Desk) -> None:
    assert desk.client("lamps").get("/desk/messages/").status_code == 404
    assert "/desk/messages/" not in desk.client("lamps").get("/desk/account/").content.decode()
    assert "/desk/messages/" in desk.client("supervisor").get("/desk/account/").content.decode()
    assert desk.client("supervisor").post("/desk/messages/").status_code == 405


def test_staff_say_where_they_want_messages_and_take_it_back(desk: Desk) -> None:
    client, me = desk.client("lamps"), desk.staff["lamps"]
    saved = client.post("/desk/account/messages/", {"email": " lamps@example.org ", "phone": ""}, follow=True)
    assert "Messages: saved." in words(saved) and 'value="lamps@example.org"' in saved.content.decode()
    assert queries.addresses([me]) == {me: ("lamps@example.org", "")}
    wrong = client.post("/desk/account/messages/", {"email": "lamps", "phone": ""})
    assert wrong.status_code == 422
    assert "“lamps” is no address that a message could go to." in words(wrong)
    assert 'value="lamps"' in wrong.content.decode()
    client.post("/desk/account/messages/", {"email": "", "phone": ""})
    assert queries.addresses([me]) == {}


def test_everything_that_a_message_can_be_has_words() -> None:
    assert set(MESSAGES) == set(texts.written())
    assert set(CHANNELS) == {str(channel) for channel in Channel}
    assert set(LETTER_STATES) == set(LETTER_TONES) == {"held", "waiting", "sent", "failed"}


def test_the_command_line_shows_what_is_on_its_way_and_sends_it(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.report(ago=timedelta(0))
    sent = run("send")
    assert sent.exit_code == 0 and "sent 2" in sent.output
    assert "nothing to do" in run("send").output
    assert len(list((tmp_path / "messages" / "email").glob("*.txt"))) == 1
    listed = run("list", "--case", str(number(case_id)))
    assert "assigned" in listed.output and "unit lighting  sent" in listed.output
    assert "sent 2" in run("list").output
    assert run("list", "--case", "999999").exit_code == 1


def test_what_was_given_up_is_listed_with_its_reason_and_can_be_tried_again(desk: Desk) -> None:
    case_id = desk.report(ago=timedelta(0))
    people.keep_contact(case_id=case_id, name="", phone="", email="me@example.org", language="en", now=desk.now)
    commands.tell(now=desk.now)
    people.erase_contacts([case_id])
    delivery.send(now=datetime.now(UTC))
    listed = run("list", "--state", "failed").output
    letter = Letter.objects.get(state="failed")
    assert f"letter {letter.id}" in listed and "nobody can be reached there any more" in listed
    assert run("retry", str(letter.id)).output == "1 letters wait again\n"
    assert run("retry").output == "0 letters wait again\n"


def test_the_command_line_previews_texts_and_says_which_there_are(desk: Desk) -> None:
    said = run("preview", "is_it_fixed", "--language", "en").output
    assert said.startswith("Is it fixed? Your report 1024\n\n") and "\n[sms]\nReport 1024" in said
    wrong = run("preview", "hello")
    assert wrong.exit_code == 1 and "is_it_fixed" in wrong.output
    assert f"案卷 {number(case_id := desk.report())}" in run(
        "preview", "assigned", "--case", str(number(case_id))
    ).output  # fmt: skip
    table = run("table").output
    assert "dissent" in table and "came_back" in table and "nobody" in table


def test_the_command_line_judges_the_texts_of_a_city(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("check").output == "the texts can be used\n"
    edition = catalogue.current()
    monkeypatch.setitem(edition.texts, "message_received", {"en": "Hello {name}\n\nx\n\n[sms]\nx"})
    judged = run("check")
    assert judged.exit_code == 1 and "texts/message_received (en): unknown name {name}" in judged.output
    assert "unknown name {name}" in words(desk.client("supervisor").get("/desk/messages/"))


def test_the_command_line_says_where_an_account_gets_messages(desk: Desk) -> None:
    assert run("address", "lamps", "--email", "lamps@example.org").output == "lamps gets messages\n"
    assert queries.addresses([desk.staff["lamps"]]) == {desk.staff["lamps"]: ("lamps@example.org", "")}
    assert run("address", "lamps", "--phone", "call me").exit_code == 1
    assert run("address", "nobody").exit_code == 1
    assert run("address", "lamps").output == "lamps gets no messages\n"
