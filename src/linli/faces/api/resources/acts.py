"""What changes a case: acts on it, new reports, and the photos that come with either."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Body, File, Form, Header, UploadedFile

from linli.cases import commands, family
from linli.cases import queries as cases
from linli.cases.commands import Done, Joined
from linli.cases.rules import Given, one_answer
from linli.cases.rules.facts import joined
from linli.discretion.rules import find
from linli.faces.api.access import PROGRAM, STAFF, Caller, caller_of
from linli.faces.api.problems import Problem, refuse
from linli.faces.api.resources.cases import CaseNumber, Found, load
from linli.faces.api.resources.cases import router as router  # one address is read, and posted to
from linli.faces.api.shapes.acts import (
    ANSWERS,
    Acted,
    ActSent,
    DoneShape,
    Kept,
    NoticeShape,
    PassageShape,
    PhotoKind,
    Reported,
    ReportSent,
)
from linli.faces.api.shapes.common import Spot
from linli.files import commands as files
from linli.files import queries as kept
from linli.kernel.results import Refused, Result
from linli.people import commands as people

_TAGS = ["acts"]

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x20-\x7e]+$",
        description="Any text of the program's own. The same call with the same key again is answered as the first.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=60,
        pattern=r'^"[0-9]{1,9}(-[0-9a-f]+)?"$',
        description="The ETag of the case as it was looked at: refused with 412 where somebody else has acted since.",
    ),
]


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it was sent, on a case that the caller may see."""

    found: Found
    sent: ActSent
    command_id: UUID
    seen: int | None

    @property
    def caller(self) -> Caller:
        return self.found.caller

    def other(self) -> UUID:
        """The other case. Raises Problem where none is named, or none that the caller may see."""
        view = cases.case(number=self.sent.other) if self.sent.other else None
        if view is None or not cases.visible(actor=self.caller.actor, facts=view.facts):
            needed = Refused("missing", {"move": self.sent.move, "needs": ("other",)})
            refuse(Refused("case_unknown") if self.sent.other else needed)
        return view.id


@router.post("/cases/{int:number}/acts", response=Acted, auth=STAFF, operation_id="act", tags=_TAGS)
def act(
    request: HttpRequest,
    number: CaseNumber,
    sent: Body[ActSent],
    idempotency_key: Key = None,
    if_match: IfMatch = None,
) -> Acted:
    """Move a case. Judged like every act: by the table of moves, and by the posts of the account."""
    found = load(request, number)
    seen = int(if_match.strip('"').partition("-")[0]) if if_match else sent.seen
    one = Act(found, sent, _command(found.caller, idempotency_key), seen)
    special: dict[str, Callable[[Act], Acted]] = {
        "merge": _merge, "unmerge": _unmerge, "attach": _attach, "detach": _detach, "split": _split,
    }  # fmt: skip
    return special.get(sent.move, _act)(one)


@router.post("/cases", response={201: Reported}, auth=PROGRAM, operation_id="report", tags=_TAGS)
def report(
    request: HttpRequest, response: HttpResponse, sent: Body[ReportSent], idempotency_key: Key = None
) -> Reported:
    """Report something. A token of nobody's account reports like a resident, an account as its member of staff."""
    caller = caller_of(request)
    if caller.staff is None and sent.source != "api":
        raise Problem("account_needed")
    photos = sent.photos
    contact = sent.contact

    def keep_with(case_id: UUID) -> None:
        _adopt(photos, caller, case_id)
        if contact is not None:
            people.keep_contact(
                case_id=case_id, name=contact.name, phone=contact.phone, email=contact.email,
                language=caller.language, now=caller.now, share=contact.share,
            )  # fmt: skip

    done = _value(
        commands.report(
            command_id=_command(caller, idempotency_key),
            actor=caller.actor,
            source=sent.source,
            now=caller.now,
            text=sent.text,
            class_key=sent.class_key,
            condition=joined(sent.conditions),
            spot=_spot(sent.place),
            photos=tuple(map(str, photos)),
            and_then=keep_with if photos or contact is not None else None,
        )
    )
    response["Location"] = reverse("api:case", args=[done.number])
    return Reported.of(done, tracking_code=done.code, notices=_notices(sent.text))


@router.post("/photos", response={201: Kept}, auth=PROGRAM, operation_id="keepPhoto", tags=_TAGS)
def keep_photo(request: HttpRequest, file: File[UploadedFile], kind: Form[PhotoKind] = "report") -> Kept:
    """Keep a photo for a report or an act that is sent within a day by the same token, which names it by its id.

    `kind` is report, after (the result of handling) or extra.

    JPEG, PNG or WebP of at most 15 MB. It is made upright and smaller, and everything else in the file is dropped.
    """
    caller = caller_of(request)
    photo = files.keep(upload=file, subject=_drafts(caller), kind=kind, now=caller.now, draft=True)
    if isinstance(photo, Refused):
        refuse(photo)
    return Kept.of(photo.value)


def _notices(text: str) -> list[NoticeShape]:
    """A notice where the words hold personal passages. Nobody can be asked here, so they are kept as they were sent."""
    found = find(text)
    if not found:
        return []
    detail = _(
        "The text seems to hold something personal, such as a telephone number or a name: staff read it as it was sent,"
        " and wherever others read it is covered. Contacts belong into `contact`."
    )
    return [NoticeShape(code="personal_words", detail=detail, passages=list(map(PassageShape.of, found)))]


def _act(one: Act) -> Acted:
    sent, view, actor = one.sent, one.found.view, one.caller.actor
    case_id, seen = view.id, one.seen
    if view.facts.merged is not None and one_answer(sent.move) in ANSWERS:
        case_id, seen = UUID(view.facts.merged.into), None
        actor = replace(actor, voice=view.id.hex)
    done = _value(
        commands.act(
            case_id=case_id,
            move=sent.move,
            actor=actor,
            given=_given(sent),
            command_id=one.command_id,
            now=one.caller.now,
            seen=seen,
            spot=_spot(sent.place),
            and_then=(lambda subject: _adopt(sent.photos, one.caller, subject)) if sent.photos else None,
        )
    )
    return _acted(done)


def _merge(one: Act) -> Acted:
    return _joined(
        one,
        commands.merge(
            case_id=one.found.view.id, into=one.other(), actor=one.caller.actor, command_id=one.command_id,
            now=one.caller.now, text=one.sent.text, seen=one.seen,
        ),
    )  # fmt: skip


def _unmerge(one: Act) -> Acted:
    return _joined(
        one,
        commands.unmerge(
            case_id=one.found.view.id, actor=one.caller.actor, command_id=one.command_id, now=one.caller.now,
            text=one.sent.text, seen=one.seen,
        ),
    )  # fmt: skip


def _joined(one: Act, result: Result[Joined]) -> Acted:
    """A report that was merged into a case, or taken out of it, and that case."""
    joint = _value(result)
    part, root = (_standing(number, one.sent.move, repeated=joint.repeated) for number in (joint.part, joint.root))
    return Acted.of(part, others=[root])


def _standing(number: int, move: str, *, repeated: bool) -> DoneShape:
    view = cases.case(number=number)
    if view is None:
        raise LookupError(f"case {number} was acted on and isn't there")
    return DoneShape(number=number, version=view.version, state=view.facts.state, moves=[move], repeated=repeated)


def _attach(one: Act) -> Acted:
    return _paired(one, family.attach)


def _detach(one: Act) -> Acted:
    return _paired(one, family.detach)


def _paired(one: Act, door: Callable[..., Result[tuple[Done, Done]]]) -> Acted:
    """A parent and its child, told from the parent's side."""
    child, parent = _value(
        door(
            case_id=one.found.view.id, child_id=one.other(), text=one.sent.text, actor=one.caller.actor,
            command_id=one.command_id, now=one.caller.now, seen=one.seen,
        )
    )  # fmt: skip
    return _acted(parent, [child])


def _split(one: Act) -> Acted:
    parts = [family.Part(part.class_key, part.text, _spot(part.place)) for part in one.sent.parts]
    children = _value(
        family.split(
            case_id=one.found.view.id, parts=parts, actor=one.caller.actor, command_id=one.command_id,
            now=one.caller.now, seen=one.seen,
        )
    )  # fmt: skip
    own = _standing(one.found.view.number, "split", repeated=all(child.repeated for child in children))
    return Acted.of(own, others=list(map(DoneShape.of, children)))


def _given(sent: ActSent) -> Given:
    return Given(
        text=sent.text,
        reason=sent.reason,
        class_key=sent.class_key,
        condition=joined(sent.conditions),
        unit_path=sent.unit_path,
        assisting=tuple(sent.assisting),
        verdict=sent.verdict,
        photos=tuple(map(str, sent.photos)),
        until=sent.until,
        amount=sent.amount,
        item=sent.item,
        degree=sent.degree,
        units=tuple(sent.units),
        verdicts=tuple(sent.verdicts),
        amends=sent.amends,
    )


def _spot(place: Spot | None) -> commands.Spot | None:
    return commands.Spot(place.lat, place.lon, place.address, place.component) if place else None


def _adopt(photos: Sequence[UUID], caller: Caller, case_id: UUID) -> None:
    """Give the case the photos that this token sent before. Raises Problem, which undoes the act, where one isn't."""
    adopted = files.adopt(photos=photos, draft=_drafts(caller), subject=case_id)
    if adopted != len(set(photos)):
        known = {photo.id for photo in kept.photos(case_id)}
        raise Problem("photo_unknown", facts={"photos": [str(one) for one in photos if one not in known]})


def _drafts(caller: Caller) -> UUID:
    """Where the photos of a token wait for what they belong to."""
    return uuid5(NAMESPACE_OID, f"{caller.purse} photos")


def _command(caller: Caller, key: str | None) -> UUID:
    """The command of a call. Another program's key, even the same text, is another command."""
    return uuid5(NAMESPACE_OID, f"{caller.purse} {key}") if key else uuid4()


def _value[T](result: Result[T]) -> T:
    if isinstance(result, Refused):
        refuse(result)
    return result.value


def _acted(done: Done, others: Sequence[Done] = ()) -> Acted:
    return Acted.of(done, others=list(map(DoneShape.of, others)))
