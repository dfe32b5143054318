"""Sign in with a passkey: a challenge for the browser, and its answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.faces.desk.sign_in.challenges import keep, site, take
from linli.faces.desk.sign_in.entering import context_of, let_in, target_of
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused
from linli.people import commands as people

_ASKED = "passkey_asked"


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """What the browser has to ask of its passkeys, as JSON; 404 where it can't have any for this address."""
    here = site(request)
    if here is None:
        return HttpResponse(status=404)
    asked = people.ask_passkey(site=here)
    keep(request, _ASKED, asked.challenge, timezone.now())
    return HttpResponse(asked.options, content_type="application/json")


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Judge the answer; in, or back to the form with the reason."""
    now, target, here = timezone.now(), target_of(request), site(request)
    challenge = take(request, _ASKED, now)
    if here is None or challenge is None:
        known = Refused("passkey_late")
    else:
        answer = request.POST.get("answer", "")
        judged = people.sign_in_by_passkey(answer=answer, challenge=challenge, site=here, now=now)
        if not isinstance(judged, Refused):
            return let_in(request, judged.value, target)
        known = judged
    context = context_of(request, target) | {"refusal": say_plain(known)}
    return render(request, "desk/sign_in/page.html", context, status=422)
