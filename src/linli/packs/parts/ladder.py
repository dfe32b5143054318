"""ladder.csv: who is told when nobody acts on a case, step by step."""

import re
from collections.abc import Sequence

from linli.catalogue.rules.edition import CLIMBING_CLOCKS, DEFAULT_LADDER, EVERYTHING, Rung
from linli.kernel.faults import Fault
from linli.kernel.rights import Role
from linli.packs.parts import values
from linli.packs.sources import Record

_AT_MOST = 10_000
_AREA = re.compile(r"area(\+[1-9])?")
_WORDS = ("holder", "lead", Role.OPERATOR, Role.SUPERVISOR, Role.DISPATCHER)
_TELLS = "holder, lead, area, area+1 (the area above), area+2, operator, supervisor or dispatcher, parted by ;"


def read(records: Sequence[Record], *, faults: list[Fault]) -> tuple[Rung, ...]:
    """The rungs, in the order of the file; the usual ladder where the pack has none."""
    if not records:
        return DEFAULT_LADDER
    found = []
    for record in records:
        clock = values.choice(record, "clock", (*CLIMBING_CLOCKS, EVERYTHING), faults)
        at = values.whole_number(record, "at", faults, low=1, high=_AT_MOST)
        tells = values.many(record, "tells")
        if not tells:
            faults.append(record.fault("tells", "is empty", f"write {_TELLS}"))
        nobody = [word for word in tells if word not in _WORDS and not _AREA.fullmatch(word)]
        faults += [record.fault("tells", f"{word} is nobody", f"write {_TELLS}") for word in nobody]
        if clock is not None and at is not None:
            found.append(Rung(clock, at, tells))
    return tuple(found)
