"""Third step of a report: say what is wrong, and send."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases import commands as cases
from linli.faces.portal import city, words
from linli.faces.portal.tell import form
from linli.faces.portal.tell.form import Report
from linli.faces.portal.tell.known import known
from linli.faces.portal.trail import read_trail, read_uuid
from linli.faces.portal.words import Trouble
from linli.files import commands as files
from linli.files import queries as photos
from linli.kernel.results import Refused
from linli.kernel.rights import Actor
from linli.people import commands as people
from linli.places import queries as places
from linli.ui.answers import see
from linli.ui.shapes import Passage


@dataclass(frozen=True, slots=True)
class Waiting:
    """A photo that waits for the report to be sent."""

    id: UUID
    src: str


@require_POST
def passages(request: HttpRequest) -> HttpResponse:
    """What looks personal in the words that somebody is writing, asked for as they type. Nothing of it is kept."""
    return render(request, "portal/tell/passages.html", {"passages": _passages(form.read(request.POST))})


@require_http_methods(["GET", "HEAD", "POST"])
@city.needs_rules
def show(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, form.begun(read_trail(request.GET)))
    report = form.read(request.POST)
    waiting: tuple[UUID, ...] = ()
    # Most reports bring no photo: then the room of photos isn't asked at all.
    if request.FILES or "photos_wait" in request.POST:
        waiting, troubles = _take_photos(request, report.command_id)
        report = report.with_trouble(*troubles)
    if report.troubles or report.about_person or not report.parted.decided:
        return _page(request, report, status=422)
    return _send(request, report, waiting)


def _send(request: HttpRequest, report: Report, waiting: tuple[UUID, ...]) -> HttpResponse:
    now, trail, language = city.now(), report.trail, city.language()

    def keep_with(case_id: UUID) -> None:
        if waiting:
            files.adopt(photos=waiting, draft=report.command_id, subject=case_id)
        if report.has_contact or report.parted.private:
            people.keep_contact(
                case_id=case_id,
                name=report.name,
                phone=report.phone,
                email=report.email,
                language=language,
                now=now,
                share=report.share,
                private=report.parted.private,
            )

    result = cases.report(
        command_id=report.command_id,
        actor=Actor("reporter", language=language),
        source="web",
        now=now,
        text=report.parted.text,
        class_key=trail.class_key,
        spot=cases.Spot(trail.lat, trail.lon, trail.address, trail.component)
        if trail.lat is not None and trail.lon is not None
        else None,
        photos=tuple(str(photo) for photo in waiting),
        and_then=keep_with if waiting or report.has_contact or report.parted.private else None,
    )
    if isinstance(result, Refused):
        return _page(request, report.with_trouble(words.refusal(result.code, result.facts)), status=422)
    if waiting and result.value.repeated:
        files.discard(subject=report.command_id)
    return see(f"/t/{result.value.code}/")


def _take_photos(request: HttpRequest, command_id: UUID) -> tuple[tuple[UUID, ...], list[Trouble]]:
    """The photos that wait under this command, with those that came now; and what is wrong with any of them."""
    drop = [photo_id for text in request.POST.getlist("drop") if (photo_id := read_uuid(text))]
    if drop:
        files.discard(subject=command_id, photos=drop)
    kept = [photo.id for photo in photos.photos(command_id, drafts=True)]
    troubles: list[Trouble] = []
    for upload in request.FILES.getlist("photos"):
        if len(kept) >= form.MOST_PHOTOS:
            text = words.file_trouble("photo_too_many", {"most": form.MOST_PHOTOS})
            return tuple(kept), [*troubles, Trouble("photos", text)]
        result = files.keep(upload=upload, subject=command_id, kind="report", now=city.now(), draft=True)
        if isinstance(result, Refused):
            named = f"{upload.name}: {words.file_trouble(result.code, result.facts)}"
            troubles.append(Trouble("photos", named))
        else:
            kept.append(result.value.id)
    return tuple(kept), troubles


def _passages(report: Report) -> list[Passage]:
    return [Passage(one.text, one.kind, one.choice) for one in report.parted.passages]


@city.in_its_time
def _page(request: HttpRequest, report: Report, status: int = 200) -> HttpResponse:
    edition, trail = city.edition(), report.trail
    about = edition.classes.get(trail.class_key)
    found = places.locate(lat=trail.lat, lon=trail.lon) if trail.lat is not None and trail.lon is not None else None
    waiting = photos.photos(report.command_id, drafts=True) if trail.command_id or report.troubles else ()
    page = {
        "report": report,
        "trail": trail,
        "about": about,
        "place": trail.address or (city.area_text(found.area_path) if found else ""),
        "change_place": f"{reverse('portal:where')}?{trail.query()}",
        "change_class": f"{reverse('portal:what')}?{trail.query(**{'class': ''})}",
        "errors": {name: report.trouble_of(name) for name in ("text", "photos", "class", "phone", "email", "")},
        "known": known(trail),
        "waiting": [
            Waiting(photo.id, reverse("portal:draft-photo", args=[report.command_id, photo.id])) for photo in waiting
        ],
        "most_photos": form.MOST_PHOTOS,
        "longest": form.LONGEST_TEXT,
        "passages": _passages(report),
        "whom": edition.texts.get("persons"),
    }
    return render(request, "portal/tell/page.html", page, status=status)
