"""What anybody may see of a case. Never the reporter's words or photos, never who reported it, no exact door number."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import published
from linli.cases.queries import PUBLIC_DECIMALS, Likely, Nearby, Pin, View
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import city, words
from linli.ui.shapes import Card

KINDS = published.KINDS


def class_keys(of: Edition, group: str = "") -> tuple[str, ...]:
    """The classes whose cases are public; those of one group (by its name in any language) if given."""
    return tuple(
        key for key, one in of.classes.items() if one.kind in KINDS and (not group or group in one.group.values())
    )


def may_show(view: View, of: Edition) -> bool:
    """Whether a case has a public page: it is about a place in the city and was neither turned down nor taken back."""
    return published.may_show(view.facts, of)


def point(lat: float, lon: float) -> tuple[float, float]:
    return round(lat, PUBLIC_DECIMALS), round(lon, PUBLIC_DECIMALS)


def card(of: Edition, seen: Pin | Nearby | Likely, now: datetime, *, metres: float | None = None) -> Card:
    """A case in a public list."""
    about = of.classes.get(seen.class_key)
    closed = seen.closed_at if isinstance(seen, Pin) else None
    due = seen.due_at if isinstance(seen, Pin) else None
    late = bool(due and closed is None and now > due and seen.stage in words.TIMED)
    return Card(
        href=reverse("portal:case", args=[seen.number]),
        title=city.class_name(of, seen.class_key),
        place=city.area_text(seen.area_path),
        stage=_("%(stage)s, overdue") % {"stage": words.STAGES[seen.stage]} if late else str(words.STAGES[seen.stage]),
        tone="bad" if late else words.STAGE_TONES[seen.stage],
        icon=about.icon if about else "",
        when=words.ago(closed or seen.reported_at, now),
        distance="" if metres is None else words.metres(metres),
        number=f"#{seen.number}",
    )
