"""What Linli tells of itself: the decisions it takes alone, the personal data it holds, and what it refuses to be."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from linli.kernel.words import Words, words


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that the program decides by itself. `moves` are acts of the system in the table of moves."""

    code: str
    moves: tuple[str, ...]
    name: Words
    does: Words
    data: Words
    measured: Words
    overruled: Words


@dataclass(frozen=True, slots=True)
class Personal:
    """Columns (`table.column`) that hold something about persons: what for, on what ground, how long, who sees it."""

    columns: tuple[str, ...]
    what: Words
    purpose: Words
    basis: Words
    kept: Words
    seen_by: Words


@cache
def decisions() -> tuple[Decision, ...]:
    """The register of decisions, in the order in which a report meets them."""
    return tuple(
        Decision(
            code=one["code"],
            moves=tuple(one["moves"]),
            **{name: _words(one[name]) for name in ("name", "does", "data", "measured", "overruled")},
        )
        for one in _read("decisions.toml")["decision"]
    )


@cache
def personal() -> tuple[Personal, ...]:
    """The register of personal data."""
    return tuple(
        Personal(
            columns=tuple(one["columns"]),
            **{name: _words(one[name]) for name in ("what", "purpose", "basis", "kept", "seen_by")},
        )
        for one in _read("personal.toml")["personal"]
    )


@cache
def plain() -> frozenset[str]:
    """Columns (`table.column`) that somebody looked at, and that hold nothing about a person."""
    return frozenset(
        f"{table}.{column}" for table, columns in _read("personal.toml")["plain"].items() for column in columns.split()
    )


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files(__name__) / name).read_text(encoding="utf-8"))


def _words(given: Mapping[str, str]) -> Words:
    return words(zh=given["zh"], en=given["en"])
