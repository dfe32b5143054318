"""A mapping as TOML: what `read_mapping` reads. Desk, command line and packs/mappings share this one form."""

import json
from collections.abc import Sequence

from linli.insight.rules.kinds import Kind
from linli.insight.rules.mapping import Mapping
from linli.insight.rules.moments import SERIAL

FORMATS: tuple[str, ...] = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"),
    *("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y%m%d%H%M%S"),
    *("%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", SERIAL),
)
"""The ways of writing a time that mean one thing only: year, month, day; and days as a spreadsheet counts them."""


def write_mapping(mapping: Mapping) -> str:
    """The TOML text of a mapping. `read_mapping` makes the same mapping of it."""
    source = [f"name = {_text(mapping.name)}", f"kind = {_text(mapping.kind)}"]
    if mapping.kind == Kind.CASES:
        source.append(f"time_zone = {_text(mapping.zone)}")
    if mapping.encoding:
        source.append(f"encoding = {_text(mapping.encoding)}")
    if mapping.delimiter:
        source.append(f"delimiter = {_text(mapping.delimiter)}")
    if mapping.sheets:
        source.append(f"sheets = {_list(mapping.sheets)}")
    columns = [
        f"{name} = {_text(names[0]) if len(names) == 1 else _list(names)}" for name, names in mapping.columns.items()
    ]
    parts = [["[source]", *source], ["[columns]", *columns]]
    if mapping.kind == Kind.CASES:
        parts.append(
            [
                "[times]",
                f"formats = {_list(mapping.formats)}",
                f"ambiguous = {_text(mapping.ambiguous)}",
                f"skipped = {_text(mapping.skipped)}",
            ]
        )
    if mapping.statuses:
        parts.append(["[statuses]", *(f"{_text(one)} = {_text(outcome)}" for one, outcome in mapping.statuses.items())])
    if mapping.duplicates:
        marks = (f"{_text(name)} = {_list(sorted(values))}" for name, values in mapping.duplicates.items())
        parts.append(["[duplicates]", *marks])
    if mapping.bounds:
        box = mapping.bounds
        parts.append(
            ["[bounds]", f"south = {box.south}", f"west = {box.west}", f"north = {box.north}", f"east = {box.east}"]
        )
    for row in mapping.classes:
        when = ", ".join(f"{_text(name)} = {_text(value)}" for name, value in row.when)
        parts.append(["[[classes]]", *([f"when = {{ {when} }}"] if when else []), f"class = {_text(row.key)}"])
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _text(value: str) -> str:
    """A basic string of TOML: JSON's, which may not hold DEL either."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"
