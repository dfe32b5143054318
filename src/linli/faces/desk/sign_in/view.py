"""Sign in, in one step or two, and out."""

from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.faces.desk.sign_in.entering import HALF, HALF_SECONDS, context_of, let_in, let_in_or_ask, target_of
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused
from linli.people import commands as people


@never_cache
@sensitive_post_parameters("password")
def show(request: HttpRequest) -> HttpResponse:
    """The form; on POST, signs in and goes where the reader was going."""
    target = target_of(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return render(request, "desk/sign_in/page.html", context_of(request, target))
    name = request.POST.get("sign_in", "")[:100]
    signed_in = people.sign_in(name=name, password=request.POST.get("password", "")[:500], now=timezone.now())
    if isinstance(signed_in, Refused):
        context = context_of(request, target) | {"sign_in": name, "refusal": say_plain(signed_in)}
        return render(request, "desk/sign_in/page.html", context, status=422)
    return let_in_or_ask(request, signed_in.value, target)


@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The second step, for accounts with a second factor. Without the first, or too late after it, back to that."""
    target = target_of(request)
    staff_id, at, seen = request.session.get(HALF, (0, 0, ""))
    if not staff_id or timezone.now().timestamp() - at > HALF_SECONDS:
        return HttpResponseRedirect(reverse("desk:sign-in") + "?" + urlencode({"next": target}))
    if request.method != "POST":
        return render(request, "desk/sign_in/code.html", {"next": target})
    known = people.confirm_sign_in(staff_id=staff_id, code=request.POST.get("code", "")[:50], now=timezone.now())
    if isinstance(known, Refused):
        context = {"next": target, "refusal": say_plain(known)}
        return render(request, "desk/sign_in/code.html", context, status=422)
    del request.session[HALF]
    if not constant_time_compare(seen, known.value.get_session_auth_hash()):
        # The password was changed, or everybody signed out, between the two steps.
        return HttpResponseRedirect(reverse("desk:sign-in"))
    return let_in(request, known.value, target)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("desk:sign-in"))
