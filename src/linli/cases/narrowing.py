"""What a list is narrowed to, as SQL: a few ways, each of which one index can walk in the list's own order.

A post, a filter by path and a stage are each "one of several". Said with OR or with a range, that makes the database
read and sort everything that matches, or walk past everything that doesn't. Said as one way for each, it reads fifty
rows of each and merges them, however many cases there are.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from linli.cases import sieve
from linli.cases.rules import FLOWS, LATEST, State
from linli.cases.rules.facts import ENDED
from linli.cases.rules.flow.table import CHECK
from linli.cases.rules.ladder import LEADS, posts_of
from linli.cases.ways import CLOSED, OPEN, Sort, Way, order
from linli.catalogue import queries as catalogue
from linli.kernel.paths import leaf, narrower, within
from linli.kernel.rights import UNIT_ROLES, Actor, Role
from linli.kernel.text import terms, whole
from linli.places import queries as places

# The clock of handling can run in these; while a result is being checked or confirmed the unit isn't late any more.
CLOCK_RUNS = (State.REPORTED, State.FILED, State.DISPATCHED, State.DISPUTED, State.HANDLING)
# More ways than this cost more to merge than they save.
_SPREAD_AT_MOST = 12
_ALL_STATES = frozenset(State) - {State.NEW}
# What was merged into another case goes on there: only who looks for it by words or state finds it in a list.
_UNCLOSED = _ALL_STATES - {State.CLOSED}
_OPEN_STATES = _UNCLOSED - {State.MERGED}
_ON_ITS_OWN = "c.state <> 'merged'"
# As the index of cases that wait for any checker says it.
_CHECKED_IN = "('handled', 'sampled', 'contested')"
_GRANTING = LATEST.moves["grant"]
_PATHS = ("area_path", "unit_path")
# A unit that assists has its turn while the lead has the case.
_PART_WAITS = frozenset(LATEST.moves["assist_accept"].sources)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. Empty means all.

    `area` and `unit` are paths and take what lies below; `klass` is a class key, or a beginning of one followed by `*`;
    `source` is the door through which a report came. `reported` and `closed` are stretches of time
    (`sieve.interval`); with them a list has merged reports as well. `mine` keeps only cases whose turn is with one of
    the actor's posts, `climbed` those that climbed to one of them, `asked` those for which a unit has asked for more
    time; `open` leaves closed ones out in either order.
    """

    stage: str = ""
    state: str = ""
    klass: str = ""
    area: str = ""
    unit: str = ""
    overdue: bool = False
    asked: bool = False
    text: str = ""
    mine: bool = False
    climbed: bool = False
    sort: Sort = "urgent"
    open: bool = False
    source: str = ""
    outcome: str = ""
    cell: str = ""
    reported: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What a post lets somebody see: cases in these states, below an area, of a unit, with its assistance or on its
    call.

    `checker` keeps only what was drawn for that account to check, or, 0, what was drawn for nobody; `asked` only those
    for which more time was asked for.
    """

    states: frozenset[State] = _ALL_STATES
    area: str = ""
    unit: str = ""
    assisting: str = ""
    called: str = ""
    checker: int | None = None
    asked: bool = False


def first_keys(
    *, actor: Actor, filters: Filters, now: datetime, limit: int, resume: tuple[str, tuple[Any, ...]] | None = None
) -> tuple[str, list[Any]] | None:
    """SQL for rank and id of the first `limit` cases that `actor` may see under `filters`; None where there are none.

    `resume` is one more condition with its parameters: where the list goes on.
    """
    ways = [way for view in views(actor, mine=filters.mine) if (way := _way(view, filters, now, actor))]
    if not ways:
        return None
    pieces, parameters = [], []
    for way in ways:
        if resume:
            way.resume(resume[0], *resume[1])
        sql, own = way.keys(filters.sort, limit)
        pieces.append(f"({sql})")
        parameters += own
    if len(ways) == 1:
        return sql, own
    merged = f"SELECT k.rank_at, k.id FROM ({' UNION '.join(pieces)}) k"
    return f"{merged} ORDER BY {order(filters.sort, 'k')} LIMIT %s", [*parameters, limit]


def views(actor: Actor, *, mine: bool) -> list[View]:
    """What the actor's posts let them see, or, for `mine`, what waits for these posts; none within another."""
    if actor.kind == "system":
        return [View()]
    found: dict[View, frozenset[State]] = {}
    for view in _views_of_grants(actor, mine=mine):
        key = replace(view, states=frozenset())
        found[key] = found.get(key, frozenset()) | view.states
    merged = [replace(key, states=states) for key, states in found.items()]
    return [view for view in merged if not any(other != view and _covers(other, view) for other in merged)]


def has_turns(actor: Actor) -> bool:
    """Whether a case can ever wait for one of the actor's posts: nothing waits for an auditor."""
    return bool(views(actor, mine=True))


def may_see(
    *, actor: Actor, area_path: str, unit_path: str, assisting: Collection[str], called: Collection[str] = ()
) -> bool:
    """Whether a case would be in the actor's lists: the same judgement as the lists', for one case.

    `called` are the units with an open call and those above them, as `rules.whistle.reached_units` gives them.
    """
    return any(
        within(area_path, view.area)
        and (not view.unit or (bool(unit_path) and within(unit_path, view.unit)))
        and (not view.assisting or view.assisting in assisting)
        and (not view.called or view.called in called)
        for view in views(actor, mine=False)
    )


def _views_of_grants(actor: Actor, *, mine: bool) -> Iterator[View]:
    for grant in actor.grants:
        states = _states_waiting_for(grant.role) if mine else _ALL_STATES
        if mine and grant.role in _GRANTING.who:
            yield View(frozenset(_GRANTING.sources), grant.area_path, asked=True)
        if not states:
            continue
        if mine and grant.role in CHECK:
            yield View(states, grant.area_path, checker=0)
            if actor.id:
                yield View(states, grant.area_path, checker=actor.id)
        elif grant.role not in UNIT_ROLES:
            yield View(states, grant.area_path)
        elif grant.unit_path:
            yield View(states, grant.area_path, unit=grant.unit_path)
            parts = _PART_WAITS if mine else states
            yield View(parts, grant.area_path, assisting=grant.unit_path)
            if not mine:
                yield View(states, grant.area_path, called=grant.unit_path)


def _states_waiting_for(role: Role) -> frozenset[State]:
    rows = (row for flow in FLOWS.values() for row in flow.states.values())
    return frozenset(row.state for row in rows if role in row.waits_for)


def _covers(outer: View, inner: View) -> bool:
    return (
        inner.states <= outer.states
        and within(inner.area, outer.area)
        and within(inner.unit, outer.unit)
        and outer.assisting in ("", inner.assisting)
        and outer.called in ("", inner.called)
        and outer.checker in (None, inner.checker)
        and (inner.asked or not outer.asked)
    )


def _way(view: View, filters: Filters, now: datetime, actor: Actor) -> Way | None:
    """The way of one view under the filters; None where the two have nothing in common."""
    states = view.states & _states(filters)
    area, unit = narrower(view.area, filters.area), narrower(view.unit, filters.unit)
    if not states or area is None or unit is None:
        return None
    way = Way()
    if filters.text and not _add_text(way, filters.text, view, states):
        return None
    if filters.climbed and not _add_climbed(way, actor):
        return None
    if filters.overdue:
        # An open case with a deadline is ranked by it, and there is an index of those alone.
        way.add("c.due_at IS NOT NULL AND c.rank_at < %s", now)
        way.whole = True
    if filters.asked or view.asked:
        # These are few, in an index of their own.
        way.add("c.asked > 0")
        way.whole = True
    _add_paths(way, area=area, unit=unit)
    if view.assisting:
        way.add("c.assisting <> '{}' AND c.assisting @> ARRAY[%s]::varchar[]", view.assisting)
    if view.called:
        way.add("c.called <> '{}' AND c.called @> ARRAY[%s]::varchar[]", view.called)
    if view.checker is not None:
        _add_checker(way, view.checker)
    _add_states(way, states)
    _add_class(way, filters.klass)
    for condition, parameters in sieve.conditions(filters):
        way.add(condition, *parameters)
    way.codes = _codes(filters, area=area, unit=unit)
    if way.column in _PATHS and states <= _UNCLOSED and (filters.klass or states != _OPEN_STATES):
        # What one path has open is few. Left to itself, PostgreSQL would rather weigh all that it ever had.
        way.fenced = f"c.{way.column} = s.value AND {OPEN}"
    return way


def _states(filters: Filters) -> frozenset[State]:
    states = _ALL_STATES
    if filters.state:
        states &= {State(filters.state)} if filters.state in tuple(State) else frozenset()
    if filters.stage:
        states &= {row.state for row in LATEST.states.values() if row.stage == filters.stage}
    if filters.overdue:
        states &= frozenset(CLOCK_RUNS)
    if filters.climbed:
        states &= _OPEN_STATES
    if filters.closed:
        states &= frozenset(ENDED)
    if not filters.state and not filters.text and not filters.reported:
        states -= {State.MERGED}
    return states - {State.CLOSED} if filters.sort == "urgent" or filters.open else states


def _add_paths(way: Way, *, area: str, unit: str) -> None:
    if unit:
        _add_path(way, "unit_path", unit, size=len(catalogue.current().units_within(unit)))
    if area:
        known = places.atlas().paths.values()
        _add_path(way, "area_path", area, size=sum(within(path, area) for path in known))


def _add_path(way: Way, column: str, path: str, *, size: int) -> None:
    """The path itself or anything under it.

    `size`, how many paths lie there today, only decides the way: paths of former days are found by both.
    """
    if way.spread or way.whole or size > _SPREAD_AT_MOST:
        way.below(column, path)
    else:
        way.spread_below(column, path)


def _add_checker(way: Way, checker: int) -> None:
    if checker:
        way.add("c.checker = %s", checker)
        way.whole = True
    else:
        way.add(f"c.checker IS NULL AND c.state IN {_CHECKED_IN}")


def _add_states(way: Way, states: frozenset[State]) -> None:
    if states == _ALL_STATES:
        return
    if states == {State.CLOSED, State.SAMPLED}:
        way.add("c.closed_at IS NOT NULL")
    elif states == {State.CLOSED}:
        way.add(CLOSED)
    elif states == _ALL_STATES - {State.MERGED}:
        way.add(_ON_ITS_OWN)
    elif states == _UNCLOSED:
        way.add(OPEN)
    elif states == _OPEN_STATES:
        way.add(f"{OPEN} AND {_ON_ITS_OWN}")
    elif len(states) == 1:
        way.add("c.state = %s", *states)
    elif way.spread or way.whole:
        way.add("c.state = ANY(%s)", sorted(states))
    else:
        way.add(OPEN)  # not to be told from a state that only turns up as the query runs
        way.spread_over("state", "SELECT unnest(%s::text[])", sorted(states))


def _add_text(way: Way, text: str, view: View, states: frozenset[State]) -> bool:
    """Words that must all be there, the last one at least its beginning; False where the text has none.

    Open cases are few beside all that ever were: those with the words are fetched first, whatever else is asked.
    """
    wanted = terms(text)
    if not wanted:
        return False
    # Terms are letters and digits alone, so that nothing in them can end a quotation. To look for all that begins with
    # a term costs more than to look for the term, even where that is all that does.
    query = " & ".join(f"'{term}'" for term in wanted) + ("" if whole(wanted[-1]) else ":*")
    if states <= _UNCLOSED:
        way.fence_words(query)
    elif view.assisting or view.called:
        way.add_words(query)  # what a unit assists with or is called to is few, and has an index of its own
    else:
        way.words, way.closed = query, states == {State.CLOSED}
    return True


def _codes(filters: Filters, *, area: str, unit: str) -> list[str]:
    """The codes that every case has that is asked for, of those in the index of closed words."""
    klass = filters.klass
    if klass.endswith("*"):
        klass = klass.partition("-")[0] if "-" in klass else ""
    return [code for code in map(leaf, (unit, area, filters.cell, klass)) if code]


def _add_climbed(way: Way, actor: Actor) -> bool:
    """Cases that climbed to one of the actor's leading posts; False where they hold none."""
    told = {str(post) for post in posts_of(actor.grants, *LEADS)}
    if not told:
        return False
    # Few cases have climbed, and one index has those alone: they are fetched before anything else is looked at.
    way.climbed(sorted(told))
    return True


def has_climbed(actor: Actor) -> bool:
    """Whether a case can ever climb to one of the actor's posts."""
    return any(actor.has(role) for role in LEADS)


def _add_class(way: Way, klass: str) -> None:
    if klass.endswith("*"):
        way.add("c.class_key >= %s AND c.class_key < %s", klass[:-1], klass[:-1] + "\U0010ffff")
    elif klass:
        way.add("c.class_key = %s", klass)
        way.klass = klass
