"""A case's row and its facts: the row caches what the events fold to. Private to this room."""

import json
from typing import Any

from h3.api import basic_int as h3

from linli.cases.rules import Facts, Place, State, rare
from linli.cases.rules.automatic import wakes_at
from linli.cases.rules.whistle import reached_units

H3_RESOLUTION = 9  # edges of about 200 m: "near" is a cell and its neighbours


def row_of(facts: Facts) -> dict[str, Any]:
    """The row that caches `facts`."""
    place = facts.place
    rank_at = facts.due_at or facts.until or facts.reported_at
    return {
        "id": facts.id,
        "flow": facts.flow,
        "edition": facts.edition,
        "version": facts.version,
        "state": str(facts.state),
        "source": str(facts.source),
        "class_key": facts.class_key,
        "condition": facts.condition,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "h3": h3.latlng_to_cell(place.lat, place.lon, H3_RESOLUTION) if place else None,
        "cell": place.cell if place else "",
        "area_path": place.area_path if place else "",
        "address": place.address if place else "",
        "component": place.component if place else "",
        "unit_path": facts.unit_path,
        "assisting": list(facts.assisting),
        "called": list(reached_units(facts)),
        "reported_by": facts.reported_by,
        "handled_units": list(facts.handled_units),
        "handled_by": list(facts.handled_by),
        "returned_units": list(facts.returned_units),
        "returns": facts.returns,
        "ruled": facts.ruled,
        "reworks": facts.reworks,
        "rounds": facts.rounds,
        "objected": facts.objected,
        "asked": facts.asked,
        "extensions": facts.extensions,
        "suspended": facts.suspended,
        "reported_at": facts.reported_at,
        "due_at": facts.due_at,
        "until_at": facts.until,
        "climb_at": facts.climb_at,
        "wake_at": wakes_at(facts),
        "closed_at": facts.closed_at,
        "changed_at": facts.changed_at or facts.reported_at,
        "rank_at": rank_at,
        "outcome": str(facts.outcome),
        "why": facts.why,
        "checker": facts.checker,
        "more": rare.dump(facts),
    }


def facts_of(row: dict[str, Any]) -> Facts:
    """The facts that a row caches: the inverse of `row_of`."""
    place = None
    if row["lat"] is not None:
        place = Place(row["lat"], row["lon"], row["cell"], row["area_path"], row["address"], row["component"])
    return Facts(
        id=row["id"],
        flow=row["flow"],
        edition=row["edition"],
        version=row["version"],
        state=State(row["state"]),
        source=row["source"],
        class_key=row["class_key"],
        condition=row["condition"],
        place=place,
        unit_path=row["unit_path"],
        assisting=tuple(row["assisting"]),
        reported_by=row["reported_by"],
        handled_units=tuple(row["handled_units"]),
        handled_by=tuple(row["handled_by"]),
        returned_units=tuple(row["returned_units"]),
        returns=row["returns"],
        ruled=row["ruled"],
        reworks=row["reworks"],
        rounds=row["rounds"],
        objected=row["objected"],
        asked=row["asked"],
        extensions=row["extensions"],
        suspended=row["suspended"],
        reported_at=row["reported_at"],
        due_at=row["due_at"],
        until=row["until_at"],
        climb_at=row["climb_at"],
        checker=row["checker"],
        closed_at=row["closed_at"],
        changed_at=row["changed_at"],
        outcome=row["outcome"],
        why=row["why"],
        **rare.load(json_of(row["more"])),
    )


def json_of(value: Any) -> Any:
    """Django's cursors hand JSON over as text, others as values."""
    return json.loads(value) if isinstance(value, str) else value
