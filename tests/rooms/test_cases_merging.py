"""Two cases change together or not at all; whoever reported the same is asked with the others."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from tests import town
from tests.rooms.merging_kit import DAY, LAT, LON, act, answer, asked, facts, joined, refusal, report

from linli.cases import commands, queries
from linli.cases.commands import Done, Joined
from linli.cases.rules import Facts, Given, State
from linli.cases.rules.facts import Outcome
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def installed(db: None) -> None:
    town.install()


def as_of(now: Facts, before: Facts) -> Facts:
    """The case as it is now, but for how much has happened to it, and when last."""
    return replace(now, version=before.version, changed_at=before.changed_at)


@pytest.mark.usefixtures("installed")
class TestMerging:
    def test_one_goes_its_way_and_the_other_waits_for_nothing(self) -> None:
        root, part = report(), report(20)
        assert joined(part, root) == Joined(part.number, root.number, State.MERGED)
        assert (facts(part).state, facts(part).due_at, facts(root).state) == (State.MERGED, None, State.DISPATCHED)
        assert [one.number for one in queries.reports(facts=facts(root))] == [part.number]

    def test_unmerged_it_is_exactly_what_it_was(self) -> None:
        root, part = report(), report(20)
        act(part.case_id, "accept", town.LAMP_HANDLER)
        act(part.case_id, "pause", town.LAMP_HANDLER, reason="weather", until=town.NOW + 3 * DAY)
        before = facts(part), facts(root)
        joined(part, root)
        undone = commands.unmerge(
            case_id=part.case_id, actor=town.DISPATCHER, command_id=uuid4(), now=town.NOW + 2 * DAY
        )
        assert isinstance(undone, Allowed)
        assert (as_of(facts(part), before[0]), as_of(facts(root), before[1])) == (before)
        clock = queries.clocks(case_id=part.case_id, now=town.NOW + 2 * DAY).handling
        assert clock is not None
        assert (clock.deadline, clock.ended) == (before[0].due_at, None)

    def test_whoever_reported_it_by_another_report_is_led_to_the_one_that_is_handled(self) -> None:
        root, part = report(), report(20)
        joined(part, root)
        found = queries.tracked(code=part.code)
        assert found is not None
        assert (found.view.number, found.leads.number, found.voice) == (part.number, root.number, part.case_id.hex)

    def test_it_can_not_go_into_itself_into_a_part_or_into_what_is_closed(self) -> None:
        root, part, third = report(), report(20), report(30)
        joined(part, root)
        command: Any = {"actor": town.OPERATOR, "now": town.NOW}

        def code(case_id: UUID, into: UUID) -> str:
            return refusal(commands.merge(case_id=case_id, into=into, command_id=uuid4(), **command))

        assert code(root.case_id, root.case_id) == "merge_into_itself"
        into_part = commands.merge(case_id=third.case_id, into=part.case_id, command_id=uuid4(), **command)
        assert isinstance(into_part, Refused)
        assert (into_part.code, into_part.facts["case"]) == ("merge_into_part", root.number)
        assert code(root.case_id, third.case_id) == "has_parts"
        assert code(part.case_id, third.case_id) == "not_from_here"
        assert code(uuid4(), root.case_id) == "case_unknown"
        asked(third)
        answer(third.code, "confirm")
        assert code(root.case_id, third.case_id) == "merge_into_closed"

    def test_only_who_may_see_and_sort_both_may_merge_them(self) -> None:
        root, part = report(), report(20)
        in_the_west = town.staff(31, town.Role.OPERATOR, area_path=town.WEST)
        for actor in (town.LAMP_HANDLER, town.CHECKER, in_the_west):
            result = commands.merge(
                case_id=part.case_id, into=root.case_id, actor=actor, command_id=uuid4(), now=town.NOW
            )
            assert refusal(result) == "not_yours"
        assert facts(part).state is State.DISPATCHED

    def test_sent_twice_it_is_done_once_and_another_command_is_not_taken_for_it(self) -> None:
        root, part, third = report(), report(20), report(30)
        given: Any = {"case_id": part.case_id, "actor": town.OPERATOR, "command_id": uuid4(), "now": town.NOW}
        first = commands.merge(into=root.case_id, **given)
        again = commands.merge(into=root.case_id, **given)
        assert isinstance(first, Allowed)
        assert isinstance(again, Allowed)
        assert (first.value.repeated, again.value.repeated) == (False, True)
        assert refusal(commands.merge(into=third.case_id, **given)) == "command_used"
        assert facts(root).version == root.version + 1

    def test_half_of_it_can_not_be_done(self) -> None:
        root, part = report(), report(20)
        for move in ("merge", "absorb", "let_go", "unmerge", "conclude", "rejoin"):
            result = commands.act(
                case_id=part.case_id, move=move, actor=town.OPERATOR, given=Given(other=root.case_id.hex),
                command_id=uuid4(), now=town.NOW,
            )  # fmt: skip
            assert refusal(result) == "move_unknown"

    def test_nobody_is_shown_it_beside_the_case_that_it_is_part_of(self) -> None:
        root, part = report(), report(20)
        joined(part, root)
        listed = [row.number for row in queries.listing(
            actor=town.OPERATOR, filters=queries.Filters(), now=town.NOW).rows]  # fmt: skip
        assert listed == [root.number]
        found = [row.number for row in queries.listing(
            actor=town.OPERATOR, filters=queries.Filters(text="dark"), now=town.NOW).rows]  # fmt: skip
        assert sorted(found) == sorted([root.number, part.number])
        merged = queries.Filters(state="merged", sort="newest")
        assert [row.number for row in queries.listing(actor=town.OPERATOR, filters=merged, now=town.NOW).rows] == [
            part.number
        ]
        newest = queries.Filters(sort="newest")
        assert [row.number for row in queries.listing(actor=town.OPERATOR, filters=newest, now=town.NOW).rows] == [
            root.number
        ]
        assert [one.number for one in queries.around(lat=LAT, lon=LON)] == [root.number]
        near = queries.likely_same(lat=LAT, lon=LON, class_key=town.LAMP, text="", at=town.NOW)
        assert [one.number for one in near] == [root.number]


@pytest.mark.usefixtures("installed")
class TestClosure:
    def test_it_closes_only_when_every_reporter_has_said_that_it_is_fixed(self) -> None:
        root, part = report(), report(20)
        follower = commands.follow(case_id=root.case_id, command_id=uuid4(), language="en", now=town.NOW)
        assert isinstance(follower, Allowed)
        joined(part, root)
        asked(root)
        assert answer(part.code, "confirm").state is State.CONFIRMING
        assert answer(follower.value.code, "confirm").state is State.CONFIRMING
        assert queries.asked(facts=facts(root)).count == 3
        assert answer(root.code, "confirm").state is State.CLOSED
        assert (facts(root).outcome, facts(part).outcome) == (Outcome.SATISFIED, Outcome.SATISFIED)
        assert facts(part).state is State.CLOSED

    def test_who_is_silent_is_not_satisfied(self) -> None:
        root, part = report(), report(20)
        joined(part, root)
        asked(root)
        answer(root.code, "confirm")
        assert town.catch_up(now=town.NOW + 8 * DAY) == 1
        assert (facts(root).outcome, facts(part).outcome) == (Outcome.SATISFIED, Outcome.UNANSWERED)

    @pytest.mark.parametrize(("move", "state"), [("uphold", State.CLOSED), ("sustain", State.FILED)])
    def test_one_who_disagrees_near_the_spot_brings_a_checker(self, move: str, state: State) -> None:
        root, part = report(), report(90)
        joined(part, root)
        asked(root)
        answer(root.code, "confirm")
        assert answer(part.code, "dissent", verdict="not_fixed", text="Still dark").state is State.CONTESTED
        refused = commands.act(
            case_id=root.case_id, move=move, actor=replace(town.CHECKER, id=town.LAMP_HANDLER.id),
            given=Given(text="I looked"), command_id=uuid4(), now=town.NOW,
        )  # fmt: skip
        assert refusal(refused) == "handled_it_yourself"
        assert act(root.case_id, move, town.CHECKER, text="I looked").state is state
        if move == "uphold":
            assert (facts(root).outcome, facts(part).outcome) == (Outcome.DIVIDED, Outcome.DIVIDED)
        else:
            assert (facts(root).rounds, facts(part).state) == (1, State.MERGED)

    def test_one_who_disagrees_from_afar_is_heard_and_stops_nothing(self) -> None:
        root, part = report(), report(130)
        joined(part, root)
        asked(root)
        assert answer(part.code, "dissent", verdict="partly", text="Dark here").state is State.CONFIRMING
        assert queries.asked(facts=facts(root)).afar == 1
        assert answer(root.code, "confirm").state is State.CLOSED
        assert facts(root).outcome == Outcome.DIVIDED

    def test_taken_up_again_by_one_it_is_taken_up_for_all(self) -> None:
        root, part = report(), report(20)
        joined(part, root)
        asked(root)
        answer(root.code, "confirm")
        answer(part.code, "confirm")
        assert answer(part.code, "reopen", text="Dark again").state is State.FILED
        assert (facts(part).state, facts(part).outcome, facts(part).closed_at) == (State.MERGED, "", None)

    def test_closed_with_the_other_by_mistake_it_is_a_case_again(self) -> None:
        root, part = report(), report(20)
        before = facts(part)
        joined(part, root)
        asked(root)
        town.catch_up(now=town.NOW + 8 * DAY)
        late: Any = {"case_id": part.case_id, "actor": town.OPERATOR}
        too_late = commands.unmerge(command_id=uuid4(), now=town.NOW + 60 * DAY, **late)
        assert refusal(too_late) == "too_late"
        assert isinstance(commands.unmerge(command_id=uuid4(), now=town.NOW + 9 * DAY, **late), Allowed)
        assert as_of(facts(part), before) == before
        assert facts(root).parts == ()

    def test_an_answer_sent_twice_is_one_answer(self) -> None:
        root, part = report(), report(20)
        joined(part, root)
        asked(root)
        found = queries.tracked(code=part.code)
        assert found is not None
        given: Any = {"case_id": root.case_id, "move": "confirm", "command_id": uuid4(), "now": town.NOW}
        first = commands.act(actor=found.actor, **given)
        again = commands.act(actor=found.actor, **given)
        assert isinstance(first, Allowed)
        assert isinstance(again, Allowed)
        assert again.value.repeated
        other = queries.tracked(code=root.code)
        assert other is not None
        assert refusal(commands.act(actor=other.actor, **given)) == "command_used"

    def test_a_code_of_another_case_is_no_voice_in_this_one(self) -> None:
        root, part = report(), report(20)
        joined(part, root)
        asked(root)
        found = queries.tracked(code=part.code)
        assert found is not None
        stranger = replace(found.actor, voice="f" * 16)
        given: Any = {"case_id": root.case_id, "command_id": uuid4(), "now": town.NOW}
        assert refusal(commands.act(move="confirm", actor=stranger, **given)) == "not_asked"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def laid_out(self, transactional_db: None) -> None:
        town.install()

    def together(self, *acts: Any) -> list[Any]:
        barrier = Barrier(len(acts))

        def run(one: Any) -> Any:
            try:
                barrier.wait()
                return one()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))

    @pytest.mark.parametrize("attempt", range(5))
    def test_merged_crosswise_at_once_exactly_one_goes_into_the_other(self, attempt: int) -> None:
        one, other = report(), report(20)
        second = replace(town.OPERATOR, id=77)

        def merging(part: Done, root: Done, actor: Actor) -> Any:
            return lambda: commands.merge(
                case_id=part.case_id, into=root.case_id, actor=actor, command_id=uuid4(), now=town.NOW
            )

        results = self.together(merging(one, other, town.OPERATOR), merging(other, one, second))
        assert [type(result) for result in results].count(Allowed) == 1
        assert sorted(str(facts(done).state) for done in (one, other)) == ["dispatched", "merged"]

    @pytest.mark.parametrize("attempt", range(3))
    def test_closed_at_once_the_third_is_noticed_once(self, attempt: int) -> None:
        ready = [report(north) for north in (0, 10, 20, 30)]
        for done in ready:
            asked(done)
        self.together(*(lambda done=done: answer(done.code, "confirm") for done in ready))
        rows = queries.listing(actor=town.SUPERVISOR, filters=queries.Filters(state="recurring"), now=town.NOW).rows
        assert len(rows) == 1
        assert len(queries.causes(case_id=rows[0].id)) == 4

    def test_merged_while_the_other_is_closed_it_is_either_in_it_or_refused(self) -> None:
        root, part = report(), report(20)
        asked(root)
        results = self.together(
            lambda: answer(root.code, "confirm"),
            lambda: commands.merge(
                case_id=part.case_id, into=root.case_id, actor=town.OPERATOR, command_id=uuid4(), now=town.NOW
            ),
        )
        merged = isinstance(results[1], Allowed)
        assert facts(root).state is (State.CONFIRMING if merged else State.CLOSED)
        assert facts(part).state is (State.MERGED if merged else State.DISPATCHED)
