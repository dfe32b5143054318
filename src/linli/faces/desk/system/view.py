"""How the installation is doing, for administrators: the same as `linli status`; and where its alert lines are set."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.faces.desk.staff.kit import for_administrators
from linli.faces.desk.visit import Visit, page
from linli.faces.desk.words.administering import SAYS, VERDICTS, WATCHED
from linli.upkeep import queries
from linli.upkeep.rules import Line, worst


@require_safe
@for_administrators
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Each thing that is watched, with its verdict and what to do."""
    lines = queries.status(now=visit.now)
    context = {
        "lines": [_said(one) for one in lines],
        "verdict": worst(lines),
        "many": settings.LINLI_ACCESS_MANY,
        "window": settings.LINLI_ACCESS_WINDOW,
        "any_hour": settings.LINLI_ACCESS_ANY_HOUR,
    }
    return page(request, visit, "desk/system/page.html", context)


def _said(line: Line) -> dict[str, object]:
    text, remedy = SAYS[line.says]
    verdict, tone = VERDICTS[line.verdict]
    facts = {name: _fact(value) for name, value in line.facts.items()}
    return {
        "what": WATCHED[line.what],
        "verdict": str(verdict),
        "tone": tone,
        "text": str(text) % facts,
        "remedy": remedy,
    }


def _fact(value: object) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
