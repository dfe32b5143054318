"""duties.csv: who is responsible for what and where."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from linli.catalogue.rules.edition import (
    EVERYTHING,
    Duty,
    ServiceClass,
    Unit,
    class_specificity,
    matches,
)
from linli.kernel.faults import Fault
from linli.packs import persons
from linli.packs.parts import values
from linli.packs.sources import Record


def read_duties(
    records: tuple[Record, ...],
    *,
    classes: Mapping[str, ServiceClass] | None,
    left_out: Collection[str],
    units: Mapping[str, Unit] | None,
    parents: Mapping[str, str | None] | None,
    faults: list[Fault],
) -> tuple[Duty, ...]:
    """The duties. `parents` are the areas' parents by code; `left_out` are keys of classes that the pack leaves out.

    None stands for a file that could not be read whole: nothing is said about what should be in it.
    """
    found: list[tuple[Record, Duty]] = []
    for record in records:
        duty = Duty(
            record["class"], record["area"], record["lead"], values.many(record, "assist"), *_origin(record, faults)
        )
        if not names_classes(record, classes, left_out, faults):
            continue
        found.append((record, duty))
        if parents is not None and duty.area != EVERYTHING and duty.area not in parents:
            faults.append(record.fault("area", "there is no such area", "write the code of an area, or *"))
        if units is not None and duty.lead not in units:
            faults.append(record.fault("lead", "there is no such unit", "write the code of a unit in units.csv"))
        for code in duty.assist:
            if units is not None and code not in units:
                message, remedy = f"there is no unit {code}", "write codes of units in units.csv, parted by ;"
                faults.append(record.fault("assist", message, remedy))
            elif code == duty.lead:
                faults.append(record.fault("assist", "the lead can't assist itself", f"leave {code} out"))
    if classes is not None and parents is not None:
        faults.extend(_shadowed(found, classes, parents))
    return tuple(duty for _, duty in found)


def _origin(record: Record, faults: list[Fault]) -> tuple[str, str, str]:
    """By whom a row was made, why and since when; all empty where it is the city's own from the beginning."""
    by, why, since = (record[column] for column in ("by", "why", "since"))
    if since and not _is_day(since):
        faults.append(record.fault("since", "is not a day", "write it like 2026-03-02"))
    if (by or why) and not since:
        faults.append(record.fault("since", "is missing", "write since when the duty holds, like 2026-03-02"))
    faults.extend(persons.check(record, "why"))
    return by, why, since


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def uncovered(classes: Iterable[str], duties: tuple[Duty, ...]) -> list[str]:
    """The classes for which no unit is responsible anywhere."""
    return [key for key in classes if not any(matches(duty.class_pattern, key) for duty in duties)]


def names_classes(
    record: Record, classes: Mapping[str, ServiceClass] | None, left_out: Collection[str], faults: list[Fault]
) -> bool:
    """Whether the row names a class of the pack, or may do so. One that names only classes that were left out goes with
    them.
    """
    pattern = record["class"]
    if EVERYTHING in pattern[:-1]:
        faults.append(record.fault("class", "has a * in the middle", "write a class, its beginning and *, or *"))
        return False
    if classes is None or any(matches(pattern, key) for key in classes):
        return True
    if not any(matches(pattern, key) for key in left_out):
        remedy = "write kind-code of a class in classes.csv, a beginning of it and *, or *"
        faults.append(record.fault("class", "there is no such class", remedy))
    return False


def _shadowed(
    rows: list[tuple[Record, Duty]], classes: Mapping[str, ServiceClass], parents: Mapping[str, str | None]
) -> list[Fault]:
    """Rows that never decide, because wherever one applies a row with a narrower class does.

    A row for all classes is a fallback, for classes that will be added as well, and is never taken for a mistake.
    """
    faults = []
    for record, duty in rows:
        if duty.class_pattern == EVERYTHING:
            continue
        above = _line_up(duty.area, parents)
        keys = [key for key in classes if matches(duty.class_pattern, key)]
        stronger = [
            other
            for _, other in rows
            if other.area in above and class_specificity(other.class_pattern) > class_specificity(duty.class_pattern)
        ]
        if all(any(matches(other.class_pattern, key) for other in stronger) for key in keys):
            message = f"never decides in area {duty.area}: every class it names has a narrower duty there"
            remedy = "remove the row, or name the classes that it is meant for one by one"
            faults.append(record.fault("class", message, remedy))
    return faults


def _line_up(area: str, parents: Mapping[str, str | None]) -> set[str]:
    """The area, those around it, and everywhere."""
    line = {EVERYTHING}
    at: str | None = area
    while at is not None and at not in line:
        line.add(at)
        at = parents.get(at)
    return line
