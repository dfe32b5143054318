"""A text of the city's own: what happens to data, emergency numbers."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.faces.portal import city
from linli.kernel.words import say

# 110, 112, 119, 911, 999 … and hotlines of five digits such as 12345; "100 m" and years are no numbers to call.
_DIAL = re.compile(r"(?<![\d.,-])([19][1-9]\d|9\d{4}|1\d{4})(?![\d.,-]*\d)")


@require_safe
@city.needs_city
def show(request: HttpRequest, name: str) -> HttpResponse:
    titles = {"privacy": _("What happens to your data"), "emergency": _("Emergency numbers")}
    if name not in titles:
        raise Http404(f"no text {name!r}: there are {', '.join(titles)}")
    words = city.edition().texts.get(name)
    text = say(words, city.language()) if words else ""
    page = {"title": titles[name], "name": name, "text": dialled(text) if name == "emergency" else text}
    return render(request, "portal/text/page.html", page)


def dialled(text: str) -> SafeString:
    """The text with its emergency numbers as links that a phone dials."""
    return mark_safe(_DIAL.sub(r'<a href="tel:\1">\1</a>', escape(text)))  # noqa: S308 - escaped before
