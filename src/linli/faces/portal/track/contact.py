"""The reporter's own contact on the tracking page: who opened it and why, and whether the unit may."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases.queries import Tracked, View
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import city, words
from linli.faces.portal.track.bearer import for_reporter
from linli.people import commands as people
from linli.people import queries as contacts
from linli.people.rules import Purpose
from linli.people.vault.accesses import Seen, seen_of
from linli.ui.answers import see


@dataclass(frozen=True, slots=True)
class Line:
    """One opening in the reporter's words: when, as what and of which unit, and why."""

    when: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """`shared` is None where nothing is kept (any more); the openings stay."""

    shared: bool | None
    lines: list[Line]


def told(view: View, edition: Edition) -> Told | None:
    """What the reporter sees of their contact; None where they never left one."""
    shared, lines = contacts.is_shared(view.id), [_line(one, edition) for one in seen_of(view.id)]
    return None if shared is None and not lines else Told(shared, lines)


def _line(seen: Seen, edition: Edition) -> Line:
    if seen.purpose is Purpose.SEND_MESSAGE:
        role = _("Linli, by itself")
    else:
        # Openings from before posts were put on record were all made by the intake desk.
        role = str(words.ROLES.get(seen.role, _("Intake desk")))
    unit = city.unit_name(edition, seen.unit_path) if seen.unit_path else ""
    return Line(words.moment(seen.at), " · ".join(filter(None, (role, unit))), str(words.PURPOSES[seen.purpose]))


@require_POST
@for_reporter
def share(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    """Let the unit in charge open the contact, or no longer: the reporter's own choice, at any time."""
    people.share_contact(case_id=found.view.id, share=request.POST.get("share") == "yes", now=city.now())
    return see(reverse("portal:track", args=[code]) + "#contact")
