"""The numbers of a picture as a table for programs (CSV) or for people (XLSX)."""

import csv
import io
from datetime import datetime, timedelta

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.faces.desk.figures.picture import Picture
from linli.insight.rules.export import harmless
from linli.insight.rules.figures.measures import Kind, Value

# Without it, the spreadsheet that opens a table by double click takes Chinese for Latin.
_MARK = "\ufeff"


def csv_of(shown: Picture) -> bytes:
    """Columns by the keys of the measures; shares from 0 to 1, lengths in minutes, nothing where there is none."""
    out = io.StringIO()
    out.write(_MARK)
    table = csv.writer(out)
    table.writerow(["key", "name", *(column.key for column in shown.columns)])
    for row in shown.rows:
        table.writerow([harmless(row.key), harmless(row.name), *(_plain(cell.value) for cell in row.cells)])
    return out.getvalue().encode()


def xlsx_of(shown: Picture, *, title: str, asked: list[str], at: datetime | None) -> bytes:
    """The table with its total, and beside it what was asked, how fresh it is, and what each measure means."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True})
        forms = {
            Kind.SHARE: book.add_format({"num_format": "0.0%"}),
            Kind.COUNT: book.add_format({"num_format": "#,##0"}),
        }
        sheet = book.add_worksheet(_("Figures"))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, len(shown.columns), 16)
        sheet.write_row(0, 0, [title, *(_titled(column.title, column.kind) for column in shown.columns)], head)
        lines = [(row.name, row.cells) for row in shown.rows] + [(_("Total"), shown.total)]
        for line, (name, cells) in enumerate(lines, start=1):
            sheet.write_string(line, 0, name)
            for place, cell in enumerate(cells, start=1):
                value = _plain(cell.value)
                if value is not None:
                    sheet.write_number(line, place, value, forms.get(shown.columns[place - 1].kind))
        about = book.add_worksheet(_("About"))
        about.set_column(0, 0, 28)
        about.set_column(1, 2, 80)
        notes = [[text] for text in asked]
        if at is not None:
            notes.append([_("Counted up to"), f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"])
        notes += [[column.title, column.meaning, column.source] for column in shown.columns]
        for line, note in enumerate(notes):
            about.write_row(line, 0, note)
    return out.getvalue()


def _titled(title: str, kind: Kind) -> str:
    return _("%(title)s (minutes)") % {"title": title} if kind is Kind.LENGTH else title


def _plain(value: Value) -> int | float | None:
    if isinstance(value, timedelta):
        return None if value == timedelta.max else int(value / timedelta(minutes=1))
    return round(value, 6) if isinstance(value, float) else value
