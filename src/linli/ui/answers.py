"""Answers that several pages give alike."""

import hashlib
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date, quote_etag


def see(address: str) -> HttpResponse:
    """After a form was taken: look at `address`, by GET whatever came (RFC 9110 §15.4.4)."""
    return HttpResponse(status=303, headers={"Location": address})


def download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep. `kind` is its media type, without a charset; texts are UTF-8. `name` is of ASCII letters."""
    charset = "; charset=utf-8" if isinstance(content, str) else ""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=f"{kind}{charset}", headers=headers)


def stamped[A: HttpResponseBase](
    request: HttpRequest, answer: A, *, etag: str = "", cache: str = ""
) -> A | HttpResponse:
    """An answer with its ETag, or nothing but that where the reader has it already (RFC 9110 §13.2.2).

    `etag` is worked out from the content where it isn't given, and `cache` says how long the answer may be kept. What
    is no read, or no success, stays as it is.
    """
    if request.method not in ("GET", "HEAD") or answer.status_code != 200:
        return answer
    if not etag:
        assert isinstance(answer, HttpResponse), "what is streamed has no content to work an ETag out from"
        etag = hashlib.blake2b(answer.content, digest_size=12).hexdigest()
    quoted = quote_etag(etag)
    answer.headers["ETag"] = quoted
    if cache:
        answer.headers["Cache-Control"] = cache
    modified = answer.headers.get("Last-Modified")
    at = parse_http_date(modified) if modified else None
    # Any response will do, whatever its stubs say; without a condition it comes back as it is.
    told = get_conditional_response(request, etag=quoted, last_modified=at, response=cast(HttpResponse, answer))
    if told is None or told is answer:
        return answer
    for name, text in answer.headers.items():
        if not name.lower().startswith("content-"):
            told.headers.setdefault(name, text)  # who may read it, where it goes on, by what it varies
    return told
