"""What a mapping may say, and what it makes of rows and times."""

from collections.abc import Mapping as AnyMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.rules import Mapping, Reading, Reject, RowReader, read_mapping
from linli.insight.rules.moments import NotAMoment, moment

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PACKS = Path(__file__).parents[2] / "packs" / "mappings"
GOOD = """
[source]
name = "old-system"
time_zone = "America/Chicago"

[columns]
id = "No"
status = "Status"
reported_at = "Opened"
closed_at = "Closed"
due_at = "Due"
lat = "Lat"
lon = "Lon"
address = ["Street", "House"]
text = "Text"

[times]
formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]

[statuses]
"done" = "recorded"
"done twice" = "recorded"
"new" = "open"

[duplicates]
Status = ["done twice"]

[bounds]
south = 40
west = -90
north = 43
east = -87

[[classes]]
when = { Kind = "lamp" }
class = "component-01037"

[[classes]]
when = { Kind = "rubbish", Text = "bin" }
class = "matter-06042"
"""
HEADER = ("No", "Status", "Opened", "Closed", "Due", "Lat", "Lon", "Street", "House", "Kind", "Text")
ROW = {
    "No": "17",
    "Status": "done",
    "Opened": "2012-05-01 08:30",
    "Closed": "2012-05-03",
    "Due": "2012-05-04",
    "Lat": "41.5",
    "Lon": "-88",
    "Street": "Elm",
    "House": "4",
    "Kind": "lamp",
    "Text": "dark",
}


def mapping(text: str = GOOD) -> Mapping:
    found = read_mapping(text, file="m.toml")
    assert isinstance(found, Mapping), found
    return found


def reader(text: str = GOOD) -> RowReader:
    return RowReader(mapping(text), HEADER, now=NOW)


def fields(**changes: str) -> list[str]:
    return [(ROW | changes)[name] for name in HEADER]


def read(**changes: str) -> Reading:
    found = reader().read(fields(**changes), line=2)
    assert isinstance(found, Reading), found
    return found


def reject(**changes: str) -> tuple[str, str, str]:
    found = reader().read(fields(**changes), line=2)
    assert isinstance(found, Reject), found
    return found.column, found.value, found.reason


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_mappings_that_ship_have_no_faults(path: Path) -> None:
    assert isinstance(read_mapping(path.read_text(encoding="utf-8"), file=path.name), Mapping)


@pytest.mark.parametrize(
    ("old", "new", "line", "value", "says"),
    [
        ('name = "old-system"', 'name = "Old System"', 3, "Old System", "source.name"),
        ("America/Chicago", "America/Atlantis", 4, "America/Atlantis", "source.time_zone"),
        ('time_zone = "America/Chicago"', 'time_zone = "UTC"\nencoding = "morse"', 5, "morse", "source.encoding"),
        ('time_zone = "America/Chicago"', 'time_zone = "UTC"\nencoding = "idna"', 5, "idna", "source.encoding"),
        ('time_zone = "America/Chicago"', 'time_zone = "UTC"\nencoding = "undefined"', 5, "undefined", "source.enc"),
        ('time_zone = "America/Chicago"', "time_zone = \"UTC\"\ndelimiter = '\"'", 5, '"', "source.delimiter"),
        ('id = "No"', 'number = "No"', 7, "No", "unknown field"),
        ('id = "No"\n', "", 6, "", "columns.id is missing"),
        ('lon = "Lon"\n', "", 6, "", "columns.lon is missing"),
        ('closed_at = "Closed"\n', "", 6, "", "columns.closed_at is missing"),
        ('status = "Status"', 'status = ["Status", "Old"]', 8, "['Status', 'Old']", "one column only"),
        ('"%Y-%m-%d"]', '"%d"]', 18, "['%Y-%m-%d %H:%M', '%d']", "times.formats"),
        ('[times]\n', '[times]\nambiguous = "both"\n', 18, "both", "shown twice"),
        ('"new" = "open"', '"new" = "opened"', 23, "opened", "unknown outcome"),
        ('["done twice"]', '"done twice"', 26, "done twice", "no list of values"),
        ("north = 43", "north = 39", 28, "", "hold no point"),
        ("east = -87\n", "", 28, "", "four numbers"),
        ('"matter-06042"', '"06042"', 40, "06042", "key of a class"),
        ("[bounds]", "[bounty]", 28, "bounty", "unknown table"),
        ('name = "old-system"', 'name = "old-system', 3, "", "not TOML"),
    ],
)  # fmt: skip
def test_a_fault_names_line_and_value(old: str, new: str, line: int, value: str, says: str) -> None:
    assert old in GOOD
    faults = read_mapping(GOOD.replace(old, new, 1), file="m.toml")
    assert not isinstance(faults, Mapping)
    assert any(says in fault.message for fault in faults), faults
    fault = next(fault for fault in faults if says in fault.message)
    assert (fault.file, fault.line) == ("m.toml", line)
    assert value in fault.value
    assert fault.remedy


def test_all_faults_are_named_at_once() -> None:
    faults = read_mapping("[source]\n[columns]\n", file="m.toml")
    assert not isinstance(faults, Mapping)
    said = " ".join(fault.message for fault in faults)
    for part in ("source.name", "source.time_zone", "columns.id", "times.formats", "no status", "no class"):
        assert part in said


def test_a_row_is_read_into_our_terms() -> None:
    assert read() == Reading(
        row_id="17",
        class_key="component-01037",
        reported_at=datetime(2012, 5, 1, 13, 30, tzinfo=UTC),
        closed_at=datetime(2012, 5, 3, 5, 0, tzinfo=UTC),
        due_at=datetime(2012, 5, 4, 5, 0, tzinfo=UTC),
        point=(41.5, -88.0),
        address="Elm, 4",
        text="dark",
        duplicate=False,
    )


def test_an_open_row_has_no_closing() -> None:
    found = read(Status="new", Closed="")
    assert found.closed_at is None
    assert not found.duplicate


def test_the_other_systems_duplicate_mark_is_kept() -> None:
    assert read(Status="done twice").duplicate


def test_without_a_point_the_address_goes_into_the_words() -> None:
    found = read(Lat="", Lon="")
    assert (found.point, found.address, found.text) == (None, "", "dark\nElm, 4")


def test_zero_zero_is_no_point() -> None:
    assert read(Lat="0", Lon="0.0").point is None


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"No": " "}, "No", "no id"),
        ({"Status": "lost"}, "Status", "no outcome"),
        ({"Opened": "1.5.2012"}, "Opened", "not a time"),
        ({"Opened": ""}, "Opened", "no time of the report"),
        ({"Opened": "2100-01-01", "Closed": "2100-01-02"}, "Opened", "future"),
        ({"Closed": "2012-04-30"}, "Closed", "before it was reported"),
        ({"Closed": ""}, "Closed", "without a time"),
        ({"Status": "new"}, "Closed", "open by its status"),
        ({"Lat": "north"}, "Lat", "not a number"),
        ({"Lat": "nan"}, "Lat", "not between"),
        ({"Lon": ""}, "Lon", "not a number"),
        ({"Lat": "44"}, "Lat", "bounds"),
        ({"Street": "x" * 201}, "Street", "longer than 200"),
        ({"Text": "a\0b"}, "Text", "NUL"),
        ({"Text": "caf\udce9"}, "Text", "utf-8"),
        ({"Kind": "rubbish"}, "Kind, Text", "no class"),
    ],
)
def test_what_cannot_come_in_says_where_and_why(changes: dict[str, str], column: str, says: str) -> None:
    found = reject(**changes)
    assert found[0] == column
    assert says in found[2]


def test_a_row_of_another_width_is_rejected() -> None:
    found = reader().read(fields()[:-1], line=9)
    assert isinstance(found, Reject)
    assert (found.line, found.reason) == (9, "the row has 10 fields, the heading has 11")


def test_the_second_row_with_an_id_is_rejected() -> None:
    one = reader()
    assert isinstance(one.read(fields(), line=2), Reading)
    second = one.read(fields(), line=3)
    assert isinstance(second, Reject)
    assert (second.line, second.column, second.value) == (3, "No", "17")
    assert "line 2" in second.reason


FORMAT = ("%Y-%m-%d %H:%M",)
TWICE, NEVER = "2012-11-04 01:30", "2012-03-11 02:30"


def at(text: str, **changes: str) -> datetime:
    asked: AnyMapping[str, str] = {"zone": "America/Chicago", "ambiguous": "first", "skipped": "forward"} | changes
    return moment(text, FORMAT, **asked)  # type: ignore[arg-type]


def test_an_hour_that_is_shown_twice_is_the_one_that_the_mapping_says() -> None:
    assert at(TWICE) == datetime(2012, 11, 4, 6, 30, tzinfo=UTC)
    assert at(TWICE, ambiguous="second") == datetime(2012, 11, 4, 7, 30, tzinfo=UTC)
    with pytest.raises(NotAMoment, match="twice"):
        at(TWICE, ambiguous="reject")


def test_an_hour_that_is_never_shown_is_counted_on_or_rejected() -> None:
    assert at(NEVER) == datetime(2012, 3, 11, 8, 30, tzinfo=UTC)
    with pytest.raises(NotAMoment, match="never"):
        at(NEVER, skipped="reject")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["America/Chicago", "Asia/Shanghai"]))
def test_a_time_is_shown_by_its_own_zone_as_it_was_written(local: datetime, zone: str) -> None:
    local = local.replace(second=0, microsecond=0)
    found = moment(local.strftime(FORMAT[0]), FORMAT, zone, "first", "forward")
    shown = found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown - local in (timedelta(0), timedelta(hours=1))
    assert (
        shown == local
        or local.replace(tzinfo=ZoneInfo(zone)).utcoffset() != local.replace(tzinfo=ZoneInfo(zone), fold=1).utcoffset()
    )
