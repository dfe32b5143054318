"""Who checks: guards and effects of the draw, and of looking again at what was called satisfactory."""

from datetime import datetime

from linli.cases.rules.effects import Changes, none
from linli.cases.rules.facts import Event, Facts, Outcome
from linli.catalogue.rules.edition import Edition
from linli.kernel.results import Refused
from linli.kernel.rights import Actor


def drawn_to_you(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Whoever was drawn by lot checks; where nobody was, anybody who may."""
    return None if facts.checker in (None, actor.id) else Refused("drawn_to_another", {"person": facts.checker})


def was_satisfied(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Only what a unit handled and the reporter called fixed is looked at again, and once in a round."""
    return None if may_be_sampled(facts) else Refused("not_to_sample", {"outcome": facts.outcome})


def may_be_sampled(facts: Facts) -> bool:
    """Whether a lot may fall on the closure, to be looked at again."""
    return facts.outcome == Outcome.SATISFIED and bool(facts.handled_units) and not facts.sampled


def is_drawn(facts: Facts, actor: Actor, edition: Edition, now: datetime) -> Refused | None:
    """Somebody was drawn."""
    return None if facts.checker is not None else Refused("nobody_drawn")


def drawn(facts: Facts, event: Event) -> Changes:
    return none(facts, event) | {
        "checker": event.given.person,
        "drawn": (*facts.drawn, event.given.person),
        "until": event.given.until,
    }


def given_back(facts: Facts, event: Event) -> Changes:
    """The next draw is among those who weren't drawn yet."""
    return none(facts, event) | {"checker": None, "until": None}


def sampled(facts: Facts, event: Event) -> Changes:
    """The closure stands unless somebody finds on the spot that it doesn't."""
    return {"sampled": True, "due_at": facts.due_at, "drawn": ()}


def stands(facts: Facts, event: Event) -> Changes:
    return {"due_at": facts.due_at}
