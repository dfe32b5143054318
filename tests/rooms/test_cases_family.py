"""A parent case and its children: opened together, closed one by one, and nothing ends silently."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests import town

from linli.cases import commands, family, queries
from linli.cases.commands import Done, Spot
from linli.cases.family import Part
from linli.cases.queries import View
from linli.cases.rules import Given, State
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, reporter

DAY = timedelta(days=1)
MONDAY = town.NOW
PARTS = (Part(town.LAMP, "The lamp at the corner"), Part(town.RUBBISH, "The rubbish below it", Spot(*town.IN_WEST)))


@pytest.fixture
def installed(db: None) -> None:
    town.install()


def lamp(source: str = "web") -> UUID:
    opened = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source=source, now=MONDAY, class_key=town.LAMP,
        spot=Spot(*town.IN_EAST),
    )  # fmt: skip
    assert isinstance(opened, Allowed)
    return opened.value.case_id


def act(case_id: UUID, move: str, actor: Actor, now: datetime = MONDAY, **given: object) -> Result[Done]:
    brought = replace(Given(), **given)
    return commands.act(case_id=case_id, move=move, actor=actor, given=brought, command_id=uuid4(), now=now)


def go(case_id: UUID, move: str, actor: Actor, now: datetime = MONDAY, **given: object) -> None:
    done = act(case_id, move, actor, now, **given)
    assert isinstance(done, Allowed), (move, done)


def view(case_id: UUID) -> View:
    found = queries.case(case_id=case_id)
    assert found is not None
    assert queries.rebuilt(case_id=case_id) == found.facts
    return found


def split(case_id: UUID, **changes: Any) -> Result[tuple[Done, ...]]:
    wanted: dict[str, Any] = {
        "case_id": case_id, "parts": PARTS, "actor": town.DISPATCHER, "command_id": uuid4(), "now": MONDAY,
    }  # fmt: skip
    return family.split(**(wanted | changes))


def test_a_child_has_the_limit_of_its_areas_grade_like_any_other_case(db: None) -> None:
    town.grade_the_east()
    done = split(lamp(), parts=PARTS[:1])
    assert isinstance(done, Allowed), done
    child = view(done.value[0].case_id).facts
    assert (child.grade, child.due_at) == ("A", MONDAY + DAY)


def children(case_id: UUID, **changes: Any) -> list[UUID]:
    done = split(case_id, **changes)
    assert isinstance(done, Allowed), done
    return [one.case_id for one in done.value]


def close(case_id: UUID, now: datetime = MONDAY) -> None:
    go(case_id, "accept", town.LAMP_HANDLER, now)
    go(case_id, "handle", town.LAMP_HANDLER, now, text="Done")
    go(case_id, "pass", town.CHECKER, now)
    go(case_id, "confirm", town.OPERATOR, now)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("installed")
class TestSplit:
    def test_each_part_becomes_a_case_of_its_own_with_its_own_loop(self) -> None:
        parent = lamp()
        first, second = map(view, children(parent))
        assert (first.facts.unit_path, second.facts.unit_path) == (town.LIGHTING, town.SANITATION)
        assert first.facts.area_path == town.EAST_COMMUNITY
        assert second.facts.area_path == town.WEST_COMMUNITY
        assert first.facts.parent == str(parent)
        assert first.facts.source == "web"
        of_parent = view(parent).facts.children
        assert [(child.number, child.open) for child in of_parent] == [(first.number, True), (second.number, True)]
        assert [stamp.move for stamp in queries.timeline(case_id=parent)][-2:] == ["split", "split"]
        assert count("cases_link") == 2

    def test_the_parent_is_not_handed_in_while_a_child_is_open(self) -> None:
        parent = lamp()
        child = children(parent, parts=PARTS[:1])[0]
        go(parent, "accept", town.LAMP_HANDLER)
        refused = act(parent, "handle", town.LAMP_HANDLER, text="Done")
        assert refused == Refused("children_open", {"numbers": (view(child).number,)})
        close(child, MONDAY + DAY)
        assert [stamp.move for stamp in queries.timeline(case_id=parent)][-1] == "child_closed"
        go(parent, "handle", town.LAMP_HANDLER, MONDAY + DAY, text="Done")

    def test_a_child_that_is_reopened_holds_the_parent_again(self) -> None:
        parent = lamp()
        child = children(parent, parts=PARTS[:1])[0]
        close(child)
        assert not view(parent).facts.children[0].open
        go(child, "reopen", town.SUPERVISOR, MONDAY + DAY, text="Dark again")
        assert view(parent).facts.children[0].open
        go(parent, "accept", town.LAMP_HANDLER, MONDAY + DAY)
        refused = act(parent, "handle", town.LAMP_HANDLER, MONDAY + DAY, text="Done")
        assert isinstance(refused, Refused)
        assert refused.code == "children_open"

    def test_children_go_on_when_the_parent_is_withdrawn_and_are_still_counted_when_they_close(self) -> None:
        parent = lamp()
        child = children(parent, parts=PARTS[:1])[0]
        go(parent, "withdraw", reporter(str(parent)))
        assert view(parent).facts.state is State.CLOSED
        assert view(child).facts.state is State.DISPATCHED
        close(child, MONDAY + DAY)
        found = view(parent)
        assert (found.facts.state, found.facts.children[0].open) == (State.CLOSED, False)
        assert found.facts.closed_at == MONDAY

    def test_a_child_that_nobody_answers_for_is_told_to_the_parent_too(self) -> None:
        parent = lamp()
        child = children(parent, parts=PARTS[:1])[0]
        go(child, "accept", town.LAMP_HANDLER)
        go(child, "handle", town.LAMP_HANDLER, text="Done")
        go(child, "pass", town.CHECKER)
        town.catch_up(now=MONDAY + 30 * DAY)
        assert not view(parent).facts.children[0].open

    def test_sent_again_it_is_answered_as_the_first_time_and_changed_it_is_refused(self) -> None:
        parent, command = lamp(), uuid4()
        first = split(parent, command_id=command)
        again = split(parent, command_id=command)
        assert isinstance(first, Allowed)
        assert isinstance(again, Allowed)
        assert [replace(one, repeated=False) for one in again.value] == list(first.value)
        assert all(one.repeated for one in again.value)
        assert count("cases_case") == 3
        for parts in (PARTS[:1], (*PARTS, PARTS[0]), (PARTS[1], PARTS[0])):
            refused = split(parent, command_id=command, parts=parts)
            assert isinstance(refused, Refused)
            assert refused.code == "command_used"
        assert count("cases_case") == 3

    def test_all_of_it_or_nothing(self) -> None:
        parent = lamp()
        before = (count("cases_case"), count("cases_event"))
        refused = split(parent, parts=(PARTS[0], Part("matter-99999", "What is this?")))
        assert refused == Refused("class_unknown", {"class": "matter-99999"})
        assert (count("cases_case"), count("cases_event")) == before

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"actor": town.LAMP_HANDLER}, "not_yours"),
            ({"actor": town.AUDITOR}, "not_yours"),
            ({"parts": ()}, "parts_out_of_range"),
            ({"parts": PARTS * 6}, "parts_out_of_range"),
            ({"parts": (Part(town.LAMP, ""),)}, "missing"),
            ({"seen": 1}, "changed_meanwhile"),
        ],
    )
    def test_what_will_not_do_is_refused(self, changes: dict[str, Any], code: str) -> None:
        refused = split(lamp(), **changes)
        assert isinstance(refused, Refused)
        assert refused.code == code
        assert count("cases_case") == 1

    def test_a_case_that_is_not_there_is_not_split(self) -> None:
        assert split(UUID(int=1)) == Refused("case_unknown")

    def test_families_are_two_levels_deep(self) -> None:
        child = children(lamp(), parts=PARTS[:1])[0]
        assert split(child) == Refused("is_child")

    def test_a_dispatcher_reports_nothing_but_parts(self) -> None:
        refused = commands.report(
            command_id=uuid4(), actor=town.DISPATCHER, source="phone", now=MONDAY, class_key=town.LAMP
        )
        assert isinstance(refused, Refused)
        assert refused.code == "not_yours"

    def test_who_splits_a_field_report_does_not_become_the_childs_reporter(self) -> None:
        opened = commands.report(
            command_id=uuid4(), actor=town.EAST_COLLECTOR, source="field", now=MONDAY, class_key=town.LAMP,
            spot=Spot(*town.IN_EAST),
        )  # fmt: skip
        assert isinstance(opened, Allowed)
        child = children(opened.value.case_id, parts=PARTS[:1])[0]
        refused = act(child, "withdraw", town.DISPATCHER)
        assert isinstance(refused, Refused)
        assert refused.code == "not_yours"


@pytest.mark.usefixtures("installed")
class TestAttach:
    def attach(self, parent: UUID, child: UUID, **changes: Any) -> Result[tuple[Done, Done]]:
        wanted: dict[str, Any] = {
            "case_id": parent, "child_id": child, "text": "It belongs to this", "actor": town.OPERATOR,
            "command_id": uuid4(), "now": MONDAY,
        }  # fmt: skip
        return family.attach(**(wanted | changes))

    def test_an_open_case_becomes_a_child_and_is_freed_again(self) -> None:
        parent, child = lamp(), lamp()
        assert isinstance(self.attach(parent, child), Allowed)
        assert view(child).facts.parent == str(parent)
        assert view(parent).facts.children[0].number == view(child).number
        assert count("cases_link") == 1
        freed = family.detach(
            case_id=parent, child_id=child, text="It does not", actor=town.OPERATOR, command_id=uuid4(), now=MONDAY
        )
        assert isinstance(freed, Allowed), freed
        assert (view(child).facts.parent, view(parent).facts.children) == ("", ())
        assert count("cases_link") == 0

    def test_sent_again_it_is_done_once(self) -> None:
        parent, child, command = lamp(), lamp(), uuid4()
        assert isinstance(self.attach(parent, child, command_id=command), Allowed)
        again = self.attach(parent, child, command_id=command)
        assert isinstance(again, Allowed)
        assert all(one.repeated for one in again.value)
        changed = self.attach(parent, child, command_id=command, text="Something else")
        assert isinstance(changed, Refused)
        assert changed.code == "command_used"
        assert len(view(parent).facts.children) == 1

    def test_nobody_has_two_parents_and_no_parent_is_a_child(self) -> None:
        one, other, child = lamp(), lamp(), lamp()
        assert isinstance(self.attach(one, child), Allowed)
        assert self.attach(other, child) == Refused("is_child")
        assert self.attach(other, one) == Refused("is_parent")
        assert self.attach(child, other) == Refused("is_child")
        assert self.attach(one, one) == Refused("case_in_family")
        assert self.attach(one, UUID(int=1)) == Refused("case_unknown")

    def test_what_was_merged_into_another_case_is_closed_with_that_one_and_so_not_attached(self) -> None:
        parent, root, part = lamp(), lamp(), lamp()
        merged = commands.merge(case_id=part, into=root, actor=town.OPERATOR, command_id=uuid4(), now=MONDAY)
        assert isinstance(merged, Allowed), merged
        refused = self.attach(parent, part)
        assert refused == Refused("not_from_here", {"move": "join", "state": State.MERGED})
        assert view(parent).facts.children == ()

    def test_a_closed_case_is_not_attached(self) -> None:
        parent, child = lamp(), lamp()
        close(child)
        refused = self.attach(parent, child)
        assert isinstance(refused, Refused)
        assert refused.code == "not_from_here"
        assert view(parent).facts.children == ()


def in_threads(*tasks: Callable[[], Any]) -> list[Any]:
    """Run all at once, each with a connection of its own; a thread that doesn't end is a deadlock."""
    answers: list[Any] = [None] * len(tasks)
    gate = threading.Barrier(len(tasks))

    def run(place: int) -> None:
        try:
            gate.wait(60)
            answers[place] = tasks[place]()
        except Exception as fault:
            answers[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return answers


@pytest.mark.django_db(transaction=True)
def test_children_that_close_at_once_are_all_counted() -> None:
    town.install()
    parent = lamp()
    every = children(parent, parts=[Part(town.LAMP, f"Lamp {place}") for place in range(4)])
    for child in every:
        go(child, "accept", town.LAMP_HANDLER)
        go(child, "handle", town.LAMP_HANDLER, text="Done")
        go(child, "pass", town.CHECKER)
    answers = in_threads(*(lambda child=child: act(child, "confirm", town.OPERATOR) for child in every))  # type: ignore[misc]
    assert all(isinstance(answer, Allowed) for answer in answers), answers
    assert not any(child.open for child in view(parent).facts.children)


@pytest.mark.django_db(transaction=True)
def test_a_parent_is_acted_on_while_its_children_come_go_and_close_without_a_deadlock() -> None:
    town.install()
    parent = lamp()
    go(parent, "accept", town.LAMP_HANDLER)
    first, second = children(parent, parts=PARTS[:1] * 2)
    go(first, "accept", town.LAMP_HANDLER)
    go(first, "handle", town.LAMP_HANDLER, text="Done")
    go(first, "pass", town.CHECKER)
    third = lamp()
    for _ in range(3):
        answers = in_threads(
            lambda: act(first, "confirm", town.OPERATOR),
            lambda: act(first, "reopen", town.SUPERVISOR, text="Again"),
            lambda: act(parent, "note", town.DISPATCHER, text="What a day"),
            lambda: split(parent, parts=PARTS[:1]),
            lambda: family.attach(
                case_id=parent, child_id=third, text="x", actor=town.OPERATOR, command_id=uuid4(), now=MONDAY
            ),
            lambda: family.detach(
                case_id=parent, child_id=second, text="x", actor=town.OPERATOR, command_id=uuid4(), now=MONDAY
            ),
            lambda: commands.merge(case_id=first, into=parent, actor=town.OPERATOR, command_id=uuid4(), now=MONDAY),
            lambda: commands.merge(case_id=third, into=parent, actor=town.OPERATOR, command_id=uuid4(), now=MONDAY),
        )
        assert all(isinstance(answer, Allowed | Refused) for answer in answers), answers
    facts = view(parent).facts
    for child in facts.children:
        assert child.open == (view(UUID(child.id)).facts.closed_at is None)
        assert view(UUID(child.id)).facts.parent == str(parent)


@pytest.mark.django_db(transaction=True)
def test_the_same_split_sent_twice_at_once_opens_the_parts_once() -> None:
    town.install()
    parent, command = lamp(), uuid4()
    answers = in_threads(*[lambda: split(parent, command_id=command)] * 3)
    assert all(isinstance(answer, Allowed) for answer in answers), answers
    assert len({tuple(one.number for one in answer.value) for answer in answers}) == 1
    assert count("cases_case") == 3
