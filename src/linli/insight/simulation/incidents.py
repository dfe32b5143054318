"""Two who report the same thing in a simulated city: intake merges the second report into the first while it is open.

Both are lived up to the moment of merging; from there on the first goes its way with two reporters to ask, and the
second along with it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from random import Random

from linli.cases.rules import ENDED, Facts, Given, Place, State, merging
from linli.insight.simulation import habits, phrases
from linli.insight.simulation.arrivals import Arrival
from linli.insight.simulation.life import Life
from linli.insight.simulation.plan import Plan
from linli.kernel.rights import SYSTEM, Role

# Somebody has the first report in hand, or had it until the check.
_ROOT = (State.FILED, State.DISPATCHED, State.HANDLING, State.PAUSED, State.HANDLED)
_PART = (State.REPORTED, State.FILED, State.DISPATCHED, State.HANDLING, State.PAUSED)

type Begin = Callable[[Arrival], Life]


def with_echo(found: Iterable[Arrival]) -> Iterator[tuple[Arrival, Arrival | None]]:
    """Each arrival with the one that reports the same again, which follows it at once."""
    before: Arrival | None = None
    for arrival in found:
        if before is not None and arrival.echo:
            yield before, arrival
            before = None
            continue
        if before is not None:
            yield before, None
        before = arrival
    if before is not None:
        yield before, None


def lived(first: Arrival, second: Arrival | None, begin: Begin) -> tuple[Life, ...]:
    """The lives of a report and of the one that says the same, together where they are merged; all that happens."""
    merged = _merged(first, second, begin) if second is not None else None
    if merged is not None:
        return merged
    apart = tuple(begin(one) for one in (first, second) if one is not None)
    for life in apart:
        life.live()
    return apart


def _merged(first: Arrival, second: Arrival, begin: Begin) -> tuple[Life, Life] | None:
    """None where they aren't merged: nobody notices, or one of them is no longer or not yet to be merged."""
    dice = Random(f"{second.key}/merge")
    at = second.at + timedelta(hours=dice.uniform(*habits.MERGED_AFTER_H))
    if dice.random() >= habits.MERGED:
        return None
    root, part = begin(first), begin(second)
    until = root.until
    if at > until:
        return None
    for life in (root, part):
        life.until = at
        life.live()
    possible = root.facts.state in _ROOT and part.facts.state in _PART
    if not possible or merging.stays_whole(part.facts) or merging.may_join(part.facts, root.facts):
        return None
    _merge(root, part, at, dice)
    root.until = until
    root.live()
    return root, part


def _merge(root: Life, part: Life, at: datetime, dice: Random) -> None:
    """From here on the part's reporter is asked with the root's, and the part is closed and taken up with the root."""
    who = root.cast.choose(dice, Role.OPERATOR, area_path=root.facts.area_path)
    place, text = part.facts.place, phrases.line(dice, "merged")
    part.act(Plan(at, "merge", who, Given(other=root.facts.id.hex, text=text)))
    taken = Given(other=part.facts.id.hex, place=Place(place.lat, place.lon) if place else None)
    root.act(Plan(at, "absorb", who, taken))

    def go_along(whole: Facts, when: datetime) -> None:
        if whole.state not in ENDED:
            part.act(Plan(when, "rejoin", (SYSTEM,)))
            return
        verdict = merging.outcome_of_part(whole.outcome, merging.verdict_of(whole, part.facts.id.hex))
        part.act(Plan(when, "conclude", (SYSTEM,), Given(verdict=verdict)))

    root.companion = go_along
