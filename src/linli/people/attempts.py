"""Wrong passwords and codes are counted by name, so that nobody can try them all."""

from datetime import datetime

from django.db import connection, transaction

from linli.people import rules, sealing
from linli.people.models import SignInAttempts


def count(plain: str, now: datetime) -> int:
    """Count an attempt before the password is looked at, so that attempts side by side can't outrun the count.

    For how many seconds the name is shut: 0 where it is open.
    """
    digest = _digest(plain)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_signinattempts WHERE latest < %s", [now - rules.FORGOTTEN_AFTER])
        cursor.execute(
            "INSERT INTO people_signinattempts (name_digest, attempts, shut_until, latest) VALUES (%s, 0, %s, %s)"
            " ON CONFLICT (name_digest) DO NOTHING",
            [digest, now, now],
        )
        cursor.execute(
            "SELECT attempts, shut_until FROM people_signinattempts WHERE name_digest = %s FOR UPDATE", [digest]
        )
        attempts, shut_until = cursor.fetchone()
        if shut_until > now:
            return max(1, int((shut_until - now).total_seconds() + 0.5))
        cursor.execute(
            "UPDATE people_signinattempts SET attempts = %s, shut_until = %s, latest = %s WHERE name_digest = %s",
            [attempts + 1, now + rules.wait_after(attempts + 1), now, digest],
        )
    return 0


def forget(plain: str) -> None:
    SignInAttempts.objects.filter(pk=_digest(plain)).delete()


def _digest(plain: str) -> bytes:
    return sealing.digest(plain, purpose="attempts")
