"""That two cases belong together: a row for each pair, and what kind of pair it is.

Private to this room.
"""

from uuid import UUID

from django.db import connection

CHILD = "child"


def link(*, case_id: UUID, kind: str, other_id: UUID) -> None:
    """Keep that two cases belong together; `case_id` is the one that was begun or joined later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_link (case_id, kind, other_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [case_id, kind, other_id],
        )


def unlink(*, case_id: UUID, kind: str, other_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cases_link WHERE case_id = %s AND kind = %s AND other_id = %s", [case_id, kind, other_id]
        )
