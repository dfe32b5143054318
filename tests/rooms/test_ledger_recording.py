"""Every event gets one leaf, under a signed head, whoever reads, writes or is killed meanwhile."""

import pytest
from procrastinate.contrib.django import app
from tests import town
from tests.ledger_kit import LATER, record, report, sql

from linli.cases import auditing, jobs, ledgering
from linli.ledger import commands as ledger
from linli.ledger import queries
from linli.ledger.rules import note, tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def laid_out(db: None) -> None:
    town.install()


def events() -> int:
    return int(str(sql("SELECT count(*) FROM cases_event")[0][0]))


def test_all_events_are_recorded_once_and_a_head_is_signed_over_them() -> None:
    for _ in range(7):
        report()
    assert record(batch=4) == events()
    assert record() == 0
    head = queries.newest_head()
    assert head is not None and head.size == queries.size() == events()
    signed = note.read(head.note)
    assert signed.signed_by(queries.own_keys()[0].key)
    assert note.read_head(signed.text).root == head.root == tree.root_of([one.hash for one in queries.leaves()])


def test_every_leaf_is_proved_under_the_newest_head() -> None:
    for _ in range(9):
        report()
    record()
    report()
    record()
    head = queries.newest_head()
    assert head is not None
    for kept in queries.leaves():
        for proved in (queries.proof(entry=kept.entry), queries.proof_by_hash(leaf=kept.hash)):
            assert proved is not None and proved.position == kept.position and proved.head == head.note
            assert tree.includes(
                position=kept.position, size=proved.size, leaf=kept.hash, proof=proved.proof, root=head.root
            )


def test_every_two_heads_are_proved_consistent() -> None:
    for _ in range(5):
        report()
        record()
    heads = queries.heads()
    assert len(heads) == 5
    for new in heads:
        for old in heads:
            if old.size <= new.size:
                proof = queries.consistency(old=old.size, new=new.size)
                assert tree.consistent(
                    old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=proof.value
                )


def test_a_tree_at_rest_is_signed_once_an_hour() -> None:
    report()
    record()
    assert ledger.sign_head(now=LATER) is None
    assert ledger.sign_head(now=LATER.replace(hour=LATER.hour + 1)) is not None


def test_nothing_is_signed_over_a_tree_that_contradicts_the_last_head() -> None:
    report()
    record()
    sql("ALTER TABLE ledger_state DISABLE TRIGGER USER")
    size = queries.size()
    sql("UPDATE ledger_state SET edge = %s WHERE id = 1", bytes(32 * size))
    report()
    with pytest.raises(ledger.LedgerFault, match=f"doesn't continue the head of {size}"):
        record()


def test_the_audit_of_an_honest_ledger_finds_nothing() -> None:
    for _ in range(20):
        report()
    record()
    report()
    found = auditing.audit(now=LATER)
    assert found.difference is None and found.leaves == 60 and found.heads == 1 and found.erased == 0


def test_the_worker_records_every_fifteen_seconds() -> None:
    report()
    assert jobs.record(0) == 3
    periodic = [one for one in app.periodic_registry.periodic_tasks.values() if one.task.name == "cases.record"]
    assert [one.cron for one in periodic] == ["* * * * * */15"]


def test_what_waits_for_longer_than_promised_is_counted() -> None:
    report()
    assert auditing.audit(now=LATER).late == 3
    record()
    assert auditing.audit(now=LATER).late == 0


def test_words_can_be_erased_and_the_proof_stays() -> None:
    done = report("在我家门口，电话 13800000000")
    record()
    sql("DELETE FROM cases_words WHERE case_id = %s", done.case_id)
    found = auditing.audit(now=LATER)
    assert found.difference is None and found.erased == 1
    assert ledgering.said(ledgering.events_of(done.case_id)[0]) is None
    # Neither the salt nor anything that it could be worked out from is left.
    assert not sql("SELECT FROM cases_words")
