"""The page of one case, and the small answers that it asks for: conditions of a class, photos, the base map."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import queries as cases
from linli.cases.rules import State
from linli.cases.rules.facts import Source
from linli.cases.rules.family import open_children
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import MapView
from linli.faces.desk.case import calls, clock, forms, tasks, timeline, told
from linli.faces.desk.case.forms import Form
from linli.faces.desk.case.incident import incident
from linli.faces.desk.case.same import possibly_same
from linli.faces.desk.case.sheet import Sheet, load
from linli.faces.desk.due import moment
from linli.faces.desk.family import told as family
from linli.faces.desk.hands import told as hands
from linli.faces.desk.orders import beside
from linli.faces.desk.queue.filters import Chosen
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.terms import PURPOSES, SOURCES, STATE_TONES, STATES, WAITING
from linli.files import queries as files
from linli.people import queries as people
from linli.people.rules import PURPOSES_OF_STAFF, Purpose
from linli.ui.shapes import Choice


@for_staff
def show(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The case; `?act=MOVE` opens the form of that move where the flow allows it."""
    sheet = load(visit, number)
    if sheet is None:
        return not_for_you(request, visit)
    asked = next((move for move in sheet.moves if move.name == request.GET.get("act")), None)
    form = None
    if asked is not None and forms.fields_of(sheet, asked):
        form = forms.open_form(sheet, asked, request.GET.dict())
    if form is not None and request.GET.get("other", "").isdecimal():
        form = replace(form, typed=replace(form.typed, other=request.GET["other"][:12]))
    template = "acts" if request.headers.get("HX-Target") == "acts" else "page"
    return page(request, visit, f"desk/case/{template}.html", case_context(request, sheet, form=form))


def case_context(request: HttpRequest, sheet: Sheet, *, form: Form | None = None, **more: Any) -> dict[str, Any]:
    """Everything that the page of a case shows. `form` is the one that is open."""
    facts, names = sheet.facts, sheet.names
    chosen = Chosen.read(request.GET.dict())
    mark = request.GET.get("from", "")[:100]
    place = facts.place
    areas = names.areas(facts.area_path)
    lines = told.lines(sheet)
    return (
        {
            "sheet": sheet,
            "number": sheet.view.number,
            "facts": facts,
            "klass": names.klass(facts.class_key),
            "condition": names.conditions(facts.class_key, facts.condition),
            "grade": facts.grade,
            "state": STATES[facts.state],
            "tone": STATE_TONES[facts.state],
            "why": WAITING.get(facts.why, ""),
            "due": sheet.due,
            "unit": names.unit(facts.unit_path) if facts.unit_path else "",
            "assisting": [names.unit(path) for path in facts.assisting],
            "source": SOURCES[Source(facts.source)],
            "reported": moment(facts.reported_at, sheet.visit.now) if facts.reported_at else "",
            "areas": areas,
            "where": [part for part in (place.address if place else "", *areas[-1:]) if part],
            "map_view": sheet.edition.settings.map,
            "pin": _pin(sheet),
            "track": sheet.track(),
            "words": timeline.reporters_words(sheet),
            "result": timeline.latest_result(sheet),
            "entries": timeline.entries(sheet),
            "clocks": clock.told(sheet),
            "told": lines,
            "told_failed": any(line.failed for line in lines),
            "buttons": forms.buttons(sheet, form.move.name if form else ""),
            "form": form,
            "lists": forms.lists(sheet, form) if form else {},
            "query": list_query(request),
            "queue_query": chosen.query(),
            "next_query": chosen.query(**({"from": mark} | {"left": str(sheet.view.number)})),
            "purposes": [Choice(code, str(PURPOSES[code])) for code in PURPOSES_OF_STAFF] if sheet.reachable else [],
            "openings": _openings(sheet) if sheet.reachable else [],
        }
        | _with_others(sheet, form)
        | more
    )


def _with_others(sheet: Sheet, form: Form | None) -> dict[str, object]:
    """What others have to do with the case: units, reports and cases, supervisors."""
    facts, now = sheet.facts, sheet.visit.now
    return {
        "parts": tasks.parts(sheet),
        "family": family.told(sheet),
        "going_on": _(", ").join(f"#{number}" for number in open_children(facts)) if form and _ends(form) else "",
        "hands": hands.told(cases.in_hand(case_id=sheet.view.id, now=now), sheet.names, now),
        "hands_href": _hands_of_unit(sheet),
        "calls": calls.told(sheet),
        "same": possibly_same(sheet),
        "may_merge": any(move.name == "merge" for move in sheet.moves),
        "incident": incident(sheet),
        "orders": beside.of_case(sheet.view, sheet.visit),
    }


@for_staff
def conditions(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The conditions of `?class_key=`, for the filing form after another class was chosen."""
    sheet = load(visit, number)
    if sheet is None:
        return not_for_you(request, visit)
    found = forms.condition_choices(sheet, catalogue.current(), request.GET.get("class_key", ""))
    return page(request, visit, "desk/case/form.html#condition", {"conditions": found, "marked": ()})


@for_staff
def photo(request: HttpRequest, visit: Visit, number: int, photo_id: UUID, size: str) -> HttpResponse:
    """A photo of the case, to whoever may see the case."""
    sheet = load(visit, number)
    if sheet is None or size not in ("full", "thumb"):
        raise Http404
    content = files.content(photo_id, subject=sheet.view.id, size="thumb" if size == "thumb" else "full")
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@for_staff
def basemap(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What maps draw under the case: the GeoJSON of the edition in force."""
    content = catalogue.basemap(catalogue.current().number)
    if content is None:
        raise Http404
    headers = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(content, content_type="application/geo+json", headers=headers)


def _ends(form: Form) -> bool:
    """Whether the move ends the case, or may, without its parts."""
    return form.move.target in (State.CLOSED, State.REJECTED, State.ANSWERED)


def _hands_of_unit(sheet: Sheet) -> str:
    """Where the unit's time in hand is told, to whoever may see it."""
    unit = sheet.facts.unit_path
    may = bool(unit) and bool(cases.seen_areas(sheet.visit.actor, unit))
    return f"{reverse('desk:hands')}?{urlencode({'unit': unit})}" if may else ""


def _pin(sheet: Sheet) -> MapView:
    """Where a map to set the place opens: at the place, else where the city's map does."""
    place, city = sheet.facts.place, sheet.edition.settings.map
    return city if place is None else replace(city, latitude=place.lat, longitude=place.lon)


def _openings(sheet: Sheet) -> list[dict[str, object]]:
    return [
        {
            "at": one.at,
            "when": moment(one.at, sheet.visit.now),
            "who": one.staff_name or _("Linli"),
            "purpose": PURPOSES[Purpose(one.purpose)],
        }
        for one in people.openings(sheet.view.id)
    ]


def list_query(request: HttpRequest) -> str:
    """The list that the reader came from, as it goes along in every address of this page."""
    return Chosen.read(request.GET.dict()).query(**{"from": request.GET.get("from", "")[:100]})
