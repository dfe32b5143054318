"""What an export of cases holds: one row of this table for each column. docs/exports.md is made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from linli.cases.rules.extract import Extract
from linli.kernel.words import Words, words

type Value = str | int | float | datetime | None
type Kind = Literal["text", "whole", "real", "time"]


class Form(StrEnum):
    """What a file of cases may be."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    PARQUET = "parquet"


class Names(Protocol):
    """The city's names in the reader's language. What has none is called by its code."""

    def klass(self, key: str) -> str: ...
    def unit(self, path: str) -> str: ...
    def areas(self, path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its title for people, what it means, and where it comes from."""

    name: str
    kind: Kind
    title: Words
    meaning: str
    of: Callable[[Extract, Names], Value]


@dataclass(frozen=True, slots=True)
class Heading:
    """How one export says it: its language, and the words for codes that a face knows better, by column."""

    language: str
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


COLUMNS: tuple[Column, ...] = (
    Column("number", "whole", words("案卷编号", "Case"), "Number of the case.", lambda case, _: case.number),
    Column("class", "text", words("类别代码", "Class code"), "Key of the class; empty: none yet.",
           lambda case, _: case.class_key),
    Column("class_name", "text", words("类别", "Class"), "Name of the class.",
           lambda case, names: names.klass(case.class_key)),
    Column("stage", "text", words("阶段", "Stage"), "Stage of the loop ([flow.md](flow.md)).",
           lambda case, _: str(case.stage)),
    Column("state", "text", words("状态", "State"), "State of the loop.", lambda case, _: str(case.state)),
    Column("outcome", "text", words("结果", "Outcome"), "How it ended; empty while it is open.",
           lambda case, _: case.outcome),
    Column("source", "text", words("来源", "Source"), "The door through which it was reported.",
           lambda case, _: case.source),
    Column("area", "text", words("区域代码", "Area codes"), "Codes of its areas from the top down, joined by `/`.",
           lambda case, _: case.area_path),
    Column("area_name", "text", words("区域", "Area"), "Names of these areas.",
           lambda case, names: names.areas(case.area_path)),
    Column("cell", "text", words("单元网格", "Cell"), "Code of the unit grid cell.", lambda case, _: case.cell),
    Column("component", "text", words("部件编号", "Component"), "Code of the public facility, if it is about one.",
           lambda case, _: case.component),
    Column("latitude", "real", words("纬度", "Latitude"), "Degrees WGS 84.", lambda case, _: case.lat),
    Column("longitude", "real", words("经度", "Longitude"), "Degrees WGS 84.", lambda case, _: case.lon),
    Column("unit", "text", words("处置部门代码", "Unit codes"), "Codes of the handling unit, joined by `/`.",
           lambda case, _: case.unit_path),
    Column("unit_name", "text", words("处置部门", "Unit"), "Name of the handling unit.",
           lambda case, names: names.unit(case.unit_path)),
    Column("assisting", "text", words("协办部门代码", "Assisting"), "Codes of units that assist, joined by `;`.",
           lambda case, _: ";".join(case.assisting)),
    Column("reported_at", "time", words("上报时间", "Reported"), "When it was reported.",
           lambda case, _: case.reported_at),
    Column("due_at", "time", words("处置时限", "Due"), "Until when it is to be handled, as its clock stands now.",
           lambda case, _: case.due_at),
    Column("closed_at", "time", words("结案时间", "Closed"), "When it was closed.", lambda case, _: case.closed_at),
    Column("returns", "whole", words("退单次数", "Returns"), "How often units gave it back in this round.",
           lambda case, _: case.returns),
    Column("reworks", "whole", words("返工次数", "Reworks"), "How often a check sent it back.",
           lambda case, _: case.reworks),
    Column("rounds", "whole", words("重办次数", "Came back"), "How often it came back after it had been closed or"
           " put to the reporter.", lambda case, _: case.rounds),
    Column("extensions", "whole", words("延期次数", "Extensions"), "How often its limit was extended.",
           lambda case, _: case.extensions),
    Column("edition", "whole", words("规则版本", "Edition"), "Edition of the city's rules that it was filed under.",
           lambda case, _: case.edition),
)  # fmt: skip
POINT = ("latitude", "longitude")


def values(case: Extract, names: Names) -> tuple[Value, ...]:
    """A case in the order of `COLUMNS`."""
    return tuple(column.of(case, names) for column in COLUMNS)


def harmless(text: str) -> str:
    """A text that a spreadsheet takes for a text: one that it would take for a formula gets an apostrophe in front.

    After OWASP, "CSV Injection".
    """
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def dictionary() -> str:
    """The columns as a Markdown table."""
    head = ["| column | 列名 | title | kind | meaning |", "| --- | --- | --- | --- | --- |"]
    rows = (
        f"| `{one.name}` | {one.title['zh-hans']} | {one.title['en']} | {one.kind} | {one.meaning} |" for one in COLUMNS
    )
    return "\n".join([*head, *rows])
