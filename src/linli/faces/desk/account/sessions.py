"""Sessions on other devices are ended, one or all."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.faces.desk.visit import Visit, for_staff
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused
from linli.people import commands


def renew(request: HttpRequest) -> None:
    """Let this session go on although what sessions have to carry has changed."""
    user: Any = request.user
    old = request.session.session_key or ""
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    request.session.save()
    commands.carry_session(old=old, new=request.session.session_key or "")


@require_POST
@for_staff
def end(request: HttpRequest, visit: Visit) -> HttpResponse:
    """End the session that is named, or, where none is, all but this one."""
    if number := request.POST.get("session", ""):
        if isinstance(ended := commands.end_session(staff_id=visit.staff_id, number=number), Refused):
            messages.info(request, str(say_plain(ended).what))
        else:
            messages.success(request, _("That device is signed out."))
    else:
        commands.end_all_sessions(staff_id=visit.staff_id, but=request.session.session_key or "")
        renew(request)
        messages.success(request, _("All other devices are signed out."))
    return HttpResponseRedirect(reverse("desk:account"))
