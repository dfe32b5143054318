"""The ledger over HTTP and on the command line: receipts, proofs, witnesses, audits."""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from click.testing import CliRunner
from django.test import Client
from tests import town
from tests.faces.portal_kit import visitor
from tests.ledger_kit import attacker, record, report, sql
from tools import verify_receipt

from linli.config.home import ROOT
from linli.faces.cli import ledger as ledger_command
from linli.faces.cli import verify as verify_command
from linli.ledger import commands, queries
from linli.ledger.rules import note, tree
from linli.notices import witnesses

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def client(settings: Any, tmp_path: Path) -> Client:
    settings.LINLI_FILES = tmp_path
    town.install()
    return visitor()


def receipt_of(client: Client, code: str, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/t/{code}/receipt.json{query}")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    found: dict[str, Any] = json.loads(answer.content)
    return found


def verified(path: Path, *options: str) -> Any:
    return CliRunner().invoke(verify_command.command, [str(path), *options])


def stand_alone(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(ROOT / "tools" / "verify_receipt.py"), str(path), *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_reporter_gets_a_promise_at_once_and_a_proof_after_it_was_recorded(client: Client, tmp_path: Path) -> None:
    done = report("灯不亮", now=datetime.now(UTC))
    page = client.get(f"/t/{done.code}/").content.decode()
    assert "will be in its public ledger by" in page and 'class="pt-qr"' in page
    path = tmp_path / "receipt.json"
    first = receipt_of(client, done.code)
    path.write_text(json.dumps(first))
    assert first["head"] is None and first["report"] == done.number
    assert (verified(path).exit_code, stand_alone(path).returncode) == (3, 3)
    for _ in range(5):
        report("another", now=datetime.now(UTC))
    record(now=datetime.now(UTC))
    assert "is entry 1 of the city's public ledger" in client.get(f"/t/{done.code}/").content.decode()
    whole = receipt_of(client, done.code)
    path.write_text(json.dumps(whole))
    said = verified(path)
    assert said.exit_code == 0 and "included as leaf 0 of 18" in said.output, said.output
    told = stand_alone(path, "--key", whole["keys"][0]["key"])
    assert told.returncode == 0 and "included as leaf 0" in told.stdout, told.stdout + told.stderr
    # What was promised is what came.
    assert whole["entries"][0]["leaf"] == first["entries"][0]["leaf"]
    whole["entries"][0]["parts"]["words"]["text"] = "灯亮"
    path.write_text(json.dumps(whole))
    assert (verified(path).exit_code, stand_alone(path).returncode) == (1, 1)


def test_a_receipt_is_held_against_an_earlier_one(client: Client, tmp_path: Path) -> None:
    done = report(now=NOW)
    record(now=NOW)
    earlier, now = tmp_path / "earlier.json", tmp_path / "now.json"
    earlier.write_text(json.dumps(receipt_of(client, done.code)))
    for _ in range(3):
        report(now=NOW)
    record(now=NOW)
    now.write_text(json.dumps(receipt_of(client, done.code)))
    assert (verified(now, "--head", str(earlier)).exit_code, stand_alone(now, "--head", str(earlier)).returncode) == (
        3,
        3,
    )
    proof = tmp_path / "proof.json"
    proof.write_bytes(client.get("/ledger/consistency.json?from=3&to=12").content)
    for path, options in ((now, ["--proof", str(proof)]), (tmp_path / "told.json", [])):
        if not options:
            path.write_text(json.dumps(receipt_of(client, done.code, "?earlier=3")))
        said = verified(path, "--head", str(earlier), *options)
        assert said.exit_code == 0 and "the tree of 12 leaves continues that of 3" in said.output
        assert stand_alone(path, "--head", str(earlier), *options).returncode == 0
    proof.write_bytes(client.get("/ledger/consistency.json?from=4&to=12").content)
    assert verified(now, "--head", str(earlier), "--proof", str(proof)).exit_code == 1


def test_the_receipt_holds_what_the_reporter_said_since_and_nobody_elses_account(client: Client) -> None:
    done = report("first words", now=NOW)
    command = {"move": "add", "text": "second words", "version": "3", "command": str(town.command())}
    assert client.post(f"/t/{done.code}/act/", command).status_code == 303
    record(now=datetime.now(UTC))
    entries = receipt_of(client, done.code)["entries"]
    assert [one["parts"]["words"]["text"] for one in entries] == ["first words", "second words"]
    assert all(set(one["parts"]) == {"what", "given", "words"} for one in entries)
    assert all("account" not in one["parts"]["what"]["text"] for one in entries)


def test_followers_and_strangers_get_no_receipt(client: Client) -> None:
    done = report(now=NOW)
    follow = client.post(f"/cases/{done.number}/follow/", {"command": str(town.command())})
    assert follow.status_code == 303
    assert client.get(f"{follow['Location']}receipt.json").status_code == 404
    assert b"pt-qr" not in client.get(follow["Location"]).content
    assert client.get("/t/0000-0000-0000/receipt.json").status_code == 404


def test_following_a_report_works_without_the_ledgers_key(client: Client, settings: Any, tmp_path: Path) -> None:
    done = report(now=NOW)
    record(now=NOW)
    settings.LINLI_LEDGER_KEY = "another"
    assert client.get(f"/t/{done.code}/").status_code == 200
    settings.LINLI_LEDGER_KEY, settings.LINLI_LEDGER_KEY_FILE = "", tmp_path / "gone"
    assert client.get(f"/t/{done.code}/").status_code == 200
    assert client.get(f"/t/{done.code}/receipt.json").status_code == 503
    assert "put the ledger's key back" in ledger("rotate").output


def test_heads_keys_and_proofs_are_served_to_everybody(client: Client) -> None:
    for _ in range(3):
        report(now=NOW)
        record(now=NOW)
    heads = client.get("/ledger/heads.json").json()["heads"]
    assert [one["size"] for one in heads] == [9, 6, 3]
    assert [one["size"] for one in client.get("/ledger/heads.json?before=6").json()["heads"]] == [3]
    key = note.read_key(client.get("/ledger/keys.json").json()["keys"][0]["key"])
    checkpoint = client.get("/ledger/checkpoint")
    assert note.read(checkpoint.content.decode()).signed_by(key)
    assert client.get("/ledger/checkpoint?size=6").content.decode() == heads[1]["note"]
    assert client.get("/ledger/checkpoint?size=5").status_code == 404
    told = client.get("/ledger/consistency.json?from=3&to=9").json()
    roots = {one["size"]: b64decode(one["root"]) for one in heads}
    proof = [b64decode(one) for one in told["proof"]]
    assert tree.consistent(old=3, old_root=roots[3], new=9, new_root=roots[9], proof=proof)
    assert client.get("/ledger/consistency.json?from=3&to=10").status_code == 404
    assert client.get("/ledger/consistency.json?from=x").status_code == 400
    leaf = queries.leaves(start=4, limit=1)[0].hash
    for written in (leaf.hex(), b64encode(leaf).decode()):
        found = client.get("/ledger/inclusion.json", {"leaf": written}).json()
        path = [b64decode(one) for one in found["proof"]]
        assert verify_receipt.included(found["position"], found["size"], leaf, path, roots[9])
    assert client.get("/ledger/inclusion.json?leaf=00").status_code == 404
    assert checkpoint["Access-Control-Allow-Origin"] == "*"
    again = client.get("/ledger/checkpoint", headers={"if-none-match": checkpoint["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    page = client.get("/ledger/").content.decode()
    assert key.text in page and heads[0]["note"].splitlines()[2] in page


def test_an_empty_ledger_says_so(client: Client) -> None:
    assert "Nothing is entered yet" in client.get("/ledger/").content.decode()
    assert client.get("/ledger/checkpoint").status_code == 404
    assert client.get("/ledger/heads.json").json()["heads"] == []


def test_the_offline_page_and_the_program_are_files_of_their_own(client: Client) -> None:
    report(now=NOW)
    record(now=NOW)
    page = client.get("/ledger/check.html")
    text = page.content.decode()
    assert "attachment" in page["Content-Disposition"]
    assert "src=" not in text and "<link" not in text and "importKey" in text
    program = client.get("/ledger/verify_receipt.py")
    assert program.content == (ROOT / "tools" / "verify_receipt.py").read_bytes()


@pytest.fixture
def other(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A second Linli, reached by HTTP: here the same one plays it. The answers' status codes, as they come."""
    report(now=NOW)
    record(now=NOW)
    settings.LINLI_LEDGER_WATCHES = (queries.own_keys()[0].key.text,)
    statuses: list[int] = []

    class Answer:
        def __init__(self, said: bytes) -> None:
            self.said = said

        def __enter__(self) -> "Answer":
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def read(self, most: int) -> bytes:
            return self.said[:most]

        close = read

    class Opener:
        def open(self, request: Any, timeout: float) -> Answer:
            answer = Client(enforce_csrf_checks=True).post("/ledger/add-checkpoint", request.data, "text/plain")
            statuses.append(answer.status_code)
            if request.full_url.startswith("https://liar."):
                return Answer(b"<p>Welcome!</p>\n")
            if answer.status_code != 200:
                raise HTTPError(request.full_url, answer.status_code, "", answer.headers, BytesIO(answer.content))
            return Answer(answer.content)

    monkeypatch.setattr(witnesses, "opener", Opener)
    return statuses


def test_a_second_linli_cosigns_what_continues(other: list[int], client: Client) -> None:
    target = ("https://witness.example.org/ledger/",)
    assert [one.why for one in witnesses.push(targets=target, now=NOW)] == [""]
    report(now=NOW)
    record(now=NOW)
    assert [one.why for one in witnesses.push(targets=target, now=NOW)] == [""]
    assert witnesses.push(targets=target, now=NOW) == []
    key = commands.signers(now=NOW)[0].witness
    checkpoint = note.read(client.get("/ledger/checkpoint").content.decode())
    assert (checkpoint.cosigned_by(key) or 0) >= int(NOW.timestamp())
    # Whoever has forgotten what the witness saw is told, and goes on from there.
    sql("DELETE FROM ledger_cosignature")
    report(now=NOW)
    record(now=NOW)
    assert [one.why for one in witnesses.push(targets=target, now=NOW)] == [""]
    assert other == [200, 200, 409, 200]


def test_what_is_no_signature_is_not_served_with_the_head(other: list[int], client: Client) -> None:
    [told] = witnesses.push(targets=("https://liar.example.org/ledger/",), now=NOW)
    assert "its answer is no signature" in told.why
    assert b"Welcome" not in client.get("/ledger/checkpoint").content


def test_a_witness_cosigns_no_other_past(other: list[int]) -> None:
    target = ("https://witness.example.org/ledger/",)
    witnesses.push(targets=target, now=NOW)
    with attacker("ledger_leaf", "ledger_tile", "ledger_head", "cases_event"):
        sql("UPDATE cases_event SET at = at + interval '1 day' WHERE seq = 1")
        for table in ("ledger_leaf", "ledger_tile", "ledger_head", "ledger_state", "cases_settled"):
            sql(f"DELETE FROM {table}")
    report(now=NOW)
    record(now=NOW)
    assert [one.why for one in witnesses.push(targets=target, now=NOW)] == ["422 inconsistent"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("", 400, "no request: it has to begin with `old SIZE`"),
        ("\n", 400, "no request: it has to begin with `old SIZE`"),
        ("old 0", 400, "no request: an empty line has to part"),
        ("old 0\n", 400, "no signed note"),
        ("old 0\n" + 65 * "AAAA\n" + "\nname\n1\n" + 43 * "A" + "=\n\n— name AAAAAAAA\n", 400, "65 hashes"),
        ("old x\n\nname\n1\nAAAA\n\n— name AAAA\n", 400, "no request: it has to begin with `old SIZE`"),
        ("old 0\n\nnobody\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— nobody AAAAAAAA\n", 404, "ledger"),
        ("old 0\n\n{name}\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— {name} AAAAAAAA\n", 403, "key"),
    ],
)
def test_a_witness_says_what_it_does_not_take(other: list[int], body: str, status: int, said: str) -> None:
    sent = body.replace("{name}", queries.name())
    answer = Client().post("/ledger/add-checkpoint", sent, "text/plain")
    assert answer.status_code == status and said in answer.content.decode()


def test_heads_go_to_a_repository_and_a_mailbox(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.LINLI_MESSAGES = tmp_path / "messages"
    report(now=NOW)
    record(now=NOW)
    targets = (f"git:{tmp_path / 'heads'}", "mailto:witness@example.org", "gopher://x")
    first = witnesses.push(targets=targets, now=NOW)
    assert [bool(one.why) for one in first] == [False, False, True]
    report(now=NOW)
    record(now=NOW)
    witnesses.push(targets=targets[:2], now=NOW)
    log = subprocess.run(
        ["git", "-C", str(tmp_path / "heads"), "log", "--format=%s"], capture_output=True, text=True, check=True
    )
    assert log.stdout.split("\n")[:2] == ["Head of 6 leaves", "Head of 3 leaves"]
    head = queries.newest_head()
    assert head is not None
    assert (tmp_path / "heads" / queries.name().replace("/", "_") / "checkpoint").read_text() == head.note
    mails = [path.read_text() for path in (tmp_path / "messages" / "email").iterdir()]
    assert len(mails) == 2 and any(head.note in mail for mail in mails)
    assert {size for _, size, _ in queries.latest_per_witness()} == {6}


def ledger(*arguments: str) -> Any:
    return CliRunner().invoke(ledger_command.command, arguments)


def test_the_command_line_tells_where_the_ledger_stands_and_audits_it(client: Client, tmp_path: Path) -> None:
    done = report(now=NOW - timedelta(minutes=2))
    assert "waiting    3 events, 3 too long" in ledger("status").output
    assert "3 events recorded" in ledger("record").output
    assert "head       3 leaves" in ledger("status").output
    assert ledger("audit").exit_code == 0
    kept = tmp_path / "head.txt"
    kept.write_bytes(client.get("/ledger/checkpoint").content)
    assert ledger("audit", "--head", str(kept)).exit_code == 0
    with attacker("cases_event"):
        sql("UPDATE cases_event SET role = 'nobody' WHERE case_id = %s AND seq = 2", done.case_id)
    found = ledger("audit")
    assert found.exit_code == 1
    assert f"FIRST DIFFERENCE: case {done.number}, event 2, leaf 1: the event isn't what was recorded" in found.output
    assert "(differs in: what)" in found.output


def test_the_command_line_says_what_is_missing(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.LINLI_LEDGER_WITNESSES = ()
    assert "there is no witness" in ledger("push").output
    assert "no head is signed yet" in ledger("push", "git:/nowhere").output
    nonsense = tmp_path / "nonsense"
    nonsense.write_text("nonsense")
    assert "neither a head nor a receipt" in ledger("audit", "--head", str(nonsense)).output
    assert verified(nonsense).exit_code == 1
    for head in ("5", "null", "[]"):
        nonsense.write_text(f'{{"head": {head}}}')
        told = ledger("audit", "--head", str(nonsense))
        assert told.exit_code == 1 and "neither a head nor a receipt" in told.output, told.exception
    nonsense.write_text('{"format": "other"}')
    assert "it can't be read" in verified(nonsense).output
