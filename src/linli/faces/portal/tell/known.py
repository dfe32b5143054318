"""What is perhaps reported already: shown before sending, to be followed instead."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from linli.cases import queries as cases
from linli.faces.portal import city, public
from linli.faces.portal.trail import Trail
from linli.ui.shapes import Card


@dataclass(frozen=True, slots=True)
class Known:
    """An open case that is perhaps the same. `command_id` is that of its button: pressed twice, it follows once."""

    number: int
    card: Card
    command_id: UUID


def known(trail: Trail) -> list[Known]:
    """Open public cases that are likely what is about to be reported, the likeliest first; at most three.

    Words aren't compared here: by trying some out, anybody could find out what somebody else has written.
    """
    if trail.lat is None or trail.lon is None:
        return []
    edition, now = city.edition(), city.now()
    found = cases.likely_same(
        lat=trail.lat,
        lon=trail.lon,
        class_key=trail.class_key,
        text="",
        at=now,
        among=public.class_keys(edition),
        decimals=cases.PUBLIC_DECIMALS,
    )
    return [
        Known(one.number, public.card(edition, one, now, metres=one.metres), uuid4())
        for one in found
        if one.closed_at is None
    ]
