"""Webhooks for administrators: who gets which events, how it goes, and setting one up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.catalogue import queries as catalogue
from linli.faces.desk.case.forms import command_of
from linli.faces.desk.given import read_number
from linli.faces.desk.names import Names
from linli.faces.desk.queue import choices
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.hooks import DELIVERY_STATES, DELIVERY_TONES, HOOK_STATES, HOOK_TONES, kind_names
from linli.faces.desk.words.refusals import say_plain
from linli.faces.desk.words.shape import Text
from linli.faces.desk.words.terms import KIND_NAMES
from linli.kernel.results import Refused
from linli.notices.adapters import Sent
from linli.notices.hooks import commands, delivery, queries
from linli.notices.hooks.queries import Known, Wanted
from linli.people import queries as people
from linli.ui.shapes import Choice

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A webhook in words: `asked` is what it is narrowed to, `sums` how many deliveries ended how."""

    known: Known
    account: str
    state: Text
    tone: str
    asked: list[str]
    sums: list[tuple[Text, int]]
    open: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All webhooks, the deliveries of the one that `?of=` names, and a form for another one; POST does what `act`
    says: add, remove, wake or try."""
    if not queries.may_manage(visit.actor):
        return not_for_you(request, visit)
    if request.method != "POST":
        return _page(request, visit)
    if request.POST.get("act") == "add":
        return _add(request, visit)
    return _change(request, visit)


def _add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Set one up. The secret is on the page that answers, and nowhere else."""
    typed = request.POST
    added = commands.add(
        command_id=command_of(typed),
        name=typed.get("name", ""),
        url=typed.get("url", ""),
        staff_id=read_number(typed.get("staff", "")) or 0,
        wanted=Wanted(
            kinds=tuple(dict.fromkeys(typed.getlist("kind"))),
            class_key=typed.get("class", ""),
            area_path=typed.get("area", ""),
            unit_path=typed.get("unit", ""),
        ),
        actor=visit.actor,
        now=visit.now,
    )
    if isinstance(added, Refused):
        return _page(request, visit, {"refusal": say_plain(added)}, typed=typed, status=422)
    return _page(request, visit, {"secret": added.value.secret, "made": queries.hook(added.value.hook_id)})


def _change(request: HttpRequest, visit: Visit) -> HttpResponse:
    hook_id = read_number(request.POST.get("hook", "")) or 0
    match request.POST.get("act"):
        case "remove":
            done, said = (
                commands.remove(hook_id=hook_id, actor=visit.actor, now=visit.now),
                _("The webhook is removed."),
            )
        case "wake":
            done, said = (
                commands.wake(hook_id=hook_id, actor=visit.actor, now=visit.now),
                _("The webhook is active again."),
            )
        case "try":
            return _try(request, visit, hook_id)
        case _:
            return _page(request, visit)
    if isinstance(done, Refused):
        messages.info(request, str(say_plain(done).what))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("desk:webhooks"))


def _try(request: HttpRequest, visit: Visit, hook_id: int) -> HttpResponse:
    tried = delivery.attempt(hook_id=hook_id, actor=visit.actor, now=visit.now)
    if isinstance(tried, Refused):
        messages.info(request, str(say_plain(tried).what))
    elif isinstance(tried.value, Sent):
        messages.success(request, _("The receiver took the trial event."))
    else:
        messages.info(request, _("The receiver did not take the trial event: %(why)s") % {"why": tried.value.why})
    return HttpResponseRedirect(reverse("desk:webhooks"))


def _page(
    request: HttpRequest,
    visit: Visit,
    more: Mapping[str, Any] | None = None,
    *,
    typed: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    edition = catalogue.current()
    names = Names(edition, visit.language)
    known = queries.hooks()
    accounts = people.accounts_of({one.staff_id for one in known})
    chosen = request.GET.get("of", "")
    lines = [_line(one, accounts[one.staff_id].display_name, names, chosen) for one in known]
    holding = {post.staff_id for post in people.posts(now=visit.now)}
    context = {
        "lines": lines,
        "resting": [line for line in lines if line.known.state == "resting"],
        "deliveries": [_delivery(one) for line in lines if line.open for one in _deliveries(line)],
        "typed": typed or {},
        "ticked": typed.getlist("kind") if typed else [],
        "command_id": uuid4(),
        "accounts": [
            Choice(str(one.id), f"{one.display_name} ({one.sign_in})")
            for one in people.accounts()
            if one.is_active and one.id in holding
        ],
        "kinds": kind_names().items(),
        "classes": [
            *choices.kinds(),
            *(one for group in choices.classes(edition, visit.language) for one in group.choices),
        ],
        "areas": choices.areas(visit.language),
        "units": choices.units(edition, visit.language),
    }
    return page(request, visit, "desk/webhooks/page.html", context | dict(more or {}), status=status)


def _line(known: Known, account: str, names: Names, chosen: str) -> Line:
    wanted, kinds = known.wanted, kind_names()
    klass = str(KIND_NAMES.get(wanted.class_key.removesuffix("-*"), ""))
    asked = [
        _(", ").join(str(kinds.get(kind, kind)) for kind in wanted.kinds),
        (klass or names.klass(wanted.class_key).name) if wanted.class_key else "",
        " / ".join(names.areas(wanted.area_path)),
        names.unit(wanted.unit_path) if wanted.unit_path else "",
    ]
    sums = [(DELIVERY_STATES[state], known.counts[state]) for state in DELIVERY_STATES if state in known.counts]
    return Line(
        known=known,
        account=account,
        state=HOOK_STATES[known.state],
        tone="waiting" if known.state == "active" and known.failing_since else HOOK_TONES[known.state],
        asked=[one for one in asked if one],
        sums=sums,
        open=chosen == str(known.id),
    )


def _deliveries(line: Line) -> tuple[queries.Sending, ...]:
    return queries.deliveries(line.known.id, limit=_SHOWN)


def _delivery(one: queries.Sending) -> dict[str, Any]:
    kind = one.kind.removeprefix("linli.case.")
    return {
        "id": one.id,
        "number": one.id.partition("-")[0],
        "kind": kind_names().get(kind, kind),
        "state": DELIVERY_STATES[one.state],
        "tone": DELIVERY_TONES[one.state],
        "tries": one.tries,
        "at": one.ended_at or one.made_at,
        "why": one.why,
    }
