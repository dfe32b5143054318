"""Cases to be read, by whoever's posts cover them: lists, one case, and what it is made of."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router

from linli.cases import queries as cases
from linli.cases.queries import Filters, Row, View
from linli.catalogue import queries as catalogue
from linli.faces.api import cursors, written
from linli.faces.api.access import READER, Caller, caller_of
from linli.faces.api.problems import nowhere
from linli.faces.api.resources.names import Names, names_of
from linli.faces.api.shapes.cases import CasePage, CaseShape, Clocks, Hands, PhotoShape, Timeline, WholeCase
from linli.faces.api.shapes.common import Number
from linli.faces.api.shapes.desk import CasesAsked
from linli.files import queries as files
from linli.people import queries as people

router = Router(tags=["cases"], auth=READER)

CaseNumber = Annotated[Number, Path(description="The number of the case.")]


@dataclass(frozen=True, slots=True)
class Found:
    """A case that the caller may see."""

    view: View
    caller: Caller

    @property
    def names(self) -> Names:
        return names_of(self.caller, catalogue.edition(self.view.facts.edition))


def load(request: HttpRequest, number: int) -> Found:
    """The case of that number. Raises Problem where there is none, or none that the caller's posts cover."""
    caller = caller_of(request)
    view = cases.case(number=number)
    if view is None or not cases.visible(actor=caller.actor, facts=view.facts):
        raise nowhere()
    return Found(view, caller)


@router.get("/cases", response=CasePage, operation_id="listCases")
def show_all(request: HttpRequest, asked: Query[CasesAsked]) -> CasePage:
    """The cases that the account's posts cover, narrowed as at the desk, a page at a time."""
    caller = caller_of(request)
    found = cases.listing(
        actor=caller.actor,
        filters=_filters(asked),
        now=caller.now,
        after=cursors.read(asked.cursor, asked),
        limit=asked.limit,
    )
    names = names_of(caller)
    return CasePage(items=[_line(row, names) for row in found.rows], next=cursors.write(found.after, asked))


@router.get("/cases/{int:number}", response=WholeCase, operation_id="readCase", url_name="case")
def show(request: HttpRequest, number: CaseNumber) -> WholeCase:
    """One case as it stands, with the acts that are the account's now."""
    found = load(request, number)
    request.version_of_case = found.view.version  # type: ignore[attr-defined]
    return written.whole(found.view, found.names, found.caller, photos(found))


@router.get("/cases/{int:number}/timeline", response=Timeline, operation_id="readTimeline")
def timeline(request: HttpRequest, number: CaseNumber) -> Timeline:
    """What happened to a case, oldest first."""
    found = load(request, number)
    stamps = cases.timeline(case_id=found.view.id)
    staff = people.names({stamp.actor_id for stamp in stamps if stamp.actor_id is not None})
    return Timeline(items=[written.event(stamp, staff) for stamp in stamps])


@router.get("/cases/{int:number}/due", response=Clocks, operation_id="readClocks")
def due(request: HttpRequest, number: CaseNumber) -> Clocks:
    """How the deadlines of a case come about, from its events alone."""
    found = load(request, number)
    working = cases.clocks(case_id=found.view.id, now=found.caller.now)
    return Clocks(running=list(map(written.clock, working.running)), past=list(map(written.clock, working.past)))


@router.get("/cases/{int:number}/hands", response=Hands, operation_id="readHands")
def hands(request: HttpRequest, number: CaseNumber) -> Hands:
    """In whose hands a case was, and to whom its delay is charged."""
    found = load(request, number)
    return Hands(items=list(map(written.hand, cases.in_hand(case_id=found.view.id, now=found.caller.now))))


@router.get(
    "/cases/{int:number}/photos/{uuid:photo_id}",
    operation_id="readPhoto",
    url_name="photo",
    response={200: None},
    openapi_extra={"responses": {200: {"content": {"image/jpeg": {}}}}},
)
def photo(request: HttpRequest, number: CaseNumber, photo_id: UUID) -> HttpResponse:
    """A photo of the case, as JPEG."""
    found = load(request, number)
    content = files.content(photo_id, subject=found.view.id)
    if content is None:
        raise nowhere()
    return HttpResponse(content, content_type="image/jpeg")


def photos(found: Found) -> list[PhotoShape]:
    """The photos of a case, each with its address."""
    return [
        PhotoShape.of(one, href=reverse("api:photo", args=[found.view.number, one.id]))
        for one in files.photos(found.view.id)
    ]


def _filters(asked: CasesAsked) -> Filters:
    return Filters(
        stage=asked.stage or "",
        state=asked.state or "",
        klass=asked.class_key,
        area=asked.area,
        unit=asked.unit,
        source=asked.source,
        overdue=asked.overdue,
        asked=asked.asked,
        text=asked.text,
        mine=asked.list == "mine",
        climbed=asked.list == "climbed",
        sort=asked.sort,
        open=asked.open,
    )


def _line(row: Row, names: Names) -> CaseShape:
    return CaseShape.of(
        row,
        class_name=names.klass(row.class_key),
        place=names.place(row, row.area_path) if row.lat is not None else None,
        unit_name=names.unit(row.unit_path),
    )
