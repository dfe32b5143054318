"""A call upon units in a simulated city: some answer and come, some are missed, and the caller says how it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from linli.cases.rules import Facts, Given
from linli.cases.rules.call import ABSENT, EMERGENCY, Asked, Call
from linli.cases.rules.whistle import next_missed, open_calls
from linli.catalogue.rules.edition import Edition
from linli.insight.simulation import habits, phrases
from linli.insight.simulation.city import Cast, other_unit
from linli.insight.simulation.plan import Plan
from linli.kernel.rights import SYSTEM, Actor, Grant, Role


@dataclass(frozen=True, slots=True)
class Whistling:
    """Who may be called and come, and the dice by which they do. `later` gives a moment so many minutes from now, in
    office hours.
    """

    edition: Edition
    cast: Cast
    dice: Random
    later: Callable[[float], datetime]

    def next_step(self, facts: Facts, now: datetime) -> Plan | None:
        """The next act of a call upon units: to begin one, seldom, or to go on with the one that is open."""
        call = next(iter(open_calls(facts)), None)
        if call is not None:
            return self._go_on(call, facts, now)
        if facts.calls or facts.rounds or self.dice.random() >= habits.WHISTLES:
            return None
        found = {other_unit(self.edition, facts.unit_path, self.dice) for _ in range(self.dice.choice((1, 1, 2)))}
        units = tuple(sorted(found - {facts.unit_path}))
        if not units:
            return None
        degree = self.dice.choices(tuple(habits.CALLS), tuple(habits.CALLS.values()))[0]
        who = self.cast.choose(self.dice, Role.AREA_LEAD, area_path=facts.area_path)
        given = Given(degree=degree, units=units, text=phrases.line(self.dice, "whistle"))
        return Plan(self.later(150), "whistle", who, given)

    def _go_on(self, call: Call, facts: Facts, now: datetime) -> Plan:
        waited = next_missed(facts)
        if waited is not None:
            return self._respond(*waited, facts, now)
        coming = next((one for one in call.asked if one.answered_at and not one.arrived_at), None)
        if coming is not None:
            there = Given(item=call.item, units=_units(coming))
            return Plan(self.later(60), "arrive", self._members(coming, facts), there)
        verdicts = tuple(self.dice.choice(("helped", "helped", "partly")) if one.arrived_at else ABSENT
                         for one in call.asked)  # fmt: skip
        caller = Actor("staff", call.caller_id, (Grant(Role.AREA_LEAD, call.caller_area),))
        given = Given(
            item=call.item, units=_units(*call.asked), verdicts=verdicts, text=phrases.line(self.dice, "call_ended")
        )
        return Plan(self.later(90), "end_call", (caller,), given)

    def _respond(self, call: Call, one: Asked, facts: Facts, now: datetime) -> Plan:
        """In time, as the degree of the call asks for; or the system records that nobody did."""
        given = Given(item=call.item, units=_units(one))
        if now >= one.due_at or self.dice.random() >= habits.CALL_ANSWERED:
            at = max(one.due_at, now) + timedelta(seconds=self.dice.randrange(5, 60))
            return Plan(at, "call_missed", (SYSTEM,), given)
        at = now + (one.due_at - now) * self.dice.uniform(0.1, 0.9)
        said = phrases.line(self.dice, "call_answered")
        move = "arrive" if call.degree == EMERGENCY else "answer_call"
        return Plan(at, move, self._members(one, facts), Given(item=call.item, units=_units(one), text=said))

    def _members(self, one: Asked, facts: Facts) -> tuple[Actor, ...]:
        return self.cast.choose(self.dice, Role.HANDLER, area_path=facts.area_path, unit_path=one.unit_path)


def _units(*asked: Asked) -> tuple[str, ...]:
    return tuple(one.unit_path for one in asked)
