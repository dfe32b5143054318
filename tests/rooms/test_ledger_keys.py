"""Keys: the first one, a rotation with overlap, a lost one, one from the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import town
from tests.ledger_kit import LATER, record, report
from tools import verify_receipt

from linli.cases.receipts import receipt
from linli.kernel.results import Allowed, Refused
from linli.ledger import commands, queries
from linli.ledger.keys import KeyFault
from linli.ledger.rules import note
from linli.ledger.rules.receipt import check, holds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def key_file(db: None, settings: Any, tmp_path: Path) -> Path:
    """A key of the test's own; every test begins with a ledger that has never signed."""
    town.install()
    settings.LINLI_LEDGER_KEY_FILE = tmp_path / "ledger"
    settings.LINLI_LEDGER_KEY_FILE.write_text("the-first-secret\n")
    return settings.LINLI_LEDGER_KEY_FILE


def secrets(path: Path) -> list[str]:
    return path.read_text().split()


def test_after_a_rotation_both_keys_sign_for_a_time_and_the_old_one_names_the_new(key_file: Path) -> None:
    done = report()
    record()
    first = queries.own_keys()[0].key
    assert isinstance(commands.rotate(now=LATER, overlap=10 * DAY), Allowed)
    old, new = queries.own_keys()
    assert (old.key, old.until, new.until) == (first, LATER + 10 * DAY, None)
    assert len(secrets(key_file)) == 2 and key_file.stat().st_mode & 0o777 == 0o600
    report()
    record(now=LATER + DAY)
    head = queries.newest_head()
    assert head is not None
    assert note.read(head.note).signed_by(old.key) and note.read(head.note).signed_by(new.key)
    said = note.read(new.succession)
    assert said.signed_by(old.key) and said.signed_by(new.key)
    report()
    record(now=LATER + 11 * DAY)
    head = queries.newest_head()
    assert head is not None
    assert not note.read(head.note).signed_by(old.key) and note.read(head.note).signed_by(new.key)
    # Whoever knows the first key alone still believes what the second one signs.
    held = receipt(case_id=done.case_id, now=LATER + 11 * DAY)
    assert holds(check(held, trusted=[first], now=0))
    assert all(good for _, good in verify_receipt.check(held, first.text))


def test_a_key_whose_time_is_over_leaves_the_file_with_the_next_rotation(key_file: Path) -> None:
    report()
    record()
    commands.rotate(now=LATER, overlap=DAY)
    commands.rotate(now=LATER + 2 * DAY, overlap=DAY)
    assert len(secrets(key_file)) == 2 and "the-first-secret" not in secrets(key_file)
    assert len(queries.own_keys()) == 3


def test_a_rotation_that_was_cut_off_is_finished_by_the_next(key_file: Path) -> None:
    report()
    record()
    key_file.write_text("made-but-never-entered\nthe-first-secret\n")
    report()
    assert record() == 3
    assert len(queries.own_keys()) == 1
    commands.rotate(now=LATER)
    assert secrets(key_file) == ["made-but-never-entered", "the-first-secret"]
    assert [one.key.raw for one in queries.own_keys()][1] == commands.signers(now=LATER)[0].public.raw


def test_another_key_in_the_file_signs_nothing(key_file: Path) -> None:
    report()
    record()
    key_file.write_text("somebody-elses\n")
    report()
    with pytest.raises(KeyFault, match="put LINLI_HOME/keys/ledger or LINLI_LEDGER_KEY back"):
        record()
    assert isinstance(commands.rotate(now=LATER), Refused)


def test_a_lost_key_is_followed_by_one_that_does_not_connect(key_file: Path) -> None:
    done = report()
    record()
    first = queries.own_keys()[0].key
    key_file.write_text("a-new-beginning\n")
    assert isinstance(commands.rotate(now=LATER, lost=True), Allowed)
    report()
    record(now=LATER + DAY)
    held = receipt(case_id=done.case_id, now=LATER + DAY)
    found = {one.check: one.good for one in check(held, trusted=[first], now=0)}
    assert found["keys"] is False and found["head"] is False


def test_a_key_from_the_environment_is_rotated_there(settings: Any) -> None:
    settings.LINLI_LEDGER_KEY = "from-outside"
    report()
    record()
    with pytest.raises(KeyFault, match="put a new secret of 64 random characters in front"):
        commands.rotate(now=LATER)
    settings.LINLI_LEDGER_KEY = "the-next from-outside"
    assert isinstance(commands.rotate(now=LATER), Allowed)
    assert len(commands.signers(now=LATER)) == 2


def test_salts_of_another_secret_are_noticed(settings: Any) -> None:
    report()
    record()
    settings.LINLI_LEDGER_SALT = b"another"
    report()
    with pytest.raises(KeyFault, match="put the old one back"):
        record()


def test_the_name_is_the_first_one_for_ever(settings: Any) -> None:
    settings.LINLI_LEDGER_NAME = "city.example.org/ledger"
    report()
    record()
    settings.LINLI_LEDGER_NAME = "other.example.org/ledger"
    report()
    record()
    assert {note.read_head(one.note).name for one in queries.heads()} == {"city.example.org/ledger"}
