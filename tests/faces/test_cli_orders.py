"""`linli order`: orders listed and shown; the demonstration's own orders."""

from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone
from tests import town
from tests.faces.desk_kit import Desk, enrol, number

from linli.faces.cli import _city, _orders, order
from linli.kernel.results import Allowed
from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people import queries as staff
from linli.supervision import commands, outbox, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    for name, role, where in (
        ("unit-lead", Role.UNIT_LEAD, {"unit_path": town.LIGHTING}),
        ("area-lead", Role.AREA_LEAD, {}),
    ):
        found.staff[name] = enrol(name)
        people.assign(staff_id=found.staff[name], role=role, now=found.now - timedelta(days=50), **where)
    return found


def run(*arguments: str) -> Result:
    """The command, with the tests' own database at hand."""
    return CliRunner().invoke(order.command, arguments)


def test_orders_are_listed_and_shown_with_their_timeline(desk: Desk) -> None:
    case = number(desk.report(ago=timedelta(days=9)))
    issuer = staff.actor(desk.staff["supervisor"], now=desk.now)
    assert issuer is not None
    done = commands.issue(
        command_id=town.command(),
        actor=issuer,
        case_numbers=[case],
        post_id=staff.posts(now=desk.now, staff_id=desk.staff["unit-lead"])[0].id,
        due_at=desk.now - timedelta(days=1),
        text="Why is it dark?",
        now=desk.now - timedelta(days=5),
    )
    assert isinstance(done, Allowed)
    name = f"D-{done.value.number}"
    for arguments in (["list"], ["list", "--late"]):
        listed = run(*arguments)
        assert listed.exit_code == 0
        assert name in listed.output
        assert "issued, late" in listed.output
    assert "no order" in run("list", "--ended").output
    for given in (name, name.lower(), str(done.value.number)):
        shown = run("show", given)
        assert f"cases     {case}" in shown.output
        assert "“Why is it dark?”" in shown.output
    unknown = run("show", "D-999999")
    assert unknown.exit_code == 1
    assert "no such order" in unknown.output


def test_the_demonstration_has_orders_in_every_state_on_cases_that_were_there(desk: Desk) -> None:
    for days in (13, 14, 15, 16, 17, 18, 19):
        desk.report(ago=timedelta(days=days))
    now = timezone.now()
    assert _city.account(Role.UNIT_LEAD) == desk.staff["unit-lead"]
    assert _orders.issue_orders(now=now) == 4
    supervisor = staff.actor(desk.staff["supervisor"], now=now)
    assert supervisor is not None
    reader = queries.reader(actor=supervisor, now=now)
    found = queries.listing(reader=reader, shelf="open")
    assert sorted((str(one.facts.state), one.overdue) for one in found) == [
        ("answered", False), ("issued", False), ("issued", True),
    ]  # fmt: skip
    assert [str(one.facts.state) for one in queries.listing(reader=reader, shelf="ended")] == ["accepted"]
    assert outbox.take(now=now) == ()
    assert _orders.issue_orders(now=now) == 4, "the same commands issue nothing new"
    assert len(queries.listing(reader=reader, shelf="open")) == 3


def test_the_demonstration_issues_no_order_on_a_case_that_was_not_there(desk: Desk) -> None:
    desk.report(ago=timedelta(days=1))
    assert _orders.issue_orders(now=timezone.now()) == 0
