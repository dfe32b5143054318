"""Lots: nobody is left out who may check, nobody can choose who does, and a draw can be shown to be right."""

from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import town
from tests.rules.loop_kit import BEARER, DAY, MONDAY, Case

from linli.cases.rules import LATEST, Event, Facts, Given, State, apply, guards, lots, next_step
from linli.cases.rules.call import Asked, Call
from linli.cases.rules.lots import Entitled, Lots, draw, falls_on, shares, weight
from linli.cases.rules.parts import Child
from linli.kernel.rights import SYSTEM

ENTITLED = st.builds(
    Entitled,
    person=st.integers(1, 40),
    area_path=st.sampled_from(["", town.DISTRICT, town.EAST, town.EAST_COMMUNITY]),
    load=st.integers(0, 3000),
)


@given(st.lists(ENTITLED, min_size=1), st.binary())
def test_whoever_is_drawn_took_part_and_the_same_draw_draws_the_same(entitled: list[Entitled], seed: bytes) -> None:
    taking_part = shares(entitled)
    assert draw(taking_part, seed=seed) in {one.person for one in entitled}
    assert draw(shares(entitled[::-1]), seed=seed) == draw(taking_part, seed=seed)
    assert lots.read(lots.written(taking_part)) == taking_part


@given(ENTITLED)
def test_everybody_entitled_has_a_lot_however_many_checks_they_have(one: Entitled) -> None:
    assert weight(one) >= 1


def test_nearer_posts_have_more_lots_and_busier_people_fewer() -> None:
    assert weight(Entitled(1, town.EAST_COMMUNITY, 0)) == 4 * weight(Entitled(2, "", 0))
    assert weight(Entitled(1, town.EAST, 2)) == weight(Entitled(1, "", 0))


def test_over_many_draws_everybody_gets_about_their_share() -> None:
    taking_part = ((1, 100), (2, 200), (3, 700))
    drawn = Counter(draw(taking_part, seed=str(number).encode()) for number in range(5000))
    for person, many in taking_part:
        assert drawn[person] / 5000 == pytest.approx(many / 1000, abs=0.03)


def test_so_many_in_a_hundred_are_looked_at_again() -> None:
    drawn = sum(falls_on(5, seed=str(number).encode()) for number in range(5000))
    assert drawn / 5000 == pytest.approx(0.05, abs=0.015)
    assert not any(falls_on(0, seed=str(number).encode()) for number in range(100))
    assert all(falls_on(100, seed=str(number).encode()) for number in range(100))


def test_nobody_draws_from_nothing() -> None:
    with pytest.raises(ValueError, match="no lots"):
        draw((), seed=b"")


def among(*persons: int) -> Lots:
    return Lots(lambda facts, now: [Entitled(person, "", 0) for person in persons], lambda facts, purpose: b"seed")


def handled() -> Case:
    case = Case()
    case.go("handle", town.LAMP_HANDLER, text="New lamp")
    return case


def follow(case: Case, choice: Lots, now: object = MONDAY) -> None:
    step = next_step(case.facts, town.EDITION, lots=choice, now=MONDAY)
    case.go(step.move, SYSTEM, person=step.given.person, lots=step.given.lots, until=step.given.until)


def test_only_who_was_drawn_can_check() -> None:
    case = handled()
    follow(case, among(town.CHECKER.id or 0))
    assert case.refusal("pass", town.EAST_COLLECTOR) == "drawn_to_another"
    assert case.refusal("fail", town.EAST_COLLECTOR, text="Dark") == "drawn_to_another"
    assert case.go("pass", town.CHECKER).checker is None


def test_where_nobody_takes_part_anybody_who_may_checks() -> None:
    case = handled()
    assert next_step(case.facts, town.EDITION, lots=among(), now=MONDAY).move == ""
    assert case.go("pass", town.EAST_COLLECTOR).state == State.CONFIRMING


def test_a_check_that_nobody_makes_is_passed_on_to_others_and_at_last_to_anybody() -> None:
    case = handled()
    persons = (town.CHECKER.id or 0, town.EAST_COLLECTOR.id or 0)
    follow(case, among(*persons))
    until = case.facts.until
    assert until is not None
    assert case.refusal("pass_on", SYSTEM, now=MONDAY) == "too_early"
    first = case.facts.checker
    case.go("pass_on", SYSTEM, now=until)
    follow(case, among(*persons))
    assert {first, case.facts.checker} == set(persons)
    case.go("pass_on", SYSTEM, now=until + DAY)
    assert next_step(case.facts, town.EDITION, lots=among(*persons), now=MONDAY).move == ""


def test_a_supervisor_has_lots_drawn_again_in_words() -> None:
    case = handled()
    assert case.refusal("redraw", town.SUPERVISOR, text="On leave") == "nobody_drawn"
    follow(case, among(1, 2))
    assert case.refusal("redraw", town.SUPERVISOR) == "missing"
    case.go("redraw", town.SUPERVISOR, text="On leave")
    assert case.facts.checker is None
    assert len(case.facts.drawn) == 1


def test_rework_is_drawn_afresh() -> None:
    case = handled()
    follow(case, among(town.CHECKER.id or 0))
    case.go("fail", town.CHECKER, text="Dark")
    facts = case.go("handle", town.LAMP_HANDLER, text="Now")
    assert (facts.checker, facts.drawn) == (None, ())


def satisfied() -> Case:
    case = handled()
    case.go("pass", town.CHECKER)
    case.go("confirm", BEARER)
    return case


def test_a_closure_that_is_looked_at_again_stands_meanwhile() -> None:
    case = satisfied()
    closed_at = case.facts.closed_at
    facts = case.go("sample", SYSTEM, now=MONDAY + DAY)
    assert (facts.state, facts.closed_at, facts.outcome) == (State.SAMPLED, closed_at, "satisfied")
    facts = case.go("stand", town.CHECKER, now=MONDAY + DAY)
    assert (facts.state, facts.closed_at, facts.outcome) == (State.CLOSED, closed_at, "satisfied")
    assert case.refusal("sample", SYSTEM) == "not_to_sample"


def test_a_closure_that_does_not_stand_comes_back() -> None:
    case = satisfied()
    case.go("sample", SYSTEM)
    assert case.refusal("overturn", town.CHECKER) == "missing"
    facts = case.go("overturn", town.CHECKER, text="Dark again")
    assert (facts.state, facts.closed_at, facts.outcome, facts.rounds) == (State.FILED, None, "", 1)


def test_only_what_a_unit_did_and_the_reporter_liked_is_looked_at_again() -> None:
    case = handled()
    case.go("pass", town.CHECKER)
    silent = case.go("silence", SYSTEM, now=MONDAY + 8 * DAY)
    assert silent.outcome == "unanswered"
    assert case.refusal("sample", SYSTEM) == "not_to_sample"
    assert next_step(silent, town.EDITION, lots=among(1), now=MONDAY).move == ""


@pytest.mark.parametrize("move", ["file", "reject", "answer", "refer"])
def test_whoever_handled_has_no_say_in_filing(move: str) -> None:
    assert guards.not_own_work in LATEST.moves[move].standing


@pytest.mark.parametrize("state", [State.HANDLED, State.SAMPLED, State.CONTESTED])
def test_whoever_was_drawn_stays_drawn_whatever_else_happens_meanwhile(state: State) -> None:
    """Nobody chooses who checks by doing something beside the check."""
    called = Call(12, "tough", MONDAY, 1, "", (Asked(town.LIGHTING, MONDAY),))
    facts = Facts(
        uuid4(), LATEST.version, state=state, checker=7, until=MONDAY, calls=(called,),
        children=(Child("other", 12, open=False),),
    )  # fmt: skip
    beside = [one for one in LATEST.moves.values() if state in one.sources and one.target is None and one.back is None]
    freed = set()
    for move in beside:
        given = Given(other="other", item=12, units=(town.LIGHTING,), verdicts=("helped",), dues=(MONDAY,), rungs=(80,))
        event = Event(1, move.name, MONDAY, state, state, "staff", 1, "operator", "", given, edition=1)
        after = apply(facts, event)
        if (after.checker, after.until) != (7, MONDAY):
            freed.add(move.name)
    assert len(beside) > 6 and freed == {"draw", "redraw", "pass_on"}
