"""The judge of every act is held to the printed matrix of rights: each role, each move, each place."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import pytest
from tests import town
from tests.rules.test_loop_machine import ACTORS, CASE, right

from linli.cases.rules import LATEST, Event, Facts, Given, State, decide, matrix, next_step, open_case, permitted
from linli.cases.rules.flow.table import UNIT
from linli.cases.rules.matrix import Place
from linli.faces.api.shapes.acts import MOVES, ActSent
from linli.kernel.paths import join
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Grant, Role, reporter

type Situation = tuple[Facts, tuple[Event, ...], datetime]

NEWCOMER = 900
IDS = (NEWCOMER, *(actor.id for actor in ACTORS if actor.id is not None))
WALKS, STEPS, EAGER = 280, 60, (0.1, 0.4, 0.7, 0.95)


def judge(situation: Situation, move: str, actor: Actor) -> Allowed | Refused:
    facts, events, now = situation
    try:
        given = right(move, now, facts, actor)
    except (StopIteration, AssertionError, ValueError, LookupError):
        given = Given()  # there is nothing that this actor could bring
    return decide(
        facts=facts, move=move, actor=actor, given=given, edition=town.EDITION, now=now, history=lambda: events
    )


def walk(seed: int, tried: Counter[tuple[State, str]]) -> Iterator[Situation]:
    """A case led about by anybody who may, through all that its rules know."""
    dice, now = random.Random(seed), town.NOW
    events: list[Event] = []
    facts = open_case(CASE, town.EDITION)
    yield facts, (), now
    for _ in range(STEPS):
        now += timedelta(days=dice.choice([0, 0, 0, 1, 9]))
        ways: list[tuple[str, Actor, Given | None]] = [
            (move.name, actor, None)
            for actor in ACTORS
            for move in permitted(facts=facts, actor=actor, edition=town.EDITION, now=now)
        ]
        if (step := next_step(facts, town.EDITION)).move:
            ways.append((step.move, SYSTEM, step.given))
        if not ways:
            continue  # time passes
        # What was tried least in this state first: so that rare ways are walked soon, however many moves there are.
        dice.shuffle(ways)
        state = facts.state
        move, actor, given = (
            min(ways, key=lambda way: tried[state, way[0]]) if dice.random() < EAGER[seed % len(EAGER)] else ways[0]
        )
        tried[state, move] += 1
        given = given or right(move, now, facts, actor)
        if facts.state is State.NEW:
            given = replace(given, source=dice.choice(["web", "phone", "import"]))
        answer = decide(
            facts=facts, move=move, actor=actor, given=given, edition=town.EDITION, now=now, history=events.copy
        )
        if isinstance(answer, Allowed):
            events = [*events, answer.value.event]
            facts = answer.value.facts
            yield facts, tuple(events), now


def later(situation: Situation) -> Situation:
    """The same case after a silence that is longer than any that is waited for."""
    facts, events, now = situation
    return facts, events, now + timedelta(days=20)


@dataclass
class Seen:
    """Cases in which somebody with a role may make a move, and a case in each state."""

    allowed: dict[tuple[str, Role], Situation]
    states: dict[State, Situation]

    def of(self, move: str, role: Role) -> Situation:
        named = LATEST.moves[move].who
        found = self.allowed.get((move, role if role in named else named[0]))
        if found:
            return found
        state = LATEST.moves[move].sources[0]
        facts, events, now = self.states.get(state, self.states[State.FILED])
        return replace(facts, state=state), events, now


def wanted() -> set[tuple[str, Role]]:
    return {(move.name, role) for move in LATEST.moves.values() for role in move.who}


@cache
def seen() -> Seen:
    found = Seen({}, {})
    tried: Counter[tuple[State, str]] = Counter()
    for seed in range(WALKS):
        for situation in (at for step in walk(seed, tried) for at in (step, later(step))):
            state = situation[0].state
            found.states.setdefault(state, situation)
            here = {(m.name, role) for m in LATEST.from_state(state) for role in m.who}
            for move, role in (wanted() - found.allowed.keys()) & here:
                place = next(one for one in matrix.places_of(role) if matrix.allows(LATEST.moves[move], role, one))
                if any(isinstance(one, Allowed) for one in answers(situation, move, role, place)):
                    found.allowed[move, role] = situation
        if found.allowed.keys() == wanted():
            break
    return found


def seen_from(place: Place, role: Role, situation: Situation, meant: str) -> tuple[Situation, Grant]:
    """A post from which the case of `situation` stands as `place` says; `meant` is the unit that the move means."""
    facts, events, now = situation
    area = facts.area_path or town.EAST_COMMUNITY
    elsewhere = town.WEST if area.startswith(town.EAST) else town.EAST
    match place:
        case Place.OWN_AREA:
            return situation, Grant(role, area)
        case Place.OTHER_AREA:
            return situation, Grant(role, elsewhere)
        case Place.UNPLACED:
            return (replace(facts, place=None), events, now), Grant(role, area)
        case Place.EVERYWHERE:
            return situation, Grant(role)
        case Place.OWN_UNIT:
            return situation, Grant(role, area, meant)
        case Place.UNIT_BELOW:
            return situation, Grant(role, area, meant.rpartition("/")[0] or meant)
        case Place.UNIT_ABOVE:
            return situation, Grant(role, area, join(meant, "workshop"))
        case Place.OTHER_UNIT:
            return situation, Grant(role, area, "somewhere-else")
        case Place.OWN_UNIT_ELSEWHERE:
            return situation, Grant(role, elsewhere, meant)
        case Place.OWN_UNIT_EVERYWHERE:
            return situation, Grant(role, "", meant)
    raise ValueError(place)


def actors(place: Place, role: Role, situation: Situation, meant: str) -> Iterator[tuple[Situation, Actor]]:
    """Everybody who could hold the post: whoever was drawn, called or acted before, and somebody new."""
    if role is Role.SYSTEM:
        yield situation, SYSTEM
    elif role is Role.REPORTER:
        yield situation, reporter(str(CASE) if place is Place.OWN_REPORT else "somebody-else")
    else:
        case, grant = seen_from(place, role, situation, meant)
        for number in IDS:
            yield case, Actor("staff", number, (grant,))


def answers(situation: Situation, move: str, role: Role, place: Place) -> Sequence[Allowed | Refused]:
    meant: Sequence[str] = tuple(LATEST.moves[move].holders(situation[0])) if role in UNIT else ()
    return [
        judge(case, move, actor)
        for unit in meant or ("somewhere",)
        for case, actor in actors(place, role, situation, unit)
    ]


def not_yours(answer: Allowed | Refused) -> bool:
    return isinstance(answer, Refused) and answer.code == "not_yours"


def test_the_walks_saw_nearly_every_move_allowed_to_every_role_that_it_names() -> None:
    """For the few others (a ladder the town lacks, a reporter far away) who may is judged before what they lack."""
    missing = wanted() - seen().allowed.keys()
    assert len(missing) <= len(wanted()) // 10, missing


@pytest.mark.parametrize("role", Role)
def test_the_judge_allows_exactly_what_the_matrix_says(role: Role) -> None:
    wrong = []
    for move in LATEST.moves.values():
        case = seen().of(move.name, role)
        for place in matrix.places_of(role):
            told = answers(case, move.name, role, place)
            if not matrix.allows(move, role, place):
                as_said = all(map(not_yours, told))
            elif (move.name, role) in seen().allowed:
                as_said = any(isinstance(answer, Allowed) for answer in told)
            else:
                as_said = not any(map(not_yours, told))
            if not as_said:
                wrong.append((move.name, place, told))
    assert not wrong


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.SYSTEM)])
def test_staff_act_as_the_reporter_only_in_what_they_reported_in_the_field(role: Role) -> None:
    facts, events, now = seen().of("withdraw", Role.REPORTER)
    actor = Actor("staff", NEWCOMER, (Grant(role, "", town.SANITATION if role in UNIT else ""),))

    def of(source: str, number: int, parent: str = "") -> Situation:
        return replace(facts, source=source, reported_by=number, parent=parent), events, now

    assert isinstance(judge(of("field", NEWCOMER), "withdraw", actor), Allowed)
    for case in (of("field", 1), of("phone", NEWCOMER), of("field", NEWCOMER, str(town.command()))):
        assert not_yours(judge(case, "withdraw", actor))


def test_for_what_nobody_reported_the_areas_lead_answers() -> None:
    facts, events, now = seen().of("withdraw", Role.REPORTER)
    found = replace(facts, source="system", reported_by=None), events, now
    for role in Role:
        actor = Actor("staff", NEWCOMER, (Grant(role, "", town.SANITATION if role in UNIT else ""),))
        assert not_yours(judge(found, "withdraw", actor)) == (role is not Role.AREA_LEAD)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_reads_all_or_sets_up_the_city_moves_no_case(role: Role) -> None:
    assert not any(matrix.allows(move, role, place) for move in LATEST.moves.values() for place in Place)


def test_no_post_but_one_for_everywhere_reaches_a_case_without_a_place() -> None:
    assert State.NEW in LATEST.moves["report"].sources
    roles = [role for role in Role if role is not Role.SYSTEM]
    moves = LATEST.moves.values()
    assert {m.name for m in moves for role in roles if matrix.allows(m, role, Place.UNPLACED)} == {"report"}


def test_programs_can_send_every_act_that_the_matrix_gives_to_a_post() -> None:
    """The others are the second half of an act on two cases, the system's own, or have an address of their own."""
    posts = [role for role in Role if role not in (Role.REPORTER, Role.SYSTEM)]
    of_posts = {
        move.name
        for move in LATEST.moves.values()
        if any(matrix.reach(move, role) is not matrix.Reach.NONE for role in posts)
    }
    assert of_posts - set(MOVES) == {"report", "absorb", "let_go", "join", "leave"}
    sent_as = {"condition": "conditions"}
    worked_out = {"original", "due_at", "source"}
    for name in MOVES:
        row = LATEST.moves[name]
        missing = {sent_as.get(one, one) for one in (*row.needs, *row.may)} - ActSent.model_fields.keys() - worked_out
        assert not missing, (name, missing)
