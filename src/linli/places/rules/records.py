"""What places are made of, as plain values: areas, unit grid cells, components, and the place of a point."""

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from linli.kernel.paths import leaf
from linli.kernel.words import Words

COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """An area of the city. `geometry` is a (Multi)Polygon in WGS 84, x = longitude, y = latitude, both in degrees.

    `parent` is the code of the area around it, None at the top. `line` is where it begins in the file it came from.
    `grade` is how high the city's demands are there (区域等级); empty means the grade of the area around it.
    """

    code: str
    parent: str | None
    level: str
    names: Words
    geometry: BaseGeometry
    line: int | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class CellRecord:
    """A unit grid cell: 15 digits, 6 county + 3 street + 3 community + 3 serial (GB/T 30428.1)."""

    code: str
    community: str
    geometry: BaseGeometry
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ComponentRecord:
    """A public facility: 17 digits, 6 county + 5 class + 6 serial (GB/T 47678.5). Degrees of WGS 84.

    `unit_path` names the unit that keeps it, where that is known.
    """

    code: str
    class_code: str
    lat: float
    lon: float
    unit_path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """An address that people search for, and where it is: degrees of WGS 84."""

    names: Words
    lat: float
    lon: float
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point lies: its cell, and the areas around it from the top down.

    `area_path` are the areas' codes (`district/street/community`), `names` and `levels` belong to them one by one.
    """

    cell: str
    area_path: str
    names: tuple[Words, ...]
    levels: tuple[str, ...]
    lat: float
    lon: float

    @property
    def community(self) -> str:
        """The code of the community that the cell belongs to."""
        return leaf(self.area_path)
