"""Layers around the views that Django has as well, without what Linli never needs of them: every report pays for it."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

type Answer = Callable[[HttpRequest], HttpResponseBase]

SIGNED_IN = "/desk/"
"""Below this address people sign in. Everywhere else nobody has an account, and a session would be a trail."""


def languages(answer: Answer) -> Answer:
    """Speak the reader's language: that of the cookie, else the best that the browser asks for.

    As Django's LocaleMiddleware, which looks for a language in the address besides: Linli has none there.
    """

    def speak(request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        translation.activate(language)
        response = answer(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", language)
        return response

    return speak


def accounts(answer: Answer) -> Answer:
    """Sessions, accounts and messages from one page to the next, where people sign in."""
    signed_in = cast(Answer, SessionMiddleware(AuthenticationMiddleware(MessageMiddleware(answer))))

    def know(request: HttpRequest) -> HttpResponseBase:
        return signed_in(request) if request.path_info.startswith(SIGNED_IN) else answer(request)

    return know
