"""A case as a service request: exactly what the portal shows of it to anybody, in the fields of the specification."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.cases import published
from linli.cases.published import Published, Told
from linli.cases.rules import State
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.faces.open311 import words
from linli.faces.open311.door import Call
from linli.files import queries as files
from linli.places import queries as places

_NOBODY_HAS_IT = (State.REPORTED, State.FILED, State.DISPUTED, State.MERGED)


def entries(call: Call, rows: Sequence[Published], *, extensions: bool) -> list[dict[str, Any]]:
    """The rows as service requests; with `extensions`, with their stage and history."""
    ids = [row.id for row in rows]
    photos = files.latest(ids, kind="after") if ids else {}
    told = published.told(ids) if ids and extensions else {}
    found = []
    for row in rows:
        of = catalogue.edition(row.edition)
        entry = _entry(call, of, row, photos.get(row.id))
        if extensions:
            entry["extended_attributes"] = {"stage": str(row.stage), "outcome": row.outcome or None}
            entry["notes"] = notes(call, of, told.get(row.id, ()))
        found.append(entry)
    return found


def notes(call: Call, of: Edition, events: Sequence[Told]) -> list[dict[str, Any]]:
    """What happened, oldest first, in the form that Chicago, Boston and San Francisco have used since 2012."""
    lines = ((one, words.happened(call, of, one)) for one in events)
    return [{"datetime": written(one.at), "description": text, "type": one.move} for one, text in lines if text]


def written(at: datetime | None) -> str | None:
    """A moment in the city's time with its offset, to the second, as the specification writes it."""
    return None if at is None else timezone.localtime(at).isoformat(timespec="seconds")


def media_url(call: Call, number: int, photo: UUID | None) -> str | None:
    """Where the photo of the result is; the reporter's own aren't public."""
    path = {"number": number, "photo_id": photo}
    return None if photo is None else call.address(reverse("open311:media", kwargs=path))


def _entry(call: Call, of: Edition, row: Published, photo: UUID | None) -> dict[str, Any]:
    about = of.classes.get(row.class_key)
    unit = "" if row.state in _NOBODY_HAS_IT else words.unit_name(call, of, row.unit_path)
    areas = [call.spoken(name) for name in reversed(places.area_names(row.area_path))]
    return {
        "service_request_id": str(row.number),
        "status": "open" if row.closed_at is None else "closed",
        "status_notes": words.status(row),
        "service_name": call.spoken(about.name) if about else None,
        "service_code": row.class_key,
        "description": None,
        "agency_responsible": unit or None,
        "service_notice": words.stage(row, call.now),
        "requested_datetime": written(row.reported_at),
        "updated_datetime": written(row.changed_at),
        "expected_datetime": written(row.due_at),
        "address": ", ".join(areas) or None,
        "address_id": None,
        "zipcode": None,
        "lat": row.lat,
        "long": row.lon,
        "media_url": media_url(call, row.number, photo),
    }
