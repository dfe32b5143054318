"""When a case climbs next, and to whom: worked out from its events, by the same arithmetic as its deadline.

What climbs are the clocks whose turn a post has: filing, dispatch, handling, check, and each part of another unit, on
that unit's ladder. The reporter is waited for as long as the pack says, and a clock that stands still doesn't climb.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from linli.cases.rules.automatic import DueStep, due_step, wakes_at
from linli.cases.rules.clock import used_up, used_up_at_once
from linli.cases.rules.facts import Event, Facts, Given, State
from linli.cases.rules.flow import FLOWS, LATEST
from linli.cases.rules.ladder import TIMED, Post, further
from linli.cases.rules.ledger import Book, Clock, Entry, entries
from linli.cases.rules.parts import Climbed
from linli.cases.rules.promise import counting, promised
from linli.cases.rules.replay import apply
from linli.catalogue.rules.edition import Edition, Rung
from linli.catalogue.rules.limits import strictest
from linli.kernel.paths import leaf, parts
from linli.kernel.rights import Role
from linli.kernel.values import changed

type History = Callable[[], Sequence[Event]]

_CLIMBS = {
    State.REPORTED: (Clock.FILE,),
    State.FILED: (Clock.DISPATCH, Clock.HANDLE),
    State.DISPUTED: (Clock.DISPATCH, Clock.HANDLE),
    State.DISPATCHED: (Clock.HANDLE,),
    State.HANDLING: (Clock.HANDLE,),
    State.HANDLED: (Clock.CHECK,),
    State.CONTESTED: (Clock.CHECK,),
}
# A part runs on while the lead has paused.
_PARTS_CLIMB = (State.DISPATCHED, State.HANDLING, State.PAUSED)
_PARTS_SINCE = 3  # the version of the flow from which parts climb
_AREA = "area"
_HELD = (State.DISPATCHED, State.HANDLING)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next rung of a running clock: when it is reached (UTC), and the event that started the clock. `part` is the
    unit whose part is timed, empty for any other clock; `due_at` is then when the part is due.
    """

    at: datetime
    clock: Clock
    item: int
    rung: Rung
    posts: tuple[Post, ...]
    part: str = ""
    due_at: datetime | None = None


def ahead(facts: Facts, edition: Edition, events: Iterable[Event]) -> tuple[Ahead, ...]:
    """The next rung of each clock that climbs now, the nearest first; a rung that was climbed isn't climbed again,
    wherever the deadline moves. `events` are all of the case's, `edition` is the one it keeps.
    """
    found = [one for rungs in _ladders(facts, edition, entries(events, flow=facts.flow)) if (one := next(rungs, None))]
    return tuple(sorted(found, key=lambda one: (one.at, one.item, one.part)))


def reached(facts: Facts, edition: Edition, events: Iterable[Event], now: datetime) -> tuple[str, Given] | None:
    """The move by which a case climbs at `now` and what it brings; None where no rung is reached.

    Rungs that a clock passed unnoticed are climbed in one step with the last of them: an outage is made up for by one
    event, which names them all.
    """
    passed = _passed(facts, edition, entries(events, flow=facts.flow), now)
    if not passed:
        return None
    steps = min(passed, key=lambda found: (found[0].at, found[0].item, found[0].part))
    first = steps[0]
    posts = tuple(dict.fromkeys(str(post) for one in steps for post in one.posts))
    reminds = all(word == "holder" for one in steps for word in one.rung.tells)
    rungs = tuple(one.rung.at for one in steps)
    part = (first.part,) if first.part else ()
    given = Given(reason=first.clock, item=first.item, rungs=rungs, posts=posts, units=part, due_at=first.due_at)
    return ("remind" if reminds else "climb"), given


def climbs(facts: Facts, edition: Edition, events: Sequence[Event], now: datetime) -> tuple[Ahead, ...]:
    """The rungs that a case would have reached by `now` under `edition`, lowest first within each clock, had a worker
    looked at it all the time. What really climbed isn't asked.

    `facts` are those of the case before the first of `events`. An imported report is nobody's turn here, until somebody
    acts on it.
    """
    found: list[Ahead] = []
    timed, book = False, Book(facts.flow)
    for place, event in enumerate(events):
        book.write(event)
        climbed = facts.climbed
        facts = apply(facts, event)
        if event.move in TIMED:
            facts = changed(facts, climbed=climbed)
        timed = timed or (_rewinds(facts, event) and not event.given.original)
        following = events[place + 1] if place + 1 < len(events) else None
        if not timed or (following is not None and not _rewinds(facts, following)):
            continue
        until = now if following is None else following.at
        for steps in _passed(facts, edition, book.entries, until):
            found += steps
            last = steps[-1]
            rung = Climbed(last.clock, last.item, last.rung.at, part=last.part)
            facts = changed(facts, climbed=further(facts.climbed, rung))
    return tuple(found)


def due_act(facts: Facts, edition: Edition, events: Sequence[Event], now: datetime) -> DueStep | None:
    """The move that the system owes the case at `now`, climbing among them, for the oldest reason first; None where
    nothing is due. `events` are all of the case's, `edition` is the one it keeps.
    """
    if facts.climb_at is None or facts.climb_at > now or facts.climb_at != wakes_at(facts):
        return due_step(facts, now)
    act = reached(facts, edition, events, now)
    if act is None:
        raise RuntimeError(f"case {facts.id} was to climb at {facts.climb_at}, but no rung is reached")
    move, given = act
    return DueStep(move, " ".join(map(str, (given.item, *given.units, given.rungs[-1]))), given)


def wind(*, before: Facts, facts: Facts, event: Event, edition: Edition, history: History) -> Event:
    """The event with the moment at which the case climbs next, where it can change that.

    `before` are the facts that `event` found, `facts` those that it made; `history` gives all events with it, and is
    only asked where a clock that started earlier counts, so that a new report costs no look at its events.
    """
    if not FLOWS[facts.flow].moves[event.move].rewinds:
        return event
    at = _next_moment(before, facts, event, edition, history)
    return event if at is None else changed(event, given=changed(event.given, climb_at=at))


def _next_moment(before: Facts, facts: Facts, event: Event, edition: Edition, history: History) -> datetime | None:
    clocks = _climbing(facts)
    if not clocks:
        return None
    move = FLOWS[facts.flow].moves[event.move]
    if before.state in _HELD and facts.state in _HELD and not move.clock and not move.winds:
        return before.climb_at  # the unit takes up what it was given: the same clock runs on
    begins = before.state != facts.state and (before.due_at is None or facts.due_at is None or Clock.CHECK in clocks)
    if begins:
        clock = Clock.HANDLE if facts.state in _HELD else clocks[0]
        moments = [_first_moment(clock, facts, event, edition)]
        if Clock.ASSIST in clocks:
            moments += [_first_moment_of_part(unit_path, facts, event, edition) for unit_path in facts.assisting]
        return min((at for at in moments if at is not None), default=None)
    return min((one.at for one in ahead(facts, edition, history())), default=None)


def _first_moment(clock: Clock, facts: Facts, event: Event, edition: Edition) -> datetime | None:
    """When the first rung of a clock is reached that starts with `event`, beside no other one."""
    rungs = edition.rungs_for(clock)
    if clock is Clock.HANDLE:
        row = promised(facts, edition)
        limit = row.limit if row else None
    else:
        limit = edition.settings.clocks.get(clock)
    if not rungs or limit is None:
        return None
    unit_path = facts.unit_path if clock is Clock.HANDLE else ""
    return used_up_at_once(event.at, limit, edition, unit_path, rungs[0].at)


def _first_moment_of_part(unit_path: str, facts: Facts, event: Event, edition: Edition) -> datetime | None:
    """The same for the part that `event` asks a unit for."""
    rungs, rows = edition.rungs_for(Clock.ASSIST), counting(facts, edition)
    if not rungs or not rows:
        return None
    won = strictest(edition, rows, unit_code=leaf(unit_path), start=event.at) if len(rows) > 1 else None
    return used_up_at_once(event.at, (won[0] if won else rows[0]).limit, edition, unit_path, rungs[0].at)


def _ladders(facts: Facts, edition: Edition, written: Iterable[Entry]) -> Iterator[Iterator[Ahead]]:
    """For each clock that climbs now, of those `written` in the ledger, the rungs that are still before it, lowest
    first."""
    clocks = _climbing(facts)
    highest = {(one.item, one.part): one.at for one in facts.climbed}
    for entry in written:
        if entry.ended is None and entry.clock in clocks:
            yield _rungs(entry, facts, edition, highest.get((entry.started.seq, entry.part), 0))


def _climbing(facts: Facts) -> tuple[Clock, ...]:
    """The clocks that climb while the case stands as it does."""
    clocks = _CLIMBS.get(facts.state, ())
    parts_climb = facts.assisting and facts.state in _PARTS_CLIMB and facts.flow >= _PARTS_SINCE
    return (*clocks, Clock.ASSIST) if parts_climb else clocks


def _passed(facts: Facts, edition: Edition, written: Iterable[Entry], now: datetime) -> list[list[Ahead]]:
    """For each clock that climbs, the rungs that it has reached by `now` and not climbed yet; only those with any."""
    ladders = ([*takewhile(lambda one: one.at <= now, rungs)] for rungs in _ladders(facts, edition, written))
    return [steps for steps in ladders if steps]


def _rewinds(facts: Facts, event: Event) -> bool:
    """Whether a clock may run otherwise after the event; climbing itself stops none."""
    return event.move not in TIMED and FLOWS[facts.flow].moves[event.move].rewinds


def _rungs(entry: Entry, facts: Facts, edition: Edition, highest: int) -> Iterator[Ahead]:
    for rung in edition.rungs_for(entry.clock):
        if rung.at <= highest:
            continue
        at = used_up(entry, edition, flow=facts.flow, percent=rung.at)
        if at is None:
            return
        due_at = used_up(entry, edition, flow=facts.flow, percent=100) if entry.part else None
        yield Ahead(at, entry.clock, entry.started.seq, rung, _told(rung, facts, entry.part), entry.part, due_at)


def _told(rung: Rung, facts: Facts, part: str) -> tuple[Post, ...]:
    """The posts that the words of a rung mean for a case as it stands, or for the `part` of a unit in it."""
    posts = (post for word in rung.tells for post in _meant(word, facts, part))
    return tuple(dict.fromkeys(posts))


def _meant(word: str, facts: Facts, part: str) -> tuple[Post, ...]:
    waits_for = LATEST.states[facts.state].waits_for
    of_a_unit = part or Role.HANDLER in waits_for
    unit_path = part or facts.unit_path
    if word == "holder":
        if of_a_unit:
            return (Post(Role.HANDLER, unit_path),)
        return tuple(Post(role, facts.area_path if role is Role.AREA_LEAD else "") for role in waits_for)
    if word == "lead":
        return (Post(Role.UNIT_LEAD, unit_path) if of_a_unit else Post(Role.SUPERVISOR),)
    if word.startswith(_AREA):
        up = int(word.removeprefix(_AREA) or 0)
        chain = parts(facts.area_path)
        return (Post(Role.AREA_LEAD, "/".join(chain[: max(len(chain) - up, 1)])),)
    return (Post(Role(word)),)
