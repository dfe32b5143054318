"""A text of the city's own: what happens to data, emergency numbers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.faces.portal import city


@require_safe
@city.needs_city
def show(request: HttpRequest, name: str) -> HttpResponse:
    titles = {"privacy": _("What happens to your data"), "emergency": _("Emergency numbers")}
    if name not in titles:
        raise Http404(f"no text {name!r}: there are {', '.join(titles)}")
    page = {"title": titles[name], "name": name, "text": city.edition().texts.get(name)}
    return render(request, "portal/text/page.html", page)
