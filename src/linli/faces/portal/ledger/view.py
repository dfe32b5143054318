"""The ledger's own pages: where it stands, who has seen it, and how anybody checks a receipt."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from linli.faces.portal import city
from linli.ledger import queries as ledger
from linli.ui.answers import download

_HERE = Path(__file__).parent
_PROGRAM = "tools/verify_receipt.py"


@require_safe
@city.needs_city
def show(request: HttpRequest) -> HttpResponse:
    heads = ledger.heads(limit=10)
    context = {
        "name": heads and ledger.name(),
        "head": next(iter(heads), None),
        "heads": heads,
        "keys": ledger.own_keys(),
        "witnesses": ledger.latest_per_witness(),
    }
    return render(request, "portal/ledger/page.html", context)


@require_safe
@city.needs_city
def check(request: HttpRequest) -> HttpResponse:
    """The page that checks a receipt in the reader's own browser."""
    return render(request, "portal/ledger/check.html", _checking(request))


@require_safe
@city.needs_city
def offline(request: HttpRequest) -> HttpResponse:
    """The same as one file, to keep and to open without any network."""
    parts = {"script": _HERE / "check.js", "style": _HERE / "offline" / "offline.css"}
    inlined = {name: mark_safe(path.read_text(encoding="utf-8")) for name, path in parts.items()}  # noqa: S308 - our own
    text = render_to_string("portal/ledger/offline/page.html", _checking(request) | inlined, request)
    return download(text, "text/html", "linli-check-receipt.html")


@require_safe
def program(request: HttpRequest) -> HttpResponse:
    """The stand-alone verifier, for whoever wants to read what they run."""
    text = (settings.LINLI_ROOT / _PROGRAM).read_text(encoding="utf-8")
    return download(text, "text/x-python", "verify_receipt.py")


def _checking(request: HttpRequest) -> dict[str, object]:
    known = ledger.own_keys()
    return {
        "address": request.build_absolute_uri(reverse("portal:ledger")),
        "key": known[0].key.text if known else "",
    }
