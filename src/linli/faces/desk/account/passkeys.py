"""One's passkeys: which there are, a new one, one less."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from linli.faces.desk.given import read_number
from linli.faces.desk.sign_in.challenges import keep, site, take
from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused
from linli.people import commands, queries

_NEW = "passkey_new"


@sensitive_post_parameters("password", "code")
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The passkeys; on POST, the password is checked (and a code, where one is asked for) before a new one is made.

    A desk that was left open mustn't get somebody else's passkey.
    """
    if request.method != "POST":
        return _page(request, visit, {})
    known = _proved(request, visit)
    if isinstance(known, Refused):
        return _page(request, visit, {"refusal": say_plain(known)}, status=422)
    return _asked(request, visit, {})


@require_POST
@for_staff
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the passkey that the browser made."""
    here, challenge = site(request), take(request, _NEW, visit.now)
    if here is None or challenge is None:
        return _page(request, visit, {"refusal": say_plain(Refused("passkey_late"))}, status=422)
    name = request.POST.get("name", "")[:200]
    added = commands.add_passkey(
        staff_id=visit.staff_id,
        name=name,
        answer=request.POST.get("answer", ""),
        challenge=challenge,
        site=here,
        now=visit.now,
    )
    if isinstance(added, Refused):
        # The password was right a moment ago: asked again with a new challenge.
        return _asked(request, visit, {"refusal": say_plain(added), "name": name}, status=422)
    messages.success(request, _("The passkey is kept. You can sign in with it from now on."))
    return HttpResponseRedirect(reverse("desk:passkeys"))


@require_POST
@for_staff
def remove(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Remove one of the reader's passkeys."""
    number = read_number(request.POST.get("passkey", ""))
    removed = commands.remove_passkey(staff_id=visit.staff_id, number=number or 0)
    if isinstance(removed, Refused):
        messages.info(request, str(say_plain(removed).what))
    else:
        messages.success(request, _("The passkey is removed. Delete it on the device as well."))
    return HttpResponseRedirect(reverse("desk:passkeys"))


@sensitive_variables("password", "code")
def _proved(request: HttpRequest, visit: Visit) -> Any:
    account = queries.account(visit.staff_id)
    password, code = request.POST.get("password", "")[:500], request.POST.get("code", "")[:50]
    known = commands.sign_in(name=account.sign_in if account else "", password=password, now=visit.now)
    if isinstance(known, Refused) or not commands.needs_code(known.value):
        return known
    return commands.confirm_sign_in(staff_id=visit.staff_id, code=code, now=visit.now)


def _asked(request: HttpRequest, visit: Visit, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    here = site(request)
    begun = Refused("passkey_late") if here is None else commands.begin_passkey(staff_id=visit.staff_id, site=here)
    if isinstance(begun, Refused):
        return _page(request, visit, {"refusal": say_plain(begun)}, status=422)
    keep(request, _NEW, begun.value.challenge, visit.now)
    return _page(request, visit, context | {"options": begun.value.options}, status=status)


def _page(request: HttpRequest, visit: Visit, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    shown = {
        "passkeys": queries.passkeys(visit.staff_id),
        "possible": site(request) is not None,
        "asks_code": queries.factor_since(visit.staff_id),
    }
    return page(request, visit, "desk/account/passkeys.html", shown | context, status=status)
