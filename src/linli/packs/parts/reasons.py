"""reasons.csv: why a report is rejected or an order returned, and what the reporter is told."""

from collections.abc import Collection

from linli.catalogue.rules.edition import Reason, WaitsFor
from linli.kernel.faults import Fault
from linli.packs.folder import Folder
from linli.packs.parts import values
from linli.packs.schema import SCHEMA
from linli.packs.sources import Record

NEEDED = ("reject", "return")
_WAITED_FOR: tuple[WaitsFor, ...] = ("reporter",)
_ACTS = next(column.choices for column in SCHEMA["reasons"] if column.name == "act")


def read(folder: Folder, *, languages: Collection[str], faults: list[Fault]) -> dict[str, tuple[Reason, ...]]:
    """The reasons by act, in the order of the file. A city needs some for each act of `NEEDED`."""
    found: dict[str, tuple[Reason, ...]] = {}
    for record in folder.tables["reasons"]:
        act = values.choice(record, "act", _ACTS, faults) or ""
        reason = Reason(
            code=values.code(record, "code", faults),
            name=values.names(record, faults, languages=languages),
            text=values.names(record, faults, languages=languages, stem="text"),
            waits_for=_waited_for(record, faults),
        )
        found[act] = (*found.get(act, ()), reason)
    for act in NEEDED:
        if act not in found and not folder.is_library and "reasons" not in folder.partial:
            remedy = f"add a row to reasons.csv with the act {act}, or extend a pack that has one"
            faults.append(Fault(folder.own.file("reasons.csv"), None, act, "there is no reason for this act", remedy))
    return found


def _waited_for(record: Record, faults: list[Fault]) -> WaitsFor:
    """For whom the clock is stopped: the reporter, whose word then ends the pause, or nobody in particular."""
    if not record["waits_for"]:
        return ""
    if record["act"] != "pause":
        message = "only a pause can wait for somebody"
        faults.append(record.fault("waits_for", message, "leave it empty"))
    return values.choice(record, "waits_for", _WAITED_FOR, faults) or ""
