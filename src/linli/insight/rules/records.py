"""Rows that are components, addresses and units: each what it says in our terms, or all that is wrong with it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.insight.rules.cells import Cells, degrees, place
from linli.insight.rules.mapping import Mapping as TableMapping
from linli.insight.rules.personal import holds_personal_number
from linli.insight.rules.row_faults import Reject, RowFault
from linli.insight.rules.rows import called
from linli.kernel.words import words
from linli.places.rules.records import AddressRecord, ComponentRecord

LONGEST_NAME = 200
LONGEST_CODE = 40
_COMPONENT = re.compile(r"\d{17}", re.ASCII)
_UNIT_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a table writes it; `line` and `sheet` are where. Empty texts were left out."""

    code: str
    parent: str
    name_zh: str
    name_en: str
    email: str
    calendar: str
    line: int
    sheet: str


@dataclass(frozen=True, slots=True)
class City:
    """What rows are held against. `components` are codes of classes (5 digits) and `units` paths, both by what a table
    may call them (`rows.called`); `inside` says whether a point (latitude, longitude) lies in a cell."""

    components: Mapping[str, str]
    units: Mapping[str, str]
    calendars: Sequence[str]
    languages: Sequence[str]
    inside: Callable[[float, float], bool]


class RecordReader[T]:
    """Reads the rows of one sheet after the other. All faults of a row are named, not only its first.

    `seen` are the rows so far by what tells them apart; give the same one for all sheets of a table.
    """

    def __init__(
        self,
        mapping: TableMapping,
        header: Sequence[str],
        city: City,
        make: Callable[["Asked", City], T | None],
        *,
        seen: dict[object, str],
        sheet: str = "",
    ) -> None:
        self._mapping, self._width, self._city, self._make = mapping, len(header), city, make
        self._at = {name: index for index, name in reversed(list(enumerate(header)))}
        self._seen, self._sheet = seen, sheet

    def read(self, fields: Sequence[str], *, line: int, troubles: Mapping[int, str]) -> T | tuple[Reject, ...]:
        if len(fields) != self._width:
            facts = {"found": len(fields), "wanted": self._width}
            return (Reject(line, "", str(len(fields)), "fields_count", facts, self._sheet),)
        cells = Cells(self._at, fields, self._mapping.encoding or "utf-8", troubles)
        asked = Asked(self._mapping, cells, self._seen, line, self._sheet)
        made = self._make(asked, self._city)
        if asked.faults or made is None:
            return tuple(Reject(line, one.column, one.value, one.code, one.facts, self._sheet) for one in asked.faults)
        return made


class Asked:
    """The fields of a row as they are asked for; what is wrong with one is noted in `faults`."""

    def __init__(self, mapping: TableMapping, cells: Cells, seen: dict[object, str], line: int, sheet: str) -> None:
        self._mapping, self._cells, self._seen = mapping, cells, seen
        self.line, self.sheet = line, sheet
        self.faults: list[RowFault] = []

    def fault(self, name: str, value: str, code: str, **facts: object) -> None:
        self.faults.append(RowFault(self._mapping.column(name), value, code, **facts))

    def has(self, name: str) -> bool:
        """Whether the table has a column for the field."""
        return bool(self._mapping.column(name))

    def text(self, name: str, *, required: bool = False, most: int = LONGEST_NAME) -> str:
        """The value of a field; empty where it has no column or a fault."""
        column = self._mapping.column(name)
        try:
            value = self._cells[column] if column else ""
        except RowFault as fault:
            self.faults.append(fault)
            return ""
        if required and not value:
            self.fault(name, "", "empty")
        elif len(value) > most:
            self.fault(name, value, "too_long", most=most)
        elif holds_personal_number(value):
            self.fault(name, value, "personal")
        else:
            return value
        return ""

    def point(self, city: City) -> tuple[float, float] | None:
        """The point (latitude, longitude), which must lie in the city and in the bounds of the mapping."""
        found = [self._degrees(name, most) for name, most in (("lat", 90), ("lon", 180))]
        lat, lon = found
        if lat is None or lon is None:
            return None
        bounds = self._mapping.bounds
        if bounds and not bounds.hold(lat, lon):
            self.fault("lat", f"{lat}, {lon}", "outside_bounds")
        elif not city.inside(lat, lon):
            self.fault("lat", f"{lat}, {lon}", "outside_city")
        return lat, lon

    def first(self, name: str, value: str, key: object) -> None:
        """A fault where a row with the same `key` has been there before."""
        here = place(self.line, self.sheet)
        before = self._seen.setdefault(key, here)
        if before != here:
            self.fault(name, value, "code_twice", first=before)

    def _degrees(self, name: str, most: int) -> float | None:
        try:
            return degrees(self._cells, self._mapping.column(name), most)
        except RowFault as fault:
            if not fault.value and fault.code == "not_degrees":
                fault = RowFault(fault.column, "", "empty")
            self.faults.append(fault)
            return None


def component(asked: Asked, city: City) -> ComponentRecord | None:
    """A public facility. Without a column for it, its class is read from its code (GB/T 47678.5: digits 7 to 11)."""
    before = len(asked.faults)
    code = asked.text("code", required=True, most=LONGEST_CODE)
    whole = bool(_COMPONENT.fullmatch(code))
    if whole:
        asked.first("code", code, int(code))
    elif len(asked.faults) == before:
        asked.fault("code", code, "component_code")
    said = asked.text("class")
    class_code = city.components.get(called(said), "") if said else code[6:11] if whole else ""
    if said and not class_code:
        asked.fault("class", said, "component_class")
    elif whole and class_code != code[6:11]:
        asked.fault("code", code, "class_not_in_code", **{"class": class_code})
    elif whole and class_code not in city.components:
        asked.fault("class" if said else "code", said or code, "component_class")
    unit = asked.text("unit")
    unit_path = city.units.get(called(unit), "") if unit else ""
    if unit and not unit_path:
        asked.fault("unit", unit, "unit_unknown")
    point = asked.point(city)
    if asked.faults or point is None:
        return None
    return ComponentRecord(code, class_code, *point, unit_path, line=asked.line)


def address(asked: Asked, city: City) -> AddressRecord | None:
    """An address with a name in one language at least."""
    before = len(asked.faults)
    names = words(asked.text("name_zh"), asked.text("name_en"))
    point = asked.point(city)
    if not names and len(asked.faults) == before:
        asked.fault("name_zh", "", "no_name")
    if asked.faults or point is None:
        return None
    asked.first("name_zh", next(iter(names.values())), (*names.items(), *point))
    return AddressRecord(names, *point, line=asked.line)


def unit(asked: Asked, city: City) -> UnitRow | None:
    """A handling unit; whether there is one above it is known once all rows are (`misplaced`)."""
    before = len(asked.faults)
    code = asked.text("code", required=True, most=LONGEST_CODE)
    if _UNIT_CODE.fullmatch(code):
        asked.first("code", code, code)
    elif len(asked.faults) == before:
        asked.fault("code", code, "unit_code")
    names = {language: asked.text(name) for language, name in (("zh-hans", "name_zh"), ("en", "name_en"))}
    for language, name in (("zh-hans", "name_zh"), ("en", "name_en")):
        if language in city.languages and not names[language]:
            asked.fault(name if asked.has(name) else "code", "" if asked.has(name) else code, "no_name")
    email = asked.text("email")
    if email and not _EMAIL.fullmatch(email):
        asked.fault("email", email, "email")
    calendar = asked.text("calendar")
    if calendar and calendar not in city.calendars:
        asked.fault("calendar", calendar, "calendar_unknown", known=", ".join(city.calendars))
    row = UnitRow(code, asked.text("parent"), names["zh-hans"], names["en"], email, calendar, asked.line, asked.sheet)
    return None if asked.faults else row


def misplaced(rows: Iterable[UnitRow], *, above: Mapping[str, str | None], column: str) -> dict[str, Reject]:
    """The rows, by code, whose unit above is missing, has a fault itself, or lies below them.

    `above` are the parents of the units that the city has, by code; rows take their place.
    """
    left = {row.code: row for row in rows}
    found: dict[str, Reject] = {}
    while True:
        parents = dict(above) | {code: row.parent or None for code, row in left.items()}
        wrong = {
            code: "parent_ring" if row.parent in parents else "parent_unknown"
            for code, row in left.items()
            if row.parent and (row.parent not in parents or _circles(code, parents))
        }
        if not wrong:
            return found
        for code, fault in wrong.items():
            row = left.pop(code)
            found[code] = Reject(row.line, column, row.parent, fault, {}, row.sheet)


def _circles(code: str, parents: Mapping[str, str | None]) -> bool:
    passed: set[str] = set()
    at = parents.get(code)
    while at is not None and at != code and at not in passed:
        passed.add(at)
        at = parents.get(at)
    return at == code
