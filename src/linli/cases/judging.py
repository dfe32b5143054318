"""An act judged with what follows from it by itself: automatic acts, why a person has to go on, the timer."""

from collections.abc import Callable
from datetime import datetime

from linli.cases import store
from linli.cases.rules import FLOWS, Event, Facts, Given, State, decide, next_step
from linli.cases.rules.automatic import stop_is_over
from linli.cases.rules.climbing import wind
from linli.cases.rules.decide import History, Step, nothing_yet
from linli.cases.rules.lots import NO_LOTS, Lots
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.catalogue.rules.routing import Routing, route
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import SYSTEM, Actor
from linli.kernel.values import changed
from linli.places import queries as places

type Grades = Callable[[str], str]


def grade_today(area_path: str) -> str:
    """The grade of an area on the map in force; empty where neither it nor an area around it has one."""
    return places.atlas().grade(area_path)


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
    grades: Grades = grade_today,
) -> Result[tuple[Facts, tuple[Event, ...]]]:
    """Judge an act and the automatic ones after it: what the case becomes and the events to write. Writes nothing.

    The reason why the system stops, and when the case climbs next, are kept in the events. `history` as for `decide`;
    without `lots` nobody is drawn. `grades` gives the grade of the area at the end of a path, which filing keeps.
    """
    place = given.place or facts.place
    first = decide(
        facts=facts, move=move, actor=actor, given=given, edition=edition, now=now, history=history,
        grade=grades(place.area_path) if place else "",
    )  # fmt: skip
    if isinstance(first, Refused):
        return first
    steps: list[Step] = [first.value]
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
            grade=grades(here.area_path),
        )
        if isinstance(further, Refused):
            raise RuntimeError(f"case {facts.id}: {following.move} follows by itself but is refused: {further}")
        steps.append(further.value)
    steps = _with_timer(facts, steps, edition, history)
    return Allowed((steps[-1].facts, tuple(step.event for step in steps)))


def due(
    *, facts: Facts, move: str, given: Given, now: datetime, history: History | None = None, lots: Lots = NO_LOTS
) -> tuple[Facts, tuple[Event, ...]]:
    """An act that the system owes, under the rules that the case was filed under: as `judge`, but it can't be refused.

    Where `history` isn't at hand, it is read if it is needed. Raises RuntimeError where the act is refused.
    """
    judged = judge(
        facts=facts, move=move, actor=SYSTEM, given=given, edition=catalogue.edition(facts.edition), now=now,
        history=history or store.history(facts.id), lots=lots,
    )  # fmt: skip
    if isinstance(judged, Refused):
        raise RuntimeError(f"case {facts.id}: {move} is due but is refused: {judged}")
    return judged.value


def _goes_on(step: Step) -> bool:
    event = step.event
    if event.before != event.after or FLOWS[step.facts.flow].moves[event.move].goes_on:
        return True
    return stop_is_over(step.facts, event.at)


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
    events = (event, *(step.event for step in steps[last + 1 :]))
    wound = [changed(step.facts, climb_at=event.given.climb_at) for step in steps[last:]]
    return [*steps[:last], *map(Step, events, wound)]


def _with_reason(step: Step, why: str) -> Step:
    event = changed(step.event, given=changed(step.event.given, why=why))
    return Step(event, changed(step.facts, why=why))


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
