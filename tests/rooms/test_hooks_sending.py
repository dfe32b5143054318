"""One POST to an address that somebody typed: nowhere but where it says, and not for long."""

import socket
import threading
import time

import pytest

from linli.notices.adapters import Down, Failed
from linli.notices.hooks import sending


def looked_up(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *_, **__: rows)


@pytest.mark.parametrize("answers", [("10.0.0.1",), ("93.184.215.14", "127.0.0.1"), ("169.254.169.254",)])
def test_a_name_that_leads_into_a_network_is_not_called(
    monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...]
) -> None:
    looked_up(monkeypatch, *answers)
    monkeypatch.setattr(sending.socket, "create_connection", lambda *_, **__: pytest.fail("somebody was called"))
    outcome = sending.post("https://inside.example.org/", b"{}", {}, private=False)
    assert outcome == Failed("inside.example.org: leads to an address that isn't public", retry=True)


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []

    def connect(address: tuple[str, int], **_: object) -> None:
        called.append(address)
        raise ConnectionRefusedError("refused")

    looked_up(monkeypatch, "93.184.215.14")
    monkeypatch.setattr(sending.socket, "create_connection", connect)
    assert sending.post("https://example.org:8443/", b"{}", {}, private=False) == Down("no answer: refused")
    assert called == [("93.184.215.14", 8443)]


def test_without_tls_only_this_machine_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up(monkeypatch, "10.0.0.1")
    outcome = sending.post("http://inside.example.org/", b"{}", {}, private=True)
    assert isinstance(outcome, Failed) and "without TLS" in outcome.why


def test_a_receiver_that_answers_a_letter_at_a_time_is_cut_off() -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        taken, _ = server.accept()
        with taken:
            for letter in b"HTTP/1.1 200 " + b"O" * 400:
                time.sleep(0.05)
                try:
                    taken.send(bytes([letter]))
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = time.monotonic()
    outcome = sending.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, private=True, patience=0.4)
    assert isinstance(outcome, Down) and time.monotonic() - began < 15  # the whole answer takes twenty
    thread.join(5)
    server.close()
