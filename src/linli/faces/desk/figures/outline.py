"""Areas and cells as a drawing: shapes in a box of pixels, in five steps of a value, each with its value written on it.

Colours are attributes of the shapes and not rules of a style sheet, so that the drawing is the same as a file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from linli.faces.desk.figures.picture import Picture, Row
from linli.faces.desk.figures.said import say_value
from linli.insight.rules.figures.measures import Kind
from linli.places import queries as places

WIDTH = 720
_MARGIN = 8
_TALLEST = 640
# From light to dark, of one hue, so that order is seen in grey as well; what is written on the last two is light.
STEPS = ("#f3e9d8", "#e3c9a0", "#c9935a", "#9c5a2e", "#63301a")
_NONE = "#ffffff"
_INK, _PAPER = "#2a2520", "#ffffff"

type Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """An area: `path` is SVG path data, `x` and `y` where its value is written, in `ink` over its `fill`; `room` is how
    wide it is."""

    name: str
    text: str
    href: str
    path: str
    fill: str
    ink: str
    x: float
    y: float
    room: int


@dataclass(frozen=True, slots=True)
class Key:
    """A step of the legend: its colour, and from which value to which it goes."""

    fill: str
    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Outline:
    width: int
    height: int
    shapes: Sequence[Shape]
    keys: Sequence[Key]
    legend_y: int


def outline(shown: Picture) -> Outline | None:
    """The parts of a picture that lie on the map; None where none does."""
    rows = {row.key: row for row in shown.rows}
    if shown.cells:
        found = [(one, rows.get(one["properties"]["code"])) for one in places.cell_geojson(path=shown.root)["features"]]
    else:
        every = places.area_geojson(path=shown.root)["features"]
        found = [(one, rows[one["properties"]["path"]]) for one in every if one["properties"]["path"] in rows]
    if not found:
        return None
    frame = _Frame([ring for one, _ in found for ring in _rings(one["geometry"])])
    numbers = [row.number for _, row in found if row and row.number is not None]
    low, top = min(numbers, default=0.0), max(numbers, default=0.0)
    shapes = [_shape(one, row, frame, (low, top)) for one, row in found]
    bounds = [low + (top - low) * step / len(STEPS) for step in range(len(STEPS) + 1)]
    keys = [
        Key(fill, " – ".join(_bound(shown, one) for one in bounds[step : step + 2]), 24 * step)
        for step, fill in enumerate(STEPS)
    ]
    return Outline(
        WIDTH, frame.height + 24 * len(keys) + _MARGIN, shapes, keys if top > low else [], frame.height + _MARGIN
    )


def _bound(shown: Picture, number: float) -> str:
    kind = shown.asked.measure.kind
    if kind is Kind.COUNT:
        return say_value(round(number), kind)
    return say_value(number, kind) if kind is Kind.SHARE else f"{number:.0f} h"


class _Frame:
    """Degrees to pixels, with as many metres across as up and down."""

    def __init__(self, rings: Sequence[Ring]) -> None:
        lons = [lon for ring in rings for lon, _ in ring]
        lats = [lat for ring in rings for _, lat in ring]
        self.west, self.north = min(lons), max(lats)
        self.narrow = cos(radians((min(lats) + max(lats)) / 2))
        across = (max(lons) - self.west) * self.narrow or 1e-6
        down = self.north - min(lats) or 1e-6
        room = WIDTH - 2 * _MARGIN
        self.scale = min(room / across, _TALLEST / down)
        self.left = _MARGIN + (room - across * self.scale) / 2
        self.height = round(down * self.scale) + 2 * _MARGIN

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = self.left + (lon - self.west) * self.narrow * self.scale
        return round(x, 1), round(_MARGIN + (self.north - lat) * self.scale, 1)


def _shape(feature: Any, row: Row | None, frame: _Frame, ends: tuple[float, float]) -> Shape:
    rings = [[frame.at(lon, lat) for lon, lat in ring] for ring in _rings(feature["geometry"])]
    largest = max(rings, key=lambda ring: _size(ring)[0])
    _, x, y = _size(largest)
    number = row.number if row else None
    step = None if number is None else _step(number, *ends)
    width = max(at[0] for at in largest) - min(at[0] for at in largest)
    return Shape(
        name=row.name if row else feature["properties"].get("code", ""),
        text=row.text if row else "0",
        href=(row.href or row.deeper) if row else "",
        path="".join("M" + "L".join(f"{a:g} {b:g}" for a, b in ring) + "Z" for ring in rings),
        fill=_NONE if step is None else STEPS[step],
        ink=_PAPER if step is not None and step > 2 else _INK,
        x=round(x, 1),
        y=round(y, 1),
        room=int(width),
    )


def _step(number: float, low: float, top: float) -> int:
    """Which of the steps from the least to the largest value it belongs to; the middle one where all are equal."""
    return min(int((number - low) / (top - low) * len(STEPS)), len(STEPS) - 1) if top > low else len(STEPS) // 2


def _rings(geometry: Any) -> Iterable[Ring]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def _size(ring: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """A ring's area and its centre of gravity, after the shoelace formula."""
    doubled = x = y = 0.0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a * d - c * b
        doubled += cross
        x += (a + c) * cross
        y += (b + d) * cross
    if not doubled:
        return 0.0, ring[0][0], ring[0][1]
    return abs(doubled) / 2, x / (3 * doubled), y / (3 * doubled)
