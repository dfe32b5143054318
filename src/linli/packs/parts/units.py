"""units.csv: the handling units as a tree."""

import re
from collections.abc import Collection, Mapping

from linli.catalogue.rules.edition import Unit
from linli.kernel import paths
from linli.kernel.faults import Fault
from linli.packs.parts import values
from linli.packs.sources import Record

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read(
    records: tuple[Record, ...],
    *,
    is_whole: bool,
    calendars: Mapping[str, object] | None,
    default: str,
    languages: Collection[str],
    faults: list[Fault],
) -> dict[str, Unit]:
    """The units by code, parents before children. A unit without a calendar has that of the nearest unit above, or
    the city's.

    Nothing is said about parents unless the table `is_whole`, nor about calendars where they are None: not all of them
    could be read.
    """
    rows = {record["code"]: record for record in records if record["code"]}
    found: dict[str, Unit] = {}
    for record in records:
        values.code(record, "code", faults)
        if is_whole and record["parent"] and record["parent"] not in rows:
            faults.append(record.fault("parent", "there is no such unit", "name a unit's code, or leave it empty"))
        if calendars is not None and record["calendar"] and record["calendar"] not in calendars:
            remedy = f"write {values.listed(calendars) or 'a file into calendars/ first'}"
            faults.append(record.fault("calendar", "there is no such calendar", remedy))
        if record["email"] and not _EMAIL.fullmatch(record["email"]):
            faults.append(record.fault("email", "is not an e-mail address", "write one like office@example.org"))
        names = values.names(record, faults, languages=languages)
        line = _line_up(record, rows)
        if line is None:
            remedy = "let one of them have another parent, or none"
            faults.append(record.fault("parent", "the unit lies below itself", remedy))
            continue
        found[record["code"]] = Unit(
            code=record["code"],
            path=paths.join(*(one["code"] for one in reversed(line))),
            parent=record["parent"] or None,
            name=names,
            email=record["email"],
            calendar=next((one["calendar"] for one in line if one["calendar"]), default),
        )
    return dict(sorted(found.items(), key=lambda item: len(paths.parts(item[1].path))))


def _line_up(record: Record, rows: Mapping[str, Record]) -> list[Record] | None:
    """The unit and those above it, from the bottom; None where they go round in a ring."""
    line = [record]
    while (above := rows.get(line[-1]["parent"])) is not None:
        if above in line:
            return None
        line.append(above)
    return line
