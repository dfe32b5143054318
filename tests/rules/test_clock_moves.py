"""What the second table of moves promises: the clock of handling stops and moves only by moves of its own."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests import town
from tests.rules.loop_kit import BEARER, DAY, FRIDAY, MONDAY, THURSDAY, WEDNESDAY, Case

from linli.cases.rules import LATEST, Facts, Given, State, check_flow, decide
from linli.kernel.rights import SYSTEM, Actor, Grant, Role


@pytest.fixture
def case() -> Case:
    return Case()


def pause(case: Case, until: datetime = FRIDAY) -> Facts:
    return case.go("pause", town.LAMP_HANDLER, reason="weather", until=until)


def suspend(case: Case, until: datetime = MONDAY + 30 * DAY, *, now: datetime = MONDAY) -> Facts:
    return case.go("suspend", town.SUPERVISOR, now=now, reason="funds", until=until, text="No money this year")


def test_every_state_can_be_reached_and_left() -> None:
    assert check_flow(LATEST) == []


def test_handling_is_due_as_before(case: Case) -> None:
    assert case.facts.due_at == WEDNESDAY


class TestPausing:
    def test_a_pause_puts_the_deadline_off_by_its_working_time(self, case: Case) -> None:
        # Monday 10:00 to Friday 10:00 stands still; two working days are left then: Friday, Monday, Tuesday 10:00.
        facts = pause(case)
        assert (facts.state, facts.until, facts.due_at) == (State.PAUSED, FRIDAY, MONDAY + 8 * DAY)

    def test_going_on_early_brings_the_deadline_nearer(self, case: Case) -> None:
        pause(case)
        facts = case.go("resume", town.LAMP_HANDLER, now=MONDAY + DAY)
        assert (facts.state, facts.until, facts.due_at) == (State.HANDLING, None, THURSDAY)

    def test_a_pause_ends_by_itself_and_not_before_its_time(self, case: Case) -> None:
        pause(case)
        assert case.refusal("resume", SYSTEM, now=FRIDAY - DAY) == "too_early"
        assert case.go("resume", SYSTEM, now=FRIDAY).state == State.HANDLING

    def test_a_system_that_comes_late_lengthens_nothing(self, case: Case) -> None:
        due = pause(case).due_at
        assert case.go("resume", SYSTEM, now=FRIDAY + 3 * DAY).due_at == due

    @pytest.mark.parametrize("until", [MONDAY, MONDAY - DAY, MONDAY + 31 * DAY])
    def test_it_needs_an_end_within_the_citys_days(self, case: Case, until: datetime) -> None:
        code = case.refusal("pause", town.LAMP_HANDLER, reason="weather", until=until)
        assert code == "until_out_of_range"

    def test_it_needs_a_reason_of_the_pack(self, case: Case) -> None:
        assert case.refusal("pause", town.LAMP_HANDLER, reason="tired", until=FRIDAY) == "reason_unknown"
        assert case.refusal("pause", town.LAMP_HANDLER, until=FRIDAY) == "missing"

    def test_only_whoever_holds_the_case_stops_its_clock(self, case: Case) -> None:
        assert "pause" in case.offered(town.LAMP_HANDLER)
        for other in (town.CLEANER, town.DISPATCHER, town.SUPERVISOR, BEARER):
            assert "pause" not in case.offered(other)

    def test_the_reporter_can_add_to_a_paused_case(self, case: Case) -> None:
        due = pause(case).due_at
        facts = case.go("add", BEARER, text="The other one is dark too")
        assert (facts.state, facts.until, facts.due_at) == (State.PAUSED, FRIDAY, due)


class TestExtending:
    def test_an_extension_moves_the_deadline_only_once_it_is_granted(self, case: Case) -> None:
        assert case.ask().due_at == WEDNESDAY
        facts = case.go("grant", town.DISPATCHER)
        assert (facts.state, facts.due_at, facts.extensions, facts.asked) == (State.HANDLING, THURSDAY, 1, 0)

    def test_a_refused_one_moves_nothing_and_is_not_counted(self, case: Case) -> None:
        case.ask()
        facts = case.go("refuse", town.SUPERVISOR, text="Lamps are in stock")
        assert (facts.due_at, facts.extensions, facts.asked) == (WEDNESDAY, 0, 0)

    def test_nobody_of_the_own_unit_grants_it(self, case: Case) -> None:
        case.ask()
        two_hats = Actor("staff", 50, (Grant(Role.UNIT_LEAD, unit_path=town.LIGHTING), Grant(Role.DISPATCHER)))
        assert case.refusal("grant", two_hats) == "own_unit_holds_it"
        assert case.refusal("refuse", two_hats, text="No") == "own_unit_holds_it"
        assert "grant" not in case.offered(town.LAMP_HANDLER)

    def test_a_case_is_extended_at_most_twice(self, case: Case) -> None:
        for _ in range(2):
            case.ask()
            case.go("grant", town.DISPATCHER)
        assert case.facts.due_at == FRIDAY
        assert case.refusal("ask_extension", town.LAMP_HANDLER, amount=1, text="More") == "extended_twice"

    def test_one_request_waits_at_a_time(self, case: Case) -> None:
        case.ask()
        assert case.refusal("ask_extension", town.LAMP_HANDLER, amount=1, text="More") == "asked_already"
        assert Case().refusal("grant", town.DISPATCHER) == "nothing_asked"

    @pytest.mark.parametrize("amount", [-1, 3])
    def test_it_is_no_longer_than_the_limit(self, case: Case, amount: int) -> None:
        assert case.refusal("ask_extension", town.LAMP_HANDLER, amount=amount, text="x") == "amount_out_of_range"

    def test_a_request_dies_with_the_work_it_was_for(self, case: Case) -> None:
        case.ask()
        assert case.go("handle", town.LAMP_HANDLER, text="Done").asked == 0
        facts = case.go("fail", town.CHECKER, text="Still dark")
        assert (facts.asked, facts.due_at) == (0, WEDNESDAY)

    def test_a_request_can_be_decided_while_the_case_is_suspended(self, case: Case) -> None:
        case.ask()
        suspend(case)
        # Suspended from Monday 10:00 for 30 days, to Wednesday 1 April 10:00; then 2 + 1 working days.
        assert case.facts.asked == 1
        assert case.go("grant", town.DISPATCHER).due_at == MONDAY + 35 * DAY


class TestSuspending:
    def test_it_stops_the_clock_for_a_year_at_most(self, case: Case) -> None:
        late = MONDAY + 367 * DAY
        assert case.refusal("suspend", town.SUPERVISOR, reason="funds", until=late, text="x") == "until_out_of_range"
        assert suspend(case, MONDAY + 366 * DAY).state == State.SUSPENDED

    def test_it_needs_reason_date_and_words(self, case: Case) -> None:
        assert case.refusal("suspend", town.SUPERVISOR, reason="funds", until=FRIDAY) == "missing"
        assert case.refusal("suspend", town.SUPERVISOR, reason="x", until=FRIDAY, text="x") == "reason_unknown"

    def test_a_case_is_suspended_once(self, case: Case) -> None:
        suspend(case)
        case.go("revive", town.SUPERVISOR, now=FRIDAY)
        again = case.refusal("suspend", town.SUPERVISOR, now=FRIDAY, reason="funds", until=FRIDAY + DAY, text="x")
        assert again == "suspended_before"

    def test_it_is_for_a_supervisor_or_the_area_and_never_for_the_unit(self, case: Case) -> None:
        assert "suspend" in case.offered(town.AREA_LEAD)
        assert "suspend" not in case.offered(town.LAMP_HANDLER)
        two_hats = Actor("staff", 51, (Grant(Role.UNIT_LEAD, unit_path=town.LIGHTING), Grant(Role.SUPERVISOR)))
        given = {"reason": "funds", "until": FRIDAY, "text": "x"}
        assert case.refusal("suspend", two_hats, **given) == "own_unit_holds_it"

    def test_a_pause_gives_way_to_it(self, case: Case) -> None:
        pause(case)
        facts = suspend(case, MONDAY + 30 * DAY, now=MONDAY + DAY)
        assert (facts.state, facts.until, facts.due_at) == (State.SUSPENDED, MONDAY + 30 * DAY, MONDAY + 32 * DAY)

    def test_it_is_revived_by_itself(self, case: Case) -> None:
        suspend(case)
        assert case.refusal("revive", SYSTEM, now=FRIDAY) == "too_early"
        assert case.go("revive", SYSTEM, now=MONDAY + 30 * DAY).state == State.HANDLING


def test_a_deadline_is_never_worked_out_from_half_a_history(case: Case) -> None:
    given = Given(reason="weather", until=FRIDAY)
    with pytest.raises(ValueError, match="needs all 4 events, not 0"):
        decide(facts=case.facts, move="pause", actor=town.LAMP_HANDLER, given=given, edition=town.EDITION, now=MONDAY)


def test_a_case_without_a_limit_has_no_clock_to_stop(case: Case) -> None:
    case.facts = replace(case.facts, due_at=None)
    assert case.refusal("pause", town.LAMP_HANDLER, reason="weather", until=FRIDAY) == "no_clock"


def test_another_unit_gets_what_is_left_and_no_more(case: Case) -> None:
    case.go("return", town.LAMP_HANDLER, reason="not_ours", text="Not ours", now=MONDAY + DAY)
    facts = case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION, now=MONDAY + DAY)
    assert facts.due_at == WEDNESDAY


def test_asking_again_with_another_end_is_another_command(case: Case) -> None:
    from linli.cases.rules import repeats

    pause(case)
    event = case.events[-1]
    same = Given(reason="weather", until=FRIDAY)
    assert repeats(event, move="pause", actor=town.LAMP_HANDLER, given=same)
    assert not repeats(event, move="pause", actor=town.LAMP_HANDLER, given=replace(same, until=THURSDAY))
