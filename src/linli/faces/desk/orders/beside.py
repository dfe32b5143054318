"""What other pages of the desk show of supervision orders: a case its own, the queue the way to them."""

from typing import Any

from django.urls import reverse

from linli.cases import queries as cases
from linli.faces.desk.orders.lines import lines
from linli.faces.desk.queue.filters import Chosen
from linli.faces.desk.visit import Visit
from linli.supervision import queries as orders


def of_case(view: cases.View, visit: Visit) -> dict[str, Any]:
    """The orders that name a case, for `desk/orders/banner.html`, and the way to issue one where the reader may."""
    found = orders.of_case(case_id=view.id, now=visit.now)
    may_issue = view.facts.closed_at is None and orders.may_issue(actor=visit.actor, area_path=view.facts.area_path)
    return {
        "open": lines((one for one in found if one.facts.ended_at is None), visit=visit),
        "ended": lines((one for one in found if one.facts.ended_at is not None), visit=visit),
        "issue": f"{reverse('desk:order-new')}?case={view.number}" if may_issue else "",
    }


def of_queue(chosen: Chosen, visit: Visit) -> dict[str, Any]:
    """The way to the orders with how many wait for the reader by name, and the way to issue one on the whole list."""
    may_issue = orders.issues_anywhere(actor=visit.actor)
    return {
        "waiting": orders.waiting(staff_id=visit.staff_id),
        "issue": reverse("desk:order-new") + chosen.query() if may_issue else "",
    }
