"""Letters leave by a real SMTP conversation and by real HTTP; what the other side says is judged as it is meant."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.smtp import AuthResult
from django.test import override_settings
from tests.rooms.mail_kit import Mailbox, server

from linli.notices.adapters import Channel, Down, Failed, Message, Outcome, Sent, chosen, open_channels
from linli.notices.adapters.folder import Folder
from linli.notices.adapters.http import Sms, Webhook, signature
from linli.notices.adapters.smtp import Relay, Smtp, relay

ID = UUID("01900000-0000-7000-8000-000000000001")
TO = "somebody@example.org"


def message(channel: Channel = Channel.EMAIL, to: str = TO, subject: str = "您的上报 7 已收到") -> Message:
    return Message(
        ID, channel, to, "zh-hans", subject, "感谢您的上报。\n", "您的上报 7 已收到。", ("received",), (7,),
        datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
    )  # fmt: skip


def post(where: str, *messages: Message, user: str = "") -> list[Outcome]:
    adapter = Smtp(f"smtp://{user}{where}?tls=off", sender="no-reply@linli.example.org", patience=5)
    try:
        return [adapter.send(one) for one in messages]
    finally:
        adapter.close()


def test_a_letter_arrives_by_smtp_with_an_id_of_its_own_and_says_that_no_person_wrote_it() -> None:
    mailbox = Mailbox()
    with server(mailbox) as where:
        assert post(where, message(), message()) == [Sent(), Sent()]
    mail = mailbox.got[0]
    assert mail["Message-ID"] == f"<{ID}@linli.example.org>"
    assert mail["Subject"] == "您的上报 7 已收到"
    assert mail["To"] == TO and mail["From"] == "no-reply@linli.example.org"
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Content-Language"] == "zh-hans"
    assert mail["Date"] == "Mon, 02 Mar 2026 02:00:00 +0000"
    assert mail.get_content().splitlines() == ["感谢您的上报。"]
    assert len(mailbox.sessions) == 1


@pytest.mark.parametrize(
    ("mailbox", "retry"),
    [
        (Mailbox(rcpt=(f"450 <{TO}> greylisted",)), True),
        (Mailbox(rcpt=(f"550 <{TO}> no such mailbox",)), False),
        (Mailbox(data=("451 come back",)), True),
        (Mailbox(data=("554 not wanted",)), False),
        (Mailbox(data=("421 closing",)), True),
    ],
)
def test_4xx_is_for_now_and_5xx_for_good_and_neither_keeps_the_next_letter_waiting(
    mailbox: Mailbox, retry: bool
) -> None:
    with server(mailbox) as where:
        first, second = post(where, message(), message())
    assert isinstance(first, Failed) and first.retry is retry
    assert TO not in first.why and first.why[:3].isdigit()
    assert second == Sent()


def test_a_server_that_nobody_finds_is_down_and_so_is_one_that_refuses_the_password() -> None:
    with server(Mailbox()) as where:
        pass
    assert isinstance(post(where, message())[0], Down)

    def never(*_: object) -> AuthResult:
        return AuthResult(success=False)

    mailbox = Mailbox()
    with server(mailbox, authenticator=never, auth_require_tls=False) as where:
        assert isinstance(post(where, message(), user="linli:wrong@")[0], Down)
    assert mailbox.got == []


def test_nothing_is_sent_in_the_clear_unless_the_settings_say_so() -> None:
    mailbox = Mailbox()
    with server(mailbox) as where:
        adapter = Smtp(f"smtp://{where}", sender="no-reply@linli.example.org", patience=5)
        assert isinstance(adapter.send(message()), Down)
        adapter.close()
    assert mailbox.got == []


@pytest.mark.parametrize(
    "to", ["nobody", "a@b@c", "a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", ""]
)
def test_an_address_that_is_none_is_given_up_before_anybody_is_called(to: str) -> None:
    assert post("127.0.0.1:1", message(to=to)) == [Failed("the address can't be used for e-mail", retry=False)]


def test_the_address_of_a_relay_is_read_whole() -> None:
    assert relay("smtps://linli:a%40b@mail.example.org") == Relay("mail.example.org", 465, "linli", "a@b", "now")
    assert relay("smtp://mail.example.org:25?tls=off") == Relay("mail.example.org", 25, "", "", "off")
    assert relay("smtp://mail.example.org").tls == "start"
    for wrong in ("mail.example.org", "http://mail.example.org", "smtps://mail.example.org?tls=off"):
        with pytest.raises(ValueError, match="smtps://user:password@host:465"):
            relay(wrong)


class Web(HTTPServer):
    """Answers each POST with the next of `codes` (200 when they run out) and keeps what came."""

    def __init__(self, *codes: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.codes, self.got = list(codes), list[tuple[dict[str, str], bytes]]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/in"


class _Handler(BaseHTTPRequestHandler):
    server: Web

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), content))
        code = self.server.codes.pop(0) if self.server.codes else 200
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"as said")

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@contextmanager
def web(*codes: int) -> Iterator[Web]:
    with Web(*codes) as found, pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "*")
        thread = threading.Thread(target=found.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield found
        finally:
            found.shutdown()
            thread.join()


def test_a_webhook_is_signed_with_its_time_and_says_by_which_id_to_know_it_again() -> None:
    with web() as found:
        hook = Webhook(found.url, key="secret", seconds=lambda: 1_772_416_800.7)
        assert hook.send(message(Channel.WEBHOOK, "lighting")) == Sent()
    head, content = found.got[0]
    assert json.loads(content) == {
        "id": str(ID), "made_at": "2026-03-02T02:00:00+00:00", "unit": "lighting", "tells": ["received"],
        "cases": [7], "language": "zh-hans", "subject": "您的上报 7 已收到", "text": "感谢您的上报。\n",
    }  # fmt: skip
    assert head["Idempotency-Key"] == str(ID)
    assert head["Linli-Signature"] == signature("secret", content, at=1_772_416_800)
    assert signature("secret", content, at=1_772_416_801) != head["Linli-Signature"] != signature("", content, at=0)


def test_the_signature_is_the_one_that_the_page_for_receivers_describes() -> None:
    assert signature("key", b'{"a":1}', at=5) == (
        "t=5,v1=76a265040774cfbae5f9cb82bfcf6bc0ea27bf4ce7d7220196eb0e1a7cc760e0"
    )


def test_a_text_message_is_posted_with_the_key_and_the_short_text() -> None:
    with web() as found:
        assert Sms(found.url, key="k").send(message(Channel.SMS, "0900 000 000")) == Sent()
    head, content = found.got[0]
    assert head["Authorization"] == "Bearer k"
    assert json.loads(content) == {"id": str(ID), "to": "0900 000 000", "text": "您的上报 7 已收到。"}


@pytest.mark.parametrize(
    ("code", "retry"), [(500, True), (503, True), (429, True), (408, True), (400, False), (404, False), (302, False)]
)
def test_an_answer_of_http_is_for_now_or_for_good(code: int, retry: bool) -> None:
    with web(code) as found:
        assert Sms(found.url).send(message(Channel.SMS, "0900")) == Failed(f"{code} as said", retry=retry)
    assert len(found.got) == 1


def test_where_nobody_listens_the_channel_is_down() -> None:
    with socket.socket() as taken:  # held, so that nobody else is given it meanwhile
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/in"
        assert isinstance(Sms(url, patience=5).send(message(Channel.SMS, "0900")), Down)


def test_a_file_is_written_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.send(message()) == folder.send(message(subject="again")) == Sent()
    (file,) = (tmp_path / "email").iterdir()
    assert file.name == f"{ID}.txt" and file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() == f"Id: {ID}\nTo: {TO}\nCases: 7\nSubject: 您的上报 7 已收到\n\n感谢您的上报。\n"


def test_without_any_setting_all_channels_are_files_and_with_one_the_others_are_shut(tmp_path: Path) -> None:
    with override_settings(LINLI_SMTP_URL="", LINLI_SMS_URL="", LINLI_WEBHOOK_URL="", LINLI_MESSAGES=tmp_path):
        assert {type(one) for one in chosen().values()} == {Folder} and open_channels() == set(Channel)
    with override_settings(LINLI_SMTP_URL="smtp://localhost", LINLI_MAIL_FROM="a@example.org"):
        assert open_channels() == {Channel.EMAIL}
        assert isinstance(chosen()[Channel.EMAIL], Smtp)
    with override_settings(LINLI_SMS_URL="http://localhost/", LINLI_WEBHOOK_URL="http://localhost/"):
        assert open_channels() == {Channel.SMS, Channel.WEBHOOK}
