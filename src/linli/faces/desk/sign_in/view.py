"""Sign in and out."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused
from linli.people import commands as people


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
    login(request, staff)
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
