"""Supervision orders: who may issue one, to whom, who answers it, and that nothing but an accepted answer ends it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as example
from hypothesis import strategies as st
from tests import town
from tests.rules import orders_kit as kit

from linli.kernel.paths import related
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Grant, Role
from linli.supervision.rules import (
    MOVES,
    Covered,
    Facts,
    Given,
    State,
    bearers,
    climbed,
    decide,
    fit_to_answer,
    is_overdue,
    ladder,
    open_order,
    permitted,
    picture,
    repeats,
)
from linli.supervision.rules.guards import CASES_AT_MOST

DAY = timedelta(days=1)


def act(facts: Facts, move: str, actor: Actor, given: Given | None = None, **more: object) -> Facts:
    done = judge(facts, move, actor, given, **more)
    assert isinstance(done, Allowed), done
    return done.value


def judge(
    facts: Facts, move: str, actor: Actor, given: Given | None = None, people: tuple[Actor, ...] = kit.PEOPLE
) -> Allowed[Facts] | Refused:
    done = decide(
        facts=facts, move=move, actor=actor, given=given or Given(text="words"), holders=kit.holders(people),
        now=town.NOW,
    )  # fmt: skip
    return done if isinstance(done, Refused) else Allowed(done.value.facts)


def code(answer: Allowed[Facts] | Refused) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def issued(answerer: Actor = kit.LAMP_LEAD, *cases: Covered, by: Actor = kit.SUPERVISOR) -> Facts:
    return act(open_order(kit.ORDER), "issue", by, kit.asking(answerer, *cases))


@pytest.mark.parametrize("actor", [kit.SUPERVISOR, kit.EAST_LEAD, kit.CITY_LEAD])
def test_supervisors_and_leads_of_the_area_issue(actor: Actor) -> None:
    facts = issued(by=actor)
    assert facts.state is State.ISSUED
    assert facts.issuer == kit.party(actor)
    assert facts.answerer == kit.party(kit.LAMP_LEAD)


@pytest.mark.parametrize(
    "actor", [town.AUDITOR, town.OPERATOR, town.DISPATCHER, town.CHECKER, kit.LAMP_LEAD, town.PASSER_BY, SYSTEM]
)
def test_nobody_else_issues(actor: Actor) -> None:
    assert code(judge(open_order(kit.ORDER), "issue", actor, kit.asking())) == "order_not_yours"
    assert permitted(facts=open_order(kit.ORDER), actor=actor, holders=kit.holders()) == ()


def test_an_area_lead_issues_only_in_the_own_area_and_is_told_which_case_is_not() -> None:
    asked = kit.asking(town.DISPATCHER, kit.LAMP, kit.RUBBISH)
    answer = judge(open_order(kit.ORDER), "issue", kit.EAST_LEAD, asked)
    assert answer == Refused("order_case_not_yours", {"number": kit.RUBBISH.number})


def test_no_two_posts_are_added_up_to_cover_a_group() -> None:
    both = Actor("staff", 50, (Grant(Role.AREA_LEAD, town.EAST), Grant(Role.AREA_LEAD, town.WEST)))
    asked = kit.asking(town.DISPATCHER, kit.LAMP, kit.RUBBISH)
    assert code(judge(open_order(kit.ORDER), "issue", both, asked)) == "order_case_not_yours"


def test_who_may_be_asked_leads_the_unit_or_the_area_or_dispatches() -> None:
    def asked(*cases: Covered) -> list[int]:
        return [one.account for one in fit_to_answer(cases, kit.holders(), issuer=kit.SUPERVISOR.id)]

    assert asked(kit.LAMP) == [14, 15, 11, 13, 3]
    assert asked(kit.LAMP, kit.RUBBISH) == [13, 3]
    assert asked(replace(kit.LAMP, unit_path="")) == [11, 13, 3]


def test_nobody_is_asked_who_holds_no_such_post_and_nobody_answers_to_themselves() -> None:
    new = open_order(kit.ORDER)
    assert code(judge(new, "issue", kit.SUPERVISOR, kit.asking(town.LAMP_HANDLER))) == "order_answerer_unfit"
    assert code(judge(new, "issue", kit.SUPERVISOR, kit.asking(kit.OFFICE_LEAD))) == "order_answerer_unfit"
    gone = tuple(one for one in kit.PEOPLE if one is not kit.LAMP_LEAD)
    assert code(judge(new, "issue", kit.SUPERVISOR, kit.asking(), gone)) == "order_answerer_unfit"
    assert code(judge(new, "issue", kit.EAST_LEAD, kit.asking(kit.EAST_LEAD))) == "order_is_own"


def test_an_order_names_open_cases_and_not_too_many() -> None:
    new = open_order(kit.ORDER)
    assert code(judge(new, "issue", kit.SUPERVISOR, replace(kit.asking(), covered=()))) == "order_missing"
    closed = kit.asking(kit.LAMP_LEAD, replace(kit.LAMP, closed=True))
    assert code(judge(new, "issue", kit.SUPERVISOR, closed)) == "order_case_closed"
    many = kit.asking(kit.LAMP_LEAD, *(kit.LAMP,) * (CASES_AT_MOST + 1))
    assert code(judge(new, "issue", kit.SUPERVISOR, many)) == "order_cases_many"


@example(st.integers(-400, 800))
def test_the_date_lies_ahead_and_within_a_year(days: int) -> None:
    asked = kit.asking(due_at=town.NOW + days * DAY)
    answer = judge(open_order(kit.ORDER), "issue", kit.SUPERVISOR, asked)
    assert isinstance(answer, Allowed) == (0 < days <= 366)


def test_an_answer_that_is_sent_back_is_given_again_until_the_new_date() -> None:
    facts = act(issued(), "answer", kit.LAMP_LEAD)
    later = town.NOW + 20 * DAY
    facts = act(facts, "send_back", kit.SUPERVISOR, Given(text="Not enough.", due_at=later))
    assert (facts.state, facts.due_at, facts.answered_at) == (State.ISSUED, later, None)
    facts = act(act(facts, "answer", kit.LAMP_LEAD), "accept", kit.SUPERVISOR, Given())
    assert (facts.state, facts.ended_at) == (State.ACCEPTED, town.NOW)


def test_only_the_one_who_was_named_answers_and_only_the_issuer_judges() -> None:
    facts = issued()
    for actor in set(kit.PEOPLE) - {kit.LAMP_LEAD}:
        assert code(judge(facts, "answer", actor)) == "order_not_yours"
    facts = act(facts, "answer", kit.LAMP_LEAD)
    for actor in set(kit.PEOPLE) - {kit.SUPERVISOR}:
        for move in ("accept", "send_back"):
            assert code(judge(facts, move, actor)) == "order_not_yours"


def test_a_mistake_is_taken_back_but_not_once_somebody_has_answered() -> None:
    assert act(issued(), "withdraw", kit.SUPERVISOR).state is State.WITHDRAWN
    assert code(judge(issued(), "withdraw", kit.SUPERVISOR, Given())) == "order_missing"
    facts = act(act(issued(), "answer", kit.LAMP_LEAD), "send_back", kit.SUPERVISOR)
    assert code(judge(facts, "withdraw", kit.SUPERVISOR)) == "order_answered_before"


def test_work_does_not_wait_for_one_person() -> None:
    """Whoever holds the post takes over, only once the one who was named holds it no longer, and on one side only."""
    left = tuple(one for one in kit.PEOPLE if one not in (kit.SUPERVISOR, kit.LAMP_LEAD))
    facts = issued()
    assert code(judge(facts, "answer", kit.SECOND_LAMP_LEAD)) == "order_not_yours"
    facts = act(facts, "answer", kit.SECOND_LAMP_LEAD, people=left)
    assert code(judge(facts, "accept", kit.SECOND_SUPERVISOR)) == "order_not_yours"
    turncoat = replace(kit.SECOND_LAMP_LEAD, grants=(*kit.SECOND_LAMP_LEAD.grants, Grant(Role.SUPERVISOR)))
    crossed = (*(one for one in left if one is not kit.SECOND_LAMP_LEAD), turncoat)
    assert code(judge(facts, "accept", turncoat, people=crossed)) == "order_other_side"
    assert act(facts, "accept", kit.SECOND_SUPERVISOR, people=left).state is State.ACCEPTED


def test_a_narrower_post_or_another_one_does_not_take_over() -> None:
    everywhere = kit.party(kit.SUPERVISOR)
    east = town.staff(60, Role.SUPERVISOR, area_path=town.EAST)
    assert bearers(everywhere, kit.holders((east, kit.CITY_LEAD))) == frozenset()
    assert bearers(kit.party(east), kit.holders((kit.SECOND_SUPERVISOR,))) == {22}


def test_an_answer_is_late_from_the_date_on_and_not_while_the_issuer_reads_it() -> None:
    facts = issued()
    assert facts.due_at is not None
    late = facts.due_at
    assert not is_overdue(state=facts.state, due_at=late, now=late - timedelta(seconds=1))
    assert is_overdue(state=facts.state, due_at=late, now=late)
    assert not is_overdue(state=State.ANSWERED, due_at=late, now=late + DAY)


def test_a_late_order_climbs_from_lead_to_lead() -> None:
    workstation = replace(kit.LAMP, unit_path=town.EAST_WORKSTATION)
    facts = issued(kit.WORKSTATION_LEAD, workstation)
    assert facts.due_at is not None
    rungs = [[one.account for one in rung] for rung in ladder(facts, kit.holders())]
    assert rungs == [[17], [11], [13], [22]]
    for days, reached in ((-1, []), (0, [17]), (3, [17, 11]), (6, [17, 11, 13]), (300, [17, 11, 13, 22])):
        told = climbed(facts, kit.holders(), facts.due_at + days * DAY)
        assert [one.account for one in told] == reached, days


def test_an_order_to_an_area_lead_climbs_to_the_areas_above_only() -> None:
    rungs = [[one.account for one in rung] for rung in ladder(issued(kit.EAST_LEAD), kit.holders())]
    assert rungs == [[13], [22]]
    rungs = [[one.account for one in rung] for rung in ladder(issued(kit.CITY_LEAD), kit.holders())]
    assert rungs == [[22]]


@example(st.sampled_from([kit.LAMP_LEAD, kit.EAST_LEAD, kit.CITY_LEAD, town.DISPATCHER]))
def test_every_rung_leads_over_the_cases(answerer: Actor) -> None:
    facts = issued(answerer, kit.LAMP, kit.SECOND_LAMP)
    for rung in ladder(facts, kit.holders()):
        for one in rung:
            assert one.account not in (answerer.id, kit.SUPERVISOR.id)
            assert not one.grant.area_path or related(one.grant.area_path, town.EAST_COMMUNITY)


def test_a_command_sent_again_is_known_by_what_it_brings() -> None:
    given = kit.asking()
    done = decide(
        facts=open_order(kit.ORDER),
        move="issue",
        actor=kit.SUPERVISOR,
        given=given,
        holders=kit.holders(),
        now=town.NOW,
    )
    assert isinstance(done, Allowed)
    event = done.value.event
    assert repeats(event, move="issue", actor=kit.SUPERVISOR, given=given)
    assert not repeats(event, move="issue", actor=kit.SUPERVISOR, given=replace(given, text="Other words."))
    assert not repeats(event, move="issue", actor=kit.CITY_LEAD, given=given)
    assert not repeats(event, move="answer", actor=kit.SUPERVISOR, given=given)


def test_what_an_event_keeps_reads_back() -> None:
    given = kit.asking(kit.LAMP_LEAD, kit.LAMP, replace(kit.RUBBISH, assisting=(town.EAST_OFFICE,)), post=7)
    assert Given.read(given.kept(), given.text) == given


def test_the_printed_table_has_every_move_and_says_what_each_condition_asks_for() -> None:
    assert [row[0] for row in picture.moves_table()[1:]] == list(MOVES)
    assert all(said.endswith(".") for _, said in picture.conditions_table()[1:])
