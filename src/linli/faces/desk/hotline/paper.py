"""The form on paper, for whoever can't or won't use a phone: the browser prints it, or saves it as PDF."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.kernel.words import say


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form in the reader's language, with the city's own texts on privacy and emergencies."""
    if not visit.takes_calls:
        return not_for_you(request, visit)
    edition = catalogue.current()
    texts = {name: say(words, visit.language) for name, words in edition.texts.items()}
    context = {
        "find": request.build_absolute_uri(reverse("portal:find")),
        "city": say(edition.title, visit.language),
        "privacy": texts.get("privacy", "").split("\n\n"),
        "emergency": texts.get("emergency", "").split("\n\n"),
    }
    return page(request, visit, "desk/hotline/paper.html", context)
