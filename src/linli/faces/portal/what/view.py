"""Second step of a report: what is it? And: is it known already?"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.catalogue.rules.edition import Edition, ServiceClass
from linli.faces.portal import city, public
from linli.faces.portal.trail import Trail, read_trail
from linli.kernel.hant import simplified
from linli.kernel.text import terms
from linli.places import queries as places
from linli.ui.shapes import Card

_NEARBY_M = 150
_NEARBY = 5
_MOST_HITS = 30


@dataclass(frozen=True, slots=True)
class Pick:
    """A class to choose. `terms` is what the page's own search looks at while somebody types."""

    href: str
    name: str
    icon: str
    photo_required: bool
    terms: str


@require_safe
@city.needs_city
def show(request: HttpRequest) -> HttpResponse:
    edition, trail = city.edition(), read_trail(request.GET)
    asked = request.GET.get("q", "").strip()[:100]
    open_classes = [one for one in edition.classes.values() if one.reporters == "anyone"]
    chosen = edition.classes.get(trail.class_key)
    page = {
        "trail": trail,
        "asked": asked,
        "hits": [_pick(one, trail) for one in _matching(open_classes, asked)] if asked else [],
        "groups": [
            {"name": name, "icon": members[0].icon, "picks": [_pick(one, trail) for one in members]}
            for name, members in city.groups(open_classes).items()
        ],
        "suggested": _pick(chosen, trail) if chosen and chosen.reporters == "anyone" else None,
        "unsure": f"{reverse('portal:tell')}?{trail.query(**{'class': ''})}",
        "back": f"{reverse('portal:where')}?{trail.query()}",
        "nearby": _nearby(edition, trail),
        "place": _place_text(trail),
    }
    return render(request, "portal/what/page.html", page)


def _matching(classes: list[ServiceClass], asked: str) -> list[ServiceClass]:
    """Classes whose names or keywords contain each word of `asked`: named so before described so, short first."""
    wanted = terms(simplified(asked))

    def rank(one: ServiceClass) -> tuple[int, int] | None:
        name, all_of_it = simplified(city.spoken(one.name)).casefold(), _terms(one)
        at = [name.find(term) for term in wanted]
        if -1 not in at:
            return (0 if 0 in at else 1), len(name)
        return (2, len(name)) if all(term in all_of_it for term in wanted) else None

    ranked = [(place, one) for one in classes if (place := rank(one)) is not None]
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])][:_MOST_HITS] if wanted else []


def _terms(one: ServiceClass) -> str:
    return " ".join((*one.name.values(), *one.keywords, *one.group.values())).casefold()


def _pick(one: ServiceClass, trail: Trail) -> Pick:
    href = f"{reverse('portal:tell')}?{trail.query(**{'class': one.key})}"
    return Pick(href, city.spoken(one.name), one.icon, one.photo_required, _terms(one))


def _nearby(edition: Edition, trail: Trail) -> list[Card]:
    """What is open close by, so that nobody reports twice what is known."""
    if trail.lat is None or trail.lon is None:
        return []
    now = city.now()
    found = cases.around(lat=trail.lat, lon=trail.lon, metres=_NEARBY_M, limit=4 * _NEARBY)
    shown = public.class_keys(edition)
    return [public.card(edition, one, now, metres=one.metres) for one in found if one.class_key in shown][:_NEARBY]


def _place_text(trail: Trail) -> str:
    if trail.lat is None or trail.lon is None:
        return ""
    found = places.locate(lat=trail.lat, lon=trail.lon)
    return trail.address or (city.area_text(found.area_path) if found else "")
