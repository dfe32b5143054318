"""One row of a table: a form made from the columns, judged by the pack's own checker."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from linli.faces.desk.rulebook.book import Book, book_of, for_readers_of_rules, told
from linli.faces.desk.rulebook.faults import Told, tell
from linli.faces.desk.rulebook.inputs import Input, inputs, taken
from linli.faces.desk.visit import Visit, not_for_you, page
from linli.faces.desk.words.rulebook import REFUSALS, TABLES
from linli.kernel.results import Allowed, Refused
from linli.packs.editing.edits import Key, PutRow, RemoveRow, key_of
from linli.packs.schema import COLUMNS, KEYS, RULES, SCHEMA
from linli.rulebook import commands


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form besides its inputs."""

    key: Key | None
    seen: int
    command: UUID

    @classmethod
    def read(cls, request: HttpRequest, columns: int = 0) -> "Sent | None":
        """None for a form that no page of ours has made. `columns` is how many a key has."""
        key = tuple(request.POST.getlist("key"))
        try:
            seen, command = int(request.POST.get("seen", "")), UUID(request.POST.get("command", ""))
        except ValueError:
            return None
        return cls(key or None, seen, command) if len(key) in (0, columns) else None


@for_readers_of_rules
def show(request: HttpRequest, visit: Visit, where: str, table: str) -> HttpResponseBase:
    """The form of the row that `?key=` names, or of a new one; on POST, the edit."""
    if table not in RULES:
        return not_for_you(request, visit)
    book = book_of(visit, where)
    if request.method == "POST":
        return _save(request, visit, book, table)
    key = tuple(request.GET.getlist("key"))
    record = book.record(table, key) if key else None
    if (key and record is None) or (not key and not book.edits):
        return not_for_you(request, visit)
    values = dict(record.values) if record else {name: request.GET.get(name, "") for name in _columns(table)}
    return _page(request, visit, book, table, values, key or None)


@require_POST
@for_readers_of_rules
def remove(request: HttpRequest, visit: Visit, where: str, table: str) -> HttpResponseBase:
    """Take a row out of the draft."""
    book = book_of(visit, where)
    sent = Sent.read(request, len(KEYS[table])) if table in RULES else None
    if sent is None or sent.key is None or book.draft is None:
        return not_for_you(request, visit)
    edit = RemoveRow(table, sent.key)
    done = commands.change(
        actor=visit.actor, draft=book.draft.id, edit=edit, seen=sent.seen, command_id=sent.command, now=visit.now
    )
    text = pgettext("rules", "Removed: %(row)s") % {"row": book.labels.title(table, sent.key)}
    return told(request, done, text, book.href(table))


def _save(request: HttpRequest, visit: Visit, book: Book, table: str) -> HttpResponseBase:
    sent = Sent.read(request, len(KEYS[table]))
    if sent is None or book.draft is None:
        return not_for_you(request, visit)
    values = taken(table, request.POST)
    done = commands.change(
        actor=visit.actor,
        draft=book.draft.id,
        edit=PutRow(table, sent.key, values),
        seen=sent.seen,
        command_id=sent.command,
        now=visit.now,
        faulty=request.POST.get("faulty") == "1",
    )
    if isinstance(done, Allowed):
        after = book_of(visit, book.where)
        text = pgettext("rules", "In the draft: %(row)s") % {"row": after.labels.title(table, key_of(table, values))}
        return told(request, done, text, book.href(table))
    return _page(request, visit, book, table, values, sent.key, refused=done)


def _page(
    request: HttpRequest,
    visit: Visit,
    book: Book,
    table: str,
    values: Mapping[str, str],
    key: Key | None,
    *,
    refused: Refused | None = None,
) -> HttpResponseBase:
    faults: list[Told] = []
    if refused is not None and refused.code == "edit_has_faults":
        faults = [tell(fault) for fault in refused.facts["faults"]]
    record = book.record(table, key) if key else None
    context = {
        "book": book,
        "table": table,
        "name": TABLES[table][0],
        "title": book.labels.title(table, key) if key else pgettext("rules", "New row"),
        "key": key or (),
        "command": uuid4(),
        "inputs": list(inputs(book, table, values, faults)),
        "cells": _cells(book, table, values) if not book.edits else [],
        "refusal": REFUSALS[refused.code] if refused else None,
        "faulty": bool(faults),
        "below": record is not None and record.file != book.folder.own.file(f"{table}.csv"),
        "file": record.file if record else "",
        "line": record.line if record else 0,
        "save": book.href(table, "row"),
        "remove": book.href(table, "remove"),
        "up": book.href(table),
        "home": book.href(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(request, visit, "desk/rulebook/row.html", context, status=status)


def _cells(book: Book, table: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (str(one.label), book.labels.cell(table, column, values.get(column.name, "")))
        for column, one in zip(SCHEMA[table], _labels(book, table), strict=True)
    ]


def _labels(book: Book, table: str) -> list[Input]:
    return list(inputs(book, table, {}, []))


def _columns(table: str) -> tuple[str, ...]:
    return (*COLUMNS[table].required, *COLUMNS[table].optional)
