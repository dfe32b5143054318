"""Sign in through a provider of single sign-on: there, and back."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.faces.desk.sign_in.challenges import origin
from linli.faces.desk.sign_in.entering import context_of, let_in_or_ask, target_of
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Refused
from linli.people import commands as people

_BEGUN = "sso_begun"


@never_cache
@require_safe
def leave_for(request: HttpRequest, number: int) -> HttpResponse:
    """Send the reader to the provider of this number; what to come back with is kept in the session."""
    target = target_of(request)
    begun = people.begin_sso(number=number, back=_back(request), now=timezone.now())
    if isinstance(begun, Refused):
        return _refused(request, begun, target)
    address, kept = begun.value
    request.session[_BEGUN] = asdict(kept) | {"target": target}
    return HttpResponseRedirect(address)


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Judge with what the provider sent the reader back, this once; in, or back to the form with the reason."""
    kept = request.session.pop(_BEGUN, None)
    if kept is None:
        return _refused(request, Refused("sso_late"), reverse("desk:queue"))
    target = kept.pop("target")
    given = {name: value[:4000] for name, value in request.GET.dict().items()}
    known = people.sign_in_by_sso(begun=people.Begun(**kept), given=given, back=_back(request), now=timezone.now())
    if isinstance(known, Refused):
        return _refused(request, known, target)
    return let_in_or_ask(request, known.value, target)


def _back(request: HttpRequest) -> str:
    return origin(request) + reverse("desk:sign-in-back")


def _refused(request: HttpRequest, refused: Refused, target: str) -> HttpResponse:
    context = context_of(request, target) | {"refusal": say_plain(refused)}
    return render(request, "desk/sign_in/page.html", context, status=422)
