"""classes.csv: what can be reported."""

import re
from collections.abc import Collection, Iterable, Sequence

from linli.catalogue.rules.edition import KINDS, Reporters, ServiceClass, matches
from linli.kernel.faults import Fault
from linli.packs import persons
from linli.packs.parts import values
from linli.packs.sources import Record

_STANDARD_CODE = re.compile(r"\d{5}")
_FREE_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ICON = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REPORTERS: tuple[Reporters, ...] = ("anyone", "staff")
_SPOKEN = ("group_zh", "group_en", "name_zh", "name_en", "keywords")


def read(records: tuple[Record, ...], *, languages: Collection[str], faults: list[Fault]) -> dict[str, ServiceClass]:
    """The classes by key, in the order of the file."""
    found = {}
    for record in records:
        kind = values.choice(record, "kind", KINDS, faults)
        if kind in ("component", "matter"):
            values.code(record, "code", faults, shape=_STANDARD_CODE, of="5 digits (GB/T 47678.5)")
        else:
            values.code(record, "code", faults, shape=_FREE_CODE, of="small letters and digits, joined by -")
        icon = values.code(record, "icon", faults, shape=_ICON, of="the name of an outline icon of tabler.io/icons")
        photo = values.choice(record, "photo", ("required", "optional"), faults)
        reporters = values.choice(record, "reporters", _REPORTERS, faults)
        for column in _SPOKEN:
            faults.extend(persons.check(record, column))
        one = ServiceClass(
            key=key(record),
            kind=kind or "",
            code=record["code"],
            group=values.names(record, faults, languages=languages, stem="group"),
            name=values.names(record, faults, languages=languages),
            icon=icon,
            photo_required=photo == "required",
            reporters=reporters or "staff",
            keywords=values.many(record, "keywords"),
            note=record["note"],
        )
        found[one.key] = one
    return found


def key(record: Record) -> str:
    return f"{record['kind']}-{record['code']}"


def keep(classes: dict[str, ServiceClass], leave_out: Sequence[str]) -> dict[str, ServiceClass]:
    """The classes that no pattern of `leave_out` names."""
    return {name: one for name, one in classes.items() if not any(matches(pattern, name) for pattern in leave_out)}


def named(pattern: str, keys: Iterable[str]) -> bool:
    """Whether `pattern` names any of the classes."""
    return any(matches(pattern, key) for key in keys)
