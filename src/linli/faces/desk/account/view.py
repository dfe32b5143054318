"""One's own account: the posts one holds, a new password, and the ways to what else belongs to it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters

from linli.catalogue import queries as catalogue
from linli.faces.desk.account.sessions import renew
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.refusals import say_plain
from linli.faces.desk.words.terms import ROLES
from linli.insight.trials import areas_of
from linli.kernel.results import Refused
from linli.people import commands, queries


@sensitive_post_parameters("old", "new")
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The posts held now; on POST, changes the password and ends the other sessions."""
    context: dict[str, object] = {"posts": _posts(visit), "account": queries.account(visit.staff_id)}
    here = request.session.session_key or ""
    context["sessions"] = queries.open_sessions(staff_id=visit.staff_id, here=here, now=visit.now)
    context["factor_since"] = queries.factor_since(visit.staff_id)
    context["absences"] = queries.absences(now=visit.now, about=visit.staff_id)
    context["tries_rules"] = bool(areas_of(visit.actor))
    if request.method != "POST":
        return page(request, visit, "desk/account/page.html", context)
    changed = commands.change_password(
        staff_id=visit.staff_id,
        old=request.POST.get("old", "")[:500],
        new=request.POST.get("new", "")[:500],
        now=visit.now,
        here=here,
    )
    if isinstance(changed, Refused):
        return page(request, visit, "desk/account/page.html", context | {"refusal": say_plain(changed)}, status=422)
    renew(request)
    context["sessions"] = queries.open_sessions(
        staff_id=visit.staff_id, here=request.session.session_key or "", now=visit.now
    )
    return page(request, visit, "desk/account/page.html", context | {"changed": True})


def _posts(visit: Visit) -> list[dict[str, object]]:
    names = Names(catalogue.current(), visit.language)
    persons = queries.names(visit.actor.stands_for)
    return [
        {
            "role": ROLES[grant.role],
            "area": names.area(grant.area_path),
            "unit": names.unit(grant.unit_path),
            "stands_for": persons.get(grant.stands_for or 0, ""),
        }
        for grant in visit.actor.grants
    ]
