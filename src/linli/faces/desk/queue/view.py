"""My queue: what waits for my posts, and everything else that I may see, filtered and a page at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import queries as cases
from linli.catalogue import queries as catalogue
from linli.faces.desk.calls.view import waiting
from linli.faces.desk.given import read_text
from linli.faces.desk.names import Names
from linli.faces.desk.orders import beside
from linli.faces.desk.queue import choices
from linli.faces.desk.queue.beside import said_beside
from linli.faces.desk.queue.filters import Chosen, List
from linli.faces.desk.queue.lines import case_address, lines
from linli.faces.desk.visit import Visit, for_staff, page


@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The queue; asked by htmx, the list alone. Who has no turns is shown what there is to watch."""
    chosen = Chosen.read(request.GET.dict())
    turns = cases.has_turns(visit.actor)
    if not turns and chosen.list == "mine":
        return HttpResponseRedirect(reverse("desk:queue") + chosen.with_list("all").query())
    after = read_text(request.GET, "after")
    found = cases.listing(actor=visit.actor, filters=chosen.filters, now=visit.now, after=after)
    names = Names(catalogue.current(), visit.language)
    context: dict[str, Any] = {
        "chosen": chosen,
        "lines": lines(found.rows, chosen=chosen, names=names, visit=visit),
        "further": chosen.query(after=found.after) if found.after else "",
        "first": chosen.query() if after else "",
        "cleared": reverse("desk:queue") + chosen.cleared.query(),
        "tabs": _tabs(visit, chosen, turns=turns),
        "beside": said_beside(chosen.beside),
        "orders": beside.of_queue(chosen, visit),
        "elsewhere": reverse("desk:queue") + chosen.with_list("all").query(),
    }
    if request.headers.get("HX-Target") == "queue-list":
        response = page(request, visit, "desk/queue/page.html#list", context)
    else:
        response = page(
            request,
            visit,
            "desk/queue/page.html",
            context | _filters(names, visit.language) | {"waiting": waiting(visit, names)},
        )
    response["Vary"] = "HX-Target"
    return response


@for_staff
def following(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The next case of the list that the reader came from; at its end the first one, at last the empty queue."""
    chosen = Chosen.read(request.GET.dict())
    after = read_text(request.GET, "from")
    left = request.GET.get("left", "")
    ahead = cases.listing(actor=visit.actor, filters=chosen.filters, now=visit.now, after=after, limit=2)
    again = () if not after else cases.listing(actor=visit.actor, filters=chosen.filters, now=visit.now, limit=2).rows
    for row in (*ahead.rows, *again):
        if str(row.number) != left:
            return HttpResponseRedirect(case_address(row.number, chosen=chosen, mark=row.mark))
    messages.info(request, _("That was the last one of this list."))
    return HttpResponseRedirect(reverse("desk:queue") + chosen.query())


def _tabs(visit: Visit, chosen: Chosen, *, turns: bool) -> list[dict[str, Any]]:
    """The lists; what waits for me, or climbed to me, carries its number, counted no further than matters."""
    everything = {
        "label": _("All in my area"),
        "icon": "list-search",
        "href": reverse("desk:queue") + chosen.with_list("all").query(),
        "current": chosen.list == "all",
        "count": "",
    }
    if not turns:
        return [everything]
    found = [_tab(visit, chosen, "mine", _("Waiting for me"), "inbox")]
    if cases.has_climbed(visit.actor):
        found.append(_tab(visit, chosen, "climbed", _("Climbed to me"), "stairs-up"))
    return [*found, everything]


def _tab(visit: Visit, chosen: Chosen, name: List, label: str, icon: str) -> dict[str, Any]:
    waiting = cases.count(actor=visit.actor, filters=Chosen(list=name).filters, now=visit.now)
    return {
        "label": label,
        "icon": icon,
        "href": reverse("desk:queue") + chosen.with_list(name).query(),
        "current": chosen.list == name,
        "count": f"{cases.COUNT_AT_MOST - 1}+" if waiting >= cases.COUNT_AT_MOST else str(waiting),
    }


def _filters(names: Names, language: str) -> dict[str, Any]:
    return {
        "stages": choices.stages(),
        "kinds": choices.kinds(),
        "classes": choices.classes(names.edition, language),
        "areas": choices.areas(language),
        "units": choices.units(names.edition, language),
    }
