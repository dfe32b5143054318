"""What is kept about a reporter, as a file to take along."""

import io
import zipfile
from typing import Any

import orjson

from linli.cases.queries import Tracked
from linli.cases.retention.own import Own
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import city
from linli.files import queries as files
from linli.people.queries import ContactDetails
from linli.people.vault.accesses import seen_of

_FORMAT = "linli-own-data/1"


def packed(
    found: Tracked, contact: ContactDetails | None, own: Own, of: Edition, code: str, *, receipt: dict[str, Any] | None
) -> bytes:
    """A ZIP of `data.json`, the photos as they are kept, and the receipt if there is one. Times are UTC, ISO 8601."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", _json(_data(found, contact, own, of, code)))
        if receipt is not None:
            archive.writestr("receipt.json", _json(receipt))
        for photo in own.photos:
            picture = files.content(photo.id, subject=photo.subject)
            if picture is not None:
                archive.writestr(f"photos/{photo.id}.jpg", picture)
    return out.getvalue()


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)


def _data(found: Tracked, contact: ContactDetails | None, own: Own, of: Edition, code: str) -> dict[str, Any]:
    facts = found.view.facts
    return {
        "format": _FORMAT,
        "report": found.view.number,
        "code": code,
        "reported_at": facts.reported_at,
        "class": city.class_name(of, facts.class_key),
        "place": facts.place and {"lat": facts.place.lat, "lon": facts.place.lon, "address": facts.place.address},
        "language": found.language,
        "contact": contact
        and {
            "name": contact.name,
            "phone": contact.phone,
            "email": contact.email,
            "language": contact.language,
            "private": contact.private,
        },
        "words": [{"at": one.at, "act": one.move, "text": one.text} for one in own.words],
        "photos": [{"file": f"photos/{one.id}.jpg", "at": one.created, "sha256": one.sha256} for one in own.photos],
        "opened": [
            {"at": one.at, "role": one.role, "unit": one.unit_path, "purpose": str(one.purpose)}
            for one in seen_of(found.view.id)
        ],
    }
