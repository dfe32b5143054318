"""The door to read places. Areas and cells are answered from memory; facilities from the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

import shapely

from linli.kernel.paths import leaf, parts, within
from linli.kernel.words import Words
from linli.places import models
from linli.places.rules import AreaRecord, Atlas, CellRecord, Place, geojson, near

REFRESH_SECONDS = 2.0
_FACILITY = ("lat", "lon", "code", "class_code")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as lists and pages need it; `depth` is 1 at the top."""

    code: str
    path: str
    parent: str | None
    level: str
    depth: int
    names: Words
    retired: bool


@dataclass(frozen=True, slots=True)
class NearComponent:
    """A public facility and how many metres away it is."""

    code: str
    class_code: str
    lat: float
    lon: float
    unit_path: str
    metres: float


@dataclass(frozen=True, slots=True)
class Landmark:
    """A public facility (`code` and `class_code`) or an address (`names`), and where it is."""

    lat: float
    lon: float
    code: str = ""
    class_code: str = ""
    names: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Kept:
    atlas: Atlas
    installation: int
    checked: float


_kept: _Kept | None = None
_loading = Lock()


def atlas() -> Atlas:
    """The places in force, kept in memory. Another process's installation shows after `REFRESH_SECONDS` at the latest.

    Asks the database for one number every `REFRESH_SECONDS`, else nothing. Empty where no city has been loaded.
    """
    return _fresh().atlas


def version() -> int:
    """The number of the installation that `atlas` shows, 0 without one: a map may be cached until it changes."""
    return _fresh().installation


def locate(*, lat: float, lon: float) -> Place | None:
    """The cell of a point (degrees, WGS 84) and the areas around it; None outside the city. See `Atlas.locate`."""
    return atlas().locate(lat=lat, lon=lon)


def areas(*, level: str | None = None) -> tuple[AreaRow, ...]:
    """The city's areas, of one level if given, each below its parent and brothers in order of their codes."""
    own = atlas()
    return tuple(_row(own, area) for area in own.current if level in (None, area.level))


def area(path: str) -> AreaRow | None:
    """The area at the end of `path`, a retired one too; None where there never was one."""
    own = atlas()
    found = own.areas.get(leaf(path))
    return _row(own, found) if found else None


def topmost() -> tuple[str, ...]:
    """The paths of the city's topmost areas; whoever covers all of them covers the city."""
    return tuple(area.path for area in children(""))


def children(path: str) -> tuple[AreaRow, ...]:
    """The areas right below `path`, in order of their codes; those at the top for the empty path."""
    own = atlas()
    return tuple(_row(own, area) for area in own.children(path))


def area_names(path: str) -> tuple[Words, ...]:
    """The names along `path` from the top down, retired areas too; an unknown code stands for itself."""
    return atlas().names(path)


def area_bounds(path: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north (degrees) of the area at the end of `path`, of the city for the empty path."""
    own = atlas()
    found = [own.areas[leaf(path)]] if leaf(path) in own.areas else [] if path else list(own.current)
    if not found:
        return None
    west, south, east, north = shapely.total_bounds([area.geometry for area in found])
    return float(west), float(south), float(east), float(north)


def middles(names: Iterable[str]) -> dict[str, tuple[float, float]]:
    """The middle of cells (by code) and areas (by path): latitude and longitude in degrees, to six decimals. What isn't
    known any more has none. An area's middle lies inside it; a cell's is its centroid."""
    own = atlas()
    cells = {cell.code: cell.geometry for cell in own.inside("")}
    found = {}
    for name in names:
        area = own.areas.get(leaf(name))
        if name in cells:
            point = cells[name].centroid
        elif area is not None:
            point = area.geometry.representative_point()
        else:
            continue
        found[name] = (round(point.y, 6), round(point.x, 6))
    return found


def area_geojson(*, path: str = "", level: str | None = None) -> dict[str, Any]:
    """The areas within `path`, of one level if given, as a FeatureCollection for maps.

    Properties: `code`, `path`, `level`, `name_zh`, `name_en`.
    """
    own = atlas()
    return geojson.collection(
        (
            {
                "code": area.code,
                "path": own.paths[area.code],
                "level": area.level,
                "name_zh": area.names.get("zh-hans", ""),
                "name_en": area.names.get("en", ""),
            },
            area.geometry,
        )
        for area in own.current
        if level in (None, area.level) and within(own.paths[area.code], path)
    )


def cell_geojson(*, path: str) -> dict[str, Any]:
    """The cells within `path` as a FeatureCollection for maps. Properties: `code`, `community`."""
    return geojson.collection(
        ({"code": cell.code, "community": cell.community}, cell.geometry) for cell in atlas().inside(path)
    )


def nearest_components(*, lat: float, lon: float, limit: int, class_code: str | None = None) -> list[NearComponent]:
    """The facilities nearest to a point, of one class if given, nearest first; none that is further than about 1 km.

    Equally near ones come in order of their codes.
    """
    found: list[NearComponent] = []
    wanted = models.Component.objects.filter(retired_at__isnull=True)
    if class_code is not None:
        wanted = wanted.filter(class_code=class_code)
    columns = ("code", "class_code", "lat", "lon", "unit_path")
    for ring, seen_to in near.rings(lat=lat, lon=lon):
        found += [
            NearComponent(code, key, at_lat, at_lon, unit, near.metres(lat, lon, at_lat, at_lon))
            for code, key, at_lat, at_lon, unit in wanted.filter(h3__in=ring).values_list(*columns)
        ]
        found.sort(key=lambda component: (component.metres, component.code))
        if len(found) >= limit and found[limit - 1].metres <= seen_to:
            break
    return found[:limit]


def landmarks() -> tuple[Landmark, ...]:
    """All facilities, then all addresses, each in order of their codes: for programs that go through a whole city."""
    facilities = models.Component.objects.filter(retired_at=None).order_by("code")
    addresses = models.Address.objects.filter(retired_at=None).order_by("code")
    return (
        *(Landmark(lat, lon, code, key) for lat, lon, code, key in facilities.values_list(*_FACILITY)),
        *(Landmark(lat, lon, names=names) for lat, lon, names in addresses.values_list("lat", "lon", "names")),
    )


def forget() -> None:
    """Drop what this process keeps, so that the next question is put to the database."""
    global _kept
    _kept = None


def _fresh() -> _Kept:
    global _kept
    seen = _kept
    if seen is not None and monotonic() - seen.checked < REFRESH_SECONDS:
        return seen
    with _loading:
        seen = _kept
        now = monotonic()
        if seen is not None and now - seen.checked < REFRESH_SECONDS:
            return seen
        # Read before the rows: were a city installed in between, the number would be too old and the next check reload.
        latest = models.Installation.objects.order_by("-id").values_list("id", flat=True).first() or 0
        same = seen is not None and seen.installation == latest
        _kept = fresh = _Kept(seen.atlas if seen is not None and same else _load(), latest, now)
        return fresh


def _load() -> Atlas:
    current: list[AreaRecord] = []
    retired: list[AreaRecord] = []
    columns = ("code", "parent_id", "level", "names", "outline", "grade", "retired_at")
    for code, parent, level, names, outline, grade, retired_at in models.Area.objects.values_list(*columns):
        record = AreaRecord(code, parent, level, names, shapely.from_wkb(bytes(outline)), grade=grade)
        (current if retired_at is None else retired).append(record)
    rows = list(models.Cell.objects.filter(retired_at=None).values_list("code", "community_id", "outline"))
    shapes = shapely.from_wkb([bytes(outline) for _, _, outline in rows])
    cells = (CellRecord(code, community, shape) for (code, community, _), shape in zip(rows, shapes, strict=True))
    return Atlas(current, cells, retired=retired)


def _row(own: Atlas, area: AreaRecord) -> AreaRow:
    path = own.paths[area.code]
    return AreaRow(
        area.code, path, area.parent, area.level, len(parts(path)), area.names, retired=own.is_retired(area.code)
    )
