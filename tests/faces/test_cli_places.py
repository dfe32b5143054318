"""`linli cells make` and `linli locate` on the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.rules.places_shapes import at, two_by_two

from linli.faces.cli import cells, locate
from linli.places import queries
from linli.places.commands import install
from linli.places.rules import (
    ComponentRecord,
    check_areas,
    check_tiling,
    cut_cells,
    read_areas,
    read_cells,
    write_areas,
)

SQUARE = {"type": "Polygon", "coordinates": [[at(0, 0), at(300, 0), at(300, 300), at(0, 300), at(0, 0)]]}
LAP = {"type": "Polygon", "coordinates": [[at(290, 0), at(600, 0), at(600, 300), at(290, 300), at(290, 0)]]}


def make(*options: object) -> Result:
    return CliRunner().invoke(cells.command, ["make", *map(str, options)])


def outlines(path: Path, *features: tuple[dict[str, object], object]) -> Path:
    made = [{"type": "Feature", "properties": given, "geometry": shape} for given, shape in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return path


def test_areas_with_codes_are_cut_into_cells_that_pass_the_check(tmp_path: Path) -> None:
    source = tmp_path / "areas.geojson"
    source.write_text(write_areas(two_by_two()), encoding="utf-8")
    result = make("--areas", source, "--size", 100, "--out", tmp_path / "cells.geojson")
    assert result.exit_code == 0, result.output
    assert "36 cells of 100 m in 4 communities" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["areas.geojson", "cells.geojson"]
    made, faults = read_cells((tmp_path / "cells.geojson").read_text(encoding="utf-8"), file="cells.geojson")
    assert faults == []
    assert check_tiling(two_by_two(), made) == []


def test_areas_with_names_only_get_codes_in_a_file_beside_the_cells(tmp_path: Path) -> None:
    source = outlines(tmp_path / "streets.geojson", ({"name": "东街道"}, SQUARE), ({"name": "西街道"}, LAP))
    out = tmp_path / "cells.geojson"
    result = make("--areas", source, "--out", out, "--county", "990102", "--county-name", "湖区")
    assert result.exit_code == 0, result.output
    assert "990102002001: overlapped 990102001001 by 3000.00 m²" in result.stderr
    areas, _ = read_areas((tmp_path / "cells-areas.geojson").read_text(encoding="utf-8"), file="areas.geojson")
    assert [(area.code, area.names["zh-hans"]) for area in areas] == [
        ("990102", "湖区"),
        ("990102001", "东街道"),
        ("990102002", "西街道"),
        ("990102001001", "东街道"),
        ("990102002001", "西街道"),
    ]
    made, _ = read_cells(out.read_text(encoding="utf-8"), file="cells.geojson")
    assert check_areas(areas) == []
    assert check_tiling(areas, made) == []


def test_the_areas_go_where_they_are_asked_to(tmp_path: Path) -> None:
    source = outlines(tmp_path / "streets.geojson", ({"name": "East"}, SQUARE))
    make("--areas", source, "--out", tmp_path / "c.geojson", "--areas-out", tmp_path / "a.geojson")
    assert (tmp_path / "a.geojson").is_file()
    assert not (tmp_path / "c-areas.geojson").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "neither a code nor a name"),
        ({"code": "990101001001"}, "property missing: level"),
        ({"code": "9901", "level": "community"}, "must have 12 digits"),
    ],
)
def test_areas_that_can_not_be_cut_are_told_and_nothing_is_written(
    tmp_path: Path, given: dict[str, object], message: str
) -> None:
    source = outlines(tmp_path / "areas.geojson", (given, SQUARE))
    result = make("--areas", source, "--out", tmp_path / "cells.geojson")
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.startswith("areas.geojson")
    assert not (tmp_path / "cells.geojson").exists()


def test_a_county_that_has_not_six_digits_is_told(tmp_path: Path) -> None:
    source = outlines(tmp_path / "streets.geojson", ({"name": "East"}, SQUARE))
    result = make("--areas", source, "--out", tmp_path / "c.geojson", "--county", "99")
    assert result.exit_code == 2
    assert "6 digits" in result.stderr


def test_a_real_district_becomes_seventeen_streets_without_gap_or_overlap(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "dongcheng" / "streets.geojson"
    if not source.is_file():
        pytest.skip("needs ../shared/data/dongcheng/streets.geojson")
    result = make(
        "--areas", source, "--size", 100, "--out", tmp_path / "c.geojson", "--areas-out", tmp_path / "a.geojson"
    )
    assert result.exit_code == 0, result.output
    areas, area_faults = read_areas((tmp_path / "a.geojson").read_text(encoding="utf-8"), file="areas.geojson")
    made, cell_faults = read_cells((tmp_path / "c.geojson").read_text(encoding="utf-8"), file="cells.geojson")
    assert area_faults == cell_faults == check_areas(areas) == check_tiling(areas, made) == []
    assert len([area for area in areas if area.level == "street"]) == 17


@pytest.mark.django_db
def test_locate_prints_the_cell_the_areas_and_what_stands_near() -> None:
    areas = two_by_two()
    lon, lat = at(50, 250)
    near_lon, near_lat = at(50, 220)
    made, _ = cut_cells(areas, size=100, file="areas.geojson")
    lamp = ComponentRecord("99010101001000001", "01001", near_lat, near_lon, "990101/lamps")
    install(areas=areas, cells=made, components=[lamp], edition=1, now=datetime(2026, 3, 2, tzinfo=UTC))
    result = CliRunner().invoke(locate.command, [str(lat), str(lon)])
    queries.forget()
    assert result.exit_code == 0, result.output
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["cell", "990101001002001"],
        ["community", "990101001002", "社区001002"],
        ["street", "990101001", "街道001"],
        ["district", "990101", "District"],
        ["component", "99010101001000001", "class", "01001", "30", "m", "990101/lamps"],
    ]


@pytest.mark.django_db
def test_locate_says_that_a_point_lies_outside_or_that_no_city_is_loaded() -> None:
    queries.forget()
    nowhere = CliRunner().invoke(locate.command, ["-33.9", "151.2"])
    assert nowhere.exit_code == 1
    assert "no city is loaded" in nowhere.stderr
    areas = two_by_two()
    made, _ = cut_cells(areas, size=100, file="areas.geojson")
    install(areas=areas, cells=made, components=[], edition=1, now=datetime(2026, 3, 2, tzinfo=UTC))
    outside = CliRunner().invoke(locate.command, ["-33.9", "151.2"])
    queries.forget()
    assert outside.exit_code == 1
    assert "outside the city" in outside.stderr
