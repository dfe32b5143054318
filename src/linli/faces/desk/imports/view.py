"""Tables brought in: upload, columns, check, faults, and the good rows; and who brought in what."""

from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages as django_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.faces.desk.doors import may_see_imports
from linli.faces.desk.given import read_number
from linli.faces.desk.imports import mapping as screen
from linli.faces.desk.imports.words import KIND_HINTS, KINDS, NEXT, PHASES, TROUBLES
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.insight import imports, uploads
from linli.insight.formats import faults as fault_files
from linli.insight.rules.kinds import Kind
from linli.insight.rules.mapping import Mapping
from linli.insight.rules.row_faults import Reject, reason_of, remedy_of
from linli.insight.rules.table_faults import REFUSALS, said
from linli.insight.uploads import Upload
from linli.kernel.results import Refused
from linli.people import queries as people
from linli.ui.shapes import Choice

PAGE = 25
_FILES: dict[str, tuple[str, Callable[[fault_files.Batches, str], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", fault_files.csv_),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", fault_files.xlsx),
}


@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The tables under way, who brought in what, and the form for another one; on POST, takes the file."""
    if request.method == "POST":
        return _received(request, visit) if uploads.may_import(visit.actor) else not_for_you(request, visit)
    if not may_see_imports(visit.actor):
        return not_for_you(request, visit)
    return _list(request, visit)


def _with_upload(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Look up the table that the address names, for those who bring tables in; others learn nothing of it."""

    @wraps(view)
    @for_staff
    def found(request: HttpRequest, visit: Visit, /, upload_id: UUID, **named: str) -> HttpResponseBase:
        upload = uploads.upload(upload_id) if uploads.may_import(visit.actor) else None
        return view(request, visit, upload, **named) if upload else not_for_you(request, visit)

    return found


@_with_upload
def table(request: HttpRequest, visit: Visit, upload: Upload) -> HttpResponse:
    """One table: its columns to be named, how far the worker is, or what was found."""
    return _table(request, visit, upload)


@require_POST
@_with_upload
def check(request: HttpRequest, visit: Visit, upload: Upload) -> HttpResponse:
    """Take the columns as they were named, or a stored mapping, and let all rows be judged."""
    if name := request.POST.get("stored", ""):
        found = uploads.stored_mapping(name)
        mapping = found if isinstance(found, Mapping) else None
        given = screen.Given(mapping, troubles=[] if mapping else [str(TROUBLES["mapping_unknown"])])
    else:
        proposed = uploads.propose(upload.id, sheet=request.POST.get("sheet", ""))
        if isinstance(proposed, Refused):
            return _table(request, visit, upload)
        given = screen.read(request.POST, proposed.value, upload.kind, visit.language)
    if given.mapping is None:
        return _table(request, visit, upload, troubles=given.troubles)
    done = uploads.check(upload.id, mapping=given.mapping, now=visit.now)
    if isinstance(done, Refused):
        return _table(request, visit, upload, troubles=[str(TROUBLES[done.code])])
    if given.save_as:
        uploads.store_mapping(name=given.save_as, mapping=given.mapping, staff_id=visit.staff_id, now=visit.now)
    return HttpResponseRedirect(reverse("desk:import-table", args=[upload.id]))


@require_POST
@_with_upload
def write(request: HttpRequest, visit: Visit, upload: Upload) -> HttpResponse:
    """Let the good rows be written."""
    if isinstance(uploads.write(upload.id, now=visit.now), Refused):
        return _table(request, visit, upload, troubles=[str(TROUBLES["not_now"])])
    return HttpResponseRedirect(reverse("desk:import-table", args=[upload.id]))


@require_POST
@_with_upload
def discard(request: HttpRequest, visit: Visit, upload: Upload) -> HttpResponse:
    """Throw the table away; what was written stays."""
    if isinstance(uploads.discard(upload.id), Refused):
        return _table(request, visit, upload, troubles=[str(TROUBLES["not_now"])])
    django_messages.success(request, _("The uploaded table is thrown away."))
    return HttpResponseRedirect(reverse("desk:imports"))


@require_safe
@_with_upload
def faults(request: HttpRequest, visit: Visit, upload: Upload, form: str) -> HttpResponseBase:
    """All faults of a table as a file."""
    if form not in _FILES:
        return not_for_you(request, visit)
    kind, chunks = _FILES[form]
    stem = "".join(letter for letter in upload.name.rpartition(".")[0] if letter.isascii() and letter.isalnum())[:40]
    headers = {
        "Content-Disposition": f'attachment; filename="{stem or "table"}-faults.{form}"',
        "X-Content-Type-Options": "nosniff",
    }
    found = chunks(uploads.all_faults(upload.id), visit.language)
    return StreamingHttpResponse(found, content_type=kind, headers=headers)


@require_safe
@_with_upload
def mapping(request: HttpRequest, visit: Visit, upload: Upload) -> HttpResponse:
    """The mapping as TOML, for the command line."""
    if not upload.mapping:
        return not_for_you(request, visit)
    headers = {"Content-Disposition": 'attachment; filename="mapping.toml"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(upload.mapping, content_type="application/toml; charset=utf-8", headers=headers)


def _received(request: HttpRequest, visit: Visit) -> HttpResponse:
    file, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if kind not in list(Kind):
        return _list(request, visit, {"kind": str(TROUBLES["kind"])})
    if file is None:
        return _list(request, visit, {"file": str(TROUBLES["file"])}, kind)
    done = uploads.receive(
        name=file.name or "", kind=Kind(kind), chunks=file.chunks(), staff_id=visit.staff_id, now=visit.now
    )
    if isinstance(done, Refused):
        return _list(request, visit, {"file": _sentence(done, visit)}, kind)
    return HttpResponseRedirect(reverse("desk:import-table", args=[done.value]))


def _list(request: HttpRequest, visit: Visit, troubles: dict[str, str] | None = None, kind: str = "") -> HttpResponse:
    waiting, runs = uploads.uploads(), imports.runs()
    staff = people.names({one.staff_id for one in waiting} | {one.staff_id for one in runs if one.staff_id})
    context = {
        "may_import": uploads.may_import(visit.actor),
        "kinds": [Choice(one, str(KINDS[one]), str(KIND_HINTS[one])) for one in KINDS],
        "kind": kind,
        "troubles": troubles or {},
        "most": uploads.MOST_BYTES // 2**20,
        "waiting": [
            {"upload": one, "kind": KINDS[one.kind], "phase": PHASES[one.phase], "next": NEXT[one.phase],
             "who": staff.get(one.staff_id, "")}
            for one in waiting
        ],
        "runs": [
            {"run": one, "kind": KINDS[Kind(one.kind)],
             "who": staff.get(one.staff_id, "") if one.staff_id else _("Command line")}
            for one in runs
        ],
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if troubles else HTTPStatus.OK
    return page(request, visit, "desk/imports/page.html", context, status=status)


def _table(request: HttpRequest, visit: Visit, upload: Upload, *, troubles: list[str] | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "upload": upload,
        "kind": KINDS[upload.kind],
        "phase": PHASES[upload.phase],
        "troubles": troubles or [],
        "failure": said(upload.failure, upload.facts, visit.language) if upload.failure in REFUSALS else None,
        "percent": round(100 * upload.position / upload.size) if upload.size else 0,
    }
    maps = upload.phase == "mapping" or (upload.phase == "checked" and (upload.failure or "map" in request.GET))
    if (maps or troubles) and not upload.under_way and upload.phase != "written":
        context |= _mapping(request, visit, upload)
    else:
        context |= _found(request, visit, upload)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if troubles else HTTPStatus.OK
    return page(request, visit, "desk/imports/table.html", context, status=status)


def _mapping(request: HttpRequest, visit: Visit, upload: Upload) -> dict[str, Any]:
    post = request.POST if request.method == "POST" else None
    proposed = uploads.propose(upload.id, sheet=(post or request.GET).get("sheet", ""))
    if isinstance(proposed, Refused):
        return {"failure": said(proposed.code, proposed.facts, visit.language)}
    proposal = proposed.value
    sent = post if post is not None and "stored" not in post else None
    lines = screen.lines(proposal, sent)
    return {
        "proposal": proposal,
        "sheets": [Choice(name, name) for name in proposal.sheets],
        "lines": lines,
        "rows": [screen.masked(row, lines) for row in proposal.rows],
        "left_out": [line.column for line in lines if line.personal],
        "fields": screen.choices(upload.kind, visit.language),
        "source": sent.get("source", "") if sent else "",
        "save_as": sent.get("save_as", "") if sent else "",
        "of_cases": upload.kind == Kind.CASES,
        "stored": [Choice(one.name, one.name) for one in uploads.stored_mappings(upload.kind)],
    }


def _found(request: HttpRequest, visit: Visit, upload: Upload) -> dict[str, Any]:
    last = max(1, -(-min(upload.faults, uploads.MOST_FAULTS) // PAGE))
    number = min(max(1, read_number(request.GET.get("page", "")) or 1), last)
    found = uploads.faults(upload.id, after=(number - 1) * PAGE, limit=PAGE) if not upload.under_way else []
    return {
        "faults": [_line(one, visit.language) for one in found],
        "many": upload.faults > uploads.MOST_FAULTS,
        "kept": uploads.MOST_FAULTS,
        "number": number,
        "last": last,
    }


def _line(one: Reject, language: str) -> dict[str, Any]:
    return {
        "sheet": one.sheet,
        "line": one.line,
        "column": one.column,
        "value": one.value,
        "reason": reason_of(one.code, one.facts, language),
        "remedy": remedy_of(one.code, one.facts, language),
    }


def _sentence(refused: Refused, visit: Visit) -> str:
    reason, remedy = said(refused.code, refused.facts, visit.language)
    return _("%(reason)s; %(remedy)s.") % {"reason": reason[:1].upper() + reason[1:], "remedy": remedy}
