"""Cases as anybody may see them, for whoever asks."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from linli.cases import published
from linli.cases.published import Published, Wanted
from linli.catalogue import queries as catalogue
from linli.faces.api import cursors
from linli.faces.api.access import ANYBODY, Caller, caller_of
from linli.faces.api.problems import Problem, nowhere
from linli.faces.api.resources.cases import CaseNumber
from linli.faces.api.resources.names import names_of
from linli.faces.api.shapes.public import PublicAsked, PublicCase, PublicEvent, PublicPage, PublicWhole

router = Router(tags=["public"], auth=ANYBODY)


@router.get("/public/cases", response=PublicPage, operation_id="listPublicCases")
def show_all(request: HttpRequest, asked: Query[PublicAsked]) -> PublicPage:
    """The public list, a page at a time."""
    caller = caller_of(request)
    wanted = Wanted(
        class_keys=asked.class_key,
        closed=None if asked.status is None else asked.status == "closed",
        since=asked.since,
        until=asked.until,
        changed_since=asked.changed_since,
    )
    mark = cursors.read(asked.cursor, asked)
    after = published.read_mark(mark) if mark else None
    if mark and after is None:
        raise Problem("cursor_unknown")
    found = published.listing(wanted=wanted, limit=asked.limit, after=after)
    following = cursors.write(str(found.after), asked) if found.after else None
    return PublicPage(items=[PublicCase.of(row, **_named(row, caller)) for row in found.rows], next=following)


@router.get("/public/cases/{int:number}", response=PublicWhole, operation_id="readPublicCase")
def show(request: HttpRequest, number: CaseNumber) -> PublicWhole:
    """One public case, with what happened to it."""
    caller = caller_of(request)
    rows = published.numbered([number])
    if not rows:
        raise nowhere()
    row = rows[0]
    names = names_of(caller, catalogue.edition(row.edition))
    timeline = [
        PublicEvent.of(one, unit_name=names.unit(one.unit_path)) for one in published.told([row.id]).get(row.id, ())
    ]
    return PublicWhole.of(row, **_named(row, caller), timeline=timeline)


def _named(row: Published, caller: Caller) -> dict[str, Any]:
    """The names of what the row has codes for, under the rules that the case was filed under."""
    names = names_of(caller, catalogue.edition(row.edition))
    return {
        "class_name": names.klass(row.class_key),
        "area_names": names.areas(row.area_path),
        "unit_name": names.unit(row.unit_path),
    }
