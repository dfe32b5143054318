"""Pure judgement about places: cutting, mending, checking and finding. No Django, no I/O, no clock."""

from linli.places.rules.atlas import Atlas, area_paths
from linli.places.rules.checks import TOLERANCE_M2, check_areas, check_components, check_tiling
from linli.places.rules.geojson import read_areas, read_cells, read_features, write_areas, write_cells
from linli.places.rules.grid import cells as cut_cells
from linli.places.rules.records import COMMUNITY, AddressRecord, AreaRecord, CellRecord, ComponentRecord, Place
from linli.places.rules.repair import Repair, assigned, crowned, tidied

__all__ = [
    "COMMUNITY",
    "TOLERANCE_M2",
    "AddressRecord",
    "AreaRecord",
    "Atlas",
    "CellRecord",
    "ComponentRecord",
    "Place",
    "Repair",
    "area_paths",
    "assigned",
    "check_areas",
    "check_components",
    "check_tiling",
    "crowned",
    "cut_cells",
    "read_areas",
    "read_cells",
    "read_features",
    "tidied",
    "write_areas",
    "write_cells",
]
