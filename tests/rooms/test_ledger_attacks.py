"""Somebody with all rights of the database deletes, alters, reorders or inserts an event.

The audit names it. If they also make the whole ledger anew and sign it with the ledger's own key, nothing inside can
tell; whoever holds an earlier head and receipts from outside can.
"""

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import Error, transaction
from tests import town
from tests.ledger_kit import LATER, attacker, event_id, record, report, sql
from tools import verify_receipt

from linli.cases import auditing, ledgering
from linli.cases.commands import Done
from linli.cases.receipts import receipt
from linli.kernel.results import Allowed
from linli.ledger import queries

pytestmark = pytest.mark.django_db
LEDGER = ("ledger_leaf", "ledger_tile", "ledger_head")


@pytest.fixture(autouse=True)
def laid_out(db: None) -> None:
    town.install()


def delete(done: Done) -> None:
    sql("DELETE FROM cases_event WHERE case_id = %s AND seq = 3", done.case_id)


def alter(done: Done) -> None:
    sql("UPDATE cases_event SET at = at + interval '1 day' WHERE case_id = %s AND seq = 2", done.case_id)


def rewrite(done: Done) -> None:
    sql("UPDATE cases_words SET body = '没有问题' WHERE case_id = %s", done.case_id)


def reorder(done: Done) -> None:
    """Two events change places: each now stands under the number of the other."""
    one, other = event_id(done.case_id, 2), event_id(done.case_id, 3)
    for old, new in ((one, -1), (other, one), (-1, other)):
        sql("UPDATE cases_event SET id = %s WHERE id = %s", new, old)


def insert(done: Done) -> None:
    """An event of the past, under a number that none has."""
    sql(
        "INSERT INTO cases_event OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'id', -5, 'seq', 99, 'command_id', gen_random_uuid()))).* FROM cases_event e WHERE case_id = %s AND seq = 3",
        done.case_id,
    )


ATTACKS: list[tuple[Callable[[Done], None], str, int, tuple[str, ...]]] = [
    (delete, "deleted", 3, ()),
    (alter, "altered", 2, ("what",)),
    (rewrite, "altered", 1, ("words",)),
    (reorder, "reordered", 2, ("what", "given", "who")),
]


@pytest.mark.parametrize(("attack", "what", "seq", "parts"), ATTACKS, ids=[row[0].__name__ for row in ATTACKS])
def test_the_audit_names_the_first_difference(
    attack: Callable[[Done], None], what: str, seq: int, parts: tuple[str, ...]
) -> None:
    first, *_ = (report(f"{number}") for number in range(6))
    record()
    with attacker("cases_event"):
        attack(first)
    found = auditing.audit(now=LATER).difference
    assert found is not None
    assert (found.what, found.case, found.seq) == (what, first.number, seq)
    assert set(found.parts) <= set(parts) and bool(found.parts) == bool(parts)
    assert found.what in auditing.MEANINGS


def test_the_audit_names_an_event_that_was_put_in_afterwards() -> None:
    first, *_ = (report(f"{number}") for number in range(6))
    record()
    with attacker("cases_event"):
        insert(first)
    found = auditing.audit(now=LATER).difference
    assert found is not None and (found.what, found.case, found.seq) == ("inserted", first.number, 99)


@pytest.mark.parametrize("attack", [delete, alter, rewrite, reorder, insert])
def test_an_earlier_head_and_receipts_outside_find_what_no_audit_can(attack: Callable[[Done], None]) -> None:
    first, *_ = (report(f"{number}") for number in range(6))
    record()
    earlier = queries.newest_head()
    held = receipt(case_id=first.case_id, now=LATER)
    assert earlier is not None
    with attacker("cases_event", *LEDGER):
        attack(first)
        for table in (*LEDGER, "ledger_state", "cases_settled"):
            sql(f"DELETE FROM {table}")
        # The sequencer begins at 1, and so does a forger who lets it make a new ledger.
        sql("UPDATE cases_event SET id = id + 100000")
        sql("SELECT setval('cases_event_id_seq', 200000)")
        later = LATER + timedelta(minutes=1)
        assert record(now=later) > 0
    for number in range(3):
        report(f"after {number}")
    record(now=later)
    head = queries.newest_head()
    assert head is not None and auditing.audit(now=later).difference is None
    # The forger serves the best proofs that there are: they don't convince.
    proof = queries.consistency(old=earlier.size, new=head.size)
    assert isinstance(proof, Allowed)
    checks = dict(verify_receipt.check({**held, "head": head.note, "entries": []}, None, earlier.note, [*proof.value]))
    assert checks[f"tree of {head.size} continues that of {earlier.size}"] is False
    if attack in (alter, rewrite, delete):
        sent = verify_receipt.sha256(b"\x00" + b64decode(held["entries"][0]["leaf"])).digest()
        assert (queries.proof_by_hash(leaf=sent) is None) == (attack is rewrite)
    found = auditing.audit(now=later, outside=[earlier]).difference
    assert found is not None and (found.what, found.size) == ("root", earlier.size)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM ledger_leaf WHERE position = 4", "leaf_missing"),
        ("DELETE FROM ledger_leaf WHERE position >= 10", "leaf_missing"),
        ("UPDATE ledger_leaf SET hash = sha256('') WHERE position = 4", "leaf_altered"),
        ("UPDATE ledger_leaf SET leaf = leaf || '!' WHERE position = 4", "leaf_altered"),
        ("UPDATE ledger_tile SET hashes = overlay(hashes placing '\\x00' from 3) WHERE number = 0", "tiles"),
        ("UPDATE ledger_head SET root = sha256('')", "signature"),
        ("UPDATE ledger_head SET note = replace(note, 'time ', 'time 1')", "signature"),
        ("UPDATE ledger_state SET edge = overlay(edge placing '\\x00' from 3)", "tiles"),
    ],
)
def test_a_ledger_that_was_changed_itself_is_found(statement: str, what: str) -> None:
    for number in range(6):
        report(f"{number}")
    record()
    with attacker(*LEDGER):
        sql(statement)
    found = auditing.audit(now=LATER).difference
    assert found is not None and found.what == what


def test_leaves_that_agree_with_forged_events_do_not_agree_with_the_signed_head() -> None:
    first = report("one")
    record()
    forged = report("another")
    with attacker("cases_event", *LEDGER):
        alter(first)
        event = ledgering.events_numbered([event_id(first.case_id, 2)]).popitem()[1]
        data = ledgering.leaf_of(event, ledgering.said(event))
        sql(
            "UPDATE ledger_leaf SET leaf = %s, hash = sha256('\\x00'::bytea || %s) WHERE entry = %s",
            data,
            data,
            event.id,
        )
    found = auditing.audit(now=LATER).difference
    assert forged and found is not None and (found.what, found.size) == ("root", 3)


@pytest.mark.parametrize(
    ("table", "column"), [("ledger_leaf", "seq"), ("ledger_tile", "hashes"), ("ledger_head", "size")]
)
def test_the_database_itself_refuses_to_change_the_ledger(table: str, column: str) -> None:
    for number in range(6):
        report(f"{number}")
    record()
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"UPDATE {table} SET {column} = NULL"):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            sql(statement)
