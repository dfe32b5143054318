"""limits.csv: how long handling may take, by class, condition and grade of the area."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import get_args

from linli.catalogue.rules.edition import LimitRow, ServiceClass
from linli.kernel.faults import Fault
from linli.kernel.periods import Clock, Limit, LimitUnit
from linli.packs import persons
from linli.packs.parts import values
from linli.packs.parts.duties import names_classes
from linli.packs.sources import Record

LIMIT_MOST: Mapping[str, int] = {"min": 10_080, "h": 8_760, "d": 366}
_UNITS: tuple[LimitUnit, ...] = get_args(LimitUnit.__value__)
LIMIT_CLOCKS: tuple[Clock, ...] = get_args(Clock.__value__)

type _Row = tuple[Record, LimitRow]


def read(
    records: tuple[Record, ...],
    *,
    classes: Mapping[str, ServiceClass] | None,
    left_out: Collection[str],
    grades: Collection[str],
    own_file: str,
    languages: Collection[str],
    faults: list[Fault],
) -> tuple[LimitRow, ...]:
    """The limits, the ordinary condition of a class first.

    `grades` are those that points of the city have, the empty one among them where some have none; without any, as in
    a library, nothing is said about grades. Rows of another file than `own_file` may name grades that this city hasn't.
    `classes` are None where they could not be read whole.
    """
    found: list[_Row] = []
    for record in records:
        if not names_classes(record, classes, left_out, faults):
            continue
        values.code(record, "condition", faults)
        unit = values.choice(record, "unit", _UNITS, faults)
        clock = values.choice(record, "clock", LIMIT_CLOCKS, faults)
        value = values.whole_number(record, "value", faults, low=1, high=LIMIT_MOST[unit or "d"])
        for column in ("condition_zh", "condition_en"):
            faults.extend(persons.check(record, column))
        names = values.names(record, faults, languages=languages, stem="condition")
        grade = record["grade"] and values.code(record, "grade", faults)
        if value is not None and unit is not None and clock is not None:
            limit = Limit(value, unit, clock)
            found.append((record, LimitRow(record["class"], record["condition"], names, limit, grade)))
    if grades:
        faults.extend(_strange(found, grades, own_file))
        faults.extend(_gaps(found, grades))
    faults.extend(_never_strictest(found))
    return tuple(row for _, row in found)


def _strange(rows: Sequence[_Row], grades: Collection[str], own_file: str) -> Iterable[Fault]:
    """Grades of the city's own rows that none of its places has."""
    known = values.listed(sorted(grade for grade in grades if grade))
    for record, row in rows:
        if row.grade and row.grade not in grades and record.file == own_file:
            remedy = f"write {known}, or leave it empty" if known else "give areas a `grade`, or leave it empty"
            yield record.fault("grade", "no area of the city has this grade", remedy)


def _gaps(rows: Sequence[_Row], grades: Collection[str]) -> Iterable[Fault]:
    """Conditions under which a case would have no limit in some part of the city."""
    for alike in _by_condition(rows):
        covered = {row.grade for _, row in alike}
        if "" in covered or not (missing := sorted(set(grades) - covered)):
            continue
        record, row = alike[0]
        where = ", ".join(f"of grade {grade}" if grade else "without a grade" for grade in missing)
        message = f"condition {row.condition} of {row.class_pattern} sets no limit for areas {where}"
        yield record.fault("grade", message, "add a row for them, or one with an empty grade")


def _never_strictest(rows: Sequence[_Row]) -> Iterable[Fault]:
    """Rows of a grade that another row, for every grade, is always as strict as. Only like units can be compared here:
    which of two others is due first depends on the hour."""
    for alike in _by_condition(rows):
        everywhere = [(record, row.limit) for record, row in alike if not row.grade]
        for record, row in alike:
            for other, limit in everywhere if row.grade else ():
                same = (limit.unit, limit.clock) == (row.limit.unit, row.limit.clock)
                if same and limit.value <= row.limit.value:
                    message = f"never decides: the row for every grade (line {other.line}) is as strict"
                    yield record.fault("grade", message, "give each grade a row of its own and remove that one")


def _by_condition(rows: Sequence[_Row]) -> Iterable[list[_Row]]:
    def key(one: _Row) -> tuple[str, str]:
        return one[1].class_pattern, one[1].condition

    return [list(group) for _, group in groupby(sorted(rows, key=key), key=key)]
