"""Workbooks and tables that tests of imports bring in, good and faulty."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from linli.insight.rules import Mapping as TableMapping
from linli.insight.rules import read_mapping

HEADING = ("编码", "类别", "纬度", "经度", "部门")
COMPONENTS = """
[source]
kind = "components"
[columns]
code = "编码"
class = "类别"
lat = "纬度"
lon = "经度"
unit = "部门"
"""


def old_system(klass: str) -> str:
    """The mapping of a history of cases, all of one class, with what was promised."""
    return f"""
[source]
name = "old-system"
time_zone = "Asia/Shanghai"
[columns]
id = "No"
status = "Status"
reported_at = "Opened"
closed_at = "Closed"
due_at = "Due"
[times]
formats = ["%Y-%m-%d %H:%M"]
[statuses]
closed = "recorded"
open = "open"
[[classes]]
class = "{klass}"
"""


def code(serial: int, klass: str = "01037") -> str:
    return f"990101{klass}{serial:06d}"


def component(serial: int, **changes: Any) -> list[Any]:
    """A good row of the town; `changes` by the names of the fields."""
    row = {"code": code(serial), "class": "01037", "lat": 31.005, "lon": 121.015, "unit": "照明所"} | changes
    return list(row.values())


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], **more: Any) -> Path:
    """A workbook of these sheets; `more["merge"]` are ranges to merge in each, by name."""
    with xlsxwriter.Workbook(str(path), more.get("options", {})) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for line, row in enumerate(rows):
                for at, value in enumerate(row):
                    if hasattr(value, "year"):
                        sheet.write_datetime(line, at, value, day)
                    elif value is not None:
                        sheet.write(line, at, value)
            for area, text in more.get("merge", {}).get(name, ()):
                sheet.merge_range(area, text)
    return path


def swapped(path: Path, part: str, content: bytes) -> Path:
    """The workbook with one of its parts replaced."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (parts | {part: content}).items():
            new.writestr(name, data)
    return path


def mapping(text: str = COMPONENTS) -> TableMapping:
    found = read_mapping(text, file="m.toml")
    assert isinstance(found, TableMapping), found
    return found
