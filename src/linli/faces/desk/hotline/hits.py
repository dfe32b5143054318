"""What a call finds while it is written down: classes, places, conditions, and what is open there already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.cases import queries as cases
from linli.catalogue.finding import find_classes
from linli.catalogue.rules.limits import conditions
from linli.faces.desk.due import moment
from linli.faces.desk.hotline.form import Call, place_value
from linli.faces.desk.names import ClassName, Names
from linli.faces.desk.visit import Visit
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.terms import STAGES
from linli.kernel.words import say
from linli.places.search import Found, search
from linli.ui import says
from linli.ui.shapes import Choice

_REACH_M = 150
_SHOWN = 5
# Those outside the reader's posts are left out afterwards, so more are asked for than are shown.
_ASKED = 20


@dataclass(frozen=True, slots=True)
class Open:
    """An open case close to the place of the call. `likely` says that it is possibly the same."""

    number: int
    klass: ClassName
    stage: Text
    metres: str
    when: str
    likely: bool


def class_hits(call: Call, names: Names) -> list[Choice]:
    """The classes that the search finds, as radio buttons."""
    found = find_classes(names.edition, call.asked_class)
    return [Choice(one.key, (klass := names.klass(one.key)).name, klass.group, klass.icon) for one in found]


def place_hits(call: Call, names: Names) -> list[Choice]:
    """The places that the search finds, as radio buttons. Areas are left out: they are too wide to be a place."""
    if not call.asked_place:
        return []
    return [_place(found, names) for found in search(call.asked_place) if found.kind != "area"]


def condition_choices(call: Call, names: Names) -> list[Choice]:
    """The conditions of the class with their limits, where there is something to choose."""
    rows = conditions(names.edition, class_key=call.class_key) if call.class_key in names.edition.classes else ()
    if len(rows) < 2:
        return []
    return [Choice(row.condition, f"{say(row.words, names.language)} · {says.limit(row.limit)}") for row in rows]


def open_nearby(call: Call, names: Names, visit: Visit) -> list[Open]:
    """At most five open cases that the reader may see: what is possibly the same first, then what is near."""
    spot = call.spot
    if spot is None:
        return []
    likely = cases.likely_same(
        lat=spot.lat, lon=spot.lon, class_key=call.class_key, text=call.text, at=visit.now, limit=_ASKED
    )
    near = cases.around(lat=spot.lat, lon=spot.lon, metres=_REACH_M, limit=_ASKED)
    alike = {one.number for one in likely}
    rows: Sequence[cases.Likely | cases.Nearby] = [
        *(one for one in likely if one.closed_at is None),
        *(one for one in near if one.number not in alike),
    ]
    seen = [one for one in rows if _may_see(one, visit)]
    return [
        Open(
            number=one.number,
            klass=names.klass(one.class_key),
            stage=STAGES[one.stage],
            metres=_("%(metres)d m away") % {"metres": round(one.metres)},
            when=moment(one.reported_at, visit.now),
            likely=one.number in alike,
        )
        for one in seen[:_SHOWN]
    ]


def _may_see(one: cases.Likely | cases.Nearby, visit: Visit) -> bool:
    # What lies in an area is seen by the intake whoever has it, so that the unit needn't be known.
    return cases.may_see(actor=visit.actor, area_path=one.area_path, unit_path="", assisting=())


def _place(found: Found, names: Names) -> Choice:
    around = " · ".join(say(area, names.language) for area in (found.around[1:] or found.around))
    if found.kind == "component":
        label = _("%(kind)s, number %(number)s") % {
            "kind": names.klass(f"component-{found.class_code}").name,
            "number": found.code,
        }
        return Choice(place_value(lat=found.lat, lon=found.lon, component=found.code), label, around, "tag")
    name = say(found.names, names.language)
    icon = "crosshair" if found.kind == "crossing" else "map-pin"
    return Choice(place_value(lat=found.lat, lon=found.lon, address=name), name, around, icon)
