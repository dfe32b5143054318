"""A pack that lays other limits and hours over another one: a folder beside it, to be read, tried and edited."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from linli.catalogue.rules.edition import LimitRow
from linli.kernel.faults import Fault
from linli.kernel.periods import Hours, WorkCalendar
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.words import WRITTEN, Words, say
from linli.packs.folder import HEAD
from linli.packs.parts.calendars import WEEKDAYS
from linli.packs.schema import COLUMNS

_ZH, _EN = WRITTEN
_CALENDAR = "fitted"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What the new pack says itself. `limits` are all rows of each class that it names; `calendar` becomes the city's
    own, None leaves that of the pack below."""

    name: str
    title: Words
    limits: Sequence[LimitRow]
    calendar: WorkCalendar | None


def write(directory: Path, *, over: Path, overlay: Overlay) -> Result[tuple[Path, ...]]:
    """Write `overlay` as a pack into the new folder `directory`, beside the pack `over` that it extends.

    Answers with the files. Refused: overlay_misplaced (fact `faults`) where the folder isn't beside `over`, or holds
    something.
    """
    if faults := _misplaced(directory, over):
        return Refused("overlay_misplaced", {"faults": faults})
    directory.mkdir(exist_ok=True)
    files = {HEAD: _head(overlay, over.resolve().name)}
    if overlay.calendar is not None:
        files[f"calendars/{_CALENDAR}.toml"] = _calendar(overlay.calendar)
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    written = [directory / name for name in files]
    if overlay.limits:
        written.append(directory / "limits.csv")
        _write_limits(written[-1], overlay.limits)
    return Allowed(tuple(written))


def _misplaced(directory: Path, over: Path) -> tuple[Fault, ...]:
    if directory.resolve().parent != over.resolve().parent or directory.resolve() == over.resolve():
        remedy = f"name a new folder in {over.resolve().parent}"
        return (Fault(str(directory), None, "", f"a pack that extends {over} has to lie beside it", remedy),)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        return (Fault(str(directory), None, "", "there is something already", "name a new folder"),)
    return ()


def _head(overlay: Overlay, below: str) -> str:
    lines = [
        "[pack]",
        f'name = "{overlay.name}"',
        f'title = {{ zh = "{_quoted(say(overlay.title, _ZH))}", en = "{_quoted(say(overlay.title, _EN))}" }}',
        f'extends = "{below}"',
    ]
    if overlay.calendar is not None:
        lines += ["", "[calendars]", f'default = "{_CALENDAR}"']
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _calendar(calendar: WorkCalendar) -> str:
    lines = [f'time_zone = "{calendar.time_zone}"', f"standard = {_hours(calendar.standard)}", "[week]"]
    for name, hours in zip(WEEKDAYS, calendar.week, strict=True):
        if hours:
            lines.append(f"{name} = " + ('"standard"' if hours == calendar.standard else _hours(hours)))
    special: dict[int, dict[str, list[date]]] = {}
    for key, days in (("holidays", calendar.holidays), ("workdays", calendar.workdays)):
        for year, of_year in groupby(sorted(days), key=lambda day: day.year):
            special.setdefault(year, {})[key] = list(of_year)
    for year, keys in sorted(special.items()):
        lines.append(f"[{year}]")
        lines += [f"{key} = [{', '.join(f'"{day.isoformat()}"' for day in days)}]" for key, days in keys.items()]
    return "\n".join(lines) + "\n"


def _hours(hours: Hours) -> str:
    return f"[{', '.join(f'"{span}"' for span in hours)}]"


def _write_limits(path: Path, rows: Sequence[LimitRow]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        graded = any(row.grade for row in rows)
        table.writerow((*COLUMNS["limits"].required, *(("grade",) if graded else ())))
        for row in rows:
            limit = row.limit
            names = (row.words.get(_ZH, ""), row.words.get(_EN, ""))
            values = (row.class_pattern, row.condition, *names, limit.value, limit.unit, limit.clock)
            table.writerow((*values, row.grade) if graded else values)


def limits_with(below: Mapping[str, Sequence[LimitRow]], fitted: Mapping[str, LimitRow]) -> list[LimitRow]:
    """The rows to write so that each class in `fitted` has that row for its ordinary condition and keeps its others.

    `below` are the rows that count for these classes in the pack below, the ordinary one first.
    """
    found = []
    for key, row in fitted.items():
        found.append(row)
        ordinary = [other.condition for other in below.get(key, ())[:1]]
        found += [replace(other, class_pattern=key) for other in below.get(key, ()) if other.condition not in ordinary]
    return found
