"""CSV and GeoJSON: the first bytes leave before the last cases are read."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

import orjson

from linli.insight.rules.export import COLUMNS, POINT, Heading, Value, harmless

type Batches = Iterable[Sequence[Sequence[Value]]]

_NAMES = tuple(column.name for column in COLUMNS)
_LATITUDE, _LONGITUDE = (_NAMES.index(name) for name in POINT)
# Without it, the spreadsheet that opens a table by double click takes Chinese for Latin.
MARK = "\ufeff"


def csv_(batches: Batches, heading: Heading, zone: tzinfo) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with a byte order mark, columns by their names, times in ISO 8601 with the city's offset."""
    yield (MARK + ",".join(_NAMES) + "\r\n").encode()
    for batch in batches:
        out = io.StringIO()
        csv.writer(out).writerows([_cell(value, zone) for value in row] for row in batch)
        yield out.getvalue().encode()


def geojson(batches: Batches, heading: Heading, zone: tzinfo) -> Iterator[bytes]:
    """A FeatureCollection of RFC 7946; a case without a place has no geometry. One feature on a line."""
    yield b'{"type": "FeatureCollection", "features": ['
    before = b"\n"
    for batch in batches:
        yield before + b",\n".join(orjson.dumps(_feature(row, zone)) for row in batch)
        before = b",\n"
    yield b"\n]}\n"


def _cell(value: Value, zone: tzinfo) -> object:
    if isinstance(value, datetime):
        return _time(value, zone)
    return harmless(value) if isinstance(value, str) else value


def _feature(row: Sequence[Value], zone: tzinfo) -> dict[str, Any]:
    latitude, longitude = row[_LATITUDE], row[_LONGITUDE]
    placed = latitude is not None and longitude is not None
    properties = {
        name: _time(value, zone) if isinstance(value, datetime) else value
        for name, value in zip(_NAMES, row, strict=True)
        if name not in POINT
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if placed else None,
        "properties": properties,
    }


def _time(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
