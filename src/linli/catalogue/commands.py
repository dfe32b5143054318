"""The door to change the city's rules: an edition is published, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from linli.catalogue import queries
from linli.catalogue.models import Edition, Publication

_LOCK = 0x6C696E6C69_01


@dataclass(frozen=True, slots=True)
class Published:
    """The edition now in force; `changed` is False where it was in force already."""

    number: int
    changed: bool


def publish(
    *,
    document: Mapping[str, Any],
    digest: str,
    name: str,
    by: str,
    now: datetime,
    basemap: bytes | None = None,
) -> Published:
    """Put a document in force from `now` on, as a new edition or, where its digest is known, as the edition it
    already is.

    `document` and `digest` are as `rules.document` makes them; `by` says who loaded it. One publication at a time: a
    second one waits for the first.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        in_force = Publication.objects.order_by("-id").values_list("edition_id", flat=True).first()
        number = Edition.objects.filter(digest=digest).values_list("number", flat=True).first()
        if number is None:
            number = (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1
            Edition.objects.create(
                number=number,
                name=name,
                digest=digest,
                document=dict(document),
                basemap=basemap,
                loaded_at=now,
                loaded_by=by,
            )
        if number != in_force:
            Publication.objects.create(edition_id=number, at=now, by=by)
    queries.forget()
    transaction.on_commit(queries.forget)
    return Published(number, changed=number != in_force)
