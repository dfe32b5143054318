"""Edits of a pack's own folder. What the packs below it say is taken over into the own folder and changed there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from linli.kernel.results import Allowed, Refused, Result
from linli.packs.bundle import Bundle, Part
from linli.packs.editing import sheet, toml_lines
from linli.packs.editing.sheet import Sheet
from linli.packs.folder import HEAD
from linli.packs.schema import KEYS, OVERRIDES, RULES, SCHEMA

type Key = tuple[str, ...]
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TEXT_NAME = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_YEAR = re.compile(r"(?:19|20|21)\d\d")


@dataclass(frozen=True, slots=True)
class PutRow:
    """Another row instead of the one known by `key`, or, where that is None, one more."""

    table: str
    key: Key | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RemoveRow:
    """The row known by `key` goes."""

    table: str
    key: Key


@dataclass(frozen=True, slots=True)
class PutText:
    """Another text; an empty one takes the city's own away, so that the one below it is in force again.

    `language` is `zh` or `en`, as in the name of the file.
    """

    name: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class PutDays:
    """The holidays and make-up days of one year of a calendar: days or runs of days, as the pack writes them."""

    calendar: str
    year: str
    holidays: tuple[str, ...]
    workdays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutHours:
    """The hours of a calendar's standard day and of its week, by weekday: spans, or `standard` alone; none is free."""

    calendar: str
    standard: tuple[str, ...]
    week: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


type Edit = PutRow | RemoveRow | PutText | PutDays | PutHours


def apply(bundle: Bundle, edit: Edit) -> Result[Bundle]:
    """The bundle after an edit, whatever the checker may think of it.

    Refused: table_unknown; row_missing; row_exists (fact `key`); row_below (fact `file`: the row comes from a pack
    below and can be overridden, but neither removed nor renamed); text_unfit; calendar_missing; nothing_changed.
    """
    match edit:
        case PutRow():
            done = _put_row(bundle, edit)
        case RemoveRow():
            done = _remove_row(bundle, edit)
        case PutText():
            done = _put_text(bundle, edit)
        case PutDays() | PutHours():
            done = _put_calendar(bundle, edit)
    if isinstance(done, Allowed) and done.value.digest == bundle.digest:
        return Refused("nothing_changed")
    return done


_KINDS = {kind.__name__: kind for kind in (PutRow, RemoveRow, PutText, PutDays, PutHours)}


def written(edit: Edit) -> dict[str, Any]:
    """An edit as JSON can hold it."""
    return {"edit": type(edit).__name__, **asdict(edit)}


def read(content: Mapping[str, Any]) -> Edit:
    """The inverse of `written`."""
    given = {name: _tuples(value) for name, value in content.items() if name != "edit"}
    edit: Edit = _KINDS[content["edit"]](**given)
    return edit


def _tuples(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _tuples(one) for name, one in value.items()}
    return tuple(value) if isinstance(value, list) else value


def target(edit: Edit) -> tuple[str, Key]:
    """What an edit is about: a part as `compare.Difference` names it, and a key there."""
    match edit:
        case PutRow(table, key, values):
            return table, key if key is not None else key_of(table, values)
        case RemoveRow(table, key):
            return table, key
        case PutText(name, language, _):
            return "texts", (name, language)
        case PutDays(calendar, year, _, _):
            return f"calendars/{calendar}", (year,)
        case PutHours(calendar, _, _):
            return f"calendars/{calendar}", ("week",)


def key_of(table: str, row: Mapping[str, str]) -> Key:
    """What a row is known by."""
    return tuple(row.get(column, "") for column in KEYS[table])


def put_rows(bundle: Bundle, table: str, rows: Sequence[Mapping[str, str]]) -> Bundle:
    """The bundle whose own table ends with these rows, each in place of all own rows that it overrides."""
    own = _own(bundle, table)
    for row in rows:
        group = _group(table, row)
        for place, _ in reversed([one for one in own if _group(table, one[1]) == group]):
            own = own.remove(place)
        own = own.with_columns([name for name, value in row.items() if value]).insert([row])
    return _written(bundle, table, own)


def join_rows(bundle: Bundle, table: str, rows: Sequence[Mapping[str, str]]) -> Bundle:
    """The bundle whose own table has these rows: where it has one of the same key in its place, else at the end."""
    own = _own(bundle, table)
    for row in rows:
        own = own.with_columns([name for name, value in row.items() if value])
        place = _find(own, table, key_of(table, row))
        own = own.insert([row]) if place is None else own.put(place, {**own.at(place), **row})
    return _written(bundle, table, own)


def _put_row(bundle: Bundle, edit: PutRow) -> Result[Bundle]:
    table = edit.table
    if table not in RULES:
        return Refused("table_unknown", {"table": table})
    known = {column.name for column in SCHEMA[table]}
    values = {name: _plain(value) for name, value in edit.values.items() if name in known}
    new, below = key_of(table, values), _below(bundle, table, _group_of_key(table, edit.key or key_of(table, values)))
    own = _own(bundle, table)
    if edit.key is None:
        if _find(own, table, new) is not None or _holds(bundle, table, new):
            return Refused("row_exists", {"key": new})
        own = _taken_over(own, table, below).with_columns([name for name, value in values.items() if value])
        return Allowed(_written(bundle, table, own.insert([values], after=_neighbour(own, table, values))))
    place = _find(own, table, edit.key)
    if place is None:
        if not any(key_of(table, row) == edit.key for row in below[1]) or _own_group(own, table, edit.key):
            return Refused("row_missing", {"key": edit.key})
        if new != edit.key:
            return Refused("row_below", {"file": below[0]})
        own = _taken_over(own, table, below)
        place = _find(own, table, edit.key)
        assert place is not None
    elif new != edit.key and (_find(own, table, new) is not None or _holds(bundle, table, new)):
        return Refused("row_exists", {"key": new})
    if dict(own.at(place)) | values == own.at(place):
        return Refused("nothing_changed")
    own = own.with_columns([name for name, value in values.items() if value])
    return Allowed(_written(bundle, table, own.put(place, {**own.at(place), **values})))


def _remove_row(bundle: Bundle, edit: RemoveRow) -> Result[Bundle]:
    table = edit.table
    if table not in RULES:
        return Refused("table_unknown", {"table": table})
    own = _own(bundle, table)
    place = _find(own, table, edit.key)
    if place is not None:
        return Allowed(_written(bundle, table, own.remove(place)))
    file, rows = _below(bundle, table, _group_of_key(table, edit.key))
    if not any(key_of(table, row) == edit.key for row in rows) or _own_group(own, table, edit.key):
        return Refused("row_missing", {"key": edit.key})
    left = [row for row in rows if key_of(table, row) != edit.key]
    if left:
        own = _taken_over(own, table, (file, left))
        return Allowed(_written(bundle, table, own))
    if table == "classes":
        return Allowed(_leave_out(bundle, "-".join(edit.key)))
    return Refused("row_below", {"file": file})


def _put_text(bundle: Bundle, edit: PutText) -> Result[Bundle]:
    if not _TEXT_NAME.fullmatch(edit.name) or edit.language not in ("zh", "en"):
        return Refused("text_unfit", {"name": edit.name})
    path = f"texts/{edit.name}.{edit.language}.txt"
    words = edit.words.replace("\r\n", "\n").strip()
    before = bundle.own.files.get(path, b"").decode("utf-8-sig").replace("\r\n", "\n").strip()
    if words == before:
        return Refused("nothing_changed")
    return Allowed(bundle.with_file(path, f"{words}\n".encode() if words else None))


def _put_calendar(bundle: Bundle, edit: PutDays | PutHours) -> Result[Bundle]:
    path = f"calendars/{edit.calendar}.toml"
    found = next((part.files[path] for part in (bundle.own, *bundle.others) if path in part.files), None)
    if found is None or not _NAME.fullmatch(edit.calendar):
        return Refused("calendar_missing", {"calendar": edit.calendar})
    text = found.decode()
    if isinstance(edit, PutDays):
        if not _YEAR.fullmatch(edit.year):
            return Refused("calendar_missing", {"calendar": edit.year})
        text = _set_list(text, edit.year, "holidays", edit.holidays)
        text = _set_list(text, edit.year, "workdays", edit.workdays)
    else:
        text = _set_list(text, "", "standard", edit.standard)
        for day, hours in edit.week.items():
            if hours == ("standard",):
                text = _set(text, "week", day, '"standard"')
            else:
                text = _set_list(text, "week", day, hours)
    if text.encode() == found:
        return Refused("nothing_changed")
    return Allowed(bundle.with_file(path, text.encode()))


def _set_list(text: str, section: str, key: str, items: Sequence[str]) -> str:
    before = toml_lines.get(text, section, key)
    if (not before and not items) or re.findall(r'"([^"]*)"', re.sub(r"#[^\n]*", "", before)) == list(items):
        return text
    clean = [re.sub(r'["\\\n]', "", item) for item in items]
    return toml_lines.put(text, section, key, toml_lines.texts(clean, before=before))


def _set(text: str, section: str, key: str, literal: str) -> str:
    return text if toml_lines.get(text, section, key) == literal else toml_lines.put(text, section, key, literal)


def _leave_out(bundle: Bundle, key: str) -> Bundle:
    head = bundle.own.files[HEAD].decode()
    before = toml_lines.get(head, "pack", "leave_out")
    items = [*re.findall(r'"([^"]*)"', re.sub(r"#[^\n]*", "", before)), key]
    return bundle.with_file(HEAD, _set_list(head, "pack", "leave_out", items).encode())


def _plain(value: str) -> str:
    return re.sub(r"\s+", " ", value.replace("\0", "")).strip()


def _own(bundle: Bundle, table: str) -> Sheet:
    content = bundle.own.files.get(f"{table}.csv")
    return sheet.new([column.name for column in SCHEMA[table]]) if content is None else sheet.read(content)


def _written(bundle: Bundle, table: str, own: Sheet) -> Bundle:
    return bundle.with_file(f"{table}.csv", own.content())


def _find(own: Sheet, table: str, key: Key) -> int | None:
    return next((place for place, row in own if key_of(table, row) == key), None)


def _group(table: str, row: Mapping[str, str]) -> Key:
    return tuple(row.get(column, "") for column in OVERRIDES[table])


def _group_of_key(table: str, key: Key) -> Key:
    return _group(table, dict(zip(KEYS[table], key, strict=True)))


def _own_group(own: Sheet, table: str, key: Key) -> bool:
    """Whether the own table overrides the row already."""
    group = _group_of_key(table, key)
    return any(_group(table, row) == group for _, row in own)


def _tables_below(bundle: Bundle, table: str) -> Iterator[tuple[Part, Sheet]]:
    for part in bundle.others:
        if f"{table}.csv" in part.files:
            yield part, sheet.read(part.files[f"{table}.csv"])


def _below(bundle: Bundle, table: str, group: Key) -> tuple[str, list[Mapping[str, str]]]:
    """What the nearest pack below says where the own table says nothing, and its file."""
    for part, given in _tables_below(bundle, table):
        if rows := [row for _, row in given if _group(table, row) == group]:
            return f"{part.shown}/{table}.csv", rows
    return "", []


def _holds(bundle: Bundle, table: str, key: Key) -> bool:
    """Whether a pack below has the row, and the own table doesn't override it."""
    rows = _below(bundle, table, _group_of_key(table, key))[1]
    here = any(key_of(table, row) == key for row in rows)
    return here and not _own_group(_own(bundle, table), table, key)


def _taken_over(own: Sheet, table: str, below: tuple[str, list[Mapping[str, str]]]) -> Sheet:
    """The own table with the rows from below, unless it overrides them already."""
    rows = below[1]
    if not rows or any(_group(table, row) == _group(table, rows[0]) for _, row in own):
        return own
    own = own.with_columns([name for row in rows for name, value in row.items() if value])
    return own.insert(rows, after=_neighbour(own, table, rows[0]))


def _neighbour(own: Sheet, table: str, row: Mapping[str, str]) -> int | None:
    """The last row of the same kind: a new one is written below it."""
    first = KEYS[table][0]
    alike = [place for place, one in own if one.get(first) == row.get(first)]
    return alike[-1] if alike else None
