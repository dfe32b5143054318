"""Areas and cells as GeoJSON (RFC 7946), one feature a line, and back again with the line where each one begins."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel.faults import Fault
from linli.kernel.text import UNSEEN, is_han
from linli.kernel.words import Words, words
from linli.places.rules.records import AreaRecord, CellRecord

_READ = ("code", "parent", "level", "name", "name_zh", "name_en", "grade", "community")
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_SOMETHING = re.compile(r"\S")
_HALF = re.compile("[\ud800-\udfff]")  # half of a pair: JSON can escape it, UTF-8 can't write it


@dataclass(frozen=True, slots=True)
class Feature:
    """One outline of a file with its properties, whatever they are."""

    properties: Mapping[str, Any]
    geometry: BaseGeometry
    line: int | None


def read_features(text: str, *, file: str) -> tuple[list[Feature], list[Fault]]:
    """The polygons of a FeatureCollection in the order of the file. What is no polygon becomes a fault."""
    try:
        found = _numbered(text)
    except json.JSONDecodeError as error:
        return [], [Fault(file, error.lineno, "", f"not JSON: {error.msg}", "export the file again as GeoJSON")]
    if found is None:
        return [], [Fault(file, None, "", "not a GeoJSON FeatureCollection", "export the file again as GeoJSON")]
    features: list[Feature] = []
    faults: list[Fault] = []
    for number, (raw, line) in enumerate(found, start=1):
        given = raw.get("properties") if isinstance(raw, dict) else None
        properties = given if isinstance(given, dict) else {}
        value = str(properties.get("code") or properties.get("name") or f"feature {number}")
        try:
            shape = shapely.from_geojson(json.dumps(raw["geometry"]))
        except (KeyError, TypeError, shapely.errors.GEOSException):
            shape = None
        fault = _wrong(shape)
        if shape is None or fault:
            faults.append(Fault(file, line, value, *(fault or _NO_SHAPE)))
        else:
            features.append(Feature(properties, shape, line))
    return features, faults


def read_areas(text: str, *, file: str) -> tuple[list[AreaRecord], list[Fault]]:
    """Areas with properties `code`, `parent`, `level`, `name_zh`, `name_en` and perhaps `grade`; `checks` says what
    they should hold."""

    def area(feature: Feature) -> AreaRecord:
        given = feature.properties
        parent = str(given["parent"]) if given.get("parent") else None
        return AreaRecord(
            code=str(given["code"]),
            parent=parent,
            level=str(given["level"]),
            names=feature_names(feature),
            geometry=feature.geometry,
            line=feature.line,
            grade=str(given.get("grade") or "").strip(),
        )

    return _records(text, file, ("code", "level"), area)


def read_cells(text: str, *, file: str) -> tuple[list[CellRecord], list[Fault]]:
    """Cells with the properties `code` and `community`."""

    def cell(feature: Feature) -> CellRecord:
        given = feature.properties
        return CellRecord(str(given["code"]), str(given["community"]), feature.geometry, feature.line)

    return _records(text, file, ("code", "community"), cell)


def feature_names(feature: Feature) -> Words:
    """`name_zh` and `name_en`; a bare `name` is taken for Chinese where it holds a Chinese character."""
    given = {key: str(value) for key, value in feature.properties.items() if value is not None}
    bare = given.get("name", "")
    is_chinese = any(map(is_han, bare))
    return words(
        zh=given.get("name_zh") or (bare if is_chinese else ""), en=given.get("name_en") or ("" if is_chinese else bare)
    )


def write_areas(areas: Iterable[AreaRecord]) -> str:
    return _written(
        (
            {
                "code": area.code,
                "parent": area.parent,
                "level": area.level,
                "name_zh": area.names.get("zh-hans", ""),
                "name_en": area.names.get("en", ""),
            }
            | ({"grade": area.grade} if area.grade else {}),
            area.geometry,
        )
        for area in areas
    )


def write_cells(cells: Iterable[CellRecord]) -> str:
    return _written(({"code": cell.code, "community": cell.community}, cell.geometry) for cell in cells)


def collection(features: Iterable[tuple[Mapping[str, Any], BaseGeometry]]) -> dict[str, Any]:
    """A FeatureCollection as plain data, for pages."""
    return {"type": "FeatureCollection", "features": [_feature(*feature) for feature in features]}


_NO_SHAPE = ("no outline that can be read", "give it a geometry of type Polygon or MultiPolygon")


def _wrong(shape: BaseGeometry | None) -> tuple[str, str] | None:
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        return _NO_SHAPE
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return "coordinates are not degrees", "write longitude, latitude in WGS 84"
    return None


def _records[R](
    text: str, file: str, needed: Sequence[str], record: Callable[[Feature], R]
) -> tuple[list[R], list[Fault]]:
    features, faults = read_features(text, file=file)
    found: list[R] = []
    for number, feature in enumerate(features, start=1):
        missing = [name for name in needed if not feature.properties.get(name)]
        if missing:
            value = str(feature.properties.get("code") or feature.properties.get("name") or f"feature {number}")
            remedy = f"give every feature the properties {', '.join(needed)}"
            faults.append(Fault(file, feature.line, value, f"property missing: {', '.join(missing)}", remedy))
            continue
        faults.extend(_unseen(feature, file))
        found.append(record(feature))
    return found, faults


def _unseen(feature: Feature, file: str) -> Iterator[Fault]:
    """Characters in what is read that nobody types; escaped, they pass every look at the file."""
    given = feature.properties
    for name in _READ:
        letter = UNSEEN.search(text := str(given.get(name) or "")) or _HALF.search(text)
        if letter:
            message = f"{name} has a character that can't be seen (U+{ord(letter[0]):04X})"
            shown = str(given.get("code") or "")
            yield Fault(file, feature.line, shown if name != "code" else repr(shown), message, "type the value anew")


def _numbered(text: str) -> list[tuple[Any, int | None]] | None:
    """The features of a collection with their lines; None where the text is JSON but no collection.

    The features are decoded one after another from where the list opens, which tells the line for free. A file that is
    laid out otherwise (another "features" before the list) is decoded whole, without lines.
    """
    opening = _FEATURES.search(text)
    if opening:
        try:
            return _scanned(text, opening.end())
        except ValueError:
            pass  # Decoding the whole says where it is broken, if it is.
    whole = json.loads(text)
    features = whole.get("features") if isinstance(whole, dict) else None
    return [(feature, None) for feature in features] if isinstance(features, list) else None


def _scanned(text: str, start: int) -> list[tuple[Any, int | None]]:
    """The members of the list that opens before `start`. ValueError where it isn't the collection's own list."""
    decoder = json.JSONDecoder()
    found: list[tuple[Any, int | None]] = []
    counted, line = 0, 1
    at = _space(text, start)
    while text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        feature, at = decoder.raw_decode(text, at)
        found.append((feature, line))
        at = _space(text, at)
        if text[at] == ",":
            at = _space(text, at + 1)
        elif text[at] != "]":
            raise ValueError("neither a comma nor the end")
    around = json.loads(text[:start] + text[at:])
    if not isinstance(around, dict) or around.get("features") != []:
        raise ValueError("another list of that name")
    return found


def _space(text: str, at: int) -> int:
    """The first place from `at` that holds something. ValueError at the end of the text."""
    something = _SOMETHING.search(text, at)
    if something is None:
        raise ValueError("cut off")
    return something.start()


def _feature(properties: Mapping[str, Any], geometry: BaseGeometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": dict(properties), "geometry": json.loads(shapely.to_geojson(geometry))}


def _written(features: Iterable[tuple[Mapping[str, Any], BaseGeometry]]) -> str:
    lines = (json.dumps(_feature(*feature), ensure_ascii=False, separators=(",", ":")) for feature in features)
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
