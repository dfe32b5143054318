"""Exports: the cases that somebody may see, as a file. Who took what is on record before the first byte leaves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from linli.cases import queries as cases
from linli.cases.queries import Filters
from linli.catalogue import queries as catalogue
from linli.insight.formats import book, parquet, text
from linli.insight.models import Export
from linli.insight.rules.export import Form, Heading, Value, values
from linli.kernel.paths import leaf
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Role
from linli.kernel.words import say
from linli.places import queries as places

READERS = (Role.AUDITOR, Role.ADMINISTRATOR)
_FORMS: Mapping[Form, Callable[[text.Batches, Heading, tzinfo], Iterator[bytes]]] = {
    Form.CSV: text.csv_,
    Form.XLSX: book.xlsx,
    Form.GEOJSON: text.geojson,
    Form.PARQUET: parquet.parquet,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One export: when, by which account (None: the system) or from where, what was asked for, and how much went.

    `rows` is None while it runs, and stays so where the program was ended; `whole` is False where its reader gave up.
    """

    at: datetime
    staff_id: int | None
    by: str
    form: str
    filters: dict[str, Any]
    rows: int | None
    whole: bool


def forms() -> tuple[Form, ...]:
    """The forms that this installation can write."""
    return tuple(form for form in Form if form != Form.PARQUET or parquet.installed())


def export(
    *,
    actor: Actor,
    by: str,
    filters: Filters,
    form: Form,
    language: str,
    now: datetime,
    terms: Mapping[str, Mapping[str, str]] | None = None,
    tell: Callable[[int], None] = lambda rows: None,
) -> Result[Iterator[bytes]]:
    """The cases of a list as a file, in chunks: exactly those that `actor` sees in the list, all of its pages.

    Contacts, words and typed addresses are in none. `terms` are words for codes, by column, for the form that people
    read. `by` says from where, for the record; `tell` is told at the end how many cases went. Refused:
    form_not_installed.
    """
    if form not in forms():
        return Refused("form_not_installed", {"form": form})
    posts = [[grant.role, grant.area_path, grant.unit_path] for grant in actor.grants]
    asked = {name: value for name, value in asdict(filters).items() if value} | {"language": language}
    record = Export.objects.create(at=now, staff_id=actor.id, by=by, posts=posts, form=form, filters=asked)
    zone = ZoneInfo(catalogue.current().settings.time_zone)
    batches = cases.extracts(actor=actor, filters=filters, now=now)
    rows, heading = _Rows(batches, _Names(language)), Heading(language, terms or {})
    return Allowed(_recorded(record.pk, rows, _FORMS[form](rows, heading, zone), tell))


def records(*, limit: int = 200) -> tuple[Record, ...]:
    """The last exports, newest first."""
    rows = Export.objects.order_by("-id")[:limit]
    return tuple(Record(one.at, one.staff_id, one.by, one.form, one.filters, one.row_count, one.whole) for one in rows)


def may_read_records(actor: Actor) -> bool:
    """Whether the actor may see who exported what."""
    return any(actor.has(role) for role in READERS)


def _recorded(record: int, rows: "_Rows", chunks: Iterator[bytes], tell: Callable[[int], None]) -> Iterator[bytes]:
    whole = False
    try:
        yield from chunks
        whole = True
    finally:
        tell(rows.count)
        Export.objects.filter(pk=record).update(row_count=rows.count, whole=whole)


class _Rows:
    """The rows of a file in batches, counted as they are taken."""

    def __init__(self, batches: Iterator[Sequence[Any]], names: "_Names") -> None:
        self._batches, self._names = batches, names
        self.count = 0

    def __iter__(self) -> Iterator[list[tuple[Value, ...]]]:
        for batch in self._batches:
            self.count += len(batch)
            yield [values(one, self._names) for one in batch]


class _Names:
    """The names of the edition in force and of today's areas, each looked up once for an export."""

    def __init__(self, language: str) -> None:
        edition = catalogue.current()

        @cache
        def klass(key: str) -> str:
            found = edition.classes.get(key)
            return say(found.name, language) if found else key

        @cache
        def unit(path: str) -> str:
            found = edition.units.get(leaf(path))
            return say(found.name, language) if found else leaf(path)

        @cache
        def areas(path: str) -> str:
            return " / ".join(say(names, language) for names in places.area_names(path)) if path else ""

        self.klass, self.unit, self.areas = klass, unit, areas
