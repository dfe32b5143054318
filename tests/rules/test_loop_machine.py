"""Any sequence of acts by anybody leaves a case in a legal state, with a gap-free list of events that rebuilds it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests import town
from tests.laws import tried

from linli.cases.rules import (
    ENDED,
    LATEST,
    Event,
    Facts,
    Given,
    Place,
    State,
    decide,
    next_step,
    open_case,
    permitted,
    rebuild,
    whistle,
)
from linli.cases.rules.clock import Clock, working
from linli.cases.rules.family import open_children
from linli.cases.rules.flow import whistle as whistle_rows
from linli.cases.rules.merging import voices_of
from linli.cases.rules.tasks import open_tasks
from linli.catalogue.rules.edition import Edition
from linli.kernel.paths import within
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Grant, Role, reporter

CASE = UUID("01900000-0000-7000-8000-000000000001")
TWO_HATS = Actor("staff", 90, (Grant(Role.HANDLER, unit_path=town.LIGHTING), Grant(Role.CHECKER), Grant(Role.OPERATOR)))
WHISTLE_MOVES = {move.name for move in whistle_rows.MOVES}
# By a code of their own: somebody who follows the case, and the reporter of a report that was merged into it.
FOLLOWER, NEIGHBOUR = reporter(str(CASE), voice="0123456789abcdef"), reporter(str(CASE), voice="another")
ACTORS = (*town.EVERYBODY, TWO_HATS, SYSTEM, reporter(str(CASE)), reporter("somebody-else"), FOLLOWER, NEIGHBOUR)
PLACES = (
    None,
    Place(*town.OUTSIDE),
    Place(*town.IN_EAST, "990101001001001", town.EAST_COMMUNITY),
    Place(*town.IN_WEST, "990101002001001", town.WEST_COMMUNITY),
)
GIVENS = st.builds(
    Given,
    text=st.sampled_from(["", "words"]),
    reason=st.sampled_from(["", "outside", "not_ours", "unheard_of"]),
    class_key=st.sampled_from(["", town.LAMP, town.RUBBISH, town.NOISE, town.QUESTION, "matter-99999"]),
    condition=st.sampled_from(["", "ordinary"]),
    place=st.sampled_from(PLACES),
    unit_path=st.sampled_from(["", town.LIGHTING, town.SANITATION, town.EAST_OFFICE, "nobody"]),
    assisting=st.sampled_from([(), (town.SANITATION,)]),
    verdict=st.sampled_from(["", "partly", "not_fixed", "splendid"]),
    photos=st.sampled_from([(), ("photo",)]),
    units=st.sampled_from([(), (town.SANITATION,), (town.EAST_OFFICE, town.WEST_OFFICE), ("nobody",)]),
    source=st.sampled_from(["web", "phone"]),
    degree=st.sampled_from(["", "routine", "emergency", "whim"]),
    item=st.integers(0, 12),
    verdicts=st.sampled_from([(), ("helped",), ("absent", "partly"), ("splendid",)]),
)
# One of each that is right wherever it is asked for, so that long ways are walked often.
RIGHT = Given(
    text="words", reason="not_ours", class_key=town.LAMP, place=PLACES[2], unit_path=town.LIGHTING, verdict="not_fixed",
    photos=("photo",), source="web", other="another", person=town.CHECKER.id or 0, lots=("7:1",),
)  # fmt: skip


def right(move: str, now: datetime, facts: Facts, actor: Actor) -> Given:
    reasons = {"reject": "outside", "pause": "weather", "suspend": "funds"}
    verdict = "unanswered" if move == "conclude" else "not_fixed"
    until = now + timedelta(days=3)
    given = replace(RIGHT, reason=reasons.get(move, "not_ours"), until=until, amount=1, verdict=verdict)
    return replace(given, **right_family(move, facts, actor), **right_call(move, facts, actor))


def right_family(move: str, facts: Facts, actor: Actor) -> dict[str, Any]:
    """What a move on parts or on two cases needs here."""
    match move:
        case "call_in":
            free = {unit.path for unit in town.EDITION.units.values()} - {facts.unit_path, *facts.assisting}
            return {"units": (min(free),)}
        case "assist_accept" | "assist_done" | "assist_return":
            paths = LATEST.moves[move].holders(facts)
            return {"units": (next(path for path in paths if any(within(path, own) for own in actor.unit_paths)),)}
        case "release":
            return {"units": facts.assisting}
        case "split" | "attach" | "join":
            return {"other": f"other-{facts.version}", "item": 7}
        case "detach" | "leave" | "child_closed" | "child_reopened":
            return {"other": facts.parent or facts.children[0].id, "item": 7}
    return {}


def right_call(move: str, facts: Facts, actor: Actor) -> dict[str, Any]:
    """What a move of the whistle needs here: units to call, or the call that is meant."""
    match move:
        case "whistle":
            return {"units": whistle.callable_units(facts, actor, town.EDITION)[:2], "degree": "emergency"}
        case "answer_call" | "arrive":
            field = "answered_at" if move == "answer_call" else "arrived_at"
            call, asked = next(whistle.own_calls(facts, actor, field))
            return {"item": call.item, "units": (asked.unit_path,)}
        case "end_call":
            call = next(whistle.calls_of(facts.calls, actor))
            units = tuple(one.unit_path for one in call.asked)
            return {"item": call.item, "units": units, "verdicts": ("helped", "absent")[: len(units)]}
        case "call_missed":
            found = whistle.next_missed(facts)
            assert found
            return {"item": found[0].item, "units": (found[1].unit_path,)}
    return {}


class Loop(RuleBasedStateMachine):
    """One case, acted on by everybody, in any order, at any time."""

    facts: Facts
    events: list[Event]
    now: datetime

    @initialize(given=GIVENS)
    def report(self, given: Given) -> None:
        self.now = town.NOW
        self.events = []
        self.facts = open_case(CASE, town.EDITION)
        answer = self.decide("report", town.OPERATOR, given)
        if isinstance(answer, Refused):
            assert isinstance(self.decide("report", town.OPERATOR, RIGHT), Allowed)

    def decide(self, move: str, actor: Actor, given: Given) -> Any:
        answer = decide(
            facts=self.facts,
            move=move,
            actor=actor,
            given=given,
            edition=town.EDITION,
            now=self.now,
            history=lambda: self.events,
        )
        if isinstance(answer, Allowed):
            self.events.append(answer.value.event)
            self.facts = answer.value.facts
        return answer

    @rule(move=st.sampled_from(sorted(LATEST.moves)), actor=st.sampled_from(ACTORS), given=GIVENS)
    def act(self, move: str, actor: Actor, given: Given) -> None:
        before = self.facts
        offered = permitted(facts=before, actor=actor, edition=town.EDITION, now=self.now)
        answer = self.decide(move, actor, given)
        if isinstance(answer, Refused):
            assert self.facts is before
        else:
            assert LATEST.moves[move] in offered
            assert answer.value.event.before == before.state
            assert answer.value.event.role in LATEST.moves[move].who

    @precondition(lambda self: self.facts.state is not State.NEW)
    @rule(actor=st.sampled_from(ACTORS), choice=st.integers(0, 20))
    def press_a_button(self, actor: Actor, choice: int) -> None:
        """What a page offers works when it is given the right things."""
        offered = permitted(facts=self.facts, actor=actor, edition=town.EDITION, now=self.now)
        if offered:
            move = offered[choice % len(offered)]
            given = right(move.name, self.now, self.facts, actor)
            assert isinstance(self.decide(move.name, actor, given), Allowed)

    @precondition(lambda self: self.facts.state is not State.NEW)
    @rule(choice=st.integers(0, 1000))
    def go_on(self, choice: int) -> None:
        """Somebody who may do something that moves the case does it: so that long ways are walked, and often."""
        ways = [
            (actor, move)
            for actor in ACTORS
            for move in permitted(facts=self.facts, actor=actor, edition=town.EDITION, now=self.now)
            if move.target is not None
        ]
        if ways:
            actor, move = ways[choice % len(ways)]
            given = right(move.name, self.now, self.facts, actor)
            assert isinstance(self.decide(move.name, actor, given), Allowed)

    @rule()
    def let_the_system_go_on(self) -> None:
        step = next_step(self.facts, town.EDITION)
        if step.move:
            assert isinstance(self.decide(step.move, SYSTEM, step.given), Allowed)

    @rule(days=st.integers(0, 40))
    def let_time_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def the_events_are_gap_free_and_rebuild_the_case(self) -> None:
        assert [event.seq for event in self.events] == list(range(1, len(self.events) + 1))
        assert rebuild(CASE, LATEST.version, 0, self.events) == self.facts

    @invariant()
    def the_state_is_legal(self) -> None:
        facts = self.facts
        assert facts.state in LATEST.states
        assert (facts.state in ENDED) == (facts.closed_at is not None) == bool(facts.outcome)
        if facts.state in (State.DISPATCHED, State.HANDLING, State.PAUSED, State.SUSPENDED, State.HANDLED):
            assert facts.unit_path
            assert facts.due_at
        if facts.state in (State.FILED, State.DISPATCHED, State.HANDLING, State.HANDLED, State.CONFIRMING):
            assert facts.class_key in town.EDITION.classes
            assert facts.place
            assert facts.place.cell
        if facts.state in (State.REJECTED, State.ANSWERED, State.CONFIRMING, State.PAUSED, State.SUSPENDED):
            assert facts.until

    @invariant()
    def the_deadline_is_that_of_the_working(self) -> None:
        def editions(number: int) -> Edition:
            return town.EDITION

        for now in (self.now, self.now + timedelta(days=50)):
            running = working(self.events, editions, flow=self.facts.flow, now=now).running
            due = [one.deadline for one in running if one.clock is Clock.HANDLE]
            runs = self.facts.due_at and self.facts.state not in ENDED
            assert due == ([self.facts.due_at] if runs else [])

    @invariant()
    def each_open_part_has_a_clock_and_nothing_is_handed_in_over_open_parts(self) -> None:
        def editions(number: int) -> Edition:
            return town.EDITION

        running = working(self.events, editions, flow=self.facts.flow, now=self.now).running
        timed = sorted(one.holds[0].unit_path for one in running if one.clock is Clock.ASSIST)
        assert timed == sorted(self.facts.assisting) == sorted(task.unit_path for task in open_tasks(self.facts))
        assert self.facts.unit_path not in timed
        if self.events and self.events[-1].move in ("handle", "settle"):
            assert not open_children(self.facts)
        assert not (self.facts.parent and self.facts.children)
        if timed:
            assert self.facts.state in (State.DISPATCHED, State.HANDLING, State.PAUSED, State.SUSPENDED)

    @invariant()
    def nobody_moves_the_own_deadline_and_none_moves_for_ever(self) -> None:
        decided = [event for event in self.events if event.move in ("grant", "refuse", "suspend")]
        own = decided[-1:] if self.facts.unit_path == town.LIGHTING else []
        assert all(event.actor_id != TWO_HATS.id for event in own)
        assert self.facts.extensions == [event.move for event in self.events].count("grant") <= 2
        assert [event.move for event in self.events].count("suspend") <= 1

    @invariant()
    def nobody_checked_their_own_work(self) -> None:
        handlers: set[int | None] = set()
        for event in self.events:
            if event.move == "handle":
                handlers.add(event.actor_id)
            if event.move in ("pass", "fail", "stand", "overturn"):
                assert event.actor_id not in handlers
                assert event.actor_id != TWO_HATS.id or town.LIGHTING not in self.facts.handled_units

    @precondition(lambda self: self.facts.state is not State.NEW)
    @rule(choice=st.integers(0, 1000))
    def do_something_about_a_call(self, choice: int) -> None:
        ways = [
            (actor, move)
            for actor in ACTORS
            for move in permitted(facts=self.facts, actor=actor, edition=town.EDITION, now=self.now)
            if move.name in WHISTLE_MOVES
        ]
        if ways:
            actor, move = ways[choice % len(ways)]
            given = right(move.name, self.now, self.facts, actor)
            assert isinstance(self.decide(move.name, actor, given), Allowed)

    @invariant()
    def only_the_caller_ends_a_call_and_each_unit_responds_once(self) -> None:
        callers = {event.seq: event.actor_id for event in self.events if event.move == "whistle"}
        done: set[tuple[str, int, tuple[str, ...]]] = set()
        ended: set[int] = set()
        for event in self.events:
            if event.move not in WHISTLE_MOVES or event.move == "whistle":
                continue
            act = (event.move, event.given.item, event.given.units)
            assert event.given.item not in ended
            assert act not in done
            done.add(act)
            if event.move == "end_call":
                ended.add(event.given.item)
                assert event.actor_id == callers[event.given.item]

    @invariant()
    def the_clock_of_a_call_is_that_of_the_working(self) -> None:
        found = working(self.events, lambda number: town.EDITION, flow=self.facts.flow, now=self.now)
        due = [one.deadline for one in (*found.past, *found.running) if one.clock is Clock.CALL]
        assert sorted(due) == sorted(one.due_at for call in self.facts.calls for one in call.asked)
        running = [one.deadline for one in found.running if one.clock is Clock.CALL]
        waiting = [one.due_at for call in self.facts.calls for one in call.asked if call.waits_for(one)]
        assert sorted(running) == sorted(waiting)

    @invariant()
    def what_is_late_is_recorded_once_and_then_nothing_is_waited_for(self) -> None:
        missed = [event.given for event in self.events if event.move == "call_missed"]
        kept = [one for call in self.facts.calls for one in call.asked if one.missed_at]
        assert len(missed) == len(kept)

    @invariant()
    def satisfied_means_that_somebody_said_so(self) -> None:
        if self.facts.outcome == "satisfied":
            closes = [place for place, event in enumerate(self.events) if event.after is State.CLOSED]
            closed = [place for place in closes if self.events[place].move != "stand"][-1]
            asked = max(place for place, event in enumerate(self.events[:closed]) if event.move in ("pass", "answer"))
            said = {event.move for event in self.events[asked : closed + 1]}
            assert said & {"confirm", "agree"}
            assert self.facts.voices or len(voices_of(self.facts)) == 1
            assert {one.verdict for one in self.facts.voices} <= {"satisfied"}

    @invariant()
    def a_merged_case_keeps_what_it_goes_back_to(self) -> None:
        facts = self.facts
        assert facts.merged is not None or facts.state is not State.MERGED
        if facts.state is State.MERGED:
            assert (facts.due_at, facts.until, facts.climb_at, facts.parts) == (None, None, None, ())


Loop.TestCase.settings = tried(200, stateful_step_count=50)
TestLoop = Loop.TestCase
