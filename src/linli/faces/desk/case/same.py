"""Cases that are possibly the same as the one on the page: links for the operator, who decides."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases import queries as cases
from linli.cases.queries import Likely
from linli.cases.rules import LATEST, merging
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import moment
from linli.faces.desk.names import ClassName
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.refusals import Refusal, say_refusal
from linli.faces.desk.words.terms import STAGES

_SHOWN = 3
# Those outside the reader's posts are left out afterwards, so more are asked for than are shown.
_ASKED = 12


@dataclass(frozen=True, slots=True)
class Same:
    """A case that is possibly the same, in the reader's words. `apart` says when it was reported, seen from here."""

    number: int
    href: str
    klass: ClassName
    stage: Text
    metres: str
    apart: str
    reported_at: datetime
    when: str


def possibly_same(sheet: Sheet) -> list[Same]:
    """At most three cases that the reader may see, the likeliest first. None for a case that is closed, has no
    place, or was merged into another already."""
    facts = sheet.facts
    if facts.place is None or facts.reported_at is None or facts.closed_at is not None or facts.merged is not None:
        return []
    found = cases.likely_same(
        lat=facts.place.lat,
        lon=facts.place.lon,
        class_key=facts.class_key,
        text=next((stamp.text for stamp in sheet.stamps if stamp.seq == 1), ""),
        at=facts.reported_at,
        limit=_ASKED,
        besides=facts.id,
    )
    seen = [
        one
        for one in found
        if cases.may_see(
            actor=sheet.visit.actor, area_path=one.area_path, unit_path=one.unit_path, assisting=one.assisting
        )
    ]
    return [_same(sheet, one, facts.reported_at) for one in seen[:_SHOWN]]


def stays_apart(sheet: Sheet) -> Refusal | None:
    """Why the case can't be merged into another one, to whoever could do so otherwise; None where it can."""
    facts, merge = sheet.facts, LATEST.moves["merge"]
    posts = (sheet.visit.actor.holds(role, area_path=facts.area_path) for role in merge.who)
    if facts.state not in merge.sources or not any(posts):
        return None
    refused = merging.stays_whole(facts)
    return say_refusal(refused, sheet.edition, sheet.visit.language) if refused else None


def _same(sheet: Sheet, one: Likely, reported_at: datetime) -> Same:
    return Same(
        number=one.number,
        href=reverse("desk:case", args=[one.number]),
        klass=sheet.names.klass(one.class_key),
        stage=STAGES[one.stage],
        metres=_("%(metres)d m away") % {"metres": round(one.metres)},
        apart=_apart(one.reported_at, reported_at),
        reported_at=one.reported_at,
        when=moment(one.reported_at, sheet.visit.now),
    )


def _apart(at: datetime, reported_at: datetime) -> str:
    """How much earlier or later than this case, in hours or days."""
    hours = round(abs((reported_at - at).total_seconds()) / 3600)
    count = hours if hours < 48 else round(hours / 24)
    texts = {
        (True, True): ngettext("%(count)d hour earlier", "%(count)d hours earlier", count),
        (True, False): ngettext("%(count)d hour later", "%(count)d hours later", count),
        (False, True): ngettext("%(count)d day earlier", "%(count)d days earlier", count),
        (False, False): ngettext("%(count)d day later", "%(count)d days later", count),
    }
    return texts[hours < 48, at <= reported_at] % {"count": count} if hours else _("within the same hour")
