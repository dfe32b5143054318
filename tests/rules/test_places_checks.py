"""Telling everything that is wrong with areas, cells and facilities."""

from dataclasses import replace

import shapely
from tests.rules.places_shapes import at, rectangle, two_by_two

from linli.kernel.faults import Fault
from linli.places.rules import (
    AreaRecord,
    Atlas,
    CellRecord,
    ComponentRecord,
    check_areas,
    check_components,
    check_tiling,
    cut_cells,
)


def made() -> tuple[list[AreaRecord], list[CellRecord]]:
    areas = [replace(area, line=line) for line, area in enumerate(two_by_two(), start=2)]
    cells, _ = cut_cells(areas, size=100, file="areas.geojson")
    return areas, [replace(cell, line=line) for line, cell in enumerate(cells, start=2)]


def told(faults: list[Fault]) -> list[tuple[int | None, str, str]]:
    return [(fault.line, fault.value, fault.message) for fault in faults]


def changed[R: AreaRecord | CellRecord](records: list[R], which: str, **changes: object) -> list[R]:
    assert any(record.code == which for record in records)
    return [replace(record, **changes) if record.code == which else record for record in records]


def test_a_city_that_fits_has_no_faults() -> None:
    areas, cells = made()
    assert len(cells) == 36
    assert check_areas(areas) == []
    assert check_tiling(areas, cells) == []


def test_no_areas_at_all_are_a_fault() -> None:
    assert "no areas" in check_areas([])[0].message


def test_an_unknown_parent_is_told_with_the_line_of_the_child() -> None:
    areas, _ = made()
    faults = check_areas(changed(areas, "990101001002", parent="990101009"))
    assert told(faults)[0] == (6, "990101009", "the parent of 990101001002 is unknown")
    assert faults[0].file == "areas.geojson"


def test_areas_below_themselves_are_told_each() -> None:
    areas, _ = made()
    circle = changed(changed(areas, "990101", parent="990101001"), "990101001", parent="990101")
    values = [fault.value for fault in check_areas(circle) if "below itself" in fault.message]
    assert values == ["990101", "990101001"]


def test_a_code_used_twice_is_told_with_the_line_of_the_first() -> None:
    areas, _ = made()
    twice = [*areas, replace(areas[1], line=99)]
    assert (99, "990101001", "code used twice (first in line 3)") in told(check_areas(twice))


def test_an_area_without_a_name_is_told() -> None:
    areas, _ = made()
    assert told(check_areas(changed(areas, "990101002", names={}))) == [(4, "990101002", "no name")]


def test_a_street_without_communities_is_told() -> None:
    areas, _ = made()
    spare = AreaRecord("990101003", "990101", "street", {"en": "Spare"}, rectangle(0, 0, 1, 1), 50)
    assert (50, "990101003", "the street has nothing below it") in told(check_areas([*areas, spare]))


def test_a_child_outside_its_parent_and_what_it_leaves_uncovered_are_told() -> None:
    areas, _ = made()
    moved = changed(areas, "990101001002", geometry=rectangle(10, 0, 310, 300))
    faults = check_areas(moved)
    messages = {fault.value: fault.message for fault in faults}
    assert messages["990101001002"] == "3000.0 m² of it lie outside its parent 990101001"
    assert messages["990101001"].startswith("3000.0 m² of it belong to none of its 2 children, at 31.2")


def test_siblings_that_overlap_are_told_with_square_metres_and_a_place() -> None:
    areas, _ = made()
    wider = changed(areas, "990101001001", geometry=rectangle(-300, 0, 5, 300))
    (fault,) = check_areas(wider)
    assert fault.value == "990101001002"
    assert fault.message.startswith("overlaps 990101001001 by 1500.0 m², at 31.2")
    assert "cells make" in fault.remedy


def test_a_crossed_outline_is_told_and_does_not_stop_the_rest() -> None:
    areas, cells = made()
    bow = shapely.Polygon([at(0, 0), at(300, 300), at(300, 0), at(0, 300)])
    faults = check_areas(changed(areas, "990101001002", geometry=bow))
    assert any("crosses or touches itself" in fault.message for fault in faults)
    assert any("belong to none of its 2 children" in fault.message for fault in faults)
    assert any("lie outside its community" in fault.message for fault in check_tiling(areas, _bowed(cells)))


def _bowed(cells: list[CellRecord]) -> list[CellRecord]:
    bow = shapely.Polygon([at(0, 0), at(-300, -300), at(-300, 0), at(0, -300)])
    return changed(cells, "990101001002005", geometry=bow)


def test_rounding_is_no_fault() -> None:
    areas, cells = made()
    # 3 mm along 300 m are 0.9 m².
    assert check_areas(changed(areas, "990101001001", geometry=rectangle(-300, 0, 0.003, 300))) == []
    assert check_tiling(areas, changed(cells, "990101001001003", geometry=rectangle(-100, 200, 0.003, 300))) == []


def test_a_cell_that_is_missing_leaves_a_gap() -> None:
    areas, cells = made()
    (fault,) = check_tiling(areas, [cell for cell in cells if cell.code != "990101001001005"])
    assert fault.value == "990101001001"
    assert fault.message.startswith("10000.0 m² of the community lie in no cell, at 31.2")


def test_a_cell_that_reaches_out_of_its_community_is_told() -> None:
    areas, cells = made()
    faults = check_tiling(areas, changed(cells, "990101001001003", geometry=rectangle(-100, 200, 20, 300)))
    assert [(fault.value, fault.message) for fault in faults] == [
        ("990101001001003", "2000.0 m² of the cell lie outside its community 990101001001")
    ]


def test_cells_that_overlap_are_told_in_pairs() -> None:
    areas, cells = made()
    faults = check_tiling(areas, changed(cells, "990101001001001", geometry=rectangle(-300, 200, -190, 300)))
    assert [fault.value for fault in faults] == ["990101001001002"]
    assert faults[0].message.startswith("overlaps 990101001001001 by 1000.0 m²")


def test_wrong_cell_codes_are_told() -> None:
    areas, cells = made()
    faults = check_tiling(areas, changed(cells, "990101001001001", code="99010100100101"))
    assert told(faults) == [(2, "99010100100101", "the code of a cell must have 15 digits")]
    faults = check_tiling(areas, changed(cells, "990101001001001", code="990101001002111"))
    assert told(faults) == [(2, "990101001002111", "the cell is not numbered under 990101001001")]
    faults = check_tiling(areas, changed(cells, "990101001001001", code="990101001001002"))
    assert told(faults) == [(3, "990101001001002", "code used twice (first in line 2)")]


def test_a_cell_of_an_unknown_community_is_told_and_so_is_the_gap_that_it_leaves() -> None:
    areas, cells = made()
    faults = check_tiling(areas, changed(cells, "990101001001001", community="990101009009"))
    assert [fault.value for fault in faults] == ["990101001001001", "990101009009", "990101001001"]
    assert "unknown community" in faults[1].message


def test_a_community_without_cells_is_told() -> None:
    areas, cells = made()
    faults = check_tiling(areas, [cell for cell in cells if cell.community != "990101002002"])
    assert [(fault.value, fault.message) for fault in faults] == [("990101002002", "the community has no cells")]


def test_facilities_are_checked_for_code_class_and_place() -> None:
    lon, lat = at(10, 10)
    good = ComponentRecord("99010101001000001", "01001", lat, lon, line=2)
    wrong = [
        replace(good, code="9901010100100002", line=3),
        replace(good, code="99010101002000003", line=4),
        replace(good, code="99010101001000004", lat=lat + 1, line=5),
        replace(good, line=6),
    ]
    faults = check_components([good, *wrong], Atlas(*made()))
    assert sorted((fault.line or 0, fault.message) for fault in faults) == [
        (3, "the code of a component must have 17 digits"),
        (4, "the code does not hold its class 01001"),
        (5, "component 99010101001000004 stands outside every cell"),
        (6, "code used twice (first in line 2)"),
    ]


def test_a_fault_reads_as_file_line_message_value_and_remedy() -> None:
    fault = Fault("cells.geojson", 7, "123", "the code of a cell must have 15 digits", "use 15 digits")
    assert str(fault) == "cells.geojson:7: the code of a cell must have 15 digits (123); use 15 digits"
    assert str(replace(fault, line=None)).startswith("cells.geojson: the code")
