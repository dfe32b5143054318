"""What the system does by itself: it files and dispatches where class, place and duty are certain, and says in a code
why it doesn't."""

from dataclasses import dataclass, field

from linli.cases.rules.facts import Facts, Given, State
from linli.catalogue.rules.edition import Edition
from linli.catalogue.rules.routing import Routing, route

# A question or a request for help is read by a person first: an answer is often all that is needed.
_READ_BY_A_PERSON = "service"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The move that the system makes next by itself; or none, and the code of the reason why a person has to."""

    move: str = ""
    given: Given = field(default_factory=Given)
    why: str = ""


def next_step(facts: Facts, edition: Edition, routing: Routing | None = None) -> NextStep:
    """What follows by itself from here. Pass `routing` where it is known already; it must be that of the case's class
    and area."""
    if facts.state is State.REPORTED:
        why = _why_not_filed(facts, edition)
        return NextStep(why=why) if why else NextStep("file")
    if facts.state is State.FILED:
        return _dispatching(facts, edition, routing)
    return NextStep()


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
