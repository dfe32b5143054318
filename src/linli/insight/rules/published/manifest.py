"""The manifest of a month: what it holds, under which rule, from which head of the ledger, and the figures in full."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linli.insight.rules.published.tables import Block, Figures, Line, Table

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class About:
    """`month` is `YYYY-MM`; `moment` is when it was made (ISO 8601), `head` the signed tree head of the ledger then,
    empty where there was none; `least` the threshold; `cases` how many rows there are."""

    city: str
    month: str
    moment: str
    edition: int
    licence: str
    least: int
    head: str
    cases: int


def write(about: About, found: Figures, files: Mapping[str, bytes]) -> bytes:
    """The manifest as JSON."""
    named = {name: {"bytes": len(files[name]), "sha256": digest(files[name])} for name in sorted(files)}
    content = {"format": FORMAT, **{name: getattr(about, name) for name in About.__slots__}, "files": named}
    return (json.dumps(content | {"figures": figures_out(found)}, ensure_ascii=False, indent=1) + "\n").encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(content: bytes) -> tuple[About, dict[str, str], dict[str, Any]]:
    """What it is about, the SHA-256 of each file, and the figures as they are written.

    Raises ValueError or KeyError where it is no manifest of this format.
    """
    found = json.loads(content)
    if found["format"] != FORMAT:
        raise ValueError(f"format {found['format']}: this program reads {FORMAT}")
    about = About(**{name: found[name] for name in About.__slots__})
    return about, {name: one["sha256"] for name, one in found["files"].items()}, found["figures"]


def figures_out(found: Figures) -> dict[str, Any]:
    """The figures as JSON has them."""
    return {
        "city": _line_out(found.city),
        "streets": [_line_out(one) for one in found.streets],
        "units": [_line_out(one) for one in found.units],
        "tables": {
            one.key: {
                "rows": list(one.rows),
                "columns": list(one.columns),
                "blocks": [[block.down, block.across, block.cases] for block in one.blocks],
            }
            for one in found.tables
        },
    }


def figures_in(found: Mapping[str, Any]) -> Figures:
    """The figures out of a manifest."""
    return Figures(
        city=_line_in(found["city"]),
        streets=tuple(map(_line_in, found["streets"])),
        units=tuple(map(_line_in, found["units"])),
        tables=tuple(
            Table(key, tuple(one["rows"]), tuple(one["columns"]), tuple(Block(*block) for block in one["blocks"]))
            for key, one in found["tables"].items()
        ),
    )


def first_difference(here: Any, there: Any, path: str = "figures") -> str:
    """Where two written figures first differ, in words; empty where they are the same."""
    if isinstance(here, dict) and isinstance(there, dict):
        for name in [*here, *(name for name in there if name not in here)]:
            found = first_difference(here.get(name), there.get(name), f"{path}.{name}")
            if found:
                return found
        return ""
    if isinstance(here, list) and isinstance(there, list):
        for place in range(max(len(here), len(there))):
            mine, theirs = (one[place] if place < len(one) else None for one in (here, there))
            found = first_difference(mine, theirs, f"{path}[{place}]")
            if found:
                return found
        return ""
    return "" if here == there else f"{path}: the manifest says {here!r}, the rows give {there!r}"


def _line_out(one: Line) -> dict[str, Any]:
    return {"key": one.key, "reported": one.reported, "closed": one.closed, "owed": one.owed, **dict(one.shares)}


def _line_in(found: Mapping[str, Any]) -> Line:
    shares = {name: value for name, value in found.items() if name not in ("key", "reported", "closed", "owed")}
    return Line(found["key"], found["reported"], found["closed"], found["owed"], tuple(shares.items()))
