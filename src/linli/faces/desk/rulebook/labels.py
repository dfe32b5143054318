"""Codes of a pack in the reader's words: the names that its own rows give."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import pgettext

from linli.catalogue.rules.edition import EVERYTHING
from linli.faces.desk.words.rulebook import CHOICES, CLOCKS, COLUMNS, SHORT, TELLS
from linli.kernel.words import say, words
from linli.packs.editing.edits import Key, key_of
from linli.packs.folder import Folder
from linli.packs.parts.values import many
from linli.packs.schema import KEYS, SCHEMA, Column, Holds
from linli.packs.sources import Record
from linli.places import queries as places


@dataclass(frozen=True)
class Labels:
    """Names by code. A code that nothing is named by stands for itself."""

    folder: Folder
    language: str

    @property
    def suffix(self) -> str:
        """The end of columns in the reader's language."""
        return "en" if self.language == "en" else "zh"

    @cached_property
    def units(self) -> dict[str, str]:
        return {one["code"]: self.of(one, "name") or one["code"] for one in self.folder.rows("units")}

    @cached_property
    def classes(self) -> dict[str, str]:
        """Names of classes by key."""
        rows = self.folder.rows("classes")
        return {f"{one['kind']}-{one['code']}": self.of(one, "name") or one["code"] for one in rows}

    @cached_property
    def areas(self) -> dict[str, str]:
        return {one.code: say(one.names, self.language) for one in places.areas()}

    def of(self, record: Record, stem: str) -> str:
        """A name or text in the reader's language, else in the other one."""
        return say(words(record[f"{stem}_zh"], record[f"{stem}_en"]), self.language)

    def pattern(self, pattern: str) -> str:
        """The class, or the classes, that a pattern names."""
        if pattern == EVERYTHING:
            return pgettext("rules", "All classes")
        if not pattern.endswith(EVERYTHING):
            return self.classes.get(pattern, pattern)
        stem = pattern.removesuffix(EVERYTHING)
        kind, _, begin = stem.partition("-")
        named = str(CHOICES["kind"].get(kind, kind))
        if not begin:
            return pgettext("rules", "All of the kind %(kind)s") % {"kind": named}
        return pgettext("rules", "%(kind)s, codes from %(begin)s") % {"kind": named, "begin": begin}

    def area(self, code: str) -> str:
        return pgettext("rules", "Everywhere") if code == EVERYTHING else self.areas.get(code, code)

    def cell(self, table: str, column: Column, value: str) -> str:
        """A value as a reader sees it."""
        if not value:
            return ""
        match column.holds:
            case Holds.UNIT:
                return self.units.get(value, value)
            case Holds.UNITS:
                return pgettext("rules", ", ").join(self.units.get(code, code) for code in _listed(value))
            case Holds.AREA:
                return self.area(value)
            case Holds.CLASSES:
                return self.pattern(value)
            case Holds.TELLS:
                return pgettext("rules", ", ").join(str(TELLS.get(word, word)) for word in _listed(value))
            case Holds.CHOICE:
                choices = CLOCKS[table] if column.name == "clock" else CHOICES.get(column.name, {})
                return str(choices.get(value, value))
        return value

    def columns(self, table: str) -> list[tuple[Column, str]]:
        """The columns that a list shows, with their heads: of those in two languages, the reader's."""
        other = "_zh" if self.suffix == "en" else "_en"
        hidden = {"note", "by", "why", "since", "icon"}
        found = [
            (column, self.head(column.name))
            for column in SCHEMA[table]
            if not column.name.endswith(other) and column.name not in hidden and not self._coded(table, column.name)
        ]
        # What a row is called comes first, since it is the way in.
        return sorted(found, key=lambda one: one[0].name != f"name_{self.suffix}")

    def head(self, name: str) -> str:
        stem, _, end = name.rpartition("_")
        return str(SHORT[stem] if end == self.suffix and stem in SHORT else COLUMNS[name])

    def shown(self, record: Record, column: Column, table: str) -> str:
        """What a list shows of a row in a column."""
        stem, _, end = column.name.rpartition("_")
        if end == self.suffix and stem:
            return self.of(record, stem)
        return self.cell(table, column, record[column.name])

    def title(self, table: str, key: Key) -> str:
        """A row by its key, in words."""
        named = dict(zip(KEYS[table], key, strict=True)) if table in KEYS else {}
        match table:
            case "classes":
                return self.classes.get("-".join(key), "-".join(key))
            case "units":
                return self.units.get(key[0], key[0])
            case "duties" | "ladder":
                columns = {column.name: column for column in SCHEMA[table]}
                said = [self.cell(table, columns[name], value) for name, value in named.items() if value]
                return " · ".join(said)
            case "limits":
                return " · ".join(filter(None, (self.pattern(key[0]), self._named(table, key, "condition"), key[2])))
            case "reasons":
                return f"{CHOICES['act'].get(key[0], key[0])} · {self._named(table, key, 'name')}"
        return " · ".join(key)

    def _named(self, table: str, key: Key, stem: str) -> str:
        """The name that a row has in the reader's language; of one that isn't there, its code."""
        record = next((one for one in self.folder.rows(table) if key_of(table, one.values) == key), None)
        return (self.of(record, stem) if record else "") or key[1]

    def _coded(self, table: str, name: str) -> bool:
        """Whether a list goes without a column of codes, since the name beside it says enough."""
        return (table, name) in {("limits", "condition"), ("reasons", "code")}


def _listed(value: str) -> tuple[str, ...]:
    return many(Record("", 0, {"": value}), "")
