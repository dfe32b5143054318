"""The files of a month's open data, as bytes, and back: the same rows always make the same files."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.insight.rules.export import harmless
from linli.insight.rules.published.release import Row
from linli.insight.rules.published.tables import Figures, Line, Table
from linli.kernel.words import Words, words

CASES, PLACES, PARQUET, CODES, DICTIONARY = (
    "cases.csv", "cases.geojson", "cases.parquet", "codes.csv", "dictionary.md",
)  # fmt: skip

type Value = str | float | bool | datetime | None


class UnreadableError(ValueError):
    """A file that isn't one of these; the text says where."""


@dataclass(frozen=True, slots=True)
class Column:
    """`name` in the files, and what stands there."""

    name: str
    kind: str
    meaning: Words
    of: Callable[[Row], Value]


COLUMNS: tuple[Column, ...] = (
    Column("class", "text", words("类别；较少见时留空", "Class of report"), lambda row: row.klass),
    Column("group", "text", words("大类；较少见时留空", "Group of classes"), lambda row: row.group),
    Column("street", "text", words("街道路径；案卷较少时留空", "Path of the street"), lambda row: row.street),
    Column("community", "text", words("社区路径；案卷较少时留空", "Path of the community"), lambda row: row.community),
    Column("cell", "text", words("单元网格；案卷较少时留空", "Unit grid cell"), lambda row: row.cell),
    Column("latitude", "real", words("所示最小区域中心的纬度（WGS 84）",
                                     "Latitude of the middle of the smallest place that is told, degrees WGS 84"),
           lambda row: row.latitude),
    Column("longitude", "real", words("所示最小区域中心的经度（WGS 84）", "Longitude of the same"),
           lambda row: row.longitude),
    Column("reported_at", "time", words("上报时间，精确到小时", "When it was reported, cut to the hour"),
           lambda row: row.reported_at),
    Column("closed_at", "time", words("结案时间，精确到小时；未结案为空",
                                      "When it was closed, cut to the hour; empty while it is open"),
           lambda row: row.closed_at),
    Column("unit", "text", words("处置部门路径；较少见或大类未公开时留空",
                                 "Path of the handling unit; also blank where the group is"), lambda row: row.unit),
    Column("outcome", "text", words("应处置且已结案的结果；较少见时留空", "How an owed case was closed"),
           lambda row: row.outcome),
    Column("owed", "boolean", words("是否应处置：已提交结果或已超时",
                                    "Whether a result has been handed in or was overdue at the manifest's moment"),
           lambda row: row.owed),
    Column("in_time", "boolean", words("最后一次有效结果是否在时限内提交",
                                       "Whether the standing result was handed in within the limit"),
           lambda row: row.in_time),
    Column("reworked", "boolean", words("是否曾因核查未通过而返工", "Whether a check has sent it back"),
           lambda row: row.reworked),
)  # fmt: skip
_FIELDS = ("klass", *(column.name for column in COLUMNS[1:]))


def cases_csv(rows: Iterable[Row]) -> bytes:
    """RFC 4180 in UTF-8, the columns by name; times in ISO 8601 with the city's offset."""
    return _csv([column.name for column in COLUMNS], ([_text(column.of(row)) for column in COLUMNS] for row in rows))


def read_cases(content: bytes) -> tuple[Row, ...]:
    """The rows of `cases_csv`. Raises UnreadableError that names line and value."""
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    if next(reader, None) != [column.name for column in COLUMNS]:
        raise UnreadableError(f"{CASES}: line 1 isn't the heading of this version")
    rows = []
    for fields in reader:
        try:
            values = [_READ[column.kind](field) for column, field in zip(COLUMNS, fields, strict=True)]
        except (ValueError, KeyError) as fault:
            raise UnreadableError(f"{CASES}: line {reader.line_num}: {fault}") from fault
        rows.append(Row(**dict(zip(_FIELDS, values, strict=True))))  # type: ignore[arg-type]
    return tuple(rows)


def cases_geojson(rows: Iterable[Row]) -> bytes:
    """A FeatureCollection of RFC 7946, one feature on a line; without a place that is told there is no geometry."""
    features = ",\n".join(json.dumps(_feature(row), ensure_ascii=False) for row in rows)
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'.encode()


def codes_csv(names: Mapping[str, Mapping[str, Words]]) -> bytes:
    """What the codes are called: a line for each kind and code."""
    lines = [
        [kind, code, harmless(own.get("zh-hans", "")), harmless(own.get("en", ""))]
        for kind in sorted(names)
        for code, own in sorted(names[kind].items())
    ]
    return _csv(["kind", "code", "name_zh", "name_en"], lines)


def table_csv(table: Table) -> bytes:
    """A block on a line. Blank means: all that aren't told there, together."""
    return _csv(["down", "across", "cases"], ([one.down, one.across, str(one.cases)] for one in table.blocks))


def measures_csv(lines: Sequence[Line]) -> bytes:
    """A line for each street or unit; a blank key is all that aren't told, together. Shares are from 0 to 1."""
    names = [name for name, _ in lines[0].shares] if lines else []
    return _csv(
        ["key", "reported", "closed", "owed", *names],
        (
            [one.key, str(one.reported), str(one.closed), _text(one.owed), *(_text(share) for _, share in one.shares)]
            for one in lines
        ),
    )


def dictionary(least: int) -> bytes:
    """What is in the files, as Markdown."""
    lines = [
        "# Data dictionary / 数据字典",
        "",
        f"A text that fewer than {least} cases share is blank, as docs/opendata.md of Linli says; `none` means that"
        " there is none. Codes are named in `codes.csv`.",
        "",
        f"少于 {least} 件案卷共有的文本值留空；`none` 表示没有该值。代码名称见 `codes.csv`。",
        "",
        "| column | kind | meaning | 含义 |",
        "| --- | --- | --- | --- |",
        *(f"| `{one.name}` | {one.kind} | {one.meaning['en']} | {one.meaning['zh-hans']} |" for one in COLUMNS),
        "",
    ]
    return "\n".join(lines).encode()


def contents(
    rows: Sequence[Row], found: Figures, *, names: Mapping[str, Mapping[str, Words]], least: int
) -> dict[str, bytes]:
    """All files that are worked out from rows, by name."""
    files = {
        CASES: cases_csv(rows),
        PLACES: cases_geojson(rows),
        CODES: codes_csv(names),
        DICTIONARY: dictionary(least),
    }
    files |= {f"{table.key}.csv": table_csv(table) for table in found.tables}
    return files | {"streets.csv": measures_csv(found.streets), "units.csv": measures_csv(found.units)}


def _csv(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([heading, *lines])
    return out.getvalue().encode()


def _text(value: Value | int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)


def _feature(row: Row) -> dict[str, object]:
    placed = row.latitude is not None
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]} if placed else None,
        "properties": {
            column.name: _property(column.of(row)) for column in COLUMNS if column.name not in ("latitude", "longitude")
        },
    }


def _property(value: Value) -> object:
    return _text(value) if isinstance(value, datetime) else value


def _real(text: str) -> float | None:
    return float(text) if text else None


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _boolean(text: str) -> bool:
    return {"yes": True, "no": False}[text]


_READ: Mapping[str, Callable[[str], Value]] = {"text": str, "real": _real, "time": _time, "boolean": _boolean}
