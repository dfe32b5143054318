"""Many histories from few, for measuring: copies at other times and places, made inside the database.

Every copy is as consistent as its template: events, words and row are moved by the same time and to the same place, so
that a copy rebuilt from its events equals its row.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from h3.api import basic_int as h3

from linli.cases import store
from linli.cases.bulk import History, copy, event_rows, words
from linli.cases.rules import Place
from linli.kernel import locks

_MOVED = ("reported_at", "due_at", "until_at", "climb_at", "wake_at", "closed_at", "changed_at", "rank_at")
_PLACED = ("lat", "lon", "h3", "cell", "area_path", "address", "component")


def multiply(
    *,
    templates: Sequence[History],
    grounds: Sequence[Place],
    wanted: int,
    reach: timedelta,
    salt: str,
    now: datetime,
    tell: Callable[[int], None] = lambda written: None,
) -> int:
    """Write `wanted` copies of the templates; how many were written now.

    Templates are copied in turn. A copy of a closed case lies further back, up to `reach`; one of an open case only
    some hours, so that queues and deadlines stay those of today. Each copy of a placed case moves to one of the
    `grounds` in its own area, where there is any. With the same templates and `salt` the copies are the same: a second
    call, or one after a kill, writes what is missing. `tell` is called after each round with the number of copies done.
    """
    if not templates:
        return 0
    _prepare(templates, grounds, now)
    rounds = -(-wanted // len(templates))
    written = done = 0
    for number in range(rounds):
        size = min(len(templates), wanted - done)
        back = -reach * number / rounds
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.HISTORIES])
            plan: dict[str, Any] = {"round": number, "salt": salt, "back": back, "size": size}
            cursor.execute(_PLAN, plan)
            cursor.execute("SELECT EXISTS (SELECT FROM cases_case c JOIN planned p USING (id))")
            if not cursor.fetchone()[0]:
                for statement in (_CASES, _EVENTS, _WORDS):
                    cursor.execute(statement, {"round": number, "salt": salt, "now": now})
                written += size
        done += size
        tell(done)
    return written


def _prepare(templates: Sequence[History], grounds: Sequence[Place], now: datetime) -> None:
    """Templates and grounds as temporary tables of this session."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER)
        cursor.execute(_TABLES)
    copy(
        "template_case", (*store.row_of(templates[0].facts), "terms", "n"), map(_case, templates, range(len(templates)))
    )
    each = list(enumerate(templates))
    events = ((n, *row) for n, history in each for row in event_rows(history, "simulated", now))
    copy("template_event", ("n", *store.EVENT_COLUMNS), events)
    copy("template_words", ("n", "seq", "body"), ((n, *said) for n, history in each for said in words(history)))
    copy("ground", ("n", "lat", "lon", "h3", "cell", "area_path", "address", "terms"), _grounds(grounds))
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE template_case, template_event, template_words, ground;"
            " CREATE TEMPORARY TABLE ground_of AS SELECT area_path, count(*) AS size FROM ground GROUP BY area_path"
        )


def _case(history: History, n: int) -> tuple[Any, ...]:
    said = [event.given.text for event in history.acts[0].events if event.given.text]
    return (*store.row_of(history.facts).values(), store.searchable(" ".join(said)), n)


def _grounds(grounds: Sequence[Place]) -> Iterator[tuple[Any, ...]]:
    counted: dict[str, int] = {}
    for place in grounds:
        n = counted[place.area_path] = counted.get(place.area_path, -1) + 1
        at = h3.latlng_to_cell(place.lat, place.lon, store.H3_RESOLUTION)
        yield n, place.lat, place.lon, at, place.cell, place.area_path, place.address, store.searchable(place.address)


# Moments may lie anywhere in what few cases have; they are moved like those of the columns.
_LATER = r"""
CREATE OR REPLACE FUNCTION pg_temp.later(value jsonb, shift interval) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE jsonb_typeof(value)
    WHEN 'object' THEN
        RETURN (SELECT coalesce(jsonb_object_agg(o.key, pg_temp.later(o.value, shift)), '{}')
                FROM jsonb_each(value) o);
    WHEN 'array' THEN
        RETURN (SELECT coalesce(jsonb_agg(pg_temp.later(a.value, shift) ORDER BY a.place), '[]')
                FROM jsonb_array_elements(value) WITH ORDINALITY a(value, place));
    WHEN 'string' THEN
        IF value #>> '{}' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d' THEN
            RETURN to_jsonb(to_char(((value #>> '{}')::timestamptz + shift) AT TIME ZONE 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'));
        END IF;
        RETURN value;
    ELSE
        RETURN value;
    END CASE;
END $$;
"""
_TABLES = """
DROP TABLE IF EXISTS template_case, template_event, template_words, ground, ground_of;
CREATE TEMPORARY TABLE template_case AS SELECT * FROM cases_case WITH NO DATA;
ALTER TABLE template_case ADD n int;
CREATE TEMPORARY TABLE template_event AS SELECT 0 AS n, * FROM cases_event WITH NO DATA;
CREATE TEMPORARY TABLE template_words AS SELECT 0 AS n, seq, body FROM cases_words WITH NO DATA;
CREATE TEMPORARY TABLE ground AS
    SELECT 0 AS n, lat, lon, h3, cell, area_path, address, terms FROM cases_case WITH NO DATA;
"""


def _id(of: str, at: str) -> str:
    """A version 7 UUID at a moment, derived from another id, the round and the salt."""
    digest = f"md5({of}::text || %(salt)s || %(round)s)"
    moment = f"lpad(to_hex((extract(epoch FROM {at}) * 1000)::bigint), 12, '0')"
    return f"({moment} || '7' || substr({digest}, 1, 3) || 'a' || substr({digest}, 4, 15))::uuid"


def _number(of: str, below: str) -> str:
    """A whole number from 0 to just under `below`, derived from an id, the round and the salt."""
    return f"(('x' || right(md5({of}::text || %(salt)s || %(round)s), 7))::bit(28)::int %% {below})"


_MINUTES_BACK = f"-make_interval(mins => {_number('t.id', '600')}::int)"
_SHIFT = f"({_MINUTES_BACK} + CASE WHEN t.closed_at IS NULL THEN interval '0' ELSE %(back)s::interval END)"
# Where a copy lies, as its events keep it: floats are written the same way by PostgreSQL and read the same by Python.
_PLACE = (
    "jsonb_build_object('lat', g.lat, 'lon', g.lon, 'cell', g.cell, 'area_path', g.area_path)"
    " || CASE WHEN g.address = '' THEN '{}'::jsonb ELSE jsonb_build_object('address', g.address) END"
)
_PLAN = f"""
DROP TABLE IF EXISTS planned;
CREATE TEMPORARY TABLE planned ON COMMIT DROP AS
SELECT t.n, {_id("t.id", f"t.reported_at + {_SHIFT}")} AS id, {_SHIFT} AS shift,
       g.lat, g.lon, g.h3, g.cell, g.area_path, g.address, '' AS component, g.terms,
       CASE WHEN g.cell IS NOT NULL THEN {_PLACE} END AS place
FROM template_case t
LEFT JOIN ground_of s ON s.area_path = t.area_path AND t.cell <> ''
LEFT JOIN ground g ON g.area_path = s.area_path AND g.n = {_number("t.id", "s.size")}
WHERE t.n < %(size)s;
ANALYZE planned;
"""


def _case_column(name: str) -> str:
    if name == "id":
        return "p.id"
    if name in _MOVED:
        return f"t.{name} + p.shift"
    if name == "more":
        return "CASE WHEN t.more = '{}' THEN t.more ELSE pg_temp.later(t.more, p.shift) END"
    if name in _PLACED:
        return f"CASE WHEN p.place IS NULL THEN t.{name} ELSE p.{name} END"
    return f"t.{name}"


def _event_column(name: str) -> str:
    if name == "command_id":
        return _id("e.command_id", "(e.at + p.shift)")
    if name == "at":
        return "e.at + p.shift"
    if name == "recorded_at":
        return "%(now)s::timestamptz"
    if name == "given":
        return f"e.given {_moved('due_at')} {_moved('until')} {_moved('climb_at')} {_REPLACED}"
    return f"e.{name}"


def _moved(name: str) -> str:
    written = f"to_char(((e.given->>'{name}')::timestamptz + p.shift) AT TIME ZONE 'UTC', '{_ISO}')"
    return f"|| CASE WHEN e.given ? '{name}' THEN jsonb_build_object('{name}', {written}) ELSE '{{}}'::jsonb END"


_ISO = 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
_REPLACED = (
    "|| CASE WHEN e.given ? 'place' AND p.place IS NOT NULL"
    " THEN jsonb_build_object('place', p.place) ELSE '{}'::jsonb END"
)
_COLUMNS = store.FACT_COLUMNS
_CASES = f"""
INSERT INTO cases_case ({", ".join(_COLUMNS)}, terms)
SELECT {", ".join(map(_case_column, _COLUMNS))}, t.terms || coalesce(p.terms, ''::tsvector)
FROM planned p JOIN template_case t USING (n) ORDER BY p.id
"""
_EVENTS = f"""
INSERT INTO cases_event (case_id, {", ".join(store.EVENT_COLUMNS)})
SELECT p.id, {", ".join(map(_event_column, store.EVENT_COLUMNS))}
FROM planned p JOIN template_event e USING (n) ORDER BY p.id, e.seq
"""
_WORDS = """
INSERT INTO cases_words (case_id, seq, body)
SELECT p.id, w.seq, w.body FROM planned p JOIN template_words w USING (n)
"""
