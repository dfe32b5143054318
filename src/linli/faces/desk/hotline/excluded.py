"""What the hotline doesn't take: the words to tell the caller. Nothing of the caller is kept; the reason is counted."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Reason
from linli.faces.desk.hotline.form import read_moment
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.hotline import commands as hotline
from linli.kernel.words import say
from linli.ui.shapes import Choice


def choices(language: str) -> list[Choice]:
    """The exclusions of the city's rules, in the pack's order."""
    reasons = catalogue.current().reasons.get("exclude", ())
    return [Choice(one.code, say(one.name, language)) for one in reasons]


@require_POST
@for_staff
def choose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Count the reason, then show its words at an address of their own, so that a reload counts nothing twice."""
    if not visit.takes_calls:
        return not_for_you(request, visit)
    reason = _reason(request.POST.get("reason", ""))
    hotline.count(
        what="exclude",
        reason=reason.code,
        day=timezone.localdate(visit.now),
        begun=read_moment(request.POST.get("begun", ""), visit.now),
        now=visit.now,
    )
    return HttpResponseRedirect(reverse("desk:hotline-excluded") + "?" + urlencode({"reason": reason.code}))


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The words of the exclusion `?reason=`."""
    if not visit.takes_calls:
        return not_for_you(request, visit)
    reason = _reason(request.GET.get("reason", ""))
    context = {"name": say(reason.name, visit.language), "text": say(reason.text, visit.language)}
    return page(request, visit, "desk/hotline/excluded.html", context)


def _reason(code: str) -> Reason:
    found = catalogue.current().reason("exclude", code)
    if found is None:
        raise Http404(f"the edition in force has no exclusion {code!r}")
    return found
