"""What the system does by itself: it files and dispatches where class, place and duty are certain, and says in a code
why it doesn't."""

from dataclasses import dataclass
from datetime import datetime

from linli.cases.rules.checks import may_be_sampled
from linli.cases.rules.facts import NOTHING, Facts, Given, State
from linli.cases.rules.flow import FLOWS
from linli.cases.rules.lots import NO_LOTS, Lots, draw, falls_on, shares, written
from linli.cases.rules.whistle import call_due, next_missed
from linli.catalogue.rules.edition import Edition
from linli.catalogue.rules.routing import Routing, route
from linli.kernel.periods import deadline

# A question or a request for help is read by a person first: an answer is often all that is needed.
_READ_BY_A_PERSON = "service"
_WHEN_TIME_IS_UP = {
    State.REJECTED: "lapse",
    State.ANSWERED: "silence",
    State.CONFIRMING: "silence",
    State.PAUSED: "resume",
    State.SUSPENDED: "revive",
    State.HANDLED: "pass_on",
    State.SAMPLED: "pass_on",
    State.CONTESTED: "pass_on",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The move that the system makes next by itself; or none, and the code of the reason why a person has to."""

    move: str = ""
    given: Given = NOTHING
    why: str = ""


@dataclass(frozen=True, slots=True)
class DueStep:
    """A move that the system makes because a moment has passed. `about` tells it from any other of the same case."""

    move: str
    about: str
    given: Given = NOTHING


def wakes_at(facts: Facts) -> datetime | None:
    """When the system acts next by the clock; None where it waits for nothing."""
    return min((at for at in (facts.until, facts.climb_at, call_due(facts)) if at), default=None)


def due_step(facts: Facts, now: datetime) -> DueStep | None:
    """What the system does by the clock now: for a unit that didn't respond, then for whoever stayed silent."""
    waited = next_missed(facts)
    if waited is not None and waited[1].due_at <= now:
        call, asked = waited
        given = Given(item=call.item, units=(asked.unit_path,))
        return DueStep("call_missed", f"{call.item} {asked.unit_path}", given)
    if facts.until is not None and facts.until <= now and facts.state in _WHEN_TIME_IS_UP:
        return DueStep(_WHEN_TIME_IS_UP[facts.state], str(facts.version))
    return None


def next_step(
    facts: Facts,
    edition: Edition,
    routing: Routing | None = None,
    *,
    lots: Lots = NO_LOTS,
    now: datetime | None = None,
) -> NextStep:
    """What follows by itself from here. Pass `routing` where it is known already; it must be that of the case's class
    and area. Without `lots` nobody is drawn; a draw needs `now`, from when on who was drawn has the time of a check."""
    if facts.state is State.REPORTED:
        why = _why_not_filed(facts, edition)
        return NextStep(why=why) if why else NextStep("file")
    if facts.state is State.FILED:
        return _dispatching(facts, edition, routing)
    if stop_is_over(facts, now):
        return NextStep("resume")
    if facts.state in (State.HANDLED, State.SAMPLED, State.CONTESTED) and facts.checker is None and now is not None:
        return _drawing(facts, edition, lots, now)
    if facts.state is State.CLOSED and _looked_at_again(facts, edition, lots):
        return NextStep("sample")
    return NextStep()


def stop_is_over(facts: Facts, now: datetime | None) -> bool:
    """Whether a pause has come to its end, by the clock or because the reporter for whom it waited has spoken."""
    return facts.state is State.PAUSED and now is not None and facts.until is not None and facts.until <= now


def _drawing(facts: Facts, edition: Edition, lots: Lots, now: datetime) -> NextStep:
    """Among those who may check and weren't drawn yet; where all were, anybody of them may check."""
    if "draw" not in FLOWS[facts.flow].moves:
        return NextStep()
    taking_part = shares([one for one in lots.entitled(facts, now) if one.person not in facts.drawn])
    if not taking_part:
        return NextStep()
    limit = edition.settings.clocks.get("check")
    until = deadline(now, limit, edition.calendar_of(None)) if limit else None
    person = draw(taking_part, seed=lots.seed(facts, "check"))
    return NextStep("draw", Given(person=person, lots=written(taking_part), until=until))


def _looked_at_again(facts: Facts, edition: Edition, lots: Lots) -> bool:
    if not may_be_sampled(facts) or not edition.settings.sample or "sample" not in FLOWS[facts.flow].moves:
        return False
    return lots is not NO_LOTS and falls_on(edition.settings.sample, seed=lots.seed(facts, "sample"))


def _why_not_filed(facts: Facts, edition: Edition) -> str:
    about = edition.classes.get(facts.class_key)
    if facts.objected:
        return "objection"
    if facts.rounds:
        return "asked_again"
    if facts.version > 1:
        return "referred_back"
    if about is None:
        return "class_missing"
    if about.kind == _READ_BY_A_PERSON:
        return "question"
    if facts.place is None:
        return "place_missing"
    if not facts.place.cell:
        return "place_outside"
    return ""


def _dispatching(facts: Facts, edition: Edition, routing: Routing | None) -> NextStep:
    if facts.returns:
        return NextStep(why="returned")
    if facts.returned_units:
        return NextStep(why="recalled")
    if facts.rounds:
        return NextStep(why="came_back")
    if routing is None:
        routing = route(edition, class_key=facts.class_key, area_path=facts.area_path)
    if routing.duty is None:
        return NextStep(why=routing.why)
    lead = edition.units[routing.duty.lead]
    assisting = tuple(edition.units[code].path for code in routing.duty.assist)
    return NextStep("dispatch", Given(unit_path=lead.path, assisting=assisting))
