"""Sign in, in one step or two, and out."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.faces.desk.account.device import device_of
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused
from linli.people import commands as people

# Whose password was right, until the code is, too: account, when, and what its sessions have to carry.
_HALF = "half_in"
_HALF_SECONDS = 5 * 60


@never_cache
@sensitive_post_parameters("password")
def show(request: HttpRequest) -> HttpResponse:
    """The form; on POST, signs in and goes where the reader was going."""
    target = _target(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return render(request, "desk/sign_in/page.html", {"next": target})
    name = request.POST.get("sign_in", "")[:100]
    signed_in = people.sign_in(name=name, password=request.POST.get("password", "")[:500], now=timezone.now())
    if isinstance(signed_in, Refused):
        context = {"next": target, "sign_in": name, "refusal": say_plain(signed_in)}
        return render(request, "desk/sign_in/page.html", context, status=422)
    staff = signed_in.value
    if people.needs_code(staff):
        request.session.cycle_key()
        request.session[_HALF] = [staff.pk, timezone.now().timestamp(), staff.get_session_auth_hash()]
        return HttpResponseRedirect(reverse("desk:sign-in-code") + "?" + urlencode({"next": target}))
    return _let_in(request, staff, target)


@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The second step, for accounts with a second factor. Without the first, or too late after it, back to that."""
    target = _target(request)
    staff_id, at, seen = request.session.get(_HALF, (0, 0, ""))
    if not staff_id or timezone.now().timestamp() - at > _HALF_SECONDS:
        return HttpResponseRedirect(reverse("desk:sign-in") + "?" + urlencode({"next": target}))
    if request.method != "POST":
        return render(request, "desk/sign_in/code.html", {"next": target})
    known = people.confirm_sign_in(staff_id=staff_id, code=request.POST.get("code", "")[:50], now=timezone.now())
    if isinstance(known, Refused):
        context = {"next": target, "refusal": say_plain(known)}
        return render(request, "desk/sign_in/code.html", context, status=422)
    del request.session[_HALF]
    if not constant_time_compare(seen, known.value.get_session_auth_hash()):
        # The password was changed, or everybody signed out, between the two steps.
        return HttpResponseRedirect(reverse("desk:sign-in"))
    return _let_in(request, known.value, target)


def _let_in(request: HttpRequest, staff: Any, target: str) -> HttpResponse:
    login(request, staff)
    if request.session.session_key is None:
        request.session.save()
    people.note_session(
        staff_id=staff.pk,
        key=request.session.session_key or "",
        device=device_of(request.headers.get("User-Agent", "")),
        now=timezone.now(),
    )
    response = HttpResponseRedirect(target)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            staff.language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("desk:sign-in"))


def _target(request: HttpRequest) -> str:
    """Where to go afterwards: an address of ours below the desk, else the queue."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    queue = reverse("desk:queue")
    return target if safe and target.startswith(queue) else queue
