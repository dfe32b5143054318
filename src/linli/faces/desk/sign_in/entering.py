"""What every way to sign in ends with: where to go, a session that is on the list, the second step."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from linli.faces.desk.account.device import device_of
from linli.faces.desk.sign_in.challenges import site
from linli.people import commands as people
from linli.people import queries

# Whose password was right, or whom a provider knows, until the code is right, too: account, when, and what its sessions
# have to carry.
HALF = "half_in"
HALF_SECONDS = 5 * 60


def context_of(request: HttpRequest, target: str) -> dict[str, Any]:
    """What the form needs: where to go afterwards, and which other ways in there are."""
    return {"next": target, "passkeys": site(request) is not None, "providers": queries.provider_names()}


def let_in_or_ask(request: HttpRequest, staff: Any, target: str) -> HttpResponse:
    """Let the account in, or ask for its code first where it has a second factor."""
    if people.needs_code(staff):
        request.session.cycle_key()
        request.session[HALF] = [staff.pk, timezone.now().timestamp(), staff.get_session_auth_hash()]
        return HttpResponseRedirect(reverse("desk:sign-in-code") + "?" + urlencode({"next": target}))
    return let_in(request, staff, target)


def let_in(request: HttpRequest, staff: Any, target: str) -> HttpResponse:
    """Begin a session of the account, put it on the list, and go where the reader was going."""
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


def target_of(request: HttpRequest) -> str:
    """Where to go afterwards: an address of ours below the desk, else the queue."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    queue = reverse("desk:queue")
    return target if safe and target.startswith(queue) else queue
