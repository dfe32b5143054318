"""Events reach the programs that subscribed: signed, once each, in order, as far as an account's posts reach."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django import app
from tests import town
from tests.rooms.hooks_kit import Receiver, account, certificate, listening, subscribe
from tests.rooms.notices_kit import act, report

from linli.cases import queries as cases
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Grant, Role
from linli.notices import commands as notices
from linli.notices import jobs
from linli.notices.adapters import Down, Failed, Sent
from linli.notices.hooks import commands, delivery, queries, sending
from linli.notices.models import Delivery, Hook
from linli.notices.rules import MOST_TRIES
from linli.notices.rules.hooks import REST_AFTER, Wanted
from linli.people import commands as people
from linli.people import queries as accounts
from linli.people.sealing import SealError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_town(settings: Any) -> None:
    settings.LINLI_WEBHOOKS_PRIVATE = True
    settings.LINLI_ORIGIN = "https://linli.example.org"
    town.install()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(Receiver()) as found:
        yield found


def subscribed(receiver: Receiver, staff_id: int | None = None, **wanted: Any) -> int:
    added = subscribe(receiver.url, staff_id or account(), **wanted)
    receiver.secret = added.secret
    return added.hook_id


def work(after: timedelta = timedelta(0)) -> dict[str, int]:
    notices.tell(now=town.NOW + after)
    return dict(delivery.run(now=town.NOW + after))


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [one["type"].removeprefix("linli.case.") for one in events]


def test_an_act_reaches_the_program_as_signed_cloud_events_in_the_order_in_which_it_happened(
    receiver: Receiver,
) -> None:
    subscribed(receiver)
    case_id = report(email="somebody@example.org")
    assert work() == {"sent": 3}
    assert kinds(receiver.got) == ["reported", "filed", "dispatched"] and receiver.forged == 0
    number = cases.numbers([case_id])[case_id]
    first, _, last = receiver.got
    assert first["specversion"] == "1.0" and first["datacontenttype"] == "application/json"
    assert first["source"] == "https://linli.example.org" and first["subject"] == str(number)
    assert [one["id"] for one in receiver.got] == [f"{number}-{seq}" for seq in (1, 2, 3)]
    assert last["data"] == {
        "number": number, "state": "dispatched", "stage": "filed", "class_key": town.LAMP,
        "area_path": town.EAST_COMMUNITY, "unit_path": town.LIGHTING, "reported_at": "2026-03-02T02:00:00Z",
        "due_at": "2026-03-04T02:00:00Z", "closed_at": None, "outcome": "",
        "href": f"https://linli.example.org/desk/cases/{number}/",
    }  # fmt: skip
    said = str(receiver.got)
    assert not any(secret in said for secret in ("dark since", "Lotus", "somebody@"))
    assert work() == {}


def test_a_subscription_gets_only_what_it_is_narrowed_to(receiver: Receiver) -> None:
    me = account()
    for wanted in (
        {"kinds": ("dispatched",)},
        {"class_key": "component-*"},
        {"class_key": town.NOISE},
        {"area_path": town.WEST},
        {"unit_path": town.LIGHTING},
        {"unit_path": town.SANITATION},
    ):
        subscribe(receiver.url, me, **wanted)
    report()
    notices.tell(now=town.NOW)
    counts = [hook.counts.get("waiting", 0) for hook in queries.hooks()]
    assert counts == [1, 3, 0, 0, 3, 0]


def test_a_subscription_sees_what_the_posts_of_its_account_cover_and_no_more(receiver: Receiver) -> None:
    mine = subscribed(receiver, account("lamps", Role.HANDLER, unit_path=town.LIGHTING))
    elsewhere = subscribe(receiver.url, account("west", Role.AREA_LEAD, area_path=town.WEST))
    subscribe(receiver.url, account("admin", Role.ADMINISTRATOR, area_path=town.WEST))
    report()
    notices.tell(now=town.NOW)
    assert [hook.counts for hook in queries.hooks()] == [{"waiting": 3}, {}, {}]
    assert queries.deliveries(elsewhere.hook_id) == () and len(queries.deliveries(mine)) == 3


def test_nothing_more_is_sent_once_the_account_has_lost_its_post(receiver: Receiver) -> None:
    me = account("lamps", Role.HANDLER, unit_path=town.LIGHTING)
    subscribed(receiver, me)
    report()
    notices.tell(now=town.NOW)
    people.end_post(post_id=accounts.posts(now=town.NOW, staff_id=me)[0].id, now=town.NOW)
    report()
    assert work(timedelta(seconds=1)) == {"dropped": 3}
    assert receiver.asked == []


def test_a_subscription_ends_with_its_account(receiver: Receiver) -> None:
    me = account()
    hook_id = subscribed(receiver, me)
    report()
    notices.tell(now=town.NOW)
    people.close_account(staff_id=me, now=town.NOW)
    assert work() == {} and receiver.asked == []
    hook = queries.hook(hook_id)
    assert hook is not None and (hook.state, hook.counts) == ("ended", {"dropped": 3})
    report()
    notices.tell(now=town.NOW)
    assert Delivery.objects.filter(state="waiting").count() == 0


def test_a_receiver_that_fails_for_a_while_gets_everything_once_and_in_order(receiver: Receiver) -> None:
    hook_id = subscribed(receiver)
    report()
    receiver.answer = lambda event: 503
    assert work() == {"later": 1}
    assert work() == {} and len(receiver.asked) == 1  # left alone meanwhile
    assert work(timedelta(minutes=2)) == {"later": 1}
    hook = queries.hook(hook_id)
    assert hook is not None and hook.why == "answered 503" and hook.failing_since == town.NOW
    receiver.answer = lambda event: 200
    assert work(timedelta(minutes=2)) == {}
    assert work(timedelta(minutes=6)) == {"sent": 3}
    assert kinds(receiver.got) == ["reported", "filed", "dispatched"]
    assert len(set(receiver.ids[:3])) == 1 and len(set(receiver.ids)) == 3
    hook = queries.hook(hook_id)
    assert hook is not None and (hook.failing_since, hook.why) == (None, "")


def test_an_event_that_is_refused_holds_back_its_own_case_alone(receiver: Receiver) -> None:
    subscribed(receiver, kinds=("reported", "dispatched"))
    first, second = report(), report()
    numbers = cases.numbers([first, second])
    receiver.answer = lambda event: 422 if event["id"] == f"{numbers[first]}-1" else 200
    assert work() == {"later": 1, "sent": 2}
    assert {one["subject"] for one in receiver.got} == {str(numbers[second])}
    receiver.answer = lambda event: 200
    assert work(timedelta(minutes=2)) == {"sent": 2}
    assert kinds(receiver.got[2:]) == ["reported", "dispatched"]


def test_a_receiver_that_never_works_is_put_to_rest_and_begins_anew_when_it_is_woken(receiver: Receiver) -> None:
    hook_id = subscribed(receiver)
    report()
    receiver.answer = lambda event: 500
    at = timedelta(0)
    while at <= REST_AFTER + timedelta(hours=8):
        work(at)
        at += timedelta(hours=2)
    hook = queries.hook(hook_id)
    assert hook is not None and (hook.state, hook.why) == ("resting", "answered 500")
    assert hook.counts == {"dropped": 3} and 5 < len(receiver.asked) < 30
    asked = len(receiver.asked)
    report()
    assert work(at) == {} and len(receiver.asked) == asked
    receiver.answer = lambda event: 200
    assert commands.wake(hook_id=hook_id, actor=SYSTEM, now=town.NOW) == Allowed(hook_id)
    assert isinstance(commands.wake(hook_id=hook_id, actor=SYSTEM, now=town.NOW), Refused)
    report()
    assert work(at) == {"sent": 3}


def test_a_receiver_that_says_it_is_gone_is_believed(receiver: Receiver) -> None:
    hook_id = subscribed(receiver)
    report()
    receiver.answer = lambda event: 410
    assert work() == {"failed": 1}
    hook = queries.hook(hook_id)
    assert hook is not None and hook.state == "resting" and hook.counts == {"failed": 1, "dropped": 2}


def test_a_redirect_is_no_delivery_and_is_not_followed(receiver: Receiver) -> None:
    subscribed(receiver, kinds=("reported",))
    report()
    receiver.answer = lambda event: 307
    assert work() == {"later": 1}
    assert len(receiver.asked) == 1


def test_what_is_not_written_down_yet_holds_back_what_came_after_it(receiver: Receiver) -> None:
    subscribed(receiver)
    case_id = report()
    notices.tell(now=town.NOW)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO cases_outbox (case_id, first_seq, last_seq) VALUES (%s, 1, 1)", [case_id])
    assert dict(delivery.run(now=town.NOW)) == {"sent": 1}
    assert kinds(receiver.got) == ["reported"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_outbox")
    assert dict(delivery.run(now=town.NOW)) == {"sent": 2}


def test_a_trial_is_sent_at_once_and_says_how_it_went(receiver: Receiver) -> None:
    hook_id = subscribed(receiver)
    assert delivery.attempt(hook_id=hook_id, actor=SYSTEM, now=town.NOW) == Allowed(Sent())
    assert receiver.got[0]["type"] == "linli.webhook.tried" and receiver.forged == 0
    receiver.answer = lambda event: 404
    assert delivery.attempt(hook_id=hook_id, actor=SYSTEM, now=town.NOW) == Allowed(Failed("answered 404", retry=True))
    assert Delivery.objects.count() == 0


def test_the_secret_is_not_in_the_database_and_opens_in_its_own_row_alone(receiver: Receiver) -> None:
    first, second = subscribe(receiver.url, account()), subscribe(receiver.url, account("other"))
    rows = {hook.pk: hook for hook in Hook.objects.all()}
    assert first.secret.encode() not in bytes(rows[first.hook_id].sealed)
    assert commands.secret_of(rows[first.hook_id]) == first.secret != second.secret
    rows[first.hook_id].sealed = rows[second.hook_id].sealed
    with pytest.raises(SealError, match="LINLI_FACTOR_KEY"):
        commands.secret_of(rows[first.hook_id])


def test_a_secret_that_cannot_be_opened_keeps_no_other_subscription_waiting(receiver: Receiver) -> None:
    broken = subscribe(receiver.url, account()).hook_id
    Hook.objects.update(sealed=b"of another key")
    subscribed(receiver, account("other"))
    report()
    assert work() == {"later": 1, "sent": 3}
    hook = queries.hook(broken)
    assert hook is not None and "LINLI_FACTOR_KEY" in hook.why and hook.failing_since == town.NOW


def test_an_event_is_not_given_up_because_its_receiver_was_away(receiver: Receiver) -> None:
    subscribed(receiver, kinds=("reported",))
    report()
    receiver.answer = lambda event: 503
    at = timedelta(0)
    while len(receiver.asked) < MOST_TRIES:
        work(at)
        at += timedelta(hours=2)
    receiver.answer = lambda event: 422
    assert work(at + timedelta(hours=8)) == {"later": 1}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "hook_needs_name"),
        ({"url": "ftp://example.org/"}, "hook_url_unfit"),
        ({"url": "https://user:key@example.org/"}, "hook_url_unfit"),
        ({"url": "https://example.org:99999/"}, "hook_url_unfit"),
        ({"url": "https://exa mple.org/"}, "hook_url_unfit"),
        ({"url": "http://example.org/"}, "hook_url_unfit"),
        ({"url": "https://169.254.169.254/latest"}, "hook_url_private"),
        ({"url": "https://[::1]/"}, "hook_url_private"),
        ({"staff_id": 0}, "account_unknown"),
        ({"wanted": Wanted(kinds=("watched",))}, "hook_kind_unknown"),
        ({"wanted": Wanted(class_key="matter-9*")}, "hook_class_unknown"),
        ({"wanted": Wanted(class_key="none")}, "hook_class_unknown"),
        ({"wanted": Wanted(area_path="1")}, "hook_area_unknown"),
        ({"wanted": Wanted(unit_path="none")}, "hook_unit_unknown"),
        ({"actor": Actor("staff", 1, (Grant(Role.SUPERVISOR),))}, "hook_not_yours"),
    ],
)
def test_a_subscription_that_could_not_work_is_refused_with_the_reason(
    settings: Any, change: dict[str, Any], code: str
) -> None:
    settings.LINLI_WEBHOOKS_PRIVATE = False
    given: dict[str, Any] = {
        "command_id": uuid4(), "name": "Works", "url": "https://example.org/in", "wanted": Wanted(), "actor": SYSTEM,
        "now": town.NOW,
    }  # fmt: skip
    refused = commands.add(**{"staff_id": account(), **given, **change})
    assert isinstance(refused, Refused) and refused.code == code
    assert Hook.objects.count() == 0


def test_the_same_form_sent_twice_subscribes_once() -> None:
    given: dict[str, Any] = {
        "command_id": uuid4(), "name": "Works", "url": "https://example.org/in", "wanted": Wanted(), "actor": SYSTEM,
        "now": town.NOW, "staff_id": account(),
    }  # fmt: skip
    assert isinstance(commands.add(**given), Allowed)
    assert commands.add(**given) == Refused("hook_sent_before")


def test_only_a_receiver_whose_certificate_is_trusted_gets_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    with listening(Receiver(), tls=context) as receiver:
        outcome = sending.post(receiver.url, b"{}", {}, private=True)
        assert isinstance(outcome, Down) and "certificate" in outcome.why and receiver.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        added = subscribe(receiver.url, account())
        receiver.secret = added.secret
        assert delivery.attempt(hook_id=added.hook_id, actor=SYSTEM, now=town.NOW) == Allowed(Sent())
        other = receiver.url.replace("localhost", "127.0.0.1")
        assert isinstance(sending.post(other, b"{}", {}, private=True), Down)
        assert len(receiver.got) == 1 and receiver.forged == 0


def test_where_one_address_of_a_name_does_not_answer_the_next_is_called(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    added = subscribe(receiver.url, account())
    receiver.secret = added.secret
    monkeypatch.setattr(sending, "_look_up", lambda *_: [ip_address("127.0.0.2"), ip_address("127.0.0.1")])
    assert delivery.attempt(hook_id=added.hook_id, actor=SYSTEM, now=town.NOW) == Allowed(Sent())


def test_what_became_of_a_delivery_is_kept_for_a_month(receiver: Receiver) -> None:
    hook_id = subscribed(receiver, kinds=("reported",))
    report()
    work()
    assert [(one.kind, one.state, one.tries) for one in queries.deliveries(hook_id)] == [
        ("linli.case.reported", "sent", 1)
    ]
    work(timedelta(days=31))
    assert queries.deliveries(hook_id) == ()


def test_a_subscription_that_is_removed_takes_its_secret_and_its_deliveries_along(receiver: Receiver) -> None:
    hook_id = subscribed(receiver)
    case_id = report()
    notices.tell(now=town.NOW)
    assert commands.remove(hook_id=hook_id, actor=SYSTEM, now=town.NOW) == Allowed(hook_id)
    assert isinstance(commands.remove(hook_id=hook_id, actor=SYSTEM, now=town.NOW), Refused)
    assert Hook.objects.count() == Delivery.objects.count() == 0
    act(case_id, "accept", town.LAMP_HANDLER)
    assert work() == {}


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_every_minute(receiver: Receiver) -> None:
    subscribed(receiver)
    report(now=datetime.now(UTC))
    notices.tell(now=datetime.now(UTC))
    jobs.run_hooks.defer(timestamp=0)
    call_command("procrastinate", "worker", "--one-shot", "--concurrency=1")
    assert kinds(receiver.got) == ["reported", "filed", "dispatched"]
    periodic = app.periodic_registry.periodic_tasks
    assert [task.cron for task in periodic.values() if task.task is jobs.run_hooks] == ["* * * * *"]
