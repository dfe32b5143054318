"""From a point to its cell and the areas around it."""

import random
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from tests.laws import tried
from tests.rules.places_shapes import LAT, LON, at, city, community, outlines, rectangle, two_by_two

from linli.kernel.words import words
from linli.places.rules import AreaRecord, Atlas, CellRecord, area_paths, cut_cells, geojson, tidied
from linli.places.rules.atlas import HAIRLINE


def made(areas: list[AreaRecord]) -> Atlas:
    cells, faults = cut_cells(areas, size=100, file="areas.geojson")
    assert faults == []
    return Atlas(areas, cells)


def ragged() -> Atlas:
    """Three communities with slanted borders, so that corners of cells lie on edges of others."""
    bend = [at(-20, -400), at(35, -130), at(-60, 90), at(25, 400)]
    west = shapely.Polygon([at(-400, -400), *bend, at(-400, 400)])
    east = shapely.Polygon([*bend, at(400, 400), at(400, -400)])
    south = shapely.Polygon([at(-400, -400), at(400, -400), at(380, -640), at(-371, -590)])
    parted, _ = tidied([community(f"99010100{n}001", shape) for n, shape in enumerate((west, east, south), start=1)])
    return made(city(*parted))


RAGGED = ragged()


def test_a_point_has_its_cell_and_the_areas_around_it() -> None:
    atlas = made(two_by_two())
    lon, lat = at(50, 250)
    place = atlas.locate(lat=lat, lon=lon)
    assert place is not None
    assert place.cell == "990101001002001"
    assert place.area_path == "990101/990101001/990101001002"
    assert place.community == "990101001002"
    assert place.levels == ("district", "street", "community")
    assert [names.get("zh-hans") or names["en"] for names in place.names] == ["District", "街道001", "社区001002"]
    assert (place.lat, place.lon) == (lat, lon)


def test_an_area_has_its_own_grade_or_that_of_the_nearest_area_above() -> None:
    grades = {"990101": "B", "990101001002": "A"}
    areas = [replace(area, grade=grades.get(area.code, "")) for area in two_by_two()]
    atlas = made(areas)
    assert atlas.grade("990101/990101001/990101001002") == "A"
    assert atlas.grade("990101/990101001/990101001001") == "B"
    assert atlas.grade("990101/nowhere") == atlas.grade("") == ""
    assert atlas.grades == {"A", "B"}
    assert made(two_by_two()).grades == {""}
    read, faults = geojson.read_areas(geojson.write_areas(areas), file="areas.geojson")
    assert faults == []
    assert {area.code: area.grade for area in read if area.grade} == grades


def test_a_point_outside_the_city_has_no_place() -> None:
    lon, lat = at(301, 0)
    assert made(two_by_two()).locate(lat=lat, lon=lon) is None
    assert made(two_by_two()).locate(lat=-LAT, lon=LON) is None


def test_an_empty_atlas_has_no_places() -> None:
    atlas = Atlas([], [])
    assert atlas.locate(lat=LAT, lon=LON) is None
    assert atlas.children("") == ()
    assert atlas.inside("") == []


def test_the_corner_of_four_cells_belongs_to_the_smallest_code() -> None:
    place = made(two_by_two()).locate(lat=LAT, lon=LON)
    assert place is not None
    assert place.cell == "990101001001009"


@given(st.data())
@tried(400)
def test_a_point_on_a_border_has_exactly_one_cell_the_same_each_time(data: st.DataObject) -> None:
    cell = data.draw(st.sampled_from(RAGGED.cells))
    corners = list(cell.geometry.exterior.coords)
    along = data.draw(st.integers(0, len(corners) - 2))
    share = data.draw(st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1)))
    (west, south), (east, north) = corners[along], corners[along + 1]
    lon, lat = west + (east - west) * share, south + (north - south) * share

    place = RAGGED.locate(lat=lat, lon=lon)
    assert place is not None
    assert place == RAGGED.locate(lat=lat, lon=lon)
    assert place.cell == _by_hand(RAGGED.cells, lat, lon)
    shuffled = list(RAGGED.cells)
    random.Random(share).shuffle(shuffled)
    assert Atlas(RAGGED.current, shuffled).locate(lat=lat, lon=lon) == place


@given(st.floats(-371, 371), st.floats(-580, 400))
@tried(300)
def test_every_point_of_the_city_has_a_place_inside_the_community_that_it_names(east: float, north: float) -> None:
    lon, lat = at(east, north)
    place = RAGGED.locate(lat=lat, lon=lon)
    assert place is not None
    assert shapely.distance(RAGGED.areas[place.community].geometry, shapely.Point(lon, lat)) <= HAIRLINE


@given(outlines(), st.randoms(use_true_random=False))
@tried(50)
def test_every_corner_of_an_area_of_any_form_has_a_place(shape: BaseGeometry, dice: random.Random) -> None:
    atlas = made(city(community("990101001001", shape)))
    corners = shapely.get_coordinates([cell.geometry for cell in atlas.cells])
    for lon, lat in dice.sample(corners.tolist(), min(20, len(corners))):
        place = atlas.locate(lat=lat, lon=lon)
        assert place is not None
        assert place.cell == _by_hand(atlas.cells, lat, lon)


def test_a_hairline_between_two_cells_belongs_to_the_nearest_and_equally_near_to_the_smaller_code() -> None:
    gap = HAIRLINE / 2
    cells = [
        CellRecord("990101001001002", "990101001001", shapely.box(LON + gap, LAT, LON + 0.001, LAT + 0.001)),
        CellRecord("990101001001001", "990101001001", shapely.box(LON - 0.001, LAT, LON, LAT + 0.001)),
    ]
    atlas = Atlas([community("990101001001", rectangle(-100, 0, 100, 100))], cells)
    found = [atlas.locate(lat=LAT + 0.0005, lon=LON + gap * share) for share in (0.25, 0.75)]
    assert [place and place.cell for place in found] == ["990101001001001", "990101001001002"]
    far = atlas.locate(lat=LAT + 0.001 + HAIRLINE * 1.5, lon=LON)
    assert far is None


def test_paths_follow_parents_and_end_where_a_parent_is_unknown_or_a_circle_closes() -> None:
    shape = rectangle(0, 0, 1, 1)
    area = {code: AreaRecord(code, parent, "x", {}, shape) for code, parent in (("a", None), ("b", "a"), ("c", "b"))}
    assert area_paths(reversed(area.values())) == {"a": "a", "b": "a/b", "c": "a/b/c"}
    assert area_paths([AreaRecord("d", "nowhere", "x", {}, shape)]) == {"d": "d"}
    circle = [AreaRecord("e", "f", "x", {}, shape), AreaRecord("f", "e", "x", {}, shape)]
    assert set(area_paths(circle)) == {"e", "f"}


def test_children_cells_and_names_are_found_by_path() -> None:
    atlas = made(two_by_two())
    assert [area.code for area in atlas.children("")] == ["990101"]
    assert [area.code for area in atlas.children("990101/990101002")] == ["990101002001", "990101002002"]
    assert len(atlas.inside("990101/990101002")) == 18
    assert len(atlas.inside("990101/990101002/990101002001")) == 9
    assert atlas.names("990101/990101002/nowhere")[1:] == ({"zh-hans": "街道002"}, {"en": "nowhere"})


def test_retired_areas_keep_their_names_but_are_no_longer_below_anything() -> None:
    areas = two_by_two()
    gone = community("990101001009", rectangle(0, 0, 1, 1))
    atlas = Atlas(areas, [], retired=[gone])
    assert atlas.names("990101/990101001/990101001009")[2] == {"zh-hans": "社区001009", "en": "Community 001009"}
    assert gone.code not in [area.code for area in atlas.children("990101/990101001")]
    assert atlas.is_retired(gone.code)
    assert not atlas.is_retired("990101001")


def _by_hand(cells: tuple[CellRecord, ...], lat: float, lon: float) -> str:
    """The rule without an index: the smallest code that touches the point, else the nearest."""
    distances = shapely.distance(np.array([cell.geometry for cell in cells], dtype=object), shapely.Point(lon, lat))
    nearest = distances.min()
    assert nearest == pytest.approx(0, abs=HAIRLINE)
    return min(cell.code for cell, distance in zip(cells, distances, strict=True) if distance == nearest)


def test_an_area_under_one_that_is_not_there_has_the_grade_of_those_that_are() -> None:
    box = shapely.box(0, 0, 1, 1)
    lost = AreaRecord("990109001", "990109", "street", words("失街", "Lost"), box, grade="A")
    below = AreaRecord("990109001001", "990109001", "community", words("失区", "Below"), box)
    atlas = Atlas([lost, below], [CellRecord("990109001001001", "990109001001", box)])
    assert atlas.grade("990109/990109001/990109001001") == "A"
    bare = Atlas([replace(lost, grade="", level="community")], [CellRecord("990109001001", "990109001", box)])
    assert bare.grade("990109/990109001") == ""
