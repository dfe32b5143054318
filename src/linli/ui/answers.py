"""Answers that several pages give alike."""

from django.http import HttpResponse


def see(address: str) -> HttpResponse:
    """After a form was taken: look at `address`, by GET whatever came (RFC 9110 §15.4.4)."""
    return HttpResponse(status=303, headers={"Location": address})


def download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep. `kind` is its media type, without a charset; texts are UTF-8. `name` is of ASCII letters."""
    charset = "; charset=utf-8" if isinstance(content, str) else ""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=f"{kind}{charset}", headers=headers)
