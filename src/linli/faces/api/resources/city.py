"""The city's rules and places, and the problems that the API knows: open to anybody."""

from django.http import HttpRequest
from ninja import Query, Router

from linli.faces.api.access import ANYBODY, caller_of
from linli.faces.api.resources.names import names_of
from linli.faces.api.shapes import city as shapes
from linli.faces.api.titles import TITLES
from linli.places import queries as places

router = Router(tags=["city"], auth=ANYBODY)


@router.get("/city", response=shapes.CityShape, operation_id="readCity")
def show(request: HttpRequest) -> shapes.CityShape:
    """The edition of the city's rules that is in force."""
    caller = caller_of(request)
    edition, rules = caller.edition, caller.edition.settings
    return shapes.CityShape.of(
        rules,
        edition=edition.number,
        name=edition.name,
        digest=edition.digest,
        title=caller.say(edition.title),
        centre=shapes.PointShape(lat=rules.map.latitude, lon=rules.map.longitude),
    )


@router.get("/classes", response=shapes.Classes, operation_id="listClasses")
def classes(request: HttpRequest) -> shapes.Classes:
    """The classes of report."""
    caller = caller_of(request)
    items = [
        shapes.ClassShape.of(one, group=caller.say(one.group), name=caller.say(one.name))
        for one in caller.edition.classes.values()
    ]
    return shapes.Classes(items=items)


@router.get("/units", response=shapes.Units, operation_id="listUnits")
def units(request: HttpRequest) -> shapes.Units:
    """The handling units."""
    caller = caller_of(request)
    rows = sorted(caller.edition.units.values(), key=lambda unit: unit.path)
    return shapes.Units(items=[shapes.UnitShape.of(one, name=caller.say(one.name)) for one in rows])


@router.get("/duties", response=shapes.Duties, operation_id="listDuties")
def duties(request: HttpRequest) -> shapes.Duties:
    """Which unit is responsible for what, and where."""
    return shapes.Duties(items=[shapes.DutyShape.of(one) for one in caller_of(request).edition.duties])


@router.get("/limits", response=shapes.Limits, operation_id="listLimits")
def limits(request: HttpRequest) -> shapes.Limits:
    """How long handling may take."""
    caller = caller_of(request)
    items = [
        shapes.LimitRowShape.of(
            one, name=caller.say(one.words), value=one.limit.value, unit=one.limit.unit, clock=one.limit.clock
        )
        for one in caller.edition.limits
    ]
    return shapes.Limits(items=items)


@router.get("/reasons", response=shapes.Reasons, operation_id="listReasons")
def reasons(request: HttpRequest) -> shapes.Reasons:
    """The reasons that acts may be given, with the words that reporters are told."""
    caller = caller_of(request)
    items = [
        shapes.ReasonShape.of(one, act=act, name=caller.say(one.name), text=caller.say(one.text))
        for act, rows in caller.edition.reasons.items()
        for one in rows
    ]
    return shapes.Reasons(items=items)


@router.get("/areas", response=shapes.Areas, operation_id="listAreas")
def areas(request: HttpRequest) -> shapes.Areas:
    """The areas in force."""
    caller = caller_of(request)
    return shapes.Areas(items=[shapes.AreaShape.of(one, name=caller.say(one.names)) for one in places.areas()])


@router.get("/locate", response=shapes.Located, operation_id="locate")
def locate(request: HttpRequest, asked: Query[shapes.PointAsked]) -> shapes.Located:
    """The cell and the areas that a point lies in."""
    found = places.locate(lat=asked.lat, lon=asked.lon)
    if found is None:
        return shapes.Located(place=None)
    names = names_of(caller_of(request))
    return shapes.Located(place=names.place(found, found.area_path, address="", component=""))


@router.get("/problems", response=shapes.Problems, operation_id="listProblems")
def problems(request: HttpRequest) -> shapes.Problems:
    """The problems that the API itself answers with; refusals of the rules have codes of their own."""
    items = [
        shapes.ProblemShape(code=code, status=said.status, title=str(said.what), remedy=str(said.remedy))
        for code, said in TITLES.items()
    ]
    return shapes.Problems(items=items)
