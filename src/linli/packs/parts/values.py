"""Single values of a record: read, or added to the faults."""

import re
from collections.abc import Collection, Iterable, Sequence

from linli.kernel.faults import Fault
from linli.kernel.text import read_degrees
from linli.kernel.words import Words, words
from linli.packs.sources import Record

SUFFIXES = (("zh-hans", "zh", "Chinese"), ("en", "en", "English"))
"""The languages of a city with the ends of their columns, and what faults call them."""

CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")


def names(record: Record, faults: list[Fault], *, languages: Collection[str], stem: str = "name") -> Words:
    """A name or text in both languages; those that the city is run in may not be missing."""
    for language, suffix, called in SUFFIXES:
        column = f"{stem}_{suffix}"
        if language in languages and not record[column]:
            faults.append(record.fault(column, f"there is no {called} text", f"fill in {column}"))
    return words(zh=record[f"{stem}_zh"], en=record[f"{stem}_en"])


def code(record: Record, column: str, faults: list[Fault], *, shape: re.Pattern[str] = CODE, of: str = "") -> str:
    """A code of letters, digits and `-`, `_`, `.`, or of the given shape, which `of` describes."""
    value = record[column]
    if not value:
        faults.append(record.fault(column, "is empty", f"fill in {column}"))
    elif not shape.fullmatch(value):
        faults.append(record.fault(column, "is not a code", f"write {of or 'letters, digits, and - _ . between them'}"))
    return value


def choice[C: str](record: Record, column: str, choices: Sequence[C], faults: list[Fault]) -> C | None:
    """One of a few words; None, and a fault, for any other."""
    value = record[column]
    for one in choices:
        if one == value:
            return one
    faults.append(record.fault(column, "is not one of the words that may stand here", f"write {listed(choices)}"))
    return None


def whole_number(record: Record, column: str, faults: list[Fault], *, low: int, high: int) -> int | None:
    value = record[column]
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    faults.append(record.fault(column, "is not a whole number in range", f"write a whole number from {low} to {high}"))
    return None


def degrees(record: Record, column: str, faults: list[Fault], *, limit: float) -> float | None:
    value = read_degrees(record[column], limit)
    if value is None:
        remedy = f"write degrees of WGS 84 between -{limit:g} and {limit:g}"
        faults.append(record.fault(column, "is not a number of degrees", remedy))
    return value


def many(record: Record, column: str) -> tuple[str, ...]:
    """The values of a list, which are parted by `;` (or its full-width form)."""
    parts = re.split(r"[;；]", record[column])
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def listed(choices: Iterable[str], most: int = 8) -> str:
    """Words for a remedy: `a, b or c`, cut short where there are many."""
    found = list(choices)
    if len(found) > most:
        return f"{', '.join(found[:most])} …"
    return f"{', '.join(found[:-1])} or {found[-1]}" if len(found) > 1 else "".join(found)
