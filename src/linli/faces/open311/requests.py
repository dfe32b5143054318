"""GET of service requests: a list, one, the one that a tracking code opens, and the photo of a result."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.cases import published
from linli.cases import queries as cases
from linli.cases.published import Mark, Published
from linli.faces.open311 import asked
from linli.faces.open311.door import Answer, Call, Errors, refuse
from linli.faces.open311.entries import entries
from linli.files import queries as files
from linli.kernel.ids import read_tracking_code, spaced

_ROOT = "service_requests"


def show_all(call: Call) -> Answer | Errors:
    question = asked.read(call)
    if isinstance(question, Errors):
        return question
    if question.numbers is not None:
        rows = published.numbered(question.numbers)
        return Answer(_ROOT, entries(call, rows, extensions=question.extensions))
    page = published.listing(
        wanted=question.wanted, limit=question.size, after=question.after, skip=0 if question.after else question.skip
    )
    headers = {"Link": f'<{_following(call, page.after)}>; rel="next"'} if page.after else {}
    return Answer(_ROOT, entries(call, page.rows, extensions=question.extensions), headers)


def show(call: Call, service_request_id: str) -> Answer | Errors:
    row = find(service_request_id)
    if row is None:
        return not_found(service_request_id)
    extensions = call.given("extensions").lower() in asked.TRUE
    return Answer(_ROOT, entries(call, [row], extensions=extensions))


def show_token(call: Call, token: str) -> Answer | Errors:
    """Every report gets its number at once, so that no token is ever given; a tracking code does as one."""
    found = cases.tracked(code=token)
    plain = read_tracking_code(token)
    if found is None or plain is None:
        return refuse(404, _("The token %(token)s was not found.") % {"token": token})
    return Answer(_ROOT, [{"service_request_id": str(found.view.number), "token": spaced(plain)}])


def show_media(call: Call, number: str, photo_id: str) -> HttpResponse | Errors:
    """A photo that staff took of the result, of a public case."""
    row, photo = find(number), UUID(photo_id)
    data = None
    if row is not None and any(one.id == photo and one.kind == "after" for one in files.photos(row.id)):
        data = files.content(photo, subject=row.id)
    if data is None:
        return refuse(404, _("There is no such photo."))
    return HttpResponse(
        data,
        content_type="image/jpeg",
        headers={"Cache-Control": "public, max-age=86400"},
    )


def find(service_request_id: str) -> Published | None:
    """The public case of that id."""
    rows = published.numbered(asked.read_numbers((service_request_id,)))
    return rows[0] if rows else None


def not_found(service_request_id: str) -> Errors:
    return refuse(404, _("The service_request_id %(id)s was not found.") % {"id": service_request_id})


def _following(call: Call, after: Mark) -> str:
    """The address of the next page: this one with the cursor in place of a page's number.

    Ends that this answer filled in by the clock are written out, so that all pages have the same.
    """
    parameters = [(name, text) for name, texts in call.request.GET.lists() for text in texts]
    kept = [(name, text) for name, text in parameters if name not in ("cursor", "page", "api_key")]
    if not any(text for name, text in kept if name in ("start_date", "end_date", "updated_after", "updated_before")):
        since = (call.now - asked.SPAN).isoformat(timespec="seconds").replace("+00:00", "Z")
        kept = [*((name, text) for name, text in kept if name != "start_date"), ("start_date", since)]
    return call.address(f"{call.request.path}?{urlencode([*kept, ('cursor', str(after))])}")
