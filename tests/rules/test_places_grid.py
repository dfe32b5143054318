"""Cutting a city into unit grid cells."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from tests.laws import tried
from tests.rules.places_shapes import LAT, LON, PLANE, city, community, outlines, rectangle, two_by_two

from linli.places.rules import (
    CellRecord,
    assigned,
    check_areas,
    check_tiling,
    crowned,
    cut_cells,
    read_cells,
    read_features,
    tidied,
    write_cells,
)
from linli.places.rules.geojson import feature_names
from linli.places.rules.plane import Plane, polygons

FULL = 100 * 100


def cut(*shapes: BaseGeometry, size: float = 100) -> list[CellRecord]:
    communities = [community(f"990101001{serial:03d}", shape) for serial, shape in enumerate(shapes, start=1)]
    cells, faults = cut_cells(city(*communities), size=size, file="areas.geojson")
    assert faults == []
    return cells


@given(outlines(), st.sampled_from([60, 100, 150]))
@tried(150)
def test_the_cells_of_an_area_of_any_form_make_up_the_area_and_do_not_overlap(shape: BaseGeometry, size: int) -> None:
    cells = cut(shape, size=size)
    shapes = [cell.geometry for cell in cells]
    assert PLANE.area(shapely.symmetric_difference(shapely.union_all(shapes), shape)) < 1
    assert abs(sum(map(PLANE.area, shapes)) - PLANE.area(shape)) < 1
    assert all(each.is_valid and each.geom_type == "Polygon" for each in shapes)


@given(outlines())
@tried(100)
def test_whole_cells_are_numbered_from_west_to_east_then_from_north_to_south(shape: BaseGeometry) -> None:
    cells = cut(shape)
    assert [cell.code for cell in cells] == [f"990101001001{serial:03d}" for serial in range(1, len(cells) + 1)]
    whole = [cell.geometry.bounds for cell in cells if abs(PLANE.area(cell.geometry) - FULL) < 0.01 * FULL]
    squares = [bounds for bounds in whole if abs((bounds[3] - bounds[1]) * PLANE.metres_per_lat - 100) < 0.2]
    assert squares == sorted(squares, key=lambda bounds: (-bounds[1], bounds[0]))


@given(outlines())
@tried(100)
def test_a_cell_below_a_tenth_remains_only_where_it_has_no_neighbour_to_join(shape: BaseGeometry) -> None:
    cells = [cell.geometry for cell in cut(shape)]
    plane = Plane.around([shape])
    for small in (cell for cell in cells if plane.area(cell) < 0.1 * FULL - 0.01):
        others = [cell for cell in cells if cell is not small]
        assert all(plane.length(shapely.intersection(small, other)) < 0.001 for other in others)


def test_a_square_is_numbered_as_one_reads() -> None:
    cells = cut(rectangle(-150, -100, 150, 100), size=100)
    middles = [cell.geometry.centroid for cell in cells]
    # Four columns, the outer ones half as wide, and two rows.
    assert [cell.code[-3:] for cell in cells] == ["001", "002", "003", "004", "005", "006", "007", "008"]
    assert all(middle.y > LAT for middle in middles[:4])
    assert all(middle.y < LAT for middle in middles[4:])
    assert [middle.x for middle in middles[:4]] == sorted(middle.x for middle in middles[:4])
    assert middles[0].x < LON < middles[2].x


def test_a_sliver_joins_the_neighbour_with_the_longest_shared_edge_and_takes_its_number() -> None:
    # 5 m stick out of the second column to the east: slivers of 5 × 100 m beside 100 m of the cells to their west.
    cells = cut(rectangle(0, 0, 205, 200))
    assert len(cells) == 4
    assert [round(PLANE.area(cell.geometry)) for cell in cells] == [10_000, 10_500, 10_000, 10_500]


def test_slivers_that_grow_together_past_a_tenth_make_a_cell_of_their_own() -> None:
    # A lane 4 m wide and 1 km long: each lattice box holds 400 m² of it, three of them are enough.
    cells = cut(rectangle(0, 10, 1000, 14))
    areas = [PLANE.area(cell.geometry) for cell in cells]
    assert sum(areas) == pytest.approx(4000, abs=1)
    assert min(areas) >= 0.1 * FULL - 0.01


def test_an_island_smaller_than_a_tenth_stays_a_cell() -> None:
    cells = cut(shapely.union(rectangle(0, 0, 100, 100), rectangle(300, 300, 310, 310)))
    assert sorted(round(PLANE.area(cell.geometry)) for cell in cells) == [100, 10_000]


def test_two_parts_of_one_lattice_box_are_two_cells() -> None:
    cells = cut(shapely.union(rectangle(0, 0, 100, 30), rectangle(0, 60, 100, 100)))
    assert [round(PLANE.area(cell.geometry)) for cell in cells] == [4000, 3000]


def test_the_lattice_is_shared_so_that_cells_of_neighbours_line_up() -> None:
    cells = cut(rectangle(-330, -330, 17, 330), rectangle(17, -330, 330, 330))
    norths = {
        code: {round(cell.geometry.bounds[3], 10) for cell in cells if cell.community == code}
        for code in {cell.community for cell in cells}
    }
    assert len(norths) == 2
    assert len(set(map(frozenset, norths.values()))) == 1


def test_a_community_of_more_than_999_cells_is_a_fault_that_says_how_large_cells_must_be() -> None:
    cells, faults = cut_cells(city(community("990101001001", rectangle(0, 0, 400, 400))), size=10, file="areas.geojson")
    assert cells == []
    assert [fault.value for fault in faults] == ["990101001001"]
    assert "1600 cells" in faults[0].message
    assert faults[0].remedy == "cut cells of 13 m or more, or split the community"


def test_a_community_whose_code_has_not_twelve_digits_is_a_fault() -> None:
    cells, faults = cut_cells(city(community("99010100100A", rectangle(0, 0, 50, 50))), size=100, file="areas.geojson")
    assert cells == []
    assert "12 digits" in faults[0].message


def test_two_communities_of_one_code_are_a_fault() -> None:
    twice = [community("990101001001", rectangle(0, 0, 50, 50)), community("990101001001", rectangle(60, 0, 99, 50))]
    cells, faults = cut_cells(twice, size=100, file="areas.geojson")
    assert [cell.code for cell in cells] == ["990101001001001"]
    assert [(fault.value, fault.message) for fault in faults] == [("990101001001", "code used twice")]


def test_areas_without_a_community_are_a_fault() -> None:
    areas = [area for area in two_by_two() if area.level != "community"]
    assert "no community" in cut_cells(areas, size=100, file="areas.geojson")[1][0].message


def test_cells_are_the_same_after_a_round_trip_through_their_file() -> None:
    cells = cut(rectangle(-130, -70, 170, 230))
    back, faults = read_cells(write_cells(cells), file="cells.geojson")
    assert faults == []
    assert [(cell.code, cell.community) for cell in back] == [(cell.code, cell.community) for cell in cells]
    assert all(one.geometry.equals(other.geometry) for one, other in zip(back, cells, strict=True))
    assert [cell.line for cell in back] == list(range(2, len(back) + 2))


def test_a_real_district_is_cut_without_gap_or_overlap(shared_data: Path) -> None:
    source = shared_data / "dongcheng" / "streets.geojson"
    if not source.is_file():
        pytest.skip("needs ../shared/data/dongcheng/streets.geojson")
    features, faults = read_features(source.read_text(encoding="utf-8"), file=source.name)
    assert faults == []
    outlines = [(feature_names(feature), feature.geometry, feature.line) for feature in features]
    communities, names = assigned(outlines, county="990101")
    parted, repairs = tidied(communities)
    areas = crowned(parted, county="990101", county_names={"en": "District"}, street_names=names)
    assert len([area for area in areas if area.level == "street"]) == len(json.loads(source.read_text())["features"])
    cells, faults = cut_cells(areas, size=100, file=source.name)
    assert faults == []
    assert check_areas(areas) == []
    assert check_tiling(areas, cells) == []
    plane = Plane.around(area.geometry for area in areas)
    # Mending moved no boundary by more than rounding does: cracks and overlaps of a few square metres in 40 km².
    assert sum(repair.square_metres for repair in repairs) < 20
    before = {area.code: polygons(area.geometry) for area in communities}
    for area in parted:
        assert plane.area(shapely.symmetric_difference(area.geometry, before[area.code])) < 20
    together = shapely.union_all(np.array([cell.geometry for cell in cells], dtype=object))
    assert plane.area(shapely.symmetric_difference(together, areas[0].geometry)) < 1
