"""Supervision orders are told of like all else: each side once, in its language, and of a late answer once a level."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
from tests import town
from tests.rooms.notices_kit import Box, boxes
from tests.rooms.test_orders import DAY, Office, ok

from linli.notices import commands, compose, delivery, queries
from linli.notices.adapters import Channel, Message
from linli.notices.models import Letter, Notice
from linli.notices.rules import BATCH_WINDOW
from linli.supervision.commands import Done

NOW = town.NOW
WITH_ADDRESS = ("supervisor", "east-lead", "lamp-lead", "lamps")


@pytest.fixture
def office(db: None) -> Office:
    return opened()


def opened() -> Office:
    found = Office()
    for name in WITH_ADDRESS:
        commands.set_address(staff_id=found.accounts[name], email=f"{name}@example.org", phone="")
    return found


def told(order_id: UUID) -> list[tuple[str, str, str, str]]:
    return [(one.template, one.recipient, one.recipient_id, one.state) for one in queries.of_order(order_id)]


def tell(now: datetime = NOW) -> int:
    return commands.tell_of_orders(now=now).notices


def sent(now: datetime = NOW) -> dict[str, Message]:
    box = Box()
    delivery.send(now=now, adapters=boxes(box))
    return {f"{one.channel} {one.to}": one for one in box.got}


def test_who_is_ordered_and_their_unit_are_told_at_once_and_nobody_else(office: Office) -> None:
    order = office.issued(text="Say why it is still dark.")
    lead = str(office.accounts["lamp-lead"])
    assert tell() == 3
    assert told(order.order_id) == [
        ("order_issued", "unit", town.LIGHTING, "waiting"),
        ("order_issued", "unit", town.LIGHTING, "waiting"),
        ("order_issued", "staff", lead, "waiting"),
    ]
    got = sent()
    assert set(got) == {"email lighting@example.org", "webhook lighting", "email lamp-lead@example.org"}
    mine, units = got["email lamp-lead@example.org"], got["email lighting@example.org"]
    assert mine.subject == f"Supervision order D-{order.number} is yours to answer"
    assert "Answer by: 9 March 2026, 10:00" in mine.body
    assert "Ordered: Say why it is still dark." in mine.body
    assert units.subject == f"督办单 D-{order.number} 请您答复"
    assert "督办要求：Say why it is still dark." in units.body
    assert mine.cases == tuple(one.number for one in office.view(order).facts.covered)


def test_what_happened_is_told_once_and_a_worker_that_is_killed_takes_nothing_off(office: Office) -> None:
    order = office.issued()
    with transaction.atomic():
        assert tell() == 3
        transaction.set_rollback(True)
    assert told(order.order_id) == []
    assert tell() == 3
    assert tell() == 0
    assert Letter.objects.count() == 3


def test_whoever_ordered_is_told_of_answers_and_several_wait_for_each_other(office: Office) -> None:
    orders = [office.issued(text=f"Order {number}") for number in (1, 2)]
    for order in orders:
        ok(office.act(order, "answer", "lamp-lead", text="A new cable by Friday."))
    tell()
    assert [one[0::3] for one in told(orders[0].order_id)][-1] == ("order_answered", "held")
    sent()
    later = NOW + BATCH_WINDOW
    assert commands.gather(now=later) == 1
    [letter] = sent(later).values()
    assert letter.to == "supervisor@example.org"
    assert letter.subject == "2 things about your cases"
    for order in orders:
        assert f"Supervision order D-{order.number} has been answered" in letter.body


def test_each_turn_of_an_order_tells_the_side_that_has_it_next(office: Office) -> None:
    order = office.issued(text="Say why.")
    ok(office.act(order, "answer", "lamp-lead", text="Soon."))
    ok(office.act(order, "send_back", "supervisor", text="When is soon?"))
    ok(office.act(order, "answer", "lamp-lead", text="On Friday."))
    ok(office.act(order, "accept", "supervisor", text="Good."))
    withdrawn = office.issued()
    ok(office.act(withdrawn, "withdraw", "supervisor", text="A mistake."))
    tell()
    to_lead = [one[0] for one in told(order.order_id) if one[1:3] == ("staff", str(office.accounts["lamp-lead"]))]
    to_issuer = [one[0] for one in told(order.order_id) if one[1:3] == ("staff", str(office.accounts["supervisor"]))]
    assert to_lead == ["order_issued", "order_sent_back", "order_accepted"]
    assert to_issuer == ["order_answered", "order_answered"]
    assert told(withdrawn.order_id)[-1][0] == "order_withdrawn"
    bodies = [one.body for one in sent_all(order)]
    assert any("What is missing: When is soon?" in body for body in bodies)
    assert any("Said to it: Good." in body for body in bodies)


def sent_all(order: Done) -> list[Message]:
    letters = Letter.objects.filter(id__in=[one.letter_id for one in queries.of_order(order.order_id) if one.letter_id])
    return list(compose.messages(list(letters), now=NOW).values())


def test_a_late_answer_is_told_once_to_both_sides_and_once_to_each_level_that_it_climbs_to(office: Office) -> None:
    order = office.issued(due_at=NOW + DAY)
    tell()
    late = NOW + DAY + timedelta(minutes=1)
    assert tell(late) > 0
    accounts = {str(number): name for name, number in office.accounts.items()}
    after = [(one[0], accounts.get(one[2], one[2]), one[3]) for one in told(order.order_id)[3:]]
    assert after == [
        ("order_late", town.LIGHTING, "waiting"),
        ("order_late", town.LIGHTING, "waiting"),
        ("order_late", "lamp-lead", "waiting"),
        ("order_unanswered", "supervisor", "held"),
        ("order_climbed", "east-lead", "held"),
    ]
    assert [tell(late + timedelta(minutes=minutes)) for minutes in (1, 2, 60 * 24)] == [0, 0, 0]
    # The next level, three days later: the relief supervisor has left no address; with one, only they are told.
    commands.set_address(staff_id=office.accounts["relief"], email="relief@example.org", phone="")
    assert tell(late + 3 * DAY) == 1
    assert told(order.order_id)[-1][:3] == ("order_climbed", "staff", str(office.accounts["relief"]))


def test_an_answer_that_came_back_and_is_late_again_is_told_again(office: Office) -> None:
    order = office.issued(due_at=NOW + DAY)
    tell(NOW + 2 * DAY)
    ok(office.act(order, "answer", "lamp-lead", now=NOW + 2 * DAY))
    ok(office.act(order, "send_back", "supervisor", now=NOW + 2 * DAY, due_at=NOW + 4 * DAY))
    tell(NOW + 3 * DAY)
    assert [one[0] for one in told(order.order_id)].count("order_unanswered") == 1
    tell(NOW + 5 * DAY)
    assert [one[0] for one in told(order.order_id)].count("order_unanswered") == 2


def test_after_an_outage_everybody_gets_one_letter(office: Office) -> None:
    for number in range(5):
        office.issued(text=f"Order {number}", due_at=NOW + DAY)
    back = NOW + 10 * DAY
    tell(back)
    assert Letter.objects.count() == 0
    commands.gather(now=back + BATCH_WINDOW)
    assert sorted(Letter.objects.values_list("recipient_id", flat=True)) == sorted(
        [
            town.LIGHTING,
            town.LIGHTING,
            *(str(office.accounts[name]) for name in ("supervisor", "east-lead", "lamp-lead")),
        ]
    )
    got = sent(back + BATCH_WINDOW)
    assert got["email lamp-lead@example.org"].subject == "10 things about your cases"


def test_erased_words_are_left_out_and_a_preview_speaks_of_the_last_order_on_a_case(office: Office) -> None:
    number = office.case()
    order = office.issued(number, text="Say why.")
    case_id = office.view(order).facts.covered[0].id
    assert "督办要求：Say why." in queries.preview("order_issued", language="zh-hans", case_id=case_id).body
    assert str(order.number) in queries.preview("order_issued", language="en", case_id=case_id).subject
    other = office.view(office.issued(office.case())).facts.covered[0].id
    assert "Say why." in queries.preview("order_late", language="en", case_id=other).body
    sample = queries.preview("order_sent_back", language="en")
    assert "1024, 1025" in sample.body


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_of_a_late_answer_once() -> None:
    office = opened()
    office.issued(due_at=NOW + DAY)
    late = NOW + DAY + timedelta(minutes=1)

    def work(_: int) -> int:
        try:
            return commands.tell_of_orders(now=late).notices
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    keys = list(Notice.objects.values_list("order_id", "seq", "template", "recipient", "recipient_id", "channel"))
    assert len(keys) == len(set(keys))
    assert Letter.objects.count() == Notice.objects.exclude(letter_id=None).count()
    assert {channel for *_, channel in keys} == {str(Channel.EMAIL), str(Channel.WEBHOOK)}
