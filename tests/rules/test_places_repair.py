"""Mending areas before they are cut."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import tried
from tests.rules.places_shapes import LAT, LON, PLANE, at, community, rectangle

from linli.places.rules import AreaRecord, assigned, check_areas, crowned, cut_cells, tidied
from linli.places.rules.near import metres
from linli.places.rules.plane import Plane
from linli.places.rules.repair import Kind


def test_ground_that_two_communities_claim_stays_with_the_smaller_code_whatever_the_order_of_the_file() -> None:
    first = community("990101001001", rectangle(0, 0, 102, 100))
    second = community("990101001002", rectangle(100, 0, 200, 100))
    for given_areas in ([first, second], [second, first]):
        areas, repairs = tidied(given_areas)
        sizes = {area.code: round(PLANE.area(area.geometry)) for area in areas}
        assert sizes == {"990101001001": 10_200, "990101001002": 9_800}
        assert [(each.kind, each.code, each.other) for each in repairs] == [
            (Kind.OVERLAP, "990101001002", "990101001001")
        ]
        assert repairs[0].square_metres == pytest.approx(200, abs=0.5)


def test_a_crack_between_communities_goes_to_the_one_with_the_longest_edge_along_it() -> None:
    # A frame of two parts around a crack of 1 × 20 m, three sides of which belong to the second.
    crack = rectangle(100, 40, 101, 60)
    areas, repairs = tidied(
        [
            community("990101001001", rectangle(0, 0, 100, 100)),
            community("990101001002", shapely.difference(rectangle(100, 0, 200, 100), crack)),
        ]
    )
    assert [(each.kind, each.code, each.other) for each in repairs] == [(Kind.GAP, "990101001002", "990101001001")]
    assert PLANE.area(shapely.union_all([area.geometry for area in areas])) == pytest.approx(20_000, abs=1)


def test_a_hole_that_is_larger_than_a_crack_is_told_and_left_open() -> None:
    lake = rectangle(50, 40, 150, 60)
    areas, repairs = tidied([community("990101001001", shapely.difference(rectangle(0, 0, 200, 100), lake))])
    assert [(each.kind, round(each.square_metres)) for each in repairs] == [(Kind.HOLE, 2000)]
    assert PLANE.area(areas[0].geometry) == pytest.approx(18_000, abs=1)


def test_streets_and_districts_follow_their_communities_so_that_mended_areas_pass_the_check() -> None:
    # Two streets drawn like their only communities: they overlap by 2 × 100 m, and there is a crack in the second.
    first, second = rectangle(0, 0, 102, 100), rectangle(100, 0, 200, 100)
    second = shapely.difference(second, rectangle(150, 40, 152, 60))
    areas = [
        AreaRecord("990101", None, "district", {"en": "D"}, shapely.union(first, second)),
        AreaRecord("990101001", "990101", "street", {"en": "A"}, first),
        AreaRecord("990101002", "990101", "street", {"en": "B"}, second),
        community("990101001001", first),
        community("990101002001", second),
    ]
    assert len(check_areas(areas)) == 1
    mended, repairs = tidied(areas)
    assert check_areas(mended) == []
    assert [(each.kind, each.code, round(each.square_metres)) for each in repairs] == [
        (Kind.OVERLAP, "990101002001", 200),
        (Kind.GAP, "990101002001", 40),
        (Kind.REDRAWN, "990101002", 240),
        (Kind.REDRAWN, "990101", 40),
    ]
    again, more = tidied(mended)
    assert more == []
    assert [area.code for area in again] == [area.code for area in areas]


def test_a_street_that_is_larger_than_its_communities_stays_for_the_check_to_tell() -> None:
    areas = [
        AreaRecord("990101001", None, "street", {"en": "A"}, rectangle(0, 0, 200, 100)),
        community("990101001001", rectangle(0, 0, 150, 100)),
    ]
    mended, repairs = tidied(areas)
    assert repairs == []
    assert ["5000.0 m² of it belong to none" in fault.message for fault in check_areas(mended)] == [True]


def test_an_outline_that_crosses_itself_is_mended_and_told() -> None:
    bow = shapely.Polygon([at(0, 0), at(100, 100), at(100, 0), at(0, 100)])
    areas, repairs = tidied([community("990101001001", bow)])
    assert areas[0].geometry.is_valid
    assert [each.kind for each in repairs] == [Kind.INVALID]
    assert PLANE.area(areas[0].geometry) == pytest.approx(5000, abs=1)


def test_a_community_that_another_covers_wholly_has_nothing_left_to_cut() -> None:
    first = community("990101001001", rectangle(0, 0, 100, 100))
    second = community("990101001002", rectangle(20, 20, 80, 80))
    areas, repairs = tidied([first, second])
    assert [round(each.square_metres) for each in repairs] == [3600]
    cells, faults = cut_cells(areas, size=100, file="areas.geojson")
    assert [cell.community for cell in cells] == ["990101001001"]
    assert [(fault.value, fault.message) for fault in faults] == [
        ("990101001002", "nothing of the community is left to cut")
    ]


def test_areas_that_fit_are_not_touched() -> None:
    shapes = [rectangle(0, 0, 100, 100), rectangle(100, 0, 200, 100)]
    areas, repairs = tidied([community(f"99010100100{n}", shape) for n, shape in enumerate(shapes, start=1)])
    assert repairs == []
    assert all(
        area.geometry.normalize().equals_exact(shape.normalize(), 1e-9)
        for area, shape in zip(areas, shapes, strict=True)
    )


def test_outlines_with_names_only_become_streets_of_one_community_each() -> None:
    outlines = [
        ({"zh-hans": "东街道"}, rectangle(0, 0, 100, 100), 2),
        ({"zh-hans": "西街道"}, rectangle(-100, 0, 0, 100), 3),
    ]
    communities, names = assigned(outlines, county="990101")
    areas = crowned(communities, county="990101", county_names={"zh-hans": "区"}, street_names=names)
    assert [(area.code, area.parent, area.level) for area in areas] == [
        ("990101", None, "district"),
        ("990101001", "990101", "street"),
        ("990101002", "990101", "street"),
        ("990101001001", "990101001", "community"),
        ("990101002001", "990101002", "community"),
    ]
    assert areas[1].names == areas[3].names == {"zh-hans": "东街道"}
    assert PLANE.area(areas[0].geometry) == pytest.approx(20_000, abs=1)


@given(st.floats(-65, 65), st.floats(-170, 170), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
@tried(100)
def test_a_metre_of_the_plane_is_a_metre_on_the_ground(lat: float, lon: float, north: float, east: float) -> None:
    # Vincenty's formula would be exact; a sphere of the mean radius is within 0.6 % of the ellipsoid everywhere.
    plane = Plane.at(lat=lat, lon=lon)
    line = shapely.LineString([(lon, lat), (lon + east, lat + north)])
    assert plane.length(line) == pytest.approx(metres(lat, lon, lat + north, lon + east), rel=0.008, abs=1e-6)


def test_a_degree_has_the_length_that_the_ellipsoid_gives_it() -> None:
    # WGS 84 at 45°: 111,131.75 m of latitude, 78,846.8 m of longitude (NGA, "Length of a degree").
    plane = Plane.at(lat=45, lon=0)
    assert plane.metres_per_lat == pytest.approx(111_131.75, abs=1)
    assert plane.metres_per_lon == pytest.approx(78_846.8, abs=1)
    assert Plane.around([rectangle(-40, -40, 70, 70)]) == Plane.at(lat=LAT, lon=LON)
