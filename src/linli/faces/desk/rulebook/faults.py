"""Faults of a pack, said at the desk, each at its row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from linli.faces.desk.words.faults import FAULTS
from linli.kernel.faults import Fault
from linli.packs.schema import SCHEMA

_COLUMNS = frozenset(column.name for columns in SCHEMA.values() for column in columns)


@dataclass(frozen=True, slots=True)
class Told:
    """A fault in the reader's words. `column` is empty where it isn't about one cell; `table` where about no row."""

    file: str
    line: int | None
    table: str
    column: str
    what: str
    remedy: str


def tell(fault: Fault) -> Told:
    """A fault in the reader's language, or as the checker says it."""
    place, colon, message = fault.message.partition(": ")
    inner = colon != "" and (place in _COLUMNS or place.startswith("["))
    said = message if inner else fault.message
    table = fault.file.rpartition("/")[2].removesuffix(".csv")
    about = (fault.file, fault.line, table if table in SCHEMA else "", place if inner and place in _COLUMNS else "")
    for pattern, what, remedy in FAULTS:
        if found := pattern.fullmatch(said):
            facts = found.groupdict() | {"value": fault.value}
            return Told(*about, what=str(what) % facts, remedy=str(remedy) % facts)
    value = f" ({fault.value})" if fault.value else ""
    return Told(*about, what=f"{fault.message}{value}.", remedy=f"{fault.remedy}.")


def by_row(faults: Iterable[Fault]) -> dict[tuple[str, int], list[Told]]:
    """The faults by file and line."""
    found: dict[tuple[str, int], list[Told]] = defaultdict(list)
    for fault in faults:
        if fault.line is not None:
            found[fault.file, fault.line].append(tell(fault))
    return dict(found)
