"""What tests of the ledger share: a town whose events are recorded, and an attacker who gets past the triggers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from tests import town

from linli.cases import commands, ledgering
from linli.kernel.results import Allowed

LATER = town.NOW + timedelta(minutes=5)


def report(text: str = "灯不亮了", *, class_key: str = town.LAMP, now: datetime = town.NOW) -> commands.Done:
    done = commands.report(
        command_id=town.command(),
        actor=town.PASSER_BY,
        source="web",
        now=now,
        text=text,
        class_key=class_key,
        spot=commands.Spot(*town.IN_EAST),
    )
    assert isinstance(done, Allowed), done
    return done.value


def record(now: datetime = LATER, **options: int) -> int:
    return ledgering.run(now=now, **options)


@contextmanager
def attacker(*tables: str) -> Iterator[None]:
    """Somebody with the rights of the database's owner, who switches off what guards the tables."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def sql(statement: str, *parameters: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def event_id(case_id: UUID, seq: int) -> int:
    return int(str(sql("SELECT id FROM cases_event WHERE case_id = %s AND seq = %s", case_id, seq)[0][0]))


def copy_events(count: int, like: UUID) -> None:
    """So many more events, each of a case of its own, like the first of a case."""
    sql(
        "INSERT INTO cases_event (case_id, seq, command_id, step, move, at, recorded_at, before, after, actor_kind,"
        " actor_id, role, actor_unit, edition, origin, given) SELECT gen_random_uuid(), 1, gen_random_uuid(), 0, move,"
        " at, recorded_at, before, after, actor_kind, actor_id, role, actor_unit, edition, origin, given"
        " FROM cases_event, generate_series(1, %s) WHERE case_id = %s AND seq = 1",
        count,
        like,
    )
