"""Forms on two cases at once: split parts off, take a case in as a part, let a part go its own way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from linli.cases import family
from linli.cases import queries as cases
from linli.cases.family import PARTS_AT_MOST, Part
from linli.catalogue import queries as catalogue
from linli.faces.desk.case import forms
from linli.faces.desk.case.sheet import Sheet, load
from linli.faces.desk.given import read_number, read_text
from linli.faces.desk.queue import choices
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.moves import MOVES
from linli.faces.desk.words.refusals import say_refusal
from linli.kernel.results import Refused

_ROWS = 3
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Row:
    """A part as it was typed."""

    place: int
    class_key: str = ""
    text: str = ""


@require_http_methods(["GET", "POST"])
@for_staff
def split(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Write down the parts; rows that are left empty are no parts."""
    sheet = load(visit, number)
    if sheet is None:
        return not_for_you(request, visit)
    rows = _rows(request)
    context: dict[str, Any] = {"rows": rows, "classes": choices.classes(catalogue.current(), visit.language)}
    if request.method == "GET" or "more" in request.POST:
        return _form(request, sheet, "split", context)
    filled = [row for row in rows if row.class_key or row.text]
    done = family.split(
        case_id=sheet.view.id,
        parts=[Part(row.class_key, row.text) for row in filled],
        actor=visit.actor,
        command_id=forms.command_of(request.POST),
        now=visit.now,
    )
    if isinstance(done, Refused):
        return _form(request, sheet, "split", context, done)
    told = ngettext("%(count)d sub-case was opened: %(numbers)s.",
                    "%(count)d sub-cases were opened: %(numbers)s.", len(done.value))  # fmt: skip
    numbers = _(", ").join(f"#{one.number}" for one in done.value)
    return _back(request, sheet, told % {"count": len(done.value), "numbers": numbers})


@require_http_methods(["GET", "POST"])
@for_staff
def attach(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Name the case by its number, and say why it belongs here."""
    sheet = load(visit, number)
    if sheet is None:
        return not_for_you(request, visit)
    typed, text = _plain(request.POST, "other").removeprefix("#"), _plain(request.POST, "text")
    context = {"other": typed, "text": text}
    if request.method == "GET":
        return _form(request, sheet, "attach", context)
    number_of_child = read_number(typed)
    child = load(visit, number_of_child) if number_of_child is not None else None
    if child is None:
        return _form(request, sheet, "attach", context, Refused("case_unknown"))
    done = family.attach(
        case_id=sheet.view.id,
        child_id=child.view.id,
        text=text,
        actor=visit.actor,
        command_id=forms.command_of(request.POST),
        now=visit.now,
    )
    if isinstance(done, Refused):
        return _form(request, sheet, "attach", context, done)
    return _back(request, sheet, _("Case #%(number)d is now a sub-case of this one.") % {"number": child.view.number})


@require_http_methods(["GET", "POST"])
@for_staff
def detach(request: HttpRequest, visit: Visit, number: int, child: int) -> HttpResponse:
    """Say why the part doesn't belong here."""
    sheet, found = load(visit, number), cases.case(number=child)
    if sheet is None or found is None or found.facts.parent != str(sheet.view.id):
        return not_for_you(request, visit)
    text = _plain(request.POST, "text")
    context = {"child": child, "text": text}
    if request.method == "GET":
        return _form(request, sheet, "detach", context)
    done = family.detach(
        case_id=sheet.view.id,
        child_id=found.id,
        text=text,
        actor=visit.actor,
        command_id=forms.command_of(request.POST),
        now=visit.now,
    )
    if isinstance(done, Refused):
        return _form(request, sheet, "detach", context, done)
    return _back(request, sheet, _("Case #%(number)d goes its own way.") % {"number": child})


def _rows(request: HttpRequest) -> list[Row]:
    """As many rows as were there, and one more on demand; three to begin with."""
    classes, texts = request.POST.getlist("class_key"), request.POST.getlist("text")
    count = max(len(classes), _ROWS) + ("more" in request.POST)
    classes, texts = (found[:PARTS_AT_MOST] + [""] * PARTS_AT_MOST for found in (classes, texts))
    return [
        Row(place + 1, classes[place].strip()[:40], texts[place].strip().replace("\0", "")[:_LONGEST])
        for place in range(min(count, PARTS_AT_MOST))
    ]


def _plain(post: Mapping[str, str], name: str) -> str:
    return read_text(post, name, _LONGEST)


def _form(
    request: HttpRequest, sheet: Sheet, move: str, context: dict[str, Any], refused: Refused | None = None
) -> HttpResponse:
    visit = sheet.visit
    context |= {
        "number": sheet.view.number,
        "klass": sheet.names.klass(sheet.facts.class_key),
        "words": MOVES[move],
        "move": move,
        "command_id": forms.command_of(request.POST),
        "refusal": say_refusal(refused, sheet.edition, visit.language) if refused else None,
        "rows_at_most": PARTS_AT_MOST,
    }
    return page(request, visit, "desk/family/page.html", context, status=422 if refused else 200)


def _back(request: HttpRequest, sheet: Sheet, told: str) -> HttpResponse:
    messages.success(request, told)
    return HttpResponseRedirect(reverse("desk:case", args=[sheet.view.number]))
