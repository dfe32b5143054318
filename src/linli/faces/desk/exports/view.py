"""A list of the queue as a file, and, for those who watch over it, who took which."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.cases.rules import Stage, State
from linli.catalogue import queries as catalogue
from linli.faces.desk.names import Names
from linli.faces.desk.queue.beside import said_filter
from linli.faces.desk.queue.filters import BESIDE, Chosen
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import KIND_NAMES, OUTCOMES, SOURCES, STAGES, STATES
from linli.insight import exports
from linli.insight.rules.export import Form
from linli.kernel.results import Refused
from linli.people import queries as people
from linli.ui.shapes import Choice

_TYPES: Mapping[Form, str] = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.GEOJSON: "application/geo+json",
    Form.PARQUET: "application/vnd.apache.parquet",
}
_FORMS: Mapping[Form, Text] = {
    Form.XLSX: gettext_lazy("Excel workbook, for reading"),
    Form.CSV: gettext_lazy("CSV table, for any program"),
    Form.GEOJSON: gettext_lazy("GeoJSON, for maps"),
    Form.PARQUET: gettext_lazy("Parquet, for evaluation"),
}


@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What the file would hold and in which form; on POST, the file. A file leaves a record, so no link makes one."""
    if request.method == "POST":
        return _file(request, visit)
    return _page(request, visit, Chosen.read(request.GET.dict()))


@require_safe
@for_staff
def records(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The last exports, for auditors and administrators."""
    if not exports.may_read_records(visit.actor):
        return not_for_you(request, visit)
    found = exports.records()
    staff = people.names({one.staff_id for one in found if one.staff_id})
    names = Names(catalogue.current(), visit.language)
    lines = [
        {
            "at": one.at,
            "who": staff.get(one.staff_id, one.by) if one.staff_id else one.by,
            "form": one.form.upper(),
            "asked": _said(one.filters, names),
            "rows": one.rows,
            "whole": one.whole,
        }
        for one in found
    ]
    return page(request, visit, "desk/exports/records.html", {"lines": lines})


def _page(request: HttpRequest, visit: Visit, chosen: Chosen, *, refused: bool = False) -> HttpResponse:
    chosen = _within_reach(chosen, visit)
    count = cases.count(actor=visit.actor, filters=chosen.filters, now=visit.now)
    forms = exports.forms()
    context: dict[str, Any] = {
        "chosen": chosen,
        "count": f"{cases.COUNT_AT_MOST - 1}+" if count >= cases.COUNT_AT_MOST else str(count),
        "asked": _said(asdict(chosen.filters), Names(catalogue.current(), visit.language)),
        "forms": [Choice(form, str(label)) for form, label in _FORMS.items() if form in forms],
        "form": Form.XLSX,
        "refused": refused,
        "watches": exports.may_read_records(visit.actor),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(request, visit, "desk/exports/page.html", context, status=status)


def _file(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    chosen = _within_reach(Chosen.read(request.POST.dict()), visit)
    form = request.POST.get("form", "")
    if form not in exports.forms():
        return _page(request, visit, chosen, refused=True)
    done = exports.export(
        actor=visit.actor,
        by="desk",
        filters=chosen.filters,
        form=Form(form),
        language=visit.language,
        now=visit.now,
        terms=_terms(),
    )
    if isinstance(done, Refused):
        return _page(request, visit, chosen, refused=True)
    name = f"linli-{timezone.localtime(visit.now):%Y%m%d-%H%M}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(done.value, content_type=_TYPES[Form(form)], headers=headers)


def _within_reach(chosen: Chosen, visit: Visit) -> Chosen:
    """As in the queue: who has no turns sees what there is to watch."""
    return chosen if chosen.list == "all" or cases.has_turns(visit.actor) else chosen.with_list("all")


def _terms() -> Mapping[str, Mapping[str, str]]:
    """Words for codes in the reader's language, said now: the file is written after the page's language is gone."""
    tables: Mapping[str, Mapping[Any, Text]] = {
        "state": STATES,
        "stage": STAGES,
        "source": SOURCES,
        "outcome": OUTCOMES,
    }
    return {column: {str(code): str(word) for code, word in table.items()} for column, table in tables.items()}


def _said(filters: Mapping[str, Any], names: Names) -> list[str]:
    """What a list is narrowed to, in the reader's words."""
    said: dict[str, Callable[[str], str]] = {
        "mine": lambda _value: _("waiting for the exporter"),
        "climbed": lambda _value: _("climbed to the exporter"),
        "stage": lambda value: str(STAGES[Stage(value)]),
        "state": lambda value: str(STATES[State(value)]),
        "klass": lambda value: str(KIND_NAMES.get(value.removesuffix("-*"), "")) or names.klass(value).name,
        "area": lambda value: " / ".join(names.areas(value)) or value,
        "unit": names.unit,
        "overdue": lambda _value: _("overdue"),
        "text": lambda value: f"“{value}”",
        "open": lambda _value: _("open"),
        **{name: partial(said_filter, name) for name in BESIDE},
    }
    shown = dict(filters) | ({"open": True} if filters.get("sort") == "urgent" else {})
    return [say(shown[name]) for name, say in said.items() if shown.get(name)]
