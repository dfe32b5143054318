"""What a case was promised: the strictest limit of its conditions and grade, and a clock that no detour resets."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import town
from tests.laws import tried
from tests.rules.loop_kit import BEARER, CASE, DAY, EAST, MONDAY, Case

from linli.cases.rules import Event, Facts, Given, State, decide, next_step, open_case, rebuild
from linli.cases.rules.clock import handling
from linli.cases.rules.effects import WAITS_FOR_REPORTER
from linli.cases.rules.facts import joined, marked
from linli.cases.rules.promise import promised
from linli.catalogue.rules.edition import Edition, LimitRow, Reason
from linli.catalogue.rules.limits import due_at, key_of
from linli.kernel.periods import Limit
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor
from linli.kernel.words import words

HOUR = timedelta(hours=1)
NAME = words("情形", "Condition")
ROWS = (
    LimitRow("*", "ordinary", NAME, Limit(2, "d", "working"), "A"),
    LimitRow("*", "ordinary", NAME, Limit(5, "d", "working")),
    LimitRow("*", "hazard", NAME, Limit(20, "h", "continuous")),
    LimitRow("*", "loose", NAME, Limit(1, "d", "working")),
)
TOWN = replace(town.EDITION, limits=ROWS)


class Told:
    """A case that the rules of `edition` judge, act by act."""

    def __init__(self, edition: Edition = TOWN) -> None:
        self.edition = edition
        self.facts: Facts = open_case(CASE, edition)
        self.events: list[Event] = []
        self.go("report", town.PASSER_BY, source="web", class_key=town.LAMP, place=EAST)

    def answer(
        self, move: str, actor: Actor, *, now: datetime = MONDAY, grade: str = "", **brought: object
    ) -> Allowed | Refused:
        return decide(
            facts=self.facts, move=move, actor=actor, given=replace(Given(), **brought), edition=self.edition, now=now,
            history=lambda: self.events, grade=grade,
        )  # fmt: skip

    def go(self, move: str, actor: Actor, *, now: datetime = MONDAY, **brought: object) -> Facts:
        answer = self.answer(move, actor, now=now, **brought)  # type: ignore[arg-type]
        assert isinstance(answer, Allowed), f"{move}: {answer}"
        self.events.append(answer.value.event)
        self.facts = answer.value.facts
        assert rebuild(CASE, self.facts.flow, TOWN.number, self.events) == self.facts
        return self.facts

    def refused(self, move: str, actor: Actor, *, now: datetime = MONDAY, **brought: object) -> str:
        answer = self.answer(move, actor, now=now, **brought)  # type: ignore[arg-type]
        assert isinstance(answer, Refused), f"{move} was allowed"
        return answer.code

    def dispatched(self, *conditions: str, grade: str = "", now: datetime = MONDAY) -> Facts:
        self.go("file", town.OPERATOR, condition=joined(conditions), grade=grade, now=now)
        return self.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, now=now)


class TestTheStrictestWins:
    @pytest.mark.parametrize(
        ("conditions", "grade", "due", "won"),
        [
            ((), "", MONDAY + 7 * DAY, ""),  # five working days from Monday 10:00, the only row that counts
            ((), "A", MONDAY + 2 * DAY, "ordinary/A"),
            ((), "C", MONDAY + 7 * DAY, ""),
            (("loose",), "A", MONDAY + DAY, ""),
            (("loose", "hazard"), "", MONDAY + 20 * HOUR, "hazard"),  # Tuesday 06:00, before Tuesday 10:00
            (("ordinary", "loose"), "A", MONDAY + DAY, "loose"),
        ],
    )
    def test_of_class_conditions_and_grade(
        self, conditions: tuple[str, ...], grade: str, due: datetime, won: str
    ) -> None:
        facts = Told().dispatched(*conditions, grade=grade)
        assert (facts.due_at, facts.limit, facts.grade) == (due, won, grade)

    def test_by_the_moment_that_each_comes_to_and_not_by_its_number(self) -> None:
        # On Friday at 16:00 a working day ends on Monday, twenty hours already on Saturday.
        case, friday = Told(), MONDAY + 4 * DAY + 6 * HOUR
        facts = case.dispatched("hazard", "loose", now=friday)
        assert (facts.due_at, facts.limit) == (friday + 20 * HOUR, "hazard")

    def test_a_condition_that_the_class_has_not_is_refused_among_others_too(self) -> None:
        assert Told().refused("file", town.OPERATOR, condition="hazard;flooding") == "condition_unknown"

    def test_the_working_tells_which_rows_counted_and_which_won(self) -> None:
        case = Told()
        case.dispatched("hazard", "loose", grade="A")
        clock = handling(case.events, lambda _: TOWN, flow=2, now=MONDAY)
        assert clock is not None
        assert (clock.row, clock.among, clock.grade) == (ROWS[2], ROWS[2:], "A")
        assert promised(case.facts, TOWN) == ROWS[2]

    def test_the_row_stays_when_another_unit_takes_over_on_another_calendar(self) -> None:
        day = TOWN.calendars["office"].standard
        long_week = replace(TOWN.calendars["office"], week=(day,) * 7)
        units = dict(TOWN.units) | {"sanitation": replace(TOWN.units["sanitation"], calendar="daily")}
        case = Told(replace(TOWN, calendars=dict(TOWN.calendars) | {"daily": long_week}, units=units))
        won = case.dispatched("hazard", "loose").limit
        case.go("accept", town.LAMP_HANDLER)
        case.go("recall", town.DISPATCHER, text="Meant for sanitation", now=MONDAY + HOUR)
        facts = case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION, now=MONDAY + 2 * HOUR)
        assert (facts.limit, facts.due_at) == (won, MONDAY + 20 * HOUR)

    def test_an_extension_is_measured_by_the_row_that_won(self) -> None:
        case = Told()
        case.dispatched("ordinary", grade="A")
        assert case.refused("ask_extension", town.LAMP_HANDLER, amount=3, text="More") == "amount_out_of_range"
        assert case.go("ask_extension", town.LAMP_HANDLER, amount=2, text="More").asked == 2

    @tried(80)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["ordinary", "hazard"]), st.sampled_from(["", "A"]), st.integers(1, 30),
                st.sampled_from(["h", "d"]), st.sampled_from(["working", "continuous"]),
            ),
            min_size=1, max_size=5, unique_by=lambda one: one[:2],
        ),
        st.sampled_from(["", "A", "B"]),
        st.integers(0, 7 * 24),
    )  # fmt: skip
    def test_no_other_row_that_counts_is_due_earlier(self, drawn: list[tuple], grade: str, hours: int) -> None:
        rows = tuple(LimitRow("*", one[0], NAME, Limit(one[2], one[3], one[4]), one[1]) for one in drawn)
        case, now = Told(replace(TOWN, limits=rows)), MONDAY + hours * HOUR
        conditions = tuple(dict.fromkeys(row.condition for row in rows))
        facts = case.dispatched(*conditions, grade=grade, now=now)
        for row in rows:
            if row.grade in ("", grade):
                alone = replace(TOWN, limits=(replace(row, grade=""),))
                other = due_at(alone, class_key=town.LAMP, unit_code=town.LIGHTING, start=now)
                assert other is not None
                assert facts.due_at is not None
                assert facts.due_at <= other
        clock = handling(case.events, lambda _: case.edition, flow=2, now=now)
        assert (clock.deadline if clock else None) == facts.due_at
        won = promised(facts, case.edition)
        assert won == (clock.row if clock else None)
        assert facts.limit in ("", *([key_of(won)] if won else []))


class TestReferringBackIsNoNewRound:
    def referred(self, now: datetime = MONDAY) -> Told:
        case = Told()
        case.dispatched()
        case.go("return", town.LAMP_HANDLER, reason="not_ours", text="Not a lamp", now=now)
        case.go("refer", town.DISPATCHER, text="Wrong class", now=now)
        return case

    def test_the_promise_runs_on_while_intake_sets_the_case_right(self) -> None:
        assert self.referred().facts.due_at == MONDAY + 7 * DAY

    def test_filed_anew_the_clock_still_runs_since_the_first_dispatch(self) -> None:
        case = self.referred(now=MONDAY + DAY)
        filed = case.go("file", town.OPERATOR, now=MONDAY + 2 * DAY)
        assert filed.due_at == MONDAY + 7 * DAY
        facts = case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, now=MONDAY + 2 * DAY)
        assert facts.due_at == MONDAY + 7 * DAY

    def test_another_condition_brings_its_limit_from_the_same_start(self) -> None:
        case = self.referred(now=MONDAY + HOUR)
        filed = case.go("file", town.OPERATOR, condition="hazard", now=MONDAY + 2 * HOUR)
        assert filed.due_at == MONDAY + 20 * HOUR
        facts = case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, now=MONDAY + 3 * HOUR)
        clock = handling(case.events, lambda _: TOWN, flow=2, now=MONDAY + DAY)
        assert clock is not None
        assert facts.due_at == clock.deadline == MONDAY + 20 * HOUR
        assert (clock.started.at, clock.late) == (MONDAY, True)

    def test_a_case_that_is_turned_down_after_all_has_no_deadline(self) -> None:
        case = self.referred()
        facts = case.go("reject", town.OPERATOR, reason="outside", text="Beyond the river")
        assert facts.due_at is None
        clock = handling(case.events, lambda _: TOWN, flow=2, now=MONDAY)
        assert clock is not None
        assert clock.ended is not None


WAITING = replace(
    town.EDITION,
    reasons=dict(town.EDITION.reasons) | {"pause": (
        Reason("weather", NAME, NAME), Reason("ask", NAME, NAME, waits_for="reporter"),
    )},
)  # fmt: skip


class TestAPauseThatWaitsForTheReporter:
    def paused(self, reason: str) -> Told:
        case = Told(WAITING)
        case.dispatched()
        case.go("accept", town.LAMP_HANDLER)
        case.go("pause", town.LAMP_HANDLER, reason=reason, until=MONDAY + 10 * DAY)
        return case

    def test_it_is_over_with_the_reporters_word(self) -> None:
        case = self.paused("ask")
        assert case.facts.why == WAITS_FOR_REPORTER
        now = MONDAY + DAY
        facts = case.go("add", BEARER, text="The third lamp from the corner", now=now)
        assert facts.until == now
        assert next_step(facts, WAITING, now=now).move == "resume"
        # Two working days from Monday 10:00, one day of which the clock stood still.
        assert case.go("resume", SYSTEM, now=now).due_at == MONDAY + 3 * DAY

    def test_a_note_of_the_unit_does_not_end_it(self) -> None:
        case = self.paused("ask")
        facts = case.go("note", town.LAMP_HANDLER, text="Called, nobody there", now=MONDAY + DAY)
        assert (facts.why, facts.until) == (WAITS_FOR_REPORTER, MONDAY + 10 * DAY)
        assert next_step(facts, WAITING, now=MONDAY + DAY).move == ""

    def test_a_pause_for_the_weather_goes_on(self) -> None:
        case = self.paused("weather")
        facts = case.go("add", BEARER, text="It rains", now=MONDAY + DAY)
        assert facts.until == MONDAY + 10 * DAY
        assert next_step(facts, WAITING, now=MONDAY + DAY).move == ""


def test_asking_again_after_an_answer_is_not_a_try() -> None:
    case = Told()
    for _ in range(2):
        case.go("answer", town.OPERATOR, text="On Mondays")
        case.go("press", BEARER, text="That is no answer")
    facts = case.go("file", town.OPERATOR)
    assert (facts.rounds, facts.pressed) == (2, 2)
    assert case.refused("settle", town.SUPERVISOR, text="Enough") == "try_again_first"


def test_what_came_back_twice_can_be_settled() -> None:
    case = Case()
    for _ in range(2):
        if case.facts.state is State.FILED:
            case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING)
            case.go("accept", town.LAMP_HANDLER)
        case.go("handle", town.LAMP_HANDLER, text="Done")
        case.go("pass", town.CHECKER)
        case.go("dissent", BEARER, verdict="not_fixed", text="Still dark")
    assert case.go("settle", town.SUPERVISOR, text="It is lit as the rules say").state == State.CLOSED


def test_conditions_are_kept_as_one_text() -> None:
    assert marked(joined(("hazard", "loose"))) == ("hazard", "loose")
    assert marked("") == ()
