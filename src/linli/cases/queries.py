"""The only door to read cases. Rows come out frozen; nothing here changes anything."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from h3.api import basic_int as h3

from linli.cases import store
from linli.cases.calls import Response, Tally, calls_made, calls_upon, responses, tallies
from linli.cases.coverage import Cover, coverage
from linli.cases.extracts import extracts
from linli.cases.hands import Account, CaseHands, Sum, hands_of, in_hand, seen_areas, sums
from linli.cases.likely import Likely, likely_same
from linli.cases.links import Family, Relative, family
from linli.cases.listing import (
    COUNT_AT_MOST,
    PAGE,
    CallBack,
    Filters,
    Page,
    Row,
    count,
    has_climbed,
    has_turns,
    listing,
    may_see,
    to_call_back,
)
from linli.cases.news import News, news, numbers, parts
from linli.cases.published import DECIMALS
from linli.cases.rules import LATEST, Facts, Move, Stage, State, climbing, permitted, rebuild
from linli.cases.rules.climbing import Ahead
from linli.cases.rules.clock import Working, working
from linli.cases.rules.likeness import distance
from linli.cases.rules.tasks import concerned
from linli.cases.rules.whistle import reached_units
from linli.cases.sieve import interval, read_interval
from linli.cases.together.incident import Asked, Reported, answered, asked, causes, reports
from linli.cases.views import Nearby, Pin, Stamp, Suspended, Tracked, View, stamp_of
from linli.catalogue import queries as catalogue
from linli.kernel.ids import read_tracking_code
from linli.kernel.rights import Actor

__all__ = [
    "COUNT_AT_MOST",
    "PAGE",
    "PINS_AT_MOST",
    "PUBLIC_DECIMALS",
    "Account",
    "Ahead",
    "Asked",
    "CallBack",
    "CaseHands",
    "Cover",
    "Family",
    "Filters",
    "Likely",
    "Nearby",
    "News",
    "Page",
    "Pin",
    "Relative",
    "Reported",
    "Response",
    "Row",
    "Stamp",
    "Sum",
    "Suspended",
    "Tally",
    "Tracked",
    "View",
    "ahead",
    "allowed_moves",
    "answered",
    "around",
    "asked",
    "calls_made",
    "calls_upon",
    "case",
    "cases",
    "causes",
    "clocks",
    "closed_lately",
    "count",
    "coverage",
    "covers",
    "distance",
    "extracts",
    "family",
    "hands_of",
    "has_climbed",
    "has_turns",
    "in_box",
    "in_hand",
    "interval",
    "likely_same",
    "listing",
    "may_see",
    "news",
    "numbers",
    "parts",
    "read_interval",
    "rebuilt",
    "reports",
    "responses",
    "seen_areas",
    "sums",
    "suspended",
    "tallies",
    "timeline",
    "to_call_back",
    "tracked",
    "visible",
]

PINS_AT_MOST = 2000
PUBLIC_DECIMALS = DECIMALS
_LAT, _LON = (f"round({name}::numeric, {PUBLIC_DECIMALS})::float8" for name in ("lat", "lon"))
_ROUNDING = 10**-PUBLIC_DECIMALS


def case(*, number: int | None = None, case_id: UUID | None = None) -> View | None:
    """A case by its number or its id; None where there is none."""
    if case_id is not None:
        loaded = store.load(case_id)
        return None if loaded is None else _view(*loaded)
    return None if number is None else next(iter(cases(numbers=[number])), None)


def cases(*, numbers: Sequence[int] = (), case_ids: Sequence[UUID] = ()) -> tuple[View, ...]:
    """The cases of these numbers or ids, each once, in the order in which they are asked for, in one query; what isn't
    there is left out."""
    asked: Sequence[int | UUID] = numbers or case_ids
    found: Mapping[Any, tuple[Facts, int]] = store.load_numbered(numbers) if numbers else store.load_all(case_ids)
    return tuple(_view(*found[one]) for one in dict.fromkeys(asked) if one in found)


def tracked(*, code: str) -> Tracked | None:
    """The case that a tracking code opens, whatever its spacing and capitals; None where the code is mistyped or
    opens nothing."""
    if read_tracking_code(code) is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, holder, language FROM cases_key WHERE digest = %s", [store.key_of(code)])
        found = cursor.fetchone()
    if found is None:
        return None
    loaded = store.load(found[0])
    if loaded is None:
        return None
    view = _view(*loaded)
    merged = view.facts.merged
    root = case(case_id=UUID(merged.into)) if merged else None
    own = found[1] == "reporter"
    voice = ("" if root is None else view.id.hex) if own else store.voice_of(store.key_of(code))
    return Tracked(view, found[1], found[2], voice, root)


def visible(*, actor: Actor, facts: Facts) -> bool:
    """Whether a member of staff may read the case: their posts cover it, or they reported it themselves."""
    return (actor.kind == "staff" and actor.id is not None and actor.id == facts.reported_by) or covers(
        actor=actor, facts=facts
    )


def covers(*, actor: Actor, facts: Facts) -> bool:
    """Whether the actor's posts cover the case: whether it would be in their lists."""
    return may_see(
        actor=actor,
        area_path=facts.area_path,
        unit_path=facts.unit_path,
        assisting=concerned(facts),
        called=reached_units(facts),
    )


def allowed_moves(*, facts: Facts, actor: Actor, now: datetime) -> tuple[Move, ...]:
    """Exactly the moves that the flow lets `actor` make now, in the table's order: the buttons to show."""
    return permitted(facts=facts, actor=actor, edition=catalogue.edition(facts.edition), now=now)


def timeline(*, case_id: UUID) -> tuple[Stamp, ...]:
    """What happened to a case, oldest first."""
    events = store.events(case_id)
    erased = {seq: event.given.reason for event in events if event.move == "erase" for seq in event.given.items}
    return tuple(stamp_of(event, erased.get(event.seq, "")) for event in events)


def clocks(*, case_id: UUID, now: datetime) -> Working:
    """The clocks of a case with their working, from its events alone. LookupError where there is no such case."""
    loaded = store.load(case_id)
    if loaded is None:
        raise LookupError(f"there is no case {case_id}")
    return working(store.events(case_id), catalogue.edition, flow=loaded[0].flow, now=now)


def ahead(*, facts: Facts) -> tuple[Ahead, ...]:
    """The next rung of each clock of a case that climbs, the nearest first."""
    return climbing.ahead(facts, catalogue.edition(facts.edition), store.events(facts.id))


def suspended(*, class_keys: Sequence[str], limit: int = 200) -> tuple[Suspended, ...]:
    """The problem bank: placed cases of these classes that are suspended now, the longest suspended first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.number, c.class_key, c.area_path, c.unit_path, e.given->>'reason', e.at, c.until_at"
            " FROM cases_case c JOIN cases_event e ON e.case_id = c.id AND e.move = 'suspend'"
            " WHERE c.state = 'suspended' AND c.cell <> '' AND c.class_key = ANY(%s) ORDER BY e.at, c.id LIMIT %s",
            [list(class_keys), limit],
        )
        return tuple(Suspended(*row) for row in cursor.fetchall())


def rebuilt(*, case_id: UUID) -> Facts | None:
    """The facts of a case folded afresh from its events, to hold against its row."""
    loaded = store.load(case_id)
    if loaded is None:
        return None
    facts, _ = loaded
    return rebuild(case_id, facts.flow, 0, store.events(case_id))


def around(*, lat: float, lon: float, metres: float = 300, limit: int = 5) -> tuple[Nearby, ...]:
    """Open, placed cases within `metres` (at most 2,000) of a point, nearest first."""
    metres = min(metres, 2000.0)
    edge = h3.average_hexagon_edge_length(store.H3_RESOLUTION, unit="m")
    rings = int(metres / (edge * 1.5)) + 1
    cells = h3.grid_disk(h3.latlng_to_cell(lat, lon, store.H3_RESOLUTION), rings)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number, class_key, state, {_LAT}, {_LON}, reported_at, area_path FROM cases_case"
            " WHERE closed_at IS NULL AND state NOT IN ('rejected', 'merged') AND cell <> '' AND h3 = ANY(%s)",
            [cells],
        )
        found = [
            Nearby(number, klass, _stage(state), distance((lat, lon), (y, x)), y, x, at, area)
            for number, klass, state, y, x, at, area in cursor.fetchall()
        ]
    return tuple(sorted((one for one in found if one.metres <= metres), key=lambda one: one.metres)[:limit])


def in_box(
    *,
    south: float,
    west: float,
    north: float,
    east: float,
    stage: str = "",
    class_keys: Sequence[str] = (),
    limit: int = PINS_AT_MOST,
) -> tuple[Pin, ...]:
    """Open, placed cases in a box of degrees, newest first, for the public map and its list."""
    conditions = [
        "closed_at IS NULL",
        "cell <> ''",
        "state NOT IN ('rejected', 'merged')",
        "lat BETWEEN %s AND %s",
        "lon BETWEEN %s AND %s",
        f"{_LAT} BETWEEN %s AND %s",
        f"{_LON} BETWEEN %s AND %s",
    ]
    wider = [south - _ROUNDING, north + _ROUNDING, west - _ROUNDING, east + _ROUNDING]
    parameters: list[Any] = [*wider, south, north, west, east]
    if stage:
        conditions.append("state = ANY(%s)")
        parameters.append([str(row.state) for row in LATEST.states.values() if row.stage == stage])
    if class_keys:
        conditions.append("class_key = ANY(%s)")
        parameters.append(list(class_keys))
    return _pins(" AND ".join(conditions), parameters, "id DESC", limit)


def closed_lately(*, since: datetime, limit: int = 10) -> tuple[Pin, ...]:
    """Cases that a reporter confirmed as fixed since `since`, last first."""
    return _pins(
        "closed_at >= %s AND outcome = 'satisfied' AND cell <> '' AND NOT more ? 'merged'",
        [since],
        "closed_at DESC",
        limit,
    )


def _pins(condition: str, parameters: list[Any], order: str, limit: int) -> tuple[Pin, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number, class_key, state, {_LAT}, {_LON}, reported_at, due_at, closed_at, area_path"
            f" FROM cases_case WHERE {condition} ORDER BY {order} LIMIT %s",
            [*parameters, limit],
        )
        return tuple(Pin(row[0], row[1], _stage(row[2]), *row[3:]) for row in cursor.fetchall())


def _view(facts: Facts, number: int) -> View:
    return View(number, facts, _stage(facts.state))


def _stage(state: str) -> Stage:
    return LATEST.states[State(state)].stage
