"""What happened is told once, to those who need it, in their language; what can't be sent is tried again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app
from tests import town
from tests.rooms.notices_kit import SOON, Box, act, boxes, checked, report

from linli.cases import outbox
from linli.cases import queries as cases
from linli.cases.commands import merge
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Role
from linli.notices import commands, delivery, jobs, queries
from linli.notices.adapters import Channel, Down, Failed, Message, Outcome, Sent
from linli.notices.models import Letter, Notice
from linli.notices.reach import reachable
from linli.notices.rules import MOST_TRIES, Recipient
from linli.people import commands as people
from linli.people import queries as accounts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_town(request: pytest.FixtureRequest) -> None:
    town.install()


def told(case_id: UUID) -> list[tuple[str, str, str]]:
    return [(one.template, one.recipient, one.channel) for one in queries.of_case(case_id)]


def send(box: Box, now: datetime = town.NOW) -> dict[str, int]:
    return dict(delivery.send(now=now, adapters=boxes(box)))


def post(name: str, role: Role, *, language: str = "en", email: str = "", unit: str = "", area: str = "") -> int:
    enrolled = people.enrol(
        sign_in=name, display_name=name, password="correct horse battery", language=language, now=town.NOW
    )
    assert isinstance(enrolled, Allowed)
    people.assign(staff_id=enrolled.value, role=role, now=town.NOW, unit_path=unit, area_path=area)
    commands.set_address(staff_id=enrolled.value, email=email, phone="")
    return enrolled.value


def test_a_report_tells_its_reporter_and_the_unit_once_each() -> None:
    case_id = report(email="somebody@example.org")
    assert commands.tell(now=town.NOW) == commands.Made(1, 3)
    assert told(case_id) == [
        ("received", "reporter", "email"),
        ("assigned", "unit", "email"),
        ("assigned", "unit", "webhook"),
    ]
    assert commands.tell(now=town.NOW) == commands.Made(0, 0)


def test_each_is_told_in_their_own_language_and_no_more_than_they_need() -> None:
    case_id = report(email="somebody@example.org", language="en")
    commands.tell(now=town.NOW)
    box = Box()
    assert send(box) == {"sent": 3}
    by_channel = {(one.channel, one.to): one for one in box.got}
    mine = by_channel[Channel.EMAIL, "somebody@example.org"]
    number = mine.cases[0]
    assert mine.subject == f"Your report {number} has arrived"
    assert "Who has it: Street Lighting" in mine.body
    assert "To be done by: 4 March 2026, 10:00" in mine.body
    theirs = by_channel[Channel.EMAIL, "lighting@example.org"]
    assert theirs.subject == f"案卷 {number} 已派遣给你单位"
    assert "地点：12 Lotus Road" in theirs.body
    assert "somebody@example.org" not in theirs.body
    assert "dark since Sunday" not in "".join(one.body for one in box.got)
    assert by_channel[Channel.WEBHOOK, "lighting"].templates == ("assigned",)
    assert [(o.staff_id, o.purpose) for o in accounts.openings(case_id)] == [(None, "send_message")]


def test_a_reporter_who_left_only_a_number_gets_a_text_message_and_who_left_nothing_gets_nothing() -> None:
    by_phone, by_nothing = report(phone="0900 000 000"), report()
    commands.tell(now=town.NOW)
    assert told(by_phone)[0] == ("received", "reporter", "sms")
    assert [one for one in told(by_nothing) if one[1] == "reporter"] == []
    box = Box()
    send(box)
    text = next(one for one in box.got if one.channel is Channel.SMS)
    assert text.to == "0900 000 000"
    assert "\n" not in text.short and len(text.short) < 140


def test_the_reporter_is_asked_with_the_words_of_the_city_and_until_when() -> None:
    case_id = report(email="somebody@example.org")
    checked(case_id)
    commands.tell(now=town.NOW)
    box = Box()
    send(box)
    asked = next(one for one in box.got if one.templates == ("is_it_fixed",))
    assert "Please answer until 9 March 2026, 10:00" in asked.body
    assert [t for t, who, _ in told(case_id) if who == "reporter"] == ["received", "is_it_fixed"]


def test_a_unit_that_lost_the_case_before_anybody_was_told_is_the_one_that_is_told_of_its_own_part() -> None:
    case_id = report()
    act(case_id, "recall", town.DISPATCHER, text="Meant for sanitation.")
    act(case_id, "dispatch", town.DISPATCHER, unit_path=town.SANITATION)
    commands.tell(now=town.NOW)
    mails = [(o.template, o.recipient_id) for o in queries.of_case(case_id) if o.channel == "email"]
    assert mails == [("assigned", town.LIGHTING), ("recalled", town.LIGHTING), ("assigned", town.SANITATION)]


def test_what_is_rolled_back_is_told_to_nobody() -> None:
    with transaction.atomic():
        report(email="somebody@example.org")
        commands.tell(now=town.NOW)
        transaction.set_rollback(True)
    assert outbox.waiting() == 0
    assert Notice.objects.count() == Letter.objects.count() == 0


def test_an_act_that_is_repeated_is_told_once_even_where_it_is_put_into_the_queue_again() -> None:
    case_id = report(email="somebody@example.org")
    commands.tell(now=town.NOW)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO cases_outbox (case_id, first_seq, last_seq) VALUES (%s, 1, 3)", [case_id])
    commands.tell(now=town.NOW)
    assert len(told(case_id)) == 3
    assert Letter.objects.count() == 3


def test_a_hundred_acts_are_told_in_as_many_queries_as_one(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(100):
        report(email="somebody@example.org")
    with django_assert_max_num_queries(16):
        assert commands.tell(now=town.NOW).acts == 100
    with django_assert_max_num_queries(16):
        letters = delivery._claim(town.NOW, frozenset(Channel))
        assert len(delivery._composed(letters, town.NOW)) == delivery.AT_ONCE


def test_several_decisions_for_one_person_go_out_as_one_letter() -> None:
    desk = post("dispatcher", Role.DISPATCHER, email="desk@example.org")
    post("elsewhere", Role.DISPATCHER, email="west@example.org", area=town.WEST)
    ids = [report() for _ in range(3)]
    for case_id in ids:
        act(case_id, "ask_extension", town.LAMP_HANDLER, amount=1, text="The part is late.")
    commands.tell(now=town.NOW)
    assert {one.state for one in queries.of_case(ids[0]) if one.template == "to_extend"} == {"held"}
    assert commands.gather(now=town.NOW + SOON) == 0
    assert commands.gather(now=town.NOW + 2 * SOON) == 1
    assert commands.gather(now=town.NOW + 2 * SOON) == 0
    box = Box()
    send(box, town.NOW + 2 * SOON)
    mine = [one for one in box.got if one.to == "desk@example.org"]
    assert [one.subject for one in mine] == ["3 things about your cases"]
    assert len(mine[0].cases) == 3 and mine[0].body.count("more time was asked for") == 3
    assert [one for one in box.got if one.to == "west@example.org"] == []
    entry = next(one for one in queries.of_case(ids[0]) if one.template == "to_extend")
    assert (entry.recipient_id, entry.state, entry.together) == (str(desk), "sent", 3)


def test_nobody_is_told_the_address_that_another_reporter_of_the_incident_has_typed() -> None:
    root = report(email="first@example.org", address="12 Lotus Road")
    part = report(email="second@example.org", address="Opposite the school")
    merged = merge(case_id=part, into=root, actor=town.OPERATOR, command_id=town.command(), now=town.NOW)
    assert isinstance(merged, Allowed), merged
    checked(root)
    commands.tell(now=town.NOW)
    box = Box()
    send(box)
    said = {one.to: one.body for one in box.got if one.templates == ("is_it_fixed",)}
    assert "Where: 12 Lotus Road" in said["first@example.org"]
    assert "Where: Opposite the school" in said["second@example.org"]
    theirs = [one.body for one in box.got if one.to == "second@example.org"]
    assert not [body for body in theirs if "Lotus" in body]


def test_who_has_answered_is_not_told_that_nobody_did() -> None:
    root, part = report(email="first@example.org"), report(email="second@example.org")
    merge(case_id=part, into=root, actor=town.OPERATOR, command_id=town.command(), now=town.NOW)
    checked(root)
    act(root, "agree")
    town.catch_up(now=town.NOW + timedelta(days=8))
    commands.tell(now=town.NOW + timedelta(days=8))
    ends = [one.template for one in queries.of_case(root) if one.template.startswith("closed")]
    assert ends == ["closed_heard"] * 2


def test_reporters_of_merged_reports_are_all_asked_each_under_their_own_number() -> None:
    root, part = report(email="first@example.org"), report(email="second@example.org")
    commands.tell(now=town.NOW)
    send(Box())
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO cases_link (case_id, kind, other_id) VALUES (%s, 'merged', %s)", [part, root])
    checked(root)
    commands.tell(now=town.NOW)
    box = Box()
    send(box)
    asked = {one.to: one for one in box.got if one.templates == ("is_it_fixed",)}
    numbers = cases.numbers({root, part})
    assert asked["first@example.org"].subject == f"Is it fixed? Your report {numbers[root]}"
    assert asked["second@example.org"].subject == f"Is it fixed? Your report {numbers[part]}"
    assert len([one for one in queries.of_case(root) if one.template == "is_it_fixed"]) == 2


def test_a_post_of_the_ladder_is_held_by_the_nearest_lead_and_one_of_the_desk_by_all_who_cover_the_place() -> None:
    post("top", Role.AREA_LEAD, email="top@example.org")
    east = post("east", Role.AREA_LEAD, email="east@example.org", area=town.EAST)
    desks = [post(f"desk-{place}", Role.SUPERVISOR, email="desk@example.org") for place in range(2)]
    above = post("above", Role.UNIT_LEAD, email="office@example.org", unit=town.EAST_OFFICE)
    case_id = report()
    who = reachable(case_ids={case_id}, open_channels=frozenset(Channel), now=town.NOW)

    def told_to(recipient: Recipient) -> list[str]:
        return [way.recipient_id for way in who.ways(recipient, (case_id,))]

    assert told_to(Recipient("post", role=Role.AREA_LEAD, area_path=town.EAST_COMMUNITY)) == [str(east)]
    assert told_to(Recipient("post", role=Role.AREA_LEAD, area_path=town.WEST)) == [str(east - 1)]
    assert told_to(Recipient("post", role=Role.SUPERVISOR, area_path=town.EAST)) == [str(one) for one in desks]
    workstation = Recipient("post", town.EAST_WORKSTATION, Role.UNIT_LEAD, town.EAST_COMMUNITY)
    assert told_to(workstation) == [str(above)]
    assert told_to(replace(workstation, unit_path=town.LIGHTING)) == []
    assert told_to(Recipient("staff", person=east)) == [str(east)]
    assert told_to(Recipient("staff", person=east + 99)) == []


def test_after_an_outage_a_unit_gets_one_letter_and_a_reporter_one_for_each_report() -> None:
    later = town.NOW + timedelta(hours=8)
    mine = report(email="somebody@example.org")
    checked(mine)
    for _ in range(20):
        report()
    while commands.tell(now=later, at_most=7).acts:
        pass
    commands.gather(now=later + 2 * SOON)
    box = Box()
    send(box, later + 2 * SOON)
    assert sorted((one.channel, one.to, len(one.cases)) for one in box.got) == [
        (Channel.EMAIL, "lighting@example.org", 21),
        (Channel.EMAIL, "somebody@example.org", 1),
        (Channel.WEBHOOK, "lighting", 21),
    ]
    both = next(one for one in box.got if one.to == "somebody@example.org")
    assert both.templates == ("received", "is_it_fixed")
    assert "has the number" in both.body and "is it fixed?" in both.body


def test_a_member_of_the_unit_who_left_an_address_is_told_in_their_language_and_can_leave() -> None:
    handler = post("handler", Role.HANDLER, email="me@example.org", unit=town.LIGHTING)
    post("cleaner", Role.HANDLER, email="cleaner@example.org", unit=town.SANITATION)
    case_id = report()
    commands.tell(now=town.NOW)
    box = Box()
    send(box)
    assert [one.subject[:4] for one in box.got if one.to == "me@example.org"] == ["Case"]
    assert [one for one in box.got if one.to == "cleaner@example.org"] == []
    commands.set_address(staff_id=handler, email="", phone="")
    act(case_id, "withdraw")
    commands.tell(now=town.NOW)
    assert [one for one in queries.of_case(case_id) if one.template == "withdrawn" and one.recipient == "staff"] == []
    assert commands.set_address(staff_id=0, email="x@example.org", phone="") == Refused(
        "account_unknown", {"staff_id": 0}
    )
    for unfit in ("a@example.org, b@example.org", f"{'a' * 120}@example.org"):
        refused = commands.set_address(staff_id=handler, email=unfit, phone="")
        assert refused == Refused("address_unfit", {"field": "email", "value": unfit})


def test_what_a_server_refuses_for_now_is_tried_again_later_and_later() -> None:
    case_id = report(email="somebody@example.org")
    commands.tell(now=town.NOW)
    now, waits = town.NOW, []
    box = Box(lambda message: Failed("451 greylisted", retry=True))
    for _ in range(4):
        assert send(box, now) == {"later": 3}
        assert send(box, now) == {}
        due = Letter.objects.get(recipient="reporter").next_at
        assert due is not None
        waits.append((due - now) / timedelta(minutes=1))
        now = max(letter.next_at for letter in Letter.objects.all() if letter.next_at)
    assert all(1 << place <= wait <= 1.25 * (1 << place) for place, wait in enumerate(waits))
    assert send(Box(), now) == {"sent": 3}
    tries = queries.of_case(case_id)[0].tries
    assert [one.outcome for one in tries] == ["later"] * 4 + ["sent"]
    assert tries[0].why == "451 greylisted"


def test_what_a_server_refuses_for_good_is_given_up_and_can_be_sent_again_by_hand() -> None:
    case_id = report(email="somebody@example.org")
    commands.tell(now=town.NOW)
    assert send(Box(lambda message: Failed("550 no such mailbox", retry=False))) == {"failed": 3}
    assert {one.state for one in queries.of_case(case_id)} == {"failed"}
    assert send(Box(), town.NOW + timedelta(days=9)) == {}
    assert commands.try_again(now=town.NOW) == 3
    assert send(Box()) == {"sent": 3}


def test_a_letter_is_given_up_after_its_last_try() -> None:
    report()
    commands.tell(now=town.NOW)
    Letter.objects.update(tries=MOST_TRIES - 1)
    assert send(Box(lambda message: Failed("451 later", retry=True))) == {"failed": 2}


def test_a_channel_that_is_down_holds_up_no_other_and_costs_one_try() -> None:
    for _ in range(3):
        report()
    commands.tell(now=town.NOW)
    tried: list[UUID] = []

    def nobody_there(message: Message) -> Outcome:
        tried.append(message.id)
        return Down("connection refused")

    mail, hook = Box(nobody_there), Box()
    assert delivery.send(now=town.NOW, adapters={Channel.EMAIL: mail, Channel.WEBHOOK: hook}) == {"sent": 3, "later": 1}
    assert len(tried) == 1 and mail.closed == 1
    assert sorted(Letter.objects.filter(state="waiting").values_list("tries", flat=True)) == [0, 0, 1]


def test_who_erased_the_address_meanwhile_gets_nothing_and_the_case_says_so() -> None:
    case_id = report(email="somebody@example.org")
    commands.tell(now=town.NOW)
    people.erase_contacts([case_id])
    box = Box()
    assert send(box) == {"sent": 2, "failed": 1}
    assert queries.of_case(case_id)[0].tries[0].why == "nobody can be reached there any more"


def test_a_letter_that_was_taken_over_is_settled_by_whoever_has_it_now() -> None:
    report()
    commands.tell(now=town.NOW)
    first = delivery._claim(town.NOW, frozenset({Channel.EMAIL}))
    assert delivery._claim(town.NOW + SOON, frozenset({Channel.EMAIL})) == []
    second = delivery._claim(town.NOW + delivery.LEASE, frozenset({Channel.EMAIL}))
    assert [one.id for one in first] == [one.id for one in second]
    delivery._settle(first[0], Failed("too slow", retry=False), town.NOW)
    delivery._settle(second[0], Sent(), town.NOW)
    assert Letter.objects.get(pk=first[0].id).state == "sent"


def test_no_table_of_messages_holds_an_address_of_a_reporter_or_anybodys_words() -> None:
    report(email="somebody@example.org", phone="0900 111")
    commands.tell(now=town.NOW)
    send(Box(lambda message: Failed("550 …", retry=False)))
    with connection.cursor() as cursor:
        for table in ("notices_notice", "notices_letter", "notices_attempt"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ 'somebody|0900|Sunday'")
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_tell_and_send_each_thing_once() -> None:
    for _ in range(60):
        report(email="somebody@example.org")
    box = Box()

    def work(_: int) -> None:
        try:
            while commands.tell(now=town.NOW, at_most=5).acts:
                pass
            delivery.send(now=town.NOW, adapters=boxes(box))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(box.got) == len({one.id for one in box.got}) == 180
    assert queries.counts() == {"held": 0, "sent": 180}


@pytest.mark.django_db(transaction=True)
def test_the_worker_tells_and_sends_every_minute(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_MESSAGES = tmp_path
    report(now=datetime.now(UTC))
    jobs.run.defer(timestamp=0)
    call_command("procrastinate", "worker", "--one-shot", "--concurrency=1")
    assert queries.counts() == {"held": 0, "sent": 2}
    assert len(list(tmp_path.glob("*/*.txt"))) == 2
    periodic = app.periodic_registry.periodic_tasks
    assert [task.cron for task in periodic.values() if task.task is jobs.run] == ["* * * * *"]
