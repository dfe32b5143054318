"""The reader's choice of language, kept in a cookie. It is a preference, so that a plain link may set it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from linli.kernel.words import LANGUAGES


@require_GET
def choose(request: HttpRequest, language: str) -> HttpResponse:
    """Remember `language` for a year and go back to the page named by `next`, if it is one of ours."""
    if language not in LANGUAGES:
        raise Http404(f"no language {language!r}: use one of {', '.join(LANGUAGES)}")
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
    )
    return response
