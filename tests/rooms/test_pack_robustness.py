"""Whatever a file of a pack holds, checking ends in faults, never in a traceback; and what ships is as it should be."""

import json
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import tried
from tests.pack_folders import FILES, areas, changed, collection, write

from linli.config.home import ROOT
from linli.kernel.periods import WorkCalendar
from linli.packs import checker

TEXT_FILES = ("pack.toml", "calendars/office.toml", *(name for name in FILES if name.endswith(".csv")), "areas.geojson")
GOOD = {**FILES, "areas.geojson": collection(areas())}
PIECES = st.sampled_from(
    [
        '"',
        ",",
        "\n",
        "*",
        "[",
        "]",
        "{",
        "}",
        "=",
        "null",
        "0",
        "-1",
        "1e999",
        "é",
        "\x00",
        "\ufeff",
        "[[",
        "#",
        ";",
        "/",
    ]
)


@tried(150)
@given(st.sampled_from(TEXT_FILES), st.integers(0, 10_000), st.integers(0, 30), st.lists(PIECES, max_size=4))
def test_a_damaged_file_never_stops_the_checker(name: str, at: int, length: int, pieces: list[str]) -> None:
    text = GOOD[name]
    at %= len(text)
    with TemporaryDirectory() as folder:
        faults = checker.check(write(Path(folder), {name: text[:at] + "".join(pieces) + text[at + length :]}))
    assert all(fault.message and fault.remedy for fault in faults)


@tried(50)
@given(st.sampled_from(TEXT_FILES), st.binary(max_size=200))
def test_a_file_of_any_bytes_never_stops_the_checker(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        assert checker.check(write(Path(folder), {name: content}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "coordinates", "code"]), inner)
    ),
    max_leaves=6,
)


@tried(100)
@given(st.integers(0, 3), st.sampled_from(["geometry", "properties", "type", "coordinates", "code", "parent"]), JSON)
def test_geojson_of_any_shape_never_stops_the_checker(index: int, key: str, value: object) -> None:
    features = areas()
    if key == "coordinates":
        features[index]["geometry"][key] = value
    elif key in ("code", "parent"):
        features[index]["properties"][key] = value
    else:
        features[index][key] = value
    with TemporaryDirectory() as folder:
        checker.check(write(Path(folder), {"areas.geojson": collection(features)}))


WRONG_TOML = [
    ("pack.toml", "pack = 3\n"),
    ("pack.toml", FILES["pack.toml"].replace('"town"', "7")),
    ("pack.toml", FILES["pack.toml"].replace("[31.005, 121.01]", '["a", true]')),
    ("pack.toml", FILES["pack.toml"].replace('["zh-hans", "en"]', "[]")),
    ("pack.toml", FILES["pack.toml"].replace("[map]", "leave_out = [1]\n[map]")),
    ("pack.toml", FILES["pack.toml"].replace("[map]", 'extends = "../town"\n[map]')),
    ("pack.toml", FILES["pack.toml"].replace("size = 500", "size = nan")),
    ("calendars/office.toml", FILES["calendars/office.toml"].replace("[week]", "[[week]]")),
    ("calendars/office.toml", FILES["calendars/office.toml"].replace('["2026-01-04"]', "[[1]]")),
    ("calendars/office.toml", FILES["calendars/office.toml"].replace('["2026-01-04"]', '"2026-01-04"')),
    ("calendars/office.toml", FILES["calendars/office.toml"].replace('["08:00-12:00"]', "8")),
    ("calendars/office.toml", "standard = 8\nweek = 3\n2026 = 4\n"),
    ("calendars/office.toml", FILES["calendars/office.toml"].replace("2026-01-01/2026-01-03", "2026-01-01/9999-12-31")),
]


@pytest.mark.parametrize(("name", "content"), WRONG_TOML)
def test_toml_of_the_wrong_shape_is_a_fault(tmp_path: Path, name: str, content: str) -> None:
    faults = checker.check(write(tmp_path / "town", {name: content}))
    assert any(fault.file.endswith(name) for fault in faults), "\n".join(map(str, faults))


def test_a_native_toml_date_is_a_day_like_any_other(tmp_path: Path) -> None:
    assert checker.check(write(tmp_path, changed("calendars/office.toml", '"2026-01-04"', "2026-01-04"))) == []


def office_hours() -> WorkCalendar:
    edition = checker.read(ROOT / "packs" / "base").edition
    assert edition is not None
    return edition.calendars["office"]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_office_hours_follow_the_announced_holidays(shared_data: Path, year: int) -> None:
    announced = json.loads((shared_data / "calendars" / "cn" / f"{year}.json").read_text(encoding="utf-8"))
    moved = {date.fromisoformat(day["date"]): day["isOffDay"] for day in announced["days"]}
    calendar = office_hours()
    day = date(year, 1, 1)
    while day.year == year:
        is_free = moved.get(day, day.weekday() >= 5)
        assert bool(calendar.hours(day)) != is_free, day
        day += timedelta(days=1)


def test_every_class_that_ships_has_an_icon_that_exists() -> None:
    folder = ROOT / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
    if not folder.is_dir():
        pytest.skip("needs the npm packages: ./linli installs them")
    edition = checker.read(ROOT / "packs" / "base").edition
    assert edition is not None
    assert [one.key for one in edition.classes.values() if not (folder / f"{one.icon}.svg").exists()] == []


def test_every_class_that_ships_has_a_limit_and_both_languages() -> None:
    edition = checker.read(ROOT / "packs" / "base").edition
    assert edition is not None
    for key, one in edition.classes.items():
        assert edition.limits_for(key), key
        assert set(one.name) == set(one.group) == {"zh-hans", "en"}
    assert len({str(one.name["en"]).lower() for one in edition.classes.values()}) == len(edition.classes)
