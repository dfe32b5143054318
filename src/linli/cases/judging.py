"""An act judged with what follows from it by itself: automatic acts, why a person has to go on, the timer."""

from dataclasses import replace
from datetime import datetime

from linli.cases.rules import FLOWS, Event, Facts, Given, State, decide, next_step
from linli.cases.rules.climbing import wind
from linli.cases.rules.decide import History, Step, nothing_yet
from linli.cases.rules.lots import NO_LOTS, Lots
from linli.catalogue.rules.edition import Edition
from linli.catalogue.rules.routing import Routing, route
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import SYSTEM, Actor


def judge(
    *,
    facts: Facts,
    move: str,
    actor: Actor,
    given: Given,
    edition: Edition,
    now: datetime,
    history: History = nothing_yet,
    lots: Lots = NO_LOTS,
) -> Result[tuple[Facts, tuple[Event, ...]]]:
    """Judge an act and the automatic ones after it: what the case becomes and the events to write. Writes nothing.

    The reason why the system stops, and when the case climbs next, are kept in the events. `history` as for `decide`;
    without `lots` nobody is drawn.
    """
    first = decide(facts=facts, move=move, actor=actor, given=given, edition=edition, now=now, history=history)
    if isinstance(first, Refused):
        return first
    steps: list[Step] = [first.value]
    given = first.value.event.given
    while _goes_on(steps[-1]):
        here = steps[-1].facts
        following = next_step(here, edition, _routing(edition, here), lots=lots, now=now)
        if following.why:
            steps[-1] = _with_reason(steps[-1], following.why)
        if not following.move:
            break
        further = decide(
            facts=here,
            move=following.move,
            actor=SYSTEM,
            given=following.given,
            edition=edition,
            now=now,
            history=lambda: (*history(), *(step.event for step in steps)),
        )
        if isinstance(further, Refused):
            raise RuntimeError(f"case {facts.id}: {following.move} follows by itself but is refused: {further}")
        steps.append(further.value)
    steps = _with_timer(facts, steps, edition, history)
    return Allowed((steps[-1].facts, tuple(step.event for step in steps)))


def _goes_on(step: Step) -> bool:
    event = step.event
    return event.before != event.after or FLOWS[step.facts.flow].moves[event.move].goes_on


def _with_timer(facts: Facts, steps: list[Step], edition: Edition, history: History) -> list[Step]:
    """When the case climbs next, kept by the last act of the chain that can change it."""
    moves = FLOWS[facts.flow].moves
    last = max((place for place, step in enumerate(steps) if moves[step.event.move].rewinds), default=None)
    if last is None:
        return steps
    event = wind(
        before=steps[last - 1].facts if last else facts,
        facts=steps[last].facts,
        event=steps[last].event,
        edition=edition,
        history=lambda: (*history(), *(step.event for step in steps[: last + 1])),
    )
    if event.given.climb_at is None:
        return steps
    wound = [replace(step, facts=replace(step.facts, climb_at=event.given.climb_at)) for step in steps[last:]]
    return [*steps[:last], replace(wound[0], event=event), *wound[1:]]


def _with_reason(step: Step, why: str) -> Step:
    event = replace(step.event, given=replace(step.event.given, why=why))
    return Step(event, replace(step.facts, why=why))


_routings: dict[tuple[str, str, str], Routing] = {}


def _routing(edition: Edition, facts: Facts) -> Routing | None:
    """Routing of a class in an area, worked out once for each edition: an edition never changes."""
    if facts.state is not State.FILED:
        return None
    key = (edition.digest, facts.class_key, facts.area_path)
    found = _routings.get(key)
    if found is None:
        if len(_routings) > 50_000:
            _routings.clear()
        found = _routings[key] = route(edition, class_key=facts.class_key, area_path=facts.area_path)
    return found
