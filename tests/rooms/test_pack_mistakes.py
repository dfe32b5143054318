"""Mistakes of files as spreadsheets and maps make them: each is one fault, found before anything is loaded."""

from pathlib import Path

import pytest
from tests.pack_folders import FILES, areas, cells, collection
from tests.rooms.test_pack_check import RULELESS, Files, check, eastern, found


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("units.csv", FILES["units.csv"].encode("gb18030")),
        ("units.csv", FILES["units.csv"].replace(",", "\t")),
        ("units.csv", FILES["units.csv"].replace("code,", "Code,")),
        ("classes.csv", FILES["classes.csv"].encode("gb18030")),
        ("duties.csv", ""),
        ("areas.geojson", "{"),
        ("calendars/office.toml", "[week"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_blamed_on_the_others(
    tmp_path: Path, file: str, content: str | bytes
) -> None:
    """A table saved by a spreadsheet in another encoding is one mistake, however many rows name what is in it."""
    faults = check(tmp_path, {file: content})
    assert faults and all(fault.file.endswith(file) for fault in faults), "\n".join(map(str, faults))


def test_a_unit_without_a_code_is_not_said_to_lie_below_itself(tmp_path: Path) -> None:
    faults = check(tmp_path, {"units.csv": FILES["units.csv"] + ",,甲,A,,\n"})
    assert [fault.message for fault in faults] == ["code: is empty"]


@pytest.mark.parametrize("given", [{}, RULELESS])
def test_an_outline_that_crosses_itself_is_found_whoever_cuts_the_cells(tmp_path: Path, given: Files) -> None:
    bow = eastern()
    (ring,) = bow["geometry"]["coordinates"]  # type: ignore[index]
    ring[2], ring[1] = ring[1], ring[2]
    made = {"cells.geojson": collection(cells())} if given else {}
    faults = check(tmp_path, {**given, **made, "areas.geojson": collection([*areas()[:3], bow])})
    assert found(faults, "areas.geojson", 5, "990101001002", "crosses or touches itself"), "\n".join(map(str, faults))


def test_a_name_with_a_character_that_nobody_sees_is_found(tmp_path: Path) -> None:
    for unseen, shown in (("\0", "U+0000"), ("\ud800", "U+D800")):
        faults = check(tmp_path, {"areas.geojson": collection([*areas()[:3], eastern(name_en=f"East{unseen}side")])})
        message = f"name_en has a character that can't be seen ({shown})"
        assert found(faults, "areas.geojson", 5, "990101001002", message), "\n".join(map(str, faults))


@pytest.mark.parametrize(
    ("said", "line", "value", "message"),
    [
        ('credit = "© Surveyors"', 10, "© Surveyors", "no base map to credit"),
        ('basemap = "b"\ncredit_link = "https://a.example"', 11, "https://a.example", "links nothing"),
        ('basemap = "b"\ncredit = "©"\ncredit_link = "javascript:x"', 12, "javascript:x", "not the address of a page"),
        (f'basemap = "b"\ncredit = "{"©" * 201}"', 11, "©", "too long for a map's edge"),
    ],
)
def test_whose_data_a_base_map_shows_is_said_beside_it(
    tmp_path: Path, said: str, line: int, value: str, message: str
) -> None:
    faults = check(tmp_path, {"pack.toml": FILES["pack.toml"].replace("zoom = 14", f"zoom = 14\n{said}")})
    assert found(faults, "pack.toml", line, value, message), "\n".join(map(str, faults))
