"""Inputs for the columns of a table: what may stand there is offered, by its name."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import pgettext

from linli.catalogue.rules.edition import EVERYTHING, KINDS
from linli.faces.desk.rulebook.book import Book
from linli.faces.desk.rulebook.faults import Told
from linli.faces.desk.rulebook.labels import Labels
from linli.faces.desk.words.rulebook import CHOICES, CLOCKS, COLUMNS, HINTS, TELLS
from linli.kernel.text import clean
from linli.packs.parts.values import many
from linli.packs.schema import SCHEMA, Column, Holds
from linli.packs.sources import Record
from linli.places import queries as places
from linli.ui.shapes import Choice, Field

_PREFIX = "c-"


@dataclass(frozen=True, slots=True)
class Input:
    """One column of a form. `groups` of choices are for a select, `boxes` for several answers, of which some are
    `chosen`; the shape has no choices then."""

    shape: Field
    groups: list[tuple[str, list[Choice]]] = field(default_factory=list)
    boxes: list[Choice] = field(default_factory=list)
    chosen: Collection[str] = ()

    @property
    def label(self) -> str:
        return self.shape.label


def inputs(book: Book, table: str, values: Mapping[str, str], faults: Collection[Told]) -> Iterator[Input]:
    """The inputs of a row, in the order of the columns, each with what is wrong with it."""
    for column in SCHEMA[table]:
        wrong = " ".join(f"{one.what} {one.remedy}" for one in faults if one.column == column.name)
        yield _input(book, table, column, values.get(column.name, ""), wrong)


def taken(table: str, sent: QueryDict) -> dict[str, str]:
    """The values of a row as the form sent them, without characters that nobody types."""
    found = {}
    for column in SCHEMA[table]:
        given = [clean(one) for one in sent.getlist(_PREFIX + column.name)]
        found[column.name] = ";".join(given) if column.holds in (Holds.UNITS, Holds.TELLS) else "".join(given[:1])
    return found


def _input(book: Book, table: str, column: Column, value: str, wrong: str) -> Input:
    base = Field(
        name=_PREFIX + column.name,
        label=str(COLUMNS[column.name]),
        hint=str(HINTS.get(column.name, "")),
        value=value,
        error=wrong,
        optional=column.empty,
    )
    match column.holds:
        case Holds.CLASSES:
            return Input(base, groups=_classes(book, table, value))
        case Holds.UNITS:
            return Input(base, boxes=_units(book.labels, book), chosen=_listed(value))
        case Holds.TELLS:
            boxes = [Choice(word, str(text)) for word, text in TELLS.items()]
            known = {one.value for one in boxes}
            boxes += [Choice(word, word) for word in _listed(value) if word not in known]
            return Input(base, boxes=boxes, chosen=_listed(value))
        case Holds.LONG:
            return Input(replace(base, kind="textarea", rows=3))
        case Holds.NUMBER:
            return Input(replace(base, kind="number", inputmode="numeric"))
        case Holds.DAY:
            return Input(replace(base, kind="date"))
        case Holds.EMAIL:
            return Input(replace(base, kind="email"))
        case Holds.CODE | Holds.WORDS | Holds.MANY | Holds.ICON:
            return Input(base)
    choices = _choices(book, table, column)
    if value and all(one.value != value for one in choices):
        choices.append(Choice(value, value))
    return Input(replace(base, kind="select", choices=choices, empty=_nothing(column)))


def _nothing(column: Column) -> str:
    """What a select says where nothing is chosen."""
    match column.holds:
        case Holds.GRADE:
            return pgettext("rules", "Every grade")
        case Holds.CALENDAR:
            return pgettext("rules", "As the unit above it, or the city")
        case Holds.UNIT if column.empty:
            return pgettext("rules", "None: at the top")
    return pgettext("rules", "None") if column.empty else pgettext("rules", "Choose")


def _choices(book: Book, table: str, column: Column) -> list[Choice]:
    match column.holds:
        case Holds.UNIT:
            return _units(book.labels, book)
        case Holds.AREA:
            everywhere = Choice(EVERYTHING, book.labels.area(EVERYTHING))
            areas = places.areas()
            return [everywhere, *(Choice(one.code, _deep(one.depth, book.labels.area(one.code))) for one in areas)]
        case Holds.CALENDAR:
            return [Choice(name, name) for name in sorted(book.folder.calendars)]
        case Holds.GRADE:
            return [
                Choice(grade, grade) for grade in sorted({one.grade for one in places.atlas().current if one.grade})
            ]
        case _:
            words = CLOCKS[table] if column.name == "clock" else CHOICES.get(column.name, {})
            return [Choice(word, str(words.get(word, word))) for word in column.choices]


def _units(labels: Labels, book: Book) -> list[Choice]:
    """The units as a tree, each below the one above it."""
    below = defaultdict(list)
    codes = {one["code"] for one in book.folder.rows("units")}
    for one in book.folder.rows("units"):
        below[one["parent"] if one["parent"] in codes else ""].append(one["code"])
    found: list[Choice] = []
    ahead = [(code, 1) for code in reversed(below[""])]
    while ahead:
        code, depth = ahead.pop()
        found.append(Choice(code, _deep(depth, labels.units[code]), hint=code))
        ahead += [(one, depth + 1) for one in reversed(below[code])]
    return found


def _deep(depth: int, name: str) -> str:
    """A name as far to the right as its place in the tree; spaces at the head of an option are dropped by browsers."""
    return "\u2003" * (depth - 1) + name


def _classes(book: Book, table: str, value: str) -> list[tuple[str, list[Choice]]]:
    """Whole kinds and beginnings first, then every class by its group."""
    patterns = [EVERYTHING, *(f"{kind}-*" for kind in KINDS)]
    used = {one["class"] for one in book.folder.rows(table)} | ({value} if value else set())
    patterns += sorted(one for one in used if one.endswith(EVERYTHING) and one not in patterns)
    known = book.labels.classes
    if value and not value.endswith(EVERYTHING) and value not in known:
        patterns.append(value)
    several = [Choice(one, f"{book.labels.pattern(one)} ({one})") for one in patterns]
    groups: dict[str, list[Choice]] = {pgettext("rules", "Several classes"): several}
    for record in book.folder.rows("classes"):
        key = f"{record['kind']}-{record['code']}"
        groups.setdefault(book.labels.of(record, "group"), []).append(Choice(key, f"{known[key]} ({key})"))
    return list(groups.items())


def _listed(value: str) -> tuple[str, ...]:
    return many(Record("", 0, {"": value}), "")
