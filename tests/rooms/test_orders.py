"""Supervision orders in the database: one write path, idempotent, append-only, won by one; cases stay as they are."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests import town

from linli.cases import commands as cases
from linli.cases import queries as case_queries
from linli.cases.rules import Given as CaseGiven
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Role
from linli.people import commands as people
from linli.people import queries as staff
from linli.supervision import commands, outbox, queries
from linli.supervision.commands import Done
from linli.supervision.rules import State

DAY = timedelta(days=1)
POSTS: dict[str, tuple[Role, dict[str, str]]] = {
    "supervisor": (Role.SUPERVISOR, {}),
    "relief": (Role.SUPERVISOR, {}),
    "east-lead": (Role.AREA_LEAD, {"area_path": town.EAST}),
    "west-lead": (Role.AREA_LEAD, {"area_path": town.WEST}),
    "lamp-lead": (Role.UNIT_LEAD, {"unit_path": town.LIGHTING}),
    "lamp-deputy": (Role.UNIT_LEAD, {"unit_path": town.LIGHTING}),
    "lamps": (Role.HANDLER, {"unit_path": town.LIGHTING}),
    "cleaner": (Role.HANDLER, {"unit_path": town.SANITATION}),
    "dispatcher": (Role.DISPATCHER, {}),
    "auditor": (Role.AUDITOR, {}),
}


class Office:
    """The town with its people enrolled, and orders issued in it."""

    def __init__(self) -> None:
        town.install()
        self.accounts: dict[str, int] = {}
        for name, (role, where) in POSTS.items():
            enrolled = people.enrol(
                sign_in=name, display_name=name, password="correct horse battery", language="en", now=town.NOW
            )
            assert isinstance(enrolled, Allowed)
            self.accounts[name] = enrolled.value
            people.assign(staff_id=enrolled.value, role=role, now=town.NOW - 50 * DAY, **where)

    def actor(self, name: str) -> Actor:
        found = staff.actor(self.accounts[name], now=town.NOW)
        assert found is not None
        return found

    def reader(self, name: str, **later: float) -> queries.Reader:
        return queries.reader(actor=self.actor(name), now=town.NOW + timedelta(**later))

    def post(self, name: str) -> int:
        return staff.posts(now=town.NOW, staff_id=self.accounts[name])[0].id

    def case(self, spot: tuple[float, float] = town.IN_EAST) -> int:
        done = cases.report(
            command_id=uuid4(), actor=town.PASSER_BY, source="web", now=town.NOW, text="Dark.", class_key=town.LAMP,
            spot=cases.Spot(*spot),
        )  # fmt: skip
        assert isinstance(done, Allowed)
        return done.value.number

    def issue(self, *numbers: int, by: str = "supervisor", to: str = "lamp-lead", **more: Any) -> Result[Done]:
        given: dict[str, Any] = {"command_id": uuid4(), "text": "Say why.", "due_at": town.NOW + 7 * DAY} | more
        return commands.issue(
            actor=self.actor(by), case_numbers=numbers or (self.case(),), post_id=self.post(to), now=town.NOW, **given
        )

    def issued(self, *numbers: int, **more: Any) -> Done:
        return ok(self.issue(*numbers, **more))

    def act(self, done: Done, move: str, who: str, **more: Any) -> Result[Done]:
        given: dict[str, Any] = {"command_id": uuid4(), "text": "words", "now": town.NOW} | more
        return commands.act(order_id=done.order_id, move=move, actor=self.actor(who), **given)

    def view(self, done: Done, **later: float) -> queries.View:
        found = queries.order(number=done.number, now=town.NOW + timedelta(**later))
        assert found is not None
        return found


def ok(answer: Result[Done]) -> Done:
    assert isinstance(answer, Allowed), answer
    return answer.value


def code(answer: Result[Done]) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def test_an_order_goes_to_its_end_and_its_events_rebuild_it(office: Office) -> None:
    numbers = [office.case() for _ in range(3)]
    done = office.issued(*numbers)
    steps = [
        ("answer", "lamp-lead", {}),
        ("send_back", "supervisor", {"due_at": town.NOW + 9 * DAY}),
        ("answer", "lamp-lead", {}),
        ("accept", "supervisor", {"text": ""}),
    ]
    for move, who, more in steps:
        ok(office.act(done, move, who, **more))
    view = office.view(done)
    assert view.facts.state is State.ACCEPTED
    assert [one.number for one in view.facts.covered] == numbers
    assert view.facts.due_at == town.NOW + 9 * DAY
    assert queries.rebuilt(order_id=view.id) == view.facts
    told = queries.timeline(order_id=view.id)
    assert [(event.move, event.given.text) for event in told] == [
        ("issue", "Say why."), ("answer", "words"), ("send_back", "words"), ("answer", "words"), ("accept", ""),
    ]  # fmt: skip


def test_no_case_changes_by_an_order_and_no_order_by_a_case(office: Office) -> None:
    number = office.case()
    before = case_queries.case(number=number)
    done = office.issued(number)
    ok(office.act(done, "answer", "lamp-lead"))
    assert case_queries.case(number=number) == before
    assert before is not None
    closing = (
        ("accept", town.LAMP_HANDLER),
        ("handle", town.LAMP_HANDLER),
        ("pass", town.CHECKER),
        ("confirm", town.OPERATOR),
    )
    for move, actor in closing:
        acted = cases.act(
            case_id=before.id, move=move, actor=actor, given=CaseGiven(text="done"), command_id=uuid4(), now=town.NOW
        )
        assert isinstance(acted, Allowed), acted
    assert office.view(done).facts.state is State.ANSWERED


def test_the_same_command_issues_once_and_answers_alike(office: Office) -> None:
    command, number = uuid4(), office.case()
    first = office.issued(number, command_id=command)
    again = office.issued(number, command_id=command)
    assert again.repeated
    assert (again.order_id, again.number, again.state) == (first.order_id, first.number, first.state)
    assert code(office.issue(number, command_id=command, text="Something else.")) == "order_command_used"
    assert code(office.act(first, "answer", "lamp-lead", command_id=command)) == "order_command_used"
    assert len(queries.of_case(case_id=office.view(first).facts.covered[0].id, now=town.NOW)) == 1


def test_the_same_answer_sent_twice_is_one_and_an_old_page_is_refused(office: Office) -> None:
    done, command = office.issued(), uuid4()
    ok(office.act(done, "answer", "lamp-lead", command_id=command, seen=1))
    assert ok(office.act(done, "answer", "lamp-lead", command_id=command, seen=1)).repeated
    assert code(office.act(done, "accept", "supervisor", seen=1)) == "order_changed"
    assert code(office.act(done, "answer", "lamp-lead")) == "order_not_from_here"
    assert code(commands.act(order_id=UUID(int=0), move="answer", actor=office.actor("lamp-lead"), command_id=uuid4(),
                             now=town.NOW)) == "order_unknown"  # fmt: skip


def test_what_can_not_be_asked_for_is_refused_and_writes_nothing(office: Office) -> None:
    assert code(office.issue(987654321)) == "order_case_unknown"
    assert code(office.issue(office.case(town.IN_WEST), by="east-lead")) == "order_case_not_yours"
    assert code(office.issue(by="auditor")) == "order_not_yours"
    assert code(office.issue(to="cleaner")) == "order_answerer_unfit"
    assert code(office.issue(due_at=None)) == "order_missing"
    assert code(office.issue(due_at=town.NOW)) == "order_day_unfit"
    assert queries.listing(reader=office.reader("supervisor"), shelf="open") == ()


def test_what_is_asked_of_the_database_does_not_grow_with_the_cases_of_an_order(office: Office) -> None:
    numbers, orders, asked = [office.case() for _ in range(6)], [], []
    for chosen in (numbers[:1], numbers):
        with CaptureQueriesContext(connection) as counted:
            orders.append(office.issued(*chosen))
        asked.append(len(counted))
        with CaptureQueriesContext(connection) as counted:
            queries.answerers(numbers=chosen, reader=office.reader("supervisor"))
            assert not queries.may_see(view=office.view(orders[-1]), reader=office.reader("cleaner"))
        asked.append(len(counted))
    assert asked[:2] == asked[2:]
    assert [one.number for one in office.view(orders[1]).facts.covered] == numbers


def test_events_are_never_changed_and_never_removed(office: Office) -> None:
    office.issued()
    for sql in (
        "UPDATE supervision_event SET move = 'accept'",
        "DELETE FROM supervision_event",
        "TRUNCATE supervision_event CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_whoever_holds_the_post_goes_on_once_the_one_who_was_named_has_left(office: Office) -> None:
    done = office.issued()
    assert code(office.act(done, "answer", "lamp-deputy")) == "order_not_yours"
    people.close_account(staff_id=office.accounts["lamp-lead"], now=town.NOW)
    people.close_account(staff_id=office.accounts["supervisor"], now=town.NOW)
    later = town.NOW + DAY
    assert [one.number for one in queries.listing(reader=office.reader("lamp-deputy", days=1), shelf="mine")] == [
        done.number
    ]
    ok(office.act(done, "answer", "lamp-deputy", now=later))
    ok(office.act(done, "accept", "relief", now=later))


def test_an_order_does_not_wait_for_whoever_is_absent(office: Office) -> None:
    done = office.issued()
    for absent, deputy in (("lamp-lead", "lamps"), ("supervisor", "relief")):
        named = people.name_deputy(
            staff_id=office.accounts[absent], deputy_id=office.accounts[deputy], since=town.NOW,
            until=town.NOW + 9 * DAY, actor=None, now=town.NOW,
        )  # fmt: skip
        assert isinstance(named, Allowed), named
    offered = queries.answerers(numbers=[office.view(done).facts.covered[0].number], reader=office.reader("relief"))
    assert len({one.post for one in offered}) == len(offered)
    # The named one may still, if they look in; whoever leads beside them has no part in it.
    assert code(office.act(done, "answer", "lamp-deputy")) == "order_not_yours"
    assert [one.number for one in queries.listing(reader=office.reader("lamps"), shelf="mine")] == [done.number]
    ok(office.act(done, "answer", "lamps"))
    assert code(office.act(done, "accept", "lamps")) == "order_not_yours"
    ok(office.act(done, "accept", "relief"))


def test_everybody_finds_what_concerns_them_and_nobody_else_does(office: Office) -> None:
    done = office.issued()
    seen = {name for name in POSTS if queries.may_see(view=office.view(done), reader=office.reader(name))}
    assert seen == set(POSTS) - {"cleaner", "west-lead"}
    assert {name for name in POSTS if queries.listing(reader=office.reader(name), shelf="open")} == seen
    mine = {name for name in POSTS if queries.listing(reader=office.reader(name), shelf="mine")}
    assert mine == {"lamp-lead"}
    ok(office.act(done, "answer", "lamp-lead"))
    mine = {name for name in POSTS if queries.listing(reader=office.reader(name), shelf="mine")}
    assert mine == {"supervisor"}
    ok(office.act(done, "accept", "supervisor"))
    assert [one.number for one in queries.listing(reader=office.reader("lamps"), shelf="ended")] == [done.number]
    assert queries.listing(reader=office.reader("supervisor"), shelf="open") == ()


def test_a_unit_that_was_called_to_a_case_sees_the_orders_on_it(office: Office) -> None:
    done = office.issued()
    assert not queries.may_see(view=office.view(done), reader=office.reader("cleaner"))
    given = CaseGiven(units=(town.SANITATION,), degree="emergency", text="Glass on the road")
    covered = office.view(done).facts.covered[0]
    called = cases.act(
        case_id=covered.id, move="whistle", actor=office.actor("east-lead"), given=given, command_id=uuid4(),
        now=town.NOW,
    )  # fmt: skip
    assert isinstance(called, Allowed), called
    assert queries.may_see(view=office.view(done), reader=office.reader("cleaner"))


def test_a_late_order_comes_first_and_climbs_to_the_lead_above(office: Office) -> None:
    first, late = office.issued(), office.issued(due_at=town.NOW + DAY)
    assert queries.due(now=town.NOW) == ()
    mine = queries.listing(reader=office.reader("lamp-lead", days=2), shelf="mine")
    assert [(one.number, one.overdue) for one in mine] == [(late.number, True), (first.number, False)]
    climbed = queries.listing(reader=office.reader("east-lead", days=2), shelf="mine")
    assert [one.number for one in climbed] == [late.number]
    (told,) = queries.due(now=town.NOW + 2 * DAY)
    accounts = office.accounts
    assert (told.number, told.answerers, told.issuers, told.climbed) == (
        late.number, (accounts["lamp-lead"],), (accounts["supervisor"],), (accounts["east-lead"],),
    )  # fmt: skip
    ok(office.act(late, "answer", "lamp-lead", now=town.NOW + 2 * DAY))
    assert queries.due(now=town.NOW + 2 * DAY) == ()


def test_what_nobody_was_told_of_is_listed_until_it_is(office: Office) -> None:
    done = office.issued()
    ok(office.act(done, "answer", "lamp-lead"))
    with transaction.atomic():
        assert len(outbox.take(now=town.NOW, at_most=1)) == 1
        transaction.set_rollback(True)
    taken = outbox.take(now=town.NOW)
    assert [(one.number, one.seq, one.move, one.accounts) for one in taken] == [
        (done.number, 1, "issue", (office.accounts["lamp-lead"],)),
        (done.number, 2, "answer", (office.accounts["supervisor"],)),
    ]
    assert outbox.take(now=town.NOW) == ()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_taken_off_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.take(now=town.NOW)


def test_who_may_be_asked_is_offered_by_post(office: Office) -> None:
    east, west = office.case(), office.case(town.IN_WEST)
    both = queries.answerers(numbers=[east, west], reader=office.reader("supervisor"))
    assert [one.account for one in both] == [
        office.accounts[name] for name in ("lamp-lead", "lamp-deputy", "dispatcher")
    ]
    offered = queries.answerers(numbers=[east], reader=office.reader("east-lead"))
    assert office.accounts["east-lead"] not in [one.account for one in offered]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_exactly_one_wins() -> None:
    office = Office()
    done = office.issued()
    together = threading.Barrier(4)

    def answer(attempt: int) -> Result[Done]:
        try:
            actor = office.actor("lamp-lead")
            together.wait(timeout=60)
            return commands.act(
                order_id=done.order_id, move="answer", actor=actor, text=f"answer {attempt}", command_id=uuid4(),
                now=town.NOW, seen=1,
            )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(answer, range(4)))
    assert sum(isinstance(one, Allowed) for one in answers) == 1
    assert {one.code for one in answers if isinstance(one, Refused)} == {"order_changed"}
    assert [event.move for event in queries.timeline(order_id=done.order_id)] == ["issue", "answer"]


@pytest.mark.django_db(transaction=True)
def test_one_command_sent_by_two_workers_at_once_issues_one_order() -> None:
    office = Office()
    number, command = office.case(), uuid4()
    together = threading.Barrier(3)

    def issue(_: int) -> Result[Done]:
        try:
            actor, post = office.actor("supervisor"), office.post("lamp-lead")
            together.wait(timeout=60)
            return commands.issue(
                command_id=command, actor=actor, case_numbers=[number], post_id=post, due_at=town.NOW + DAY,
                text="Say why.", now=town.NOW,
            )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = [ok(one) for one in pool.map(issue, range(3))]
    assert len({one.order_id for one in answers}) == 1
    assert sorted(one.repeated for one in answers) == [False, True, True]
