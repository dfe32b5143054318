"""Photos, each behind the door that fits: a draft's, a tracked case's, the public's."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.cases.queries import Tracked
from linli.catalogue import queries as catalogue
from linli.faces.portal import city
from linli.faces.portal import public as eyes
from linli.files import queries as files
from linli.files.rules import Size

# So long a browser keeps a reporter's own photo: what they erase is gone from a shared one soon, too.
_OWN = "private, max-age=3600"


@require_safe
def draft(request: HttpRequest, command_id: UUID, photo_id: UUID) -> HttpResponse:
    """The thumbnail of a photo that waits, for whoever holds the form's own command."""
    return _picture(files.content(photo_id, subject=command_id, size="thumb", draft=True), _OWN)


@require_safe
def tracked(request: HttpRequest, code: str, photo_id: UUID, size: str) -> HttpResponse:
    """A photo of a case for the bearer of its tracking code; of several reporters each sees their own."""
    found = cases.tracked(code=code)
    if found is None:
        raise Http404("no report has this code")
    case_id = next((subject for subject, photo in photos_for(found) if photo.id == photo_id), None)
    if case_id is None:
        raise Http404("this photo is not public")
    return _picture(files.content(photo_id, subject=case_id, size=_size(size)), _OWN)


def photos_for(found: Tracked) -> list[tuple[UUID, files.Photo]]:
    """What the bearer of a code sees, each with the case that it is kept with: what they brought themselves, what the
    desk added to their own report, and what staff took of the result; nothing that another reporter brought.
    """
    shown: list[tuple[UUID, files.Photo]] = []
    for case_id in dict.fromkeys((found.view.id, found.leads.id)):
        own = found.holder == "reporter" and case_id == found.view.id
        voice = "" if own else found.voice
        by_reporters = [stamp for stamp in cases.timeline(case_id=case_id) if stamp.actor_kind == "reporter"]
        mine = {photo for stamp in by_reporters if stamp.voice == voice for photo in stamp.photos}
        others = {photo for stamp in by_reporters if stamp.voice != voice for photo in stamp.photos}
        shown += [
            (case_id, photo)
            for photo in files.photos(case_id)
            if photo.kind == "after" or str(photo.id) in mine or (own and str(photo.id) not in others)
        ]
    return shown


@require_safe
@city.needs_city
def public(request: HttpRequest, number: int, photo_id: UUID, size: str) -> HttpResponse:
    """A photo that staff took of the result, of a case that has a public page."""
    view = cases.case(number=number)
    if view is None or not eyes.may_show(view, catalogue.edition(view.facts.edition)):
        raise Http404("this case is not public")
    if photo_id not in public_photos(view.id):
        raise Http404("this photo is not public")
    return _picture(files.content(photo_id, subject=view.id, size=_size(size)), "public, max-age=86400")


def public_photos(case_id: UUID) -> frozenset[UUID]:
    """The photos of a case that anybody may see: those that staff took of the result."""
    return frozenset(photo.id for photo in files.photos(case_id) if photo.kind == "after")


def _size(text: str) -> Size:
    if text == "full":
        return "full"
    if text == "thumb":
        return "thumb"
    raise Http404(f"no size {text!r}: there are full and thumb")


def _picture(data: bytes | None, cache: str) -> HttpResponse:
    if data is None:
        raise Http404("there is no such photo")
    return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": cache})
