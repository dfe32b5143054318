"""That two cases belong together: a row for each pair, and of what kind; and a case's family as it stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.cases.rules import LATEST, Facts, Stage, State
from linli.kernel import locks

CHILD = "child"


@dataclass(frozen=True, slots=True)
class Relative:
    """A parent or a child of a case, as it stands now."""

    id: UUID
    number: int
    class_key: str
    state: State
    stage: Stage
    unit_path: str
    due_at: datetime | None
    closed_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Family:
    """Who belongs to a case: its parent, or its children in the order in which they came."""

    parent: Relative | None = None
    children: tuple[Relative, ...] = ()


def family(facts: Facts) -> Family:
    """The parent and the children of a case; one read, and none where it has neither."""
    ids = [UUID(one) for one in (facts.parent, *(child.id for child in facts.children)) if one]
    if not ids:
        return Family()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, number, class_key, state, unit_path, due_at, closed_at, outcome FROM cases_case"
            " WHERE id = ANY(%s)",
            [ids],
        )
        found = {row[0]: _relative(*row) for row in cursor.fetchall()}
    relatives = [found[one] for one in ids]
    return Family(relatives[0]) if facts.parent else Family(None, tuple(relatives))


def _relative(
    case_id: UUID, number: int, class_key: str, state: str, unit: str, due_at: datetime | None,
    closed_at: datetime | None, outcome: str,
) -> Relative:  # fmt: skip
    return Relative(
        case_id, number, class_key, State(state), LATEST.states[State(state)].stage, unit, due_at, closed_at, outcome
    )


def take_turn() -> None:
    """Wait until nobody else changes which case is part of which, and keep others waiting until the transaction ends.

    Then the order in which cases that belong together are locked is the same for all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.BELONGING])


def link(*, case_id: UUID, kind: str, other_id: UUID) -> None:
    """Keep that two cases belong together; `case_id` is the one that was begun or joined later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_link (case_id, kind, other_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [case_id, kind, other_id],
        )


def linked(*, case_id: UUID, kind: str) -> tuple[UUID, ...]:
    """What a case is linked to, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT other_id FROM cases_link WHERE case_id = %s AND kind = %s ORDER BY 1", [case_id, kind])
        return tuple(row[0] for row in cursor.fetchall())


def unlink(*, case_id: UUID, kind: str, other_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cases_link WHERE case_id = %s AND kind = %s AND other_id = %s", [case_id, kind, other_id]
        )
