"""Find a place by what somebody types or says: an address, the name of an area, a crossing of two streets, or the
number on a public facility."""

import re
from dataclasses import dataclass, field
from typing import Literal

import shapely

from linli.kernel.hant import simplified
from linli.kernel.text import terms
from linli.kernel.words import Words
from linli.places import models, queries
from linli.places.rules import spoken
from linli.places.rules.near import metres

type Kind = Literal["address", "area", "component", "crossing"]

_NUMBER = re.compile(r"[0-9]{6,17}")
_LONGEST_QUERY = 100
# House numbers begin some way from the corner; streets whose nearest houses are further apart than this don't meet.
_CORNER_M = 120.0
_HOUSES_AT_MOST = 400


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
    What isn't found as it stands is looked for in Simplified Chinese, then read as it may be said on the telephone:
    two streets as their crossing, numbers in words, "opposite" and the like left away (`rules.spoken`).
    """
    text = text.replace("\0", "").strip()[:_LONGEST_QUERY]
    if not (found := _as_it_stands(text, limit)):
        text = simplified(text)
        found = _as_it_stands(text, limit) or _crossings(text)
    for reading in spoken.readings(text):
        found = found or _as_it_stands(reading, limit)
    return tuple(found[:limit])


def _as_it_stands(text: str, limit: int) -> list[Found]:
    return [*_components(text, limit), *_areas(text), *_addresses(text, limit)]


def _crossings(text: str) -> list[Found]:
    """Where the houses of two streets come closest, halfway between the two; nothing where they don't meet."""
    found = []
    for one, other in spoken.crossings(text):
        here, there = _houses(one), _houses(other)
        if not here or not there:
            continue
        tree = shapely.STRtree([shapely.Point(house.lon, house.lat) for house in there])
        nearest = tree.nearest([shapely.Point(house.lon, house.lat) for house in here])
        pairs = [(house, there[at]) for house, at in zip(here, nearest, strict=True)]
        first, second = min(pairs, key=lambda pair: metres(pair[0].lat, pair[0].lon, pair[1].lat, pair[1].lon))
        if metres(first.lat, first.lon, second.lat, second.lon) <= _CORNER_M:
            lat, lon = (first.lat + second.lat) / 2, (first.lon + second.lon) / 2
            found.append(Found("crossing", _corner(first.names, second.names), lat, lon, around=_around(lat, lon)))
    return found


def _houses(street: str) -> list[Found]:
    """The addresses of one street: not those of another street whose name contains this one's."""
    wanted = street.casefold()
    return [
        house
        for house in _addresses(street, _HOUSES_AT_MOST, around=False)
        if any(spoken.street_of(name).casefold().startswith(wanted) for name in house.names.values())
    ]


def _corner(one: Words, other: Words) -> Words:
    joined = {"zh-hans": "{0}与{1}路口", "en": "{0} & {1}"}
    return {
        language: pattern.format(spoken.street_of(one[language]), spoken.street_of(other[language]))
        for language, pattern in joined.items()
        if one.get(language) and other.get(language)
    }


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


def _addresses(text: str, limit: int, *, around: bool = True) -> list[Found]:
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
    return [
        Found("address", row.names, row.lat, row.lon, around=_around(row.lat, row.lon) if around else ())
        for row in rows
    ]


def _around(lat: float, lon: float) -> tuple[Words, ...]:
    place = queries.locate(lat=lat, lon=lon)
    return place.names if place else ()
