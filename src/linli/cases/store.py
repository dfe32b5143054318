"""How a case is read and written: one statement that writes events, words, keys and row together, or nothing at all.

Private to this room: `commands` is the door to change, `queries` the door to read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import local
from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg.types.json import Jsonb

from linli.cases import models
from linli.cases.rows import H3_RESOLUTION as H3_RESOLUTION
from linli.cases.rows import facts_of as facts_of
from linli.cases.rows import json_of as json_of
from linli.cases.rows import row_of as row_of
from linli.cases.rules import Event, Facts, Given, State
from linli.cases.rules.decide import History
from linli.kernel.ids import code_digest
from linli.kernel.results import Refused
from linli.kernel.text import index_terms

_BESIDE_FACTS = ("number", "terms", "stuck_at")
FACT_COLUMNS = tuple(f.attname for f in models.Case._meta.concrete_fields if f.name not in _BESIDE_FACTS)
EVENT_COLUMNS = tuple(f.attname for f in models.Event._meta.concrete_fields if f.name not in ("id", "case"))
COLUMNS = ", ".join(FACT_COLUMNS)
# What is done beside the case: whoever looks at the page from before hasn't missed anything.
_BESIDE = ("follow", "agree", "differ_afar", "remind", "climb", "set_timer", "erase")
# What an UPDATE may find changed; a case keeps its identity, its flow and when it was reported. No row says `stuck_at`:
# whatever is done to a case, the system tries anew.
CHANGING = (
    *(name for name in FACT_COLUMNS if name not in ("id", "flow", "source", "reported_by", "reported_at")),
    "stuck_at",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A judged chain of acts, ready to be written."""

    command_id: UUID
    facts: Facts
    events: tuple[Event, ...]
    recorded_at: datetime
    origin: str = "live"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an earlier act with the same command did: the case, its number, and where the act left it.

    `first` is the act itself, `moves` are its and those of what followed by itself.
    """

    case_id: UUID
    number: int
    version: int
    state: State
    first: Event
    moves: tuple[str, ...]


def event_row(event: Event, *, command_id: UUID, step: int, recorded_at: datetime, origin: str) -> tuple[Any, ...]:
    """The values of an event in the order of its columns, the case's id aside."""
    return (
        event.seq,
        command_id,
        step,
        event.move,
        event.at,
        recorded_at,
        str(event.before),
        str(event.after),
        event.actor_kind,
        event.actor_id,
        str(event.role),
        event.actor_unit,
        event.edition,
        origin,
        event.given.kept(),
    )


_ROW_OF_JSON = ", ".join(f"r.{name}" for name in FACT_COLUMNS)
_HAPPENED = f"""
    INSERT INTO cases_event (case_id, {", ".join(EVENT_COLUMNS)})
    SELECT %(id)s, {", ".join(f"e.{name}" for name in EVENT_COLUMNS)}
    FROM jsonb_populate_recordset(NULL::cases_event, %(events)s) AS e"""
_SAID = """
    INSERT INTO cases_words (case_id, seq, body)
    SELECT %(id)s, w.seq, w.body FROM jsonb_populate_recordset(NULL::cases_words, %(words)s) AS w"""
# What happened waits here to be told, from the same moment on that it has happened.
_TOLD = "INSERT INTO cases_outbox (case_id, first_seq, last_seq) SELECT %(id)s, %(first)s, %(last)s"

# The act's own event goes first and everything else depends on it: a repeated command writes nothing and fails nothing,
# even where more would follow from it by itself than did the first time.
_INSERT = f"""
    WITH happened AS ({_HAPPENED} WHERE e.step = 0 ON CONFLICT (command_id, step) DO NOTHING RETURNING seq),
    followed AS ({_HAPPENED} WHERE e.step > 0 AND EXISTS (SELECT FROM happened)),
    filed AS (
        INSERT INTO cases_case ({COLUMNS}, terms)
        SELECT {_ROW_OF_JSON}, %(terms)s::tsvector FROM jsonb_populate_record(NULL::cases_case, %(row)s) AS r
        WHERE EXISTS (SELECT FROM happened) RETURNING number),
    said AS ({_SAID} WHERE EXISTS (SELECT FROM happened)),
    opened AS (
        INSERT INTO cases_key (digest, case_id, holder, language)
        SELECT %(key)s, %(id)s, %(holder)s, %(language)s WHERE EXISTS (SELECT FROM happened)),
    told AS ({_TOLD} WHERE EXISTS (SELECT FROM happened))
    SELECT number FROM filed"""

_UPDATE = f"""
    WITH moved AS (
        UPDATE cases_case AS c SET {", ".join(f"{name} = r.{name}" for name in CHANGING)}
        FROM jsonb_populate_record(NULL::cases_case, %(row)s) AS r
        WHERE c.id = %(id)s AND c.version = %(seen)s RETURNING c.id),
    happened AS ({_HAPPENED} WHERE EXISTS (SELECT FROM moved)),
    said AS ({_SAID} WHERE EXISTS (SELECT FROM moved)),
    told AS ({_TOLD} WHERE EXISTS (SELECT FROM moved))
    SELECT id FROM moved"""


def insert_case(written: Written, *, key: bytes, holder: str, language: str) -> int | None:
    """Write a new case in one round trip; its number, or None where `command_id` has been written before."""
    words = _words(written)
    about = " ".join([one["body"] for one in words] + [written.facts.place.address if written.facts.place else ""])
    found = run(
        _INSERT,
        _parameters(written, words) | {"terms": searchable(about), "key": key, "holder": holder, "language": language},
    )
    return found[0] if found else None


def update_case(written: Written, *, seen: int) -> None:
    """Write what happened to a case that stands at version `seen`.

    Raises IntegrityError where the command was used for another case a moment ago, and RuntimeError where somebody
    acted on the case without waiting their turn (`load(alone=True)`): nothing is written then.
    """
    if run(_UPDATE, _parameters(written, _words(written)) | {"seen": seen}) is None:
        raise RuntimeError(f"case {written.facts.id} is no longer at version {seen}")


def searchable(text: str) -> str:
    """The terms of a text as PostgreSQL writes a tsvector."""
    terms = "' '".join(index_terms(text))
    return f"'{terms}'" if terms else ""


def _parameters(written: Written, words: list[dict[str, Any]]) -> dict[str, Any]:
    row = row_of(written.facts)
    return {
        "id": written.facts.id,
        "row": jsonb(row),
        "events": jsonb(event_rows(written)),
        "words": jsonb(words),
        "first": written.events[0].seq,
        "last": written.facts.version,
    }


def event_rows(written: Written) -> list[dict[str, Any]]:
    """The events of a chain as JSON values by column, the case's id aside."""
    return [
        dict(
            zip(
                EVENT_COLUMNS,
                event_row(
                    event,
                    command_id=written.command_id,
                    step=step,
                    recorded_at=written.recorded_at,
                    origin=written.origin,
                ),
                strict=True,
            )
        )
        for step, event in enumerate(written.events)
    ]


def _words(written: Written) -> list[dict[str, Any]]:
    return [{"seq": event.seq, "body": event.given.text} for event in written.events if event.given.text]


class _Kept(local):
    """A cursor for each thread, on the connection that the thread keeps: it remembers how each parameter is written,
    which a new one would have to find out for every statement.

    Django's own cursors bind on the client and so can't prepare; this one shares their connection and transaction, and
    like theirs it doesn't meet a connection that the server has ended.
    """

    cursor: psycopg.Cursor[Any] | None = None

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any]) -> psycopg.Cursor[Any]:
        link = connections[DEFAULT_DB_ALIAS]
        link.close_if_health_check_failed()
        link.ensure_connection()
        if self.cursor is None or self.cursor.connection is not link.connection:
            self.cursor = psycopg.Cursor(link.connection)
        with link.wrap_database_errors:
            return self.cursor.execute(sql, parameters, prepare=True)


_kept = _Kept()


def run(sql: str, parameters: dict[str, Any]) -> tuple[Any, ...] | None:
    """Run a statement that the server keeps prepared: planning it anew would cost more than doing it."""
    return _kept.execute(sql, parameters).fetchone()


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a query that the server keeps prepared; JSON comes as text only where the query says so."""
    return _kept.execute(sql, parameters).fetchall()


def jsonb(value: Any) -> Jsonb:
    """A value as `run` takes it."""
    return Jsonb(value, dumps=_dumps)


def _dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=str)


def load(case_id: UUID, *, alone: bool = False) -> tuple[Facts, int] | None:
    """The facts and the number of a case, or None where there is none.

    `alone` waits until nobody else acts on the case and keeps others waiting until the transaction ends.
    """
    lock = " FOR UPDATE" if alone else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS}, number FROM cases_case WHERE id = %s{lock}", [case_id])
        found = cursor.fetchone()
    return None if found is None else (read_facts(found), found[-1])


def load_all(case_ids: Collection[UUID]) -> dict[UUID, tuple[Facts, int]]:
    """The facts and the numbers of these cases, in one query; a case that isn't there is left out."""
    return {facts.id: (facts, number) for facts, number in _loaded("id", list(case_ids))}


def load_numbered(numbers: Collection[int]) -> dict[int, tuple[Facts, int]]:
    """The same of the cases that have these numbers, by number."""
    return {number: (facts, number) for facts, number in _loaded("number", list(numbers))}


def _loaded(column: str, values: list[Any]) -> list[tuple[Facts, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS}, number FROM cases_case WHERE {column} = ANY(%s) ORDER BY id", [values])
        return [(read_facts(row), row[-1]) for row in cursor.fetchall()]


def read_facts(row: Sequence[Any]) -> Facts:
    """The facts from a row that begins with `COLUMNS`."""
    return facts_of(dict(zip(FACT_COLUMNS, row, strict=False)))


def recorded(command_id: UUID) -> Recorded | None:
    """What was done under `command_id`, or None where nothing was."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS_OF_COMMAND, [command_id])
        rows = cursor.fetchall()
    if not rows:
        return None
    case_id, number = rows[0][:2]
    events = [read_event(row[2:]) for row in rows]
    last = events[-1]
    return Recorded(case_id, number, last.seq, last.after, events[0], tuple(event.move for event in events))


def changed_since(facts: Facts, seen: int | None) -> Refused | None:
    """The refusal of an act by somebody who was looking at version `seen` of a case: changed_meanwhile, where anything
    has been done to it since but what is done beside it. None where they saw it as it is, or didn't say."""
    if seen is None or seen == facts.version or (seen < facts.version and not _acted_since(facts.id, seen)):
        return None
    return Refused("changed_meanwhile", {"state": facts.state, "version": facts.version, "seen": seen})


def _acted_since(case_id: UUID, version: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM cases_event WHERE case_id = %s AND seq > %s AND move <> ALL(%s))",
            [case_id, version, list(_BESIDE)],
        )
        return bool(cursor.fetchone()[0])


OF_EVENT = (
    "e.seq, e.move, e.at, e.before, e.after, e.actor_kind, e.actor_id, e.role, e.actor_unit, e.given, w.body, e.edition"
)
WITH_WORDS = "cases_event e LEFT JOIN cases_words w ON w.case_id = e.case_id AND w.seq = e.seq"
_EVENTS_OF_CASE = f"SELECT {OF_EVENT} FROM {WITH_WORDS} WHERE e.case_id = %s ORDER BY e.seq"
_EVENTS_OF_CASES = (
    f"SELECT e.case_id, {OF_EVENT.replace('w.body', 'NULL')} FROM cases_event e"
    " WHERE e.case_id = ANY(%s) ORDER BY e.case_id, e.seq"
)
_EVENTS_OF_COMMAND = (
    f"SELECT e.case_id, c.number, {OF_EVENT} FROM {WITH_WORDS} JOIN cases_case c ON c.id = e.case_id"
    " WHERE e.command_id = %s ORDER BY e.step"
)


def events(case_id: UUID) -> tuple[Event, ...]:
    """All events of a case in order, with their words where they weren't erased."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS_OF_CASE, [case_id])
        return tuple(read_event(row) for row in cursor.fetchall())


def history(case_id: UUID) -> History:
    """Gives all events of a case, which are read when they are first asked for."""
    return cache(lambda: events(case_id))


def events_by_case(case_ids: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """All events of some cases, in order, without anybody's words."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS_OF_CASES, [list(case_ids)])
        rows = cursor.fetchall()
    found: dict[UUID, list[Event]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(read_event(row[1:]))
    return found


def read_event(row: Sequence[Any]) -> Event:
    """An event from the columns of `OF_EVENT`."""
    seq, move, at, before, after, kind, actor_id, role, unit, given, text, edition = row
    brought = Given.read(json_of(given), text or "")
    return Event(seq, move, at, State(before), State(after), kind, actor_id, role, unit, brought, edition)


def voice_of(digest: bytes) -> str:
    """What tells the bearer of a code from those of other codes of the case: it opens nothing and names nobody."""
    return digest[:8].hex()


def key_of(code: str) -> bytes:
    """What is kept of a tracking code in `cases_key`."""
    return code_digest(settings.LINLI_TRACKING_KEY, code)


def open_key(*, digest: bytes, case_id: UUID, holder: str, language: str) -> None:
    """Let one more tracking code open a case. The same code twice is one code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_key (digest, case_id, holder, language) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [digest, case_id, holder, language],
        )
