"""Find a place by what somebody types: an address, the name of an area, or the number on a public facility."""

import re
from dataclasses import dataclass, field
from typing import Literal

from linli.kernel.text import terms
from linli.kernel.words import Words
from linli.places import models, queries

type Kind = Literal["address", "area", "component"]

_NUMBER = re.compile(r"[0-9]{6,17}")
_LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A place that was found, in degrees WGS 84. `code` and `class_code` are a facility's (`names` is empty then)."""

    kind: Kind
    names: Words
    lat: float
    lon: float
    code: str = ""
    class_code: str = ""
    around: tuple[Words, ...] = field(default=())


def search(text: str, *, limit: int = 12) -> tuple[Found, ...]:
    """Places that match `text`: facilities by number, then areas by name, then addresses, the shortest first.

    All words must be there; the last one may be unfinished. Chinese is found by any two neighbouring characters.
    """
    text = text.strip()[:_LONGEST_QUERY]
    found = [*_components(text, limit), *_areas(text), *_addresses(text, limit)]
    return tuple(found[:limit])


def lexeme(term: str) -> str:
    """A term as PostgreSQL writes it in a text vector."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _components(text: str, limit: int) -> list[Found]:
    number = text.replace(" ", "").replace("-", "")
    if not _NUMBER.fullmatch(number):
        return []
    rows = models.Component.objects.filter(code__startswith=number, retired_at=None).order_by("code")
    columns = rows.values_list("code", "class_code", "lat", "lon")
    return [
        Found("component", {}, lat, lon, code, class_code, _around(lat, lon))
        for code, class_code, lat, lon in columns[:limit]
    ]


def _areas(text: str) -> list[Found]:
    wanted = text.casefold()
    if len(wanted) < 2:
        return []
    atlas = queries.atlas()
    found = []
    for area in atlas.current:
        if any(wanted in name.casefold() for name in area.names.values()):
            middle = area.geometry.representative_point()
            around = atlas.names(atlas.paths[area.code])[:-1]
            found.append(Found("area", area.names, middle.y, middle.x, area.code, around=around))
    return sorted(found, key=lambda one: (len(one.around), one.code))[:4]


def _addresses(text: str, limit: int) -> list[Found]:
    wanted = terms(text)
    if not wanted:
        return []
    parts = [lexeme(term) for term in wanted]
    if not wanted[-1].isdecimal():
        parts[-1] += ":*"
    rows = models.Address.objects.raw(
        "SELECT code, names, lat, lon FROM places_address WHERE retired_at IS NULL AND terms @@ %s::tsquery"
        " ORDER BY length(names->>'zh-hans'), names->>'zh-hans', code LIMIT %s",
        [" & ".join(parts), limit],
    )
    return [Found("address", row.names, row.lat, row.lon, around=_around(row.lat, row.lon)) for row in rows]


def _around(lat: float, lon: float) -> tuple[Words, ...]:
    place = queries.locate(lat=lat, lon=lon)
    return place.names if place else ()
