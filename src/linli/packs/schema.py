"""The columns of a pack's tables: what each may hold, what a row is known by, and what it overrides."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.packs.sources import Columns


class Holds(StrEnum):
    """What a column holds, so that a form can offer the fitting input."""

    CODE = "code"
    WORDS = "words"
    LONG = "long"
    MANY = "many"
    CHOICE = "choice"
    NUMBER = "number"
    DEGREES = "degrees"
    DAY = "day"
    EMAIL = "email"
    ICON = "icon"
    UNIT = "unit"
    UNITS = "units"
    AREA = "area"
    GRADE = "grade"
    CALENDAR = "calendar"
    CLASSES = "classes"
    TELLS = "tells"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `choices` are the words that may stand in one of kind `CHOICE`; an `optional` column may be missing
    from the table; one that may be `empty` needs no value."""

    name: str
    holds: Holds
    choices: tuple[str, ...] = ()
    optional: bool = False
    empty: bool = False


def _column(name: str, holds: Holds, *choices: str) -> Column:
    """Column `name`; `name?` may be empty, `name??` may be missing as well."""
    bare = name.rstrip("?")
    return Column(bare, holds, choices, optional=name.endswith("??"), empty=name != bare)


_H = Holds
SCHEMA: Mapping[str, tuple[Column, ...]] = {
    "units": (
        _column("code", _H.CODE),
        _column("parent?", _H.UNIT),
        _column("name_zh", _H.WORDS),
        _column("name_en", _H.WORDS),
        _column("email??", _H.EMAIL),
        _column("calendar??", _H.CALENDAR),
    ),
    "classes": (
        _column("kind", _H.CHOICE, "component", "matter", "service", "local"),
        _column("code", _H.CODE),
        _column("group_zh", _H.WORDS),
        _column("group_en", _H.WORDS),
        _column("name_zh", _H.WORDS),
        _column("name_en", _H.WORDS),
        _column("icon", _H.ICON),
        _column("photo", _H.CHOICE, "optional", "required"),
        _column("reporters", _H.CHOICE, "anyone", "staff"),
        _column("keywords??", _H.MANY),
        _column("note??", _H.LONG),
    ),
    "duties": (
        _column("class", _H.CLASSES),
        _column("area", _H.AREA),
        _column("lead", _H.UNIT),
        _column("assist??", _H.UNITS),
        _column("by??", _H.WORDS),
        _column("why??", _H.WORDS),
        _column("since??", _H.DAY),
    ),
    "limits": (
        _column("class", _H.CLASSES),
        _column("condition", _H.CODE),
        _column("condition_zh", _H.WORDS),
        _column("condition_en", _H.WORDS),
        _column("value", _H.NUMBER),
        _column("unit", _H.CHOICE, "min", "h", "d"),
        _column("clock", _H.CHOICE, "working", "continuous"),
        _column("grade??", _H.GRADE),
    ),
    "reasons": (
        _column("act", _H.CHOICE, "reject", "return", "pause", "suspend", "exclude"),
        _column("code", _H.CODE),
        _column("name_zh", _H.WORDS),
        _column("name_en", _H.WORDS),
        _column("text_zh", _H.LONG),
        _column("text_en", _H.LONG),
        _column("waits_for??", _H.CHOICE, "reporter"),
    ),
    "ladder": (
        _column("clock", _H.CHOICE, "file", "dispatch", "check", "handle", "assist", "*"),
        _column("at", _H.NUMBER),
        _column("tells", _H.TELLS),
    ),
    "components": (
        _column("code", _H.CODE),
        _column("class", _H.CODE),
        _column("lat", _H.DEGREES),
        _column("lon", _H.DEGREES),
        _column("unit??", _H.UNIT),
    ),
    "addresses": (
        _column("name_zh", _H.WORDS),
        _column("name_en", _H.WORDS),
        _column("lat", _H.DEGREES),
        _column("lon", _H.DEGREES),
    ),
}
COLUMNS: Mapping[str, Columns] = {
    name: Columns(
        tuple(one.name for one in columns if not one.optional), tuple(one.name for one in columns if one.optional)
    )
    for name, columns in SCHEMA.items()
}
RULES = ("classes", "units", "duties", "limits", "reasons", "ladder")
"""The tables of rules, which an administrator edits row by row; the others are surveyed and come as files."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "units": ("code",),
    "classes": ("kind", "code"),
    "duties": ("class", "area", "lead"),
    "limits": ("class", "condition", "grade"),
    "ladder": ("clock", "at"),
    "reasons": ("act", "code"),
    "components": ("code",),
    "addresses": ("name_zh", "name_en"),
}
# What a row of a pack overrides in the packs it extends, where that isn't its key: a city that names a lead for a class
# in an area names all of them, for two leads side by side are for a dispatcher to choose between. One that sets a limit
# for a condition sets it for all grades: beside its own, a stricter row of the other pack would win. One that writes a
# rung of a clock writes all of them.
OVERRIDES: Mapping[str, tuple[str, ...]] = {
    **KEYS,
    "duties": ("class", "area"),
    "limits": ("class", "condition"),
    "ladder": ("clock",),
}
