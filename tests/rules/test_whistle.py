"""The whistle: who calls, who answers, who ends the call, and by when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests import town
from tests.rules.loop_kit import BEARER, DAY, MONDAY, Case

from linli.cases.rules import State, due_step, rebuild, wakes_at
from linli.cases.rules.clock import Clock, working
from linli.cases.rules.whistle import call_due
from linli.catalogue.rules import document
from linli.kernel.periods import Limit
from linli.kernel.rights import SYSTEM, Actor, Grant, Role

MINUTE = timedelta(minutes=1)
WORDS = "The lamp post leans over the school's gate"
SECOND_LEAD = town.staff(70, Role.AREA_LEAD, area_path=town.EAST)
COMMUNITY_LEAD = town.staff(71, Role.AREA_LEAD, area_path=town.EAST_COMMUNITY)
WEST_LEAD = town.staff(72, Role.AREA_LEAD, area_path=town.WEST)
EAST_UNIT_LEAD = town.staff(73, Role.UNIT_LEAD, unit_path=town.EAST_OFFICE)


def call(case: Case, degree: str = "emergency", *units: str, now: datetime = MONDAY) -> int:
    case.go("whistle", town.AREA_LEAD, now=now, degree=degree, units=units or (town.SANITATION,), text=WORDS)
    return case.facts.version


def answer(case: Case, item: int, now: datetime = MONDAY) -> None:
    case.go("answer_call", town.CLEANER, now=now, item=item, units=(town.SANITATION,), text="Two men in 20 minutes")


def arrive(case: Case, item: int, now: datetime = MONDAY) -> None:
    case.go("arrive", town.CLEANER, now=now, item=item, units=(town.SANITATION,))


def end(case: Case, item: int, *verdicts: str, now: datetime = MONDAY) -> None:
    units = next(tuple(one.unit_path for one in one.asked) for one in case.facts.calls if one.item == item)
    case.go("end_call", town.AREA_LEAD, now=now, item=item, units=units, verdicts=verdicts, text="Fenced off")


def miss(case: Case, now: datetime) -> None:
    step = due_step(case.facts, now)
    assert step is not None
    case.go(step.move, SYSTEM, now=now, item=step.given.item, units=step.given.units)


class TestCalling:
    def test_a_street_or_community_calls_and_nobody_else(self) -> None:
        case = Case()
        assert "whistle" in case.offered(town.AREA_LEAD)
        assert "whistle" in case.offered(COMMUNITY_LEAD)
        for actor in (*town.EVERYBODY, WEST_LEAD, SYSTEM, BEARER):
            if actor is not town.AREA_LEAD:
                assert "whistle" not in case.offered(actor)

    def test_the_case_stays_where_it_is_and_its_promise_runs_on(self) -> None:
        case = Case()
        before = case.facts
        call(case)
        assert (case.facts.state, case.facts.due_at, case.facts.unit_path) == (
            before.state, before.due_at, before.unit_path,
        )  # fmt: skip

    def test_a_unit_that_has_sent_the_case_back_may_be_called_like_any_other(self) -> None:
        case = Case()
        case.go("return", town.LAMP_HANDLER, reason="not_ours", text="Not ours alone")
        call(case, "routine", town.LIGHTING)
        assert case.facts.calls[0].asked[0].unit_path == town.LIGHTING

    def test_an_undecided_extension_survives_a_call(self) -> None:
        case = Case()
        case.ask()
        call(case)
        assert case.facts.asked == 1

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"units": ("nobody",)}, "unit_unknown"),
            ({"units": (town.LIGHTING,)}, "unit_has_the_case"),
            ({"units": (town.SANITATION, town.SANITATION)}, "unit_called_already"),
            ({"degree": "whim"}, "degree_unknown"),
            ({"units": ()}, "missing"),
            ({"text": ""}, "missing"),
        ],
    )
    def test_it_names_units_a_degree_and_what_for(self, given: dict[str, object], code: str) -> None:
        right = {"units": (town.SANITATION,), "degree": "routine", "text": WORDS}
        assert Case().refusal("whistle", town.AREA_LEAD, **(right | given)) == code

    def test_a_unit_is_not_called_while_it_is_being_called_and_may_be_afterwards(self) -> None:
        case = Case()
        item = call(case)
        given = {"units": (town.SANITATION,), "degree": "tough", "text": WORDS}
        assert case.refusal("whistle", town.AREA_LEAD, **given) == "unit_called_already"
        end(case, item, "absent")
        assert case.go("whistle", town.AREA_LEAD, **given).calls[1].degree == "tough"

    def test_nobody_calls_the_own_unit(self) -> None:
        both = Actor("staff", 75, (*town.AREA_LEAD.grants, Grant(Role.HANDLER, unit_path=town.EAST_WORKSTATION)))
        given = {"units": (town.EAST_OFFICE,), "degree": "tough", "text": WORDS}
        assert Case().refusal("whistle", both, **given) == "own_unit_called"

    def test_a_case_that_nobody_has_filed_or_that_is_over_needs_no_help(self) -> None:
        case = Case()
        case.go("handle", town.LAMP_HANDLER, text="Bulb replaced")
        assert "whistle" in case.offered(town.AREA_LEAD)
        case.go("pass", town.CHECKER)
        assert "whistle" not in case.offered(town.AREA_LEAD)


class TestClocks:
    def test_an_emergency_is_thirty_minutes_to_be_there_day_or_night(self) -> None:
        night = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)  # Sunday, 1:00 in Shanghai
        case = Case()
        call(case, now=night)
        assert call_due(case.facts) == night + 30 * MINUTE

    def test_the_other_degrees_run_on_the_working_hours_of_the_called_unit(self) -> None:
        case = Case()
        call(case, "tough", now=MONDAY + 5 * 60 * MINUTE)  # Monday 15:00: three hours today, one tomorrow from 8:00
        call(case, "routine", town.WEST_OFFICE)
        due = [one.asked[0].due_at for one in case.facts.calls]
        assert due == [MONDAY + 23 * 60 * MINUTE, MONDAY + DAY]

    def test_saying_that_one_comes_does_not_stop_the_clock_of_an_emergency(self) -> None:
        case = Case()
        item = call(case)
        answer(case, item, MONDAY + 5 * MINUTE)
        assert call_due(case.facts) == MONDAY + 30 * MINUTE
        arrive(case, item, MONDAY + 20 * MINUTE)
        assert call_due(case.facts) is None

    def test_an_answer_is_what_the_other_degrees_wait_for(self) -> None:
        case = Case()
        answer(case, call(case, "tough"))
        assert call_due(case.facts) is None

    def test_the_working_shows_the_calendar_of_the_unit_and_what_is_left(self) -> None:
        case = Case()
        call(case, "tough")
        shown = working(case.events, lambda number: town.EDITION, flow=2, now=MONDAY + 60 * MINUTE)
        clock = next(one for one in shown.running if one.clock is Clock.CALL)
        assert (clock.degree, clock.limit, clock.holds[0].unit_path) == (
            "tough", Limit(4, "h", "working"), town.SANITATION,
        )  # fmt: skip
        assert clock.remaining == 180 * MINUTE
        assert clock.deadline == case.facts.calls[0].asked[0].due_at

    def test_a_city_sets_its_own_times_and_old_editions_have_the_usual_ones(self) -> None:
        own = {"routine": Limit(3, "d", "working"), "tough": Limit(2, "h", "working")}
        edition = replace(
            town.EDITION,
            settings=replace(town.EDITION.settings, whistle={**own, "emergency": Limit(20, "min", "continuous")}),
        )
        kept = document.write(edition)
        assert document.read(kept, number=1, name="town", digest="town").settings.whistle["emergency"].value == 20
        del kept["settings"]["whistle"]
        assert document.read(kept, number=1, name="town", digest="town").settings.whistle["emergency"].value == 30


class TestResponding:
    def test_the_called_unit_and_nobody_else_answers_once(self) -> None:
        case = Case()
        item = call(case)
        given = {"item": item, "units": (town.SANITATION,), "text": "We come"}
        for actor in (town.LAMP_HANDLER, town.EAST_HANDLER, town.AREA_LEAD, town.OPERATOR, BEARER, SYSTEM):
            assert case.refusal("answer_call", actor, **given) == "not_yours"
        answer(case, item)
        assert case.refusal("answer_call", town.CLEANER, **given) == "answered_the_call"

    def test_nobody_may_refuse_and_an_answer_needs_words(self) -> None:
        case = Case()
        item = call(case)
        assert case.refusal("answer_call", town.CLEANER, item=item, units=(town.SANITATION,)) == "missing"
        assert "refuse" not in case.offered(town.CLEANER)

    def test_one_unit_does_not_answer_for_another(self) -> None:
        case = Case()
        item = call(case, "tough", town.SANITATION, town.EAST_OFFICE)
        given = {"item": item, "text": "They come"}
        assert case.refusal("answer_call", town.CLEANER, units=(town.EAST_OFFICE,), **given) == "call_not_yours"
        both = (town.SANITATION, town.EAST_OFFICE)
        assert case.refusal("answer_call", town.CLEANER, units=both, **given) == "call_not_yours"

    def test_the_lead_of_a_unit_answers_for_what_lies_below(self) -> None:
        case = Case()
        item = call(case, "tough", town.EAST_WORKSTATION)
        case.go("answer_call", EAST_UNIT_LEAD, item=item, units=(town.EAST_WORKSTATION,), text="They come")

    def test_who_is_there_has_answered(self) -> None:
        case = Case()
        arrive(case, call(case), MONDAY + 10 * MINUTE)
        asked = case.facts.calls[0].asked[0]
        assert asked.answered_at == asked.arrived_at == MONDAY + 10 * MINUTE

    def test_who_came_can_not_check_the_result(self) -> None:
        case = Case()
        arrive(case, call(case))
        case.go("handle", town.LAMP_HANDLER, text="Straightened")
        both = Actor("staff", 76, (Grant(Role.CHECKER), *town.CLEANER.grants))
        assert case.refusal("pass", both) == "own_unit_handled_it"

    def test_who_was_called_and_did_not_come_can(self) -> None:
        case = Case()
        end(case, call(case), "absent")
        case.go("handle", town.LAMP_HANDLER, text="Straightened")
        both = Actor("staff", 76, (Grant(Role.CHECKER), *town.CLEANER.grants))
        assert case.go("pass", both).state == State.CONFIRMING


class TestEnding:
    def test_only_the_caller_ends_the_call(self) -> None:
        case = Case()
        item = call(case)
        given = {"item": item, "units": (town.SANITATION,), "verdicts": ("helped",), "text": "Fenced off"}
        assert case.refusal("end_call", COMMUNITY_LEAD, **given) == "not_the_caller"
        assert case.refusal("end_call", WEST_LEAD, **given) == "not_yours"
        assert case.refusal("end_call", town.CLEANER, **given) == "not_yours"
        end(case, item, "helped")
        assert not case.facts.calls[0].open

    def test_work_does_not_wait_for_one_person(self) -> None:
        case = Case()
        item = call(case)
        given = {"item": item, "units": (town.SANITATION,), "verdicts": ("partly",), "text": "Fenced off"}
        assert case.go("end_call", SECOND_LEAD, **given).calls[0].asked[0].verdict == "partly"

    def test_the_post_does_not_help_who_belongs_to_a_called_unit(self) -> None:
        case = Case()
        item = call(case)
        both = Actor("staff", 77, (*town.AREA_LEAD.grants, *town.CLEANER.grants))
        given = {"item": item, "units": (town.SANITATION,), "verdicts": ("helped",), "text": "Splendid"}
        assert case.refusal("end_call", both, **given) == "not_the_caller"

    @pytest.mark.parametrize("verdicts", [("helped",), ("helped", "splendid"), ("helped", "absent", "not")])
    def test_each_called_unit_is_spoken_of(self, verdicts: tuple[str, ...]) -> None:
        case = Case()
        units = (town.SANITATION, town.WEST_OFFICE)
        item = call(case, "routine", *units)
        given = {"item": item, "units": units, "verdicts": verdicts, "text": "Thanks"}
        assert case.refusal("end_call", town.AREA_LEAD, **given) == "verdicts_missing"

    def test_an_ended_call_can_not_be_answered(self) -> None:
        case = Case()
        item = call(case)
        end(case, item, "absent")
        given = {"item": item, "units": (town.SANITATION,)}
        assert case.refusal("answer_call", town.CLEANER, text="Late", **given) == "not_yours"
        assert case.refusal("arrive", town.CLEANER, **given) == "not_yours"
        assert due_step(case.facts, MONDAY + DAY) is None

    def test_a_call_outlasts_the_closure_of_its_case(self) -> None:
        case = Case()
        item = call(case)
        case.go("handle", town.LAMP_HANDLER, text="Straightened")
        case.go("pass", town.CHECKER)
        case.go("confirm", BEARER)
        arrive(case, item)
        end(case, item, "not")
        assert (case.facts.state, case.facts.outcome) == (State.CLOSED, "satisfied")


class TestSilence:
    def test_an_emergency_that_nobody_answers_is_recorded_for_each_unit_once(self) -> None:
        case = Case()
        call(case, "emergency", town.SANITATION, town.WEST_OFFICE)
        assert due_step(case.facts, MONDAY + 29 * MINUTE) is None
        late = MONDAY + 31 * MINUTE
        miss(case, late)
        miss(case, late)
        assert due_step(case.facts, late) is None
        assert [event.given.units for event in case.events if event.move == "call_missed"] == [
            (town.SANITATION,),
            (town.WEST_OFFICE,),
        ]

    def test_too_early_and_too_often_are_refused(self) -> None:
        case = Case()
        item = call(case)
        given = {"item": item, "units": (town.SANITATION,)}
        assert case.refusal("call_missed", SYSTEM, **given) == "too_early"
        miss(case, MONDAY + DAY)
        assert case.refusal("call_missed", SYSTEM, now=MONDAY + DAY, **given) == "too_early"

    def test_a_late_answer_is_still_owed_and_still_taken(self) -> None:
        case = Case()
        item = call(case)
        miss(case, MONDAY + 40 * MINUTE)
        answer(case, item, MONDAY + 45 * MINUTE)
        arrive(case, item, MONDAY + 60 * MINUTE)
        asked = case.facts.calls[0].asked[0]
        assert asked.missed_at == MONDAY + 40 * MINUTE
        assert asked.arrived_at == MONDAY + 60 * MINUTE

    def test_the_case_wakes_for_whichever_comes_first(self) -> None:
        case = Case()
        case.go("pause", town.LAMP_HANDLER, reason="weather", until=MONDAY + DAY)
        call(case)
        assert wakes_at(case.facts) == MONDAY + 30 * MINUTE
        miss(case, MONDAY + 31 * MINUTE)
        assert wakes_at(case.facts) == MONDAY + DAY
        step = due_step(case.facts, MONDAY + DAY)
        assert step is not None
        assert step.move == "resume"

    def test_a_replay_gives_the_same_calls(self) -> None:
        case = Case()
        item = call(case, "emergency", town.SANITATION, town.WEST_OFFICE)
        miss(case, MONDAY + DAY)
        arrive(case, item, MONDAY + DAY)
        end(case, item, "partly", "absent", now=MONDAY + DAY)
        assert rebuild(case.facts.id, case.facts.flow, 0, case.events) == case.facts
