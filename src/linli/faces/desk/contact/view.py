"""The reporter's contact details: opened for a purpose, by whoever may, on record."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from linli.catalogue import queries as catalogue
from linli.faces.desk.case.sheet import load
from linli.faces.desk.case.view import case_context
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.refusals import say_refusal
from linli.kernel.results import Refused
from linli.people import commands as people
from linli.people.vault import VaultError

_log = logging.getLogger(__name__)


@require_POST
@for_staff
def open_details(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Shows the details once, on the page that answers; nothing keeps them."""
    sheet = load(visit, number)
    if sheet is None:
        return not_for_you(request, visit)
    try:
        opened = people.open_contact(
            case_id=sheet.view.id,
            area_path=sheet.facts.area_path,
            unit_path=sheet.facts.unit_in_charge,
            actor=visit.actor,
            purpose=request.POST.get("purpose", ""),
            now=visit.now,
            calendar=catalogue.current().calendar_of(None),
        )
    except VaultError:
        _log.exception("the contact of case %s stays shut", number)
        opened = Refused("contact_shut")
    if isinstance(opened, Refused):
        refusal = say_refusal(opened, sheet.edition, visit.language)
        context = case_context(request, sheet, contact_refusal=refusal)
        status = 503 if opened.code == "contact_shut" else 422
        return page(request, visit, "desk/case/page.html", context, status=status)
    return page(request, visit, "desk/case/page.html", case_context(request, sheet, contact=opened.value))
