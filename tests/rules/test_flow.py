"""What the first table of moves promises, move by move; what the second adds is in test_clock_moves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests import town

from linli.cases.rules import FLOWS, Facts, Given, Place, State, check_flow, decide, next_step, permitted
from linli.cases.rules.facts import Outcome
from linli.catalogue.rules.edition import Edition
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Grant, Role, reporter

FIRST = FLOWS[1]
CASE = UUID("01900000-0000-7000-8000-000000000001")
BEARER = reporter(str(CASE))
EAST = Place(*town.IN_EAST, "990101001001001", town.EAST_COMMUNITY)
GIVEN = {
    "report": Given(source="web", class_key=town.LAMP, place=EAST, text="灯不亮"),
    "file": Given(class_key=town.LAMP, place=EAST),
    "reject": Given(reason="outside", text="Not in our city"),
    "return": Given(reason="not_ours", text="Belongs to sanitation"),
    "contest": Given(reason="not_ours", text="Still not ours"),
    "dispatch": Given(unit_path=town.LIGHTING),
    "rule": Given(unit_path=town.LIGHTING, text="It is yours"),
    "dissent": Given(verdict="not_fixed", text="Dark again"),
}


def open_case(case_id: UUID, edition: Edition) -> Facts:
    """A case that was born with the first version of the table."""
    return Facts(case_id, FIRST.version, edition.number)


def go(facts: Facts, move: str, actor: Actor, *, now: datetime = town.NOW, **changes: object) -> Facts:
    given = replace(GIVEN.get(move, Given(text="Done as asked")), **changes)
    match decide(facts=facts, move=move, actor=actor, given=given, edition=town.EDITION, now=now):
        case Allowed(step):
            return step.facts
        case Refused() as refused:
            raise AssertionError(f"{move} was refused: {refused}")


def refusal(facts: Facts, move: str, actor: Actor, *, now: datetime = town.NOW, **changes: object) -> str:
    given = replace(GIVEN.get(move, Given(text="Done as asked")), **changes)
    answer = decide(facts=facts, move=move, actor=actor, given=given, edition=town.EDITION, now=now)
    assert isinstance(answer, Refused), f"{move} was allowed"
    return answer.code


def case_in(state: State, *, now: datetime = town.NOW) -> Facts:
    """A lamp in the east that was led straight to `state`."""
    way: list[tuple[str, Actor]] = [("report", town.PASSER_BY)]
    ways = {
        State.REPORTED: [],
        State.REJECTED: [("reject", town.OPERATOR)],
        State.ANSWERED: [("answer", town.OPERATOR)],
        State.FILED: [("file", town.OPERATOR)],
        State.DISPATCHED: [("file", town.OPERATOR), ("dispatch", town.DISPATCHER)],
    }
    ways[State.HANDLING] = [*ways[State.DISPATCHED], ("accept", town.LAMP_HANDLER)]
    ways[State.HANDLED] = [*ways[State.HANDLING], ("handle", town.LAMP_HANDLER)]
    ways[State.CONFIRMING] = [*ways[State.HANDLED], ("pass", town.CHECKER)]
    ways[State.CLOSED] = [*ways[State.CONFIRMING], ("confirm", BEARER)]
    ways[State.DISPUTED] = [
        *ways[State.DISPATCHED], ("return", town.LAMP_HANDLER), ("dispatch", town.DISPATCHER), ("contest",
        town.LAMP_HANDLER),
    ]  # fmt: skip
    facts = open_case(CASE, town.EDITION)
    for move, actor in way + ways[state]:
        facts = go(facts, move, actor, now=now)
    assert facts.state == state
    return facts


def test_every_state_can_be_reached_and_left() -> None:
    assert check_flow(FIRST) == []


def test_a_table_with_holes_is_told_where_they_are() -> None:
    moves = dict(FIRST.moves)
    del moves["rule"], moves["pass"]
    moves["accept"] = replace(moves["accept"], who=())
    assert check_flow(replace(FIRST, moves=moves)) == [
        "accept: nobody may make it",
        "confirming: it can't be reached",
        "disputed: it can't be left",
    ]


def test_the_straight_way_leads_from_a_report_to_a_confirmed_closure() -> None:
    facts = case_in(State.CLOSED)
    assert facts.outcome == Outcome.SATISFIED
    assert facts.version == 7
    assert facts.closed_at == town.NOW


class TestChecking:
    def test_whoever_handled_it_can_not_check_it(self) -> None:
        two_hats = Actor("staff", 4, (Grant(Role.HANDLER, unit_path=town.LIGHTING), Grant(Role.CHECKER)))
        assert refusal(case_in(State.HANDLED), "pass", two_hats) == "handled_it_yourself"

    def test_a_colleague_of_the_handling_unit_can_not_check_it(self) -> None:
        colleague = Actor("staff", 44, (Grant(Role.HANDLER, unit_path=town.LIGHTING), Grant(Role.CHECKER)))
        assert refusal(case_in(State.HANDLED), "pass", colleague) == "own_unit_handled_it"
        assert refusal(case_in(State.HANDLED), "fail", colleague) == "own_unit_handled_it"

    def test_neither_can_a_superior_or_a_sub_unit(self) -> None:
        facts = replace(case_in(State.HANDLED), handled_units=(town.EAST_WORKSTATION,))
        superior = Actor("staff", 45, (Grant(Role.UNIT_LEAD, unit_path=town.EAST_OFFICE), Grant(Role.CHECKER)))
        assert refusal(facts, "pass", superior) == "own_unit_handled_it"
        facts = replace(facts, handled_units=(town.EAST_OFFICE,))
        sub = Actor("staff", 46, (Grant(Role.HANDLER, unit_path=town.EAST_WORKSTATION), Grant(Role.CHECKER)))
        assert refusal(facts, "pass", sub) == "own_unit_handled_it"

    def test_the_ban_outlives_the_round(self) -> None:
        facts = go(case_in(State.CONFIRMING), "dissent", BEARER)
        facts = go(facts, "dispatch", town.DISPATCHER, unit_path=town.SANITATION)
        facts = go(go(facts, "accept", town.CLEANER), "handle", town.CLEANER)
        earlier = Actor("staff", 47, (Grant(Role.HANDLER, unit_path=town.LIGHTING), Grant(Role.CHECKER)))
        assert refusal(facts, "pass", earlier) == "own_unit_handled_it"

    def test_a_failed_check_is_rework_under_the_same_deadline(self) -> None:
        handled = case_in(State.HANDLED)
        again = go(handled, "fail", town.CHECKER, now=town.NOW + timedelta(days=1))
        assert (again.state, again.reworks, again.due_at) == (State.HANDLING, 1, handled.due_at)

    def test_an_area_collector_checks_in_the_own_area_only(self) -> None:
        assert refusal(case_in(State.HANDLED), "pass", town.WEST_COLLECTOR) == "not_yours"
        assert go(case_in(State.HANDLED), "pass", town.EAST_COLLECTOR).state == State.CONFIRMING

    def test_a_unit_can_not_confirm_for_the_reporter(self) -> None:
        two_hats = Actor("staff", 48, (Grant(Role.HANDLER, unit_path=town.LIGHTING), Grant(Role.OPERATOR)))
        assert refusal(case_in(State.CONFIRMING), "confirm", two_hats) == "own_unit_handled_it"


class TestReturns:
    def test_the_first_return_goes_back_to_dispatch(self) -> None:
        facts = go(case_in(State.DISPATCHED), "return", town.LAMP_HANDLER)
        assert (facts.state, facts.returns, facts.returned_units) == (State.FILED, 1, (town.LIGHTING,))
        assert next_step(facts, town.EDITION).why == "returned"

    def test_a_return_needs_a_reason_of_the_pack_and_words(self) -> None:
        assert refusal(case_in(State.DISPATCHED), "return", town.LAMP_HANDLER, reason="") == "missing"
        assert refusal(case_in(State.DISPATCHED), "return", town.LAMP_HANDLER, reason="mood") == "reason_unknown"

    def test_the_second_return_needs_a_ruling(self) -> None:
        facts = go(case_in(State.DISPATCHED), "return", town.LAMP_HANDLER)
        facts = go(facts, "dispatch", town.DISPATCHER, unit_path=town.SANITATION)
        assert refusal(facts, "return", town.CLEANER) == "returned_before"
        assert go(facts, "contest", town.CLEANER).state == State.DISPUTED

    def test_a_ruling_is_binding(self) -> None:
        facts = go(case_in(State.DISPUTED), "rule", town.DISPATCHER)
        assert refusal(facts, "return", town.LAMP_HANDLER) == "ruling_is_binding"
        assert refusal(facts, "contest", town.LAMP_HANDLER) == "ruling_is_binding"

    def test_going_from_unit_to_unit_wins_no_time(self) -> None:
        first = case_in(State.DISPATCHED)
        later = town.NOW + timedelta(hours=20)
        facts = go(first, "return", town.LAMP_HANDLER, now=later)
        facts = go(facts, "dispatch", town.DISPATCHER, now=later, unit_path=town.SANITATION)
        assert facts.due_at == first.due_at == datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


class TestReporter:
    @pytest.mark.parametrize("verdict", ["partly", "not_fixed"])
    def test_what_is_not_fixed_comes_back_with_what_is_missing(self, verdict: str) -> None:
        facts = go(case_in(State.CONFIRMING), "dissent", BEARER, verdict=verdict)
        assert (facts.state, facts.rounds, facts.due_at) == (State.FILED, 1, None)
        assert next_step(facts, town.EDITION).why == "came_back"
        assert refusal(case_in(State.CONFIRMING), "dissent", BEARER, text="") == "missing"

    def test_silence_is_never_satisfaction(self) -> None:
        facts = case_in(State.CONFIRMING)
        week = timedelta(days=town.EDITION.settings.silence_days)
        assert refusal(facts, "silence", SYSTEM, now=town.NOW + week - timedelta(seconds=1)) == "too_early"
        assert go(facts, "silence", SYSTEM, now=town.NOW + week).outcome == Outcome.UNANSWERED

    def test_a_code_opens_its_own_case_only(self) -> None:
        stranger = reporter("01900000-0000-7000-8000-000000000002")
        assert refusal(case_in(State.CONFIRMING), "confirm", stranger) == "not_yours"

    def test_a_case_is_reopened_within_thirty_days_and_not_after(self) -> None:
        closed = case_in(State.CLOSED)
        last = town.NOW + timedelta(days=30)
        assert go(closed, "reopen", BEARER, now=last).state == State.FILED
        assert refusal(closed, "reopen", BEARER, now=last + timedelta(seconds=1)) == "too_late"

    def test_a_rejection_is_objected_to_once_and_in_time(self) -> None:
        rejected = case_in(State.REJECTED)
        back = go(rejected, "object", BEARER)
        assert (back.state, next_step(back, town.EDITION).why) == (State.REPORTED, "objection")
        assert refusal(go(back, "reject", town.OPERATOR), "object", BEARER) == "objected_before"
        assert refusal(rejected, "object", BEARER, now=town.NOW + timedelta(days=16)) == "too_late"

    def test_a_rejection_stands_when_nobody_objects(self) -> None:
        facts = go(case_in(State.REJECTED), "lapse", SYSTEM, now=town.NOW + timedelta(days=15))
        assert (facts.state, facts.outcome) == (State.CLOSED, Outcome.REJECTED)
        assert refusal(facts, "reopen", BEARER) == "never_handled"

    def test_an_answer_that_does_not_answer_goes_back_to_intake(self) -> None:
        facts = go(case_in(State.ANSWERED), "press", BEARER)
        assert (facts.state, next_step(facts, town.EDITION).why) == (State.REPORTED, "asked_again")

    def test_a_case_is_closed_against_the_reporter_only_after_two_more_rounds(self) -> None:
        facts = case_in(State.CONFIRMING)
        for _ in range(2):
            facts = go(facts, "dissent", BEARER)
            assert facts.rounds < 2 or go(facts, "settle", town.SUPERVISOR).outcome == Outcome.DISAGREED
            if facts.rounds < 2:
                assert refusal(facts, "settle", town.SUPERVISOR) == "try_again_first"
            facts = go(facts, "dispatch", town.DISPATCHER)
            facts = go(go(go(facts, "accept", town.LAMP_HANDLER), "handle", town.LAMP_HANDLER), "pass", town.CHECKER)


class TestIntake:
    def test_certain_reports_are_filed_and_dispatched_by_the_system(self) -> None:
        reported = case_in(State.REPORTED)
        assert next_step(reported, town.EDITION).move == "file"
        step = next_step(go(reported, "file", SYSTEM), town.EDITION)
        assert (step.move, step.given.unit_path) == ("dispatch", town.LIGHTING)

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"class_key": ""}, "class_missing"),
            ({"place": None}, "place_missing"),
            ({"place": Place(*town.OUTSIDE)}, "place_outside"),
            ({"class_key": town.QUESTION}, "question"),
        ],
    )
    def test_uncertain_reports_wait_for_a_person_with_the_reason(self, changes: dict[str, object], why: str) -> None:
        facts = go(open_case(CASE, town.EDITION), "report", town.PASSER_BY, **changes)
        assert next_step(facts, town.EDITION).why == why

    def test_two_equal_duties_are_not_guessed_between(self) -> None:
        facts = go(open_case(CASE, town.EDITION), "report", town.PASSER_BY, class_key=town.NOISE)
        assert next_step(go(facts, "file", SYSTEM, class_key=""), town.EDITION).why == "several_duties"

    def test_who_wrote_a_call_down_is_not_the_reporter(self) -> None:
        """Else a report could be taken back by the desk that it came to, without a reason that the caller is told."""
        by_phone = go(open_case(CASE, town.EDITION), "report", town.OPERATOR, source="phone")
        assert refusal(by_phone, "withdraw", town.OPERATOR) == "not_yours"
        assert go(by_phone, "withdraw", BEARER).outcome == Outcome.WITHDRAWN
        in_the_field = go(open_case(CASE, town.EDITION), "report", town.EAST_COLLECTOR, source="field")
        assert go(in_the_field, "withdraw", town.EAST_COLLECTOR).outcome == Outcome.WITHDRAWN

    def test_a_photo_is_asked_of_whoever_stands_in_front_of_it(self) -> None:
        new = open_case(CASE, town.EDITION)
        assert refusal(new, "report", town.PASSER_BY, class_key=town.RUBBISH) == "photo_missing"
        assert go(new, "report", town.PASSER_BY, class_key=town.RUBBISH, photos=("p",)).state == State.REPORTED
        assert go(new, "report", town.OPERATOR, class_key=town.RUBBISH, source="phone").state == State.REPORTED

    def test_a_class_for_staff_is_not_open_to_residents(self) -> None:
        new = open_case(CASE, town.EDITION)
        assert refusal(new, "report", town.PASSER_BY, class_key=town.STAFF_ONLY) == "class_for_staff"
        assert go(new, "report", town.EAST_COLLECTOR, class_key=town.STAFF_ONLY, source="field").state == State.REPORTED

    @pytest.mark.parametrize("klass", [town.LAMP, town.NOISE, ""])
    def test_a_condition_of_another_class_is_refused_because_it_has_no_time_limit(self, klass: str) -> None:
        new = open_case(CASE, town.EDITION)
        assert refusal(new, "report", town.PASSER_BY, class_key=klass, condition="flooding") == "condition_unknown"
        if klass:
            reported = case_in(State.REPORTED)
            assert (
                refusal(reported, "file", town.OPERATOR, class_key=klass, condition="flooding") == "condition_unknown"
            )

    def test_a_condition_of_its_own_class_sets_the_limit(self) -> None:
        facts = go(case_in(State.REPORTED), "file", town.OPERATOR, class_key=town.BURST, condition="flooding")
        facts = go(facts, "dispatch", town.DISPATCHER, unit_path=town.SANITATION)
        assert facts.due_at == town.NOW + timedelta(hours=1)

    def test_another_class_drops_the_condition_of_the_former_one(self) -> None:
        facts = go(open_case(CASE, town.EDITION), "report", town.PASSER_BY, class_key=town.BURST, condition="flooding")
        refiled = go(facts, "file", town.OPERATOR, class_key=town.LAMP)
        assert (refiled.class_key, refiled.condition) == (town.LAMP, "")
        assert go(refiled, "dispatch", town.DISPATCHER).due_at is not None
        assert go(facts, "file", town.OPERATOR, class_key="").condition == "flooding"

    def test_a_condition_that_the_rules_in_force_no_longer_have_is_asked_for_again(self) -> None:
        facts = go(open_case(CASE, town.EDITION), "report", town.PASSER_BY, class_key=town.BURST, condition="flooding")
        shorter = replace(town.EDITION, limits=town.EDITION.limits[:2])
        answer = decide(facts=facts, move="file", actor=town.OPERATOR, given=Given(), edition=shorter, now=town.NOW)
        assert isinstance(answer, Refused)
        assert answer.code == "condition_unknown"

    def test_what_a_unit_has_handled_is_not_turned_down_afterwards(self) -> None:
        """Else a reporter who isn't satisfied could be rejected, without the two more tries that settling asks for."""
        came_back = go(case_in(State.CONFIRMING), "dissent", BEARER)
        assert refusal(came_back, "reject", town.OPERATOR) == "was_handled"

    def test_what_nobody_asked_for_does_not_slip_into_an_event(self) -> None:
        facts = go(case_in(State.DISPATCHED), "accept", town.LAMP_HANDLER, unit_path=town.SANITATION, why="x")
        assert (facts.unit_path, facts.why) == (town.LIGHTING, "")


def test_the_page_shows_exactly_the_buttons_that_the_table_allows() -> None:
    handled = case_in(State.HANDLED)

    def names(actor: Actor) -> list[str]:
        return [move.name for move in permitted(facts=handled, actor=actor, edition=town.EDITION, now=town.NOW)]

    assert names(town.CHECKER) == ["pass", "fail", "note"]
    assert names(town.LAMP_HANDLER) == ["note"]
    assert names(BEARER) == ["add", "follow"]
    assert names(town.AUDITOR) == []
    assert names(town.CLEANER) == []
