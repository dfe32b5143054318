"""A table of rules: searched, page by page, each row a way to its form."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from linli.faces.desk.rulebook.book import Book, book_of, for_readers_of_rules
from linli.faces.desk.rulebook.faults import Told, by_row
from linli.faces.desk.visit import Visit, not_for_you, page
from linli.faces.desk.words.rulebook import HOW, TABLES
from linli.packs.editing.edits import Key, key_of
from linli.packs.schema import RULES, Holds
from linli.packs.sources import Record

ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A row in the reader's words: `cells` are head, value and whether that is a code; the first one is the way in."""

    href: str
    title: str
    cells: list[tuple[str, str, bool]]
    mark: str
    tone: str
    below: bool
    faults: list[Told]


@require_safe
@for_readers_of_rules
def show(request: HttpRequest, visit: Visit, where: str, table: str) -> HttpResponseBase:
    """The rows that hold the words of `?q=`, `?page=` of them."""
    if table not in RULES:
        return not_for_you(request, visit)
    book = book_of(visit, where)
    q = request.GET.get("q", "").strip()[:80]
    found = [one for one in book.folder.rows(table) if _fits(book, table, one, q)]
    pages = max(1, -(-len(found) // ROWS))
    at = min(max(1, _number(request.GET.get("page", ""))), pages)
    name, icon, what = TABLES[table]
    context = {
        "book": book,
        "table": table,
        "name": name,
        "icon": icon,
        "what": what,
        "q": q,
        "lines": list(_lines(book, table, found[(at - 1) * ROWS : at * ROWS])),
        "heads": [head for _, head in book.labels.columns(table)],
        "count": len(found),
        "total": len(book.folder.rows(table)),
        "at": at,
        "pages": pages,
        "add": book.href(table, "row") if book.edits else "",
        "here": book.href(table),
        "up": book.href(),
    }
    return page(request, visit, "desk/rulebook/table.html", context)


def _fits(book: Book, table: str, record: Record, q: str) -> bool:
    """Whether every word is somewhere in the row, in its codes or its names."""
    if not q:
        return True
    cells = (book.labels.shown(record, column, table) for column, _ in book.labels.columns(table))
    text = " ".join((*record.values.values(), *cells)).casefold()
    return all(word in text for word in q.casefold().split())


def _lines(book: Book, table: str, records: Iterable[Record]) -> Iterable[Line]:
    marks: dict[Key, str] = {}
    faults: dict[tuple[str, int], list[Told]] = {}
    if book.draft:
        marks = {one.key: one.how for one in book.draft.differences if one.part == table}
        faults = by_row(book.draft.faults)
    columns = book.labels.columns(table)
    for record in records:
        key = key_of(table, record.values)
        text, tone = HOW[marks[key]] if key in marks else ("", "plain")
        yield Line(
            href=book.row_href(table, key),
            title=book.labels.title(table, key),
            cells=[
                (head, book.labels.shown(record, column, table), column.holds is Holds.CODE) for column, head in columns
            ],
            mark=str(text),
            tone=tone,
            below=record.file != book.folder.own.file(f"{table}.csv"),
            faults=faults.get((record.file, record.line), []),
        )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
