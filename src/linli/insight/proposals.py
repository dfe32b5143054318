"""What a table seems to be: its heading, its first rows, and a guess at each column, for somebody to correct."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from linli.catalogue import queries as catalogue
from linli.insight.imports import MOST_COLUMNS
from linli.insight.loaders import city_of, names_of_classes
from linli.insight.rules import guessing
from linli.insight.rules.guessing import Guess, Test
from linli.insight.rules.kinds import Kind, Shape
from linli.insight.rules.mapping import Mapping as TableMapping
from linli.insight.rules.mapping import read_mapping
from linli.insight.rules.mapping_text import FORMATS, write_mapping
from linli.insight.rules.rows import called
from linli.insight.tables import HEAD_WITHIN, Row, Sheet, heading, open_table
from linli.kernel.faults import Fault
from linli.kernel.results import Allowed, Refused, Result
from linli.places import queries as places

SHOWN = 5
_SAMPLE = 200
# A city's own points lie within it; half its size around it a point is still likelier this city's than a mistake.
_AROUND = 0.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """One sheet as it would be read. `rows` are the first ones below the heading, which is on `line`.

    `sheets` are the names of all sheets, empty for CSV; `sheet` is the one that is shown.
    """

    sheets: tuple[str, ...]
    sheet: str
    line: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guesses: tuple[Guess, ...]
    encoding: str
    delimiter: str


def propose(*, path: Path, kind: Kind, sheet: str = "") -> Result[Proposal]:
    """How the table at `path` would be read as one of `kind`: the `sheet` of that name, else the one that fits best.

    Refused: as `open_table` says, no_heading (no row with more than one name), too_many_columns. Raises OSError or
    EOFError where the file can't be read, NoEditionError where no city is loaded.
    """
    opened = open_table(path)
    if isinstance(opened, Refused):
        return opened
    with opened.value as table:
        tests = _tests()
        names = tuple(one.name for one in table.sheets) if table.typed else ()
        found = [
            replace(one, sheets=names, encoding=table.encoding, delimiter=table.delimiter)
            for one in (_looked_at(each, kind, tests) for each in table.sheets if sheet in ("", each.name))
            if one is not None
        ]
    if not found:
        return Refused("no_heading")
    # Only a whole column more makes a later sheet the better one.
    best = max(found, key=lambda one: round(sum(guess.confidence for guess in one.guesses)))
    if len(best.header) > MOST_COLUMNS:
        return Refused("too_many_columns", {"most": MOST_COLUMNS})
    return Allowed(best)


def mapping_of(
    *,
    kind: Kind,
    name: str,
    columns: Mapping[str, Sequence[str]],
    encoding: str = "",
    delimiter: str = "",
    sheets: Sequence[str] = (),
) -> TableMapping | tuple[Fault, ...]:
    """The mapping in which fields come from `columns`, times are the city's; or all that is wrong with it."""
    mapping = TableMapping(
        name=name,
        zone=catalogue.current().settings.time_zone,
        encoding=encoding,
        delimiter=delimiter,
        columns={field: tuple(names) for field, names in columns.items() if names},
        formats=FORMATS,
        ambiguous="first",
        skipped="forward",
        statuses={},
        duplicates={},
        classes=(),
        bounds=None,
        kind=kind,
        sheets=tuple(sheets),
    )
    return read_mapping(write_mapping(mapping), file=name)


def guessed(proposal: Proposal, *, kind: Kind, name: str) -> TableMapping | tuple[Fault, ...]:
    """The mapping that follows the guesses of a proposal."""
    columns = {guess.field: (guess.column,) for guess in proposal.guesses if guess.field}
    return mapping_of(kind=kind, name=name, columns=columns, encoding=proposal.encoding, delimiter=proposal.delimiter)


def _looked_at(sheet: Sheet, kind: Kind, tests: Mapping[Shape, Test]) -> Proposal | None:
    rows = list(islice(sheet.rows(), HEAD_WITHIN + _SAMPLE))
    at = _head(rows, kind)
    if at is None:
        return None
    header = heading(rows[at])
    below = [tuple(row.fields[: len(header)]) for row in rows[at + 1 :][:_SAMPLE]]
    guesses = guessing.guess(kind=kind, header=header, rows=below, tests=tests)
    shown = tuple(row + ("",) * (len(header) - len(row)) for row in below[:SHOWN])
    return Proposal((), sheet.name, rows[at].line, header, shown, guesses, "", "")


def _head(rows: Sequence[Row], kind: Kind) -> int | None:
    """Which of the first rows is the heading: the one with most names that the kind knows, else the first of names."""
    scores = [sum(guessing.heading_score(name, kind) for name in heading(row) if name) for row in rows[:HEAD_WITHIN]]
    if scores and max(scores) > 0:
        return scores.index(max(scores))
    return next((at for at, row in enumerate(rows[:HEAD_WITHIN]) if sum(map(bool, row.fields)) > 1), None)


def _tests() -> Mapping[Shape, Test]:
    edition = catalogue.current()
    city, classes = city_of(edition), names_of_classes(edition)
    bounds = places.area_bounds("")
    tests: dict[Shape, Test] = {
        "class": lambda value: called(value) in classes,
        "facility": lambda value: called(value) in city.components,
        "unit": lambda value: called(value) in city.units,
        "calendar": lambda value: value in city.calendars,
    }
    if bounds:
        west, south, east, north = bounds
        tests["lat"] = _between(south, north)
        tests["lon"] = _between(west, east)
    return tests


def _between(low: float, high: float) -> Test:
    room = (high - low) * _AROUND

    def test(value: str) -> bool:
        try:
            return low - room <= float(value) <= high + room
        except ValueError:
            return False

    return test
