"""Histories in bulk: cases that have happened already, written by COPY with all their events at once.

For imported and simulated history only; a live case moves through `commands`. Every event was judged by `decide` like
any other, and a batch is one transaction: all of it is there afterwards, or nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import JsonbDumper

from linli.cases import store
from linli.cases.rules import Event, Facts
from linli.kernel import locks

type Origin = Literal["import", "simulated"]


@dataclass(frozen=True, slots=True)
class Act:
    """What one command did: an act and what followed from it by itself."""

    command_id: UUID
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A case with everything that has happened to it, the oldest act first.

    The first act's command tells whether the case is there already. `code` is the reporter's tracking code, if they
    have one; `language` is theirs.
    """

    facts: Facts
    acts: tuple[Act, ...]
    code: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch: how many cases were written; the rest was there already."""

    written: int
    already: int


def write(*, histories: Sequence[History], origin: Origin, recorded_at: datetime) -> Batch:
    """Write those of the histories that aren't there yet, in one transaction.

    Safe to repeat and to run twice at once: batches take turns, and each looks first for what is there. Raises
    IntegrityError where two histories of the batch have the same command.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.HISTORIES])
        known = _known(histories)
        fresh = [history for history in histories if history.acts[0].command_id not in known]
        if fresh:
            copy("cases_case", _case_columns(fresh[0]), map(_case, fresh))
            copy("cases_event", ("case_id", *store.EVENT_COLUMNS), _events(fresh, origin, recorded_at))
            copy("cases_words", ("case_id", "seq", "body"), _words(fresh))
            copy("cases_link", ("case_id", "kind", "other_id"), _links(fresh))
            copy("cases_key", ("digest", "case_id", "holder", "language"), _keys(fresh))
    return Batch(len(fresh), len(histories) - len(fresh))


def settle() -> None:
    """Let the database look at how the rows are spread now, after many were written."""
    look = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        cursor.execute(f"{look} cases_case, cases_event, cases_words, cases_key")


def _known(histories: Iterable[History]) -> set[UUID]:
    wanted = [history.acts[0].command_id for history in histories]
    with connection.cursor() as cursor:
        cursor.execute("SELECT command_id FROM cases_event WHERE step = 0 AND command_id = ANY(%s)", [wanted])
        return {row[0] for row in cursor.fetchall()}


def copy(table: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Send rows to a table by COPY. Raises Django's own errors."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        through: Any = cursor  # Django hands what it hasn't got through to psycopg's cursor, which its types don't know
        through.adapters.register_dumper(dict, JsonbDumper)
        with through.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as sink:
            for row in rows:
                sink.write_row(row)


def _case_columns(history: History) -> tuple[str, ...]:
    return (*store.row_of(history.facts), "terms")


def _case(history: History) -> tuple[Any, ...]:
    row = store.row_of(history.facts)
    said = [event.given.text for event in history.acts[0].events if event.given.text]
    return (*row.values(), store.searchable(" ".join([*said, row["address"]])))


def _events(histories: Iterable[History], origin: Origin, recorded_at: datetime) -> Iterator[tuple[Any, ...]]:
    for history in histories:
        for row in event_rows(history, origin, recorded_at):
            yield (history.facts.id, *row)


def _words(histories: Iterable[History]) -> Iterator[tuple[Any, ...]]:
    for history in histories:
        for seq, text in words(history):
            yield history.facts.id, seq, text


def _keys(histories: Iterable[History]) -> Iterator[tuple[Any, ...]]:
    for history in histories:
        if history.code:
            yield store.key_of(history.code), history.facts.id, "reporter", history.language


def _links(histories: Iterable[History]) -> Iterator[tuple[Any, ...]]:
    """What was merged into another of the histories."""
    for history in histories:
        if history.facts.merged is not None:
            yield history.facts.id, "merged", UUID(history.facts.merged.into)


def event_rows(history: History, origin: Origin, recorded_at: datetime) -> Iterator[tuple[Any, ...]]:
    """The values of a history's events, as `store.event_row`."""
    for act in history.acts:
        for step, event in enumerate(act.events):
            yield store.event_row(event, command_id=act.command_id, step=step, recorded_at=recorded_at, origin=origin)


def words(history: History) -> Iterator[tuple[int, str]]:
    """What was said in a history: the `seq` of each event with words, and the words."""
    for act in history.acts:
        for event in act.events:
            if event.given.text:
                yield event.seq, event.given.text
