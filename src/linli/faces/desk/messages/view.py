"""What messages say and who gets them: the table of messages, and each text as it will be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.case.sheet import load
from linli.faces.desk.doors import may_preview
from linli.faces.desk.given import read_number
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.messages import AUDIENCES, MESSAGES
from linli.faces.desk.words.moves import MOVES, Text
from linli.kernel.words import LANGUAGES
from linli.notices import queries as notices
from linli.notices import texts
from linli.ui.shapes import Choice


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: `move` makes the message, `what` is what it says in a word, `to` who gets it."""

    template: str
    move: Text
    what: Text
    to: Text
    held: bool
    href: str
    current: bool


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The table; `?name=` shows that text, in `?language=`, of a sample or of the case `?case=`."""
    if not may_preview(visit.actor):
        return not_for_you(request, visit)
    name, number = request.GET.get("name", ""), request.GET.get("case", "").strip()[:12]
    language = request.GET.get("language", "")
    language = language if language in LANGUAGES else visit.language
    name = name if name in MESSAGES else "received"
    case = read_number(number)
    sheet = load(visit, case) if case is not None else None
    said = notices.preview(name, language=language, case_id=sheet.view.id if sheet else None)
    context = {
        "lines": list(_lines(name, language, number)),
        "name": name,
        "what": MESSAGES[name],
        "said": said,
        "number": number,
        "language": language,
        "languages": [Choice(code, name) for code, name in settings.LANGUAGES],
        "unknown": _("There is no such case, or none that your posts cover: this is a sample.")
        if number and sheet is None
        else "",
        "faults": texts.faults(catalogue.current()),
        "silent": [(MOVES[move].done, move) for move in notices.tellings()],
    }
    return page(request, visit, "desk/messages/page.html", context)


def _lines(name: str, language: str, number: str) -> Iterator[Line]:
    for row in notices.audiences():
        href = f"{reverse('desk:messages')}?name={row.template}&language={language}"
        href += f"&case={number}" if number.isdecimal() else ""
        yield Line(
            row.template,
            MOVES[row.move].done,
            MESSAGES[row.template],
            AUDIENCES[row.to],
            row.held,
            f"{href}#said",
            row.template == name,
        )
