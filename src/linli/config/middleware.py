"""Layers around the views that Django has as well, without what Linli never needs of them: every report pays for it.
And how large a form may be that brings files, which Django writes to the disk before anybody has looked at them.
"""

from collections.abc import Callable
from typing import IO, Any, cast

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.csp import build_policy

type Answer = Callable[[HttpRequest], HttpResponseBase]

SIGNED_IN = "/desk/"
"""Below this address people sign in. Everywhere else nobody has an account, and a session would be a trail."""

_MIB = 1024 * 1024
MOST_BYTES = 80 * _MIB
"""Bytes of a whole form: five photos of 15 MB, and what is written beside them."""

MOST_BYTES_SIGNED_IN = 110 * _MIB
"""Bytes of a form of staff's: a table of 100 MB."""


def guarded(answer: Answer) -> Answer:
    """Tell browsers that a page loads nothing but the settings' sources, and that nobody may put it into a frame.

    As Django's ContentSecurityPolicyMiddleware and XFrameOptionsMiddleware, which write the same policy anew for every
    answer, and keep a nonce ready that no page of Linli's has.
    """
    policy = build_policy(cast(dict[str, list[str]], settings.SECURE_CSP))
    frames = settings.X_FRAME_OPTIONS

    def guard(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Frame-Options", frames)
        return response

    return guard


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


class Bounded(FileUploadHandler):
    """Refuses a form by the length that it says it has, before any of it is read: no more than that is ever read."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 -- Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        inside = str(META.get("PATH_INFO", "")).startswith(SIGNED_IN)
        most = MOST_BYTES_SIGNED_IN if inside else MOST_BYTES
        if content_length > most:
            raise RequestDataTooBig(f"the form has {content_length} bytes, {most} are the limit")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
