"""Any acts by anybody, with people coming and going: only an answer that the issuer accepts ends an order."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import town
from tests.laws import tried
from tests.rules import orders_kit as kit

from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, Grant, Role
from linli.supervision.rules import (
    MOVES,
    Event,
    Facts,
    Given,
    Holder,
    State,
    bearers,
    climbed,
    decide,
    open_order,
    permitted,
    rebuild,
)

TWO_HATS = Actor("staff", 90, (Grant(Role.SUPERVISOR), Grant(Role.UNIT_LEAD, unit_path=town.LIGHTING)))
ACTORS = (*kit.PEOPLE, TWO_HATS, town.PASSER_BY)
GIVENS = st.builds(
    Given,
    text=st.sampled_from(["", "words"]),
    due_at=st.sampled_from([None, town.NOW, town.NOW + timedelta(days=20), town.NOW + timedelta(days=500)]),
    answerer=st.sampled_from([None, kit.party(kit.LAMP_LEAD), kit.party(kit.EAST_LEAD), kit.party(town.CHECKER)]),
    covered=st.sampled_from([(), (kit.LAMP,), (kit.LAMP, kit.RUBBISH), (replace(kit.LAMP, closed=True),)]),
)


class Order(RuleBasedStateMachine):
    """One order, acted on by everybody, in any order, at any time."""

    facts: Facts
    events: list[Event]
    now: datetime
    there: frozenset[Actor]

    @initialize(answerer=st.sampled_from([kit.LAMP_LEAD, kit.EAST_LEAD, town.DISPATCHER]))
    def issue(self, answerer: Actor) -> None:
        self.now, self.events, self.there = town.NOW, [], frozenset(ACTORS)
        self.facts = open_order(kit.ORDER)
        assert isinstance(self.decide("issue", kit.SUPERVISOR, kit.asking(answerer)), Allowed)

    @property
    def holders(self) -> tuple[Holder, ...]:
        return kit.holders(sorted(self.there - {town.PASSER_BY}, key=lambda one: one.id or 0))

    def decide(self, move: str, actor: Actor, given: Given) -> Allowed[None] | Refused:
        before = self.facts
        done = decide(facts=before, move=move, actor=actor, given=given, holders=self.holders, now=self.now)
        offered = move in {row.name for row in permitted(facts=before, actor=actor, holders=self.holders)}
        if isinstance(done, Refused):
            return done
        assert offered, "what isn't offered is refused"
        self.events.append(done.value.event)
        self.facts = done.value.facts
        return Allowed(None)

    @rule(move=st.sampled_from(sorted(MOVES)), actor=st.sampled_from(ACTORS), given=GIVENS)
    def anything(self, move: str, actor: Actor, given: Given) -> None:
        self.decide(move, actor if actor in self.there else replace(actor, grants=()), given)

    @rule(data=st.data())
    def something_that_is_offered(self, data: st.DataObject) -> None:
        """So that long ways are walked often."""
        moves = sorted(
            (row.name, actor.id or 0)
            for actor in self.there
            for row in permitted(facts=self.facts, actor=actor, holders=self.holders)
        )
        if moves:
            name, account = data.draw(st.sampled_from(moves))
            actor = next(one for one in self.there if one.id == account)
            assert isinstance(self.decide(name, actor, Given(text="words")), Allowed)

    @rule(actor=st.sampled_from(ACTORS))
    def leave(self, actor: Actor) -> None:
        self.there -= {actor}

    @rule(actor=st.sampled_from(ACTORS))
    def come(self, actor: Actor) -> None:
        self.there |= {actor}

    @rule(hours=st.integers(1, 200))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def only_an_accepted_answer_ends_it(self) -> None:
        moves = [event.move for event in self.events]
        if self.facts.state is State.ACCEPTED:
            assert moves[-2:] == ["answer", "accept"]
        if self.facts.state is State.WITHDRAWN:
            assert moves == ["issue", "withdraw"]
        ended = self.facts.state in (State.ACCEPTED, State.WITHDRAWN)
        assert (self.facts.ended_at is not None) == ended
        assert not any(event.before in (State.ACCEPTED, State.WITHDRAWN) for event in self.events)

    @invariant()
    def nobody_is_on_both_sides(self) -> None:
        assert not set(self.facts.judged_by) & set(self.facts.answered_by)

    @invariant()
    def its_events_rebuild_it(self) -> None:
        assert [event.seq for event in self.events] == list(range(1, len(self.events) + 1))
        assert rebuild(kit.ORDER, self.events) == self.facts

    @invariant()
    def who_is_named_and_still_there_acts_alone(self) -> None:
        for party in (self.facts.issuer, self.facts.answerer):
            assert party is not None
            if any(one.id == party.account for one in self.there):
                assert bearers(party, self.holders) == {party.account}

    @invariant()
    def it_climbs_only_while_an_answer_is_late(self) -> None:
        if climbed(self.facts, self.holders, self.now):
            assert self.facts.state is State.ISSUED
            assert self.facts.due_at is not None and self.facts.due_at <= self.now


TestOrder = Order.TestCase
TestOrder.settings = tried(60, stateful_step_count=25)
