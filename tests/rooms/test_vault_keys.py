"""The keys of the vault: wrong, moved, rotated, wrapped by a service of the city's own."""

import base64
import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from linli.people import commands
from linli.people.models import CaseKey, Contact
from linli.people.vault import VaultError, contacts, masters, rotating
from linli.people.vault.kms import CommandKms, HttpKms, KmsError
from linli.people.vault.masters import MasterKeyError
from linli.people.vault.sealing import TamperedError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY, OTHER = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "vault"
    settings.LINLI_VAULT_FILE, settings.LINLI_VAULT_KEY, settings.LINLI_VAULT_KMS = path, "", ""
    return path


def keep(phone: str = "13800005678", **more: Any) -> UUID:
    case_id = uuid4()
    assert commands.keep_contact(
        case_id=case_id, name="林", phone=phone, email="z@example.org", language="en", now=NOW, **more
    )
    return case_id


def phone_of(case_id: UUID) -> str:
    return str(contacts.records([case_id])[case_id]["phone"])


@pytest.mark.django_db
def test_what_is_kept_comes_back_and_is_nowhere_to_be_read(own_keys: Path) -> None:
    case_id = keep(private=["my flat is 5-302", " "])
    record = contacts.records([case_id])[case_id]
    assert (record["name"], record["phone"], record["email"]) == ("林", "13800005678", "z@example.org")
    assert (record["language"], record["private"]) == ("en", ["my flat is 5-302"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text || k::text FROM people_contact c, people_casekey k")
        row = cursor.fetchone()[0]
    hexed = (part.encode().hex() for part in ("13800005678", "z@example.org", "5-302", "林"))
    assert not [part for part in ("1380000", "example", *hexed) if part in row]
    assert own_keys.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_two_cases_of_one_person_have_nothing_in_common() -> None:
    one, other = (Contact.objects.get(pk=keep()) for _ in range(2))
    mine, yours = bytes(one.sealed), bytes(other.sealed)
    assert len(mine) == len(yours) and sum(a == b for a, b in zip(mine, yours, strict=True)) < len(mine) / 10
    assert bytes(CaseKey.objects.get(pk=one.pk).wrapped) != bytes(CaseKey.objects.get(pk=other.pk).wrapped)


@pytest.mark.django_db
def test_a_wrong_master_key_says_which_is_missing_and_what_to_do(settings: Any) -> None:
    settings.LINLI_VAULT_KEY = KEY
    case_id = keep()
    settings.LINLI_VAULT_KEY = OTHER
    with pytest.raises(
        MasterKeyError, match=r"there is only .*: add its line, from the file `vault`.*LINLI_VAULT_KEY"
    ) as raised:
        phone_of(case_id)
    assert KEY not in str(raised.value) and OTHER not in str(raised.value)
    settings.LINLI_VAULT_KEY = f"{OTHER} {KEY}"
    assert phone_of(case_id) == "13800005678"


@pytest.mark.parametrize("text", ["", "plain", "plain AAAA", "plain !", "kms AAAA", "other AAAA"])
def test_a_master_key_that_makes_no_sense_is_refused_with_a_remedy(own_keys: Path, text: str) -> None:
    own_keys.parent.mkdir(parents=True)
    own_keys.write_text(text)
    with pytest.raises(MasterKeyError, match=r"put (the copy|the right one) .*back|set LINLI_VAULT_KMS"):
        masters.ring()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE people_contact SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE case_id = %(one)s",
        "UPDATE people_contact SET sealed = substr(sealed, 1, 20) WHERE case_id = %(one)s",
        "UPDATE people_contact SET sealed = '' WHERE case_id = %(one)s",
        "UPDATE people_contact a SET sealed = b.sealed FROM people_contact b"
        " WHERE a.case_id = %(one)s AND b.case_id = %(other)s",
        "UPDATE people_casekey a SET wrapped = b.wrapped FROM people_casekey b"
        " WHERE a.case_id = %(one)s AND b.case_id = %(other)s",
    ],
)
def test_what_was_changed_or_moved_between_cases_is_refused(damage: str) -> None:
    one, other = keep("5550100"), keep("5550101")
    with connection.cursor() as cursor:
        cursor.execute(damage, {"one": one, "other": other})
        assert cursor.rowcount == 1
    with pytest.raises(TamperedError, match=str(one)):
        phone_of(one)
    assert phone_of(other) == "5550101"


@pytest.mark.django_db
def test_a_whole_case_s_rows_put_under_another_case_open_nothing() -> None:
    """Key and contact of one case moved together: somebody who may open the other case would read them there."""
    one, mine = keep("5550100"), uuid4()
    CaseKey.objects.filter(pk=one).update(case_id=mine)
    Contact.objects.filter(pk=one).update(case_id=mine)
    with pytest.raises(TamperedError):
        contacts.records([mine])


@pytest.mark.django_db
def test_rotation_wraps_every_key_anew_and_forgets_the_old_master(own_keys: Path) -> None:
    cases = [keep(f"555010{number}") for number in range(5)]
    sealed = {one.pk: bytes(one.sealed) for one in Contact.objects.all()}
    old = masters.ring().current
    leaked = bytes(CaseKey.objects.get(pk=cases[0]).wrapped)
    done = rotating.rotate()
    assert (done.wrapped, done.forgotten) == (5, 1) and done.master != old.name
    assert [phone_of(one) for one in cases] == [f"555010{number}" for number in range(5)]
    assert {one.pk: bytes(one.sealed) for one in Contact.objects.all()} == sealed
    assert len(own_keys.read_text().splitlines()) == 1
    assert [(one.keys, one.current) for one in rotating.held()] == [(5, True)]
    # Whoever kept a wrapped key of before can't open it with the master of today.
    CaseKey.objects.filter(pk=cases[0]).update(wrapped=leaked)
    with pytest.raises(VaultError):
        phone_of(cases[0])


@pytest.mark.django_db
def test_a_rotation_that_meets_a_key_it_can_t_open_keeps_the_old_master(own_keys: Path) -> None:
    case_id, broken = keep(), keep()
    CaseKey.objects.filter(pk=broken).update(wrapped=b"x" * 60)
    with pytest.raises(TamperedError, match=str(broken)):
        rotating.rotate()
    assert phone_of(case_id) == "13800005678"
    commands.erase_contacts([broken])
    rotating.rotate()
    assert phone_of(case_id) == "13800005678" and len(own_keys.read_text().splitlines()) == 1


@pytest.mark.django_db
def test_a_key_in_the_environment_is_rotated_by_putting_a_new_one_in_front(settings: Any) -> None:
    settings.LINLI_VAULT_KEY = KEY
    case_id = keep()
    settings.LINLI_VAULT_KEY = f"{OTHER} {KEY}"
    assert rotating.rotate().wrapped == 1
    settings.LINLI_VAULT_KEY = OTHER
    assert phone_of(case_id) == "13800005678"
    assert [(one.keys, one.known) for one in rotating.held()] == [(1, True)]


@pytest.mark.django_db
def test_a_contact_kept_while_a_rotation_goes_by_is_under_the_new_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process looks at the keys, stalls, a whole rotation goes by, and only then does it write."""
    keep()
    before, looked = masters.ring(), []

    def stalled() -> masters.Ring:
        looked.append(1)
        if len(looked) == 1:
            monkeypatch.setattr(masters, "ring", real)
            rotating.rotate()
            monkeypatch.setattr(masters, "ring", stalled)
            return before
        return real()

    real = masters.ring
    monkeypatch.setattr(masters, "ring", stalled)
    case_id = keep("5550100")
    assert phone_of(case_id) == "5550100"
    assert {bytes(one.master) for one in CaseKey.objects.all()} == {real().current.mark}


@pytest.mark.django_db
def test_destroying_the_key_comes_first_and_is_enough() -> None:
    case_id, other = keep(), keep()
    assert commands.destroy_keys([case_id]) and not commands.destroy_keys([case_id])
    assert Contact.objects.filter(pk=case_id).exists() and contacts.records([case_id]) == {}
    assert commands.erase_contacts([case_id, other]) == 2
    assert not Contact.objects.exists() and not CaseKey.objects.exists()


class Peer(BaseHTTPRequestHandler):
    """A key management service as a city might have one: it turns every bit of what it is given."""

    answers = 0

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != "Bearer let-me-in" or asked["act"] not in ("wrap", "unwrap"):
            self.send_error(403)
            return
        Peer.answers += 1
        data = bytes(byte ^ 255 for byte in base64.b64decode(asked["data"]))
        content = json.dumps({"data": base64.b64encode(data).decode()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def peer() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Peer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Peer.answers = 0
    yield f"http://127.0.0.1:{server.server_port}/keys"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.django_db
def test_a_service_wraps_the_master_key_and_reports_don_t_wait_for_it(peer: str, own_keys: Path, settings: Any) -> None:
    settings.LINLI_VAULT_KMS, settings.LINLI_VAULT_KMS_KEY = peer, "let-me-in"
    cases = [keep(f"555010{number}") for number in range(4)]
    assert [phone_of(one) for one in cases] == [f"555010{number}" for number in range(4)]
    assert own_keys.read_text().startswith("kms ") and Peer.answers == 2
    rotating.rotate()
    assert phone_of(cases[0]) == "5550100" and own_keys.read_text().startswith("kms ")


def test_a_service_that_refuses_or_is_away_is_named_with_what_goes_on(peer: str) -> None:
    with pytest.raises(KmsError, match=r"LINLI_VAULT_KMS can't unwrap .* answered 403.*reports without"):
        HttpKms(peer, key="wrong").unwrap(b"x")
    with pytest.raises(KmsError, match="can't be reached"):
        HttpKms("http://127.0.0.1:9/", patience=2).wrap(b"x")


def test_a_program_wraps_as_well(tmp_path: Path, own_keys: Path, settings: Any) -> None:
    program = tmp_path / "kms.py"
    program.write_text(
        "import base64, sys\nassert sys.argv[1] in ('wrap', 'unwrap')\n"
        "print(base64.b64encode(bytes(b ^ 255 for b in base64.b64decode(sys.stdin.read()))).decode())\n"
    )
    settings.LINLI_VAULT_KMS = f"exec:{sys.executable} {program}"
    first = masters.ring().current
    masters._of_file.cache_clear()
    assert masters.ring().current.mark == first.mark and own_keys.read_text().startswith("kms ")
    with pytest.raises(KmsError, match="it ended with 3: out of order"):
        CommandKms(f"{sys.executable} -c 'import sys; sys.exit(print(\"out of order\", file=sys.stderr) or 3)'").wrap(
            b""
        )
    with pytest.raises(KmsError, match="can't be run"):
        CommandKms("/nowhere/kms").wrap(b"")


@pytest.mark.django_db
def test_no_log_and_no_repr_shows_a_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        case_id = keep()
        phone_of(case_id)
    secret = masters.ring().current.secret
    shown = caplog.text + repr(masters.ring())
    assert secret.hex() not in shown and base64.b64encode(secret).decode() not in shown and repr(secret) not in shown
