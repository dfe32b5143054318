"""One's own account: the posts one holds, and a new password."""

from typing import Any

from django.contrib import messages as django_messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.catalogue import queries as catalogue
from linli.faces.desk.messages.view import may_preview
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.refusals import say_plain
from linli.faces.desk.words.terms import ROLES
from linli.insight.trials import areas_of
from linli.kernel.results import Refused
from linli.notices import commands as notices
from linli.notices import queries as queries_of_notices
from linli.people import commands, queries


@sensitive_post_parameters("old", "new")
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The posts held now; on POST, changes the password and ends the other sessions."""
    context = _context(visit)
    if request.method != "POST":
        return page(request, visit, "desk/account/page.html", context)
    changed = commands.change_password(
        staff_id=visit.staff_id,
        old=request.POST.get("old", "")[:500],
        new=request.POST.get("new", "")[:500],
        now=visit.now,
    )
    if isinstance(changed, Refused):
        return page(request, visit, "desk/account/page.html", context | {"refusal": say_plain(changed)}, status=422)
    user: Any = request.user
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    return page(request, visit, "desk/account/page.html", context | {"changed": True})


@require_POST
@for_staff
def set_address(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where the reader wants messages about their posts; with both fields empty, nowhere."""
    given = {name: request.POST.get(name, "")[:200] for name in ("email", "phone")}
    saved = notices.set_address(staff_id=visit.staff_id, **given)
    if isinstance(saved, Refused):
        context = _context(visit) | given | {"address_refusal": say_plain(saved)}
        return page(request, visit, "desk/account/page.html", context, status=422)
    django_messages.success(request, _("Messages: saved."))
    return HttpResponseRedirect(reverse("desk:account"))


def _context(visit: Visit) -> dict[str, object]:
    email, phone = queries_of_notices.addresses([visit.staff_id]).get(visit.staff_id, ("", ""))
    return {
        "posts": _posts(visit),
        "account": queries.account(visit.staff_id),
        "email": email,
        "phone": phone,
        "previews": may_preview(visit.actor),
        "tries_rules": bool(areas_of(visit.actor)),
    }


def _posts(visit: Visit) -> list[dict[str, object]]:
    names = Names(catalogue.current(), visit.language)
    return [
        {"role": ROLES[grant.role], "area": names.area(grant.area_path), "unit": names.unit(grant.unit_path)}
        for grant in visit.actor.grants
    ]
