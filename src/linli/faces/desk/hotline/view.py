"""A call is taken: one form from top to bottom, then the words to tell the caller.

The form is always sent to its own address. The button `send` files the report, `follow` lets the caller follow a case
that is open already, and anything else (the search fields, as one types) only shows what was found.
"""

from typing import Any
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.cases import commands as cases
from linli.cases import queries
from linli.cases.rules.facts import Source
from linli.catalogue import queries as catalogue
from linli.faces.desk.given import read_number
from linli.faces.desk.hotline import excluded, hits
from linli.faces.desk.hotline.form import LONGEST_TEXT, SOURCES, Call, begin, checked, read
from linli.faces.desk.hotline.told import tell
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.refusals import say_refusal
from linli.faces.desk.words.terms import SOURCE_ICONS
from linli.hotline import commands as hotline
from linli.kernel.results import Refused
from linli.people import commands as people
from linli.ui.shapes import Choice, Passage

_PARTS = {"class-hits": "classes", "place-hits": "places", "beside": "beside", "passages": "personal"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; asked by htmx, the part of it that changes."""
    if not visit.takes_calls:
        return not_for_you(request, visit)
    if request.method != "POST":
        return _form(request, visit, begin(visit.now, request.GET.get("source", "")))
    call = read(request.POST, visit.now)
    if "follow" in request.POST:
        return _follow(request, visit, call)
    if "send" in request.POST:
        return _send(request, visit, checked(call))
    return _form(request, visit, call)


def _send(request: HttpRequest, visit: Visit, call: Call) -> HttpResponse:
    """File the report. The page that answers is the only one that ever shows the code; sent again it shows it again."""
    if call.troubles:
        return _form(request, visit, call, status=422)

    def keep_with(case_id: Any) -> None:
        people.keep_contact(
            case_id=case_id,
            name=call.name,
            phone=call.phone,
            email="",
            language=visit.language,
            now=visit.now,
            share=call.share,
            private=call.parted.private,
        )

    done = cases.report(
        command_id=call.command_id,
        actor=visit.actor,
        source=call.source,
        now=visit.now,
        text=call.parted.text,
        class_key=call.class_key if call.chosen_class or call.class_key in catalogue.current().classes else "",
        condition=call.condition if call.condition in _condition_codes(call, visit) else "",
        spot=call.spot,
        and_then=keep_with if call.has_contact or call.parted.private else None,
    )
    if isinstance(done, Refused):
        return _refused(request, visit, call, done)
    if not done.value.repeated and call.source == Source.PHONE:
        _count("report", call, visit)
    return _told(request, visit, done.value.number, done.value.code, source=call.source)


def _follow(request: HttpRequest, visit: Visit, call: Call) -> HttpResponse:
    """Let the caller follow a case that is open already. Nothing is kept of them: the code is theirs."""
    number = read_number(request.POST.get("follow", ""))
    view = queries.case(number=number) if number is not None else None
    if view is None or not queries.covers(actor=visit.actor, facts=view.facts):
        return _refused(request, visit, call, Refused("case_unknown"))
    done = cases.follow(
        case_id=view.id,
        command_id=uuid5(call.command_id, f"follow {view.number}"),
        language=visit.language,
        now=visit.now,
    )
    if isinstance(done, Refused):
        return _refused(request, visit, call, done)
    if not done.value.repeated and call.source == Source.PHONE:
        _count("follow", call, visit)
    return _told(request, visit, view.number, done.value.code, source=call.source, follows=True)


def _count(what: hotline.What, call: Call, visit: Visit) -> None:
    hotline.count(what=what, day=timezone.localdate(visit.now), begun=call.begun, now=visit.now)


def _refused(request: HttpRequest, visit: Visit, call: Call, refused: Refused) -> HttpResponse:
    said = say_refusal(refused, catalogue.current(), visit.language)
    return _form(request, visit, call.with_trouble("", f"{said.what} {said.remedy}"), status=422)


def _condition_codes(call: Call, visit: Visit) -> set[str]:
    """A condition belongs to its class: chosen for another one, it says nothing."""
    return {one.value for one in hits.condition_choices(call, Names(catalogue.current(), visit.language))}


def _told(
    request: HttpRequest, visit: Visit, number: int, code: str, *, source: str, follows: bool = False
) -> HttpResponse:
    view = queries.case(number=number)
    if view is None:
        raise LookupError(f"case {number} was reported and isn't there")
    context = {
        "number": number,
        "groups": code.split("-"),
        "sentences": tell(view, Names(catalogue.edition(view.facts.edition), visit.language), visit, follows=follows),
        "follows": follows,
        "source": source,
    }
    return page(request, visit, "desk/hotline/told.html", context)


def _form(request: HttpRequest, visit: Visit, call: Call, *, status: int = 200) -> HttpResponse:
    names = Names(catalogue.current(), visit.language)
    part = _PARTS.get(request.headers.get("HX-Target", ""), "")
    context: dict[str, Any] = {"call": call, "longest": LONGEST_TEXT}
    if part in ("", "classes"):
        context["classes"] = hits.class_hits(call, names)
    if part in ("", "places"):
        context["places"] = hits.place_hits(call, names)
    if part in ("", "beside"):
        context |= {
            "klass": names.klass(call.class_key) if call.class_key and not call.chosen_class else None,
            "conditions": hits.condition_choices(call, names),
            "nearby": hits.open_nearby(call, names, visit),
        }
    if part in ("", "personal"):
        context["passages"] = [Passage(one.text, one.kind, one.choice) for one in call.parted.passages]
    if part:
        response = page(request, visit, f"desk/hotline/page.html#{part}", context)
    else:
        more = {"sources": _sources(), "exclusions": excluded.choices(visit.language)}
        response = page(request, visit, "desk/hotline/page.html", context | more, status=status)
    response["Vary"] = "HX-Target"
    return response


def _sources() -> list[Choice]:
    labels = (_("By phone"), _("On paper or at the counter"))
    return [Choice(one, label, icon=SOURCE_ICONS[one]) for one, label in zip(SOURCES, labels, strict=True)]
