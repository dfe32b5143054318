"""Two packs compared as a reader of rules does: by rows, texts and days, not by bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from linli.packs.editing.edits import Key, key_of
from linli.packs.folder import Folder
from linli.packs.schema import SCHEMA
from linli.packs.sources import Record, TomlFile

type How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One row, text or entry that differs. `part` is a table, `calendars/NAME`, `texts` or `settings`; `values` are
    what differs by column, before and after."""

    part: str
    key: Key
    how: How
    values: Mapping[str, tuple[str, str]]


def differences(before: Folder, after: Folder) -> tuple[Difference, ...]:
    """What differs in force between two packs, in the order of the tables."""
    found = [one for table in SCHEMA for one in _rows(table, before, after)]
    found += _entries("settings", {"": before.own.head}, {"": after.own.head})
    found += _entries("calendars", before.calendars, after.calendars)
    found += _texts(before, after)
    return tuple(found)


def _rows(table: str, before: Folder, after: Folder) -> Iterator[Difference]:
    old, new = _by_key(table, before), _by_key(table, after)
    columns = [column.name for column in SCHEMA[table]]
    for key, row in old.items():
        now = new.get(key)
        if now is None:
            yield Difference(table, key, "removed", {name: (row[name], "") for name in columns if row[name]})
        elif values := {name: (row[name], now[name]) for name in columns if row[name] != now[name]}:
            yield Difference(table, key, "changed", values)
    for key, row in new.items():
        if key not in old:
            yield Difference(table, key, "added", {name: ("", row[name]) for name in columns if row[name]})


def _by_key(table: str, folder: Folder) -> dict[Key, Record]:
    return {key_of(table, record.values): record for record in folder.rows(table)}


def _entries(part: str, before: Mapping[str, TomlFile], after: Mapping[str, TomlFile]) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        where = f"{part}/{name}" if name else part
        old = dict(_flat(before[name].values)) if name in before else {}
        new = dict(_flat(after[name].values)) if name in after else {}
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) == new.get(key) or key == ("pack", "leave_out"):
                continue
            how: How = "added" if key not in old else "removed" if key not in new else "changed"
            yield Difference(where, key, how, {"": _only(old.get(key, ()), new.get(key, ()))})


def _only(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, str]:
    """What is in one of the lists alone; of one that is only in another order, all of it."""
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    if not gone and not come:
        gone, come = list(old), list(new)
    return ", ".join(gone), ", ".join(come)


def _flat(values: Mapping[str, Any], above: Key = ()) -> Iterator[tuple[Key, tuple[str, ...]]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*above, name))
        else:
            yield (*above, name), tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _texts(before: Folder, after: Folder) -> Iterator[Difference]:
    old = {(one.name, one.language): one.words for one in before.texts}
    new = {(one.name, one.language): one.words for one in after.texts}
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            how: How = "added" if key not in old else "removed" if key not in new else "changed"
            yield Difference("texts", key, how, {"": (old.get(key, ""), new.get(key, ""))})
