"""The first page: what this is, the one obvious thing to do, and what is going on around here."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.faces.portal import city, public, words

_CLOSURES = 3
_CLOSED_WITHIN = timedelta(days=30)


@require_safe
@city.needs_city
def show(request: HttpRequest) -> HttpResponse:
    now, edition = city.now(), city.edition()
    closed = [
        public.card(edition, pin, now)
        for pin in cases.closed_lately(since=now - _CLOSED_WITHIN, limit=4 * _CLOSURES)
        if pin.class_key in edition.classes and edition.classes[pin.class_key].kind in public.KINDS
    ]
    page = {
        "title": edition.title,
        "welcome": edition.texts.get("welcome"),
        "closed": closed[:_CLOSURES],
        "map": city.map_of(),
        "key": words.STAGES_BY_TONE,
    }
    return render(request, "portal/home/page.html", page)
