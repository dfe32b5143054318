"""A dispatcher takes a case back from a unit; whoever assisted answers for the result as well."""

from tests import town
from tests.rules.loop_kit import DAY, FRIDAY, MONDAY, WEDNESDAY, Case

from linli.cases.rules import State, next_step
from linli.kernel.rights import Role


def test_a_case_is_taken_back_and_the_promise_runs_on() -> None:
    case = Case()
    due = case.facts.due_at
    facts = case.go("recall", town.DISPATCHER, text="It is a private lamp", now=MONDAY + DAY)
    assert (facts.state, facts.due_at) == (State.FILED, due)


def test_it_waits_for_the_dispatcher_and_the_unit_is_not_suggested_again() -> None:
    case = Case()
    facts = case.go("recall", town.DISPATCHER, text="It is a private lamp")
    assert next_step(facts, town.EDITION).why == "recalled"
    assert facts.returned_units == (town.LIGHTING,)
    facts = case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION)
    assert (facts.state, facts.unit_path) == (State.DISPATCHED, town.SANITATION)


def test_it_is_no_return_of_the_unit() -> None:
    case = Case()
    case.go("recall", town.DISPATCHER, text="It is a private lamp")
    case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION)
    assert case.go("return", town.CLEANER, reason="not_ours", text="Not ours").state == State.FILED


def test_a_pause_ends_with_it() -> None:
    case = Case()
    case.go("pause", town.LAMP_HANDLER, reason="weather", until=FRIDAY)
    facts = case.go("recall", town.DISPATCHER, text="They don't act", now=MONDAY + DAY)
    # A day stood still: what was due on Wednesday is due on Thursday.
    assert (facts.due_at, facts.until) == (WEDNESDAY + DAY, None)


def test_a_ruling_binds_the_dispatcher_too() -> None:
    case = Case()
    case.go("return", town.LAMP_HANDLER, reason="not_ours", text="Not ours")
    case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION)
    case.go("contest", town.CLEANER, reason="not_ours", text="Not ours either")
    case.go("rule", town.AREA_LEAD, unit_path=town.LIGHTING, text="It is")
    assert case.refusal("recall", town.DISPATCHER, text="On second thoughts") == "ruling_is_binding"


def test_nobody_takes_it_from_the_own_unit() -> None:
    both = town.staff(90, Role.DISPATCHER)
    own = type(both)("staff", 90, (*both.grants, *town.LAMP_HANDLER.grants))
    assert Case().refusal("recall", own, text="Ours is too busy") == "own_unit_holds_it"


def test_who_assisted_cannot_check() -> None:
    case = Case()
    case.go("recall", town.DISPATCHER, text="It needs two")
    case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, assisting=(town.SANITATION,))
    case.go("accept", town.LAMP_HANDLER)
    case.go("assist_accept", town.CLEANER)
    case.go("assist_done", town.CLEANER, text="Cleaned up")
    case.go("handle", town.LAMP_HANDLER, text="New lamp", now=MONDAY + DAY)
    checker = town.staff(91, Role.CHECKER)
    assistant = type(checker)("staff", 91, (*checker.grants, *town.CLEANER.grants))
    assert case.refusal("pass", assistant) == "own_unit_handled_it"
