"""Whoever bears a tracking code: pages below /t/CODE/ are theirs alone: no browser, proxy or search engine keeps one.

Any other code is answered by the page to look one up, with what is wrong with it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from linli.cases import queries as cases
from linli.cases.queries import Tracked
from linli.faces.portal import city
from linli.kernel.ids import ALPHABET, letters_of, read_tracking_code, spaced

CODE_LENGTH = 12
_LOOKALIKES = "ILO"  # read as 1, 1 and 0

type Page = Callable[[HttpRequest, str, Tracked], HttpResponse]
type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_bearer(page: Page) -> View[str]:
    """The view of a page for whoever bears a code; the page is given the code as it is written."""

    @wraps(page)
    @never_cache
    @city.needs_city
    def judged(request: HttpRequest, code: str) -> HttpResponse:
        plain, found = read_tracking_code(code), cases.tracked(code=code)
        answer = page(request, spaced(plain), found) if plain and found else look_up(request, code, status=404)
        # A link that somebody has published would bring the page to light, and its code.
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return judged


def for_reporter(page: Page) -> View[str]:
    """As `for_bearer`, for the reporter alone: whoever follows a report has left nothing of their own here."""

    @wraps(page)
    def judged(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
        return page(request, code, found) if found.holder == "reporter" else look_up(request, code, status=404)

    return for_bearer(judged)


def look_up(request: HttpRequest, typed: str, error: str = "", status: int = 200) -> HttpResponse:
    """The page to look a code up, with what is wrong with the one that was typed."""
    context = {"typed": typed, "error": error or (wrong(typed) if typed else "")}
    return render(request, "portal/track/find.html", context, status=status)


def wrong(typed: str) -> str:
    """What is wrong with a code: its length, a strange character, one that doesn't fit, or that no report has it."""
    if read_tracking_code(typed):
        return _("The code is well-formed, but no report has it. Is it from this city?")
    letters = letters_of(typed)
    strange = sorted({letter for letter in letters if letter not in ALPHABET and letter not in _LOOKALIKES})
    if strange:
        text = _("A code never contains %(characters)s. Look at that character again.")
        return text % {"characters": ", ".join(strange)}
    if len(letters) != CODE_LENGTH:
        counted = ngettext("You typed %(count)d character", "You typed %(count)d characters", len(letters))
        return _("%(counted)s; a code has 12, such as 7K2M-9QXT-4B6H.") % {"counted": counted % {"count": len(letters)}}
    return _(
        "One character is wrong, or two were swapped: the code doesn't add up. Compare it with what you wrote down."
    )
