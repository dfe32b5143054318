"""Rights as a matrix: role × move × place, read from the table of moves and nothing else.

`docs/rights.md` prints it, and tests hold `decide` to it cell by cell. It says who may ask; what a move asks for beyond
that (its conditions) is in the table of moves itself, and can only take away.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from linli.cases.rules.flow import Flow, Move, State
from linli.cases.rules.flow.table import UNIT, lead
from linli.kernel.rights import Role


class Place(StrEnum):
    """Where a case stands, as seen from a post. "The unit" is the one that the move means: mostly, who has the case."""

    OWN_AREA = "in the post's area"
    OTHER_AREA = "in another area"
    UNPLACED = "without a place"
    EVERYWHERE = "anywhere, post for everywhere"
    OWN_UNIT = "own area, own unit"
    UNIT_BELOW = "own area, a unit below the own"
    UNIT_ABOVE = "own area, a unit above the own"
    OTHER_UNIT = "own area, another unit"
    OWN_UNIT_ELSEWHERE = "another area, own unit"
    OWN_UNIT_EVERYWHERE = "anywhere, post for everywhere, own unit"
    OWN_REPORT = "own report"
    OTHER_REPORT = "another's report"


class Reach(StrEnum):
    """How far a role reaches with a move."""

    NONE = "·"
    NEW = "new"
    AREA = "area"
    UNIT = "unit"
    OWN = "own"
    ITSELF = "itself"


OF_AREAS = (Place.OWN_AREA, Place.OTHER_AREA, Place.UNPLACED, Place.EVERYWHERE)
OF_UNITS = (
    Place.OWN_UNIT, Place.UNIT_BELOW, Place.UNIT_ABOVE, Place.OTHER_UNIT,
    Place.OWN_UNIT_ELSEWHERE, Place.OWN_UNIT_EVERYWHERE,
)  # fmt: skip
OF_REPORTERS = (Place.OWN_REPORT, Place.OTHER_REPORT)

ALLOWED: Mapping[Reach, frozenset[Place]] = {
    Reach.NONE: frozenset(),
    Reach.NEW: frozenset(Place),
    Reach.AREA: frozenset({Place.OWN_AREA, Place.EVERYWHERE}),
    Reach.UNIT: frozenset({Place.OWN_UNIT, Place.UNIT_BELOW, Place.OWN_UNIT_EVERYWHERE}),
    Reach.OWN: frozenset({Place.OWN_REPORT}),
    Reach.ITSELF: frozenset(Place),
}


def reach(move: Move, role: Role) -> Reach:
    """How far `role` reaches with `move`: nowhere, unless the row names it."""
    if role not in move.who:
        return Reach.NONE
    if role is Role.SYSTEM:
        return Reach.ITSELF
    if State.NEW in move.sources:
        return Reach.NEW
    if role is Role.REPORTER:
        return Reach.OWN
    return Reach.UNIT if role in UNIT else Reach.AREA


def places_of(role: Role) -> Sequence[Place]:
    """The places that make a difference to a role."""
    if role is Role.SYSTEM:
        return (Place.EVERYWHERE,)
    if role is Role.REPORTER:
        return OF_REPORTERS
    return OF_UNITS if role in UNIT else OF_AREAS


def allows(move: Move, role: Role, place: Place) -> bool:
    """One cell of the matrix: whether somebody with this role may make this move there, where its conditions hold."""
    return place in ALLOWED[reach(move, role)]


def moves_table(flow: Flow) -> list[tuple[str, ...]]:
    """Heading and rows: a move, how far each role reaches with it, and which unit is meant where not the holder's."""
    return [
        ("move", *Role, "unit that is meant"),
        *((move.name, *(reach(move, role) for role in Role), _meant(move)) for move in flow.moves.values()),
    ]


def places_table() -> list[tuple[str, ...]]:
    """Heading and rows: what each reach means in each place."""
    reaches = (Reach.AREA, Reach.UNIT, Reach.OWN)
    of = {Reach.AREA: OF_AREAS, Reach.UNIT: OF_UNITS, Reach.OWN: OF_REPORTERS}
    rows: list[tuple[str, ...]] = [("reach", "place", "may")]
    for one in reaches:
        rows += [(one, place, "yes" if place in ALLOWED[one] else "no") for place in of[one]]
    return rows


def _meant(move: Move) -> str:
    if not set(UNIT) & set(move.who) or move.holders is lead:
        return ""
    return move.holders.__name__.replace("_", " ")
