"""The access log: every opening of a contact, for the reporter it belongs to and for auditors. Nothing here opens
one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from linli.kernel.periods import WorkCalendar
from linli.kernel.rights import Grant
from linli.people.models import ContactAccess, UnusualAccess
from linli.people.rules import Purpose
from linli.people.vault.rules import Habit, Unusual, unusual

PAGE = 50


@dataclass(frozen=True, slots=True)
class Access:
    """An opening as auditors see it; `refused` where no post of the account covers the case and nothing was shown.

    `role` and `unit_path` are of the post by which it was opened, `area_path` is that of the case.
    """

    id: int
    case_id: UUID
    staff_id: int
    staff_name: str
    role: str
    area_path: str
    unit_path: str
    purpose: Purpose
    at: datetime
    refused: bool
    unusual: tuple[Unusual, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """An opening as the reporter sees it: when, as which role (empty: Linli itself), of which unit or area, and why.
    Never who."""

    at: datetime
    role: str
    area_path: str
    unit_path: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor looks for. `areas` are those that they audit; an empty path is everywhere."""

    areas: tuple[str, ...]
    since: datetime | None = None
    until: datetime | None = None
    unit_path: str = ""
    purpose: str = ""
    only_unusual: bool = False


def note(
    *,
    case_id: UUID,
    staff_id: int,
    by: Grant | None,
    area_path: str,
    purpose: Purpose,
    at: datetime,
    calendar: WorkCalendar | None,
) -> None:
    """Put an opening by the grant `by` on record, or, without one, an attempt that was refused."""
    habit = Habit(
        settings.LINLI_ACCESS_MANY, timedelta(minutes=settings.LINLI_ACCESS_WINDOW), settings.LINLI_ACCESS_ANY_HOUR
    )
    found = unusual(habit, cases=_cases_of(staff_id, at - habit.window, case_id), by=by, at=at, calendar=calendar)
    access = ContactAccess.objects.create(
        case_id=case_id,
        staff_id=staff_id,
        role=by.role if by else "",
        area_path=area_path,
        unit_path=by.unit_path if by else "",
        purpose=purpose,
        at=at,
        refused=by is None,
        unusual=[str(reason) for reason in found],
    )
    if found:
        UnusualAccess.objects.create(access=access)


def _cases_of(staff_id: int, since: datetime, case_id: UUID) -> int:
    """Of how many cases, this one included, the account opened or tried to open the contact since then."""
    recent = ContactAccess.objects.filter(staff_id=staff_id, at__gt=since).exclude(case_id=case_id)
    return recent.values("case_id").distinct().count() + 1


def accesses(wanted: Wanted, *, before: int | None = None, limit: int = PAGE) -> tuple[Access, ...]:
    """The openings by staff, newest first, before the one numbered `before` if given."""
    rows = _narrowed(wanted)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(map(_access, rows.order_by("-id").values_list(*_COLUMNS)[:limit]))


def count(wanted: Wanted) -> int:
    return _narrowed(wanted).count()


def seen_of(case_id: UUID) -> tuple[Seen, ...]:
    """The openings of one case as its reporter sees them, newest first. What was refused showed nobody anything."""
    rows = ContactAccess.objects.filter(case_id=case_id, refused=False).order_by("-at", "-id")
    return tuple(
        Seen(at, role, area_path, unit_path, Purpose(purpose))
        for at, role, area_path, unit_path, purpose in rows.values_list(
            "at", "role", "area_path", "unit_path", "purpose"
        )
    )


def take_unusual(*, at_most: int = 200) -> tuple[Access, ...]:
    """Take unusual openings of which no auditor was told, oldest first; to be called in the transaction that tells."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM people_unusualaccess WHERE access_id = ANY(ARRAY(SELECT access_id FROM people_unusualaccess"
            " ORDER BY access_id LIMIT %s FOR UPDATE SKIP LOCKED)) RETURNING access_id",
            [at_most],
        )
        taken = [row[0] for row in cursor.fetchall()]
    rows = ContactAccess.objects.filter(pk__in=taken).order_by("id") if taken else ContactAccess.objects.none()
    return tuple(map(_access, rows.values_list(*_COLUMNS)))


_COLUMNS = (
    "id", "case_id", "staff_id", "staff__display_name", "role", "area_path", "unit_path", "purpose", "at", "refused",
    "unusual",
)  # fmt: skip


def _access(row: tuple[Any, ...]) -> Access:
    number, case_id, staff_id, name, role, area_path, unit_path, purpose, at, refused, reasons = row
    return Access(
        number, case_id, staff_id, name, role, area_path, unit_path, Purpose(purpose), at, refused,
        tuple(Unusual(reason) for reason in reasons),
    )  # fmt: skip


def _narrowed(wanted: Wanted) -> QuerySet[ContactAccess]:
    rows = ContactAccess.objects.filter(_below("area_path", wanted.areas), staff__isnull=False)
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    if wanted.unit_path:
        rows = rows.filter(_below("unit_path", [wanted.unit_path]))
    if wanted.purpose:
        rows = rows.filter(purpose=wanted.purpose)
    return rows.exclude(unusual=[]) if wanted.only_unusual else rows


def _below(column: str, paths: Collection[str]) -> Q:
    """Whether a path is one of these or lies below it; nothing lies below none."""
    found = Q(pk__in=())
    for path in paths:
        found |= Q() if not path else Q(**{column: path}) | Q(**{f"{column}__startswith": f"{path}/"})
        if not path:
            return Q()
    return found
