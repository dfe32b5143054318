"""Exports by rule: what a row holds, and what it can never hold."""

import csv
import io
import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from linli.cases.rules import Stage, State
from linli.cases.rules.extract import Extract
from linli.insight.formats.text import csv_, geojson
from linli.insight.rules.export import COLUMNS, Heading, dictionary, harmless, values

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADING = Heading("en")
NAMES = [column.name for column in COLUMNS]
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Plain:
    """Names that are the codes."""

    def klass(self, key: str) -> str:
        return key

    unit = areas = klass


def case(**more: Any) -> Extract:
    known: dict[str, Any] = {
        "number": 7, "class_key": "component-01037", "state": State.HANDLING, "stage": Stage.HANDLING, "outcome": "",
        "source": "web", "area_path": "990101/990101001", "cell": "990101001001001", "component": "", "lat": 31.005,
        "lon": 121.015, "unit_path": "lighting", "assisting": ("a/b", "c"), "reported_at": AT,
        "due_at": AT + timedelta(days=2), "closed_at": None, "returns": 0, "reworks": 1, "rounds": 0, "extensions": 2,
        "edition": 1,
    }  # fmt: skip
    return Extract(**known | more)


def rows(*cases: Extract) -> list[list[tuple[Any, ...]]]:
    return [[values(one, Plain()) for one in cases]]


def test_nothing_that_somebody_wrote_or_that_tells_who_reported_can_be_in_an_export() -> None:
    known = {field.name for field in fields(Extract)} | set(NAMES)
    words = (
        "text",
        "words",
        "body",
        "contact",
        "phone",
        "email",
        "address",
        "reporter",
        "reported_by",
        "person",
        "name",
    )
    assert not [name for name in known if name in words or name.startswith(("reporter", "contact"))]
    assert {name for name in NAMES if name.endswith("_name")} == {"class_name", "area_name", "unit_name"}


def test_every_column_has_a_name_of_its_own_a_title_in_both_languages_and_a_meaning() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for column in COLUMNS:
        assert column.title["zh-hans"] and column.title["en"] and column.meaning.endswith(".")
        assert f"| `{column.name}` |" in dictionary()


def test_a_row_of_csv_is_read_back_by_name_with_the_citys_offset() -> None:
    text = b"".join(csv_(rows(case(), case(number=8, lat=None, lon=None)), HEADING, SHANGHAI)).decode("utf-8-sig")
    assert text.count("\r\n") == 3
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert first["number"] == "7" and first["reported_at"] == "2026-03-02T10:00:00+08:00"
    assert first["assisting"] == "a/b;c" and first["closed_at"] == "" and first["longitude"] == "121.015"
    assert second["latitude"] == second["longitude"] == ""


def test_a_spreadsheet_never_takes_a_text_for_a_formula() -> None:
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1"):
        cells = b"".join(csv_(rows(case(unit_path=text)), HEADING, SHANGHAI)).decode("utf-8-sig")
        row = next(csv.DictReader(io.StringIO(cells, newline="")))
        assert row["unit"] == row["unit_name"] == "'" + text
    assert harmless("东街道") == "东街道"
    # Numbers are no texts: a longitude west of Greenwich stays a number.
    west = b"".join(csv_(rows(case(lon=-71.06)), HEADING, SHANGHAI)).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(west, newline="")))["longitude"] == "-71.06"


@given(st.lists(st.tuples(st.text(max_size=20), st.floats(-180, 180)), max_size=6), st.integers(1, 3))
def test_whatever_is_in_it_geojson_stays_geojson_in_batches_of_any_size(found: list[Any], size: int) -> None:
    cases = [values(case(unit_path=text, lon=lon), Plain()) for text, lon in found]
    batches = [cases[at : at + size] for at in range(0, len(cases), size)]
    read = json.loads(b"".join(geojson(batches, HEADING, SHANGHAI)))
    assert read["type"] == "FeatureCollection"
    assert [one["properties"]["unit"] for one in read["features"]] == [text for text, _ in found]
    assert [one["geometry"]["coordinates"] for one in read["features"]] == [[lon, 31.005] for _, lon in found]
    assert all(not {"latitude", "longitude"} & one["properties"].keys() for one in read["features"])


def test_a_case_without_a_place_is_a_feature_without_a_geometry() -> None:
    read = json.loads(b"".join(geojson(rows(case(lat=None, lon=None)), HEADING, SHANGHAI)))
    assert read["features"][0]["geometry"] is None
    assert read["features"][0]["properties"]["reported_at"] == "2026-03-02T10:00:00+08:00"
