"""The public page of one case, and following it."""

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases import commands
from linli.cases import queries as cases
from linli.cases.queries import View
from linli.cases.rules import ENDED
from linli.catalogue import queries as catalogue
from linli.faces.portal import city, public, story, words
from linli.faces.portal.trail import read_uuid
from linli.files import queries as files
from linli.kernel.results import Refused
from linli.ui.answers import see
from linli.ui.shapes import Picture


@require_safe
@city.needs_city
def show(request: HttpRequest, number: int) -> HttpResponse:
    view = _found(number)
    if view.facts.merged is None:
        return _page(request, view)
    root = cases.case(case_id=UUID(view.facts.merged.into))
    if root is None:
        raise Http404(f"there is no public case {number}")
    return HttpResponseRedirect(reverse("portal:case", args=[root.number]))


@require_POST
@city.needs_city
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Give the reader a code of their own for this case."""
    view = _found(number)
    result = commands.follow(
        case_id=view.id,
        command_id=read_uuid(request.POST.get("command", "")) or uuid4(),
        language=city.language(),
        now=city.now(),
    )
    if isinstance(result, Refused):
        return _page(request, _found(number), words.refusal(result.code, result.facts).text, status=422)
    return see(reverse("portal:track", args=[result.value.code]))


def _found(number: int) -> View:
    view = cases.case(number=number)
    if view is None or not public.may_show(view, catalogue.edition(view.facts.edition)):
        raise Http404(f"there is no public case {number}")
    return view


def _page(request: HttpRequest, view: View, error: str = "", status: int = 200) -> HttpResponse:
    facts, now = view.facts, city.now()
    edition = catalogue.edition(facts.edition)
    stamps = cases.timeline(case_id=view.id)
    place = facts.place
    lat, lon = public.point(place.lat, place.lon) if place else (None, None)
    runs = view.stage in words.TIMED
    context = {
        "number": view.number,
        "title": city.class_name(edition, facts.class_key),
        "place": city.area_text(facts.area_path),
        "map": city.map_of(lat=lat, lon=lon, zoom=16.5),
        "steps": story.steps(view, stamps),
        "unit": story.unit_in_charge(view, edition),
        "due": words.due(facts.due_at, now) if runs else "",
        "late": bool(runs and facts.due_at and now > facts.due_at),
        "outcome": words.OUTCOMES.get(facts.outcome, "") if facts.state in ENDED else "",
        "open": facts.state not in ENDED,
        "lines": list(reversed(story.lines(stamps, edition, voice=None))),
        "pictures": [_picture(view.number, photo) for photo in files.photos(view.id) if photo.kind == "after"],
        "command_id": uuid4(),
        "error": error,
    }
    return render(request, "portal/case/page.html", context, status=status)


def _picture(number: int, photo: files.Photo) -> Picture:
    return Picture(
        href=reverse("portal:public-photo", args=[number, photo.id, "full"]),
        thumb=reverse("portal:public-photo", args=[number, photo.id, "thumb"]),
        alt=_("Photo: %(caption)s") % {"caption": _("After handling")},
        width=photo.width,
        height=photo.height,
        caption=_("After handling"),
    )
