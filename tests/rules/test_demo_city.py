"""The demonstration district: the committed pack is what its program makes, and it holds together as a place."""

import csv
import io
import json
from random import Random
from typing import Any

import pytest
import shapely
from shapely.geometry import shape
from tools.demo_city import plan
from tools.demo_city.__main__ import OUT, SEED, make
from tools.demo_city.curves import METRES_PER_DEGREE_LAT, METRES_PER_DEGREE_LON, to_metres

SQUARE_KM = METRES_PER_DEGREE_LAT * METRES_PER_DEGREE_LON / 1e6


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return make(SEED)


@pytest.fixture(scope="module")
def areas(files: dict[str, str]) -> list[dict[str, Any]]:
    return list(json.loads(files["areas.geojson"])["features"])


def test_the_committed_pack_is_what_the_program_makes(files: dict[str, str]) -> None:
    for name, text in files.items():
        assert (OUT / name).read_text(encoding="utf-8") == text, f"{name} is stale: run python -m tools.demo_city"


def test_another_seed_makes_another_city() -> None:
    """The plan is what everything else is drawn upon, and it is drawn in no time."""
    assert plan.draw(Random("1 plan")) != plan.draw(Random(f"{SEED} plan"))
    assert plan.draw(Random(f"{SEED} plan")) == plan.draw(Random(f"{SEED} plan"))


def test_it_has_eight_streets_and_forty_communities_on_about_25_square_kilometres(areas: list[dict[str, Any]]) -> None:
    levels = [one["properties"]["level"] for one in areas]
    assert (levels.count("district"), levels.count("street"), levels.count("community")) == (1, 8, 40)
    assert 23 < shape(areas[0]["geometry"]).area * SQUARE_KM < 28


def test_communities_share_every_point_of_their_borders(areas: list[dict[str, Any]]) -> None:
    communities = [shape(one["geometry"]) for one in areas if one["properties"]["level"] == "community"]
    assert shapely.coverage_is_valid(communities)
    assert shapely.coverage_union_all(communities).equals(shape(areas[0]["geometry"]))


def test_facilities_stand_beside_roads_in_the_district(files: dict[str, str], areas: list[dict[str, Any]]) -> None:
    outline = shape(areas[0]["geometry"])
    drawn = [json.loads(line.rstrip(",")) for line in files["basemap.geojson"].splitlines()[1:-1]]
    roads = [
        shapely.LineString([to_metres(*point) for point in line])
        for one in drawn
        if one["properties"]["kind"] == "road"
        for line in one["geometry"]["coordinates"]
    ]
    stands = list(csv.DictReader(io.StringIO(files["components.csv"])))
    assert len(stands) > 8_000
    assert len({row["code"] for row in stands}) == len(stands)
    points = [shapely.Point(to_metres(float(row["lon"]), float(row["lat"]))) for row in stands]
    _, metres = shapely.STRtree(roads).query_nearest(points, return_distance=True, all_matches=False)
    assert max(metres) < 15
    assert all(outline.contains(shapely.Point(float(row["lon"]), float(row["lat"]))) for row in stands)


def test_no_name_is_given_twice_to_different_things(files: dict[str, str]) -> None:
    found = [(row["name_zh"], row["name_en"]) for row in csv.DictReader(io.StringIO(files["addresses.csv"]))]
    assert len(set(found)) == len(found)
