"""Who could handle a case: the units that the duties name, each with the duty that names it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.catalogue.rules.edition import EVERYTHING, Duty, matches
from linli.catalogue.rules.routing import route
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.words.terms import KIND_NAMES, WAITING
from linli.kernel.words import say
from linli.places import queries as places


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a duty names as lead: `why` says which duty, `returned` whether it has sent this round back."""

    path: str
    name: str
    why: str
    assisting: tuple[str, ...]
    returned: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """The units in question, best first; `chosen` is the one to suggest, `why` the reason for which none is certain."""

    units: tuple[Candidate, ...]
    chosen: str
    assisting: tuple[str, ...]
    why: str


def candidates(sheet: Sheet) -> Candidates:
    facts, edition = sheet.facts, sheet.edition
    routing = route(edition, class_key=facts.class_key, area_path=facts.area_path)
    found: dict[str, Candidate] = {}
    for duty in routing.candidates:
        lead = edition.units[duty.lead].path
        assisting = tuple(edition.units[code].path for code in duty.assist)
        returned = lead in facts.returned_units
        found.setdefault(lead, Candidate(lead, sheet.names.unit(lead), _why(sheet, duty), assisting, returned))
    chosen = edition.units[routing.duty.lead].path if routing.duty else ""
    if facts.returned_units:
        # Sent back or taken back: the next best duty is whose it may be after all.
        chosen = next((path for path in found if path not in facts.returned_units), "")
    return Candidates(
        units=tuple(found.values()),
        chosen=chosen,
        assisting=found[chosen].assisting if chosen else (),
        why=str(WAITING.get(routing.why, "")),
    )


def _why(sheet: Sheet, duty: Duty) -> str:
    what = _classes(sheet, duty.class_pattern)
    if duty.area == EVERYTHING:
        where = _("everywhere")
    else:
        area = places.area(duty.area)
        where = say(area.names, sheet.visit.language) if area else duty.area
    return _("Duty: %(what)s, %(where)s") % {"what": what, "where": where}


def _classes(sheet: Sheet, pattern: str) -> str:
    """A pattern of classes in words: a class, a kind, or the group that a beginning of codes stands for."""
    if pattern == EVERYTHING:
        return _("any class")
    if not pattern.endswith(EVERYTHING):
        return sheet.names.klass(pattern).name
    kind = pattern.partition("-")[0]
    if pattern == f"{kind}-{EVERYTHING}":
        return str(KIND_NAMES.get(kind, pattern))
    first = next((key for key in sheet.edition.classes if matches(pattern, key)), "")
    return sheet.names.klass(first).group or pattern
