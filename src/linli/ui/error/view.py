"""Django's handlers of errors, and the page for a form that came without its key."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        text = _("Send fewer photos or smaller ones: at most 15 MB each, with at most 1 MB of text.")
        return _page(request, 413, _("This is too large"), text, "photo-off")
    return _page(request, 400, _("This request can't be read"), _("Go back and try again."), "mood-puzzled")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, _("This page isn't for you"), _("Your post doesn't cover it."), "lock")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("Go back, load the page again and send it once more. Cookies must be allowed for this site.")
    return _page(request, 403, _("This form is out of date"), text, "clock-off")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("The address may have been typed wrongly, or what was here is no longer public.")
    return _page(request, 404, _("There is nothing here"), text, "map-off")


def server_fault(request: HttpRequest) -> HttpResponse:
    """Says sorry even where the page itself can't be drawn, as without a database."""
    try:
        text = _("It isn't your fault, and it has been noted. Try again in a few minutes.")
        return _page(request, 500, _("Something broke on our side"), text, "tool")
    except Exception:  # the fault that brought us here may be one of drawing pages
        return HttpResponseServerError(
            "500 · Linli is out of order. 系统暂时无法使用。", content_type="text/plain; charset=utf-8"
        )


def _page(request: HttpRequest, status: int, title: str, text: str, icon: str) -> HttpResponse:
    return render(request, "error/page.html", {"title": title, "text": text, "icon": icon}, status=status)
