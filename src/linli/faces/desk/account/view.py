"""One's own account: the posts one holds, a new password, and the ways to what else belongs to it."""

from django.contrib import messages as django_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.catalogue import queries as catalogue
from linli.faces.desk.account.sessions import renew
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.refusals import say_plain
from linli.faces.desk.words.terms import ROLES
from linli.kernel.results import Refused
from linli.notices import commands as notices
from linli.notices import queries as queries_of_notices
from linli.people import commands, queries


@sensitive_post_parameters("old", "new")
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The posts held now; on POST, changes the password and ends the other sessions."""
    here = request.session.session_key or ""
    context = _context(visit, here)
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


@require_POST
@for_staff
def set_address(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where the reader wants messages about their posts; with both fields empty, nowhere."""
    given = {name: request.POST.get(name, "")[:200] for name in ("email", "phone")}
    saved = notices.set_address(staff_id=visit.staff_id, **given)
    if isinstance(saved, Refused):
        context = _context(visit, request.session.session_key or "") | given | {"address_refusal": say_plain(saved)}
        return page(request, visit, "desk/account/page.html", context, status=422)
    django_messages.success(request, _("Messages: saved."))
    return HttpResponseRedirect(reverse("desk:account") + "#top")  # not on to the form's own `#messages`


def _context(visit: Visit, here: str) -> dict[str, object]:
    """What the page shows; `here` is the key of the reader's session."""
    email, phone = queries_of_notices.addresses([visit.staff_id]).get(visit.staff_id, ("", ""))
    return {
        "posts": _posts(visit),
        "account": queries.account(visit.staff_id),
        "email": email,
        "phone": phone,
        "sessions": queries.open_sessions(staff_id=visit.staff_id, here=here, now=visit.now),
        "factor_since": queries.factor_since(visit.staff_id),
        "passkeys": queries.passkeys(visit.staff_id),
        "subjects": queries.linked_subjects(visit.staff_id),
        "absences": queries.absences(now=visit.now, about=visit.staff_id),
    }


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
