"""The one page that a password opens which an administrator gave out: choosing an own one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from linli.faces.desk.account.sessions import renew
from linli.faces.desk.sign_in.entering import target_of
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused
from linli.people import commands


@never_cache
@sensitive_post_parameters("new")
def show(request: HttpRequest) -> HttpResponse:
    """The form; on POST, sets the password, ends all other sessions and goes where the reader was going."""
    user: Any = request.user
    if not user.is_authenticated:
        return HttpResponseRedirect(reverse("desk:sign-in"))
    target = target_of(request)
    if not user.password_given:
        return HttpResponseRedirect(target)
    context: dict[str, object] = {"next": target, "sign_in": user.sign_in}
    if request.method != "POST":
        return render(request, "desk/account/first.html", context)
    here = request.session.session_key or ""
    chosen = commands.choose_password(staff_id=user.pk, new=request.POST.get("new", "")[:500], here=here)
    if isinstance(chosen, Refused):
        return render(request, "desk/account/first.html", context | {"refusal": say_plain(chosen)}, status=422)
    renew(request)
    messages.success(request, _("The password is yours alone now."))
    return HttpResponseRedirect(target)
