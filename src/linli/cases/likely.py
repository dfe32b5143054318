"""Which cases are perhaps the same as a report: a proposal to a person, who decides."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db import connection
from h3.api import basic_int as h3

from linli.cases import store
from linli.cases.rules import LATEST, Stage, State
from linli.cases.rules.likeness import CLOSED_LATELY, LEAST, REACH_M, WINDOW, Told, distance, likeness, told

_DEGREES_A_METRE = 1 / 111_195.0
# Further than rounding moves a point, so that the box gives nothing away that the rounded point doesn't.
_MARGIN_M = 20.0
# So many in 100 m within a month are compared, the nearest: beyond that the crowd says more than the score.
_COMPARED_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that is perhaps the same as a report, `metres` away. `score` is the likeness, from 0 to 1."""

    number: int
    class_key: str
    stage: Stage
    metres: float
    lat: float
    lon: float
    reported_at: datetime
    closed_at: datetime | None
    area_path: str
    unit_path: str
    assisting: tuple[str, ...]
    score: float


def likely_same(
    *,
    lat: float,
    lon: float,
    class_key: str,
    text: str,
    at: datetime,
    limit: int = 3,
    besides: UUID | None = None,
    among: Collection[str] | None = None,
    decimals: int | None = None,
) -> tuple[Likely, ...]:
    """Cases that are likely the same as a report of `class_key` (may be empty) at a point at `at`, likeliest first.

    Compared are the cases within 100 m that were reported within 30 days before or after, and were open then or closed
    at most three days before; of them those come out that score at least `likeness.LEAST`. Cases that were turned down
    or taken back are left out, and so are the case `besides`, reports that were merged into another, and cases about a
    cause. `among` narrows to some class keys, and to cases that lie in the city. With `decimals` the cases' points are
    rounded to so many before they are judged: what is asked in public must not let anybody close in on a door.
    """
    report = told(lat=lat, lon=lon, class_key=class_key, text=text, at=at)
    near = [
        row
        for row in _near(lat, lon, at, besides, decimals)
        if (among is None or (row["class_key"] in among and row["area_path"])) and row["metres"] <= REACH_M
    ]
    if report.terms:
        _add_words(_contenders(report, near, limit))
    found = [_likely(row, likeness(report, _told(row))) for row in near]
    likeliest = sorted(found, key=lambda one: (-one.score, one.metres, one.number))
    return tuple(one for one in likeliest[:limit] if one.score >= LEAST)


def _contenders(report: Told, near: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """The rows whose words could still bring them among the first `limit`: reading words costs more than all else."""
    plain = sorted((likeness(report, _told(row)) for row in near), reverse=True)
    bar = max(LEAST, plain[limit - 1] if len(plain) >= limit else 0.0)
    return [row for row in near if likeness(report, replace(_told(row), terms=report.terms)) >= bar]


def _told(row: dict[str, Any]) -> Told:
    return told(
        lat=row["lat"],
        lon=row["lon"],
        class_key=row["class_key"],
        text=row["body"],
        at=row["reported_at"],
        closed_at=row["closed_at"],
    )


_COLUMNS = (
    "id", "number", "class_key", "state", "lat", "lon", "reported_at", "closed_at", "area_path", "unit_path",
    "assisting",
)  # fmt: skip
_NEAR = f"""
SELECT {", ".join(_COLUMNS)} FROM cases_case
WHERE h3 = ANY(%(cells)s) AND reported_at BETWEEN %(since)s AND %(until)s
    AND (closed_at IS NULL OR closed_at >= %(lately)s)
    AND lat BETWEEN %(south)s AND %(north)s AND lon BETWEEN %(west)s AND %(east)s
    AND state NOT IN ('rejected', 'merged') AND outcome NOT IN ('rejected', 'withdrawn')
    AND id IS DISTINCT FROM %(besides)s AND NOT more ? 'merged' AND source <> 'system'
ORDER BY (lat - %(lat)s) ^ 2 + ((lon - %(lon)s) * %(narrow)s) ^ 2 LIMIT {_COMPARED_AT_MOST}
"""


def _near(lat: float, lon: float, at: datetime, besides: UUID | None, decimals: int | None) -> list[dict[str, Any]]:
    """The rows to compare, without their words: hexagons around the point and a time, both in one index, then a box."""
    # An edge of this resolution is longer than the reach, so whatever is near lies in the cell or next to it.
    cells = h3.grid_disk(h3.latlng_to_cell(lat, lon, store.H3_RESOLUTION), 1)
    narrow = max(cos(radians(lat)), 0.01)
    up = (REACH_M + _MARGIN_M) * _DEGREES_A_METRE
    across = up / narrow
    given: dict[str, Any] = {
        "cells": cells, "since": at - WINDOW, "until": at + WINDOW, "lately": at - CLOSED_LATELY, "besides": besides,
        "lat": lat, "lon": lon, "narrow": narrow,
        "south": lat - up, "north": lat + up, "west": lon - across, "east": lon + across,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, given)
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        if decimals is not None:
            row |= {"lat": round(row["lat"], decimals), "lon": round(row["lon"], decimals)}
        row |= {"body": "", "metres": distance((lat, lon), (row["lat"], row["lon"]))}
    return rows


def _add_words(rows: list[dict[str, Any]]) -> None:
    """Read what their reporters wrote."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, body FROM cases_words WHERE case_id = ANY(%s) AND seq = 1", [[row["id"] for row in rows]]
        )
        bodies = dict(cursor.fetchall())
    for row in rows:
        row["body"] = bodies.get(row["id"], "")


def _likely(case: dict[str, Any], score: float) -> Likely:
    return Likely(
        number=case["number"],
        class_key=case["class_key"],
        stage=LATEST.states[State(case["state"])].stage,
        metres=case["metres"],
        lat=case["lat"],
        lon=case["lon"],
        reported_at=case["reported_at"],
        closed_at=case["closed_at"],
        area_path=case["area_path"],
        unit_path=case["unit_path"],
        assisting=tuple(case["assisting"]),
        score=score,
    )
