"""Reading and writing areas and cells as GeoJSON."""

import json

import pytest
from tests.rules.places_shapes import two_by_two

from linli.places.rules import read_areas, read_cells, read_features, write_areas
from linli.places.rules.geojson import feature_names

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


def feature(geometry: object = SQUARE, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object, indent: int | None = None, **more: object) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)}, indent=indent)


def test_areas_are_the_same_after_a_round_trip_and_know_their_lines() -> None:
    areas = two_by_two()
    back, faults = read_areas(write_areas(areas), file="areas.geojson")
    assert faults == []
    assert [(a.code, a.parent, a.level, a.names) for a in back] == [(a.code, a.parent, a.level, a.names) for a in areas]
    assert [area.line for area in back] == [2, 3, 4, 5, 6, 7, 8]
    assert all(one.geometry.equals_exact(other.geometry, 1e-12) for one, other in zip(back, areas, strict=True))


def test_the_line_is_where_the_feature_begins_however_the_file_is_laid_out() -> None:
    text = collection(feature(name="A"), feature(name="B"), indent=1)
    features, _ = read_features(text, file="f")
    lines = text.splitlines()
    found = [one.line for one in features if one.line]
    assert len(found) == 2
    assert all(lines[line - 1].strip() == "{" and '"Feature"' in lines[line] for line in found)


def test_a_list_that_only_looks_like_the_features_does_not_confuse() -> None:
    features, faults = read_features(collection(feature(name="A"), about={"features": [1, 2]}), file="f")
    assert faults == []
    assert [one.properties["name"] for one in features] == ["A"]
    assert features[0].line is None


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"type": "FeatureCollection",\n"features": [\n{"type"', 3, "not JSON"),
        ('{"type": "FeatureCollection",\n"features": [1 2]}', 2, "not JSON"),
        ('{"type": "FeatureCollection", "features": []', 1, "not JSON"),
        ('{"type": "Feature"}', None, "not a GeoJSON FeatureCollection"),
        ("[]", None, "not a GeoJSON FeatureCollection"),
        ("", 1, "not JSON"),
    ],
)
def test_a_file_that_is_no_collection_is_told(text: str, line: int | None, message: str) -> None:
    features, faults = read_features(text, file="f.geojson")
    assert features == []
    assert [(fault.file, fault.line) for fault in faults] == [("f.geojson", line)]
    assert message in faults[0].message


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": "x"},
        {
            "type": "Polygon",
            "coordinates": [[[500000, 4000000], [500100, 4000000], [500100, 4000100], [500000, 4000000]]],
        },
        "x",
    ],
)
def test_a_feature_without_a_usable_outline_is_told_and_the_others_are_read(geometry: object) -> None:
    text = collection(feature(geometry, code="1"), feature(code="2"))
    features, faults = read_features(text, file="f")
    assert [one.properties["code"] for one in features] == ["2"]
    assert [(fault.line, fault.value) for fault in faults] == [(1, "1")]


def test_a_feature_that_is_no_object_is_told() -> None:
    features, faults = read_features(collection(5, feature(name="A")), file="f")
    assert len(features) == 1
    assert [fault.value for fault in faults] == ["feature 1"]


def test_missing_properties_are_told_by_name() -> None:
    _, faults = read_areas(collection(feature(code="990101")), file="areas.geojson")
    assert [(fault.value, fault.message) for fault in faults] == [("990101", "property missing: level")]
    _, faults = read_cells(collection(feature()), file="cells.geojson")
    assert [(fault.value, fault.message) for fault in faults] == [("feature 1", "property missing: code, community")]


def test_a_bare_name_is_chinese_where_it_is_written_in_chinese() -> None:
    features, _ = read_features(collection(feature(name="和平里街道"), feature(name="Peace Lane")), file="f")
    assert [feature_names(one) for one in features] == [{"zh-hans": "和平里街道"}, {"en": "Peace Lane"}]
