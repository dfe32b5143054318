"""A lamp in the east that a test leads through the loop, act by act, without a database."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from uuid import UUID

from tests import town

from linli.cases.rules import Event, Facts, Given, Place, decide, open_case, permitted
from linli.cases.rules.climbing import due_act, wind
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, reporter

CASE = UUID("01900000-0000-7000-8000-000000000001")
BEARER = reporter(str(CASE))
EAST = Place(*town.IN_EAST, "990101001001001", town.EAST_COMMUNITY)
DAY = timedelta(days=1)
MONDAY = town.NOW  # 10:00 in Shanghai; two working days from then is Wednesday 10:00
WEDNESDAY = MONDAY + 2 * DAY
THURSDAY, FRIDAY = MONDAY + 3 * DAY, MONDAY + 4 * DAY


class Case:
    """A lamp in the east, with everything that happened to it."""

    def __init__(self) -> None:
        self.facts: Facts = open_case(CASE, town.EDITION)
        self.events: list[Event] = []
        self.go("report", town.PASSER_BY, source="web", class_key=town.LAMP, place=EAST)
        self.go("file", town.OPERATOR)
        self.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING)
        self.go("accept", town.LAMP_HANDLER)

    def _decide(self, move: str, actor: Actor, now: datetime, given: dict[str, object]) -> Allowed | Refused:
        return decide(
            facts=self.facts,
            move=move,
            actor=actor,
            given=replace(Given(), **given),
            edition=town.EDITION,
            now=now,
            history=lambda: self.events,
        )

    def go(self, move: str, actor: Actor, *, now: datetime = MONDAY, **given: object) -> Facts:
        answer = self._decide(move, actor, now, given)
        assert isinstance(answer, Allowed), f"{move}: {answer}"
        step = answer.value
        event = wind(
            before=self.facts,
            facts=step.facts,
            event=step.event,
            edition=town.EDITION,
            history=lambda: (*self.events, step.event),
        )
        self.events.append(event)
        self.facts = replace(step.facts, climb_at=event.given.climb_at or step.facts.climb_at)
        return self.facts

    def scan(self, now: datetime) -> Event | None:
        """What a worker that looks at `now` makes of it."""
        step = due_act(self.facts, town.EDITION, self.events, now)
        if step is None:
            return None
        given = {one.name: getattr(step.given, one.name) for one in fields(step.given)}
        self.go(step.move, SYSTEM, now=now, **given)
        return self.events[-1]

    def refusal(self, move: str, actor: Actor, *, now: datetime = MONDAY, **given: object) -> str:
        answer = self._decide(move, actor, now, given)
        assert isinstance(answer, Refused), f"{move} was allowed"
        return answer.code

    def offered(self, actor: Actor, now: datetime = MONDAY) -> Sequence[str]:
        return [move.name for move in permitted(facts=self.facts, actor=actor, edition=town.EDITION, now=now)]

    def ask(self, amount: int = 1) -> Facts:
        return self.go("ask_extension", town.LAMP_HANDLER, amount=amount, text="The lamp post has to be ordered")
