"""POST of a service request: a report like any other, through the one door, under the rules of the loop."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.utils.translation import gettext as _

from linli.cases import commands as cases
from linli.cases import queries
from linli.cases.commands import Done
from linli.cases.rules import State
from linli.discretion.rules import find
from linli.faces.open311 import asked, form, words
from linli.faces.open311.access import admit
from linli.faces.open311.door import Answer, Call, Errors, Wrong, refuse
from linli.faces.open311.form import Report
from linli.faces.open311.services import not_found, offered
from linli.files import commands as files
from linli.kernel.results import Refused
from linli.kernel.rights import Actor
from linli.people import commands as people
from linli.ui import says

MOST_PHOTOS = 5


def file(call: Call) -> Answer | Errors:
    admitted = admit(call)
    if isinstance(admitted, Errors):
        return admitted
    code = call.given("service_code")
    if not code:
        return refuse(400, _("service_code is missing: services.xml lists those that there are."))
    if offered(call.edition, code) is None:
        return not_found(code)
    report = form.read(call)
    if isinstance(report, Errors):
        return report
    # Another program's key, even the same UUID, is another command.
    command_id = uuid5(report.key, admitted) if report.key else uuid4()
    photos, wrongs = _take_photos(call, command_id)
    if wrongs:
        files.discard(subject=command_id, photos=photos)
        return Errors(wrongs)
    result = _report(call, report, command_id, photos)
    if isinstance(result, Refused) or (photos and result.repeated):
        files.discard(subject=command_id, photos=photos)
    if isinstance(result, Refused):
        return _refused(call, result)
    return Answer("service_requests", [_receipt(call, result, report)])


def _report(call: Call, report: Report, command_id: UUID, photos: list[UUID]) -> Done | Refused:
    def keep_with(case_id: UUID) -> None:
        if photos:
            files.adopt(photos=photos, draft=command_id, subject=case_id)
        if report.has_contact:
            people.keep_contact(
                case_id=case_id,
                name=report.name,
                phone=report.phone,
                email=report.email,
                language=call.language,
                now=call.now,
                share=report.share,
            )

    result = cases.report(
        command_id=command_id,
        actor=Actor("reporter", language=call.language),
        source="api",
        now=call.now,
        text=report.text,
        class_key=report.service_code,
        spot=report.spot,
        photos=tuple(str(photo) for photo in photos),
        and_then=keep_with if photos or report.has_contact else None,
    )
    return result if isinstance(result, Refused) else result.value


def _take_photos(call: Call, command_id: UUID) -> tuple[list[UUID], list[Wrong]]:
    """The photos that came as files, kept as drafts until the report stands."""
    uploads = [*call.request.FILES.getlist("media"), *call.request.FILES.getlist("media[]")]
    if len(uploads) > MOST_PHOTOS:
        return [], [Wrong(400, _("At most %(most)d photos can be sent.") % {"most": MOST_PHOTOS})]
    kept: list[UUID] = []
    wrongs = []
    for upload in uploads:
        result = files.keep(upload=upload, subject=command_id, kind="report", now=call.now, draft=True)
        if isinstance(result, Refused):
            wrongs.append(Wrong(400, f"media: {_photo_trouble(result.code)}"))
        else:
            kept.append(result.value.id)
    return kept, wrongs


def _photo_trouble(code: str) -> str:
    return {
        "photo_empty": _("The file is empty."),
        "photo_too_large": _("The photo is larger than 15 MB."),
        "photo_too_many_pixels": _("The photo has more than 40 million pixels."),
        "photo_type": _("This is not a JPEG, PNG or WebP photo."),
        "photo_broken": _("The photo can't be opened."),
    }[code]


def _refused(call: Call, refused: Refused) -> Errors:
    if refused.code == "command_used":
        text = _("This Idempotency-Key was used for another report: number %(number)s.")
        return refuse(400, text % {"number": refused.facts["number"]})
    return refuse(400, words.sentences(*says.refusal(refused, call.edition, call.language)))


def _receipt(call: Call, done: Done, report: Report) -> dict[str, Any]:
    receipt: dict[str, Any] = {
        "service_request_id": str(done.number),
        "service_notice": _notice(call, done, report),
        "account_id": None,
    }
    if call.given("extensions").lower() in asked.TRUE:
        receipt |= {"tracking_code": done.code, "tracking_url": call.address(f"/t/{done.code}/")}
    return receipt


def _notice(call: Call, done: Done, report: Report) -> str:
    """What is going to happen with the report; that its words look personal, and that a picture wasn't fetched."""
    view = queries.case(case_id=done.case_id)
    said = _("Received. Somebody is going to read it and assign it.")
    if view is not None and view.facts.state is State.DISPATCHED:
        said = _("Assigned to %(unit)s.") % {"unit": words.unit_name(call, call.edition, view.facts.unit_path)}
        if view.facts.due_at:
            said = words.sentences(said, _("To be done by %(moment)s.") % {"moment": words.moment(view.facts.due_at)})
    elif report.spot is not None and view is not None and not (view.facts.place and view.facts.place.cell):
        said = _(
            "Received. The place lies outside the area that is looked after here; somebody is going to look at it."
        )
    if find(report.text):
        said = words.sentences(
            said,
            _(
                "The description seems to hold something personal, such as a telephone number or a name: staff read it"
                " as it was sent, and wherever others read it is covered. Contacts belong into the fields for them."
            ),
        )
    if call.given("media_url"):
        said = words.sentences(
            said, _("The picture behind media_url was not fetched: this server takes photos as the file field media.")
        )
    return said
