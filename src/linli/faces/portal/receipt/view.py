"""The receipt: what the bearer of a code keeps to prove that the city has their report."""

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from linli.cases import receipts
from linli.cases.queries import Tracked, View
from linli.faces.portal import city, words
from linli.faces.portal.track.bearer import for_reporter
from linli.ledger.keys import KeyFault
from linli.ui import answers


@dataclass(frozen=True, slots=True)
class Panel:
    """What the tracking page shows of a receipt. `by` is until when the report is promised to be in the ledger,
    `entry` which of its entries it is, counted from 1, None before; `qr` holds the promise for a camera.
    """

    by: str
    entry: int | None
    qr: SafeString
    check: str


@require_safe
@for_reporter
def download(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    """The receipt as a file. Followers have none: they told the city nothing."""
    earlier = request.GET.get("earlier", "")
    try:
        made = receipts.receipt(
            case_id=found.view.id,
            now=city.now(),
            address=request.build_absolute_uri(reverse("portal:ledger")),
            earlier=int(earlier) if earlier.isascii() and earlier.isdecimal() and len(earlier) < 19 else None,
        )
    except KeyFault:
        return HttpResponse(status=503)
    content = orjson.dumps(made, option=orjson.OPT_INDENT_2)
    return answers.download(content, "application/json", f"linli-receipt-{found.view.number}.json")


def panel(request: HttpRequest, view: View) -> Panel | None:
    """None where the ledger's key isn't at hand: following a report must work without it."""
    try:
        made = receipts.promise_of(case_id=view.id, now=city.now())
    except KeyFault:
        return None
    check = request.build_absolute_uri(reverse("portal:check-receipt"))
    drawn = segno.make(f"{check}#{made.compact}", error="l", micro=False)
    svg = drawn.svg_inline(omitsize=True, border=2, dark="#000", light="#fff", svgclass="pt-qr")
    return Panel(
        by=words.moment(datetime.fromtimestamp(made.by, UTC)),
        entry=None if made.position is None else made.position + 1,
        qr=mark_safe(svg),  # noqa: S308 - made of our own modules
        check=check,
    )
