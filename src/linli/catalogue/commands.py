"""The door to change the city's rules: an edition is published, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from linli.catalogue import queries
from linli.catalogue.models import Amendment, Edition, Publication
from linli.catalogue.rules.amending import amended
from linli.catalogue.rules.document import digest as digest_of
from linli.catalogue.rules.document import read_duty, write_duty, write_units
from linli.catalogue.rules.edition import Unit
from linli.kernel import locks
from linli.kernel.results import Allowed, Refused, Result


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

    `document` and `digest` are as `rules.document` makes them; `by` says who loaded it. What rulings have changed is
    laid over its duties. One publication at a time: a second one waits for the first.
    """
    with transaction.atomic():
        hold()
        document, digest = _with_rulings(document, digest, basemap)
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


def set_units(*, units: Mapping[str, Unit], seen: int, by: str, now: datetime) -> Result[Published]:
    """Publish the edition in force anew with units that joined it or changed (all of them by code, parents before
    children); all else stays.

    `seen` is the number of the edition that the units were made from. The caller has checked them, as a pack's are.
    Refused: edition_changed, where another edition has come into force since. Raises ValueError where a unit is gone:
    only a pack takes one away, for no row of its own could say that one of the pack that it extends is.
    """
    with transaction.atomic():
        hold()
        queries.forget()
        current = queries.current()
        if current.number != seen:
            return Refused("edition_changed", {"edition": seen})
        if gone := current.units.keys() - units.keys():
            raise ValueError(f"units are missing: {', '.join(sorted(gone))}; load a pack without them")
        row = Edition.objects.get(number=seen)
        basemap = None if row.basemap is None else bytes(row.basemap)
        content = dict(row.document) | {"units": write_units(units)}
        digest = digest_of(content, basemap)
        return Allowed(publish(document=content, digest=digest, name=row.name, by=by, now=now, basemap=basemap))


def amend(
    *, class_key: str, area: str, lead: str, case_number: int, by: int, why: str, now: datetime
) -> Result[Published]:
    """Make `lead` (a unit's code) responsible for a class in an area (a code, or `*`) from now on: a new edition.

    `by` is the account of whoever ruled so in the case, `why` the grounds in their words. An earlier ruling for the
    same class and area gives way.

    Refused: class_unknown, unit_unknown, where the rules of today have no such class or unit.
    """
    with transaction.atomic():
        hold()
        queries.forget()
        edition = queries.current()
        if class_key not in edition.classes:
            return Refused("class_unknown", {"class": class_key})
        if lead not in edition.units:
            return Refused("unit_unknown", {"unit": lead})
        standing = Amendment.objects.filter(class_key=class_key, area=area, withdrawn_at=None)
        standing.update(withdrawn_at=now, withdrawn_by=f"ruling in case {case_number}")
        Amendment.objects.create(
            class_key=class_key, area=area, lead=lead, case_number=case_number, by=by, why=why, at=now
        )
        return Allowed(publish_again(edition.number, by=f"ruling in case {case_number}", now=now))


def withdraw_amendment(*, amendment: int, by: str, now: datetime) -> Result[int]:
    """Let a ruling's change of duties no longer stand. The next load of the pack brings back the pack's own row.

    Refused: amendment_unknown, where there is none of that number or it was withdrawn before.
    """
    standing = Amendment.objects.filter(pk=amendment, withdrawn_at=None)
    withdrawn = standing.update(withdrawn_at=now, withdrawn_by=by)
    return Allowed(amendment) if withdrawn else Refused("amendment_unknown", {"amendment": amendment})


def hold() -> None:
    """Hold the rules for the rest of the transaction: whoever publishes meanwhile waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.CATALOGUE])


def publish_again(number: int, *, by: str, now: datetime) -> Published:
    """Put the edition in force anew, with the rulings as they now stand."""
    row = Edition.objects.get(number=number)
    basemap = None if row.basemap is None else bytes(row.basemap)
    return publish(document=row.document, digest=row.digest, name=row.name, by=by, now=now, basemap=basemap)


def _with_rulings(document: Mapping[str, Any], digest: str, basemap: bytes | None) -> tuple[Mapping[str, Any], str]:
    changes = [one.duty for one in queries.amendments()]
    if not changes:
        return document, digest
    own = [read_duty(row) for row in document["duties"]]
    codes = {row["code"] for row in document["units"]}
    duties = amended(own, [change for change in changes if change.lead in codes])
    if duties == tuple(own):
        return document, digest
    content = dict(document) | {"duties": [write_duty(one) for one in duties]}
    return content, digest_of(content, basemap)
