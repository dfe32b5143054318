"""The list of supervision orders: mine to act on, issued by me, all open ones that concern my posts, and ended ones."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.faces.desk.orders.lines import lines
from linli.faces.desk.visit import Visit, for_staff, page
from linli.supervision import queries as orders
from linli.supervision.queries import Shelf


@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One shelf of orders; `?list=` says which. Anything else is read as those that wait for the reader."""
    shelves = _shelves(visit)
    asked = request.GET.get("list", "")
    shelf: Shelf = next((name for name in shelves if name == asked), "mine")
    reader = orders.reader(actor=visit.actor, now=visit.now)
    found = orders.listing(reader=reader, shelf=shelf)
    context = {
        "lines": lines(found, visit=visit, reader=reader),
        "shelf": shelf,
        "tabs": [
            {
                "label": label,
                "href": reverse("desk:orders") + (f"?list={name}" if name != "mine" else ""),
                "current": name == shelf,
            }
            for name, label in shelves.items()
        ],
        "more": len(found) == orders.PAGE,
    }
    return page(request, visit, "desk/orders/page.html", context)


def _shelves(visit: Visit) -> dict[Shelf, str]:
    found: dict[Shelf, str] = {
        "mine": _("For me"),
        "issued": _("Issued by me"),
        "open": pgettext("shelf", "Open"),
        "ended": pgettext("shelf", "Ended"),
    }
    if not orders.issues_anywhere(actor=visit.actor):
        del found["issued"]
    return found
