"""Other units than the lead do parts of a case, each with a state and a clock of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests import town
from tests.rules.loop_kit import BEARER, DAY, MONDAY, WEDNESDAY, Case

from linli.cases.rules import Given, State, decide, rare, rebuild
from linli.cases.rules.clock import Clock, Reckoned, working
from linli.cases.rules.decide import repeats
from linli.cases.rules.tasks import concerned
from linli.kernel.results import Refused
from linli.kernel.rights import Grant, Role

LAMP_LEAD = town.staff(40, Role.UNIT_LEAD, unit_path=town.LIGHTING)


def called_in(*units: str, **given: object) -> Case:
    case = Case()
    case.go("call_in", LAMP_LEAD, units=units or (town.SANITATION,), text="The branches have to go first", **given)
    return case


def parts(case: Case, now: object = MONDAY) -> list[Reckoned]:
    found = working(case.events, lambda number: town.EDITION, flow=2, now=now)  # type: ignore[arg-type]
    return [one for one in (*found.past, *found.running) if one.clock is Clock.ASSIST]


def test_a_dispatch_asks_each_assisting_unit_for_its_part() -> None:
    case = Case()
    case.go("recall", town.DISPATCHER, text="It needs two")
    both = (town.SANITATION, town.EAST_OFFICE)
    facts = case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, assisting=both)
    assert facts.assisting == both
    assert [(task.unit_path, task.state) for task in facts.tasks] == [(path, "asked") for path in both]


def test_a_part_is_taken_on_and_done() -> None:
    case = called_in()
    assert case.go("assist_accept", town.CLEANER).tasks[0].state == "working"
    facts = case.go("assist_done", town.CLEANER, text="Branches cut")
    assert (facts.state, facts.assisting, facts.tasks[0].state) == (State.HANDLING, (), "done")
    assert concerned(facts) == (town.SANITATION,)


def test_only_the_unit_itself_acts_on_its_part() -> None:
    case = called_in()
    for actor in (town.LAMP_HANDLER, town.EAST_HANDLER, town.DISPATCHER):
        assert case.refusal("assist_accept", actor) == "not_yours"
    assert "assist_accept" in case.offered(town.CLEANER)
    assert "handle" not in case.offered(town.CLEANER)


@pytest.mark.parametrize("actor", [town.LAMP_HANDLER, town.CLEANER, town.SUPERVISOR])
def test_help_is_called_in_by_the_dispatcher_or_the_lead_of_the_unit(actor: object) -> None:
    assert Case().refusal("call_in", actor, units=(town.SANITATION,), text="Please") == "not_yours"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("units", "code"),
    [
        (("nobody",), "unit_unknown"),
        ((town.LIGHTING,), "unit_assists_itself"),
        ((town.SANITATION,), "assists_already"),
    ],
)
def test_who_is_called_in_is_another_unit_that_has_no_part_yet(units: tuple[str, ...], code: str) -> None:
    assert called_in().refusal("call_in", LAMP_LEAD, units=units, text="You too") == code


def test_the_lead_hands_in_only_when_every_part_is_done_or_released() -> None:
    case = called_in(town.SANITATION, town.EAST_OFFICE)
    assert "handle" not in case.offered(town.LAMP_HANDLER)
    answer = decide(
        facts=case.facts, move="handle", actor=town.LAMP_HANDLER, given=Given(text="Done"), edition=town.EDITION,
        now=MONDAY,
    )  # fmt: skip
    assert answer == Refused("assistance_open", {"units": (town.SANITATION, town.EAST_OFFICE)})
    case.go("assist_accept", town.CLEANER)
    case.go("assist_done", town.CLEANER, text="Branches cut")
    case.go("release", town.LAMP_HANDLER, units=(town.EAST_OFFICE,), text="No longer needed")
    facts = case.go("handle", town.LAMP_HANDLER, text="Lamp replaced")
    # The unit that was let go did nothing; the one that did its part answers for the result.
    assert facts.handled_units == (town.LIGHTING, town.SANITATION)


def test_who_did_a_part_cannot_check_it() -> None:
    case = called_in()
    case.go("assist_accept", town.CLEANER)
    case.go("assist_done", town.CLEANER, text="Branches cut")
    case.go("handle", town.LAMP_HANDLER, text="Lamp replaced")
    moved_on = replace(town.CHECKER, id=town.CLEANER.id)
    assert case.refusal("pass", moved_on) == "handled_it_yourself"


def test_a_part_that_is_not_the_units_is_sent_back_with_a_reason() -> None:
    case = called_in()
    assert case.refusal("assist_return", town.CLEANER, reason="unheard_of", text="Not ours") == "reason_unknown"
    facts = case.go("assist_return", town.CLEANER, reason="not_ours", text="Trees are the park's")
    assert (facts.tasks, facts.assisting, facts.returns, facts.state) == ((), (), 0, State.HANDLING)
    assert case.go("call_in", LAMP_LEAD, units=(town.SANITATION,), text="They are yours").assisting


def test_nobody_releases_the_own_unit_from_its_part() -> None:
    case = called_in()
    own = replace(town.DISPATCHER, grants=(*town.DISPATCHER.grants, *town.CLEANER.grants))
    assert case.refusal("release", own, units=(town.SANITATION,), text="Too busy") == "nobody_assists"
    case.go("call_in", LAMP_LEAD, units=(town.EAST_OFFICE,), text="And you")
    assert case.refusal("release", own, units=(town.SANITATION,), text="Too busy") == "own_unit_assists"
    assert case.refusal("release", own, units=(town.WEST_OFFICE,), text="Too busy") == "assists_not"


def test_somebody_of_two_assisting_units_says_for_which_they_act() -> None:
    case = called_in(town.SANITATION, town.EAST_OFFICE)
    both = replace(town.CLEANER, grants=(*town.CLEANER.grants, *town.EAST_HANDLER.grants))
    assert case.refusal("assist_accept", both) == "task_unclear"
    assert case.refusal("assist_accept", town.CLEANER, units=(town.EAST_OFFICE,)) == "task_unclear"
    facts = case.go("assist_accept", both, units=(town.EAST_OFFICE,))
    assert [task.state for task in facts.tasks] == ["asked", "working"]


def test_a_post_in_one_area_acts_on_no_part_in_another() -> None:
    case = called_in(town.SANITATION, town.EAST_OFFICE)
    elsewhere = Grant(Role.HANDLER, town.WEST, town.EAST_OFFICE)
    cleaner = replace(town.CLEANER, grants=(*town.CLEANER.grants, elsewhere))
    assert case.refusal("assist_accept", cleaner, units=(town.EAST_OFFICE,)) == "task_unclear"
    facts = case.go("assist_accept", cleaner)
    assert [task.state for task in facts.tasks] == ["working", "asked"]


def test_a_unit_is_asked_for_one_part_at_a_time() -> None:
    twice = (town.SANITATION, town.SANITATION)
    case = Case()
    assert case.refusal("call_in", LAMP_LEAD, units=twice, text="You") == "assists_already"
    case.go("recall", town.DISPATCHER, text="It needs two")
    refused = case.refusal("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, assisting=twice)
    assert refused == "assists_already"


def test_the_same_act_sent_again_is_the_same_act_although_the_unit_went_without_saying() -> None:
    case = called_in()
    case.go("assist_accept", town.CLEANER)
    event = case.events[-1]
    assert event.given.unit_path == town.SANITATION
    assert repeats(event, move="assist_accept", actor=town.CLEANER, given=Given())
    assert not repeats(event, move="assist_accept", actor=town.CLEANER, given=Given(units=(town.EAST_OFFICE,)))


@pytest.mark.parametrize(
    ("move", "actor", "given"),
    [
        ("recall", town.DISPATCHER, {"text": "For somebody else"}),
        ("return", town.LAMP_HANDLER, {"reason": "not_ours", "text": "Not ours"}),
    ],
)
def test_open_parts_end_with_the_leads_hold_and_what_is_done_stays_done(
    move: str, actor: object, given: dict[str, object]
) -> None:
    case = called_in(town.SANITATION, town.EAST_OFFICE)
    case.go("assist_accept", town.CLEANER)
    case.go("assist_done", town.CLEANER, text="Branches cut")
    facts = case.go(move, actor, **given)  # type: ignore[arg-type]
    assert [task.unit_path for task in facts.tasks] == [town.SANITATION]
    assert facts.assisting == ()
    assert [one.ended and one.ended.move for one in parts(case)] == ["assist_done", move]
    facts = case.go("dispatch", town.DISPATCHER, unit_path=town.WEST_OFFICE, assisting=(town.SANITATION,))
    assert (facts.assisting, facts.tasks[-1].state) == ((town.SANITATION,), "asked")


def test_a_withdrawn_case_leaves_no_part_open() -> None:
    case = Case()
    case.go("recall", town.DISPATCHER, text="It needs two")
    case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, assisting=(town.SANITATION,))
    facts = case.go("withdraw", BEARER)
    assert (facts.tasks, facts.assisting) == ((), ())


def test_a_part_has_the_limit_of_the_class_from_being_asked_for() -> None:
    case = Case()
    case.go("call_in", LAMP_LEAD, units=(town.SANITATION,), text="Branches", now=MONDAY + DAY)
    one = parts(case)[0]
    assert one.holds[0].unit_path == town.SANITATION
    assert one.deadline == WEDNESDAY + DAY
    assert case.facts.due_at == WEDNESDAY


def test_or_less_if_it_is_given_less_but_never_more() -> None:
    case = Case()
    assert case.refusal("call_in", LAMP_LEAD, units=(town.SANITATION,), text="x", amount=3) == "amount_out_of_range"
    case.go("call_in", LAMP_LEAD, units=(town.SANITATION,), text="Branches", amount=1)
    assert parts(case)[0].deadline == MONDAY + DAY


def test_its_clock_runs_through_the_leads_pause_but_not_through_a_suspension() -> None:
    case = called_in()
    case.go("pause", town.LAMP_HANDLER, reason="weather", until=MONDAY + DAY)
    assert parts(case)[0].deadline == WEDNESDAY
    case.go("suspend", town.SUPERVISOR, reason="funds", until=MONDAY + 30 * DAY, text="Not this month")
    assert parts(case)[0].stands
    case.go("revive", town.SUPERVISOR, now=MONDAY + DAY)
    one = parts(case, MONDAY + DAY)[0]
    assert (one.deadline, one.stands) == (WEDNESDAY + DAY, False)


def test_it_is_late_on_its_own_account() -> None:
    case = called_in(town.SANITATION, amount=1)
    case.go("assist_accept", town.CLEANER)
    case.go("assist_done", town.CLEANER, text="Branches cut", now=MONDAY + DAY + timedelta(hours=1))
    one = parts(case)[0]
    assert one.late
    assert one.ended is not None
    assert one.ended.move == "assist_done"


def test_in_the_first_version_of_the_flow_there_are_no_parts() -> None:
    case = Case()
    case.go("recall", town.DISPATCHER, text="It needs two")
    case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, assisting=(town.SANITATION,))
    found = working(case.events, lambda number: town.EDITION, flow=1, now=MONDAY)
    assert all(one.clock is not Clock.ASSIST for one in (*found.past, *found.running))


def test_parts_are_kept_with_the_row_and_rebuilt_from_the_events() -> None:
    case = called_in()
    case.go("assist_accept", town.CLEANER)
    assert rare.load(rare.dump(case.facts)) == {"tasks": case.facts.tasks}
    assert rebuild(case.facts.id, case.facts.flow, 0, case.events) == case.facts
