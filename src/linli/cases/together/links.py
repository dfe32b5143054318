"""What belongs together beyond one case. Private to this room, as `store` is."""

from uuid import UUID

from django.db import connection


def link(case_id: UUID, kind: str, other_id: UUID) -> None:
    """Say that two cases belong together. Said twice, it is said once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_link (case_id, kind, other_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [case_id, kind, other_id],
        )


def unlink(case_id: UUID, kind: str, other_id: UUID) -> None:
    """The inverse of `link`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cases_link WHERE case_id = %s AND kind = %s AND other_id = %s", [case_id, kind, other_id]
        )


def linked(case_id: UUID, kind: str) -> tuple[UUID, ...]:
    """What a case is linked to, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT other_id FROM cases_link WHERE case_id = %s AND kind = %s ORDER BY 1", [case_id, kind])
        return tuple(row[0] for row in cursor.fetchall())
